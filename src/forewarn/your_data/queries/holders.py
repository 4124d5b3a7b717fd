"""Who holds a customer's data, as the register describes them to that customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from forewarn.audience.models import Customer
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.keeping_out import sent_again
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import register_at
from forewarn.vendors.rules import FOR_EVERYBODY, State, in_locale, published
from forewarn.your_data.rules import CategoryHeld, FieldHeld, by_category, measures_of


@dataclass(frozen=True, slots=True)
class Holder:
    """A vendor that holds data of the customer: what, and what the register says of it to everybody."""

    vendor: Vendor
    categories: tuple[CategoryHeld, ...]
    facts: Mapping[str, Any]
    language: str  # of the facts' sentences
    listed: bool  # whether the public list has a page of it

    @property
    def slug(self) -> str:
        """Its name in addresses and forms."""
        return self.vendor.slug

    @property
    def purpose(self) -> str:
        """What it does, in plain words."""
        return str(self.facts.get("purpose") or self.vendor.purpose)

    @property
    def essential(self) -> bool:
        """Whether the customer loses something when their data goes from there."""
        return self.facts.get("essential") is True

    @property
    def optional(self) -> bool:
        """Whether the register says that they lose nothing."""
        return self.facts.get("essential") is False

    @property
    def loses(self) -> str:
        """What they would lose, in the register's words; empty where it does not say."""
        return str(self.facts.get("loses") or "")

    @property
    def measures(self) -> list[Mapping[str, Any]]:
        """How the data is protected there."""
        return measures_of(self.facts)

    @property
    def fields(self) -> tuple[str, ...]:
        """The codes of all fields it holds."""
        return tuple(field.code for category in self.categories for field in category.fields)


@dataclass(frozen=True, slots=True)
class Back:
    """A removal that was broken: when the data was gone, and when it went there again."""

    gone: datetime
    again: datetime


def holders(customer: Customer, *, locale: str, now: datetime) -> list[Holder]:
    """The vendors that hold data of the customer at this moment, by name; three queries, and one chunk of each set."""
    brand = customer.brand
    on = now.astimezone(brand.zone).date()
    versions = {version.vendor_id: version for version in register_at(brand, now)}
    found = []
    for _vendor_id, held in groupby(holders_of(customer, now), key=lambda one: one.vendor.pk):
        lines = list(held)
        vendor = lines[0].vendor
        fields = [FieldHeld(one.field, one.category, one.since, one.end) for one in lines]
        version = versions.get(vendor.pk)
        facts = published(version.facts, on=on) if version else {}
        translated = in_locale(facts, locale)
        language = locale if translated != facts else brand.default_locale
        listed = version is not None and State(version.state) in FOR_EVERYBODY
        found.append(Holder(vendor, by_category(fields), translated, language, listed))
    return found


def back_at(customer: Customer, *, now: datetime) -> dict[int, Back]:
    """Vendor → how the customer's removal there was broken, where it is not mended yet."""
    found: dict[int, Back] = {}
    for row in sent_again(now, kept_out__brand_id=customer.brand_id, kept_out__customer_id=customer.pk):
        found.setdefault(row.kept_out.vendor_id, Back(row.kept_out.since, row.transfer.at))
    return found
