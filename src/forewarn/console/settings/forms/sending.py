"""Forms for domains, keys and senders."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forewarn.console.form_fields import HostField

STREAMS = [
    ("care", _("Mail for customers' safety: alerts, lessons")),
    ("transactional", _("Orders, receipts, codes")),
    ("marketing", _("Marketing")),
    ("all", _("Everything")),
]


class DomainForm(forms.Form):
    """A sending domain."""

    domain = HostField(
        label=_("Domain"),
        max_length=200,
        help_text=_("What stands behind the @ of a sender. A domain under your own is best: safety.shop.example."),
    )
    stream = forms.ChoiceField(label=_("What it sends"), choices=STREAMS)


class KeyForm(forms.Form):
    """A new DKIM key."""

    selector = forms.CharField(
        label=_("Selector"),
        required=False,
        max_length=63,
        help_text=_("Leave empty for a name with year and month. A selector is never used twice."),
    )


class CompromisedForm(forms.Form):
    """When a key stopped being believed."""

    since = forms.DateTimeField(
        label=_("Since when"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Mail signed after this moment is no longer answered with “we sent this”."),
    )


class SenderForm(forms.Form):
    """A name and address that stand in From."""

    display_name = forms.CharField(
        label=_("Name shown"), max_length=80, help_text=_("Your brand's name, always the same.")
    )
    address = forms.EmailField(label=_("Address"), max_length=120)
    for_care = forms.BooleanField(
        label=_("Alerts and single mails come from here"), required=False, help_text=_("One sender has this role.")
    )
