"""Bringing a file of vendors into the register: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import override

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.vendors.interchange.columns import UnableToMap, apply_choices, check_meanings, guess_meanings
from forewarn.vendors.interchange.limits import KEPT_FOR, MAX_ON_A_PAGE
from forewarn.vendors.interchange.planning import WAYS, Change, Plan, plan_import
from forewarn.vendors.interchange.queries import register_entries
from forewarn.vendors.interchange.reading import Listing, UnableToReadList, read_list
from forewarn.vendors.models import RegisterFile, Vendor
from forewarn.vendors.queries import vendor_of
from forewarn.vendors.register import Because, UnableToChangeVendor, begin_with, enter_facts, move_to
from forewarn.vendors.rules import AtEnd, DataAtEnd, Ground, State
from forewarn.vendors.wording import BEGUN

if TYPE_CHECKING:
    from collections.abc import Iterator

Watch = Callable[[int, int], None]  # how many vendors are done, of how many


NAMED = 5  # vendors in a refusal; the plan shows them all


class UnableToImport(Exception):
    """Nothing was imported; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A file that was read, and what its columns mean."""

    name: str
    listing: Listing
    meanings: list[str]
    new_state: State


def survey(
    *, path: Path, name: str, told: Iterable[str] = (), encoding: str = "", delimiter: str = "",
    new_state: State = State.PROPOSED,
) -> Survey:  # fmt: skip
    """Read a file and guess what its columns mean; `told` are "meaning=column". Raises UnableToImport."""
    try:
        listing = read_list(path, name, encoding=encoding, delimiter=delimiter)
        meanings = apply_choices(listing.columns, guess_meanings(listing.columns), told)
    except OSError as error:
        raise UnableToImport(f"The file cannot be read: {error.strerror or error}.") from error
    except (UnableToReadList, UnableToMap) as error:
        raise UnableToImport(str(error)) from error
    return Survey(name, listing, meanings, new_state)


def plan_of(brand: Brand, file: Survey) -> Plan:
    """What the file would do to the register as it is now."""
    return plan_import(file.listing, file.meanings, register_entries(brand), new_state=file.new_state)


@transaction.atomic
def bring_in(
    *, brand: Brand, file: Survey, by: Actor, now: datetime, seen: str = "", watch: Watch | None = None,
    because: Because | None = None,
) -> Plan:  # fmt: skip
    """Write all that the file says as versions. `seen` is the digest of the plan that a person agreed to; `because` goes
    with what customers should hear of first (Plan.unannounced).

    Raises UnableToImport, with nothing written, where anything is wrong or the register changed since.
    """
    Brand.objects.select_for_update().get(pk=brand.pk)  # one import of a brand at a time
    plan = plan_of(brand, file)
    if plan.faults:
        raise UnableToImport(f"{file.name} has faults that must be mended first: {len(plan.faults)}.")
    if seen and seen != plan.digest:
        raise UnableToImport("The register changed since you looked. Look at the changes again.")
    plainly = Because(f"imported from {file.name}"[:500])
    if plan.unannounced and not (because and because.ground and because.why.strip()):
        raise UnableToImport(_told_first(plan))
    for number, change in enumerate(plan.changes, start=1):
        try:
            _write(brand, change, because if because and change.matters else plainly, by, now)
        except UnableToChangeVendor as error:
            raise UnableToImport(f"Line {change.line}: {error}") from error
        if watch:
            watch(number, len(plan.changes))
    if plan.changes:
        data = {"new": plan.new, "changed": len(plan.changes) - plan.new}
        record("vendors.imported", by=by, now=now, brand_id=brand.pk, target=("file", "", file.name[:200]), data=data)
    return plan


def _told_first(plan: Plan) -> str:
    named = "; ".join(f"{change.name} (line {change.line})" for change in plan.unannounced[:NAMED])
    more = f" and {len(plan.unannounced) - NAMED} more" if len(plan.unannounced) > NAMED else ""
    return (
        f"Customers hear before it happens what changes at {named}{more}. Announce it under Changes and take it out of the "
        "file. Or say that the file corrects a mistake, or that nobody was told, and why: that is published."
    )


def _write(brand: Brand, change: Change, because: Because, by: Actor, now: datetime) -> None:
    if not change.new:
        vendor = vendor_of(brand, change.slug)
        if vendor is None:
            raise UnableToChangeVendor(f"{change.name} is listed no more.")
        enter_facts(vendor=vendor, facts=change.after, reason=because, by=by, now=now)
        return
    vendor = Vendor(brand=brand, slug=change.slug, name=change.name)
    first, *steps = WAYS[change.state]
    begin_with(vendor=vendor, facts=change.after, state=first, because=because, by=by, now=now)
    for state in steps:
        end = _end(change) if state is State.ENDED else None
        move_to(vendor=vendor, state=state, reason=_of_old(brand, because), by=by, now=now, end=end)


def _of_old(brand: Brand, because: Because) -> Because:
    """A new entry takes its steps at once: they lie in the past, and the list did not have them."""
    with override(brand.default_locale):
        return Because(because.reason, because.why or str(BEGUN), because.ground or Ground.CORRECTION)


def _end(change: Change) -> DataAtEnd:
    facts = change.after
    day = date.fromisoformat(str(facts["data_gone_on"]))
    return DataAtEnd(AtEnd(str(facts["data_at_end"])), day, str(facts["proof"]))


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it was uploaded; letters and mark only where a person told them."""

    name: str
    content: bytes
    encoding: str = ""
    delimiter: str = ""
    new_state: State = State.PROPOSED


def take_up(*, brand: Brand, brought: Brought, by: Actor, now: datetime) -> RegisterFile:
    """Keep a file until somebody confirms it or throws it away. Raises UnableToImport where it cannot be read."""
    file = RegisterFile(
        brand=brand,
        name=brought.name[:200],
        content=brought.content,
        encoding=brought.encoding,
        delimiter=brought.delimiter,
        new_state=brought.new_state,
        brought_by=by.label[:200],
        brought_at=now,
    )
    with _on_disk(brought.content) as path:
        try:
            listing = read_list(path, file.name, encoding=file.encoding, delimiter=file.delimiter)
        except UnableToReadList as error:
            raise UnableToImport(str(error)) from error
    file.meanings = guess_meanings(listing.columns)
    file.save()
    return file


def survey_of(file: RegisterFile) -> Survey:
    """The kept file, read again. Raises UnableToImport."""
    with _on_disk(bytes(file.content)) as path:
        try:
            listing = read_list(path, file.name, encoding=file.encoding, delimiter=file.delimiter)
        except UnableToReadList as error:
            raise UnableToImport(str(error)) from error
    return Survey(file.name, listing, list(file.meanings), State(file.new_state))


def choose(*, file: RegisterFile, meanings: Sequence[str], new_state: State) -> None:
    """Say what the columns mean, and how new vendors come in. Raises UnableToImport."""
    try:
        check_meanings(survey_of(file).listing.columns, meanings)
    except UnableToMap as error:
        raise UnableToImport(str(error)) from error
    file.meanings, file.new_state = list(meanings), new_state
    file.save(update_fields=["meanings", "new_state"])


@transaction.atomic
def confirm(*, file: RegisterFile, seen: str, by: Actor, now: datetime, because: Because | None = None) -> Plan:
    """Import the kept file as it was shown. Raises UnableToImport."""
    if not RegisterFile.objects.select_for_update().filter(pk=file.pk).exists():
        raise UnableToImport("This file was imported or thrown away meanwhile.")
    read = survey_of(file)
    if len(plan_of(file.brand, read).changes) > MAX_ON_A_PAGE:
        raise UnableToImport(
            f"More than {MAX_ON_A_PAGE} changes take longer than a page may. Use the command `forewarn vendors import`."
        )
    plan = bring_in(brand=file.brand, file=read, by=by, now=now, seen=seen, because=because)
    RegisterFile.objects.filter(pk=file.pk).delete()
    return plan


def discard(*, file: RegisterFile) -> None:
    """Throw a kept file away."""
    RegisterFile.objects.filter(pk=file.pk).delete()


def delete_old_files(*, now: datetime) -> None:
    """Throw away the files that nobody confirmed for so long."""
    RegisterFile.objects.filter(brought_at__lt=now - KEPT_FOR).delete()


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        yield Path(file.name)
