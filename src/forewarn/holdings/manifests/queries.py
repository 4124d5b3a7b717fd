"""Reading manifests: the list, one of them, a look at its first rows, and those that somebody must go on with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.db.models import Q, QuerySet

from forewarn.audience.importing.actions import sample
from forewarn.brands.models import Brand
from forewarn.foundation.reading.tables import Dialect, records
from forewarn.holdings.manifests.actions import holds_addresses
from forewarn.holdings.manifests.finding import Finder
from forewarn.holdings.models import Manifest

SHOWN = 8  # rows of the preview
REJECTS_KEPT = timedelta(days=30)  # long enough to mend and load again
UPLOADS_KEPT = timedelta(days=7)  # that nobody started, or went on with


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file: the columns' names, the rows' cells with whether a customer was found for them."""

    columns: list[str]
    rows: list[tuple[int, list[str], bool]]


def manifest_of(brand: Brand, manifest_id: int) -> Manifest | None:
    """One manifest of the brand."""
    return Manifest.objects.select_related("vendor", "transfer").filter(brand=brand, pk=manifest_id).first()


def manifests(brand: Brand, vendor_id: int) -> QuerySet[Manifest]:
    """The manifests of a vendor, newest first."""
    return Manifest.objects.filter(brand=brand, vendor_id=vendor_id).order_by("-created_at", "-pk")


def preview(manifest: Manifest, column: int) -> Preview:
    """The first rows, and whether their customers are known by this column. Raises UnableToReadTable."""
    dialect = Dialect.from_json(manifest.dialect)
    first = list(islice(records(Path(manifest.file_path), dialect), SHOWN))
    by_address = holds_addresses(sample(Path(manifest.file_path), dialect), column)
    finder = Finder(manifest.brand_id, by_address)
    cells = [row.cells[column] if len(row.cells) > column else "" for row in first]
    _, unknown = finder.find(cells)
    found = [(row.line, row.cells, cell not in unknown) for row, cell in zip(first, cells, strict=True)]
    return Preview(dialect.columns, found)


def left_alone(*, before: datetime) -> QuerySet[Manifest]:
    """Uploads whose worker was lost, or never came."""
    state = Manifest.State
    silent = Q(beat_at__lt=before) | Q(beat_at=None, created_at__lt=before)
    return Manifest.objects.filter(silent, uploaded=True, state__in=[state.WAITING, state.RUNNING])


def delete_old_files(*, now: datetime) -> None:
    """Delete rejects files and forgotten uploads of ours that are too old: they name customers."""
    for row in Manifest.objects.filter(uploaded=True, ended_at__lt=now - REJECTS_KEPT).exclude(rejects_path=""):
        Path(row.rejects_path).unlink(missing_ok=True)
        Manifest.objects.filter(pk=row.pk).update(rejects_path="")
    for row in Manifest.objects.filter(
        uploaded=True, state=Manifest.State.REJECTED, ended_at__lt=now - UPLOADS_KEPT
    ).exclude(file_path=""):
        Path(row.file_path).unlink(missing_ok=True)
        Manifest.objects.filter(pk=row.pk).update(file_path="")
    forgotten = Manifest.objects.filter(state=Manifest.State.UPLOADED, created_at__lt=now - UPLOADS_KEPT)
    for row in forgotten.filter(uploaded=True):
        Path(row.file_path).unlink(missing_ok=True)
        row.delete()
