"""The page of one customer: who holds their data, and what nobody else learns from it."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from your_data_samples import (
    CODE,
    PAGE,
    browser,
    give,
    known_code,
    lantern,
    open_page,
    session_in,
    someone,
    step,
    vendor_at,
    words,
)

from factories import make_brand
from forewarn.audience.models import Customer
from forewarn.audit.models import AuditEvent
from forewarn.brands.models import Brand
from forewarn.foundation.clock import now
from forewarn.public_site import requests as public_requests
from forewarn.vendors.models import Vendor
from forewarn.your_data.models import Visit
from forewarn.your_data.rules import KEPT, VISIT
from forewarn.your_data.tasks import tick

pytestmark = pytest.mark.django_db
MEASURES = [
    {"measure": "Encrypted on disk", "basis": "audited", "verified_until": "2020-01-01"},
    {"measure": "Staff sign in with keys", "basis": "self-declared"},
]

MORE = {
    "storage_places": ["IE", "DE"],
    "retention": "two years",
    "translations": {"es": {"purpose": "envía nuestras cartas", "retention": "dos años"}},
}


@pytest.fixture(autouse=True)
def _codes(monkeypatch: pytest.MonkeyPatch) -> None:
    known_code(monkeypatch)


@pytest.fixture
def brand() -> Brand:
    return lantern()


@pytest.fixture
def ana(brand: Brand) -> Customer:
    return someone(brand)


@pytest.fixture
def quillpost(brand: Brand, ana: Customer) -> Vendor:
    vendor = vendor_at(
        brand, "Quillpost", purpose="sends our letters", measures=MEASURES, tenant_name="lantern-prod-7", **MORE
    )
    give(vendor, ana, fields=("name", "email", "order_history"))
    return vendor


@pytest.fixture
def client(brand: Brand) -> Client:
    return browser()


def test_a_customer_sees_who_holds_what_since_when_and_how_protected(
    client: Client, brand: Brand, ana: Customer, quillpost: Vendor
) -> None:
    other = vendor_at(brand, "Parcel Lane")
    give(other, someone(brand, "bob@people.example"), fields=("phone",))
    answer = open_page(client, "Ana@people.example")
    said = words(answer)
    assert answer.status_code == 200
    assert "1 company holds your data" in said
    assert "Quillpost" in said and "sends our letters" in said
    assert "Parcel Lane" not in said  # holds nothing of Ana
    assert "Who you are Name since" in said
    assert "What you ordered Orders since" in said
    assert "Encrypted on disk (an auditor checked it, but this is out of date)" in said
    assert "Staff sign in with keys (the company says so)" in said
    assert "Kept in Ireland, Germany" in said and "How long two years" in said
    assert "All that we say of Quillpost" in said
    assert "lantern-prod-7" not in said
    assert "no leak of your data" in said


def test_pages_are_kept_by_nobody_and_set_no_cookie(client: Client, ana: Customer, quillpost: Vendor) -> None:
    answers = [client.get(PAGE), client.post(PAGE, {"step": "address", "email": ana.email})]
    answers.append(client.post(PAGE, {"step": "code", "email": ana.email, "code": CODE}))
    session = session_in(answers[-1])
    answers += [step(client, session, "download"), step(client, session, "end")]
    for answer in answers:
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert not answer.cookies
        assert b"<script" not in answer.content


def test_a_visit_ends_by_a_button(client: Client, ana: Customer, quillpost: Vendor) -> None:
    session = session_in(open_page(client, ana.email))
    assert "Quillpost" in words(step(client, session, "overview"))
    assert "Your visit is over" in words(step(client, session, "end"))
    for name in ("overview", "download", "end"):
        answer = step(client, session, name)
        assert answer.status_code == 422
        assert "Quillpost" not in words(answer)


def test_a_visit_ends_by_time(
    client: Client, ana: Customer, quillpost: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_in(open_page(client, ana.email))
    later = now() + VISIT + timedelta(seconds=1)
    monkeypatch.setattr(public_requests, "now", lambda: later)
    assert step(client, session, "overview").status_code == 422
    assert timedelta(minutes=30) >= VISIT


@pytest.mark.parametrize("session", ["", "x", "a" * 40, "a" * 4000])
@pytest.mark.parametrize("name", ["overview", "download", "end"])
def test_made_up_visits_show_nothing(client: Client, ana: Customer, quillpost: Vendor, session: str, name: str) -> None:
    answer = step(client, session, name)
    assert answer.status_code == 422
    assert "Quillpost" not in words(answer)


def test_a_visit_at_one_brand_is_worth_nothing_at_another(client: Client, ana: Customer, quillpost: Vendor) -> None:
    session = session_in(open_page(client, ana.email))
    other = make_brand("quayside")
    someone(other)
    assert step(browser(other.public_host), session, "overview").status_code == 422


def test_a_code_for_other_pages_opens_nothing_here(client: Client, ana: Customer, quillpost: Vendor) -> None:
    client.post("/preferences/", {"step": "address", "email": ana.email})
    assert client.post(PAGE, {"step": "code", "email": ana.email, "code": CODE}).status_code == 422


def test_all_of_it_in_one_file(client: Client, ana: Customer, quillpost: Vendor) -> None:
    session = session_in(open_page(client, ana.email))
    answer = step(client, session, "download")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    held = json.loads(answer.content)
    assert held["customer"]["email"] == ana.email
    assert {line["field"] for line in held["held_by_vendors"]} == {"name", "email", "order_history"}
    assert len(held["visits_to_your_data"]) == 1


def test_get_shows_the_first_step_whatever_stands_in_the_address(
    client: Client, ana: Customer, quillpost: Vendor
) -> None:
    session = session_in(open_page(client, ana.email))
    answer = client.get(f"{PAGE}?step=overview&session={session}")
    assert 'name="step" value="address"' in answer.content.decode()
    assert "Quillpost" not in words(answer)


def test_a_visit_is_in_the_audit_log_and_goes_with_its_time(client: Client, ana: Customer) -> None:
    open_page(client, ana.email)
    event = AuditEvent.objects.get(verb="your_data.opened")
    assert (event.actor_kind, event.target_label) == ("customer", f"customer {ana.pk}")
    tick(now() + KEPT - timedelta(hours=1))
    assert Visit.objects.count() == 1
    tick(now() + KEPT + timedelta(hours=1))
    assert Visit.objects.count() == 0


def test_what_the_register_says_in_the_readers_language(client: Client, ana: Customer, quillpost: Vendor) -> None:
    answer = open_page(client, ana.email, "es")
    assert '<span class="what" lang="es">envía nuestras cartas</span>' in answer.content.decode()
    assert "Irlanda, Alemania" in words(answer) and "dos años" in words(answer)
    english = client.post(f"{PAGE}?lang=de", {"session": session_in(answer), "step": "overview"}).content.decode()
    assert '<span class="what" lang="en">sends our letters</span>' in english


@pytest.mark.parametrize(
    ("lang", "heading"), [("es", "Tus datos"), ("fr", "Vos données"), ("de", "Ihre Daten"), ("en", "Your data")]
)
def test_in_every_language(client: Client, ana: Customer, quillpost: Vendor, lang: str, heading: str) -> None:
    html = open_page(client, ana.email, lang).content.decode()
    assert f'<html lang="{lang}">' in html
    assert f"<h1>{heading}</h1>" in html
    assert f'action="{PAGE}?lang={lang}"' in html


def test_the_number_of_queries_does_not_grow_with_the_vendors(
    client: Client, brand: Brand, ana: Customer, quillpost: Vendor
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    session = session_in(open_page(client, ana.email))
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            step(client, session, "overview")
        counts.append(len(asked))
        for more in range(5):
            give(vendor_at(brand, f"Vendor {number} {more}", purpose="helps"), ana)
    assert counts[0] == counts[1]


def asked_by_turns(brand: Brand, rounds: int, ask: Callable[[Client, str], list[Any]]) -> None:
    """Ask with addresses of customers and of strangers by turns: the same pages, and time that differs less than it
    scatters."""
    for number in range(rounds):
        someone(brand, f"known{number}@people.example")
    taken: dict[str, list[float]] = {"known": [], "strange": []}
    pages: dict[str, set[Any]] = {"known": set(), "strange": set()}
    for number in range(rounds):
        for who in ("known", "strange") if number % 2 else ("strange", "known"):
            email = f"{who}{number}@people.example"
            source = Client(HTTP_HOST=brand.public_host, REMOTE_ADDR=f"192.0.2.{number}")
            began = time.process_time()
            answers = ask(source, email)
            taken[who].append(time.process_time() - began)
            pages[who].add(tuple((one.status_code, one.content.decode().replace(email, "somebody")) for one in answers))
    assert pages["known"] == pages["strange"]
    known, strange = (statistics.median(taken[who]) for who in ("known", "strange"))
    assert abs(known - strange) < 0.25 * strange, f"known {known:.4f} s, strange {strange:.4f} s"


def test_neither_words_nor_time_tell_who_is_a_customer(brand: Brand) -> None:
    def ask_and_guess(source: Client, email: str) -> list[Any]:
        asked = source.post(PAGE, {"step": "address", "email": email})
        return [asked, source.post(PAGE, {"step": "code", "email": email, "code": "000000"})]

    asked_by_turns(brand, 40, ask_and_guess)


def test_another_address_tells_nobody_whose_it_is(
    client: Client, brand: Brand, ana: Customer, quillpost: Vendor
) -> None:
    """A customer who tries the addresses of others as their own new one learns nothing of them."""
    session = session_in(open_page(client, ana.email))

    def try_and_guess(source: Client, email: str) -> list[Any]:
        asked = step(source, session, "new-address-send", email=email)
        return [asked, step(source, session, "new-address-code", email=email, code="000000")]

    asked_by_turns(brand, 20, try_and_guess)
