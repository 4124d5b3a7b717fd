"""Forms about removals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.console.removals.wording import REASONS, WAYS
from forewarn.removals.rules.states import REASONS as BY_STATUS
from forewarn.removals.rules.states import Status

MAIL_LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("de", "Deutsch")]


class AnswerForm(forms.Form):
    """What a vendor answered, or what staff state for it."""

    status = forms.ChoiceField(
        label=gettext_lazy("What the vendor says"),
        choices=[
            ("fulfilled", gettext_lazy("it deleted the data")),
            ("denied", gettext_lazy("it does not delete it")),
            ("in_progress", gettext_lazy("it was asked and is at work on it")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        required=False,
        choices=[("", "–"), *((r.value, REASONS[r.value]) for r in sorted(BY_STATUS[Status.DENIED]))],
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Where it is not deleted: the customer reads this on their page."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = forms.CharField(
        label=gettext_lazy("How we know"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Where it is deleted: a ticket, a certificate, who confirmed it."),
    )

    def clean(self) -> dict[str, Any]:
        """A deletion needs its proof."""
        found = super().clean() or self.cleaned_data
        if found.get("status") == "fulfilled" and not found.get("proof"):
            self.add_error("proof", _("Say how you know that it is deleted."))
        return found


class LongerForm(forms.Form):
    """More time, as far as the law gives it."""

    because = forms.CharField(
        label=gettext_lazy("Why it takes longer"),
        max_length=300,
        help_text=gettext_lazy("The customer reads it in a mail. No links, addresses or numbers to call."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChannelForm(forms.Form):
    """How a vendor is asked."""

    via = forms.ChoiceField(label=gettext_lazy("How it is asked"), choices=list(WAYS.items()))
    address = forms.EmailField(
        label=gettext_lazy("Its address"),
        required=False,
        help_text=gettext_lazy("The mail holds a link to a page on which the vendor answers; no data of the customer."),
    )
    second_address = forms.EmailField(
        label=gettext_lazy("Second address"),
        required=False,
        help_text=gettext_lazy("Told once, when the first stays silent and time runs out."),
    )
    locale = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        required=False,
        choices=[("", gettext_lazy("that of the brand")), *MAIL_LANGUAGES],
    )
    url = forms.CharField(
        label=gettext_lazy("Address of its webhook"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "none"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days agreed with it"),
        required=False,
        min_value=1,
        max_value=90,
        help_text=gettext_lazy("Empty: as many as the law and your promise give."),
    )


class PromiseForm(forms.Form):
    """What the brand promises."""

    promised_days = forms.IntegerField(
        label=gettext_lazy("Done within days"),
        min_value=1,
        max_value=45,
        help_text=gettext_lazy("The law's clock counts where it ends first. It counts for requests from now on."),
    )
    remind_days = forms.IntegerField(label=gettext_lazy("Remind vendors every days"), min_value=1, max_value=30)
    escalate_days = forms.IntegerField(
        label=gettext_lazy("Tell staff so many days before it is late"), min_value=0, max_value=30
    )
    state_attribute = forms.CharField(
        label=gettext_lazy("Attribute that holds the state"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Of customers in the United States: “CA” or “California” in it means the CCPA. Empty: you do not know their state, and the request says so."
        ),
        widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "none"}),
    )
