"""`forewarn holdings`: which customers' which fields are at which vendor."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from forewarn.audience.importing.rejects import is_rejects_file
from forewarn.audit.rules import Actor
from forewarn.cli.choosing import Refused, chosen_brand
from forewarn.foundation.clock import now
from forewarn.foundation.reading.tables import NAMED_DELIMITERS
from forewarn.holdings.manifests.actions import Said, Source, begin, survey
from forewarn.holdings.manifests.loading import UnableToLoad, load_manifest
from forewarn.holdings.queries.vendors import customers_by_field, customers_with
from forewarn.holdings.recording.transfers import UnableToRecord, checked_fields
from forewarn.holdings.rules import Window
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.queries import vendors

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.holdings.models import Manifest
    from forewarn.vendors.models import Vendor


@click.group()
def command() -> None:
    """Record which customers' data went to a vendor, and ask whose data a vendor holds."""


@command.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--brand", "slug", help="The brand's short name; not needed where there is only one.")
@click.option("--vendor", "vendor_name", required=True, help="The vendor's short name, or its name.")
@click.option("--fields", required=True, help="Which fields went there, with commas: email,name.")
@click.option("--at", "at_text", required=True, help="When: 2026-03-01, or 2026-03-01T14:30; in the brand's time zone.")
@click.option("--keep-days", type=int, help="After how many days the vendor deletes it, where that is agreed.")
@click.option("--column", default="", help="Which column names the customers, by name or number; found out otherwise.")
@click.option("--encoding", default="", help="Such as utf-8 or windows-1252; found out otherwise.")
@click.option("--delimiter", type=click.Choice(sorted(NAMED_DELIMITERS)), help="Found out otherwise.")
@click.option(
    "--leave-out-unknown", is_flag=True, help="Record the others where lines name nobody who is a customer here."
)
@click.option("--rejects", type=click.Path(path_type=Path), help="Where unusable lines go; FILE.rejects.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a progress bar.")
def load(file: Path, slug: str | None, vendor_name: str, as_json: bool, **options: Any) -> None:
    """Record that the customers in FILE, a CSV of your numbers for them or of addresses, went to a vendor.

    All of the file is recorded, or nothing: lines that cannot be used are written to the rejects file, each with its
    number and the reason. With --leave-out-unknown the others are recorded where nothing is wrong but that some lines
    name nobody who is a customer here: people who were erased, say.
    """
    brand = chosen_brand(slug, or_name=True)
    vendor = _vendor(brand, vendor_name)
    if file.is_dir():
        raise Refused(f"{file}: this is a folder. Name one CSV file.")
    rejects = _rejects_path(file, options["rejects"])
    delimiter = NAMED_DELIMITERS.get(options["delimiter"] or "", "")
    source = Source(
        file.absolute(), file.name, column=options["column"], encoding=options["encoding"], delimiter=delimiter,
        without_unknown=options["leave_out_unknown"],
    )  # fmt: skip
    said = Said(options["fields"].split(","), _moment(options["at_text"], brand), options["keep_days"])
    rejects.unlink(missing_ok=True)
    try:
        begun = time.monotonic()
        manifest = survey(vendor=vendor, source=source, said=said, by=_by(), now=now())
        begin(manifest=manifest, rejects_path=rejects, by=_by(), now=now())
        done = _load(manifest, quiet=as_json)
    except (UnableToRecord, UnableToLoad) as error:
        raise Refused(f"{file}: {error}") from error
    except DatabaseError as error:
        raise Refused(f"{file}: the database says: {str(error).splitlines()[0]}. Nothing is recorded.") from error
    _tell(done, as_json, time.monotonic() - begun)


@command.command("who")
@click.option("--brand", "slug", help="The brand's short name; not needed where there is only one.")
@click.option("--vendor", "vendor_name", required=True, help="The vendor's short name, or its name.")
@click.option("--fields", default="", help="Only these fields, with commas; all of them otherwise.")
@click.option("--since", "since_text", default="", help="From this day or moment on; open otherwise.")
@click.option("--until", "until_text", default="", help="Until just before this day or moment; open otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def who(slug: str | None, vendor_name: str, fields: str, as_json: bool, **options: str) -> None:
    """How many customers' data a vendor held at some moment of a time: of each field, and of any of them."""
    brand = chosen_brand(slug, or_name=True)
    vendor = _vendor(brand, vendor_name)
    since, until = (_moment(text, brand) if text else None for text in (options["since_text"], options["until_text"]))
    if since is not None and until is not None and until <= since:
        raise Refused("--until must be later than --since.")
    try:
        codes = checked_fields(fields.split(",")) if fields else list(FIELDS)
    except UnableToRecord as error:
        raise Refused(str(error)) from error
    found = customers_by_field(vendor, Window(since, until), fields=codes)
    counts = {code: len(members) for code, members in found.items()}
    everybody = len(customers_with(vendor, codes, since, until))
    if as_json:
        click.echo(json.dumps({"vendor": vendor.slug, "fields": counts, "customers": everybody}))
        return
    for code, number in counts.items():
        click.echo(f"{FIELDS[code].label}: {number:,}")
    click.echo(f"Any of them: {everybody:,} customers")


def _load(manifest: Manifest, *, quiet: bool) -> Manifest:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, quiet=quiet), transient=True) as bar:
        task = bar.add_task(manifest.file_name[:40], total=manifest.lines)
        return load_manifest(manifest.pk, clock=now, watch=lambda m: bar.update(task, completed=m.position))


def _tell(done: Manifest, as_json: bool, seconds: float) -> None:
    loaded = done.transfer_id is not None
    if as_json:
        told = {
            "file": done.file_name,
            "vendor": done.vendor.slug,
            "loaded": loaded,
            "transfer": done.transfer_id,
            "rows": done.position,
            "customers": done.customers if loaded else 0,
            "repeated": done.repeated,
            "rejected": done.rejected,
            "reasons": done.reasons,
            "rejects_file": done.rejects_path or None,
            "problem": done.problem,
            "seconds": round(seconds, 3),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    elif loaded:
        count = done.customers
        click.echo(f"{done.file_name}: recorded that data of {count:,} customers went to {done.vendor.name}.")
        if done.rejected:
            click.echo(f"{done.rejected:,} rows name nobody here and were left out: {done.rejects_path}", err=True)
    elif done.rejected:
        click.echo(
            f"{done.file_name}: nothing is recorded, since {done.rejected:,} of {done.position:,} rows cannot be used. "
            f"Each with its reason: {done.rejects_path}",
            err=True,
        )
        if done.leaves_some:
            click.echo(
                f"{done.customers:,} others are customers here. Is that right? Then --leave-out-unknown records them.",
                err=True,
            )
    else:
        click.echo(f"{done.file_name}: nothing is recorded. {done.problem}", err=True)
    if not loaded:
        raise SystemExit(2)


def _vendor(brand: Brand, name: str) -> Vendor:
    listed = list(vendors(brand))
    found = [v for v in listed if v.slug == name] or [v for v in listed if v.name.casefold() == name.casefold()]
    if not found:
        known = ", ".join(v.slug for v in listed) or "none yet"
        raise Refused(f"{brand.name} has no vendor “{name}”. Its vendors: {known}.")
    return found[0]


def _moment(text: str, brand: Brand) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"“{text}” is no time. Write it as 2026-03-01 or 2026-03-01T14:30.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=brand.zone)


def _rejects_path(file: Path, told: Path | None) -> Path:
    path = (told or file.with_name(f"{file.name}.rejects.csv")).absolute()
    if path.exists() and not is_rejects_file(path):
        raise Refused(f"{path} is there and no rejects file. Choose another place with --rejects.")
    if not os.access(path.parent, os.W_OK):
        raise Refused(f"{path.parent} cannot be written to. Choose another place for the rejects with --rejects.")
    return path


def _by() -> Actor:
    return Actor.command(os.environ.get("USER") or "operator")
