"""Unsubscribing: RFC 8058 in one click, and by a button on a page."""

from __future__ import annotations

import pytest
from django.test import Client
from public_samples import HOST

from factories import make_brand, make_customer
from forewarn.audience.models import ChoiceChange, Customer
from forewarn.audit.models import AuditEvent
from forewarn.brands.models import Brand
from forewarn.intake.tokens import bounce_token, unsubscribe_token

pytestmark = pytest.mark.django_db

CARE, MARKETING = 1, 2
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def brand() -> Brand:
    return make_brand("harbour-pine", name="Harbour & Pine", public_host=HOST)


@pytest.fixture
def customer(brand: Brand) -> Customer:
    return make_customer(brand, care=True, marketing=True)


@pytest.fixture
def mail_program() -> Client:
    return Client(HTTP_HOST=HOST, enforce_csrf_checks=True)


def address(customer: Customer, choice: int = CARE) -> str:
    return f"/unsubscribe/{unsubscribe_token(7, customer.pk, choice)}"


def choices(customer: Customer) -> tuple[bool, bool]:
    customer.refresh_from_db()
    return customer.care, customer.marketing


def test_one_click_as_a_mail_program_sends_it(mail_program: Client, customer: Customer) -> None:
    answer = mail_program.post(address(customer), ONE_CLICK, content_type=FORM)
    assert answer.status_code == 200
    assert choices(customer) == (False, True)
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    change = ChoiceChange.objects.get(customer=customer)
    assert (change.message_class, change.granted, change.source) == ("care", False, "one_click")


def test_one_click_as_multipart(mail_program: Client, customer: Customer) -> None:
    answer = mail_program.post(address(customer), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert choices(customer) == (False, True)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", FORM),
        (b"", ""),
        (b"anything", "text/plain"),
        (b"not multipart", "multipart/form-data; boundary=x"),
        (b"not multipart", "multipart/form-data"),
        (b"x" * 6_000_000, FORM),
        (b"\xff\xfe=\x00", FORM),
    ],
)
def test_the_wish_counts_however_badly_it_is_written(
    mail_program: Client, customer: Customer, body: bytes, content_type: str
) -> None:
    answer = mail_program.generic("POST", address(customer), body, content_type=content_type)
    assert answer.status_code == 200
    assert choices(customer) == (False, True)


def test_marketing_and_care_are_stopped_apart(mail_program: Client, customer: Customer) -> None:
    mail_program.post(address(customer, MARKETING), ONE_CLICK, content_type=FORM)
    assert choices(customer) == (True, False)


def test_again_and_again_is_the_same_as_once(mail_program: Client, customer: Customer) -> None:
    for _ in range(3):
        answer = mail_program.post(address(customer), ONE_CLICK, content_type=FORM)
        assert answer.status_code == 200
        assert "It has stopped" in answer.content.decode()
    assert ChoiceChange.objects.filter(customer=customer).count() == 1


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_only_a_post_changes_anything(mail_program: Client, customer: Customer, method: str) -> None:
    answer = getattr(mail_program, method)(address(customer))
    assert answer.status_code == (200 if method in ("get", "head") else 405)
    assert choices(customer) == (True, True)
    assert not AuditEvent.objects.exists()
    assert not answer.cookies


def test_the_page_has_a_button_that_works_without_cookies(mail_program: Client, customer: Customer) -> None:
    html = mail_program.get(address(customer)).content.decode()
    assert "Stop our safety notes?" in html
    assert '<form class="form" method="post">' in html
    pressed = mail_program.post(address(customer), {"List-Unsubscribe": "One-Click", "by": "button"})
    assert "does not send safety notes to this address any more" in pressed.content.decode()
    assert ChoiceChange.objects.get(customer=customer).source == "page"
    again = mail_program.get(address(customer)).content.decode()
    assert "It has stopped" in again
    assert "<button" not in again.partition("<main")[2]


def test_the_page_speaks_the_readers_language(mail_program: Client, customer: Customer) -> None:
    answer = mail_program.get(address(customer, MARKETING), headers={"Accept-Language": "es"})
    assert '<html lang="es">' in answer.content.decode()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "ñandú",
        "..%2f..%2f",
        "a" * 3_000,
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_bad_token_gets_a_clear_page(mail_program: Client, customer: Customer, token: str, method: str) -> None:
    answer = getattr(mail_program, method)(f"/unsubscribe/{token}")
    assert answer.status_code == 404
    if token:
        assert "We cannot tell which mail to stop" in answer.content.decode() or "%2f" in token
    assert choices(customer) == (True, True)


def test_a_changed_token_and_one_of_another_purpose_stop_nothing(mail_program: Client, customer: Customer) -> None:
    token = unsubscribe_token(7, customer.pk, CARE)
    swapped = token[:-1] + ("a" if token[-1] != "a" else "b")
    for bad in (swapped, bounce_token(7, customer.pk), token[:-4], unsubscribe_token(7, customer.pk, 9)):
        answer = mail_program.post(f"/unsubscribe/{bad}", ONE_CLICK, content_type=FORM)
        assert answer.status_code == 404
    assert choices(customer) == (True, True)


def test_a_token_survives_mail_programs_that_change_case(mail_program: Client, customer: Customer) -> None:
    answer = mail_program.post(address(customer).upper().replace("/UNSUBSCRIBE/", "/unsubscribe/"))
    assert answer.status_code == 200
    assert choices(customer) == (False, True)


def test_a_customer_of_another_brand_is_not_touched_from_here(mail_program: Client, brand: Brand) -> None:
    theirs = make_customer(make_brand("quayside"), care=True)
    mail_program.post(address(theirs), ONE_CLICK, content_type=FORM)
    assert choices(theirs)[0]


def test_an_erased_customer_gets_no_more_anyway(mail_program: Client, customer: Customer) -> None:
    gone = address(customer)
    customer.delete()
    answer = mail_program.post(gone, ONE_CLICK, content_type=FORM)
    assert answer.status_code == 200
    assert "It has stopped" in answer.content.decode()
