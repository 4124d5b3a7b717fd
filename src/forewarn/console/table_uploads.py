"""What every form shares that takes a table of text as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.audience.importing.actions import MAX_UPLOAD_BYTES
from forewarn.foundation.reading.tables import NAMED_DELIMITERS

ACCEPTED = ".csv,.txt,.tsv,text/csv,text/plain"


class TableFile(forms.FileField):
    """A table of text; one that is larger than `max_bytes` is refused."""

    def __init__(self, *, accept: str = ACCEPTED, max_bytes: int = MAX_UPLOAD_BYTES, **options: Any) -> None:
        widget = forms.FileInput(attrs={"accept": accept})
        super().__init__(widget=widget, error_messages={"empty": gettext_lazy("The file is empty.")}, **options)
        self._max_bytes = max_bytes

    def to_python(self, data: Any) -> Any:
        """The file, not larger than any such table."""
        file = super().to_python(data)
        if file is not None and file.size > self._max_bytes:
            size = filesizeformat(self._max_bytes)
            raise forms.ValidationError(_("The file is larger than %(size)s. Cut it in two.") % {"size": size})
        return file


class TableUpload(forms.Form):
    """How to read a table where we would err; a form that inherits it adds its `file`."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Letters"),
        required=False,
        help_text=gettext_lazy("Choose only if names look wrong in the preview."),
        choices=[
            ("", gettext_lazy("find out")),
            ("utf-8", "UTF-8"),
            ("windows-1252", gettext_lazy("Windows, western (1252)")),
            ("windows-1250", gettext_lazy("Windows, central European (1250)")),
            ("windows-1251", gettext_lazy("Windows, Cyrillic (1251)")),
            ("windows-1254", gettext_lazy("Windows, Turkish (1254)")),
            ("utf-16", "UTF-16"),
        ],
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Columns are parted by"),
        required=False,
        choices=[("", gettext_lazy("find out")), *((name, name) for name in NAMED_DELIMITERS)],
    )

    def mark(self) -> str:
        """The delimiter that was chosen, or nothing."""
        return NAMED_DELIMITERS.get(self.cleaned_data["delimiter"], "")
