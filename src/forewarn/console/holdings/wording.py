"""Words of the screens about who holds what."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.vendors.data_fields import CATEGORIES, FIELDS

KINDS: dict[str, tuple[str, str | Promise]] = {
    "returned": ("info", _("returned")),
    "deleted": ("ok", _("deleted")),
    "expired": ("quiet", _("expired")),
    "no_match": ("info", _("says that it has nothing")),
}
"""Of an ending: the badge and the words."""

STATES: dict[str, tuple[str, str | Promise]] = {
    "uploaded": ("info", _("waits for you")),
    "waiting": ("info", _("waits for the worker")),
    "running": ("info", _("being read")),
    "rejected": ("bad", _("nothing recorded")),
    "failed": ("bad", _("failed")),
    "loaded": ("ok", _("recorded")),
}
"""Of a list: the badge and the words."""

UNUSABLE: dict[str, str | Promise] = {
    "unknown": _("name nobody who is a customer here"),
    "blank": _("name nobody at all"),
    "damaged": _("have damaged characters"),
    "too_many_columns": _("have more columns than the header"),
}


def fields_in_words(codes: Iterable[str]) -> list[str | Promise]:
    """The words of some fields."""
    return [FIELDS[code].label for code in codes if code in FIELDS]


def field_choices() -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """Every field under its category, for a form."""
    groups: dict[str, list[tuple[str, str | Promise]]] = {code: [] for code in CATEGORIES}
    for field in FIELDS.values():
        groups[field.category].append((field.code, field.label))
    return [(CATEGORIES[code], fields) for code, fields in groups.items()]
