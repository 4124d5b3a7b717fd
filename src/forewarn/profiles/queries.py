"""The brand as the linter and the verdict see it, built from brands, vendors and promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import starmap

from forewarn.brands.models import Brand, DkimKey
from forewarn.mail.domains import organisational_domain
from forewarn.mail.profile import BrandProfile, ProfileKey, SenderAddress
from forewarn.promises.queries import profile_promises
from forewarn.vendors.queries import profile_vendors

# The columns of a key in the order of `ProfileKey`.
_OF_KEY = ("selector", "sending_domain__domain", "public_key", "valid_from", "valid_until", "compromised_since")


def brand_profile(brand: Brand) -> BrandProfile:
    """The profile of a brand, with what it promises never to ask."""
    return replace(sender_profile(brand), promises=profile_promises(brand))


def sender_profile(brand: Brand) -> BrandProfile:
    """What tells whether a mail is the brand's: the profile without its promises, of which no verdict asks.

    Its domains are the website's and every sending domain; keys come with their whole history.
    """
    sending = list(brand.sending_domains.values_list("domain", flat=True))
    domains = dict.fromkeys(
        filter(None, [brand.website, *sending, brand.public_host and organisational_domain(brand.public_host)])
    )
    return BrandProfile(
        name=brand.name,
        aliases=tuple(brand.aliases),
        domains=tuple(domains),
        phone_numbers=tuple(brand.phone_numbers),
        senders=tuple(starmap(SenderAddress, brand.senders.values_list("display_name", "address"))),
        mailbox_domains=tuple(brand.mailbox_domains),
        signs_all_mail_since=_start(brand.signs_all_mail_since),
        keys=tuple(starmap(ProfileKey, DkimKey.objects.filter(sending_domain__brand=brand).values_list(*_OF_KEY))),
        vendors=profile_vendors(brand),
        website=brand.website,
        default_region=brand.country,
    )


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
