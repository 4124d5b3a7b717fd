"""Content-Transfer-Encoding: bytes back to what they stood for, as far as they can be read."""

from __future__ import annotations

import binascii
import io
import re

_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_BROKEN_QP = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\Z)")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]+\r?\n", re.MULTILINE)
_PLAIN = frozenset({"", "7bit", "8bit", "binary", "none", "7-bit", "8-bit"})


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str]:
    """The decoded bytes and, where the encoding was broken or unknown, what was wrong in plain words."""
    name = encoding.strip().strip("\"'").lower().split(";", 1)[0].strip()
    if name in _PLAIN:
        return data, ""
    if name == "base64":
        return _base64(data)
    if name == "quoted-printable":
        fault = "quoted-printable text has a = that encodes nothing" if _BROKEN_QP.search(data) else ""
        return binascii.a2b_qp(data), fault
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uu(data)
    return data, f"the transfer encoding {name[:40]!r} is not known; the bytes are read as they are"


def _base64(data: bytes) -> tuple[bytes, str]:
    compact = data.translate(None, b" \t\r\n")
    try:
        return binascii.a2b_base64(compact, strict_mode=True), ""
    except binascii.Error:
        pass
    # Mail programs show what comes before the padding, and skip letters that are no base64.
    shown = compact.partition(b"=")[0] if _padded_inside(compact) else compact
    letters = shown.translate(None, _NOT_BASE64)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), "base64 is broken; what could be decoded was read"


def _padded_inside(compact: bytes) -> bool:
    place = compact.find(b"=")
    return 0 < place < len(compact) - 4 and place % 4 in (2, 3, 0)


def _uu(data: bytes) -> tuple[bytes, str]:
    begin = _UU_BEGIN.search(data)
    if not begin:
        return data, "uuencoded text without its begin line"
    out = bytearray()
    for line in io.BytesIO(data[begin.end() :]):
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            return bytes(out), "uuencoded text is broken; what could be decoded was read"
    return bytes(out), ""
