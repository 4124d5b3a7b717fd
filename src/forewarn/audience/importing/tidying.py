"""Files of imports that are kept no longer: they hold customers' addresses."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from forewarn.audience.models import Import

REJECTS_KEPT = timedelta(days=30)  # long enough to mend and import again
UPLOADS_KEPT = timedelta(days=7)  # that nobody started, or that stopped and were forgotten


def delete_old_files(*, now: datetime) -> int:
    """Delete rejects files and uploads that are too old; how many files went."""
    deleted = 0
    # Only ours: what `forewarn import` wrote beside somebody's file is theirs to keep.
    for run in Import.objects.filter(uploaded=True, ended_at__lt=now - REJECTS_KEPT).exclude(rejects_path=""):
        Path(run.rejects_path).unlink(missing_ok=True)
        Import.objects.filter(pk=run.pk).update(rejects_path="")
        deleted += 1
    idle = [Import.State.UPLOADED, Import.State.STOPPED, Import.State.FAILED, Import.State.FINISHED]
    forgotten = Import.objects.filter(uploaded=True, state__in=idle, created_at__lt=now - UPLOADS_KEPT)
    for run in forgotten.exclude(file_path=""):
        Path(run.file_path).unlink(missing_ok=True)
        Import.objects.filter(pk=run.pk).update(file_path="")
        deleted += 1
    return deleted
