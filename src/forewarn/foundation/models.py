"""Signs of life of the parts of the installation."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When a part (worker, tick) last ran, and what failed in it."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name
