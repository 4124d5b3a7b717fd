"""The set-up list in words: each task's title, why it matters, and where it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.accounts.rules import May
from forewarn.brands.rules.setup import Task


@dataclass(frozen=True, slots=True)
class Wording:
    """How a task reads, the name of the screen where it is done, and who may."""

    title: str | Promise
    text: str | Promise
    screen: str
    button: str | Promise
    may: May = May.ADMINISTER


TASKS: dict[Task, Wording] = {
    Task.IDENTITY: Wording(
        _("Say who the brand is"),
        _("Name, address and a person who signs. They stand in every alert."),
        "settings-identity",
        _("Fill in"),
    ),
    Task.LOOK: Wording(
        _("Add your logo and colours"),
        _("Customers see them on the public safety site. You can send without."),
        "settings-look",
        _("Add"),
    ),
    Task.DOMAIN: Wording(
        _("Name the domain you send from"),
        _("Alerts come from an address under it."),
        "settings-domain-new",
        _("Add a domain"),
    ),
    Task.DKIM: Wording(
        _("Publish the key of your signature"),
        _("Receivers check with it that the mail is yours. Copy this record into the DNS of your domain:"),
        "settings-domains",
        _("Open"),
    ),
    Task.DMARC: Wording(
        _("Publish a DMARC policy"),
        _("It tells receivers what to do with mail that only claims to be yours."),
        "settings-domains",
        _("Open"),
    ),
    Task.BOUNCES: Wording(
        _("Let bounces come back"),
        _("Without these records nobody learns which addresses are gone."),
        "settings-mail-in",
        _("Open"),
    ),
    Task.PUBLIC_HOST: Wording(
        _("Point the public safety site here"),
        _("Customers look up there what you sent."),
        "settings-mail-in",
        _("Open"),
    ),
    Task.SENDER: Wording(
        _("Choose the sender of alerts"),
        _("An address under a domain you sign for, always the same."),
        "settings-senders",
        _("Choose"),
    ),
    Task.RELAY: Wording(
        _("Add a way out for your mail"),
        _("Your own SMTP server or your mailing provider."),
        "settings-relays",
        _("Add a relay"),
    ),
    Task.PROMISES: Wording(
        _("Say what you never ask"),
        _("One list feeds the public page, the alerts and the checks. A recommended set is ready."),
        "promises-list",
        _("Choose promises"),
        May.WRITE,
    ),
    Task.CUSTOMERS: Wording(
        _("Import your customers"),
        _("A CSV file with addresses; columns are mapped with a preview."),
        "customers-list",
        _("Import"),
        May.WRITE,
    ),
    Task.SECOND_PERSON: Wording(
        _("Invite a second person"),
        _("Nobody approves what they wrote themselves."),
        "settings-staff",
        _("Invite"),
    ),
}

IDENTITY_FIELDS = {
    "legal_name": _("legal name"),
    "postal_address": _("postal address"),
    "website": _("website"),
    "contact_address": _("contact address"),
    "country": _("country"),
    "signer_name": _("who signs the alerts"),
}
