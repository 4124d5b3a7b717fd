"""Forms about customers and their imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.audience.reading.columns import ATTRIBUTE, attribute_key
from forewarn.audience.rules.filters import Filter
from forewarn.console.customers.wording import MEANINGS, meaning_in_words
from forewarn.console.table_uploads import TableFile, TableUpload

EITHER = ("", gettext_lazy("either"))


class CustomerFilter(forms.Form):
    """What the list shows: a search text, and filters that an index answers."""

    q = forms.CharField(
        label=gettext_lazy("Find"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("address, name or number")}),
    )
    locale = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    reachable = forms.ChoiceField(
        label=gettext_lazy("Address"),
        required=False,
        choices=[EITHER, ("yes", gettext_lazy("works")), ("no", gettext_lazy("does not work"))],
    )
    choice = forms.ChoiceField(
        label=gettext_lazy("Choice"),
        required=False,
        choices=[
            EITHER,
            ("care-yes", gettext_lazy("gets mail for their safety")),
            ("care-no", gettext_lazy("no mail for their safety")),
            ("marketing-yes", gettext_lazy("gets marketing")),
            ("marketing-no", gettext_lazy("no marketing")),
        ],
    )

    def __init__(self, *args: Any, locales: Sequence[str], countries: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in (("locale", locales), ("country", countries)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("all")), *((value, value) for value in values)]

    def wanted(self) -> Filter:
        """The filter that was chosen; everybody where the form is not valid."""
        found = self.cleaned_data if self.is_valid() else {}
        choice, _dash, value = found.get("choice", "").partition("-")
        return Filter(
            locale=found.get("locale", ""),
            country=found.get("country", ""),
            reachable=_yes_no(found.get("reachable", "")),
            care=_yes_no(value) if choice == "care" else None,
            marketing=_yes_no(value) if choice == "marketing" else None,
        )

    def text(self) -> str:
        """What is looked for."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class UploadForm(TableUpload):
    """A file of customers, and how to read it where we would err."""

    field_order = ("file",)

    file = TableFile(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "One customer per row. Comma, semicolon, tab or pipe; any spreadsheet's export will do. Nothing is "
            "imported yet: you see the columns first."
        ),
    )


class ColumnsForm(forms.Form):
    """What each column of a file means."""

    wording = forms.CharField(
        label=gettext_lazy("Words under which these customers chose"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Kept with every choice that this file sets."),
    )

    def __init__(self, *args: Any, columns: Sequence[str], meanings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (column, meaning) in enumerate(zip(columns, meanings, strict=True)):
            attribute = meaning if meaning.startswith(ATTRIBUTE) else ATTRIBUTE + attribute_key(column)
            own = (attribute, meaning_in_words(attribute))
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column, choices=[*MEANINGS.items(), own], initial=meaning
            )
        self.order_fields([f"column_{number}" for number in range(len(columns))])

    def meanings(self) -> list[str]:
        """The meanings as they were chosen, in the file's order; those of the start where the form is not bound."""
        if self.is_bound and self.is_valid():
            return [str(self.cleaned_data[name]) for name in self._columns()]
        return [str(self[name].value()) for name in self._columns()]

    def column_fields(self) -> list[forms.BoundField]:
        """The fields of the columns, for the table's head."""
        return [self[name] for name in self._columns()]

    def _columns(self) -> list[str]:
        return [name for name in self.fields if name.startswith("column_")]


def _yes_no(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)
