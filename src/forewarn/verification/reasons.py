"""Verdicts, and the reasons for them, by code; the words for each stand in `wording`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

SHOWN = 5  # hosts, numbers or sentences that one reason names


class VerdictKind(StrEnum):
    """The five answers. None of them says that a mail is harmless."""

    SENT_BY_US = "sent_by_us"
    SENT_BY_US_ALTERED = "sent_by_us_altered"
    NOT_OURS = "not_ours"
    NOT_ABOUT_US = "not_about_us"
    CANNOT_TELL = "cannot_tell"


class Code(StrEnum):
    """Every reason a verdict can have."""

    # sent by us
    SIGNED_BY_US = "signed_by_us"
    IN_OUR_RECORD = "in_our_record"
    # sent by us, with a warning
    SIGNATURE_EXPIRED = "signature_expired"
    INSIDE_ANOTHER = "inside_another"
    OTHER_RECIPIENT = "other_recipient"
    USER_SUPPLIED_TEXT = "user_supplied_text"
    DATE_NOT_COVERED = "date_not_covered"
    # sent by us, altered
    BODY_CHANGED = "body_changed"
    TEXT_APPENDED = "text_appended"
    RECORD_DIFFERS = "record_differs"
    LINKS_DIFFER = "links_differ"
    NUMBERS_DIFFER = "numbers_differ"
    SENTENCES_DIFFER = "sentences_differ"
    SUBJECT_DIFFERS = "subject_differs"
    PARTS_DIFFER = "parts_differ"
    # not ours
    KNOWN_SCAM = "known_scam"
    FROM_LOOKALIKE = "from_lookalike"
    FROM_ELSEWHERE = "from_elsewhere"
    FROM_MAILBOX_PROVIDER = "from_mailbox_provider"
    NO_SENDER = "no_sender"
    SEVERAL_SENDERS = "several_senders"
    UNSIGNED_FROM_US = "unsigned_from_us"
    NAME_ONLY = "name_only"
    NAME_DISGUISED = "name_disguised"
    LINK_LOOKALIKE = "link_lookalike"
    LINK_SHOWS_OTHER = "link_shows_other"
    REPLY_TO_ELSEWHERE = "reply_to_elsewhere"
    LINKS_ELSEWHERE = "links_elsewhere"
    NUMBERS_ELSEWHERE = "numbers_elsewhere"
    SIGNED_BY_OTHER = "signed_by_other"
    RESEMBLES_OURS = "resembles_ours"
    # cannot tell
    SIGNATURE_BROKEN = "signature_broken"
    KEY_UNKNOWN = "key_unknown"
    KEY_UNREACHABLE = "key_unreachable"
    KEY_UNUSABLE = "key_unusable"
    KEY_COMPROMISED = "key_compromised"
    KEY_NOT_IN_USE = "key_not_in_use"
    UNSIGNED = "unsigned"
    VENDOR_ONLY = "vendor_only"
    HEADER_ADDED = "header_added"
    SUBJECT_NOT_COVERED = "subject_not_covered"
    REPLY_TO_NOT_COVERED = "reply_to_not_covered"
    HEADER_MALFORMED = "header_malformed"
    BESIDE_ANOTHER = "beside_another"
    ONLY_WORDS = "only_words"
    WORDS_ARE_OURS = "words_are_ours"
    WORDS_ARE_LIKE_OURS = "words_are_like_ours"
    OUTLOOK_FILE = "outlook_file"
    UNREADABLE = "unreadable"
    NOT_A_MAIL = "not_a_mail"
    ONLY_IMAGE = "only_image"
    EMPTY = "empty"
    # not about us
    NOT_NAMED = "not_named"
    WORDS_NAME_NOBODY = "words_name_nobody"
    MENTIONED_ONLY = "mentioned_only"
    # said beside any verdict
    CHECK_CLAIMED = "check_claimed"
    NOT_ALL_READ = "not_all_read"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, its weight (the highest is told first), and what fills its words."""

    code: Code
    weight: int
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and its reasons, the weightiest first."""

    kind: VerdictKind
    reasons: tuple[Reason, ...]


def decide(kind: VerdictKind, reasons: list[Reason]) -> Decision:
    """A decision with its reasons in order of weight, each code once."""
    first: dict[Code, Reason] = {}
    for reason in sorted(reasons, key=lambda reason: -reason.weight):
        first.setdefault(reason.code, reason)
    return Decision(kind, tuple(first.values()))


def listed(texts: Sequence[str]) -> str:
    """The first of these texts, as one reason names them."""
    return ", ".join(texts[:SHOWN])
