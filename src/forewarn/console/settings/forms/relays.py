"""Forms for the ways out: an SMTP server, a provider's API, a local mailbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forewarn.console.form_fields import LinesField
from forewarn.outbound.transports.providers import PROVIDERS
from forewarn.outbound.transports.smtp.endpoint import Tls

TLS_MODES = [
    (Tls.STARTTLS.value, _("STARTTLS (usually port 587)")),
    (Tls.IMPLICIT.value, _("TLS from the start (usually port 465)")),
    (Tls.NONE.value, _("None: a server on this machine only")),
]
PROVIDER_NAMES = [(name, provider.label) for name, provider in sorted(PROVIDERS.items())]


class RelayForm(forms.Form):
    """What every relay has. The kinds add to it; `kind` is the relay's."""

    kind = ""
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("For your own lists, such as Main relay."))
    rate = forms.FloatField(
        label=_("Mails per second, at most"),
        min_value=0,
        initial=0,
        help_text=_("0 means as fast as it takes them. Your provider tells its limit."),
    )
    connections = forms.IntegerField(label=_("Connections at a time"), min_value=1, max_value=16, initial=4)
    priority = forms.IntegerField(
        label=_("Order"),
        min_value=0,
        max_value=1000,
        initial=10,
        help_text=_("Relays with the lowest number share the mail; the others step in when those fail."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def fields_of_relay(self) -> dict[str, Any]:
        """What was written, as the relay's fields."""
        return {"kind": self.kind, **self.cleaned_data}


class SmtpForm(RelayForm):
    """An SMTP server."""

    kind = "smtp"
    host = forms.CharField(
        label=_("Host"), max_length=255, widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "none"})
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    tls = forms.ChoiceField(label=_("Encryption"), choices=TLS_MODES, help_text=_("Certificates are always verified."))
    username = forms.CharField(
        label=_("User name"), required=False, max_length=255, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and never shown again. Leave empty to keep the present one."),
    )
    signs_itself = forms.BooleanField(
        label=_("This server adds the DKIM signature"),
        required=False,
        help_text=_("Then Forewarn does not sign what goes through it."),
    )
    ca_certificate = forms.CharField(
        label=_("Certificate of your own authority"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        help_text=_("PEM. Only for servers inside your network with a certificate of your own."),
    )
    field_order = ["name", "host", "port", "tls", "username", "password", "signs_itself"]


class ProviderForm(RelayForm):
    """A provider reached through its API."""

    kind = "anymail"
    provider = forms.ChoiceField(label=_("Provider"), choices=PROVIDER_NAMES)
    password = forms.CharField(
        label=_("API key"),
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and never shown again. Leave empty to keep the present one."),
    )
    options = LinesField(
        label=_("Further settings"),
        required=False,
        max_length=2000,
        help_text=_("One per line as name = value. Postal and Unisender Go need api_url, Scaleway project_id."),
    )
    field_order = ["name", "provider", "password", "options"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.get("initial") or {}
        if isinstance(initial.get("options"), dict):
            lines = [f"{name} = {value}" for name, value in initial["options"].items()]
            kwargs["initial"] = {**initial, "options": lines}
        super().__init__(*args, **kwargs)

    def clean_options(self) -> dict[str, str]:
        """Lines as a mapping."""
        pairs = [line.partition("=") for line in self.cleaned_data["options"]]
        if wrong := [name for name, equals, value in pairs if not equals or not name.strip() or not value.strip()]:
            raise ValidationError(_("“%(line)s” is not of the form name = value."), params={"line": wrong[0].strip()})
        return {name.strip(): value.strip() for name, _equals, value in pairs}


class MailboxForm(RelayForm):
    """A folder on this machine: mail is stored there and goes nowhere."""

    kind = "maildir"


RELAY_FORMS: dict[str, type[RelayForm]] = {"smtp": SmtpForm, "anymail": ProviderForm, "maildir": MailboxForm}
