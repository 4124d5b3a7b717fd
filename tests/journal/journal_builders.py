"""Campaigns of a made-up brand as they reach its seed addresses."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import blake2b

import dkim

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import Brand, DkimKey
from forewarn.foundation.secrets import seal
from forewarn.intake.actions import receive
from forewarn.intake.models import ReceivedMail
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Source
from forewarn.mail.dkim.keys import KeyPair, generate_key, record_text
from forewarn.vendors.actions import save_vendor

COVERED = (b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type")
OWN_KEY, VENDOR_KEY = generate_key(), generate_key()
VENDOR_HOST = "out.quillpost.example"

BODY = """<html><body><p>Hello {name},</p>
<p>The garden letter of this month has three things for dry weeks: mulch early, water late and leave the clover alone.</p>
<p>Our gardener Rosa shows how she keeps her balcony green without a hose, and what she plants when the frost is over.</p>
<p>Read it on our site: <a href="https://www.{host}/garden/{token}">the whole letter</a></p>
<p>You get this letter because you asked for it, {address}.</p></body></html>"""


def letter(host: str, **fields: str) -> bytes:
    """A newsletter in HTML, unsigned; fields replace headers, or name, token and body."""
    body = fields.pop("body", BODY).format(
        name=fields.pop("name", "Ada"),
        token=fields.pop("token", "a1b2c3d4e5f6a7b8"),
        host=host,
        address=fields.get("To", ""),
    )
    headers = {
        "From": f"Lantern <news@{host}>",
        "To": "journal+quillpost@mail.lantern.example",
        "Subject": "The garden letter",
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
        "Message-ID": f"<{blake2b(f'{body}{fields}'.encode(), digest_size=8).hexdigest()}@{host}>",
        "List-Unsubscribe": f"<https://www.{host}/out/1>",
        "MIME-Version": "1.0",
        "Content-Type": "text/html; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    return (
        "".join(f"{n}: {v}\r\n" for n, v in headers.items() if v) + "\r\n" + body.replace("\n", "\r\n") + "\r\n"
    ).encode()


@cache
def signed(raw: bytes, *, key: KeyPair | None = None, domain: str, selector: str = "fw1") -> bytes:
    """The mail with a DKIM signature over all of it; the same in every second, which `t=` would not be."""
    pem = (key or OWN_KEY).private_pem.encode()
    return dkim.sign(raw, selector.encode(), domain.encode(), pem, include_headers=COVERED) + raw


def vendor_zone() -> dict[str, dict[str, list[str]]]:
    """The vendor's key in DNS."""
    return {f"v1._domainkey.{VENDOR_HOST}": {"TXT": [record_text(VENDOR_KEY.public_key)]}}


def brand_with_seed() -> Brand:
    """A brand whose newsletter goes through Quillpost."""
    brand = make_brand("lantern")
    DkimKey.objects.create(
        sending_domain=brand.sending_domains.get(),
        selector="fw1",
        public_key=OWN_KEY.public_key,
        private_key_sealed=seal(OWN_KEY.private_pem),
        created_at=NOW,
        valid_from=NOW,
    )
    save_vendor(
        brand=brand,
        slug=None,
        name="Quillpost",
        purpose="sends the garden letter",
        sending_domains=[VENDOR_HOST],
        by=SYSTEM,
        now=NOW,
    )
    return brand


def arrive(raw: bytes, *, seed: str = "quillpost", now: datetime = NOW) -> ReceivedMail:
    """The mail comes to a seed address and is read."""
    receipt = receive(raw=raw, rcpt_to=f"journal+{seed}@mail.lantern.example", source=Source.SMTP, now=now)
    assert receipt.mail_id is not None
    read_received(receipt.mail_id, now=now)
    return ReceivedMail.objects.get(pk=receipt.mail_id)
