"""How a brand handles removals, and how each vendor is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.secrets import seal
from forewarn.foundation.signed_links import UnableToRead, make_token, read_token
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.models import Channel, Policy, RemovalTask
from forewarn.removals.rules.states import Via
from forewarn.removals.rules.webhooks import new_secret, wrong_with_address
from forewarn.vendors.models import Vendor

_PURPOSE = "removal webhook"


@dataclass(frozen=True, slots=True)
class Way:
    """How a vendor is to be asked; `days` as agreed with it, None where nothing is."""

    via: Via
    address: str = ""
    second_address: str = ""
    locale: str = ""
    url: str = ""
    days: int | None = None


@transaction.atomic
def set_channel(*, vendor: Vendor, way: Way, by: Actor, now: datetime) -> Channel:
    """Say how a vendor is asked; what waits there is asked this way from now on. Raises UnableToRemove."""
    if way.via is Via.MAIL and not way.address:
        raise UnableToRemove("Give the address that the vendor reads.")
    if way.via is Via.WEBHOOK:
        loopback = settings.SAMPLE or settings.DEVELOPMENT
        if wrong := wrong_with_address(way.url, loopback=loopback):
            raise UnableToRemove(wrong)
    channel = Channel.objects.select_for_update().filter(vendor=vendor).first() or Channel(vendor=vendor)
    channel.via, channel.address, channel.second_address = way.via.value, way.address, way.second_address
    channel.locale, channel.url, channel.days, channel.changed_at = way.locale, way.url, way.days, now
    channel.problem, channel.problem_since = "", None
    if way.via is Via.WEBHOOK and not channel.secret_sealed:
        channel.secret_sealed = seal(new_secret())
    channel.save()
    waiting = RemovalTask.objects.filter(vendor=vendor, settled_at=None)
    waiting.update(via=way.via.value, next_at=None if way.via is Via.HAND else now)
    data = {"via": way.via.value, "days": way.days}
    target = ("vendor", vendor.pk, vendor.name)
    record("removal.channel_set", by=by, now=now, brand_id=vendor.brand_id, target=target, data=data)
    return channel


@transaction.atomic
def renew_secret(*, channel: Channel, by: Actor, now: datetime) -> str:
    """A new secret for the webhook, at once; the old one is worth nothing from then on."""
    secret = new_secret()
    channel.secret_sealed, channel.changed_at = seal(secret), now
    channel.save(update_fields=["secret_sealed", "changed_at"])
    vendor = channel.vendor
    target = ("vendor", vendor.pk, vendor.name)
    record("removal.secret_renewed", by=by, now=now, brand_id=vendor.brand_id, target=target)
    return secret


@transaction.atomic
def set_policy(
    *, brand: Brand, promised_days: int, remind_days: int, escalate_days: int, state_attribute: str = "", by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Say what the brand promises, and which attribute of customers holds their US state (empty: none does); it counts for
    requests from now on. Raises UnableToRemove."""
    if not (1 <= promised_days <= 45 and 1 <= remind_days <= 30 and 0 <= escalate_days <= promised_days):
        raise UnableToRemove("Promise 1 to 45 days, remind every 1 to 30 days, and tell staff no earlier than that.")
    values: dict[str, int | str] = {
        "promised_days": promised_days,
        "remind_days": remind_days,
        "escalate_days": escalate_days,
        "state_attribute": state_attribute.strip(),
    }
    Policy.objects.update_or_create(brand=brand, defaults=values)
    target = ("brand", brand.pk, brand.name)
    record("removal.policy_set", by=by, now=now, brand_id=brand.pk, target=target, data=values)


def webhook_path(channel: Channel) -> str:
    """Where the vendor's server posts its answers."""
    return f"/webhooks/removals/{make_token(_PURPOSE, channel.vendor.brand_id, channel.pk)}/"


def channel_by_token(token: str) -> Channel | None:
    """Whose webhook it is; None where it is not ours, or the vendor is asked otherwise now."""
    try:
        numbers = read_token(_PURPOSE, token)
    except UnableToRead:
        return None
    if len(numbers) != 2:
        return None
    rows = Channel.objects.select_related("vendor__brand").filter(pk=numbers[1], vendor__brand_id=numbers[0])
    return rows.filter(via=Via.WEBHOOK.value).first()
