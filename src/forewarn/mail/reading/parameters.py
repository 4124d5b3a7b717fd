"""Content-Type and Content-Disposition: the value and its parameters, RFC 2231 and the sloppy forms included."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from forewarn.mail.reading.charsets import decode_text
from forewarn.mail.reading.headers import decode_words

MAX_PARAMETERS = 200  # per field; a file name cut in pieces needs a few dozen at most
# Of what parts two parameters one sign begins the next, so that a run of them is not read again from each.
_PARAMETER = re.compile(r"""[;\s]([\w!#$%&'*+.^`{|}~-]{1,100}?)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)""", re.DOTALL)
_QUOTED = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*?)\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The lower-case value before the first semicolon, and the parameters by lower-case name."""

    value: str
    parameters: dict[str, str] = field(default_factory=dict)


def _unquote(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        return _QUOTED.sub(r"\1", text[1:-1] if text.endswith('"') and len(text) > 1 else text[1:])
    return text


def parse_field(text: str) -> FieldValue:
    """Split a structured field; never raises, the last of several equal parameters is dropped."""
    head, _, rest = text.partition(";")
    if not rest:
        return FieldValue(head.strip().lower())
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(";" + rest)):
        if count >= MAX_PARAMETERS:
            break
        name, value = found.group(1).lower(), _unquote(found.group(2))
        section = _SECTION.match(name)
        if section and (section.group(2) is not None or section.group(3)):
            pieces.setdefault(section.group(1), []).append((int(section.group(2) or 0), bool(section.group(3)), value))
        else:
            plain.setdefault(name, decode_words(value))
    for name, parts in pieces.items():
        plain[name] = _join_pieces(sorted(parts))
    return FieldValue(head.strip().lower(), plain)


def _join_pieces(parts: list[tuple[int, bool, str]]) -> str:
    """The value of a parameter cut in pieces or percent-encoded (RFC 2231 sections 3 and 4)."""
    charset = ""
    data = b""
    for place, (_, encoded, value) in enumerate(parts):
        if encoded:
            if place == 0 and value.count("'") >= 2:
                charset, _, value = value.split("'", 2)
            data += unquote_to_bytes(value)
        else:
            data += value.encode("utf-8", "replace")
    return decode_text(data, charset)[0]


def file_name(disposition: FieldValue, content_type: FieldValue) -> str:
    """The file's name as the sender gave it, without control characters; nothing where it has none."""
    name = disposition.parameters.get("filename") or content_type.parameters.get("name") or ""
    return _CONTROL.sub("", name).strip()
