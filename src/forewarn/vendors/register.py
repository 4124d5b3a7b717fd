"""Writing the register: every change is a new version with its author, reason and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.vendors import signals, wording
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.models import Vendor, VendorVersion
from forewarn.vendors.rules import (
    BEGINNINGS,
    NEXT,
    DataAtEnd,
    Facts,
    Ground,
    Matter,
    Said,
    State,
    changed,
    fingerprint,
    matter_of_step,
    matters_of_edit,
    may_be_removed,
    merged,
    own_slug,
    tidied,
    told_of,
    version_document,
    wrong_with,
)

MAX_REASON = 500  # characters, as the column holds


class UnableToChangeVendor(Exception):
    """The change is not possible; the text says why and what to do, a line for each fault."""


class NoticeMissing(UnableToChangeVendor):
    """Customers should hear of this first: announce it, or say on which ground it is entered. `matters` says what of it."""

    def __init__(self, name: str, matters: Mapping[str, Matter]) -> None:
        self.matters = dict(matters)
        named = ", ".join(str(wording.FACTS[code]) for code in matters if code in wording.FACTS)
        super().__init__(
            f"Customers hear before it happens what changes at {name}{f' ({named})' if named else ''}. Announce it "
            "under Changes. Or say that it corrects a mistake, or that nobody was told, and why: that is published."
        )


@dataclass(frozen=True, slots=True)
class Because:
    """Why a change is made: the reason for staff, what customers read beside it (empty: nothing), and, where they should
    have heard of it before, the ground on which it is entered all the same."""

    reason: str
    why: str = ""
    ground: Ground | None = None


@transaction.atomic
def add_vendor(
    *, brand: Brand, facts: Mapping[str, object], reason: str | Because, by: Actor, now: datetime,
    state: State = State.PROPOSED,
) -> VendorVersion:  # fmt: skip
    """Enter a vendor, as proposed or (`state`) as one that already works for the brand. Raises UnableToChangeVendor."""
    clean = tidied(facts)
    name = str(clean.get("name", ""))
    vendor = Vendor(brand=brand, slug=slugify(name)[:60], name=name)
    return begin_with(vendor=vendor, facts=clean, state=state, because=_because(reason), by=by, now=now)


@transaction.atomic
def begin_with(
    *, vendor: Vendor, facts: Mapping[str, object], state: State, because: Because, by: Actor, now: datetime
) -> VendorVersion:
    """The same for a vendor whose short name is settled; it is not stored yet. Raises UnableToChangeVendor."""
    clean = tidied(facts)
    vendor.slug = own_slug(vendor.slug)
    if not (vendor.slug and vendor.name):
        raise UnableToChangeVendor("Give the vendor a name.")
    _check(clean)
    if state not in BEGINNINGS:
        raise UnableToChangeVendor(f"A vendor cannot begin as {state}; enter it as proposed or active.")
    if Vendor.objects.filter(brand_id=vendor.brand_id, slug=vendor.slug).exists():
        raise UnableToChangeVendor(f"{vendor.name} is already listed.")
    vendor.save(force_insert=True)
    because = because if state is State.ACTIVE else Because(because.reason, because.why)
    return _add(vendor, None, state, clean, because, by=by, now=now)


@transaction.atomic
def enter_facts(
    *, vendor: Vendor, facts: Mapping[str, object], reason: str | Because, by: Actor, now: datetime,
    seen: int | None = None,
) -> VendorVersion:  # fmt: skip
    """Replace what the register says of a vendor.

    `seen` is the number of the version that the author had before them: where another came since, nothing is written.
    Facts that say what the register says already write nothing: the newest version is returned. Raises
    UnableToChangeVendor with a line for each fault, NoticeMissing where customers should hear of it first.
    """
    clean = tidied(facts)
    clean.setdefault("name", vendor.name)
    _check(clean)
    latest = _latest(vendor)
    if latest and seen is not None and latest.number != seen:
        raise UnableToChangeVendor(
            f"{latest.author} changed {vendor.name} since you opened this page. Open it again and make your change there."
        )
    if latest and not changed(latest.facts, clean):
        return latest
    state = State(latest.state) if latest else State.PROPOSED
    matters = matters_of_edit(state, _told(vendor), clean)
    because = _grounded(vendor, matters, _because(reason))
    return _add(vendor, latest, state, clean, because, by=by, now=now)


@transaction.atomic
def move_to(
    *, vendor: Vendor, state: State, reason: str | Because, by: Actor, now: datetime, end: DataAtEnd | None = None
) -> VendorVersion:
    """Take a vendor one step through its life; ending needs to know what became of the data (`end`).

    Raises UnableToChangeVendor where the step may not follow, or where the vendor still holds customers' data;
    NoticeMissing where customers should hear of it first.
    """
    latest = _latest(vendor)
    if latest is None:
        raise UnableToChangeVendor(f"Enter what the register should say of {vendor.name} first.")
    if state not in NEXT[State(latest.state)]:
        raise UnableToChangeVendor(f"{vendor.name} is {latest.state}; it cannot become {state} from there.")
    facts = latest.facts
    because = _because(reason)
    if because.ground is not Ground.ANNOUNCED and (
        against := signals.objections(signals.stepping, vendor, now, state=state)
    ):
        raise UnableToChangeVendor("\n".join(against))
    matter = matter_of_step(State(latest.state), state)
    because = _grounded(vendor, {"state": matter} if matter else {}, because)
    if state is State.ENDED:
        facts = merged(facts, _ended(vendor, facts, end, now))
    return _add(vendor, latest, state, facts, because, by=by, now=now)


def _because(reason: str | Because) -> Because:
    return Because(reason) if isinstance(reason, str) else reason


def _told(vendor: Vendor) -> Facts:
    return told_of((State(state), facts) for state, facts in _versions(vendor).values_list("state", "facts"))


def _grounded(vendor: Vendor, matters: Mapping[str, Matter], because: Because) -> Because:
    """The same with its ground where it needs one, and without where it needs none."""
    if not matters:
        return Because(because.reason, because.why)
    if because.ground is None:
        raise NoticeMissing(vendor.name, matters)
    if because.ground is not Ground.ANNOUNCED and not because.why.strip():
        raise UnableToChangeVendor("why: Say why, for customers: it is published beside the change.")
    return because


def _ended(vendor: Vendor, facts: Facts, end: DataAtEnd | None, now: datetime) -> Facts:
    today: date = now.astimezone(vendor.brand.zone).date()
    if end is None:
        raise UnableToChangeVendor("Say what became of the data: returned or deleted, on which day, and how you know.")
    if wrong := end.wrong(today=today):
        raise UnableToChangeVendor(wrong)
    if against := signals.objections(signals.ending, vendor, now):
        raise UnableToChangeVendor("\n".join(against))
    return {"until": facts.get("until") or today.isoformat(), **end.facts()}


@transaction.atomic
def remove_vendor(*, vendor: Vendor, by: Actor, now: datetime) -> None:
    """Take out a vendor that the public list never showed, entered by mistake. Raises UnableToChangeVendor."""
    states = [State(state) for state in _versions(vendor).values_list("state", flat=True)]
    if not may_be_removed(states):
        raise UnableToChangeVendor(f"{vendor.name} has been on the public list, and its history stays. End it instead.")
    if against := signals.objections(signals.removing, vendor, now):
        raise UnableToChangeVendor("\n".join(against))
    record("vendor.removed", by=by, now=now, brand_id=vendor.brand_id, target=("vendor", vendor.pk, vendor.name))
    vendor.delete()


def _versions(vendor: Vendor) -> QuerySet[VendorVersion]:
    return VendorVersion.objects.filter(vendor=vendor).order_by("number")


def _latest(vendor: Vendor) -> VendorVersion | None:
    # The vendor's row is locked so that two changes at once get two numbers.
    Vendor.objects.select_for_update().get(pk=vendor.pk)
    return _versions(vendor).last()


def _check(facts: Facts) -> None:
    if wrong := wrong_with(facts, known_fields=FIELDS):
        raise UnableToChangeVendor("\n".join(wrong))


def _add(
    vendor: Vendor, latest: VendorVersion | None, state: State, facts: Facts, because: Because, *,
    by: Actor, now: datetime,
) -> VendorVersion:  # fmt: skip
    reason, why = because.reason.strip(), because.why.strip()
    if not reason:
        raise UnableToChangeVendor("Say why: the reason is kept with the change.")
    if max(len(reason), len(why)) > MAX_REASON:
        raise UnableToChangeVendor(f"Say why in at most {MAX_REASON} characters.")
    if latest and latest.at > now:
        raise UnableToChangeVendor(
            "The register already has a later change of this vendor. Check this machine's clock."
        )
    number = latest.number + 1 if latest else 1
    ground = because.ground.value if because.ground else ""
    said = Said(vendor.slug, number, state, facts, now, why, ground)
    version = VendorVersion.objects.create(
        vendor=vendor,
        number=number,
        state=state,
        facts=facts,
        author=by.label,
        reason=reason,
        why=why,
        ground=ground,
        sha256=fingerprint(version_document(said)),
        at=now,
    )
    _show(vendor, facts)
    verb = "vendor.changed" if latest else "vendor.added"
    record(verb, by=by, now=now, brand_id=vendor.brand_id, target=("vendor", vendor.pk, vendor.name))
    signals.changed.send(sender=VendorVersion, vendor=vendor, version=version, before=latest, now=now)
    return version


def _show(vendor: Vendor, facts: Facts) -> None:
    """What every mail is compared with, as the newest version says it."""
    vendor.name = str(facts.get("name") or vendor.name)
    vendor.purpose = str(facts.get("purpose", ""))
    domains = facts.get("sending_domains")
    vendor.sending_domains = domains if isinstance(domains, list) else []
    vendor.since, vendor.until = _day(facts.get("since")), _day(facts.get("until"))
    vendor.save(update_fields=["name", "purpose", "sending_domains", "since", "until"])


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
