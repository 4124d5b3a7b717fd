"""The overview: fixed set, what is left to do, whom care mail reached, what is broken."""

from __future__ import annotations

import pytest
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand, make_customer, make_staff
from forewarn.audit.rules import SYSTEM
from forewarn.brands import actions
from forewarn.foundation import health
from forewarn.foundation.clock import now
from forewarn.foundation.health import beat
from forewarn.mail.resolver import ZoneResolver
from forewarn.sightings.reporting import Lure, Told, add_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand("lantern")


def page_of(brand, role="owner", part=""):
    return signed_in(brand, role).get(f"/console/{brand.slug}/{part}").content.decode()


def test_fixed_set(brand):
    check(Screen("", role="viewer"), brand)
    check(Screen("figures/", role="viewer"), brand)


def test_a_new_brand_is_led_step_by_step(brand):
    page = page_of(brand)
    assert "Left to set up" in page
    for step in ("Publish the key of your signature", "Add a way out for your mail", "Import your customers"):
        assert step in page


def test_records_to_publish_are_shown_exactly(brand):
    key = actions.create_key(domain=brand.sending_domains.get(), by=SYSTEM, now=NOW)
    actions.check_dns(brand=brand, resolver=ZoneResolver(), by=SYSTEM, now=NOW)
    page = page_of(brand)
    assert f"v=DKIM1; k=rsa; p={key.public_key}" in page
    assert "10 safety.lantern.example." in page


def test_missing_parts_of_the_identity_are_named():
    assert "postal address" in page_of(make_brand("bare", postal_address=""))


def test_who_may_not_administer_sees_the_list_without_its_links(brand):
    page = page_of(brand, "viewer")
    assert "Left to set up" in page
    assert "/settings/" not in page
    assert "Check DNS now" not in page


def test_figures_of_the_customers(brand):
    for number in range(12):
        make_customer(brand, reachable=number != 0, care=number != 1)
    make_customer(make_brand("other"))
    page = page_of(brand, part="figures/")
    assert "<dd>12</dd>" in page
    assert '<svg class="drawing"' in page
    assert "Chose not to get these notes" in page
    assert "83.3%" in page


def test_without_customers_there_is_no_picture(brand):
    assert '<svg class="drawing"' not in page_of(brand, part="figures/")


def test_the_figures_follow_by_themselves_and_without_scripts_by_a_link(brand):
    page = page_of(brand)
    assert 'hx-get="/console/lantern/figures/"' in page
    assert '<a href="/console/lantern/figures/">' in page
    fragment = signed_in(brand, "viewer").get("/console/lantern/figures/", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert '<dl class="tiles">' in fragment.content.decode()


def test_what_stands_still_is_said(brand, monkeypatch):
    monkeypatch.setattr(health, "_providers", {})
    assert "tick has not run" in page_of(brand)
    beat("worker", now=now())
    beat("tick", now=now())
    assert "has not run" not in page_of(brand)


def test_the_overview_asks_the_same_number_of_times_however_many_customers(brand, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(brand, "owner")
    client.get("/console/lantern/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/console/lantern/")
    for _ in range(30):
        make_customer(brand)
        make_staff(brand, "viewer")
    with django_assert_num_queries(len(few)):
        client.get("/console/lantern/")


def test_what_waits_for_people_is_named_with_the_way_to_it(brand):
    assert "Wait for you" not in page_of(brand)
    lure = Lure(subject="Your points", text="Your points at Lantern expire tonight, sign in now.")
    add_report(brand=brand, lure=lure, told=Told("a"), now=now())
    shown = page_of(brand, "viewer")
    assert "Wait for you" in shown
    assert '<a href="/console/lantern/sightings/">1 reported scam</a>' in shown
    assert "of staffed hours" in shown
