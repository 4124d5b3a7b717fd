"""The brand as the linter and the verdict see it, built from brands, vendors and promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from forewarn.brands.models import Brand, DkimKey, Sender, SendingDomain
from forewarn.mail.domains import organisational_domain
from forewarn.mail.profile import BrandProfile, ProfileKey, SenderAddress
from forewarn.promises.queries import profile_promises
from forewarn.vendors.queries import profile_vendors

# Written out for the verdict, which asks it of every mail: to build them from query sets takes ten times as long.
_DOMAINS = "SELECT id, domain FROM brands_sendingdomain WHERE brand_id = %s ORDER BY id"
_SENDERS = "SELECT id, display_name, address FROM brands_sender WHERE brand_id = %s ORDER BY id"
_KEYS = (
    "SELECT k.id, k.sending_domain_id, k.selector, k.public_key, k.valid_from, k.valid_until, k.compromised_since"
    " FROM brands_dkimkey k JOIN brands_sendingdomain d ON d.id = k.sending_domain_id"
    " WHERE d.brand_id = %s ORDER BY k.id"
)


def brand_profile(brand: Brand) -> BrandProfile:
    """The profile of a brand, with what it promises never to ask."""
    return replace(sender_profile(brand), promises=profile_promises(brand))


def sender_profile(brand: Brand) -> BrandProfile:
    """What tells whether a mail is the brand's: the profile without its promises, of which no verdict asks.

    Its domains are the website's and every sending domain; keys come with their whole history.
    """
    sending = {one.pk: one.domain for one in SendingDomain.objects.raw(_DOMAINS, [brand.pk])}
    public = brand.public_host and organisational_domain(brand.public_host)
    domains = dict.fromkeys(filter(None, [brand.website, *sending.values(), public]))
    return BrandProfile(
        name=brand.name,
        aliases=tuple(brand.aliases),
        domains=tuple(domains),
        phone_numbers=tuple(brand.phone_numbers),
        senders=tuple(SenderAddress(s.display_name, s.address) for s in Sender.objects.raw(_SENDERS, [brand.pk])),
        mailbox_domains=tuple(brand.mailbox_domains),
        signs_all_mail_since=_start(brand.signs_all_mail_since),
        keys=tuple(_as_known(key, sending) for key in DkimKey.objects.raw(_KEYS, [brand.pk])),
        vendors=profile_vendors(brand),
        website=brand.website,
        default_region=brand.country,
    )


def _as_known(key: DkimKey, domains: dict[int, str]) -> ProfileKey:
    """A key with its dates, on the domain that it signs for."""
    return ProfileKey(
        key.selector,
        domains.get(key.sending_domain_id, ""),
        key.public_key,
        key.valid_from,
        key.valid_until,
        key.compromised_since,
    )


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
