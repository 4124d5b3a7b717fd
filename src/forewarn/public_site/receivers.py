"""What pages show was changed: pages in memory are asked for again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from forewarn.public_site.page_cache import forget

SHOWN = frozenset(
    {"brands", "promises", "vendors", "alerts", "sightings"}
)  # the apps whose tables the pages are made of
SHOWN_TABLES = frozenset(
    {"lessons.BrandLesson", "vendor_changes.VendorChange", "vendor_changes.Departure"}
)  # not a visitor's answers: they come in thousands


def _changed(sender: type[Model], **kwargs: Any) -> None:
    if sender._meta.app_label in SHOWN or sender._meta.label in SHOWN_TABLES:
        transaction.on_commit(forget)


def connect() -> None:
    """Listen; called once from AppConfig.ready()."""
    for signal in (post_save, post_delete):
        signal.connect(_changed, dispatch_uid="forewarn.public_site")
