"""The day of a change: the register switches by itself, unless something holds it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from forewarn.audience.queries.segments import NoSuchSegment
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM
from forewarn.holdings.recording.transfers import UnableToRecord
from forewarn.mailings.rules.states import BEFORE_SENDING, ENDED
from forewarn.mailings.rules.states import State as MailingState
from forewarn.vendor_changes.actions.moving import move_data
from forewarn.vendor_changes.actions.objecting import target
from forewarn.vendor_changes.models import Departure, VendorChange
from forewarn.vendor_changes.notice.composing import sentence
from forewarn.vendor_changes.notice.phrases.languages import PHRASES, phrases_for
from forewarn.vendor_changes.queries.changes import as_planned, objection_counts, settings_of
from forewarn.vendor_changes.queries.latecomers import late_waiting, notices_sent
from forewarn.vendor_changes.queries.notices import facts_in
from forewarn.vendor_changes.rules.dates import day_of
from forewarn.vendor_changes.rules.facts import as_set_by
from forewarn.vendor_changes.rules.kinds import COMES, Kind, State, Why
from forewarn.vendor_changes.rules.planning import in_order
from forewarn.vendor_changes.signals import switched, vetoes
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import facts_of, history
from forewarn.vendors.register import Because, UnableToChangeVendor, enter_facts, move_to
from forewarn.vendors.rules import Ground
from forewarn.vendors.rules import State as VendorState

IN_THE_WAY = (UnableToChangeVendor, UnableToRecord, NoSuchSegment, UnableToReadFilter)


def due(*, now: datetime) -> list[VendorChange]:
    """Announced changes whose day has come where their brand is, in the order in which they take effect."""
    near = (now + timedelta(days=1)).date()  # the day is at most one ahead of UTC anywhere
    rows = VendorChange.objects.filter(state=State.ANNOUNCED.value, effective_on__lte=near)
    ready = {one.pk: one for one in rows.select_related("brand") if one.effective_at <= now}
    return [ready[planned.id] for planned in in_order([as_planned(one) for one in ready.values()])]


def switch_due(*, now: datetime) -> list[int]:
    """Let every change take effect that is due and that nothing holds; the numbers of those that did."""
    return [change.pk for change in due(now=now) if switch(change_id=change.pk, now=now)]


def switch(*, change_id: int, now: datetime) -> bool:
    """Let one change take effect; whether it did. Run twice, or at the same time, it happens once."""
    try:
        with transaction.atomic():
            change = _locked(change_id)
            if change is None or now < change.effective_at:
                return False
            held = held_by(change, now)
            if not held:
                _switch(change, now)
                return True
    except IN_THE_WAY as error:
        held = str(error).splitlines()
    _block(change_id, held, now)
    return False


def _locked(change_id: int) -> VendorChange | None:
    rows = VendorChange.objects.select_for_update(of=("self",)).select_related("brand", "vendor", "replaced", "mailing")
    return rows.filter(pk=change_id, state=State.ANNOUNCED.value).first()


def held_by(change: VendorChange, now: datetime) -> list[str]:
    """Why a change that is due cannot take effect yet, a sentence each."""
    held = []
    late = late_waiting(change)
    if any(MailingState(one.state) not in (*ENDED, *BEFORE_SENDING) for one in notices_sent(change)) or (
        change.mailing is not None and MailingState(change.mailing.state) in BEFORE_SENDING
    ):
        held.append("Its notice has not gone out to everybody yet. Look at the mailing.")
    if late:
        held.append(
            f"The notice to {sum(one.customers for one in late)} customers whom it concerns only since then has not left. "
            "Approve and send it, or cancel it under Delivery if they need none."
        )
    waiting = objection_counts([change])[change.pk].open
    if waiting and settings_of(change.brand).waits_for_answers:
        held.append(f"{waiting} objections wait for an answer.")
    return held + vetoes(change, now)


def _block(change_id: int, held: list[str], now: datetime) -> None:
    change = VendorChange.objects.get(pk=change_id)
    text = " ".join(held)[:500]
    if change.blocked_by != text:
        change.blocked_at, change.blocked_by = change.blocked_at or now, text
        change.save(update_fields=["blocked_at", "blocked_by"])
        data = {"why": text}
        record("vendor_change.held", by=SYSTEM, now=now, brand_id=change.brand_id, target=target(change), data=data)


def _switch(change: VendorChange, now: datetime) -> None:
    left_to_do = move_data(change, now=now)
    _register(change, now)
    change.state, change.switched_at, change.left_to_do = State.IN_EFFECT.value, now, left_to_do
    change.blocked_at, change.blocked_by = None, ""
    change.save(update_fields=["state", "switched_at", "left_to_do", "blocked_at", "blocked_by"])
    if change.leaver is not None:
        due_on = max(change.effective_on, day_of(now, change.brand.zone)) + timedelta(days=change.deletion_days)
        Departure.objects.create(change=change, vendor=change.leaver, left_at=now, due_on=due_on)
    record("vendor_change.in_effect", by=SYSTEM, now=now, brand_id=change.brand_id, target=target(change))
    switched.send(sender=VendorChange, change=change, now=now)


def _register(change: VendorChange, now: datetime) -> None:
    """What the register says from now on, each vendor's change a version of its own."""
    locale = change.brand.default_locale
    why = (phrases_for(locale) or PHRASES["en"]).reasons[Why(change.why)]
    reason = Because(sentence(facts_in(change, locale, now=now), locale), why, Ground.ANNOUNCED)
    kind = Kind(change.kind)
    new = dict(change.facts)
    if kind in COMES and not facts_of(change.vendor).get("since"):
        new["since"] = change.effective_on.isoformat()
    if kind is Kind.NEW_DATA:
        listed = facts_of(change.vendor).get("fields")
        new["fields"] = list(dict.fromkeys([*(listed if isinstance(listed, list) else []), *change.fields]))
    if kind in COMES and _state(change.vendor) is VendorState.ANNOUNCED:
        move_to(vendor=change.vendor, state=VendorState.ACTIVE, reason=reason, by=SYSTEM, now=now)
    if new:
        facts = as_set_by(facts_of(change.vendor), new)
        enter_facts(vendor=change.vendor, facts=facts, reason=reason, by=SYSTEM, now=now)
    if change.leaver is not None:
        move_to(vendor=change.leaver, state=VendorState.LEAVING, reason=reason, by=SYSTEM, now=now)


def _state(vendor: Vendor) -> VendorState | None:
    latest = history(vendor).first()
    return VendorState(latest.state) if latest else None
