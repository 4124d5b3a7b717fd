"""In which letters a file was written, decided on all of its bytes where that is certain and on a sample where not."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20  # bytes read at a time
SAMPLE_BYTES = 1 << 16  # of words with letters outside ASCII; more does not change the guess
MOSTLY = 10  # so many good UTF-8 letters per broken byte, and it is UTF-8 with some damage
WESTERN = "cp1252"
_LATIN = ("cp1250", "cp1254", "cp1257")  # central European, Turkish, Baltic
_OTHER = ("cp1251", "cp1253", "cp1255", "cp1256", "shift_jis", "gb18030", "big5", "euc_kr")
DENSE = 0.45  # of the bytes of such words: a name in Greek has no ASCII letter, one in French nearly only such
_WORD = re.compile(rb"[^\s,;|\"]*[\x80-\xff][^\s,;|\"]*")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to turn the bytes into letters; `guessed` where another answer is possible, `damaged` where it is not certain
    that every byte turns into one."""

    name: str
    guessed: bool = False
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one pass over the bytes tells."""

    digest: str  # SHA-256, 64 hexadecimal digits
    size: int  # bytes
    encoding: Encoding


def examine(path: Path) -> FileFacts:
    """Hash a file and decide its encoding. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    valid = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, head = True, b""
    for block in blocks(path):
        digest.update(block)
        size += len(block)
        head = head or block
        if is_utf8:
            try:
                valid.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
    if is_utf8:
        try:
            valid.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return FileFacts(digest.hexdigest(), size, _decide(path, head, is_utf8))


def known_encoding(name: str) -> str | None:
    """The canonical name of an encoding somebody named, or None where there is none of that name for text."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    return found.name if found._is_text_encoding else None


def blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time. Raises OSError."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _decide(path: Path, head: bytes, is_utf8: bool) -> Encoding:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, damaged=not (name == "utf-8-sig" and is_utf8))
    if wide := _without_mark(head[:SAMPLE_BYTES]):
        return Encoding(wide, guessed=True, damaged=True)
    if is_utf8:
        return Encoding("utf-8")
    if _mostly_utf8(path):
        return Encoding("utf-8", guessed=True, damaged=True)
    return Encoding(_older(path), guessed=True, damaged=True)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: Latin text has a zero in every other byte."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


def _mostly_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = broken = 0
    for block in blocks(path):
        text = decoder.decode(block)
        marks = text.count("\ufffd")
        broken += marks
        good += len(text) - len(text.encode("ascii", "ignore")) - marks
    return good >= MOSTLY * broken


def _older(path: Path) -> str:
    """An 8-bit or Asian encoding by its letters; Windows-1252 unless something else is clearly better."""
    from charset_normalizer import from_bytes

    sample = _sample(path)
    guesses = from_bytes(sample, cp_isolation=[WESTERN, *_LATIN, *_OTHER], preemptive_behaviour=False)
    best = guesses.best()
    if best is None or any(WESTERN in (guess.encoding, *guess.could_be_from_charset) for guess in guesses):
        return WESTERN
    dense = sum(byte > 127 for byte in sample) >= DENSE * len(sample)
    return best.encoding if best.encoding in _LATIN or dense else WESTERN


def _sample(path: Path) -> bytes:
    """Words that hold something beside ASCII, a line each."""
    sample, rest = bytearray(), b""
    for block in blocks(path):
        text = rest + block
        cut = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1 if len(block) == BLOCK else len(text)
        sample += b"".join(word + b"\n" for word in _WORD.findall(text[:cut]))
        rest = text[cut:]
        if len(sample) >= SAMPLE_BYTES:
            break
    return bytes(sample[:SAMPLE_BYTES])
