"""Lists of customers for tests, and running imports of them."""

from __future__ import annotations

from pathlib import Path

from factories import NOW
from forewarn.audience.importing import actions
from forewarn.audience.importing.running import run_import
from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM


def clock():
    return NOW


def survey(brand, path, **told):
    """A file read through, nothing stored."""
    return actions.survey(brand=brand, source=actions.Source(Path(path), Path(path).name), by=SYSTEM, now=NOW, **told)


def write(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def bring_in(brand, path, *, chunk_rows=3, rejects=None, told=(), wording=""):
    """Import a file in small chunks; the import as it ended."""
    run = survey(brand, path, told=told, wording=wording)
    run = actions.begin(run=run, rejects_path=rejects or Path(f"{path}.rejects.csv"), by=SYSTEM, now=NOW)
    return run_import(run.pk, clock=clock, chunk_rows=chunk_rows)


def counts(run):
    """New, changed, unchanged, rejected."""
    return run.added, run.changed, run.unchanged, run.rejected


def people(brand):
    """Key → customer."""
    return {customer.email_key: customer for customer in Customer.objects.filter(brand=brand)}
