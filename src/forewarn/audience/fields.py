"""A kind of column that Django lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    BytewiseBase = models.CharField[str, str]
else:
    BytewiseBase = models.CharField


class BytewiseField(BytewiseBase):
    """Text compared byte by byte on every database, so that one index answers equality, prefixes and order alike.

    PostgreSQL would otherwise compare by the rules of a language, where no index finds a prefix; SQLite does it anyway.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """The column's type, with the collation that PostgreSQL wants."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        parameters["collation"] = "C" if connection.vendor == "postgresql" else None
        return parameters
