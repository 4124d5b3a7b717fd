"""The notice of a change, gathered from the register and the record of holdings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override
from pyroaring import BitMap

from forewarn.brands.models import Brand
from forewarn.brands.queries import signature_of
from forewarn.mail.documents import Document, document_from
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.notice.composing import compose, compose_correction
from forewarn.vendor_changes.notice.facts import (
    ChangeFacts,
    Measure,
    NoticeSignature,
    SupplierFacts,
    Touched,
    VendorFacts,
)
from forewarn.vendor_changes.queries.concerned import parts_of
from forewarn.vendor_changes.rules.concerned import Part
from forewarn.vendor_changes.rules.dates import day_of, days_of_notice
from forewarn.vendor_changes.rules.facts import as_set_by, listed_supplier, supplier_of
from forewarn.vendor_changes.rules.grouping import Group, groups_of, rest_of
from forewarn.vendor_changes.rules.kinds import Kind, Urgency, Why
from forewarn.vendors.data_fields import CATEGORIES, FIELDS
from forewarn.vendors.in_words import measure_in_words, place_in_words
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import facts_of, history
from forewarn.vendors.rules import Facts, in_locale, is_stale, published
from forewarn.vendors.wording import CHOICES


def groups_concerned(change: VendorChange, *, now: datetime) -> list[Group]:
    """The customers concerned, in groups that share every fact; largest first. Raises NoSuchSegment,
    UnableToReadFilter."""
    return groups_of_parts(parts_of(change, now=now))


def groups_of_parts(parts: Mapping[Part, BitMap]) -> list[Group]:
    """The same from the parts that are touched."""
    return groups_of(parts, category=lambda code: FIELDS[code].category, ordered=in_order)


def in_order(categories: Iterable[str]) -> list[str]:
    """Categories in the order in which they are shown."""
    wanted = set(categories)
    return [code for code in CATEGORIES if code in wanted]


def notice_for(change: VendorChange, group: Group, groups: list[Group], locale: str, *, now: datetime) -> Document:
    """What the customers of one group read, in one locale."""
    touched = Touched(group.to, group.off, group.at, rest_of(group, groups, ordered=in_order))
    return compose(
        facts_in(change, locale, now=now), touched, signature=_signature(change.brand, locale), locale=locale
    )


def page_of(change: VendorChange, locale: str, *, now: datetime) -> Document:
    """The public page in one locale: as it was frozen where the notice was handed in, else from the register now."""
    frozen = change.pages.get(locale)
    if frozen:
        return document_from(frozen)
    return compose(facts_in(change, locale, now=now), None, signature=_signature(change.brand, locale), locale=locale)


def correction_of(change: VendorChange, locale: str, *, mail: bool, now: datetime) -> Document:
    """That the change will not happen, as a mail or as part of its page."""
    facts = facts_in(change, locale, now=now)
    return compose_correction(facts, signature=_signature(change.brand, locale), locale=locale, mail=mail)


def facts_in(change: VendorChange, locale: str, *, now: datetime) -> ChangeFacts:
    """The facts of a change in the words of a language."""
    today = day_of(now, change.brand.zone)
    on = today if change.published_at is None else day_of(change.published_at, change.brand.zone)
    short = days_of_notice(change.effective_on, on) < change.lead_days
    register = _before(change)
    leaves = change.leaver
    kind = Kind(change.kind)
    return ChangeFacts(
        kind=kind,
        effective_on=change.effective_on,
        why=Why(change.why),
        vendor=_vendor(change.vendor, as_set_by(register, change.facts), locale, today),
        before=_vendor(change.vendor, register, locale, today),
        supplier=_supplier(change, register, locale),
        other=_vendor(change.replaced, facts_of(change.replaced), locale, today) if change.replaced else None,
        urgency=Urgency(change.urgency) if change.urgency and short else None,
        lead_days=change.lead_days,
        deleted_by=deletion_due(change) if leaves is not None else None,
    )


def _before(change: VendorChange) -> Facts:
    """What the register says of the vendor until the change, also once it is in effect."""
    if change.switched_at is None:
        return facts_of(change.vendor)
    version = history(change.vendor).filter(at__lt=change.switched_at).first()
    return dict(version.facts) if version else facts_of(change.vendor)


def deletion_due(change: VendorChange) -> date:
    """The last day on which a vendor that goes confirms its deletion in time."""
    return change.effective_on + timedelta(days=change.deletion_days)


def _vendor(vendor: Vendor, facts: Facts, locale: str, today: date) -> VendorFacts:
    said = in_locale(published(facts), locale)
    with override(locale):
        return VendorFacts(
            name=str(said.get("name") or vendor.name),
            purpose=_text(said, "purpose"),
            role=str(CHOICES["role"].get(str(said.get("role", "")), "")),
            storage_places=_places(said, "storage_places"),
            access_places=_places(said, "access_places"),
            mechanism=_mechanism(said),
            retention=_text(said, "retention"),
            deletion=_text(said, "deletion"),
            measures=_measures(said, today),
            loses=_text(said, "loses"),
            essential=said.get("essential") is True,
            never_writes=said.get("never_writes") is True,
        )


def _supplier(change: VendorChange, register: Facts, locale: str) -> SupplierFacts | None:
    """The company that comes to the vendor's chain; what it does there the register says in one language alone."""
    row = supplier_of(change.facts)
    if row is None:
        return None
    known = listed_supplier(register, row.get("name")) is not None
    purpose = _text(row, "purpose") if locale == change.brand.default_locale else ""
    with override(locale):
        return SupplierFacts(_text(row, "name"), purpose, _places(row, "places"), known)


def _text(facts: Mapping[str, object], key: str) -> str:
    return str(facts.get(key) or "").strip()


def _places(facts: Mapping[str, object], key: str) -> tuple[str, ...]:
    codes = facts.get(key)
    return tuple(place_in_words(code) for code in codes) if isinstance(codes, list) else ()


def _mechanism(facts: Mapping[str, object]) -> str:
    return str(CHOICES["transfer_mechanism"].get(str(facts.get("transfer_mechanism", "")), ""))


_STRENGTH = ("tested by us", "audited", "certified", "contract", "self-declared")


def _measures(facts: Mapping[str, object], today: date) -> tuple[Measure, ...]:
    """Measures whose evidence has not run out, the best known first."""
    rows = facts.get("measures")
    good = [row for row in rows if not is_stale(row, on=today)] if isinstance(rows, list) else []
    good.sort(key=lambda row: _STRENGTH.index(row["basis"]) if row.get("basis") in _STRENGTH else len(_STRENGTH))
    return tuple(
        Measure(
            measure_in_words(row),
            str(row.get("basis", "")),
            date.fromisoformat(row["verified_on"]) if row.get("verified_on") else None,
        )
        for row in good
    )


def untranslated(change: VendorChange) -> list[str]:
    """Sentences of the register that the notice would have to say in a language in which they are missing."""
    brand = change.brand
    found = []
    read = ("purpose", "loses") if change.kind == Kind.LEAVING else ("purpose", "retention", "loses")
    says: dict[Vendor, tuple[str, ...]] = {change.vendor: read}
    if change.leaver is not None:
        says[change.leaver] = (*says.get(change.leaver, ()), "deletion")
    for vendor, codes in says.items():
        facts = facts_of(vendor)
        facts = as_set_by(facts, change.facts) if vendor == change.vendor else facts
        for locale in brand.locales[1:]:
            missing = [code for code in codes if facts.get(code) and not _in_language(facts, code, locale)]
            if missing:
                found.append(f"The register says {', '.join(missing)} of {vendor.name} not in “{locale}” yet.")
    return found


def _in_language(facts: Facts, code: str, locale: str) -> bool:
    translations = facts.get("translations")
    said = translations if isinstance(translations, dict) else {}
    return any(said.get(name, {}).get(code) for name in (locale, locale.partition("-")[0]))


def _signature(brand: Brand, locale: str) -> NoticeSignature:
    with override(locale):
        safety, data, vendors = _("Safety"), _("Your data"), _("Who has your data")
    return NoticeSignature(**asdict(signature_of(brand)), safety=safety, data=data, list=vendors)
