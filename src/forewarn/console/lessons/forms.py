"""Forms of the lessons' screens."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from forewarn.lessons.queries.effect import MAX_NUMBERS
from forewarn.lessons.rules.programme import MAX_HOLD_OUT

MAX_LIST_BYTES = 5_000_000  # a hundred thousand numbers with room to spare
MAX_NUMBER = 100  # characters of a customer number
MAX_BYTES = 1_000_000  # of one file; it is text written by people


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several text files at once; clean value: name → text."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> dict[str, str]:
        """Read each file as UTF-8."""
        files: list[UploadedFile[Any]] = data if isinstance(data, list) else [data] if data else []
        if not files:
            raise forms.ValidationError(_("Choose at least one file."))
        found = {}
        for one in files:
            name = str(one.name)
            if (one.size or 0) > MAX_BYTES:
                raise forms.ValidationError(_("%(name)s is larger than a megabyte."), params={"name": name})
            try:
                found[name] = one.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                text = _("%(name)s is not UTF-8 text. Save it as UTF-8.")
                raise forms.ValidationError(text, params={"name": name}) from error
        return found


class UploadForm(forms.Form):
    """The files of a lesson."""

    texts = FilesField(label=_("Files"), help_text=_("Only those that differ are needed."))


class EffectForm(forms.Form):
    """Customers to whom something happened, by the numbers that the brand gives them."""

    quarter = forms.TypedChoiceField(label=_("Quarter"), coerce=int)
    numbers = forms.CharField(
        label=_("Customer numbers, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As in your customer file. Nothing of this list is kept."),
    )
    file = forms.FileField(
        label=_("Or a file: the first column of a CSV"), required=False, help_text=_("Up to a hundred thousand lines.")
    )

    def __init__(self, *args: Any, quarters: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["quarter"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = list(quarters)

    def clean(self) -> dict[str, Any]:
        """The numbers of both ways together under `listed`."""
        data: dict[str, Any] = super().clean() or {}
        listed = [line.strip() for line in str(data.get("numbers", "")).splitlines()]
        if (one := data.get("file")) is not None:
            if (one.size or 0) > MAX_LIST_BYTES:
                raise forms.ValidationError(_("The file is larger than five megabytes."))
            try:
                rows = csv.reader(io.StringIO(one.read().decode("utf-8-sig")))
                listed += [row[0].strip() for row in rows if row]
            except (UnicodeDecodeError, csv.Error) as error:
                raise forms.ValidationError(_("The file is no CSV in UTF-8.")) from error
        listed = [number for number in listed if number and len(number) <= MAX_NUMBER]
        if not listed:
            raise forms.ValidationError(_("Type the numbers, or choose a file that holds them."))
        if len(listed) > MAX_NUMBERS:
            raise forms.ValidationError(_("These are more than a hundred thousand numbers."))
        return {**data, "listed": listed}


class ProgrammeForm(forms.Form):
    """How the year is run."""

    hold_out_percent = forms.IntegerField(
        label=_("Hold out (percent)"),
        min_value=0,
        max_value=MAX_HOLD_OUT,
        help_text=_(
            "These customers are told a quarter later, so that the effect of the lessons can be seen. 0: nobody."
        ),
    )
    days_between = forms.IntegerField(
        label=_("Days between two invitations to one customer"), min_value=1, max_value=90
    )
    sensitive = forms.BooleanField(
        label=_("We hold health or money data"),
        required=False,
        help_text=_("Marks the lessons that such branches should give beside the others."),
    )
