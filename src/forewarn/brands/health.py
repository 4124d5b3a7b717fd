"""What can be broken about a brand's domains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forewarn.brands import queries
from forewarn.brands.models import Brand
from forewarn.brands.rules.dns import Finding, State, What
from forewarn.foundation.health import Problem, Severity

KEY_AGE = timedelta(days=365)  # M3AAWG DKIM key rotation: at least twice a year is advised, a year is the outer bound
SERIOUS = frozenset({What.DKIM, What.MX, What.SPF})  # without these, mail is refused or bounces are lost


def problems(now: datetime) -> Iterator[Problem]:
    """DNS records that are missing or wrong, keys that are old, and domains without a key in use."""
    for brand in queries.brands():
        if brand.dns_checked_at is None:
            continue  # the setup list on the overview leads there; nothing worked before, so nothing broke
        yield from (_of_finding(brand, f) for f in queries.findings(brand) if f.state is not State.OK)
        yield from _of_keys(brand, now)


def _of_finding(brand: Brand, finding: Finding) -> Problem:
    serious = finding.what in SERIOUS and finding.state is not State.UNKNOWN
    severity = Severity.ERROR if serious else Severity.WARNING
    return Problem(severity, f"{brand.name}: the {finding.kind} record of {finding.name}", finding.advice, brand.pk)


def _of_keys(brand: Brand, now: datetime) -> Iterator[Problem]:
    for domain in queries.sending_domains(brand):
        key = queries.signing_key(brand, domain.domain)
        if key is None:
            what = f"{brand.name}: no key signs mail from {domain.domain}"
            fix = "Publish the DKIM record shown under Settings, Domains and keys, and check DNS there."
            yield Problem(Severity.ERROR, what, fix, brand.pk)
        elif key.valid_from is not None and now - key.valid_from > KEY_AGE:
            what = f"{brand.name}: the key {key} has signed since {key.valid_from:%Y-%m-%d}"
            yield Problem(Severity.WARNING, what, "Make a new key under Settings, Domains and keys.", brand.pk)
