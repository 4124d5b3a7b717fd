"""Bytes to text: the declared charset where it is true, a guess where it is not."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

GUESS_BYTES = 16_384  # of the text that the guess looks at; more does not change it and costs time
# WHATWG: what calls itself Latin-1 or ASCII is Windows-1252 in practice.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
# Text codecs of Python that no mail means, or whose decoding takes quadratic time.
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_MAX_REPLACED = 0.05  # share of unreadable characters above which a declared charset counts as wrong


# Bytes that stand in no text: the control characters but for tabs, line and page ends, escape (ISO-2022) and substitute.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}) + b"\x7f"
_FEW_CONTROLS, _MAX_CONTROLS = 8, 0.01  # slips, and the share of a text; a picture or a packed file has a tenth


@lru_cache(maxsize=512)
def known_codec(name: str) -> str | None:
    """The Python codec for a charset name as mail writes it; None where there is none fit for mail."""
    plain = name.strip().strip("\"'").split("*", 1)[0].strip()
    if not plain or not plain.isascii() or "\0" in plain or len(plain) > 60:
        return None
    try:
        info = codecs.lookup(plain)
    except (LookupError, ValueError):
        return None
    codec = info.name.replace("-", "_") if info.name.startswith("raw") else info.name
    if codec.replace("-", "_") in _NOT_FOR_MAIL or not info._is_text_encoding:
        return None
    return _READ_AS.get(codec, codec)


def meta_charset(data: bytes) -> str:
    """The charset that an HTML document names for itself in its first 2 kB, else nothing."""
    found = _META.search(data, 0, 2_048)
    return found.group(1).decode("ascii") if found else ""


def is_text(data: bytes) -> bool:
    """Whether these bytes can be words, in whatever charset, and are no picture, document or packed folder."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    sample = data[:GUESS_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return not data.startswith(b"%PDF-") and controls <= _FEW_CONTROLS + _MAX_CONTROLS * len(sample)


def decode_text(data: bytes, declared: str = "", *, html: bool = False) -> tuple[str, str, bool]:
    """The text of these bytes, the codec used, and whether the declaration was true (or there was none to break).

    Never raises: undecodable bytes become U+FFFD.
    """
    if data.isascii() and not _is_shifted(declared):
        return data.decode("ascii"), "ascii", not declared or known_codec(declared) is not None
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace"), "utf-8", True
    codec = known_codec(declared)
    if codec:
        try:
            return data.decode(codec), codec, True
        except UnicodeError:
            pass
    return (*_guess(data, codec, known_codec(meta_charset(data)) if html else None), not declared)


def _is_shifted(declared: str) -> bool:
    """Whether the charset writes other letters in ASCII bytes (ISO-2022, UTF-7, HZ)."""
    name = declared.lower().replace("_", "-")
    return name.startswith(("iso-2022", "utf-7", "utf7", "hz", "utf-16", "utf16", "utf-32", "cp037", "ibm"))


def _guess(data: bytes, declared: str | None, meta: str | None) -> tuple[str, str]:
    for codec in ("utf-8", meta):
        if codec:
            try:
                return data.decode(codec), codec
            except UnicodeError:
                continue
    if declared and declared != "utf-7":  # of which each fault costs as much as a thousand letters
        text = data.decode(declared, "replace")
        if text.count("\ufffd") <= _MAX_REPLACED * len(text):
            return text, declared
    codec = _likely_codec(data[:GUESS_BYTES])
    return data.decode(codec, "replace"), codec


def _likely_codec(sample: bytes) -> str:
    # Nearly valid UTF-8 (one cut letter, one stray byte) is UTF-8.
    lenient = sample.decode("utf-8", "replace")
    high = sum(byte > 127 for byte in sample)
    if lenient.count("\ufffd") * 5 <= high:
        return "utf-8"
    from charset_normalizer import from_bytes  # 40 ms to import, and few mails need it

    best = from_bytes(sample).best()
    return (best.encoding if best else None) or "cp1252"


def decode_header_bytes(data: bytes) -> str:
    """Raw header bytes as text: UTF-8 where valid (RFC 6532), else Windows-1252 read leniently."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
