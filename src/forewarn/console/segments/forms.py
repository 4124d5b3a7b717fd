"""Forms of segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.audience.reading.columns import attribute_key
from forewarn.audience.rules.filters import Filter
from forewarn.console.customers.forms import EITHER
from forewarn.console.table_uploads import TableFile

YES_NO = [EITHER, ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]


class NameForm(forms.Form):
    """What a segment is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)


class FilterForm(NameForm):
    """Who is in a segment: everybody who fits all that is filled in."""

    locale = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    attribute = forms.CharField(
        label=gettext_lazy("Attribute"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("The name of one of the columns that you imported, such as plan."),
    )
    value = forms.CharField(label=gettext_lazy("Its value"), required=False, max_length=200)
    created_since = forms.DateField(
        label=gettext_lazy("Here since this day or later"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    created_before = forms.DateField(
        label=gettext_lazy("Here before this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    care = forms.ChoiceField(label=gettext_lazy("Gets mail for their safety"), required=False, choices=YES_NO)
    marketing = forms.ChoiceField(label=gettext_lazy("Gets marketing"), required=False, choices=YES_NO)
    reachable = forms.ChoiceField(label=gettext_lazy("Address works"), required=False, choices=YES_NO)

    def __init__(self, *args: Any, locales: Sequence[str], countries: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in (("locale", locales), ("country", countries)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("all")), *((value, value) for value in values)]

    def clean(self) -> dict[str, Any]:
        """An attribute and its value belong together."""
        found = super().clean() or self.cleaned_data
        if bool(found.get("attribute")) != bool(found.get("value")):
            missing = "value" if found.get("attribute") else "attribute"
            self.add_error(missing, _("The attribute and its value belong together."))
        return found

    def wanted(self) -> Filter:
        """The filter that was filled in."""
        found, switches = self.cleaned_data, {"yes": True, "no": False}
        attribute = found["attribute"]
        return Filter(
            locale=found["locale"],
            country=found["country"],
            attribute=attribute_key(attribute) if attribute else "",
            value=found["value"],
            created_since=found["created_since"],
            created_before=found["created_before"],
            care=switches.get(found["care"]),
            marketing=switches.get(found["marketing"]),
            reachable=switches.get(found["reachable"]),
        )


class ListForm(NameForm):
    """A list of addresses or numbers."""

    file = TableFile(label=gettext_lazy("List"))
