"""SMTP replies inside prose: their codes, and at which command of the session they came."""

from __future__ import annotations

import re
from enum import StrEnum

# 550 5.1.1 · 550-5.1.1 · 550 #5.1.0 · (#5.1.1) · ERROR_CODE :421 · [SMTP Error Code 550]
_WITH_STATUS = re.compile(r"\b([245]\d\d)[ -]+#?([245]\.\d{1,3}\.\d{1,3})\b(?!\.\d)")
_REPLY = re.compile(
    r"(?:(?:said|reply|replied|response|returned|reason|error|code|smtp|responsecode|error_code)\b[ :;=]*|^|[>;:(\[] ?|\n)"
    r"[\"']?([245]\d\d)(?=[ \-:,)\]]|$)(?![- ]?\d)",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])#?([245]\.\d{1,2}\.\d{1,3})(?![\d.]*\d)")
_CONTINUED = re.compile(r"(?:(?<=\s)|^)([245]\d\d)-(?:#?[245]\.\d{1,3}\.\d{1,3})?|\n|\r")


class SmtpStage(StrEnum):
    """The command that the other server refused."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    UNKNOWN = ""


_STAGES: tuple[tuple[SmtpStage, re.Pattern[str]], ...] = (
    (
        SmtpStage.RCPT,
        re.compile(
            r"(?:reply|response) to (?:the )?rcpt|(?:after|did not like our|sent:?|smtp[: ]+) ?(?:<<< ?)?rcpt|rcpt[ _]to(?: generated|\]| response)"
            r"|does not like recipient|>>> ?rcpt|rcpt to:<[^>]*>[^a-z]{0,6}(?:received|generated)|progress was rcpt",
        ),
    ),
    (
        SmtpStage.DATA,
        re.compile(
            r"end of (?:the )?data|(?:reply|response) to (?:the )?(?:end of )?(?:data|message)|after (?:the )?data\b|>>> ?data"
            r"|smtp command\s+data|for (?:text|data) command|after i sent the message|did not like our data",
        ),
    ),
    (
        SmtpStage.MAIL,
        re.compile(r"(?:reply|response) to (?:the )?mail|after mail from|>>> ?mail|does not like sender|like our mail"),
    ),
    (
        SmtpStage.CONNECT,
        re.compile(r"(?:reply|response) to (?:the )?(?:helo|ehlo|banner)|>>> ?[he]{2}lo|initial greeting"),
    ),
)


def reply_code(text: str) -> str:
    """The SMTP reply code in this text ("550"), the one beside an enhanced status first; nothing where none stands."""
    found = _WITH_STATUS.search(text) or _REPLY.search(text)
    return found.group(1) if found else ""


def enhanced_status(text: str) -> str:
    """The enhanced status code in this text ("5.1.1", RFC 3463), one beside a reply code first."""
    paired = _WITH_STATUS.search(text)
    if paired:
        return paired.group(2)
    found = _STATUS.search(text)
    return found.group(1) if found else ""


def says_nothing(status: str) -> bool:
    """Whether a status code is absent or "other": x.0.0 tells success from failure only."""
    return not status or status.endswith(".0.0") or status in ("5.5.0", "4.5.0")


def stage_of(text: str) -> SmtpStage:
    """The command at which the session failed, where the prose (in lower case) tells."""
    return next((stage for stage, pattern in _STAGES if pattern.search(text)), SmtpStage.UNKNOWN)


def joined(text: str) -> str:
    """The text on one line, without the codes that begin each further line of a long reply."""
    return " ".join(_CONTINUED.sub(" ", text).split())
