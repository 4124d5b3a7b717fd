"""What staff do with a manifest that was uploaded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audit.rules import Actor
from forewarn.foundation.background import enqueue
from forewarn.holdings.manifests.actions import go_on_without_unknown, start
from forewarn.holdings.models import Manifest
from forewarn.holdings.tasks import load_upload


@transaction.atomic
def start_in_background(*, manifest: Manifest, column: int, by: Actor, now: datetime) -> None:
    """Let a worker load it, with the column that a person chose. Raises UnableToRecord."""
    start(manifest=manifest, column=column, by=by, now=now)
    enqueue(load_upload, manifest_id=manifest.pk)


@transaction.atomic
def go_on_in_background(*, manifest: Manifest, by: Actor, now: datetime) -> None:
    """Let a worker record a rejected one without the lines that name nobody here. Raises UnableToRecord."""
    go_on_without_unknown(manifest=manifest, by=by, now=now)
    enqueue(load_upload, manifest_id=manifest.pk)
