"""Whose mail is it? The mail that a report is about, found inside the report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from forewarn.mail.fingerprints import fingerprint
from forewarn.mail.forwards.enclosures import Enclosures, enclosures, looks_like_mail
from forewarn.mail.forwards.inline import InlineForward, find_inline
from forewarn.mail.forwards.outlook_msg import UnableToReadMsg, is_msg, read_msg
from forewarn.mail.forwards.pasted import PastedSource, pasted_source
from forewarn.mail.letters import Letter, ShownLink, letter_of, letter_of_text, plain_text, text_links
from forewarn.mail.reading.addresses import Mailbox
from forewarn.mail.reading.charsets import decode_text, is_text
from forewarn.mail.reading.message import ParsedMail, read_mail

MAX_ATTACHED = 10  # mails of one report that are looked at; people send two or three
MAX_DEPTH = 5  # mails attached to mails that are opened; people forward a forward of a forward, not more
_FORWARD_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|wg|tr|rv|enc|enk|i|vs|vb|vl|vidaresend\w*|pd|fs|trs|doorst\w*|weitergel\w*|переслан\w*|пересл|转发|轉寄|転送|전달|i̇lt|ilt|továbbítás)\s*[:：]",
    re.IGNORECASE,
)
BESIDE_ANOTHER = "beside_another"  # note: what came with the original is no remark, so that no proof covers all of it
NO_ORIGINAL = "no_original"  # note: a report in which no mail was found, so that its own text is judged
ONLY_REMARK = "only_remark"  # note: and that text is no more than a few words about something
UNREAD_FILE = "unread_file"  # note: there is a file, and it is no mail
MAX_REMARK = 600  # characters; longer is a letter, no remark on one
SAME_WORDS = 0.5  # resemblance above which a text quotes the attached mail
MAX_UNSAID = 0.2  # of the words shown; programs write links and bullets in their own ways
_WORD = re.compile(r"\w+")
_DRAWS = re.compile(
    r"url\(|<(?:svg|math|map|area|video|audio|canvas|input|button)\b|\b(?:srcset|background)\s*=", re.IGNORECASE
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
    carrier: Mailbox | None = None  # the sender of a mail not written to us, in which it came as an attachment
    notes: tuple[str, ...] = field(default=())
    place: int = 0  # its number among several mails that were attached, from 1
    others: tuple[Original, ...] = ()  # of these the others
    unread: int = 0  # mails attached beyond those that were looked at


@dataclass(frozen=True, slots=True)
class Judges:
    """What the search must know of the brand: which mail is itself the letter, and which is only a report about one.

    A lure may carry a genuine mail of ours as an attachment or a quote: then the lure is judged, not what it carries.
    """

    is_letter: Callable[[ParsedMail], bool]
    is_report: Callable[[ParsedMail], bool]  # written to us, as reports are
    is_from_us: Callable[[ParsedMail], bool]  # from an address of ours: our own people report too
    is_about_us: Callable[[InlineForward], bool]
    speaks_as_us: Callable[[str], bool]  # words in the brand's voice: a lure's, not a customer's
    asks: Callable[[str], bool]  # words that want something of their reader


def may_be_mail(data: bytes) -> bool:
    """Whether these bytes can be a mail or words, and are no picture, document or packed folder."""
    return is_msg(data) or looks_like_mail(data) or is_text(data)


def find_original(data: bytes, judges: Judges, reporter: str = "") -> Original:
    """The original in a file: a mail, a report with a mail in it, an Outlook file, or pasted text. Never raises.

    `reporter` is the address of whoever asks, where it is known and is not in the file.
    """
    if is_msg(data):
        try:
            return _search(read_msg(data), judges, reporter, MAX_DEPTH, is_source=False)
        except UnableToReadMsg as error:
            return Original(How.ITSELF, Letter(""), notes=("unreadable_msg", str(error)), reporter=reporter)
    if looks_like_mail(data):
        return _search(read_mail(data), judges, reporter, MAX_DEPTH)
    if not may_be_mail(data):
        return Original(How.ITSELF, Letter(""), notes=(UNREAD_FILE,), reporter=reporter)
    return _with(_from_text(decode_text(data)[0], judges), reporter=reporter)


def has_forward_prefix(subject: str) -> bool:
    """Whether the subject says that something is forwarded ("Fwd:", "WG:", "TR:", "转发:")."""
    return bool(_FORWARD_PREFIX.match(subject))


def _search(mail: ParsedMail, judges: Judges, reporter: str, depth: int, *, is_source: bool = True) -> Original:
    letter = letter_of(mail)
    itself = _letter(mail, letter, reporter, depth, is_source=is_source)
    # A lure may name an address of ours among its recipients: only the outermost mail can be a report.
    to_us = depth == MAX_DEPTH and judges.is_report(mail)
    is_letter = judges.is_letter(mail)
    if depth == 0 or (is_letter and not (to_us and judges.is_from_us(mail))):
        return itself
    asker = reporter or (mail.senders[0].address if mail.senders else "")
    told = _in_text(letter, plain_text(mail), judges, asker) if to_us or has_forward_prefix(mail.subject) else None
    inside = enclosures(mail)
    if _is_wrapping(inside, told.own_words if told else letter.text, judges, to_us=to_us):
        carried = _carried(inside, letter, judges, asker, depth)
        if carried:
            if not to_us:
                carried = _with(_unless_it_shows_more(carried, mail, letter), carrier=_sender(mail))
            return _beside(carried, told)
        if told:
            return told
    return _whole_text(mail, letter, asker, inside, judges) if to_us and not is_letter else itself


def _carried(inside: Enclosures, letter: Letter, judges: Judges, asker: str, depth: int) -> Original | None:
    """The original among the mails attached to this one."""
    if not inside.mails:
        return None
    attached = inside.mails[:MAX_ATTACHED]
    found = [_search(one.mail, judges, asker, depth - 1, is_source=one.is_source) for one in attached]
    chosen = _with(_pick(found, judges, letter), unread=len(inside.mails) - len(attached))
    # A picture or a page beside a genuine mail may be the lure; servers add a foot as a text file.
    if any(part.content_type != "text/plain" or not _is_remark(part.text, judges) for part in inside.files):
        chosen = _with(chosen, notes=(*chosen.notes, BESIDE_ANOTHER))
    return chosen


def _unless_it_shows_more(carried: Original, mail: ParsedMail, letter: Letter) -> Original:
    """The attached original, noted where the mail around it has more than words: a lure may be a picture or a button."""
    plain = not (letter.all_links or letter.images or letter.has_form or letter.is_active)
    if plain and not mail.inline_images and not any(_DRAWS.search(part.text) for part in mail.htmls):
        return carried
    return _with(carried, notes=(*carried.notes, BESIDE_ANOTHER))


def _beside(carried: Original, told: Original | None) -> Original:
    """The attached original, noted where the text beside it holds yet another mail: a lure that came with a genuine mail
    of ours is forwarded together with it, and what holds of one does not hold of the other."""
    if told is None or fingerprint(told.letter.text).resemblance(fingerprint(carried.letter.text)) >= SAME_WORDS:
        return carried
    return _with(carried, notes=(*carried.notes, BESIDE_ANOTHER))


def _is_wrapping(inside: Enclosures, words: str, judges: Judges, *, to_us: bool) -> bool:
    """Whether these words of a mail are only what somebody writes around a mail that they pass on."""
    if to_us:
        return not judges.speaks_as_us(words)
    return not inside.files and _is_remark(words, judges) and not judges.asks(words)


def _is_remark(words: str, judges: Judges) -> bool:
    """Whether words are as few and as harmless as those that people write about a mail."""
    return len(words) < MAX_REMARK and not _HOOK.search(words) and not judges.speaks_as_us(words)


def _letter(mail: ParsedMail, letter: Letter, reporter: str, depth: int, *, is_source: bool) -> Original:
    return Original(
        How.ITSELF if depth == MAX_DEPTH else How.ATTACHED,
        letter,
        mail,
        is_source=is_source,
        sender=_sender(mail),
        subject=mail.subject,
        date=mail.value("date"),
        reporter=reporter,
        notes=() if is_source else ("outlook_msg",),
    )


def _sender(mail: ParsedMail) -> Mailbox | None:
    return mail.senders[0] if mail.senders else None


def _pick(found: list[Original], judges: Judges, outer: Letter) -> Original:
    """Of several attached mails the first that is the kind we are asked about, with the others; the reporter's words go
    with each."""
    several = (BESIDE_ANOTHER,) if len(found) > 1 else ()
    ready = [
        _with(
            one,
            own_words=one.own_words or outer.text.strip(),
            notes=(*one.notes, f"attached_mails={len(found)}", *several),
            place=place if several else one.place,
        )
        for place, one in enumerate(found, 1)
    ]
    chosen = next((one for one in ready if one.mail is not None and judges.is_letter(one.mail)), ready[0])
    return _with(chosen, others=tuple(one for one in ready if one is not chosen)) if several else chosen


def _with(original: Original, **changes: object) -> Original:
    return replace(original, **changes)  # type: ignore[arg-type]


def _in_text(letter: Letter, plain: str, judges: Judges, reporter: str) -> Original | None:
    """An original that was forwarded as text, or whose source was pasted; `plain` is the whole text of the letter."""
    source = pasted_source(letter, plain)
    if source is not None:
        return _of_source(source, judges)
    found = find_inline(letter.plain) if letter.plain and _says_all(letter) else []
    found = found or find_inline(letter.text)
    if not found:
        return None
    chosen = next((one for one in found if judges.is_about_us(one)), found[0])
    return Original(
        How.INLINE,
        Letter(chosen.body, _links_below(letter, chosen), is_html=letter.is_html, is_cut=letter.is_cut),
        sender=chosen.sender,
        subject=chosen.subject,
        date=chosen.date,
        own_words=chosen.own_words,
        reporter=reporter,
    )


def _of_source(source: PastedSource, judges: Judges) -> Original:
    mail = source.mail
    alone = source.alone and _is_remark(source.own_words, judges)
    return Original(
        How.PASTED,
        letter_of(mail),
        mail,
        is_source=True,
        sender=_sender(mail),
        subject=mail.subject,
        date=mail.value("date"),
        own_words=source.own_words,
        notes=() if alone else (BESIDE_ANOTHER,),
    )


def _says_all(letter: Letter) -> bool:
    """Whether the plain text says what the HTML shows, so that it may be read in its stead."""
    shown, plain = (set(_WORD.findall(text.lower())) for text in (letter.text, letter.plain))
    return len(shown - plain) <= MAX_UNSAID * len(shown)


def _links_below(letter: Letter, chosen: InlineForward) -> tuple[ShownLink, ...]:
    """The links of the original: those that stand below its header lines, in the HTML where there is one."""
    if letter.is_html:
        same = [one for one in find_inline(letter.text) if one.sender.address == chosen.sender.address]
        start = same[0].body_at if same else 0
        return tuple(link for link in letter.links if link.at >= start)
    return text_links(chosen.body)


def _whole_text(mail: ParsedMail, letter: Letter, reporter: str, inside: Enclosures, judges: Judges) -> Original:
    """Nothing was forwarded: the report's own text is what we are asked about."""
    notes = [NO_ORIGINAL]
    if _is_remark(letter.text, judges):
        notes.append(ONLY_REMARK)
    if inside.files or letter.images:
        notes.append(UNREAD_FILE)
    return Original(How.PASTED, letter, subject=mail.subject, reporter=reporter, notes=tuple(notes))


def _from_text(text: str, judges: Judges) -> Original:
    letter = letter_of_text(text)
    return _in_text(letter, text, judges, "") or Original(How.PASTED, letter)
