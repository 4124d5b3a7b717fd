"""What a learner's hand in an exercise comes to: feedback per choice, and whether the part is done."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forewarn.lessons.rules.reading.placeholders import fill
from forewarn.lessons.rules.reading.types import PartPlan, PartText
from forewarn.lessons.rules.showing import Line, inert, shown_lines

MAX_TURNS = 40  # of a chat; a story that goes in circles ends
_CHUNK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?:;,]+[.!?:;,]*\s*")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, sort or mark; `good` and `feedback` are for after the choice."""

    id: str
    text: str
    detail: str = ""
    feedback: str = ""
    right: str = ""  # the bin, the piece, the place; of a choice “right” or “wrong”
    chosen: str = ""
    pieces: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether what was chosen is right."""
        return self.chosen == self.right


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a chat: what was said to the learner, what they replied, and what to think of it."""

    says: tuple[str, ...]
    reply: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of an exercise as a page shows it, before or after a hand-in."""

    id: str
    type: str
    prompt: str
    shows: tuple[Line, ...] = ()
    options: tuple[Option, ...] = ()
    bins: tuple[tuple[str, str], ...] = ()
    turns: tuple[Turn, ...] = ()
    trail: str = ""  # of a chat: the replies so far
    end: str = ""  # good or bad
    end_text: str = ""
    ladders: tuple[tuple[str, str], ...] = ()  # of order: which situations there are
    ladder: str = ""
    feedback: str = ""
    tried: bool = False
    done: bool = False
    places: tuple[int, ...] = field(default=())


def show_part(
    plan: PartPlan, text: PartText, values: Mapping[str, str], given: Mapping[str, Sequence[str]] | None = None
) -> ShownPart:
    """The part with what was handed in (`given`: field → values); None before anything was."""
    hand = given or {}
    tried = given is not None
    made = _MAKERS[plan.type](plan, text, values, hand, tried)
    return made


def _words(text: Any, values: Mapping[str, str]) -> str:
    return inert(fill(str(text or ""), values)).strip()


def _one(hand: Mapping[str, Sequence[str]], name: str) -> str:
    found = hand.get(name) or [""]
    return str(found[0])[:200]


def _base(plan: PartPlan, text: PartText, values: Mapping[str, str], **more: Any) -> ShownPart:
    return ShownPart(
        id=plan.id,
        type=plan.type,
        prompt=_words(text.prompt, values),
        shows=shown_lines(text.shows, values) if text.shows else (),
        feedback=_words(text.feedback, values),
        **more,
    )


def _options(
    plan: PartPlan, text: PartText, values: Mapping[str, str], chosen: Mapping[str, str]
) -> tuple[Option, ...]:
    keys = list(text.things)
    if plan.type == "choose":
        random.Random(plan.id).shuffle(keys)  # noqa: S311 - the right one must not always come first
    return tuple(
        Option(
            key,
            _words(text.things[key].get("text"), values),
            _words(text.things[key].get("detail"), values),
            _words(text.things[key].get("feedback"), values),
            str(plan.right.get(key, "")),
            chosen.get(key, ""),
            tuple(_words(piece, values) for piece in text.things[key].get("pieces", ())),
        )
        for key in keys
    )


def _choose(plan: PartPlan, text: PartText, values: Any, hand: Any, tried: bool) -> ShownPart:
    picked = _one(hand, "choice")
    picked = picked if picked in text.things else ""
    options = _options(plan, text, values, {picked: "right"} if picked else {})
    done = any(option.id == picked and option.right == "right" for option in options)
    return _base(plan, text, values, options=options, tried=tried, done=done)


def _sort(plan: PartPlan, text: PartText, values: Any, hand: Any, tried: bool) -> ShownPart:
    chosen = {key: _one(hand, key) for key in text.things if _one(hand, key) in plan.bins}
    bins = tuple((key, _words(text.bins.get(key, key), values)) for key in plan.bins)
    options = _options(plan, text, values, chosen)
    return _base(plan, text, values, options=options, bins=bins, tried=tried, done=len(chosen) == len(options))


def _owner(plan: PartPlan, text: PartText, values: Any, hand: Any, tried: bool) -> ShownPart:
    chosen = {key: _one(hand, key) for key in text.things if _one(hand, key).isdigit()}
    options = _options(plan, text, values, chosen)
    return _base(plan, text, values, options=options, tried=tried, done=len(chosen) == len(options))


def _mark(plan: PartPlan, text: PartText, values: Any, hand: Any, tried: bool) -> ShownPart:
    marked = set(hand.get("mark") or ())
    options = [
        Option(str(place), words, right="push" if pushes else "", chosen="push" if str(place) in marked else "")
        for place, (words, pushes) in enumerate(chunks(_words(text.passage, values)))
    ]
    return _base(plan, text, values, options=tuple(options), tried=tried, done=tried)


def chunks(passage: str) -> list[tuple[str, bool]]:
    """A passage in pieces that can be marked, each with whether it pushes."""
    found: list[tuple[str, bool]] = []
    at = 0
    for match in _CHUNK.finditer(passage):
        found += [(piece, False) for piece in _SENTENCE.findall(passage[at : match.start()]) if piece.strip()]
        found.append((match[1], True))
        at = match.end()
    found += [(piece, False) for piece in _SENTENCE.findall(passage[at:]) if piece.strip(" .,;:!?\n")]
    return [(words.strip(), pushes) for words, pushes in found if words.strip(" .,;:!?\n")]


def _chat(plan: PartPlan, text: PartText, values: Any, hand: Any, tried: bool) -> ShownPart:
    steps = [step for step in _one(hand, "trail").split(",") if step.isdigit()]
    if (reply := _one(hand, "reply")).isdigit():
        steps.append(reply)
    node, turns, trail = plan.start, [], []
    for step in steps[:MAX_TURNS]:
        replies = text.nodes[node].get("replies", ())
        if int(step) >= len(replies):
            break
        taken = replies[int(step)]
        turns.append(
            Turn(_says(text, node, values), _words(taken["text"], values), _words(taken.get("feedback"), values))
        )
        trail.append(step)
        node = taken["to"]
    here = text.nodes[node]
    options = tuple(
        Option(str(place), _words(reply["text"], values)) for place, reply in enumerate(here.get("replies", ()))
    )
    ended = "end" in here
    return _base(
        plan,
        text,
        values,
        options=options,
        turns=(*turns, Turn(_says(text, node, values))),
        trail=",".join(trail),
        end=str(plan.right.get(node, "")) if ended else "",
        end_text=_words(here.get("end"), values),
        tried=tried,
        done=ended,
    )


def _says(text: PartText, node: str, values: Mapping[str, str]) -> tuple[str, ...]:
    said = text.nodes[node].get("says", ())
    return tuple(_words(line, values) for line in ([said] if isinstance(said, str) else said))


def _order(plan: PartPlan, text: PartText, values: Any, hand: Any, tried: bool) -> ShownPart:
    ladders = tuple((key, _words(one["situation"], values)) for key, one in text.ladders.items())
    key = _one(hand, "ladder")
    if key not in text.ladders:
        return _base(plan, text, values, ladders=ladders)
    steps = [_words(step, values) for step in text.ladders[key]["steps"]]
    mixed = list(range(len(steps)))
    random.Random(key).shuffle(mixed)  # noqa: S311 - the same for everybody
    if mixed == sorted(mixed):
        mixed = [*mixed[1:], *mixed[:1]]
    options = tuple(
        Option(str(place), steps[place], right=str(place + 1), chosen=_one(hand, f"step-{place}")) for place in mixed
    )
    handed = tried and any(option.chosen for option in options)
    shown = _base(plan, text, values, options=options, ladders=ladders, ladder=key, tried=handed)
    complete = sorted(o.chosen for o in options) == sorted(str(n + 1) for n in range(len(steps)))
    feedback = _words(text.ladders[key].get("feedback"), values)
    return ShownPart(
        **{
            **{name: getattr(shown, name) for name in ShownPart.__slots__},
            "feedback": feedback or shown.feedback,
            "done": handed and complete,
            "places": tuple(range(1, len(steps) + 1)),
        }
    )


def _checklist(plan: PartPlan, text: PartText, values: Any, hand: Any, tried: bool) -> ShownPart:
    ticked = set(hand.get("done") or ())
    options = _options(plan, text, values, {key: "done" for key in ticked})
    return _base(plan, text, values, options=options, tried=tried, done=tried)


_MAKERS = {
    "choose": _choose,
    "sort": _sort,
    "owner": _owner,
    "mark": _mark,
    "chat": _chat,
    "order": _order,
    "checklist": _checklist,
}
