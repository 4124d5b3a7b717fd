"""Header fields as they are written and, at the same time, as DKIM's relaxed form reads them.

Values never hold a line break, a tab or two spaces in a row, so that unfolding a field gives its canonical form.
"""

from __future__ import annotations

import base64
import re
from typing import NamedTuple
from urllib.parse import quote

from forewarn.mail.composing.addresses import wire_address
from forewarn.mail.composing.letters import UnableToCompose

LINE = 78  # characters of a header line that people read, RFC 5322 section 2.1.1
ENCODED_WORD = 75  # characters of an encoded word, RFC 2047 section 2

HARD_LINE = 998  # characters of a header line that SMTP carries, RFC 5322 section 2.1.1

_NAME = re.compile(r"[!-9;-~]+")
_GAPS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_TIDY = re.compile(r"[!-~]+(?: [!-~]+)*")  # ASCII words with single spaces: nothing to clean
_SHORT_WORDS = re.compile(r"[!-~]{1,60}(?: [!-~]{1,60})*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_URI_SAFE = re.compile(r"[A-Za-z0-9._~-]*")
_QUOTABLE = re.compile(r"[ -~]*")


class WrittenField(NamedTuple):
    """A field as it goes out, and as DKIM hashes it; both end with CRLF."""

    raw: str
    canonical: str


def one_line(value: str) -> str:
    """The value without line breaks and control characters, with single spaces: nothing can be injected by it."""
    return value if _TIDY.fullmatch(value) else _GAPS.sub(" ", value).strip(" ")


def is_free_text(name: str) -> bool:
    """Whether the field holds free text; every other one has a grammar where encoded words cannot stand anywhere."""
    return name.lower() in ("subject", "comments") or name.lower().startswith("x-")


def check_field_name(name: str) -> str:
    """The name, if a header may be called so (RFC 5322 section 3.6.8). Raises UnableToCompose."""
    if not _NAME.fullmatch(name):
        raise UnableToCompose(f"{name!r} is not a name for a header")
    return name


def write_field(name: str, value: str) -> WrittenField:
    """A field from its folded value, as the functions below return it. Raises UnableToCompose if it cannot travel."""
    lines = value.split("\r\n ")
    if any("\r" in line or "\n" in line for line in lines):
        raise UnableToCompose(f"{name}: a line break inside the value")
    check_length(name, value)
    raw = f"{name}: {value}\r\n" if value else f"{name}:\r\n"
    return WrittenField(raw, f"{name.lower()}:{' '.join(lines)}\r\n")


def check_length(name: str, value: str) -> None:
    """Raise UnableToCompose if a line of the folded value is longer than mail carries."""
    longest = max(map(len, value.split("\r\n ")))
    if len(name) + longest > HARD_LINE - 2:
        raise UnableToCompose(f"{name}: a line of {longest} characters; mail carries {HARD_LINE}")


def unstructured(name: str, value: str) -> str:
    """Free text, folded: as it is where it is plain ASCII in short words, else as encoded words."""
    room = LINE - len(name) - 2
    if len(value) <= room and _SHORT_WORDS.fullmatch(value) and "=?" not in value:  # the usual case, in one look
        return value
    text = one_line(value)
    if (_SHORT_WORDS.fullmatch(text) or not text) and "=?" not in text:
        return text if len(text) <= room else _folded(text.split(" "), room)
    return _encoded_words(text, room)


def structured(name: str, value: str) -> str:
    """A value with a grammar of its own, folded after commas. Raises UnableToCompose unless it is ASCII."""
    room = LINE - len(name) - 2
    text = one_line(value)
    if not text.isascii():
        raise UnableToCompose(f"{name}: only ASCII may stand here; write names as mailbox() does")
    if len(text) <= room:
        return text
    folded = text.replace(", ", ",\r\n ")
    check_length(name, folded)
    return folded


def in_uri(value: str) -> str:
    """A recipient's value inside a structured field, where it is part of a URI or an address: percent-encoded."""
    return value if _URI_SAFE.fullmatch(value) else quote(value, safe="", errors="replace")


def mailbox(name: str, display_name: str, address: str) -> str:
    """A display name with its address, folded for the field of this name. Raises UnableToCompose."""
    where = f"<{wire_address(address)}>"
    room = LINE - len(name) - 2
    if len(display_name) + 1 + len(where) <= room and _ATOMS.fullmatch(display_name) and "=?" not in display_name:
        return f"{display_name} {where}"  # the usual case
    shown = one_line(display_name)
    if not shown:
        return where[1:-1]
    if _ATOMS.fullmatch(shown) and "=?" not in shown:
        phrase = shown
    elif _QUOTABLE.fullmatch(shown) and "=?" not in shown:
        escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
        phrase = f'"{escaped}"'
    else:
        phrase = _encoded_words(shown, room)
    if len(phrase) > room and "\r\n" not in phrase:  # too long for a line: encoded words can be folded anywhere
        phrase = _encoded_words(shown, room)
    together = len(phrase.rpartition("\n")[2]) + 1 + len(where) <= (room if "\r\n" not in phrase else LINE)
    return f"{phrase} {where}" if together else f"{phrase}\r\n {where}"


def _folded(words: list[str], room: int) -> str:
    """Words joined by spaces, with a line break before a space where a line would be too long."""
    lines = [words[0]]
    for word in words[1:]:
        limit = room if len(lines) == 1 else LINE - 1
        if len(lines[-1]) + 1 + len(word) > limit:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return "\r\n ".join(lines)


def _encoded_words(text: str, room: int) -> str:
    """The text as base64 encoded words in UTF-8 (RFC 2047), never cutting a character, the first one fitting `room`."""
    words: list[str] = []
    chunk = b""
    for character in text:
        octets = character.encode("utf-8", "replace")
        limit = min(ENCODED_WORD, room) if not words else ENCODED_WORD
        if chunk and _encoded_length(len(chunk) + len(octets)) > limit:
            words.append(_encoded_word(chunk))
            chunk = b""
        chunk += octets
    return "\r\n ".join([*words, _encoded_word(chunk)])


def _encoded_length(octets: int) -> int:
    return len("=?utf-8?b??=") + 4 * ((octets + 2) // 3)


def _encoded_word(octets: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(octets).decode('ascii')}?="
