"""Looking at the mail records of a vendor's sending domains, and keeping what was seen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.mail.posture import Posture, look_at
from forewarn.mail.resolver import Resolver
from forewarn.vendors.models import MailPosture, Vendor
from forewarn.vendors.posture.queries import sending_domains

WAITING = "It waits to be looked at."


@transaction.atomic
def ask_to_look(*, vendor: Vendor, now: datetime) -> None:
    """Note that a look was asked for, so that it is not asked for again with every tick; a lost one is after a while."""
    for domain in sending_domains(vendor):
        MailPosture.objects.update_or_create(
            vendor=vendor, domain=domain, defaults={"tried_at": now, "problem": WAITING}
        )


def look_at_mail(*, vendor: Vendor, resolver: Resolver, now: datetime, by: Actor = SYSTEM) -> list[Posture]:
    """Ask for the records of each sending domain and keep what was found, once the name servers have answered for all.

    Where they did not answer, what was seen before stays with its own date, and the reason is noted.
    """
    found = [look_at(domain, resolver) for domain in sending_domains(vendor)]
    with transaction.atomic():
        MailPosture.objects.filter(vendor=vendor).exclude(domain__in=[posture.domain for posture in found]).delete()
        for posture in found:
            _keep(vendor, posture, by=by, now=now)
    return found


def _keep(vendor: Vendor, posture: Posture, *, by: Actor, now: datetime) -> None:
    before = MailPosture.objects.filter(vendor=vendor, domain=posture.domain).first()
    if posture.answered:
        kept = {"found": posture.to_json(), "found_at": now, "problem": ""}
    else:
        kept = {"problem": posture.dmarc.problem or posture.spf.problem}
    MailPosture.objects.update_or_create(vendor=vendor, domain=posture.domain, defaults={"tried_at": now, **kept})
    if posture.answered and before and before.found and before.found != posture.to_json():
        target = ("vendor", vendor.pk, vendor.name)
        data = {"domain": posture.domain, "before": _short(before.found), "after": _short(posture.to_json())}
        record("vendor.mail_posture_changed", by=by, now=now, brand_id=vendor.brand_id, target=target, data=data)


def _short(found: dict[str, dict[str, str]]) -> str:
    parts = (("DMARC", "dmarc"), ("SPF", "spf"), ("MTA-STS", "mta_sts"), ("TLS-RPT", "tls_rpt"))
    return ", ".join(f"{name} {found[part]['says'] or found[part]['grade']}" for name, part in parts)
