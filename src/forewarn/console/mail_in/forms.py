"""Forms of mail in: the filter of the list, and a mailbox."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from forewarn.console.mail_in.wording import ROUTES, STATES
from forewarn.intake.mailboxes.actions import MailboxFields
from forewarn.outbound.transports.smtp.endpoint import Tls

TLS_MODES = [
    (Tls.IMPLICIT.value, _("TLS from the start (usually port 993)")),
    (Tls.STARTTLS.value, _("STARTTLS (usually port 143)")),
    (Tls.NONE.value, _("None: a server on this machine only")),
]


class MailFilter(forms.Form):
    """What to show; everything left empty does not matter."""

    route = forms.ChoiceField(label=_("Came to"), required=False, choices=[("", _("All addresses")), *ROUTES.items()])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *((state, badge.words) for state, badge in STATES.items())],
    )


class MailboxForm(forms.Form):
    """A mailbox at the brand's own mail server, fetched by IMAP."""

    host = forms.CharField(
        label=_("Host"), max_length=255, widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "none"})
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    tls = forms.ChoiceField(label=_("Encryption"), choices=TLS_MODES, help_text=_("Certificates are always verified."))
    username = forms.CharField(
        label=_("User name"), max_length=255, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and never shown again. Leave empty to keep the present one."),
    )
    folder = forms.CharField(label=_("Folder"), max_length=255, initial="INBOX")
    route = forms.ChoiceField(
        label=_("What comes here"),
        choices=list(ROUTES.items()),
        help_text=_("Counts for mail whose headers name none of this brand's addresses."),
    )
    deletes = forms.BooleanField(
        label=_("Delete mail there once it is stored here"),
        required=False,
        help_text=_("Otherwise it is only marked as read. Choose this for a mailbox that nobody else looks into."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    ca_certificate = forms.CharField(
        label=_("Certificate of your own authority"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        help_text=_("PEM. Only for servers inside your network with a certificate of your own."),
    )

    def fields_of_mailbox(self) -> MailboxFields:
        """What was written, as the mailbox's fields."""
        return cast(MailboxFields, self.cleaned_data)
