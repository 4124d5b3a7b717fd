"""What was seen of the mail of a vendor's domains, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from forewarn.foundation.clock import now
from forewarn.mail.posture import Grade, Reading
from forewarn.vendors.posture.queries import Seen, postures

if TYPE_CHECKING:
    from forewarn.vendors.models import Vendor

Words = str | Promise

BADGES: dict[Grade, tuple[str, Words]] = {
    Grade.GOOD: ("ok", gettext_lazy("good")),
    Grade.WEAK: ("warn", gettext_lazy("weak")),
    Grade.MISSING: ("bad", gettext_lazy("missing")),
    Grade.BROKEN: ("bad", gettext_lazy("broken")),
    Grade.UNKNOWN: ("quiet", gettext_lazy("no answer")),
}
SAYS: dict[tuple[str, str], Words] = {
    ("dmarc", "reject"): gettext_lazy("Mail that falsely uses this domain is turned away."),
    ("dmarc", "quarantine"): gettext_lazy("Mail that falsely uses this domain is set aside as spam."),
    ("dmarc", "none"): gettext_lazy("Nothing is asked for: mail that falsely uses this domain is delivered."),
    ("spf", "refuse"): gettext_lazy("Its servers are named, and all others are refused."),
    ("spf", "suspect"): gettext_lazy("Its servers are named, and all others are doubted."),
    ("spf", "anybody"): gettext_lazy("Servers that are not named may send too."),
    ("mta_sts", "published"): gettext_lazy("A policy for encrypted delivery is announced. The policy itself is not looked at."),
    ("tls_rpt", "published"): gettext_lazy("It asks for reports of failed encryption."),
}  # fmt: skip
PARTLY = gettext_lazy("The record counts for a part of the mail only, or is a test.")


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One kind of record of a domain, in words."""

    name: str
    badge: tuple[str, Words]
    says: Words
    record: str


@dataclass(frozen=True, slots=True)
class DomainLine:
    """A domain with its records; none of them until the name servers answered once."""

    seen: Seen
    readings: list[ReadingLine]


def mail_lines(vendor: Vendor) -> list[DomainLine]:
    """What was seen of each domain from which the vendor sends."""
    return [DomainLine(seen, _readings(seen)) for seen in postures(vendor, now=now())]


def _readings(seen: Seen) -> list[ReadingLine]:
    if seen.posture is None:
        return []
    parts = (("DMARC", "dmarc"), ("SPF", "spf"), ("MTA-STS", "mta_sts"), ("TLS-RPT", "tls_rpt"))
    return [_line(name, part, getattr(seen.posture, part)) for name, part in parts]


def _line(name: str, part: str, reading: Reading) -> ReadingLine:
    says = SAYS.get((part, reading.says), reading.problem)
    if part == "dmarc" and reading.grade is Grade.WEAK and reading.says != "none":
        says = PARTLY
    return ReadingLine(name, BADGES[reading.grade], says, reading.record)
