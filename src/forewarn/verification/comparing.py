"""How a copy differs from the mail that was sent: in links, telephone numbers and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from forewarn.journal.masking import CODE, MASK, masked_link
from forewarn.mail.letters import Letter, ShownLink
from forewarn.mail.links import WebAddress, destinations, parse_link
from forewarn.mail.phone_numbers import phone_numbers, same_number

MAX_SENTENCES = 600  # of one letter that are compared; a long newsletter has two hundred
MAX_WRITTEN = 100_000  # characters in which hosts are looked for
MAX_SHOWN = 20  # differences of one kind that are told
MIN_WORDS = 3  # of a sentence; fewer are greetings and buttons
ALIKE = 88.0  # per cent: sentences above it are one sentence with another name or date in it
ONE_PLACE = 60.0  # per cent: a changed sentence and what it was made from
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\w))+[.!?]*")  # a dot inside of a name or a number ends nothing
_HOST = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![\w@-])")  # as programs make links of them
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Differences:
    """What the copy has that the sent mail has not, and the other way round; texts as they stand in each."""

    links_added: tuple[str, ...] = ()
    links_missing: tuple[str, ...] = ()
    hosts_added: tuple[str, ...] = ()
    numbers_added: tuple[str, ...] = ()
    numbers_missing: tuple[str, ...] = ()
    sentences_added: tuple[str, ...] = ()
    sentences_missing: tuple[str, ...] = ()
    subject: tuple[str, str] | None = None  # sent, copy

    @property
    def any_added(self) -> bool:
        """Whether the copy says or links anything that the sent mail did not."""
        return bool(self.links_added or self.numbers_added or self.sentences_added or self.subject)

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        return not (self.any_added or self.links_missing or self.numbers_missing or self.sentences_missing)


def reads_the_same(copy: Letter, sent: Letter) -> bool:
    """Whether a copy is what was sent, part by part as it was written.

    Without a signature nothing less proves that a copy is ours: one word turns "we never ask" round, a style sheet
    hides a sentence, a picture says another.
    """
    return bool(sent.digest) and copy.digest == sent.digest and not copy.has_form and not copy.is_active


def shows_the_same(copy: Letter, sent: Letter) -> bool:
    """Whether a copy has the same sentences and pictures, whatever its short greetings and the codes in its links."""
    if copy.has_form or copy.is_active or list(copy.image_sources) != list(sent.image_sources):
        return False
    if list(copy.image_texts) != list(sent.image_texts):
        return False
    same = (copy.all_text, copy.hidden_text) == (sent.all_text, sent.hidden_text)
    return same or _long(copy) == _long(sent)


def _long(letter: Letter) -> set[str]:
    return set(_sentences(letter.all_text)) | set(_sentences(letter.hidden_text))


def differences(copy: Letter, sent: Letter, copy_subject: str = "", sent_subject: str = "") -> Differences:
    """Compare a copy with what was sent. What differs from reader to reader (names, codes in links) is no difference."""
    # Most copies that are ours have the very words that were sent: nothing is looked for in them.
    said, was_said = (copy.all_text, sent.all_text) if copy.all_text != sent.all_text else ("", "")
    new, old = _targets(copy, said), _targets(sent, was_said)
    numbers, sent_numbers = phone_numbers(said), phone_numbers(was_said)
    added, missing = _sentences_apart(said, was_said, ALIKE)
    hosts = {parse_link(href).host for shape, href in new.items() if shape not in old}
    changed = _plain(copy_subject) != _plain(sent_subject) and bool(copy_subject or sent_subject)
    return Differences(
        links_added=_shown(href for shape, href in new.items() if shape not in old),
        links_missing=_shown(href for shape, href in old.items() if shape not in new),
        hosts_added=tuple(sorted(host for host in hosts if host and host not in _hosts(sent.all_links)))[:MAX_SHOWN],
        numbers_added=_shown(n for n in numbers if not any(same_number(n, other) for other in sent_numbers)),
        numbers_missing=_shown(n for n in sent_numbers if not any(same_number(n, other) for other in numbers)),
        sentences_added=added,
        sentences_missing=missing,
        subject=(sent_subject, copy_subject) if changed and not _alike(copy_subject, sent_subject) else None,
    )


def word_for_word(found: Differences, copy: Letter, sent: Letter) -> Differences:
    """These differences with every sentence of which a word differs."""
    if copy.all_text == sent.all_text:
        return found
    added, missing = _sentences_apart(copy.all_text, sent.all_text, 100.0)
    return replace(found, sentences_added=added, sentences_missing=missing)


def link_shape(link: WebAddress) -> str:
    """Where a link leads, with the parts that differ from reader to reader left out."""
    if not link.is_web:
        return masked_link(f"{link.scheme}:{link.path}").lower()
    inside = ",".join(sorted(address.host for address in destinations(link)))
    return f"{link.host}:{link.port or ''}{CODE.sub(MASK, link.path)}>{inside}"


def _targets(letter: Letter, words: str) -> dict[str, str]:
    """Shape → address of every link, and of every host that stands in these words: mail programs make links of those."""
    every = dict.fromkeys(link.href for link in letter.all_links)  # a letter has most of its links more than once
    hrefs = [href for href in every if href and not href.startswith("#")]
    written = [f"https://{host}" for host in dict.fromkeys(_HOST.findall(words[:MAX_WRITTEN]))]
    shapes = {link_shape(parse_link(href)): href for href in hrefs}
    linked = {parse_link(href).host for href in hrefs}
    return shapes | {link_shape(parse_link(href)): href for href in written if parse_link(href).host not in linked}


def _hosts(links: Iterable[ShownLink]) -> set[str]:
    return {parse_link(href).host for href in {link.href for link in links}}


def _sentences_apart(copy: str, sent: str, alike: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    new, old = _sentences(copy), _sentences(sent)
    added = [text for key, text in new.items() if key not in old]
    missing = [text for key, text in old.items() if key not in new]
    unlike = _unlike(added, missing, alike)
    # A sentence may have been changed in one of the two alternatives: what stood in its place is told with it.
    places = [_place_of(text, list(old.values())) for text in unlike]
    return unlike, _shown(dict.fromkeys([*_unlike(missing, added, alike), *(text for text in places if text)]))


def _place_of(text: str, sent: list[str]) -> str:
    found = process.extractOne(text, sent, scorer=fuzz.ratio, score_cutoff=ONE_PLACE)
    return str(found[0]) if found else ""


def _sentences(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _SENTENCE.finditer(text):
        words = _WORDS.findall(match.group(0).lower())
        if len(words) >= MIN_WORDS:
            found.setdefault(" ".join(words), " ".join(match.group(0).split()))
        if len(found) >= MAX_SENTENCES:
            break
    return found


def _unlike(texts: list[str], others: list[str], alike: float) -> tuple[str, ...]:
    """The sentences that resemble none of the others."""
    return _shown(t for t in texts if process.extractOne(t, others, scorer=fuzz.ratio, score_cutoff=alike) is None)


def _alike(one: str, other: str) -> bool:
    return bool(one and other) and fuzz.ratio(_plain(one), _plain(other)) >= ALIKE


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def _shown(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)[:MAX_SHOWN]
