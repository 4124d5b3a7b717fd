"""A brand with a key whose signed mail verifies, reporters with DNS of their own, and reports in their many forms."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import dkim

from brand_mail import ALERT, COVERED, keys
from factories import make_brand
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand, DkimKey
from forewarn.foundation.clock import now
from forewarn.intake.actions import receive
from forewarn.intake.models import ReceivedMail
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Source
from forewarn.outbound.models import SingleMail
from forewarn.promises.actions import add_recommended
from forewarn.verification.models import Question

PEER = "192.0.2.10"  # the host from which people.example sends
CHECK = "check@mail.lantern.example"
OURS = ALERT.replace(b"Acme", b"Lantern").replace(b"acme.example", b"lantern.example")
LURE = (
    b"From: Lantern Security <security@lantern-verify.example>\r\nTo: kim@people.example\r\n"
    b"Subject: Your Lantern account is locked\r\nDate: Tue, 03 Nov 2026 11:00:00 +0000\r\n"
    b"Message-ID: <1@lantern-verify.example>\r\n\r\n"
    b"Dear Lantern customer, open https://lantern-verify.example/login or call +1 888 555 0100 today.\r\n"
)
ZONE = {
    "people.example": {"TXT": "v=spf1 ip4:192.0.2.0/24 -all"},
    "_dmarc.people.example": {"TXT": "v=DMARC1; p=reject"},
    "nopolicy.example": {"TXT": "v=spf1 ip4:192.0.2.0/24 -all"},
    "s1._domainkey.signed.example": {"TXT": f"v=DKIM1; p={keys('reporter').public_key}"},
    "_dmarc.signed.example": {"TXT": "v=DMARC1; p=quarantine"},
}


def write_zone(folder: Path) -> str:
    """The zone of the reporters' domains, as a file."""
    path = folder / "zone.json"
    path.write_text(json.dumps(ZONE), encoding="utf-8")
    return str(path)


def lantern(**fields: Any) -> Brand:
    """The brand, whose key `brand` is in its history."""
    brand = make_brand("lantern", signs_all_mail_since=date(2020, 1, 1), **fields)
    pair = keys("brand")
    DkimKey.objects.create(
        sending_domain=brand.sending_domains.get(),
        selector="s1",
        public_key=pair.public_key,
        valid_from=datetime(2020, 1, 1, tzinfo=UTC),
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    add_recommended(brand=brand, by=Actor.command("test"), now=datetime(2026, 1, 1, tzinfo=UTC))
    return brand


@cache
def signed(mail: bytes = OURS, *, key: str = "brand", domain: bytes = b"lantern.example") -> bytes:
    """The mail with a signature on top; the same in every second, which `t=` would not be."""
    signature: bytes = dkim.sign(
        mail, b"s1", domain, keys(key).private_pem.encode(), include_headers=list(COVERED),
        canonicalize=(b"relaxed", b"relaxed"),
    )  # fmt: skip
    return signature + mail


def passed_on(
    mail: bytes, *, sender: str = "Kim <kim@people.example>", head: str = "", text: str = "Is it real?"
) -> bytes:
    """A report with the mail attached; `head` are further header lines."""
    return (
        (
            f"From: {sender}\r\nTo: {CHECK}\r\nSubject: Fwd: is this you?\r\nMessage-ID: <report@people.example>\r\n{head}"
            'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="w"\r\n\r\n'
            f"--w\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--w\r\nContent-Type: message/rfc822\r\n\r\n"
        ).encode()
        + mail
        + b"\r\n--w--\r\n"
    )


def report(
    raw: bytes, *, mail_from: str = "kim@people.example", peer: str = PEER, source: Source = Source.SMTP
) -> Question:
    """Mail a report to check@, have it read, and return what was noted of it, or of the first mail in it."""
    moment = now()
    receipt = receive(raw=raw, rcpt_to=CHECK, mail_from=mail_from, source=source, now=moment, peer=peer, helo="mx")
    assert receipt.mail_id is not None
    read_received(receipt.mail_id, now=moment)
    row = ReceivedMail.objects.get(pk=receipt.mail_id)
    assert row.state == "done", row.problem
    return Question.objects.filter(mail=row).order_by("pk")[0]


def answer() -> SingleMail:
    """The one answer that was queued."""
    return SingleMail.objects.get(template="verification/answer")


def words_of(mail: SingleMail) -> dict[str, Any]:
    """What a queued answer says."""
    from forewarn.foundation.secrets import unseal

    letter: dict[str, Any] = json.loads(unseal(mail.content_sealed))["letter"]
    return letter
