"""Forms of the mailings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forewarn.mailings.rules.eligibility import NOT_REACHED


class PauseForm(forms.Form):
    """Why it pauses."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Whoever resumes it reads this."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelForm(forms.Form):
    """Why it is cancelled, for the record."""

    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)


class SendForm(forms.Form):
    """Now, in one wave."""

    at_any_hour = forms.BooleanField(
        label=_("At any hour"),
        help_text=_("Also where it is night. Otherwise those customers get it in their morning."),
        required=False,
    )


class ReasonFilter(forms.Form):
    """Which of those not reached to show."""

    reason = forms.ChoiceField(label=_("Reason"), required=False)

    def __init__(self, *args: object, sizes: dict[str, int], words: dict[str, str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            present = [crowd.value for crowd in NOT_REACHED if sizes.get(crowd.value)]
            field.choices = [("", _("All reasons")), *((name, f"{words[name]} ({sizes[name]:,})") for name in present)]


class ProofForm(forms.Form):
    """Whose proof to show."""

    q = forms.CharField(
        label=_("Address, customer number or Message-ID"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "none", "autocomplete": "off"}),
    )
