"""Imports that the worker runs: those of uploads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from forewarn.audience.importing import actions as importing
from forewarn.audience.models import Import
from forewarn.audience.tasks import import_customers
from forewarn.audit.rules import Actor
from forewarn.foundation.background import enqueue


@transaction.atomic
def start_in_background(*, run: Import, meanings: Sequence[str], wording: str, by: Actor, now: datetime) -> None:
    """Let the worker import an upload with these meanings of its columns. Raises importing.actions.UnableToImport."""
    importing.start(run=run, meanings=meanings, wording=wording, by=by, now=now)
    enqueue(import_customers, import_id=run.pk)


@transaction.atomic
def go_on_in_background(*, run: Import, by: Actor, now: datetime) -> None:
    """Let the worker go on with a stopped or failed import. Raises importing.actions.UnableToImport."""
    importing.go_on(run=run, by=by, now=now)
    enqueue(import_customers, import_id=run.pk)
