"""The form for a key of the API."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

SCOPES = [
    ("record", _("Say which customers' data went to a vendor")),
    ("read", _("Ask who holds whose data")),
]


class KeyForm(forms.Form):
    """Which system gets the key, and what it may do."""

    label = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The system that will have it, such as “data warehouse”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=SCOPES, widget=forms.CheckboxSelectMultiple, initial=["record"]
    )
