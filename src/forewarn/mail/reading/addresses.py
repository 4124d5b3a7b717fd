"""Address fields as mail programs read them, the malformed ones of real lures included.

Python's `parseaddr` gives nothing for many of them: two addresses in one From, an unquoted comma or colon in the name,
the whole field inside an encoded word, brackets left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forewarn.mail.domains import canonical_host
from forewarn.mail.reading.headers import decode_words

MAX_MAILBOXES = 1_000  # of all fields of one name; a To with more is no letter
MAX_CHARACTERS = 65_536  # of all fields of one name; a thousand mailboxes with names are less
MAX_BRACKETS = 20  # of one mailbox; real fields have one, lures two or three
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,128}@(?:\[[^\]\s]{1,60}\]|[^\s<>()\[\],;:\"@]{1,255})")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){0,500}"')
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\]|\\.){0,128}"@[^\s<>()\[\],;:"@]{1,255}')
_QUOTED_WORD = re.compile(_QUOTED.pattern + r"(?!\s*@)")
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_SPECIAL = re.compile(r"[\\\"()<>,;]")
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_ESCAPED = re.compile(r"\\(.)")
_GROUP = re.compile(r"^\s*(\"[^\"]*\"|(?!\s)[^<>@\",;:]*):(?!//)")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox: the name as shown, the address as written, its host in canonical ASCII ("" where there is none)."""

    name: str
    address: str
    domain: str

    @property
    def local(self) -> str:
        """The part before the last @."""
        return self.address.rpartition("@")[0]


def parse_mailboxes(text: str) -> list[Mailbox]:
    """The mailboxes of an address field, given unfolded and with encoded words still encoded; never raises."""
    text = text[:MAX_CHARACTERS]
    mailboxes = _parse(text)
    if not any(box.address for box in mailboxes) and "=?" in text:
        # The whole field, address and all, inside an encoded word: many mail programs show the address.
        decoded = _parse(decode_words(text))
        if any(box.address for box in decoded):
            return decoded
    return mailboxes


def mailboxes_of(texts: Iterable[str]) -> list[Mailbox]:
    """The mailboxes of several fields, as far as the limits of one mail go."""
    boxes: list[Mailbox] = []
    left = MAX_CHARACTERS
    for text in texts:
        boxes += parse_mailboxes(text[:left])
        left -= len(text)
        if left <= 0 or len(boxes) >= MAX_MAILBOXES:
            break
    return boxes[:MAX_MAILBOXES]


def mailbox(name: str, address: str) -> Mailbox:
    """A mailbox from its parts."""
    address = _CONTROL.sub("", address).strip().strip("'")
    return Mailbox(name, address, canonical_host(address.rpartition("@")[2]) if "@" in address else "")


def _parse(text: str) -> list[Mailbox]:
    boxes: list[Mailbox] = []
    held: list[str] = []  # a piece without an address belongs to the next one: "Brand, Inc. <a@b>"
    for piece in _split(text):
        held.append(piece)
        if "<" not in piece and "@" not in _QUOTED.sub("", piece.replace('"@', "@")):
            continue
        boxes.append(_one(", ".join(held)))
        held = []
        if len(boxes) >= MAX_MAILBOXES:
            return boxes
    if held:
        boxes.append(mailbox(_shown(", ".join(held)), ""))
    return boxes


def _split(text: str) -> list[str]:
    """Cut at commas and semicolons outside quotes, brackets and comments; a group's colon is dropped."""
    pieces: list[str] = []
    start = depth = 0
    quoted = angle = False
    escaped = -1
    last_quote, last_comment, last_angle = text.rfind('"'), text.rfind(")"), text.rfind(">")
    for found in _SPECIAL.finditer(text):
        at, letter = found.start(), found[0]
        if at == escaped:
            continue
        if letter == "\\":
            escaped = at + 1 if quoted or depth else -1
        elif letter == '"' and not depth:
            # A quote that never closes is a letter of the name, not the rest of the field.
            quoted = not quoted and at < last_quote
        elif quoted:
            pass
        elif letter == "(" and at < last_comment:
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif depth:
            pass
        elif letter == "<":
            angle = at < last_angle
        elif letter == ">":
            angle = False
        elif letter in ",;" and not angle:
            pieces.append(text[start:at])
            start = at + 1
    pieces.append(text[start:])
    return [_ungrouped(piece) if "<" in piece or "@" in piece else piece for piece in pieces if piece.strip()]


def _ungrouped(piece: str) -> str:
    """A piece without the group it begins: the group's name is what many programs show of a mailbox without a name."""
    found = _GROUP.match(piece)
    if found is None:
        return piece
    rest = piece[found.end() :]
    return rest if "<" in rest else f"{found.group(1)} {rest}"


def _one(text: str) -> Mailbox:
    """One mailbox: the last bracket that holds an address wins, as most mail programs decide."""
    close = len(text)
    outside = _blanked(text)
    within = outside if "@" in outside else text
    for _ in range(MAX_BRACKETS):
        start = within.rfind("<", 0, close)
        if start < 0:
            break
        end = within.find(">", start)
        inside = text[start + 1 : end if end > 0 else len(text)].strip()
        if "@" in inside:
            after = text[end + 1 :] if end > 0 else ""
            return mailbox(_shown(text[:start] + " " + after), _routed(inside))
        close = start
    quoted = _QUOTED_LOCAL.search(text)
    found = quoted or _last(_ADDRESS, _without_comments(text)) or _last(_ADDRESS, text)
    if not found:
        return mailbox(_shown(text), "")
    address = found.group(0)
    rest = text.replace(address, " ", 1)
    return mailbox(_shown(rest) or _comment(text), address)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    return found


def _routed(inside: str) -> str:
    """The address inside the brackets, without an obsolete source route or stray spaces."""
    inside = inside.removeprefix("mailto:")
    if inside.startswith("@") and ":" in inside:
        inside = inside.partition(":")[2]
    quoted = _QUOTED_LOCAL.search(inside)
    if quoted:
        return quoted.group(0)
    plain = _SPACES.sub("", _without_comments(inside))
    return plain.split("<")[-1]


def _without_comments(text: str) -> str:
    return _blanked(text, quotes=False)


def _blanked(text: str, *, quotes: bool = True) -> str:
    """The text with spaces where comments stand, inner ones too, and quoted words that are no local part: what they hold
    is no address. Every letter keeps its place."""
    found = _QUOTED_WORD.sub(_spaces, text) if quotes else text
    for _ in range(MAX_BRACKETS):
        less = _COMMENT.sub(_spaces, found)
        if less == found:
            break
        found = less
    return found


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group(0))


def _comment(text: str) -> str:
    found = re.search(r"\(([^()]*)\)", text)
    return decode_words(found.group(1)).strip() if found else ""


def _shown(text: str) -> str:
    """The display name as a person sees it: words decoded, quotes and escapes gone, spaces single."""
    text = text.strip()
    if '"' in text:
        text = _ESCAPED.sub(r"\1", text.replace('\\"', "\0")).replace('"', "").replace("\0", '"')
    else:
        comment = _comment(text)
        text = _without_comments(text).strip() or comment
    text = text.strip().strip("<>").strip()
    return _SPACES.sub(" ", _CONTROL.sub(" ", decode_words(text))).strip(" ,;").strip("\"'").strip()
