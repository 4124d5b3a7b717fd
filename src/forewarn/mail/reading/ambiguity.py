"""Mails that programs read in different ways: what the head says twice or brokenly, and what it alone makes of the body."""

from __future__ import annotations

import re

from forewarn.mail.reading.boundaries import MAX_BOUNDARY, markers
from forewarn.mail.reading.limits import MAX_HEAD_BYTES
from forewarn.mail.reading.message import ParsedMail

# Fields of which RFC 5322 section 3.6 allows one, and that a mail program shows, answers to or reads the body by.
SHOWN_ONCE = (
    "from", "sender", "reply-to", "to", "cc", "subject", "date", "mime-version", "content-type", "content-transfer-encoding",
)  # fmt: skip
# A blank before the colon, or a line of blanks, holds under a relaxed signature, and programs disagree whether the head
# ends there; some end a line at every sign for which Unicode does (UAX #14, BK). No real mail seen has any of these.
_STRAY = re.compile(rb"\r(?!\n)|[\0\x0b\x0c\x1c-\x1e]|\xe2\x80[\xa8\xa9]|^[!-9;-~]+[ \t]+:|^[ \t]+\r?$", re.MULTILINE)
_PART_BEGINS = re.compile(rb"^--\S{1,200}\r?\nContent-", re.MULTILINE | re.IGNORECASE)
_PLAIN_TYPE = re.compile(r"\s*[\w.+-]+/[\w.+-]+(?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;\"]+))*\s*;?\s*", re.ASCII)
_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", re.IGNORECASE)
_PREAMBLE = re.compile(rb"\s*(?:this is a multi-?part message in mime format\.?\s*)?", re.IGNORECASE)
_SHIFTED = re.compile(r"utf-?(?:7|16|32)|iso-2022|hz|cp037|ibm", re.IGNORECASE)  # ASCII bytes stand for other letters
_AS_IT_IS = frozenset({"", "7bit", "8bit", "binary"})
_UNFIT = frozenset({"no_parts", "no_boundary"})


def is_stray(mail: ParsedMail) -> bool:
    """Whether the head holds what programs read in different ways, or is too long to be searched."""
    return mail.body_start - mail.span[0] > MAX_HEAD_BYTES or bool(_STRAY.search(mail.head))


def is_misread(mail: ParsedMail, *, shows: bool) -> bool:
    """Whether the body does not fit what the head says of it: parts without a multipart, a multipart without parts, or
    nothing to see at all (`shows` is False)."""
    start = len(mail.head)
    parted = bool(_PART_BEGINS.search(mail.raw, start, start + 1_000))
    return bool({defect.code for defect in mail.defects} & _UNFIT) or (parted and mail.root.is_leaf) or not shows


def is_rereadable(mail: ParsedMail) -> bool:
    """Whether the head alone makes of the body what is shown: with another type above it, the same bytes would show other
    words. Letters in parts, HTML that begins as HTML, and plain text in a usual charset would not."""
    root = mail.root
    encoding = mail.value("content-transfer-encoding").strip().lower()
    if has_loose_text(mail):
        return True
    if not root.is_leaf:
        return encoding not in _AS_IT_IS
    charset = root.parameters.get("charset", "")
    broken = any(defect.code in ("broken_transfer", "broken_qp") for defect in mail.defects)
    markup = root.content.lstrip().startswith(b"<")
    fits = root.content_type == "text/plain" or (root.content_type == "text/html" and markup)
    return broken or not fits or bool(_SHIFTED.match(charset.strip()))


def has_loose_text(mail: ParsedMail) -> bool:
    """Whether a program that reads the type of the mail in another way would show words that we do not see."""
    kind = mail.value("content-type")
    if kind and not _PLAIN_TYPE.fullmatch(kind):
        return True
    if mail.root.is_leaf:
        return False
    named = _BOUNDARY.search(kind)
    boundary = (named[1] or named[2]).encode("utf-8", "surrogateescape") if named else b""
    if not 0 < len(boundary) <= MAX_BOUNDARY or any(defect.code == "many_parts" for defect in mail.defects):
        return True
    start, stop = mail.body_start, mail.span[1]
    first = last = None
    for last in markers(mail.source, boundary, start, stop):
        first = first or last
        if last.is_last:
            break
    if first is None or last is None:
        return True
    below = mail.source[last.end : stop] if last.is_last else b""
    return bool(below.strip()) or not _PREAMBLE.fullmatch(mail.source[start : first.at])
