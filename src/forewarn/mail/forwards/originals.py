"""Whose mail is it? The mail that a report is about, found inside the report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from forewarn.mail.forwards.inline import InlineForward, find_inline
from forewarn.mail.forwards.outlook_msg import UnableToReadMsg, is_msg, read_msg
from forewarn.mail.letters import Letter, ShownLink, letter_of, text_links
from forewarn.mail.reading.addresses import Mailbox
from forewarn.mail.reading.charsets import decode_text
from forewarn.mail.reading.headers import cut_headers
from forewarn.mail.reading.limits import DEFAULT_LIMITS
from forewarn.mail.reading.message import ParsedMail, Part, read_mail

MAX_DEPTH = 5  # mails attached to mails that are opened; people forward a forward of a forward, not more
HEAD_BYTES = 65_536  # of a file that are searched for header fields to see whether it is a mail
_MAIL_FIELDS = frozenset(
    {"from", "to", "subject", "date", "message-id", "received", "mime-version", "return-path", "reply-to"}
)
_FORWARD_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|wg|tr|rv|enc|enk|i|vs|vb|vl|vidaresend\w*|pd|fs|trs|doorst\w*|weitergel\w*|переслан\w*|пересл|转发|轉寄|転送|전달|i̇lt|ilt|továbbítás)\s*[:：]",
    re.IGNORECASE,
)
_SOURCE_START = re.compile(
    r"^(?:Delivered-To|Return-Path|Received|X-[\w-]+|From|Date|Message-ID|Subject|MIME-Version|ARC-[\w-]+|DKIM-Signature|Authentication-Results):[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_SOURCE_FIELDS = re.compile(
    r"^(Received|From|Message-ID|DKIM-Signature|Content-Type|MIME-Version|Return-Path|Date|To|Subject):",
    re.IGNORECASE | re.MULTILINE,
)


_HOOK = re.compile(r"https?://|www\.|(?:\d[\s().-]?){8,}", re.IGNORECASE)  # something to click or to call


class How(StrEnum):
    """In which form the original came."""

    ITSELF = "itself"
    ATTACHED = "attached"
    INLINE = "inline"
    PASTED = "pasted"


@dataclass(frozen=True)
class Original:
    """The mail to be judged. `mail` is there where its fields are; `is_source` where its bytes are as they arrived."""

    how: How
    letter: Letter
    mail: ParsedMail | None = None
    is_source: bool = False
    sender: Mailbox | None = None
    subject: str = ""
    date: str = ""
    own_words: str = ""
    reporter: str = ""  # address of whoever sent the report in which it was found
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Judges:
    """What the search must know of the brand: which mail is itself the letter, and which is only a report about one.

    A lure may carry a genuine mail of ours as an attachment or a quote: then the lure is judged, not what it carries.
    """

    is_letter: Callable[[ParsedMail], bool]
    is_addressed_to_us: Callable[[ParsedMail], bool]
    is_about_us: Callable[[InlineForward], bool]
    speaks_as_us: Callable[[str], bool]  # words in the brand's voice: a lure's, not a customer's


def find_original(data: bytes, judges: Judges, reporter: str = "") -> Original:
    """The original in a file: a mail, a report with a mail in it, an Outlook file, or pasted text. Never raises.

    `reporter` is the address of whoever asks, where it is known and is not in the file.
    """
    if is_msg(data):
        return _from_msg(data, reporter=reporter)
    if not looks_like_mail(data):
        return _with(_from_text(decode_text(data)[0], judges), reporter=reporter)
    return _search(read_mail(data), judges, reporter, MAX_DEPTH)


def looks_like_mail(data: bytes) -> bool:
    """Whether these bytes begin with the header of a mail: two of the usual fields before the first empty line."""
    names = {
        header.name.lower() for header in cut_headers(data, (0, min(len(data), HEAD_BYTES)), 1, DEFAULT_LIMITS).fields
    }
    return len(names & _MAIL_FIELDS) >= 2


def has_forward_prefix(subject: str) -> bool:
    """Whether the subject says that something is forwarded ("Fwd:", "WG:", "TR:", "转发:")."""
    return bool(_FORWARD_PREFIX.match(subject))


def _search(mail: ParsedMail, judges: Judges, reporter: str, depth: int) -> Original:
    letter = letter_of(mail)
    if judges.is_letter(mail) or depth == 0:
        return _letter(mail, letter, reporter, depth)
    to_us = judges.is_addressed_to_us(mail)
    asker = reporter or (mail.senders[0].address if mail.senders else "")
    if _is_wrapping(mail, letter.text, judges, to_us=to_us):
        attached = _attached(mail)
        if attached:
            return _pick([_search(inner, judges, asker, depth - 1) for inner in attached], judges, letter)
        outlook = next((part for part in mail.attachments if is_msg(part.content)), None)
        if outlook:
            return _from_msg(outlook.content, How.ATTACHED, asker, letter.text)
    found = _in_text(letter, judges, asker) if to_us or has_forward_prefix(mail.subject) else None
    if found and _is_wrapping(mail, found.own_words, judges, to_us=to_us):
        return found
    return _whole_text(mail, letter, asker) if to_us else _letter(mail, letter, reporter, depth)


def _is_wrapping(mail: ParsedMail, words: str, judges: Judges, *, to_us: bool) -> bool:
    """Whether these words of a mail are only what somebody writes around a mail that they pass on."""
    if judges.speaks_as_us(words):
        return False
    files = [
        part
        for part in mail.attachments
        if part.message is None and not _is_named_mail(part) and not is_msg(part.content)
    ]
    return to_us or (len(words) < 600 and not files and not _HOOK.search(words))


def _letter(mail: ParsedMail, letter: Letter, reporter: str, depth: int) -> Original:
    return Original(
        How.ITSELF if depth == MAX_DEPTH else How.ATTACHED,
        letter,
        mail,
        is_source=True,
        sender=mail.senders[0] if mail.senders else None,
        subject=mail.subject,
        date=mail.value("date"),
        reporter=reporter,
    )


def _attached(mail: ParsedMail) -> list[ParsedMail]:
    """The mails that came as attachments, also those that were not said to be mails."""
    found = list(mail.attached_mails)
    for part in mail.attachments:
        if part.message is None and _is_named_mail(part) and looks_like_mail(part.content):
            found.append(read_mail(part.content))
    return found


def _is_named_mail(part: Part) -> bool:
    return part.name.lower().endswith((".eml", ".email", ".mht")) or part.content_type == "application/octet-stream"


def _pick(found: list[Original], judges: Judges, outer: Letter) -> Original:
    """Of several attached mails the first that is the kind we are asked about; the reporter's words go with it."""
    chosen = next((one for one in found if one.mail is not None and judges.is_letter(one.mail)), found[0])
    return _with(chosen, own_words=chosen.own_words or outer.text.strip(), notes=(f"attached_mails={len(found)}",))


def _with(original: Original, **changes: object) -> Original:
    return replace(original, **changes)  # type: ignore[arg-type]


def _in_text(letter: Letter, judges: Judges, reporter: str) -> Original | None:
    """An original that was forwarded as text, or whose source was pasted."""
    plain = letter.plain or letter.text
    source = _pasted_source(plain)
    if source is not None:
        return source
    found = find_inline(plain) or find_inline(letter.text)
    if not found:
        return None
    chosen = next((one for one in found if judges.is_about_us(one)), found[0])
    return Original(
        How.INLINE,
        Letter(chosen.body, _links_below(letter, chosen), is_html=letter.is_html),
        sender=chosen.sender,
        subject=chosen.subject,
        date=chosen.date,
        own_words=chosen.own_words,
        reporter=reporter,
    )


def _links_below(letter: Letter, chosen: InlineForward) -> tuple[ShownLink, ...]:
    """The links of the original: those that stand below its header lines, in the HTML where there is one."""
    if letter.is_html:
        same = [one for one in find_inline(letter.text) if one.sender.address == chosen.sender.address]
        start = same[0].body_at if same else 0
        return tuple(link for link in letter.links if link.at >= start)
    return text_links(chosen.body)


def _whole_text(mail: ParsedMail, letter: Letter, reporter: str) -> Original:
    """Nothing was forwarded: the report's own text is what we are asked about."""
    return Original(How.PASTED, letter, subject=mail.subject, reporter=reporter, notes=("no_original",))


def _from_text(text: str, judges: Judges) -> Original:
    letter = Letter(text, text_links(text))
    return _in_text(letter, judges, "") or Original(How.PASTED, letter)


def _pasted_source(text: str) -> Original | None:
    """A mail's source, pasted under some words of one's own."""
    start = _SOURCE_START.search(text)
    if start is None:
        return None
    head = re.split(r"\r?\n[ \t]*\r?\n", text[start.start() :], maxsplit=1)[0]
    names = {found.lower() for found in _SOURCE_FIELDS.findall(head)}
    if not {"received", "message-id", "dkim-signature"} & names or len(names) < 4:
        return None
    mail = read_mail(text[start.start() :].encode("utf-8", "surrogateescape"))
    return Original(
        How.PASTED,
        letter_of(mail),
        mail,
        is_source=True,
        sender=mail.senders[0] if mail.senders else None,
        subject=mail.subject,
        date=mail.value("date"),
        own_words=text[: start.start()].strip(),
    )


def _from_msg(data: bytes, how: How = How.ITSELF, reporter: str = "", own_words: str = "") -> Original:
    try:
        mail = read_msg(data)
    except UnableToReadMsg as error:
        return Original(how, Letter(""), notes=("unreadable_msg", str(error)), reporter=reporter)
    return Original(
        how,
        letter_of(mail),
        mail,
        is_source=False,
        sender=mail.senders[0] if mail.senders else None,
        subject=mail.subject,
        date=mail.value("date"),
        own_words=own_words,
        reporter=reporter,
        notes=("outlook_msg",),
    )
