"""Planning a change; until it is announced only staff know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from forewarn.audience.queries.segments import segment_of
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.mailings.actions.approval import withdraw
from forewarn.mailings.actions.sending import cancel
from forewarn.mailings.rules.states import State as MailingState
from forewarn.vendor_changes.actions.objecting import target
from forewarn.vendor_changes.models import NoticeSettings, VendorChange
from forewarn.vendor_changes.queries.changes import TO_COME, as_planned, settings_of
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.dates import LONGEST, day_of
from forewarn.vendor_changes.rules.facts import as_set_by
from forewarn.vendor_changes.rules.kinds import Kind, State, Urgency, Why
from forewarn.vendor_changes.rules.planning import in_the_way, wrong_with
from forewarn.vendors.data_fields import FIELDS, in_order, unknown_fields
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import facts_of, history
from forewarn.vendors.rules import State as VendorState
from forewarn.vendors.rules import changed
from forewarn.vendors.rules import wrong_with as wrong_with_facts


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as somebody wants it. `fields` and `segment_id` (None: everybody) say what newly goes to the vendor and
    whose; `facts` what the register will say; `replaced` goes in favour of `vendor`."""

    kind: Kind
    vendor: Vendor
    effective_on: date
    why: Why
    replaced: Vendor | None = None
    urgency: Urgency | None = None
    fields: Iterable[str] = ()
    segment_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def plan_change(*, brand: Brand, plan: Plan, by: Actor, now: datetime) -> VendorChange:
    """Plan a change. Raises UnableToChangeNotice with everything that is in the way."""
    settings = settings_of(brand)
    change = VendorChange(
        brand=brand,
        lead_days=settings.lead_days,
        deletion_days=settings.deletion_days,
        planned_by=by.id,
        created_at=now,
    )
    _fill(change, plan, now)
    change.slug = _free_slug(change)
    change.save()
    record("vendor_change.planned", by=by, now=now, brand_id=brand.pk, target=target(change), data=_of(change))
    return change


@transaction.atomic
def edit_change(*, change: VendorChange, plan: Plan, by: Actor, now: datetime) -> None:
    """Replace what is planned; what was handed in is taken back. Raises UnableToChangeNotice once it is announced."""
    _must_be_planned(change)
    take_back(change=change, by=by, now=now)
    _fill(change, plan, now)
    change.slug = _free_slug(change)
    change.save()
    record("vendor_change.edited", by=by, now=now, brand_id=change.brand_id, target=target(change), data=_of(change))


@transaction.atomic
def delete_change(*, change: VendorChange, by: Actor, now: datetime) -> None:
    """Throw a plan away that nobody was told of. Raises UnableToChangeNotice."""
    _must_be_planned(change)
    take_back(change=change, by=by, now=now)
    named = target(change)
    change.delete()
    record("vendor_change.deleted", by=by, now=now, brand_id=change.brand_id, target=named)


@transaction.atomic
def take_back(*, change: VendorChange, by: Actor, now: datetime) -> None:
    """Drop the notice that was handed in or approved, its frozen words with it; the plan stays."""
    mailing = change.mailing
    if mailing is None:
        return
    _must_be_planned(change)
    if MailingState(mailing.state) is not MailingState.DRAFT:
        withdraw(mailing=mailing, by=by, now=now, reason="the change was edited")
    cancel(mailing=mailing, by=by, now=now, reason="the change was edited")
    change.mailing, change.groups, change.pages = None, {}, {}
    change.save(update_fields=["mailing", "groups", "pages"])


@transaction.atomic
def set_notice(
    *, brand: Brand, lead_days: int, deletion_days: int, remind_days: int, waits_for_answers: bool, by: Actor, now: datetime
) -> NoticeSettings:  # fmt: skip
    """Set how the brand announces changes; changes that are planned keep the days they were planned with."""
    for days, least in ((lead_days, 1), (deletion_days, 1), (remind_days, 1)):
        if not least <= days <= 365:
            raise UnableToChangeNotice("Choose 1 to 365 days.")
    new = {
        "lead_days": lead_days,
        "deletion_days": deletion_days,
        "remind_days": remind_days,
        "waits_for_answers": waits_for_answers,
    }
    settings, _created = NoticeSettings.objects.update_or_create(brand=brand, defaults=new)
    record(
        "vendor_change.settings", by=by, now=now, brand_id=brand.pk, target=("brand", brand.pk, brand.name), data=new
    )
    return settings


def _must_be_planned(change: VendorChange) -> None:
    change.refresh_from_db(fields=["state", "mailing"])
    if change.state != State.PLANNED:
        raise UnableToChangeNotice("Customers were told of this change. It can be withdrawn, which is told as well.")


def _fill(change: VendorChange, plan: Plan, now: datetime) -> None:
    change.kind, change.vendor, change.replaced = plan.kind.value, plan.vendor, plan.replaced
    change.why = plan.why.value
    change.urgency = plan.urgency.value if plan.urgency else ""
    change.effective_on = plan.effective_on
    change.facts = dict(plan.facts)
    codes = list(plan.fields)
    wrong = [f"There is no field “{code}”." for code in unknown_fields(codes)]
    change.fields = in_order(codes)
    wrong += _whose(change, plan.segment_id)
    planned = as_planned(change)
    wrong += wrong_with(planned)
    wrong += wrong_with_facts(plan.facts, known_fields=FIELDS)
    wrong += _nothing_new(change)
    wrong += _untold(change)
    wrong += _wrong_day(change, now)
    wrong += _wrong_vendors(change)
    others = VendorChange.objects.filter(brand=change.brand, state__in=TO_COME).exclude(pk=change.pk or 0)
    wrong += in_the_way(planned, [as_planned(one) for one in others])
    if wrong:
        raise UnableToChangeNotice(" ".join(wrong), wrong)


def _whose(change: VendorChange, segment_id: int | None) -> list[str]:
    segment = segment_of(change.brand, segment_id) if segment_id is not None else None
    change.segment_id, change.segment_name = (segment.pk, segment.name) if segment else (None, "")
    return ["There is no such segment; it may have been deleted."] if segment_id is not None and segment is None else []


def _nothing_new(change: VendorChange) -> list[str]:
    register = facts_of(change.vendor)
    same = bool(change.facts) and not changed(register, as_set_by(register, change.facts))
    return ["The register says that already."] if same else []


def _untold(change: VendorChange) -> list[str]:
    """Words for customers that change in one language and not in another."""
    said = change.facts.get("translations", {})
    if not change.facts.get("purpose"):
        return []
    missing = [locale for locale in change.brand.locales[1:] if not said.get(locale, {}).get("purpose")]
    return [f"Say what it will do in every language of yours; missing: {', '.join(missing)}."] if missing else []


def _wrong_day(change: VendorChange, now: datetime) -> list[str]:
    away = (change.effective_on - day_of(now, change.brand.zone)).days
    if away < 1:
        return ["Choose a day that is still to come."]
    return [f"Choose a day within {LONGEST} days."] if away > LONGEST else []


def _wrong_vendors(change: VendorChange) -> list[str]:
    wrong = []
    for vendor in (change.vendor, change.replaced):
        if vendor is None:
            continue
        if vendor.brand_id != change.brand_id:
            wrong.append("That vendor belongs to another brand.")
        elif not history(vendor).exists():
            wrong.append(f"Enter what the register says of {vendor.name} first: the notice is made from it.")
    wrong += _wrong_state(change) if not wrong else []
    return wrong


_COMING = {
    Kind.JOINING: {VendorState.PROPOSED, VendorState.ANNOUNCED},
    Kind.REPLACING: {VendorState.PROPOSED, VendorState.ANNOUNCED, VendorState.ACTIVE},
    Kind.MERGER: {VendorState.PROPOSED, VendorState.ANNOUNCED, VendorState.ACTIVE},
}
_THERE = {VendorState.ACTIVE, VendorState.ANNOUNCED}  # who is announced will be there on the day


def _wrong_state(change: VendorChange) -> list[str]:
    states = [(change.vendor, _COMING.get(Kind(change.kind), _THERE))]
    if change.replaced is not None:
        states.append((change.replaced, _THERE))
    wrong = []
    for vendor, allowed in states:
        latest = history(vendor).first()
        if latest is not None and latest.state not in allowed:
            wrong.append(f"{vendor.name} is {latest.state} in the register, so this cannot happen to it.")
    return wrong


def _free_slug(change: VendorChange) -> str:
    stem = f"{change.effective_on.isoformat()}-{change.vendor.slug}"
    taken = set(
        VendorChange.objects.filter(brand=change.brand, slug__startswith=stem)
        .exclude(pk=change.pk or 0)
        .values_list("slug", flat=True)
    )
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 1_000))) if slug not in taken)


def _of(change: VendorChange) -> dict[str, object]:
    return {"kind": change.kind, "on": change.effective_on.isoformat(), "vendor": change.vendor_id}
