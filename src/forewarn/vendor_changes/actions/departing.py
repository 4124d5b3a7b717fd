"""After a vendor went: the proof that customers' data is gone, and reminders until it is filed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import override

from forewarn.accounts.queries import members
from forewarn.accounts.rules import May, role_may
from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.holdings.queries.vendors import still_holds
from forewarn.holdings.recording.endings import record_deletion, record_return
from forewarn.holdings.recording.transfers import UnableToRecord
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single
from forewarn.vendor_changes.actions.objecting import target
from forewarn.vendor_changes.models import Departure
from forewarn.vendor_changes.queries.changes import settings_of
from forewarn.vendor_changes.queries.departures import waiting_for_proof
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.dates import day_of, moment_of, reminder_due
from forewarn.vendors.in_words import day_in_words
from forewarn.vendors.register import UnableToChangeVendor, move_to
from forewarn.vendors.rules import AtEnd, DataAtEnd
from forewarn.vendors.rules import State as VendorState

FILE_BYTES = 5_000_000  # of a certificate: a scan of a few pages
PROOF = 500  # characters, as the column holds


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of the data, on which day, how we know; a file with its name where there is one."""

    ending: AtEnd
    on: date
    words: str
    file: bytes = b""
    file_name: str = ""


@transaction.atomic
def file_proof(*, departure: Departure, proof: Proof, by: Actor, now: datetime) -> None:
    """File the proof: the record says that the vendor holds nothing any more, and the register that it ended.

    Raises UnableToChangeNotice.
    """
    locked = (
        Departure.objects.select_for_update(of=("self",)).select_related("vendor__brand", "change").get(pk=departure.pk)
    )
    words = proof.words.strip()
    if locked.confirmed_at is not None:
        raise UnableToChangeNotice("The proof was filed already.")
    if not words or len(words) > PROOF:
        raise UnableToChangeNotice(
            f"Say how you know, in at most {PROOF} characters: who confirmed it, which certificate."
        )
    if len(proof.file) > FILE_BYTES:
        raise UnableToChangeNotice(f"The file is larger than {FILE_BYTES // 1_000_000} MB.")
    if not day_of(locked.left_at, locked.vendor.brand.zone) <= proof.on <= day_of(now, locked.vendor.brand.zone):
        raise UnableToChangeNotice("Choose a day from when the vendor went until today.")
    _end(locked, proof, words, by, now)
    locked.ending, locked.proof = proof.ending.value, words
    locked.confirmed_at, locked.confirmed_by = now, by.label[:200]
    if proof.file:
        locked.proof_file, locked.proof_name = proof.file, proof.file_name[:200]
        locked.proof_hash = hashlib.sha256(proof.file).hexdigest()
    locked.save()
    departure.refresh_from_db()
    data = {"ending": proof.ending.value, "file": locked.proof_name, "sha256": locked.proof_hash}
    change = locked.change
    record("vendor_change.proof_filed", by=by, now=now, brand_id=change.brand_id, target=target(change), data=data)


def _end(departure: Departure, proof: Proof, words: str, by: Actor, now: datetime) -> None:
    vendor = departure.vendor
    at = max(departure.left_at, min(now, moment_of(proof.on, vendor.brand.zone)))
    ended = record_deletion if proof.ending is AtEnd.DELETED else record_return
    try:
        if still_holds(vendor, now):
            ended(vendor=vendor, customers=None, at=at, proof=words, by=by, now=now)
        end = DataAtEnd(proof.ending, proof.on, words)
        move_to(vendor=vendor, state=VendorState.ENDED, reason=words, end=end, by=by, now=now)
    except (UnableToRecord, UnableToChangeVendor) as error:
        raise UnableToChangeNotice(str(error)) from error


def remind_due(*, now: datetime) -> int:
    """Remind staff of every vendor that went and whose deletion is not confirmed, as often as the brand wants; how many
    departures that was."""
    reminded = 0
    for departure in waiting_for_proof():
        every = settings_of(departure.vendor.brand).remind_days
        if reminder_due(departure.reminded_at, departure.left_at, now, every):
            _remind(departure, now)
            reminded += 1
    return reminded


@transaction.atomic
def _remind(departure: Departure, now: datetime) -> None:
    brand = departure.vendor.brand
    number = departure.reminders + 1
    if not Departure.objects.filter(pk=departure.pk, reminders=number - 1).update(reminders=number, reminded_at=now):
        return  # another worker did it
    with override(brand.default_locale):
        context = {"vendor": departure.vendor.name, "due": day_in_words(departure.due_on)}
    late = day_of(now, brand.zone) > departure.due_on
    for one in members(brand):
        if not (one.user.is_active and role_may(one.role, May.APPROVE)):
            continue
        try:
            queue_single(
                brand=brand,
                wording=Wording(
                    "vendor_changes/proof_late" if late else "vendor_changes/proof_due", context, "operational"
                ),
                to=Recipient(one.user.email, brand.default_locale, one.user.name),
                now=now,
                idempotency_key=f"departure {departure.pk} {number} {one.user.pk}",
            )
        except UnableToQueue:
            break  # the brand has no sender; its status page says so
    data = {"number": number}
    change = departure.change
    record("vendor_change.reminded", by=SYSTEM, now=now, brand_id=brand.pk, target=target(change), data=data)
