"""Which campaign of the record a new copy belongs to."""

from __future__ import annotations

from django.db.models import Q

from forewarn.journal.models import Campaign, CampaignKey
from forewarn.journal.rules import ONE_SEND, Known, Origin, Standing, same_campaign, signed
from forewarn.journal.seeing import SeenMail
from forewarn.lint.severity import MessageClass
from forewarn.mail.fingerprints import Fingerprint

CANDIDATES = 200  # campaigns that share a number with a new mail, or came at its time, and are compared with it


def campaign_like(seen: SeenMail) -> Campaign | None:
    """The campaign with this mail's template. A mail never joins one of another standing: a lure copied from our
    newsletter must not hide among its copies."""
    is_proven = seen.evidence.standing is Standing.PROVEN
    numbers = [signed(number) for number in seen.fingerprint.keys]
    sharing = CampaignKey.objects.filter(brand_id=seen.brand_id, key__in=numbers)
    alike = Q(pk__in=sharing.values("campaign_id"))
    if is_proven:  # a letter with other things for each reader may share none of the few numbers
        alike |= Q(last_seen__range=(seen.at - ONE_SEND, seen.at + ONE_SEND))
    rows = Campaign.objects.filter(
        alike,
        brand_id=seen.brand_id,
        origin=Origin.SEED.value,
        sender_domain=seen.sender_domain,
        proof=seen.evidence.domain,
    )
    if seen.evidence.standing is Standing.UNDISCLOSED:
        judged = (Standing.UNDISCLOSED.value, Standing.CONFIRMED.value, Standing.DISMISSED.value)
        rows = rows.filter(standing__in=judged)
    else:
        rows = rows.filter(standing=seen.evidence.standing.value)
    light = rows.only("fingerprint", "sender_domain", "subject", "first_seen", "last_seen", "message_class")
    found = {row.pk: row for row in light.order_by("-last_seen")[:CANDIDATES]}
    known = [
        Known(
            row.pk,
            Fingerprint.from_bytes(bytes(row.fingerprint)),
            row.sender_domain,
            row.subject,
            row.last_seen,
            repeats=row.message_class == MessageClass.TRANSACTIONAL.value,
        )
        for row in found.values()
    ]
    best = same_campaign(
        known,
        mark=seen.fingerprint,
        sender_domain=seen.sender_domain,
        subject=seen.subject,
        at=seen.at,
        is_proven=is_proven,
    )
    return found[best] if best is not None else None
