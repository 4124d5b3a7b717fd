"""A made-up brand with keys, a signed alert of its, a record, and ways to pass mail on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import dkim

from forewarn.mail.dkim.keys import KeyPair, generate_key
from forewarn.mail.fingerprints import Fingerprint, fingerprint
from forewarn.mail.letters import letter_of
from forewarn.mail.profile import BrandProfile, ProfileKey, ProfileVendor, SenderAddress
from forewarn.mail.reading.message import read_mail
from forewarn.verification.checking import Checker, Verdict
from forewarn.verification.record import NoRecord, SentMail, SentRecord

NOW = datetime(2026, 11, 23, tzinfo=UTC)
COVERED = (b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"reply-to")
ALERT = b"""From: "Acme Safety" <safety@acme.example>\r
To: kim@customer.example\r
Subject: What scammers send in our name this autumn\r
Date: Mon, 02 Nov 2026 10:00:00 +0000\r
Message-ID: <alert-2026-4@acme.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="alt"\r
\r
--alt\r
Content-Type: text/plain; charset=utf-8\r
\r
Hello Kim,\r
\r
People get false mails in our name. They say a parcel waits and ask for a fee.\r
We never ask for a fee by email. We never ask for your password.\r
Find this letter on our site: https://www.acme.example/safety\r
Or call us on +44 20 7946 0000.\r
\r
Acme, the safety team\r
--alt\r
Content-Type: text/html; charset=utf-8\r
\r
<html><body><p>Hello Kim,</p>\r
<p>People get false mails in our name. They say a parcel waits and ask for a fee.</p>\r
<p>We never ask for a fee by email. We never ask for your password.</p>\r
<p>Find this letter on our site: <a href="https://www.acme.example/safety">acme.example/safety</a></p>\r
<p>Or call us on +44 20 7946 0000.</p>\r
<p>Acme, the safety team</p></body></html>\r
--alt--\r
"""
LURE = b"""From: Acme Security <security@acme-verify.example>\r
To: kim@customer.example\r
Subject: Your Acme account is locked\r
Date: Tue, 03 Nov 2026 11:00:00 +0000\r
Message-ID: <1@acme-verify.example>\r
\r
Dear Acme customer, open https://acme-verify.example/login and enter your password today.\r
"""


@cache
def keys(name: str) -> KeyPair:
    """A key pair by name, made once."""
    return generate_key()


def profile_key(name: str = "brand", **changes: object) -> ProfileKey:
    """The entry of the key history for a pair."""
    values = {"selector": "s1", "domain": "acme.example", "public_key": keys(name).public_key, **changes}
    return ProfileKey(**values)  # type: ignore[arg-type]


PROFILE = BrandProfile(
    name="Acme",
    domains=("acme.example", "acme.co.uk"),
    phone_numbers=("+44 20 7946 0000",),
    senders=(SenderAddress("Acme Help", "acme.help@mailbox.example"),),
    mailbox_domains=("mailbox.example",),
    signs_all_mail_since=datetime(2020, 1, 1, tzinfo=UTC),
    keys=(profile_key(),),
    vendors=(ProfileVendor("Postfach Ltd", ("sender.example",)),),
)


@cache
def sign(
    mail: bytes = ALERT,
    *,
    names: tuple[bytes, ...] = COVERED,
    key: str = "brand",
    domain: bytes = b"acme.example",
    length: bool = False,
    identity: bytes | None = None,
) -> bytes:
    """The mail with a DKIM signature on top; the same in every second, which `t=` would not be."""
    signature: bytes = dkim.sign(
        mail, b"s1", domain, keys(key).private_pem.encode(), include_headers=list(names), length=length, identity=identity,
        canonicalize=(b"relaxed", b"relaxed"),
    )  # fmt: skip
    return signature + mail


def oversigned(mail: bytes = ALERT) -> bytes:
    """As our own mail is signed: nothing can be added to the head."""
    return sign(mail, names=(*COVERED, b"from", b"to", b"subject", b"date", b"content-type", b"mime-version"))


class ListedRecord:
    """A sent record in memory."""

    def __init__(self, *mails: SentMail) -> None:
        self.mails = mails

    def by_message_id(self, message_id: str) -> SentMail | None:
        """The mail with this Message-ID."""
        return next((mail for mail in self.mails if mail.message_id == message_id), None)

    def most_alike(self, mark: Fingerprint) -> SentMail | None:
        """The most alike of the mails that share a key."""
        sharing = [mail for mail in self.mails if set(mail.fingerprint.keys) & set(mark.keys)]
        return max(sharing, key=lambda mail: mail.fingerprint.resemblance(mark), default=None)


def sent(raw: bytes = ALERT, **changes: object) -> SentMail:
    """A mail as the record keeps it."""
    mail = read_mail(raw)
    letter = letter_of(mail)
    kept = SentMail(
        subject=mail.subject,
        sender=mail.senders[0].address,
        sender_name=mail.senders[0].name,
        sent_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
        letter=letter,
        fingerprint=fingerprint(letter.text),
        message_id=mail.value("message-id"),
        purpose="our autumn safety letter",
        page="https://www.acme.example/safety/2026-4",
    )
    return replace(kept, **changes)  # type: ignore[arg-type]


RECORD = ListedRecord(sent())


def check(
    raw: bytes,
    profile: BrandProfile = PROFILE,
    record: SentRecord | None = None,
    reporter: str = "",
    now: datetime = NOW,
) -> Verdict:
    """The verdict of the brand, without a record unless one is given."""
    return Checker(profile, None, record or NoRecord()).check(raw, now, reporter)


def codes(verdict: Verdict) -> list[str]:
    """The codes of a verdict's reasons, by weight."""
    return [code for code, _ in verdict.reasons()]


def attached(
    inner: bytes, sender: str = "kim@customer.example", to: str = "check@acme.example", text: str = "Is this real?"
) -> bytes:
    """A mail forwarded as an attachment."""
    mark = f"w{len(inner)}"
    return (
        (
            f'From: {sender}\r\nTo: {to}\r\nSubject: Fwd: is this you?\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{mark}"\r\n\r\n'
            f"--{mark}\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--{mark}\r\nContent-Type: message/rfc822\r\n\r\n"
        ).encode()
        + inner
        + f"\r\n--{mark}--\r\n".encode()
    )


def inline(block: str, body: str, sender: str = "kim@customer.example", to: str = "check@acme.example") -> bytes:
    """A mail forwarded as text."""
    return f"From: {sender}\r\nTo: {to}\r\nSubject: Fwd: letter\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIs this real?\r\n\r\n{block}{body}".encode()
