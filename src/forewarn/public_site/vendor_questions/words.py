"""What a vendor is asked, in words to the vendor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

SECTIONS: dict[str, Words] = {
    "identity": _("Your company"),
    "places": _("Where the data is"),
    "keeping": _("How long you keep it"),
    "measures": _("How you protect it"),
    "assurance": _("Who has checked you"),
    "chain": _("Your own suppliers"),
    "contact": _("Mail and contacts"),
}

LABELS: dict[str, Words] = {
    "legal_entity": _("Legal name of your company"),
    "address": _("Postal address"),
    "country": _("Country where it is registered"),
    "registration": _("Number in the company register, LEI or EUID"),
    "website": _("Your website"),
    "privacy_url": _("Web address of your privacy policy"),
    "sub_processors_url": _("Web address of your list of suppliers"),
    "security_txt_url": _("Web address where people report weak spots"),
    "storage_places": _("Countries where our customers’ data is kept"),
    "access_places": _("Countries from which your people can see it"),
    "transfer_mechanism": _("What protects the data abroad"),
    "retention": _("How long you keep the data"),
    "deletion": _("How you delete it"),
    "backup_days": _("Days until it is gone from backups"),
    "chain": _("Companies that see our customers’ data for you"),
    "sending_domains": _("Domains from which you send mail for us"),
    "breach_notice_hours": _("Hours in which you tell us of a leak"),
    "admin_contacts": _("Whom we write to about data"),
}

HINTS: dict[str, Words] = {
    "storage_places": _("Names or codes, with commas between them."),
    "access_places": _("Names or codes, with commas between them."),
    "chain": _("One per line: name; what it does for you; countries."),
    "sending_domains": _("As they stand behind the @, with commas between them."),
    "admin_contacts": _("One per line. This is not published."),
    "retention": _("In plain words: our customers read it."),
    "deletion": _("In plain words: our customers read it."),
}
