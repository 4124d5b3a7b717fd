"""The sample brand: Harbour & Pine, a shop for home and garden that exists only here."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.accounts import actions as staff
from forewarn.audit.rules import Actor
from forewarn.brands import actions as brands
from forewarn.brands import queries as brand_queries
from forewarn.brands.rules.dns import Record
from forewarn.cli.sample.people import HOSTS
from forewarn.cli.sample.vendors import add_vendors
from forewarn.outbound.actions.relays import add_relay
from forewarn.promises.actions import add_recommended

if TYPE_CHECKING:
    from forewarn.brands.models import Brand

NAME, DOMAIN, PUBLIC_HOST = "Harbour & Pine", "harbourpine.example", "safety.harbourpine.example"
PASSWORD = "a-quiet-harbour-at-dawn"  # noqa: S105 - of the sample staff only, printed on the terminal
STAFF = (
    ("owner", "Ana Ortiz", "owner"),
    ("editor", "Ben Hale", "editor"),
    ("approver", "Chidi Eze", "approver"),
    ("viewer", "Dana Roth", "viewer"),
)
BY = Actor.command("forewarn demo")
MAILDIR = "maildir"  # all mail of the sample brand stays on this machine, to be read in the console

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<rect width="64" height="64" rx="12" fill="#1c4f4a"/>
<path d="M32 9 21 27h6l-9 13h11v6h6v-6h11l-9-13h6z" fill="#f2ead9"/>
<path d="M9 51c6 0 6 4 11.5 4S26 51 32 51s6 4 11.5 4S49 51 55 51" fill="none" stroke="#e0a458" stroke-width="4" stroke-linecap="round"/>
</svg>"""


def make_brand(*, now: datetime) -> Brand:
    """The brand with its look, key, sender, promises, vendors and staff, as if it had been set up last winter."""
    begun = now - timedelta(days=420)
    brand = brands.create_brand(
        name=NAME,
        domain=DOMAIN,
        public_host=PUBLIC_HOST,
        by=BY,
        now=begun,
        sample=True,
        legal_name="Harbour & Pine Ltd",
        postal_address="1 Quay Street, Bristol BS1 4DJ, United Kingdom",
        app_name="Harbour & Pine",
        contact_address=f"care@{DOMAIN}",
        phone_numbers=["+44 117 496 0123"],
        time_zone="Europe/London",
        country="GB",
        locales=["en", "es"],
        signer_name="Ana Ortiz",
        signer_role="Customer Safety",
        accent="#1c4f4a",
        accent_dark="#8fd0c3",
        choice_wording="I want to get safety notes about mail in your name.",
        intake_domain=f"mail.{DOMAIN}",
        signs_all_mail_since=date(begun.year, begun.month, 1),
    )
    brands.set_logo(brand=brand, content=LOGO, by=BY, now=begun)
    for domain in brand_queries.sending_domains(brand):
        for key in domain.keys.all():
            brands.start_signing(key=key, by=BY, now=begun)
    add_relay(brand=brand, name="Local mailbox", kind=MAILDIR, folder="mailbox", by=BY, now=begun)
    add_recommended(brand=brand, by=BY, now=begun)
    add_vendors(brand, begun=begun, now=now)
    _staff(brand, begun)
    return brand


def renew_keys(brand: Brand, *, now: datetime) -> None:
    """New keys as every year; the old ones stay with their dates, for the mail that they signed."""
    for domain in brand_queries.sending_domains(brand):
        brands.start_signing(key=brands.create_key(domain=domain, by=BY, now=now), by=BY, now=now)


def _staff(brand: Brand, begun: datetime) -> None:
    for local, name, role in STAFF:
        user = staff.create_staff(email=f"{local}@{DOMAIN}", name=name, password=PASSWORD, by=BY, now=begun)
        staff.add_member(brand=brand, user=user, role=role, by=BY, now=begun)


def write_zone(brand: Brand, path: Path) -> None:
    """The zone file that stands for the sample brand's DNS: every record that Forewarn asks for."""
    wanted = brand_queries.wanted_brand_records(brand)
    for domain in brand_queries.sending_domains(brand):
        wanted += brand_queries.wanted_records(domain)
    zone = {**_zone_of(wanted), **_reporters(), **VENDOR_RECORDS}
    path.write_text(json.dumps(zone, indent=1), encoding="utf-8")


# Of two vendors, one keeps its mail records well; what can be said of the other is less.
VENDOR_RECORDS: dict[str, dict[str, list[str]]] = {
    "_dmarc.quillpost.example": {"TXT": ["v=DMARC1; p=reject"]},
    "out.quillpost.example": {"TXT": ["v=spf1 ip4:127.0.0.0/8 -all"]},
    "_smtp._tls.out.quillpost.example": {"TXT": ["v=TLSRPTv1; rua=mailto:tls@quillpost.example"]},
    "_dmarc.parcellane.example": {"TXT": ["v=DMARC1; p=none"]},
    "notes.parcellane.example": {"TXT": ["v=spf1 ip4:127.0.0.0/8 ~all"]},
}


def _reporters() -> dict[str, dict[str, list[str]]]:
    """Domains of people who write to check@ from this machine: only proven senders are answered."""
    zone = {}
    for host in (*HOSTS, "example.com", "example.net", "example.org", "customer.example"):
        zone[host] = {"TXT": ["v=spf1 ip4:127.0.0.0/8 ip6:::1 -all"]}
        zone[f"_dmarc.{host}"] = {"TXT": ["v=DMARC1; p=reject"]}
    return zone


def _zone_of(records: list[Record]) -> dict[str, dict[str, list[str]]]:
    zone: dict[str, dict[str, list[str]]] = {}
    for record in records:
        zone.setdefault(record.name, {}).setdefault(record.kind, []).append(
            "127.0.0.1" if record.kind == "A" else record.value
        )
    return zone
