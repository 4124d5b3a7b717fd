"""The filter of the audit log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AuditFilter(forms.Form):
    """What to show of the log; everything left empty does not matter."""

    verb = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.CharField(label=_("Who"), required=False, max_length=80)
    about = forms.CharField(label=_("About"), required=False, max_length=80)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, verbs: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        field = self.fields["verb"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Everything")), *verbs]
