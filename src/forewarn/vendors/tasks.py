"""Background work on the register: the mail of vendors' domains is looked at again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.foundation.background import background_task, enqueue
from forewarn.foundation.clock import now as this_moment
from forewarn.foundation.resolving import resolver
from forewarn.vendors.interchange.actions import delete_old_files
from forewarn.vendors.models import Vendor
from forewarn.vendors.posture.actions import ask_to_look, look_at_mail
from forewarn.vendors.posture.queries import due


@background_task
def look_at_vendor_mail(*, vendor_id: int) -> None:
    """Ask DNS for the records of a vendor's sending domains and keep what was found."""
    vendor = Vendor.objects.filter(pk=vendor_id).first()
    if vendor is not None:
        look_at_mail(vendor=vendor, resolver=resolver(), now=this_moment())


@transaction.atomic
def look_soon(*, vendor: Vendor, now: datetime) -> None:
    """Queue a look at a vendor's domains."""
    ask_to_look(vendor=vendor, now=now)
    enqueue(look_at_vendor_mail, vendor_id=vendor.pk)


def tick(now: datetime) -> None:
    """Queue the vendors whose domains are due to be looked at, and throw away files that nobody confirmed."""
    for vendor in due(now=now):
        look_soon(vendor=vendor, now=now)
    delete_old_files(now=now)
