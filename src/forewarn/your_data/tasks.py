"""Background work of the customers' own page."""

from __future__ import annotations

from datetime import datetime

from forewarn.your_data.models import Visit
from forewarn.your_data.rules import KEPT


def tick(now: datetime) -> None:
    """Forget visits that are too old to keep."""
    Visit.objects.filter(begun_at__lt=now - KEPT).delete()
