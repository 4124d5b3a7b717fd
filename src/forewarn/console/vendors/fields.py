"""Form fields for the facts of the register, made from its one table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forewarn.console.form_fields import HostsField, LinesField
from forewarn.console.holdings.forms import FieldsField
from forewarn.console.vendors.wording import HINTS, LABELS, Words
from forewarn.foundation.reading.words import UnableToUnderstand, country_code
from forewarn.vendors import wording
from forewarn.vendors.checking import MAX_LINES, MAX_PROSE, MAX_TEXT, is_place
from forewarn.vendors.fact_table import Fact, Kind
from forewarn.vendors.in_words import place_in_words


def place_code(text: str) -> str:
    """The code of a country by its name or code. Raises ValidationError."""
    bare = text.strip()
    if is_place(bare.upper()):
        return bare.upper()
    if bare.casefold() == place_in_words("EU").casefold():
        return "EU"
    try:
        return country_code(bare)
    except UnableToUnderstand as error:
        raise ValidationError(str(error)) from error


class PlaceField(forms.CharField):
    """One country, by its name or code."""

    def prepare_value(self, value: Any) -> Any:
        """The name of a code."""
        return place_in_words(value) if isinstance(value, str) and is_place(value) else value

    def to_python(self, value: Any) -> str:
        """The code."""
        text = super().to_python(value) or ""
        return place_code(text) if text.strip() else ""


class PlacesField(LinesField):
    """Some countries, one per line."""

    def prepare_value(self, value: Any) -> Any:
        """The names of codes."""
        return super().prepare_value([place_in_words(str(one)) for one in value] if isinstance(value, list) else value)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The codes, each once."""
        return list(dict.fromkeys(place_code(line) for line in super().to_python(value)))


class YesOrNoField(forms.TypedChoiceField):
    """Yes, no, or not said."""

    def __init__(self, **options: Any) -> None:
        choices = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]
        super().__init__(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        """True and false as words."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class DayField(forms.DateField):
    """A day, kept as text such as 2026-03-01."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def clean(self, value: Any) -> Any:
        """The day as text."""
        day = super().clean(value)
        return day.isoformat() if day else ""


def field_of(fact: Fact, *, table: str = "", label: Words = "") -> forms.Field:
    """The field for a fact, or (`table`) for a column of rows."""
    name = f"{table}.{fact.code}" if table else fact.code
    options: dict[str, Any] = {
        "label": label or (wording.COLUMNS[name] if table else LABELS.get(name, wording.FACTS[name])),
        "help_text": HINTS.get(name, ""),
        "required": fact.required or name == "name",
    }
    match fact.kind:
        case Kind.PROSE:
            return forms.CharField(max_length=MAX_PROSE, widget=forms.Textarea(attrs={"rows": 3}), **options)
        case Kind.LINES:
            return LinesField(max_length=MAX_LINES * 100, **options)
        case Kind.FIELDS:
            return FieldsField(**options)
        case Kind.PLACES:
            return PlacesField(max_length=MAX_LINES * 60, **options)
        case Kind.PLACE:
            return PlaceField(max_length=60, **options)
        case Kind.HOSTS:
            return HostsField(max_length=MAX_LINES * 100, **options)
        case Kind.URL:
            return forms.CharField(
                max_length=MAX_TEXT, widget=forms.URLInput(attrs={"placeholder": "https://"}), **options
            )
        case Kind.CHOICE:
            return forms.ChoiceField(choices=_choices(fact, required=options["required"]), **options)
        case Kind.YES_OR_NO:
            return YesOrNoField(**options)
        case Kind.DATE:
            return DayField(**options)
        case Kind.NUMBER:
            return forms.IntegerField(min_value=0, max_value=100_000, **options)
        case _:
            return forms.CharField(max_length=MAX_TEXT, **options)


def _choices(fact: Fact, *, required: bool) -> list[tuple[str, Words]]:
    words = wording.CHOICES[fact.code]
    first: tuple[str, Words] = ("", _("choose") if required else _("not said"))
    return [first, *((code, words[code]) for code in fact.choices)]
