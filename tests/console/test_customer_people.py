"""Screens of customers: the list, one of them, withdrawing, erasing."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.choices import withdraw_choice
from forewarn.audience.models import Customer, ErasedAddress
from forewarn.audience.queries import customers as queries
from forewarn.audience.queries.choices import choice_history
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.outbound.models import SingleMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def ana(brand):
    return make_customer(
        brand, email="ana@people.example", name="Ana Ortiz", external_id="K-1", locale="es", country="MX",
        attributes={"plan": "gold"}, marketing=True,
    )  # fmt: skip


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


def page(client, address):
    answer = client.get(f"/console/lantern/customers/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("", "viewer"),
        ("?q=ana&country=MX", "viewer"),
        ("{}/", "viewer"),
        ("{}/sent/", "viewer"),
        ("{}/withdraw/care/", "editor"),
        ("{}/reachable/", "editor"),
        ("{}/export/", "editor"),
        ("{}/erase/", "approver"),
    ],
)
def test_fixed_set(brand, ana, address, role):
    check(Screen("customers/" + address.format(ana.pk), role=role), brand)


def test_an_empty_list_says_what_to_do(editor, brand):
    assert "No customers yet" in page(editor, "")
    assert "Import customers" in page(editor, "")
    assert "imports/new/" not in page(signed_in(brand, "viewer"), "")


def test_the_list_shows_who_gets_what(editor, brand, ana):
    make_customer(brand, email="tom@people.example", reachable=False)
    make_customer(brand, email="bob@people.example", care=False)
    shown = page(editor, "")
    assert "ana@people.example" in shown
    assert "K-1" in shown
    assert "address does not work" in shown
    assert "nothing by choice" in shown
    assert "3 customers" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ortiz", {"ana"}),
        ("q=K-1", {"ana"}),
        ("q=tom@", {"tom"}),
        ("country=MX", {"ana"}),
        ("locale=en", {"tom", "bob"}),
        ("reachable=no", {"tom"}),
        ("choice=care-no", {"bob"}),
        ("choice=marketing-yes", {"ana"}),
        ("choice=marketing-no&reachable=yes", {"bob"}),
        ("country=ZZ", {"ana", "tom", "bob"}),
    ],
)
def test_filters_and_search(editor, brand, ana, query, found):
    make_customer(brand, email="tom@people.example", reachable=False)
    make_customer(brand, email="bob@people.example", care=False)
    shown = page(editor, f"?{query}")
    assert {name for name in ("ana", "tom", "bob") if f"{name}@people.example</a>" in shown} == found


def test_what_is_not_found_says_what_is_looked_for(editor, ana):
    assert "Nobody fits" in page(editor, "?q=nobody")
    assert 'value="nobody"' in page(editor, "?q=nobody")
    assert "Type a little more" in page(editor, "?q=a")


def test_pages_lead_back_and_forth_and_keep_the_filter(editor, brand, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    ids = [make_customer(brand, country="MX").pk for _ in range(3)][::-1]
    first = page(editor, "?country=MX")
    assert f"?country=MX&amp;older={ids[1]}" in first
    assert 'rel="prev"' not in first
    second = page(editor, f"?country=MX&older={ids[1]}")
    assert f"?country=MX&amp;newer={ids[2]}" in second
    assert 'rel="next"' not in second
    assert page(editor, f"?country=MX&newer={ids[2]}").count("/customers/") >= 2


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "٣"])
def test_a_cursor_that_is_no_number_is_ignored(editor, ana, cursor):
    assert "ana@people.example" in page(editor, f"?older={cursor}")


def test_more_customers_take_no_more_queries(editor, brand, ana):
    def number():
        with CaptureQueriesContext(connection) as captured:
            page(editor, "?locale=es")
        return len(captured)

    number()
    few = number()
    for _ in range(20):
        make_customer(brand, locale="es", country="MX")
    assert number() == few


def test_one_customer(editor, ana):
    by = Actor.customer(ana.pk)
    withdraw_choice(customer_id=ana.pk, choice=Choice.CARE, source=ChoiceSource.ONE_CLICK, by=by, now=NOW)
    shown = page(editor, f"{ana.pk}/")
    for text in ("Ana Ortiz", "ana@people.example", "K-1", "gold", "the unsubscribe button of their mail program"):
        assert text in shown
    assert f"/customers/{ana.pk}/sent/" in shown


def test_names_are_shown_and_never_run(editor, brand):
    evil = make_customer(brand, name="<script>alert(1)</script>", attributes={"x": "<b>y</b>"})
    shown = page(editor, f"{evil.pk}/")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    assert "<b>y</b>" not in shown


def test_an_unreachable_customer_says_why_and_what_to_do(editor, brand):
    tom = make_customer(brand, reachable=False, unreachable_reason="There is no such mailbox", unreachable_since=NOW)
    shown = page(editor, f"{tom.pk}/")
    assert "There is no such mailbox" in shown
    assert "23 Nov 2026" in shown
    assert "There is no such mailbox" in page(editor, f"{tom.pk}/reachable/")
    assert editor.post(f"/console/lantern/customers/{tom.pk}/reachable/").status_code == 302
    tom.refresh_from_db()
    assert tom.reachable


def test_what_was_sent(editor, brand, ana):
    assert "Nothing was sent" in page(editor, f"{ana.pk}/sent/")
    SingleMail.objects.create(
        brand=brand, message_class="transactional", template="audience/one_time_code", locale="en", customer_id=ana.pk,
        to_address=ana.email, idempotency_key="k", queued_at=NOW, due_at=NOW, expires_at=NOW, state="accepted",
        reply="250 2.0.0 Ok", message_id="<s.x@lantern.example>",
    )  # fmt: skip
    shown = page(editor, f"{ana.pk}/sent/")
    assert "audience/one_time_code" in shown
    assert "250 2.0.0 Ok" in shown


def test_withdrawing_for_a_customer(editor, ana):
    assert "Only they can ask for it again" in page(editor, f"{ana.pk}/withdraw/care/")
    assert editor.post(f"/console/lantern/customers/{ana.pk}/withdraw/care/").status_code == 302
    ana.refresh_from_db()
    assert (ana.care, ana.care_withdrawn_here, ana.marketing) == (False, True, True)
    assert choice_history(ana)[0].source is ChoiceSource.STAFF
    assert AuditEvent.objects.get(verb="choice.withdrawn").actor_kind == "staff"
    again = editor.post(f"/console/lantern/customers/{ana.pk}/withdraw/care/", follow=True).content.decode()
    assert "withdrawn before" in again
    assert editor.get(f"/console/lantern/customers/{ana.pk}/withdraw/mandated/").status_code == 404


def test_an_export_is_a_file(editor, ana):
    answer = editor.get(f"/console/lantern/customers/{ana.pk}/export/")
    assert answer["Content-Disposition"] == f'attachment; filename="customer-{ana.pk}.json"'
    assert json.loads(answer.content)["customer"]["email"] == "ana@people.example"


def test_erasing_takes_an_approver_and_a_confirmation(editor, brand, ana):
    approver = signed_in(brand, "approver")
    assert "cannot be brought back" in page(approver, f"{ana.pk}/erase/")
    assert editor.post(f"/console/lantern/customers/{ana.pk}/erase/").status_code == 403
    assert Customer.objects.filter(pk=ana.pk).exists()
    answer = approver.post(f"/console/lantern/customers/{ana.pk}/erase/", follow=True)
    assert "stays out of every import" in answer.content.decode()
    assert not Customer.objects.filter(pk=ana.pk).exists()
    assert ErasedAddress.objects.count() == 1
    assert approver.get(f"/console/lantern/customers/{ana.pk}/").status_code == 404
