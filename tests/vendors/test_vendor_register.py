"""Versions of vendors: who, why, when, and what the register said on a past day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand
from forewarn.audit.rules import Actor
from forewarn.vendors.actions import UnableToChangeVendor, save_vendor
from forewarn.vendors.models import VendorVersion
from forewarn.vendors.queries import history, register_at
from forewarn.vendors.register import enter_facts, move_to
from forewarn.vendors.rules import State

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ANA = Actor.staff(7, "Ana Ruiz")


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return save_vendor(brand=brand, slug=None, name="Quillpost", by=ANA, now=NOW)


def _enter(vendor, place, *, now, reason="Contract signed"):
    return enter_facts(vendor=vendor, facts={"storage_places": [place]}, reason=reason, by=ANA, now=now)


def test_every_change_is_a_version_with_author_reason_and_time(vendor):
    _enter(vendor, "IE", now=NOW)
    _enter(vendor, "ES", now=NOW + DAY, reason="They moved")
    assert list(history(vendor).values_list("number", "author", "reason", "at")) == [
        (2, "Ana Ruiz", "They moved", NOW + DAY),
        (1, "Ana Ruiz", "Contract signed", NOW),
    ]


def test_a_change_without_a_reason_is_refused(vendor):
    with pytest.raises(UnableToChangeVendor, match="Say why"):
        _enter(vendor, "IE", now=NOW, reason="  ")
    assert not VendorVersion.objects.exists()


def test_wrong_facts_are_refused_whole(vendor):
    with pytest.raises(UnableToChangeVendor, match="shoe_size"):
        enter_facts(vendor=vendor, facts={"name": "Q", "fields": ["shoe_size"]}, reason="x", by=ANA, now=NOW)
    assert not VendorVersion.objects.exists()


def test_the_register_of_any_past_day(brand, vendor, django_assert_num_queries):
    _enter(vendor, "IE", now=NOW)
    _enter(vendor, "ES", now=NOW + 10 * DAY)
    assert register_at(brand, NOW - DAY) == []
    assert register_at(brand, NOW + 9 * DAY)[0].facts == {"storage_places": ["IE"]}
    with django_assert_num_queries(1):
        (latest,) = register_at(brand, NOW + 10 * DAY)
        assert (latest.vendor.name, latest.facts) == ("Quillpost", {"storage_places": ["ES"]})


def test_another_brand_sees_nothing_of_it(vendor):
    _enter(vendor, "IE", now=NOW)
    assert register_at(make_brand("other"), NOW) == []


def test_a_life_from_proposal_to_end_keeps_the_facts(brand, vendor):
    _enter(vendor, "IE", now=NOW)
    for day, state in enumerate([State.ANNOUNCED, State.ACTIVE, State.LEAVING, State.ENDED], start=1):
        move_to(vendor=vendor, state=state, reason="As planned", by=ANA, now=NOW + day * DAY)
    assert [v.state for v in history(vendor)] == ["ended", "leaving", "active", "announced", "proposed"]
    assert register_at(brand, NOW + 2 * DAY)[0].state == "active"
    assert {str(v.facts) for v in history(vendor)} == {"{'storage_places': ['IE']}"}


def test_steps_that_cannot_follow_are_refused(vendor):
    with pytest.raises(UnableToChangeVendor, match="first"):
        move_to(vendor=vendor, state=State.ACTIVE, reason="x", by=ANA, now=NOW)
    _enter(vendor, "IE", now=NOW)
    with pytest.raises(UnableToChangeVendor, match="cannot become active"):
        move_to(vendor=vendor, state=State.ACTIVE, reason="x", by=ANA, now=NOW)


def test_a_clock_that_went_back_rewrites_no_history(vendor):
    _enter(vendor, "IE", now=NOW)
    with pytest.raises(UnableToChangeVendor, match="clock"):
        _enter(vendor, "ES", now=NOW - DAY)
    assert history(vendor).count() == 1
