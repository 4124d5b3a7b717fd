"""Why a mail bounced, from the words of the other server.

A hard bounce takes a customer's mail away until somebody mends the address, so doubt is soft: words about the address
count only where no other cause is named, and not where the server's own code or the stage of the session contradicts.
"""

from __future__ import annotations

import re

from forewarn.mail.reports.kinds import BounceReason as Reason
from forewarn.mail.reports.phrases import PHRASES
from forewarn.mail.reports.replies import SmtpStage, joined, stage_of

MAX_WORDS = 6_000  # characters that are looked at; what a server says fits into a fraction
_ADDRESS = re.compile(r"<?[^\s<>()\[\],;:\"']+@[\w.-]+>?")
_URL = re.compile(r"https?:/?\s?/?\S+")

# RFC 3463 and the IANA registry; where the words say nothing, the code decides. 5.2.1 is a closed mailbox, which may
# open again; 5.1.0 and 5.4.1 say too little on their own.
_BY_STATUS = {
    "1.1": Reason.USER_UNKNOWN,
    "1.2": Reason.HOST_UNKNOWN,
    "1.3": Reason.USER_UNKNOWN,
    "1.6": Reason.MOVED,
    "1.7": Reason.SENDER_REFUSED,
    "1.8": Reason.SENDER_REFUSED,
    "1.9": Reason.SYSTEM,
    "1.10": Reason.ACCEPTS_NO_MAIL,  # RFC 7505; Exchange Online uses it for an unknown recipient: as hard
    "2.1": Reason.DISABLED,
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.TOO_BIG,
    "3.2": Reason.ACCEPTS_NO_MAIL,
    "3.4": Reason.TOO_BIG,
    "4.1": Reason.NETWORK,
    "4.2": Reason.NETWORK,
    "4.4": Reason.HOST_UNKNOWN,
    "4.6": Reason.NETWORK,
    "4.7": Reason.EXPIRED,
    "4.310": Reason.HOST_UNKNOWN,
    "7.1": Reason.POLICY,
    "7.20": Reason.AUTHENTICATION,
    "7.23": Reason.AUTHENTICATION,
    "7.25": Reason.REPUTATION,
    "7.26": Reason.AUTHENTICATION,
}
_UNMISTAKABLE = re.compile(r"doesn't have an? [\w.-]+ account", re.IGNORECASE)
_NO_MAIL_REPLIES = frozenset({"521", "556"})  # RFC 7504: the host takes no mail
_ABOUT_THE_ADDRESS = frozenset({Reason.USER_UNKNOWN, Reason.MOVED})
_ADDRESS_STATUS = re.compile(r"[45]\.(?:1\.\d+|2\.1)\Z")
_OTHER_CAUSE_STATUS = re.compile(r"[45]\.(?:2\.0|3\.\d+|6\.\d+|7\.\d+)\Z")


def reason_of(text: str, status: str = "", reply: str = "", stage: SmtpStage = SmtpStage.UNKNOWN) -> Reason:
    """The reason, from the server's words, its enhanced status and reply code, and the refused command."""
    by_words = _by_words(text)
    if by_words in _ABOUT_THE_ADDRESS and _doubtful(text, status, reply, stage):
        return Reason.FILTERED
    if by_words is Reason.ACCEPTS_NO_MAIL and (reply.startswith("4") or status.startswith("4.3")):
        return Reason.SYSTEM
    if by_words is not None:
        return by_words
    if status.startswith("2."):
        return Reason.DELIVERED
    if reply in _NO_MAIL_REPLIES:
        return Reason.ACCEPTS_NO_MAIL
    by_status = _BY_STATUS.get(status.partition(".")[2], Reason.UNKNOWN)
    # A passing 4.x about the host or the system is not its last word.
    if status.startswith("4.") and by_status in (Reason.HOST_UNKNOWN, Reason.ACCEPTS_NO_MAIL):
        return Reason.NETWORK
    return by_status


def _by_words(text: str) -> Reason | None:
    """The first phrase that fits, most telling first; addresses and links are no words."""
    words = joined(_URL.sub(" ", _ADDRESS.sub(" <> ", text[:MAX_WORDS]))).lower().replace("’", "'")
    return next((reason for reason, pattern in PHRASES if pattern.search(words)), None)


def _doubtful(text: str, status: str, reply: str, stage: SmtpStage) -> bool:
    """Whether words about the address are contradicted.

    Some carriers answer "user unknown" to whatever their filter refuses: after DATA, or beside a code for policy or
    system. At MAIL FROM the words speak of the sender. A passing reply (4xx) is not the last word.
    """
    if _ADDRESS_STATUS.match(status) or _UNMISTAKABLE.search(text):
        return False
    stage = stage or stage_of(text.lower())
    if stage in (SmtpStage.DATA, SmtpStage.MAIL) or reply.startswith("4"):
        return True
    return stage is not SmtpStage.RCPT and bool(_OTHER_CAUSE_STATUS.match(status))
