"""Files and QR codes that come with the mail (FW-AT, FW-QR)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from forewarn.lint.findings import Where, shorten
from forewarn.lint.images import MAX_IMAGES, decode_codes, embedded_images
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.severity import MessageClass
from forewarn.lint.words.language_lists import everywhere
from forewarn.mail.reading.parts import Part

_DANGEROUS = everywhere("dangerous_endings")
_DANGEROUS_TYPES = {
    "text/html": "a web page",
    "application/xhtml+xml": "a web page",
    "image/svg+xml": "an SVG drawing, which can hold a web page",
    "text/calendar": "a calendar invitation",
    "application/ics": "a calendar invitation",
    "application/zip": "an archive",
    "application/x-zip-compressed": "an archive",
    "application/x-msdownload": "a program",
    "application/x-iso9660-image": "a disc image",
    "application/javascript": "a script",
}
_SIGNATURE_TYPES = frozenset(
    (
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    )
)
_REPORT_TYPES = frozenset(
    ("message/delivery-status", "message/feedback-report", "text/rfc822-headers", "message/disposition-notification")
)
_MACROS = b"vbaProject.bin"
# After "the password is": a word in quotes, or one that holds a digit, as passwords do and prose does not.
_VALUE = re.compile(r"[\s:=-]{0,6}(?:[\"“„«'`]\S{3,}|(?=[^\s\d]{0,40}\d)[^\s,;]{4,40}|\{\{)")
_TAIL = re.compile(r"\.([A-Za-z0-9]{1,8})\s*\Z")
_RIGHT_TO_LEFT = re.compile("[\u202a-\u202e\u2066-\u2069]")


def _files(check: Check) -> list[Part]:
    return [
        part
        for part in check.view.attachments
        if part.content_type not in _SIGNATURE_TYPES and part.content_type not in _REPORT_TYPES
    ]


def _where(part: Part) -> Where:
    name = shorten(part.name or part.content_type, 80)
    return Where(f"attachment {name}", part.line, 1, name)


def has_attachment(check: Check) -> Results:
    """FW-AT-01: no attachment (but a PDF that a customer asked for, in transactional mail)."""
    for part in _files(check):
        asked = check.context.solicited and check.message_class is MessageClass.TRANSACTIONAL
        if asked and (part.content_type == "application/pdf" or part.name.lower().endswith(".pdf")):
            continue
        yield Seen(_where(part), f"a file comes with the mail: {shorten(part.name or part.content_type, 80)}")


def has_dangerous_file(check: Check) -> Results:
    """FW-AT-02: never a file type that carries phish or malware; an invitation in the body counts."""
    parts = _files(check)
    if check.view.mail:
        parts += [
            p for p in check.view.mail.parts() if p.is_leaf and p.content_type == "text/calendar" and p not in parts
        ]
    for part in parts:
        kind = _danger(part)
        if kind:
            yield Seen(_where(part), f"{shorten(part.name or part.content_type, 80)} is {kind}")


def _danger(part: Part) -> str:
    name = part.name
    if _RIGHT_TO_LEFT.search(name):
        return "a file whose name is turned round to hide its type"
    tail = _TAIL.search(name)
    ending = tail.group(1).lower() if tail else ""
    if ending in _DANGEROUS:
        return f"a .{ending} file, a type that carries phish"
    if part.content_type in _DANGEROUS_TYPES:
        return _DANGEROUS_TYPES[part.content_type]
    head = part.content[:512].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<script")):
        return "a web page by its content"
    if part.content.startswith(b"MZ"):
        return "a program by its content"
    if part.content.startswith(b"PK\x03\x04") and (_MACROS in part.content or ending not in _OFFICE_ENDINGS):
        return "an Office file with macros" if _MACROS in part.content else "an archive by its content"
    return ""


_OFFICE_ENDINGS = everywhere("office_endings")


def has_password(check: Check) -> Results:
    """FW-AT-03: no password-protected file, no password in the mail."""
    for part in _files(check):
        lock = _lock(part.content)
        if lock:
            yield Seen(_where(part), f"{shorten(part.name or part.content_type, 80)} is {lock}")
    for worded, body in check.view.texts():
        for hit in worded.meant("password_given"):
            if _VALUE.match(worded.text, hit.end):
                yield Seen(check.view.where_of(hit, body), f"“{shorten(hit.words, 60)}” gives a password in the mail")
                break


def _lock(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04") and len(content) > 8 and content[6] & 1:
        return "an archive with a password"
    if content.startswith(b"%PDF") and re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", content[-4_096:]):
        return "a PDF with a password"
    if content.startswith(b"\xd0\xcf\x11\xe0") and b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content:
        return "an Office file with a password"
    if content.startswith(b"PK") and _zip_is_locked(content):
        return "an archive with a password"
    return ""


def _zip_is_locked(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(entry.flag_bits & 1 for entry in archive.infolist()[:200])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


_QR_NAME = re.compile(r"\bqr[- ]?code\b", re.IGNORECASE)
_QR_SERVICE = re.compile(
    r"qrserver\.com|chart\.googleapis\.com/chart\?.*cht=qr|quickchart\.io/qr|[/_.-]qr(?:[-_]?codes?)?[/_.?-]",
    re.IGNORECASE,
)


def has_qr_code(check: Check) -> Results:
    """FW-QR-01: no QR code images, decoded where the image is in the mail."""
    unread = 0
    for number, (place, data) in enumerate(embedded_images(check.view)):
        codes = decode_codes(data) if number < MAX_IMAGES else None
        unread += codes is None
        for content in codes or ():
            yield Seen(place, f"an image holds a QR code that leads to {shorten(content, 80)}")
    for body, image in check.view.images:
        if not image.hidden and (_QR_SERVICE.search(image.src) or _QR_NAME.search(image.alt or "")):
            yield Seen(body.at_source(image.offset, image.alt or image.src), "an image is a QR code by its name")
    for hit, where in check.view.meant("qr"):
        yield Seen(where, f"“{shorten(hit.words, 60)}” sends the reader to a QR code")
    if unread:
        yield NotChecked(
            f"{unread} images inside the mail were not decoded: broken, too large, or more than {MAX_IMAGES}"
        )
    remote = sum(1 for _, image in check.view.images if image.src.lower().startswith("http"))
    if remote:
        yield NotChecked(
            f"{remote} images lie on the web and were not fetched; only images inside the mail were decoded"
        )
