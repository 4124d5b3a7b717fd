"""How we protect our mail: what DNS showed and when, what the brand states, and what is not known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from public_samples import HOST, check_domain, copied_key, harbour_pine
from selectolax.lexbor import LexborHTMLParser

from factories import NOW
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import Brand, SendingDomain
from forewarn.brands.rules.dns import State
from forewarn.mail import resolver
from forewarn.vendors.models import Vendor
from forewarn.vendors.register import add_vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand() -> Brand:
    return harbour_pine()


def page() -> str:
    html = Client(HTTP_HOST=HOST).get("/our-mail/").content.decode()
    tree = LexborHTMLParser(html).css_first("main")
    assert tree
    return " ".join(tree.text(separator=" ").split()).replace(" .", ".").replace(" ,", ",")


def test_who_writes_and_who_sends(brand: Brand) -> None:
    text = page()
    assert "Harbour & Pine <safety@harbourpine.example>" in text
    assert "Harbour & Pine Orders <orders@harbourpine.example>" in text
    assert "harbourpine.example safety notes, since 1 March 2024" in text
    assert "Postbird : sends our order mail sends from mail.postbird.example, since 1 June 2025" in text
    assert "Oldmail, until 31 May 2025" in text


def test_what_was_looked_up_and_when(brand: Brand) -> None:
    text = page()
    assert "looked up on 23 November 2026" in text
    assert "Looked up: the public half of our key is there" in text
    assert "Looked up: we ask them to refuse it." in text
    assert "Looked up: the list is there." in text
    assert "it names: _spf.postbird.example (Postbird), _spf.unlisted.example." in text
    assert "Our own statement: since 20 January 2026 we sign all our mail" in text


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("p=quarantine", "we ask them to put it into spam."),
        ("p=none", "for now we only ask for reports."),
        ("p=nonsense", "we have no working rule yet."),
    ],
)
def test_a_weaker_policy_is_said(brand: Brand, policy: str, said: str) -> None:
    check_domain(brand, policy)
    assert said in page()


def test_the_weakest_domain_decides_and_the_oldest_look_is_dated(brand: Brand) -> None:
    SendingDomain.objects.create(brand=brand, domain="news.example", checked_at=datetime(2026, 11, 1, tzinfo=UTC))
    text = page()
    assert "looked up on 1 November 2026" in text
    assert "we ask them to refuse it" not in text
    assert "We do not know how news.example looks from outside" in text
    assert "We do not know since when we have used news.example." in text


def test_a_domain_below_one_with_a_key_is_signed_with_that_key(brand: Brand) -> None:
    SendingDomain.objects.create(
        brand=brand,
        domain="mail.harbourpine.example",
        checked_at=datetime(2026, 11, 20, tzinfo=UTC),
        findings=SendingDomain.objects.get(domain="harbourpine.example").findings[1:],
    )
    assert "the public half of our key is there" in page()


def test_missing_records_are_said(brand: Brand) -> None:
    check_domain(brand, "p=reject", state=State.MISSING)
    text = page()
    assert "Looked up: the public half of our key was not there." in text
    assert "we have no working rule yet" in text
    assert "the list is missing or has a mistake" in text


def test_no_answer_is_not_taken_for_a_missing_record(brand: Brand) -> None:
    check_domain(brand, "p=reject", state=State.UNKNOWN)
    text = page()
    assert text.count("We could not look this up yet.") == 3
    assert "We do not know how harbourpine.example looks from outside" in text


def test_a_key_that_somebody_else_may_have_is_named(brand: Brand) -> None:
    assert "Keys we no longer trust" not in page()
    copied_key(brand)
    text = page()
    assert "fw2501._domainkey.harbourpine.example since 1 February 2026" in text
    assert "proves nothing" in text


def test_a_company_that_sends_no_mail_or_is_only_proposed_is_not_among_those_that_send(brand: Brand) -> None:
    facts = {"name": "Newcomer", "sending_domains": ["new.example"]}
    add_vendor(brand=brand, facts=facts, reason="x", by=SYSTEM, now=NOW)
    assert "Quill Surveys" not in page()
    assert "Newcomer" not in page()
    Vendor.objects.filter(brand=brand).delete()
    assert "We have listed no company that sends mail for us." in page()


def test_no_name_server_is_asked_while_a_page_is_shown(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("DNS was asked")

    monkeypatch.setattr(resolver.LiveResolver, "_ask", asked)
    monkeypatch.setattr(resolver.ZoneResolver, "_records", asked)
    assert "looked up on" in page()
