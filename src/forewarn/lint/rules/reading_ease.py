"""How the mail reads: grade, length, form, honest advice, leftovers (FW-RD)."""

from __future__ import annotations

import re
from itertools import compress, islice
from operator import eq

from forewarn.lint.context import Purpose
from forewarn.lint.findings import Where, shorten
from forewarn.lint.reading_grade import count, grade_of, is_clearly_below
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.severity import CARING, MessageClass
from forewarn.lint.view.bodies import Body
from forewarn.lint.view.message import joined
from forewarn.lint.words.text import WordedText
from forewarn.mail.html.places import TextRun
from forewarn.mail.patterns import Guarded
from forewarn.mail.template_tags import TEMPLATE_TAG, blank_template_tags, has_template_tag

MAX_GRADE = {MessageClass.CARE: 8.0, MessageClass.MANDATED: 8.0}
MAX_GRADE_ELSE = 10.0
MAX_MEAN_SENTENCE = 18.0  # words
MIN_WORDS_TO_GRADE = 60  # a grade of fewer words is chance
MAX_JARGON_SHOWN = 5
_LENGTHS = {Purpose.ALERT: 250, Purpose.CHECK_IN: 90, Purpose.LEAK_NOTICE: 600}  # words, evidence D.4, D.6, D.7
MIN_FONT_PX = 14.0
MIN_CONTRAST = 4.5  # WCAG 2.2 SC 1.4.3, and the next for letters of 24 px and more
MIN_LARGE_CONTRAST = 3.0
LARGE_PX = 24.0
NARROW_PX = 320.0
_TIME = re.compile(r"\d{1,4}\s?(?:min|minut|hour|hora|heure|stund|day|tag|día|jour|sec|sek)\w*", re.IGNORECASE)
_MAY_DOUBLE = frozenset("that had die der das sie nous vous bye ha no very so ja na very blah chop pom hip".split())  # noqa: SIM905
_MOJIBAKE = Guarded(
    r"Ã[\u0080-\u00bf¼¤¶Ÿ©¨]|â€[™œ\u009d“”¦\"]|Â[\u00a0©®°]|\ufffd|&(?:nbsp|amp|quot|lt|gt|[a-z]{2,6});",
    *"ÃâÂ\ufffd&",
)
_BRACKETS = Guarded(
    r"(?:\[|<|\{)\s?(?:first|last|full|your|customer|company|product|brand|insert|vorname|nachname|name|nombre|prénom|prenom|nom)[\w\s_,-]{0,30}(?:\]|>|\})",
    *"[<{",
    flags=re.IGNORECASE,
)
_YEAR = Guarded(
    r"(?:©|\(c\)|copyright)\s*(?:[^\n\d]{0,40})?((?:19|20)\d{2})(?:\s?[-–]\s?((?:19|20)\d{2}))?",
    "©",
    "(c)",
    "copyright",
    flags=re.IGNORECASE,
)


def is_hard_to_read(check: Check) -> Results:
    """FW-RD-01: reading grade at most 8 (c, m) or 10 (t), sentences of 18 words on average, no unexplained jargon."""
    body = check.view.plain or check.view.html
    if body is None:
        return
    if body.worded.words >= MIN_WORDS_TO_GRADE:
        yield from _grade_faults(check, body)
    if check.message_class in CARING:
        known = {word.casefold() for word in check.context.glossary}
        told: set[str] = set()
        for hit in joined(body.worded.all("jargon"), body.text):
            word = hit.words.casefold()
            if word not in known and word not in told and len(told) < MAX_JARGON_SHOWN:
                told.add(word)
                yield Seen(body.where(hit.start, hit.end), f"“{hit.words}” is a word customers need not know")


def _grade_faults(check: Check, body: Body) -> Results:
    counted = count(body.text)
    language = check.view.language
    where = Where(body.part)
    if counted is None:
        return
    if counted.mean_sentence > MAX_MEAN_SENTENCE:
        yield Seen(
            where, f"sentences have {counted.mean_sentence:.0f} words on average; at most {MAX_MEAN_SENTENCE:.0f}"
        )
    limit = MAX_GRADE.get(check.message_class, MAX_GRADE_ELSE)
    if is_clearly_below(counted, language, limit):
        return
    grade = grade_of(counted, language)
    if grade is None:
        yield NotChecked(f"there is no reading formula for {language or 'this language'}")
    elif grade.grade > limit:
        yield Seen(where, f"the text reads at grade {grade.grade:.1f} ({grade.formula}); at most {limit:.0f}")


def is_too_long(check: Check) -> Results:
    """FW-RD-02: an alert has at most 250 words, a check-in 90, a leak notice 600; at most 3 actions (m: 4), each timed."""
    purpose = check.context.purpose or _usual_purpose(check.message_class)
    body = check.view.plain or check.view.html
    if body is None or purpose not in _LENGTHS:
        return
    words = body.worded.words
    if words > _LENGTHS[purpose]:
        yield Seen(Where(body.part), f"{words} words; at most {_LENGTHS[purpose]} in a mail of this kind")
    if purpose is Purpose.LEAK_NOTICE:
        yield from _actions(body)


def _usual_purpose(message_class: MessageClass) -> Purpose | None:
    return {MessageClass.CARE: Purpose.ALERT, MessageClass.MANDATED: Purpose.LEAK_NOTICE}.get(message_class)


def _actions(body: Body) -> Results:
    """The numbered lines after “what you can do”: at most four, each with the time it takes."""
    starts = [hit.end for hit in body.worded.all("block_you_can")]
    if not starts:
        return
    lines = re.findall(r"^[^\S\n]*\d{1,2}[.)]\s+(.*)$", body.text[starts[0] :], re.MULTILINE)
    if len(lines) > 4:
        yield Seen(body.where(starts[0]), f"{len(lines)} actions; at most 4, the most useful first")
    untimed = [line for line in lines if not _TIME.search(line)]
    if untimed:
        yield Seen(
            body.where(max(0, body.text.find(untimed[0]))),
            f"“{shorten(untimed[0], 60)}” does not say how long it takes",
        )


def has_good_form(check: Check) -> Results:
    """FW-RD-03: a text part, a language tag, contrast, letters of 14 px or more, readable at 320 px."""
    html = check.view.html
    if html is None or html.document is None:
        return
    document = html.document
    if check.view.mail is not None and check.view.plain is None:
        yield Seen(Where("message"), "there is no text part beside the HTML")
    if not document.language:
        yield Seen(html.at_source(0), "the HTML names no language (lang=)")
    small = [run for run in document.runs if run.look.font_px < MIN_FONT_PX]
    if small:
        run = min(small, key=lambda r: r.look.font_px)
        share = sum(r.length for r in small) / max(1, len(document.text))
        yield Seen(
            _run_place(html, run),
            f"letters of {run.look.font_px:.0f} px; {share:.0%} of the text is below {MIN_FONT_PX:.0f} px",
        )
    faint = next((run for run in document.runs if _is_faint(run)), None)
    if faint is not None:
        yield Seen(
            _run_place(html, faint),
            f"the contrast is {faint.look.contrast:.1f} : 1; at least {_least_contrast(faint)} : 1",
        )
    if document.fixed_widths and "@media" not in document.css:
        width, offset = max(document.fixed_widths)
        yield Seen(html.at_source(offset), f"a width of {width:.0f} px does not fit a screen of {NARROW_PX:.0f} px")


def _run_place(body: Body, run: TextRun) -> Where:
    return body.where(run.start, run.start + min(run.length, 60))


def _is_faint(run: TextRun) -> bool:
    contrast = run.look.contrast
    return contrast is not None and contrast < _least_contrast(run)


def _least_contrast(run: TextRun) -> float:
    return MIN_LARGE_CONTRAST if run.look.font_px >= LARGE_PX else MIN_CONTRAST


def teaches_bad_rule(check: Check) -> Results:
    """FW-RD-04: never teaches spelling, padlock, name in the greeting, logo or tick as proof."""
    for hit, where in check.view.meant("bad_advice"):
        yield Seen(where, f"“{shorten(hit.words, 80)}” teaches a rule that fails")


def has_leftovers(check: Check) -> Results:
    """FW-RD-05: no placeholders, doubled words, broken letters, or years that are past."""
    reference = _year(check)
    for worded, body in check.view.texts():
        for start, end, what in _leftovers(worded, check.view.template):
            words = worded.text[start:end]
            where = body.where(start, end) if body else check.view.header_where("Subject", words)
            yield Seen(where, f"“{shorten(words, 60)}” is {what}")
        year = _YEAR.search(worded.text) if body else None
        if body and year and reference and int(year.group(2) or year.group(1)) < reference:
            yield Seen(
                body.where(year.start(), year.end()), f"“{shorten(year.group(0), 60)}” names a year that is past"
            )
    for hit, where in check.view.meant("placeholder"):
        yield Seen(where, f"“{hit.words}” is a placeholder")


def _leftovers(worded: WordedText, template: bool) -> list[tuple[int, int, str]]:
    """The first of each kind of leftover: offsets and what it is."""
    text = worded.text
    found: list[tuple[int, int, str]] = []
    tag = None if template or not has_template_tag(text) else TEMPLATE_TAG.search(text)
    if tag:
        found.append((*tag.span(), "a tag nobody filled in"))
    bracket = _BRACKETS.search(blank_template_tags(text))
    if bracket:
        found.append((*bracket.span(), "a placeholder"))
    broken = _MOJIBAKE.search(text)
    if broken:
        found.append((*broken.span(), "a broken letter"))
    doubled = _doubled(worded)
    if doubled:
        found.append((*doubled, "a word said twice"))
    return found


def _doubled(worded: WordedText) -> tuple[int, int] | None:
    """The first word that stands twice in a row on one line, small, and of a kind that is not said twice."""
    tokens = worded.tokens
    for place in compress(range(len(tokens)), map(eq, tokens, islice(tokens, 1, None))):
        word = tokens[place]
        if word in _MAY_DOUBLE or len(word) < 2:
            continue
        start, end = worded.span(place, place + 1)
        if worded.text[start:end] == f"{word} {word}" and word.isascii() and word.isalpha():
            return start, end
    return None


def _year(check: Check) -> int:
    """The year of the Date field, else of now."""
    value = check.view.mail.value("date") if check.view.mail else ""
    found = re.search(r"\b((?:19|20)\d{2})\b", value)
    return int(found.group(1)) if found else check.now.year
