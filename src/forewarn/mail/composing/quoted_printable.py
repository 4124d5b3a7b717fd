"""Quoted-printable that is already in DKIM's relaxed canonical form, so that hashing needs no second pass.

Beyond RFC 2045: the second of two spaces, every tab and a space at either end of a line are encoded, a leading dot too
(SMTP would double it), and a leading "From " (mailboxes would mark it). What comes out holds only ASCII and CRLF.
"""

from __future__ import annotations

import re

LINE = 76  # characters of an encoded line, RFC 2045 section 6.7
SOFT_BREAK = b"=\r\n"

# Most values and many lines need nothing: printable, no "=", single spaces inside only, no dot or "From " in front.
_UNCHANGED = re.compile(r"(?!From )[!-\-/-<>-~][!-<>-~]*(?: [!-<>-~]+)*")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_MARKS = [chr(code) if 33 <= code <= 126 and code != ord("=") else f"={code:02X}" for code in range(256)]


def is_plain(value: str) -> bool:
    """Whether the text is one short line that `encode` leaves as it is."""
    return len(value) < LINE and _UNCHANGED.fullmatch(value) is not None


def encode(value: str) -> bytes:
    """Encode a text that begins at the start of a line; the caller ends the line, softly or hard."""
    if is_plain(value):
        return value.encode("ascii")
    return b"\r\n".join(map(_encoded_line, _LINE_BREAK.split(value)))


def _encoded_line(line: str) -> bytes:
    """One logical line as one or more encoded lines, joined by soft breaks."""
    if is_plain(line):
        return line.encode("ascii")
    done: list[str] = []
    current = ""
    octets = line.encode("utf-8", "replace")
    for position, octet in enumerate(octets):
        mark = _MARKS[octet]
        if octet == 0x20:
            inside = current and not current.endswith(" ") and position + 1 < len(octets)
            mark = " " if inside else "=20"
        elif not current and (mark == "." or (mark == "F" and octets.startswith(b"From ", position))):
            mark = f"={octet:02X}"
        if len(current) + len(mark) >= LINE:  # leave room for the "=" of the soft break
            done.append(current + "=")
            current = _first_of_line(mark)
        else:
            current += mark
    done.append(current)
    return "\r\n".join(done).encode("ascii")


def _first_of_line(mark: str) -> str:
    """A mark that a soft break moved to the start of a line, where spaces, dots and "F" are written out."""
    return f"={ord(mark):02X}" if mark in (" ", ".", "F") else mark
