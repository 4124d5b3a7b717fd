"""The mail of the record that a mail says it is, and how the copy differs from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forewarn.mail.fingerprints import fingerprint
from forewarn.mail.forwards.originals import Original
from forewarn.mail.reading.addresses import Mailbox
from forewarn.verification.comparing import (
    Differences,
    differences,
    reads_the_same,
    shows_the_same,
    word_for_word,
)
from forewarn.verification.record import NoRecord, SentMail, SentRecord

SAME_WORDS = 0.8  # resemblance above which two letters say the same
COPIED_WORDS = 0.5  # and above which one was made from the other


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """A mail of the record that this one says it is, and how this copy differs."""

    sent: SentMail
    by_message_id: bool
    resemblance: float
    differences: Differences
    exact: bool = False  # to its reader the copy is the very mail: every word, link and picture
    but_small: bool = False  # it differs in greetings and in codes of links at most
    stricter: Differences | None = None  # where nothing else differs: a word here and there

    @property
    def told(self) -> Differences:
        """How this copy differs, in the words that a reader is told."""
        return self.stricter or self.differences


def match_in(record: SentRecord, original: Original, boxes: tuple[Mailbox, ...]) -> RecordMatch | None:
    """The mail of the record with this Message-ID and sender, else the one whose words are most alike."""
    message_id = original.mail.value("message-id").strip() if original.mail else ""
    sent = record.by_message_id(message_id) if message_id else None
    if sent is not None and any(box.address.lower() == sent.sender.lower() for box in boxes):
        return _match(original, sent, 1.0, by_message_id=True)
    if isinstance(record, NoRecord):
        return None
    mark = fingerprint(original.letter.text)
    best = record.most_alike(mark)
    alike = mark.resemblance(best.fingerprint) if best else 0.0
    return _match(original, best, alike, by_message_id=False) if best and alike >= COPIED_WORDS else None


def _match(original: Original, sent: SentMail, resemblance: float, *, by_message_id: bool) -> RecordMatch:
    if not sent.words_kept:
        return RecordMatch(sent, by_message_id, resemblance, Differences(), but_small=True)
    copy = original.letter
    found = differences(copy, sent.letter, original.subject, sent.subject)
    stricter = None
    if replace(found, subject=None).none:
        stricter = word_for_word(found, copy, sent.letter)
    if not by_message_id:
        return RecordMatch(sent, by_message_id, resemblance, found, stricter=stricter)
    exact = reads_the_same(copy, sent.letter) and original.subject.split() == sent.subject.split()
    but_small = found.none and shows_the_same(copy, sent.letter)
    return RecordMatch(sent, by_message_id, resemblance, found, exact, but_small, stricter)
