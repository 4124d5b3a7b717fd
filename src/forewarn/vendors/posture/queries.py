"""Reading what we saw of the mail of vendors' domains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from forewarn.mail.posture import Grade, Posture
from forewarn.vendors.models import MailPosture, Vendor
from forewarn.vendors.posture.limits import COUNTS_FOR, LOOK_AGAIN, LOOK_EVERY, MOST_DOMAINS
from forewarn.vendors.rules import Basis


@dataclass(frozen=True, slots=True)
class Seen:
    """One domain: `posture` is None until the name servers answered once; `stale` where that was too long ago."""

    domain: str
    posture: Posture | None
    found_at: datetime | None
    tried_at: datetime | None
    problem: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """Something good that we saw for ourselves; `code` and `domain` are put into words by whoever shows it."""

    code: str  # "dmarc_reject", "dmarc_quarantine" or "spf"
    domain: str
    verified_on: date
    verified_until: date
    stale: bool
    basis: Basis = Basis.TESTED


def sending_domains(vendor: Vendor) -> list[str]:
    """The domains to look at, at most MOST_DOMAINS."""
    return sorted(set(vendor.sending_domains))[:MOST_DOMAINS]


def postures(vendor: Vendor, *, now: datetime) -> list[Seen]:
    """Each sending domain of the vendor with what was seen last; one query."""
    rows = {row.domain: row for row in MailPosture.objects.filter(vendor=vendor)}
    return [_seen(domain, rows.get(domain), now) for domain in sending_domains(vendor)]


def _seen(domain: str, row: MailPosture | None, now: datetime) -> Seen:
    if row is None:
        return Seen(domain, None, None, None, "", stale=False)
    posture = Posture.from_json(row.found) if row.found else None
    stale = row.found_at is not None and now - row.found_at > COUNTS_FOR
    return Seen(domain, posture, row.found_at, row.tried_at, row.problem, stale)


def mail_findings(vendor: Vendor, *, now: datetime) -> list[Tested]:
    """What may be said in public of the vendor's mail, with the day on which we saw it and the day until it counts."""
    found = []
    zone = vendor.brand.zone
    for seen in postures(vendor, now=now):
        if seen.posture is None or seen.found_at is None:
            continue
        days = seen.found_at.astimezone(zone).date(), (seen.found_at + COUNTS_FOR).astimezone(zone).date()
        found += [Tested(code, seen.domain, *days, seen.stale) for code in _good_in(seen.posture)]
    return found


def _good_in(posture: Posture) -> list[str]:
    good = []
    if posture.dmarc.grade is Grade.GOOD:
        good.append(f"dmarc_{posture.dmarc.says}")
    if posture.spf.grade is Grade.GOOD:
        good.append("spf")
    return good


def due(*, now: datetime) -> list[Vendor]:
    """The vendors with a domain that was never looked at, or not for long enough."""
    looks: dict[int, dict[str, MailPosture]] = {}
    for row in MailPosture.objects.all():
        looks.setdefault(row.vendor_id, {})[row.domain] = row
    listed = Vendor.objects.exclude(sending_domains=[])
    return [
        vendor
        for vendor in listed
        if any(_is_due(looks.get(vendor.pk, {}).get(domain), now) for domain in sending_domains(vendor))
    ]


def _is_due(row: MailPosture | None, now: datetime) -> bool:
    return row is None or now - row.tried_at >= (LOOK_AGAIN if row.problem else LOOK_EVERY)
