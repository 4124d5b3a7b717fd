"""`forewarn vendors`: the register of vendors out into a file, and in from one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from forewarn.audit.rules import Actor
from forewarn.cli.choosing import Refused, chosen_brand
from forewarn.foundation.clock import now
from forewarn.foundation.reading.tables import NAMED_DELIMITERS
from forewarn.vendors.interchange.actions import Survey, UnableToImport, bring_in, plan_of, survey
from forewarn.vendors.interchange.diff_words import heading, in_words
from forewarn.vendors.interchange.exporting import as_csv, as_yaml
from forewarn.vendors.interchange.queries import register_entries
from forewarn.vendors.register import Because
from forewarn.vendors.rules import Ground, State

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.vendors.interchange.planning import Plan

_PUBLISHED = "For what customers should have heard first; published beside it."
FOUND = 1  # exit code: the file has faults, and nothing was imported


@click.group()
def command() -> None:
    """Write the register of vendors to a file, or bring one in."""


@command.command("export")
@click.argument("out", type=click.Path(path_type=Path), required=False)
@click.option("--brand", "slug", help="The brand's short name; not needed where there is only one.")
@click.option("--format", "form", type=click.Choice(["yaml", "csv"]), help="Told by the file's name otherwise; yaml.")
def export(out: Path | None, slug: str | None, form: str | None) -> None:
    """Write all that the register says now to OUT, or to the standard output.

    The file holds contacts and notes too, which are never published: keep it as you keep the register.
    """
    brand = chosen_brand(slug)
    form = form or ("csv" if out is not None and out.suffix.lower() == ".csv" else "yaml")
    entries = register_entries(brand)
    text = as_csv(entries) if form == "csv" else as_yaml(entries)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        # A mark at the start, by which programs for tables know UTF-8.
        out.write_bytes(text.encode("utf-8-sig" if form == "csv" else "utf-8"))
    except OSError as error:
        raise Refused(f"{out}: cannot be written: {error.strerror or error}.") from error
    click.echo(f"{out}: {len(entries):,} vendors.")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--brand", "slug", help="The brand's short name; not needed where there is only one.")
@click.option(
    "--map", "told", multiple=True, metavar="MEANING=COLUMN", help="What a column means, where the guess errs."
)
@click.option(
    "--state", type=click.Choice(["proposed", "active"]), default="proposed", show_default=True,
    help="How new vendors come in that the file gives no state.",
)  # fmt: skip
@click.option("--encoding", default="", help="Such as utf-8 or windows-1252; found out otherwise.")
@click.option("--delimiter", type=click.Choice(sorted(NAMED_DELIMITERS)), help="Found out otherwise.")
@click.option("--correction", default="", metavar="WHY", help=f"It was so all along: the list was wrong. {_PUBLISHED}")
@click.option(
    "--without-notice", default="", metavar="WHY", help=f"It changed, and customers were not told. {_PUBLISHED}"
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bring(file: Path, slug: str | None, as_json: bool, dry_run: bool, **options: Any) -> None:
    """Bring the vendors of FILE into the register: CSV, YAML, JSON, or a page in Markdown.

    All of it comes in, or nothing: lines that cannot be used are listed with what to do. The same file twice changes
    nothing. MEANING is id, state, a fact of the register such as purpose, or ignore; COLUMN is a column's name.
    """
    brand = chosen_brand(slug)
    if file.is_dir():
        raise Refused(f"{file}: this is a folder. Name one file.")
    try:
        read = survey(
            path=file,
            name=file.name,
            told=options["told"],
            encoding=options["encoding"],
            delimiter=NAMED_DELIMITERS.get(options["delimiter"] or "", ""),
            new_state=State(options["state"]),
        )
        plan = plan_of(brand, read)
        if not plan.faults and not dry_run:
            plan = _write(brand, read, _because(file, options), quiet=as_json)
    except UnableToImport as error:
        raise Refused(f"{file}: {error}") from error
    except DatabaseError as error:
        raise Refused(f"{file}: the database says: {str(error).splitlines()[0]}. Nothing was imported.") from error
    _tell(file, read, plan, as_json, dry_run)
    if plan.faults:
        raise SystemExit(FOUND)


def _because(file: Path, options: dict[str, Any]) -> Because | None:
    """On which ground the file says what customers should have heard first, and why in words for them."""
    correction, without = options["correction"].strip(), options["without_notice"].strip()
    if correction and without:
        raise Refused("A file is a correction, or it changes something without notice: say one of the two.")
    why = correction or without
    ground = Ground.CORRECTION if correction else Ground.NO_NOTICE
    return Because(f"imported from {file.name}"[:500], why, ground) if why else None


def _write(brand: Brand, read: Survey, because: Because | None, *, quiet: bool) -> Plan:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True, quiet=quiet), transient=True) as bar:
        task = bar.add_task(read.name[:40], total=len(read.listing.rows))
        by = Actor.command(os.environ.get("USER") or "operator")
        return bring_in(
            brand=brand,
            file=read,
            because=because,
            by=by,
            now=now(),
            watch=lambda n, of: bar.update(task, completed=n, total=of),
        )


def _tell(file: Path, read: Survey, plan: Plan, as_json: bool, dry_run: bool) -> None:
    if as_json:
        click.echo(json.dumps(_as_mapping(file, read, plan, dry_run), ensure_ascii=False))
        return
    for left_out in plan.left_out:
        click.echo(
            f"Not understood: column “{left_out.column}” ({left_out.filled:,} filled, such as “{left_out.example}”)."
        )
    for fault in plan.faults:
        click.echo(f"{file}: line {fault.line}: {fault.text}", err=True)
    if plan.faults:
        count = "this fault" if len(plan.faults) == 1 else f"these {len(plan.faults):,} faults"
        click.echo(f"{file}: nothing was imported. Mend {count} and run it again.", err=True)
        return
    for change in plan.changes:
        click.echo(heading(change) + (" (customers hear of this first)" if change.matters else ""))
        for words in in_words(change):
            click.echo(f"  {words}")
    done = "would be" if dry_run else "were"
    click.echo(
        f"{file.name}: {plan.new:,} vendors {done} added, {len(plan.changes) - plan.new:,} {done} changed; "
        f"{plan.same:,} stand as they are. {len(plan.absent):,} of the register are not in the file and stay."
    )


def _as_mapping(file: Path, read: Survey, plan: Plan, dry_run: bool) -> dict[str, Any]:
    return {
        "file": str(file),
        "form": read.listing.form,
        "encoding": read.listing.encoding,
        "rows": len(read.listing.rows),
        "columns": dict(zip(read.listing.columns, read.meanings, strict=True)),
        "dry_run": dry_run,
        "imported": not dry_run and not plan.faults,
        "added": plan.new,
        "changed": len(plan.changes) - plan.new,
        "same": plan.same,
        "absent": plan.absent,
        "changes": [
            {
                "line": c.line,
                "id": c.slug,
                "new": c.new,
                "state": c.state.value,
                "facts": c.codes,
                "words": in_words(c),
                "told_first": list(c.matters),
            }
            for c in plan.changes
        ],
        "not_understood": [{"column": x.column, "filled": x.filled, "example": x.example} for x in plan.left_out],
        "faults": [{"line": fault.line, "text": fault.text} for fault in plan.faults],
    }
