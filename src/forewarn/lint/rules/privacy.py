"""What the mail gives away: pixels, personal data, other recipients (FW-PV)."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote

from forewarn.lint.findings import Where, shorten
from forewarn.lint.rule import Check, Results, Seen
from forewarn.lint.sender_domains import serves_sender
from forewarn.lint.severity import CARING
from forewarn.mail.domains import readable_host
from forewarn.mail.html.document import HtmlImage
from forewarn.mail.links import parse_link
from forewarn.mail.patterns import Guarded

PIXEL_PX = 3.0
NAME_IT = "If the host is the brand's, or a service that only keeps its pictures, name its domain in a profile (brand.toml); else host them yourself."
_UNKNOWN = "an image is loaded from {host}, another domain than the sender's"
MAX_RECIPIENTS = 20  # whose addresses are looked for in encoded form; a letter has one
MIN_ADDRESS = 6  # characters; shorter ones would be found by chance
_ADDRESS = Guarded(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", "@")
_PERSONAL_TAG = Guarded(
    r"(?:\{\{|\*\||%%|\$\{)\s?[\w.]*(?:e-?mail|first_?name|last_?name|fname|lname|phone|birth|vorname|nachname)[\w.]*",
    *"{*%",
    flags=re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,4})?\b")


def tracks_opening(check: Check) -> Results:
    """FW-PV-01: no open pixel, no image from a third party; in care and mandated mail no images from the web at all."""
    loaded: dict[tuple[str, str], tuple[Where, int]] = {}
    for body, image in check.view.images:
        address = parse_link(image.src)
        if not address.is_web or address.has_open_host:
            continue
        what = _watching(check, image, address.host)
        if what:
            where, count = loaded.get((what, address.host), (body.at_source(image.offset, image.alt or image.src), 0))
            loaded[what, address.host] = (where, count + 1)
    for (what, host), (where, count) in loaded.items():
        more = f" ({count} images)" if count > 1 else ""
        yield Seen(where, what.format(host=readable_host(host)) + more, fix=NAME_IT if what == _UNKNOWN else "")


def _watching(check: Check, image: HtmlImage, host: str) -> str:
    if _is_pixel(image):
        return "an invisible image from {host} tells when the mail is opened"
    if check.message_class in CARING:
        return "an image is loaded from {host} when the mail is opened"
    if check.owns(host) or not check.profile.domains or serves_sender(check, host):
        return ""
    return _UNKNOWN if check.profile.derived else "an image is loaded from {host}, a third party"


def _is_pixel(image: HtmlImage) -> bool:
    if image.kind != "img":
        return False
    sizes = [size for size in (image.width, image.height) if size is not None]
    return bool(sizes) and len(sizes) == 2 and all(size <= PIXEL_PX for size in sizes)


def gives_personal_data(check: Check) -> Results:
    """FW-PV-02: no personal data in addresses of links or images, nor in the subject."""
    encoded = _encoded_recipients(check)
    seen: set[str] = set()
    for link in check.view.links:
        what = _personal(link.address.written, encoded) if link.address.is_web else ""
        if what and what not in seen:
            seen.add(what)
            yield Seen(link.where, f"the address of a link holds {what}")
    for body, image in check.view.images:
        what = _personal(image.src, encoded) if image.src.lower().startswith("http") else ""
        if what and what not in seen:
            seen.add(what)
            yield Seen(body.at_source(image.offset, image.src), f"the address of an image holds {what}")
    subject = check.view.subject.text
    for pattern in (_ADDRESS, _IBAN):
        found = pattern.search(subject) if check.view.mail else None
        if found:
            yield Seen(
                check.view.header_where("Subject", found.group(0)), f"the subject holds “{shorten(found.group(0), 40)}”"
            )


def _personal(url: str, encoded: frozenset[str]) -> str:
    tail = url.partition("://")[2].partition("/")[2] or url.partition("?")[2]
    plain = unquote(tail) if "%" in tail else tail
    tag = _PERSONAL_TAG.search(plain)
    if tag:
        return f"the personal field {tag.group(0).strip('{*|%$ ')}"
    found = _ADDRESS.search(plain)
    if found:
        return f"the email address {_masked(found.group(0))}"
    if any(letters in plain for letters in encoded):
        return "the recipient's email address, encoded"
    return ""


def _masked(address: str) -> str:
    local, _, host = address.partition("@")
    return f"{local[:1]}…@{host}"


def _encoded_recipients(check: Check) -> frozenset[str]:
    """The recipients' addresses in base64, as they stand inside longer base64 at each of its three alignments."""
    mail = check.view.mail
    found: set[str] = set()
    for box in [box for name in ("to", "cc") for box in (mail.mailboxes(name) if mail else [])][:MAX_RECIPIENTS]:
        for address in {box.address, box.address.lower()}:
            for shift in range(3) if len(address) > MIN_ADDRESS else ():
                letters = base64.urlsafe_b64encode(b" " * shift + address.encode("utf-8")).decode("ascii")
                found.add(letters.rstrip("=")[(0, 2, 3)[shift] : -2])
    return frozenset(found)


def shows_other_recipients(check: Check) -> Results:
    """FW-PV-03: To and Cc together show exactly one recipient."""
    mail = check.view.mail
    if mail is None:
        return
    boxes = [box for name in ("to", "cc") for box in mail.mailboxes(name) if box.address]
    distinct = {box.address.lower() for box in boxes}
    where = check.view.header_where("To")
    if len(distinct) > 1:
        yield Seen(where, f"To and Cc show {len(distinct)} recipients to one another")
    elif not distinct and (mail.all("to") or not check.view.unsent):
        yield Seen(where, "To names no recipient; the mail was not written to one person")
