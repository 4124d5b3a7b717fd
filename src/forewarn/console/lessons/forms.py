"""Forms of the lessons' screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from forewarn.lessons.rules.programme import MAX_HOLD_OUT

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
