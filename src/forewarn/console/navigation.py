"""What stands in the console's menu, in order. A new section is a line here and an include in `urls.py`."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.accounts.rules import May, role_may


@dataclass(frozen=True, slots=True)
class Section:
    """One entry: its words, the first screen's address by name, and where it shows."""

    name: str  # the first part of the names of its addresses: "alerts" of "console:alerts-list"
    label: str | Promise
    first_screen: str
    group: str | Promise = ""
    sample_only: bool = False
    may: May = May.LOOK


WORK, RECORDS, HOUSE = _("Programme"), _("Record"), _("Set up")

SECTIONS = (
    Section("overview", _("Overview"), "overview"),
    Section("alerts", _("Alerts"), "alerts-list", WORK),
    Section("lessons", _("Lessons"), "lessons-list", WORK),
    Section("sightings", _("Scams in our name"), "sightings-list", WORK),
    Section("promises", _("Promises"), "promises-list", WORK),
    Section("customers", _("Customers"), "customers-list", WORK),
    Section("segments", _("Segments"), "segments-list", WORK),
    Section("vendors", _("Vendors"), "vendors-list", RECORDS),
    Section("changes", _("Changes at vendors"), "changes-list", RECORDS),
    Section("holdings", _("Who holds what"), "holdings-list", RECORDS),
    Section("removals", _("Removals"), "removals-list", RECORDS),
    Section("mailings", _("Mailings"), "mailings-list", RECORDS),
    Section("our_mail", _("Our mail"), "our_mail-list", RECORDS),
    Section("mail_in", _("Mail in"), "mail_in-list", RECORDS),
    Section("mailbox", _("Local mailbox"), "mailbox-list", RECORDS, sample_only=True),
    Section("audit", _("Audit log"), "audit-list", RECORDS),
    Section("settings", _("Settings"), "settings-identity", HOUSE, may=May.ADMINISTER),
    Section("status", _("Status"), "status", HOUSE),
)


SETTINGS_TABS = (
    (_("Brand"), "settings-identity"),
    (_("Look"), "settings-look"),
    (_("Domains and keys"), "settings-domains"),
    (_("Bounces and reports"), "settings-mail-in"),
    (_("Senders"), "settings-senders"),
    (_("Relays"), "settings-relays"),
    (_("Choices and quiet hours"), "settings-choices"),
    (_("Staffed hours"), "settings-hours"),
    (_("Staff"), "settings-staff"),
    (_("API keys"), "settings-apikeys"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the menu as one page shows it."""

    label: str | Promise
    href: str
    here: bool


def menu(*, brand_slug: str, sample: bool, role: str, screen: str) -> list[tuple[str | Promise, list[Entry]]]:
    """The menu of a brand as (group, entries); `screen` is the name of the address that is open."""
    groups: dict[str | Promise, list[Entry]] = {}
    for section in SECTIONS:
        if (section.sample_only and not sample) or not role_may(role, section.may):
            continue
        href = reverse(f"console:{section.first_screen}", args=[brand_slug])
        here = screen.partition("-")[0] == section.name
        groups.setdefault(section.group, []).append(Entry(section.label, href, here))
    return list(groups.items())


def settings_tabs(*, brand_slug: str, screen: str) -> list[Entry]:
    """The tabs of the settings; a form belongs to the tab whose list it changes."""
    return [
        Entry(label, reverse(f"console:{name}", args=[brand_slug]), here=_family(screen) == _family(name))
        for label, name in SETTINGS_TABS
    ]


_FAMILIES = {
    "settings-domain": "settings-domains",
    "settings-dns": "settings-domains",
    "settings-key": "settings-domains",
    "settings-apikey": "settings-apikeys",
    "settings-logo": "settings-look",
    "settings-sender": "settings-senders",
    "settings-relay": "settings-relays",
    "settings-invite": "settings-staff",
    "settings-invitation": "settings-staff",
    "settings-member": "settings-staff",
    "settings-role": "settings-staff",
}


def _family(screen: str) -> str:
    start = "-".join(screen.split("-")[:2])
    return _FAMILIES.get(start, screen)
