"""A customer whose data went to two vendors, and a browser at the brand's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from factories import make_brand, make_customer
from forewarn.audience.actions import codes
from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import Brand
from forewarn.foundation.clock import now
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.vendors.actions import save_vendor
from forewarn.vendors.models import Vendor
from forewarn.vendors.register import enter_facts

PAGE = "/your-data/"
CODE = "123456"
HOST = "safety.lantern.example"


def lantern(**fields: Any) -> Brand:
    """The brand, in four languages."""
    return make_brand("lantern", public_host=HOST, locales=["en", "es", "fr", "de"], **fields)


def vendor_at(brand: Brand, name: str, **facts: object) -> Vendor:
    """A vendor with facts in the register."""
    vendor = save_vendor(brand=brand, slug=None, name=name, purpose=f"{name} helps us", by=SYSTEM, now=now())
    if facts:
        enter_facts(vendor=vendor, facts=facts, reason="checked", by=SYSTEM, now=now())
    return vendor


def give(vendor: Vendor, *customers: Customer, fields: tuple[str, ...] = ("name", "email")) -> None:
    """Let these fields of the customers go to the vendor."""
    moment = now()
    ids = CustomerSet([customer.pk for customer in customers])
    record_transfer(vendor=vendor, customers=ids, fields=fields, at=moment, by=SYSTEM, now=moment)


def known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next codes are all CODE."""
    monkeypatch.setattr(codes.secrets, "randbelow", lambda _limit: int(CODE))


def browser(host: str = HOST) -> Client:
    """A browser that would notice a missing check against forged forms."""
    return Client(HTTP_HOST=host, enforce_csrf_checks=True)


def open_page(client: Client, email: str, lang: str = "") -> Any:
    """Prove the address; the answer is the overview."""
    page = f"{PAGE}?lang={lang}" if lang else PAGE
    client.post(page, {"step": "address", "email": email})
    return client.post(page, {"step": "code", "email": email, "code": CODE})


def session_in(answer: Any) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="session" value="([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()[:2000]
    return found[1]


def step(client: Client, session: str, name: str, **fields: object) -> Any:
    """Send one form of the page."""
    return client.post(PAGE, {"session": session, "step": name, **fields})


def words(answer: Any) -> str:
    """The page's text with single spaces."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("&amp;", "&").replace("&#x27;", "'").split())


def someone(brand: Brand, email: str = "ana@people.example", **fields: Any) -> Customer:
    """A customer."""
    return make_customer(brand, email=email, **fields)
