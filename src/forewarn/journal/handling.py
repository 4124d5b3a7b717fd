"""Mail at the seed addresses `journal+<vendor>@`: looked at first, then stored with the note that it was read."""

from __future__ import annotations

from functools import partial

from forewarn.brands.models import Brand
from forewarn.intake.outcomes import Incoming, Outcome
from forewarn.journal.actions import note_copy
from forewarn.journal.rules import NO_SEED, Standing
from forewarn.journal.seeing import look_at
from forewarn.vendors.models import Vendor

SEEN = "campaign_seen"
UNDISCLOSED = "undisclosed_sender"


def read_seed(incoming: Incoming) -> Outcome:
    """What a mail at `journal+<vendor>@` is; stored together with the note that it was read."""
    vendor = Vendor.objects.filter(brand_id=incoming.brand_id, slug=incoming.token).first()
    if vendor is None:
        return Outcome(NO_SEED, None, {"vendor": incoming.token})
    brand = Brand.objects.get(pk=incoming.brand_id)
    seen = look_at(
        brand,
        incoming.raw,
        incoming.mail,
        vendor=vendor,
        seed=incoming.rcpt_to,
        at=incoming.received_at,
        mail_id=incoming.mail_id,
    )
    what = UNDISCLOSED if seen.evidence.standing is Standing.UNDISCLOSED else SEEN
    return Outcome(what, None, {"vendor": vendor.name}, effects=(partial(note_copy, seen=seen),))
