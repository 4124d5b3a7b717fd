"""Recipients in the prose of home-made bounces: whom they name, and the words that go with each.

No form of any one program is known here. What is used is where an address stands: first on its line, alone or before
the reason (nearly all programs); else after a word such as "to" or "recipient"; else, with neither, in the header
fields that some programs add.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile

MAX_LINES = 2_000  # of prose that are looked at; the notice itself is at the front
ADDRESS = r"[^\s<>()\[\],;:\"'=*|]{1,128}@(?:[A-Za-z0-9_](?:[\w-]{0,62}\.)*[\w-]{1,62}|\[[\d.]{7,15}\])"

_RETURNED = re.compile(
    r"^[\s>*|.=\-_#]*(?:below (?:this|the next) line is a copy|this is a copy of (?:the|your) message|(?:the )?original (?:message|mail)(?: (?:text|headers?|as received|details|attached|follows))*[\s:.\-=_]*$"
    r"|(?:the )?(?:header|headers|text|body|copy|start|first \d+ lines)(?: and[^:]{0,30})? of (?:the |your )?(?:original|returned|source) (?:message|mail)"
    r"|(?:un ?sent|returned|returned mail|forwarded|undelivered|rejected|attached|message|mail)(?: message| mail)? ?(?:headers?|text|body|below|follows?|attached)?(?: follows?| below| removed| suppressed| attached)?[\s:.\-=_|]*$"
    r"|enclosed is a copy|attachment is a copy|a copy of the original message|here is a copy|included is a copy|your message reads|message headers? follow|the header of the original|header of the source mail|-- the header|mensaje original|message original|messaggio originale|mensagem original|urspr[üu]ngliche nachricht|-+ ?original message)",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(r"^(?:> ?)?[A-Za-z][A-Za-z0-9-]{1,40}:")
_MACHINE_HEADER = re.compile(
    r"^(?:> ?)?(?:Received|Return-Path|Message-ID|DKIM-Signature|X-[\w-]+|MIME-Version|Delivered-To|ARC-[\w-]+|Content-Type):",
    re.IGNORECASE,
)
_FIRST_ON_LINE = re.compile(
    rf"""^[\s>*•·"'<\[(\-–]*
        (?:(?:(?:failed|intended|undeliverable|final|original|unknown|invalid)[ ]){{0,2}}
           (?:recipient|address|user|userid|adres|dirección|destinatario|destinataire|adresse|empf[äa]nger|error-for|получатель|[^\s:]{{0,20}}宛先)
           (?:\(?e?s\)?)?(?:[ ](?:address|name))?[ ]*[:=][ \t]*
        |(?:[245]\d\d[ -](?:[245]\.\d+\.\d+[ ])?)
        )?
        ["'<\[(]*(?:(?:smtp|rfc822|mailto)[:;][ ]?)?
        (?:(?P<named>"?[\w.' -]{{1,60}}"?[ ])<)?(?P<address>{ADDRESS})""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_WORD = re.compile(
    rf"""(?:\b(?:to|for|recipients?|address(?:es|ed(?:\sto)?)?|users?|userid|mailbox|account|was|[àa]|an|para|per|destinataire
           |destinatario|empf[äa]nger|SMTP)
        |full|rcpt[ ]to|(?:generated|expanded)[ ]from|failed[ ]\d+[ ]attempts|адрес\w*|получател\w*)
        [ :;=,("'<\[]+(?:(?:smtp|rfc822)[:;=])?(?P<address>{ADDRESS})""",
    re.IGNORECASE | re.VERBOSE,
)
_SENDERS_LINE = re.compile(
    r"mail from|^[\s>]*(?:from|reply-to|sender|return-path)\b|contact|assistance|help ?desk|envelope-from|x-\w+-sender",
    re.IGNORECASE,
)
_SESSION_LINE = re.compile(r"^\s*(?:>>>|<<<|[a-z -]{0,20}(?:sent|received)[ :<>]*(?:rcpt|mail|\d))", re.IGNORECASE)
_QUOTED_HEADER = re.compile(
    r"^[\s>]*(?:subject|betreff|asunto|objet|oggetto|assunto|onderwerp|temat|тема|件名|主题|sent|date|to|cc)\s*:",
    re.IGNORECASE,
)
_DAEMON = re.compile(
    r"(?:mailer-?daemon|postmaster|mdaemon|no-?reply|bounces?)[+@]|^(?:abuse|support|help|admin)@", re.IGNORECASE
)


@dataclass(slots=True)
class NamedRecipient:
    """An address and the lines that speak of it."""

    address: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Prose:
    """The notice itself, the recipients it names, and the returned mail under it ("" where it is attached or left out)."""

    notice: str
    recipients: tuple[NamedRecipient, ...]
    returned: str


def read_prose(text: str, not_recipients: frozenset[str] = frozenset()) -> Prose:
    """Part the notice from the mail it returns and find the recipients; addresses of the sender are left out."""
    lines = text.splitlines()[:MAX_LINES]
    cut = _returned_at(lines)
    notice, returned = lines[:cut], lines[cut:]
    recipients = _named(notice, not_recipients, _FIRST_ON_LINE) or _named(notice, not_recipients, _AFTER_WORD)
    return Prose("\n".join(notice), tuple(recipients), "\n".join(returned))


def _returned_at(lines: list[str]) -> int:
    """Where the returned mail begins: at a line that announces it, or at a run of header fields."""
    for at, line in enumerate(lines):
        if at and _RETURNED.match(line):
            return at
        if _HEADER_LINE.match(line) and _is_header_run(lines[at : at + 12]):
            return at
    return len(lines)


def _is_header_run(lines: list[str]) -> bool:
    """Whether these lines are the top of a mail: three header fields, one of which only machines write."""
    run = list(takewhile(lambda line: bool(_HEADER_LINE.match(line)) or line[:1] in (" ", "\t"), lines))
    fields = [line for line in run if _HEADER_LINE.match(line)]
    return len(fields) >= 3 and any(_MACHINE_HEADER.match(line) for line in fields)


def _named(lines: list[str], not_recipients: frozenset[str], pattern: re.Pattern[str]) -> list[NamedRecipient]:
    found: dict[str, NamedRecipient] = {}
    current: NamedRecipient | None = None
    before: list[str] = []
    for line in lines:
        for address in () if _QUOTED_HEADER.match(line) else _addresses(line, pattern):
            if address.lower() in not_recipients or _DAEMON.search(address):
                continue
            current = found.setdefault(address.lower(), NamedRecipient(address))
        if not _QUOTED_HEADER.match(line):  # the words of the subject are ours, not the server's
            (current.lines if current else before).append(line)
    return _with_shared_text(list(found.values()), before)


def _addresses(line: str, pattern: re.Pattern[str]) -> list[str]:
    if _SENDERS_LINE.search(line):
        return []
    if pattern is _FIRST_ON_LINE:
        match = None if _SESSION_LINE.match(line) and not line.lstrip().startswith(">>> ") else pattern.match(line)
        return [match.group("address").rstrip(".")] if match else []
    return [match.group("address").rstrip(".") for match in pattern.finditer(line)]


def _with_shared_text(recipients: list[NamedRecipient], before: list[str]) -> list[NamedRecipient]:
    """A list of addresses over one explanation: those without words of their own share the last one's, or what stands above."""
    if len(recipients) == 1:
        recipients[0].lines[:0] = before
        return recipients
    tail = recipients[-1].lines[1:] if recipients else []
    for recipient in recipients[:-1]:
        if not any(line.strip() for line in recipient.lines[1:]) and len(recipient.text.split()) < 2:
            recipient.lines += tail
    return recipients
