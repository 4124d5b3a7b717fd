"""The preference page: address, code, choices; what it tells and what it never tells."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from public_samples import HOST

from factories import make_brand, make_customer
from forewarn.audience.actions import codes
from forewarn.audience.models import ChoiceChange, Customer, OneTimeCode
from forewarn.brands.models import Brand
from forewarn.foundation.clock import now
from forewarn.public_site import requests as public_requests
from forewarn.public_site.requests import asker

pytestmark = pytest.mark.django_db

PAGE = "/preferences/"
CODE = "123456"


@pytest.fixture
def brand() -> Brand:
    return make_brand("harbour-pine", name="Harbour & Pine", public_host=HOST)


@pytest.fixture
def customer(brand: Brand) -> Customer:
    return make_customer(brand, email="Ana@people.example", care=True, marketing=False)


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_HOST=HOST, enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes.secrets, "randbelow", lambda _limit: int(CODE))


def ask(browser: Client, email: str) -> Any:
    return browser.post(PAGE, {"step": "address", "email": email})


def type_code(browser: Client, email: str, code: str = CODE) -> Any:
    return browser.post(PAGE, {"step": "code", "email": email, "code": code})


def session_in(answer: Any) -> str:
    found = re.search(r'name="session" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def checked(answer: Any) -> set[str]:
    return set(re.findall(r'name="(\w+)" checked', answer.content.decode()))


def test_the_whole_way(browser: Client, customer: Customer) -> None:
    first = browser.get(PAGE)
    assert first.status_code == 200
    assert 'name="email"' in first.content.decode()
    asked = ask(browser, " ana@PEOPLE.example ")
    assert asked.status_code == 200
    assert "a code is on its way" in asked.content.decode()
    proved = type_code(browser, "ana@people.example", "123 456")
    assert checked(proved) == {"care"}
    saved = browser.post(PAGE, {"step": "choices", "session": session_in(proved), "marketing": "on"})
    assert "Saved." in saved.content.decode()
    assert checked(saved) == {"marketing"}
    customer.refresh_from_db()
    assert (customer.care, customer.marketing) == (False, True)
    assert (customer.care_withdrawn_here, customer.marketing_withdrawn_here) == (True, False)
    made = {change.message_class: change for change in ChoiceChange.objects.filter(customer=customer)}
    assert {change.source for change in made.values()} == {"page"}
    assert made["marketing"].wording.startswith("Offers and news")
    for answer in (first, asked, proved, saved):
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_saving_twice_changes_once_and_a_given_choice_can_be_taken_back(browser: Client, customer: Customer) -> None:
    ask(browser, customer.email)
    session = session_in(type_code(browser, customer.email))
    for _ in range(2):
        browser.post(PAGE, {"step": "choices", "session": session, "care": "on", "marketing": "on"})
    assert ChoiceChange.objects.filter(customer=customer).count() == 1
    browser.post(PAGE, {"step": "choices", "session": session, "care": "on"})
    customer.refresh_from_db()
    assert (customer.care, customer.marketing) == (True, False)


def test_nothing_tells_whether_an_address_is_known(browser: Client, customer: Customer) -> None:
    def told(email: str, code: str = "") -> tuple[int, str, dict[str, str]]:
        answer = type_code(browser, email, code) if code else ask(browser, email)
        same = answer.content.decode().replace(email, "somebody@people.example")
        return answer.status_code, same, dict(answer.headers)

    known, unknown = "ana@people.example", "bob@people.example"
    assert told(known) == told(unknown)
    assert told(known, "000000") == told(unknown, "000000")
    assert told(unknown, CODE)[1] == told(unknown, "000000")[1]  # even the right code of an unknown address


def test_asking_costs_the_same_for_both(browser: Client, customer: Customer, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for email in ("ana@people.example", "bob@people.example"):
        with CaptureQueriesContext(connection) as asked:
            ask(browser, email)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("email", ["", "ana", "ana@", "@people.example", "a b@people.example", "x" * 400])
def test_what_is_no_address_is_said_and_stays_typed(browser: Client, customer: Customer, email: str) -> None:
    answer = ask(browser, email)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not a whole email address." in html
    assert f'value="{email[:254]}"' in html
    assert not OneTimeCode.objects.exists()


def test_too_many_codes_are_refused_for_known_and_unknown_alike(browser: Client, customer: Customer) -> None:
    for email in ("ana@people.example", "bob@people.example"):
        answers = [ask(browser, email) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
        assert "Wait a quarter of an hour" in answers[-1].content.decode()


def test_a_code_can_be_tried_five_times(browser: Client, customer: Customer) -> None:
    ask(browser, customer.email)
    for _ in range(5):
        wrong = type_code(browser, customer.email, "000000")
        assert wrong.status_code == 422
        assert "This code does not work." in wrong.content.decode()
    assert type_code(browser, customer.email, CODE).status_code == 422


def test_a_code_works_once_and_not_for_long(
    browser: Client, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(browser, customer.email)
    assert type_code(browser, customer.email).status_code == 200
    assert type_code(browser, customer.email).status_code == 422
    ask(browser, customer.email)
    later = now() + codes.LIFETIME + timedelta(seconds=1)
    monkeypatch.setattr(public_requests, "now", lambda: later)
    assert type_code(browser, customer.email).status_code == 422


def test_the_visit_ends_and_then_nothing_is_changed(
    browser: Client, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(browser, customer.email)
    session = session_in(type_code(browser, customer.email))
    later = now() + codes.SESSION_LIFETIME + timedelta(seconds=1)
    monkeypatch.setattr(public_requests, "now", lambda: later)
    answer = browser.post(PAGE, {"step": "choices", "session": session, "marketing": "on"})
    assert answer.status_code == 422
    assert "nothing was changed" in answer.content.decode()
    customer.refresh_from_db()
    assert (customer.care, customer.marketing) == (True, False)


@pytest.mark.parametrize("session", ["", "x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_made_up_visit_changes_nothing(browser: Client, customer: Customer, session: str) -> None:
    browser.post(PAGE, {"step": "choices", "session": session})
    customer.refresh_from_db()
    assert customer.care
    assert not ChoiceChange.objects.exists()


def test_a_visit_at_one_brand_is_worth_nothing_at_another(browser: Client, customer: Customer) -> None:
    other = make_brand("quayside")
    theirs = make_customer(other, email="ana@people.example", care=True)
    ask(browser, customer.email)
    session = session_in(type_code(browser, customer.email))
    Client(HTTP_HOST=other.public_host).post(PAGE, {"step": "choices", "session": session})
    theirs.refresh_from_db()
    customer.refresh_from_db()
    assert theirs.care and customer.care


def test_get_shows_the_first_step_whatever_stands_in_the_address(browser: Client, customer: Customer) -> None:
    answer = browser.get(f"{PAGE}?step=choices&session=x&email=ana@people.example")
    assert 'name="step" value="address"' in answer.content.decode()
    assert "ana@people.example" not in answer.content.decode()
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("step", ["", "address", "code", "choices", "other"])
def test_forms_with_nothing_in_them_are_answered(browser: Client, customer: Customer, step: str) -> None:
    assert browser.post(PAGE, {"step": step}).status_code in (200, 422)


def test_hostile_addresses_stay_words(browser: Client, brand: Brand) -> None:
    html = ask(browser, '"><script>alert(1)</script>@x.example').content.decode()
    assert "<script" not in html


def test_in_spanish_from_the_first_page_to_the_code(browser: Client, customer: Customer) -> None:
    answer = browser.get(f"{PAGE}?lang=es")
    assert f'action="{PAGE}?lang=es"' in answer.content.decode()
    asked = browser.post(f"{PAGE}?lang=es", {"step": "address", "email": customer.email})
    assert '<html lang="es">' in asked.content.decode()
    assert OneTimeCode.objects.get().locale == "es"


@pytest.mark.parametrize(
    ("seen", "forwarded", "behind_tls", "asked_by"),
    [
        ("192.0.2.7", "203.0.113.9", False, "192.0.2.7"),  # no proxy: the header is anybody's
        ("127.0.0.1", "203.0.113.9, 198.51.100.4", True, "198.51.100.4"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "", False, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "", False, "2001:db8:1:2::/64"),
        ("", "", False, ""),
    ],
)
def test_who_asks_is_counted_by_address_or_household(
    settings: Any, seen: str, forwarded: str, behind_tls: bool, asked_by: str
) -> None:
    settings.BEHIND_TLS = behind_tls
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert asker(RequestFactory().get("/", headers=headers, REMOTE_ADDR=seen)) == asked_by
