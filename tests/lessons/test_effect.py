"""Those who were told against those who were held out: figures from the literature, and the groups as they were drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import load, store
from forewarn.lessons.actions.programme import invite, set_programme
from forewarn.lessons.models import HeldChunk, Invitation
from forewarn.lessons.queries.effect import compare, hold_out, hold_outs
from forewarn.lessons.rules.effect import effect, share
from forewarn.mailings.models import CrowdChunk, Mailing
from forewarn.mailings.queries.content import audience_of
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.promises.actions import add_recommended


def test_a_share_has_wilsons_interval():
    """Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3."""
    found = share(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    assert round(share(0, 20).high, 4) == 0.1611
    assert share(0, 20).low == 0.0


def test_a_difference_has_newcombes_interval():
    """Newcombe 1998, Interval estimation for the difference between independent proportions, table II, method 10."""
    found = effect(told=70, told_hit=56, held=80, held_hit=48, days=91.3125)
    assert (round(found.difference, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)
    assert found.is_clear
    assert round(found.rate(found.told), 1) == 2666.7  # 0.8 in three months


def test_small_groups_and_no_time_show_nothing():
    assert effect(told=19, told_hit=0, held=500, held_hit=5, days=90) is None
    assert effect(told=500, told_hit=0, held=19, held_hit=5, days=90) is None
    assert effect(told=500, told_hit=0, held=500, held_hit=5, days=0) is None
    assert not effect(told=500, told_hit=1, held=500, held_hit=2, days=90).is_clear


@pytest.fixture
def brand():
    brand = make_brand("lantern")
    add_recommended(brand=brand, by=SYSTEM, now=NOW)
    set_programme(brand=brand, hold_out_percent=50, days_between=14, sensitive=False, by=SYSTEM, now=NOW)
    return brand


@pytest.fixture
def invitation(brand) -> Invitation:
    for _ in range(90):
        make_customer(brand)
    made = invite(brand=brand, year=2026, quarter=4, by=SYSTEM, now=NOW)
    told = audience_of(made.mailing).sets[""]
    store(CrowdChunk.objects.filter(mailing=made.mailing), told, mailing=made.mailing, crowd=Crowd.REACHED.value)
    Mailing.objects.filter(pk=made.mailing_id).update(started_at=NOW)
    return Invitation.objects.select_related("mailing", "brand").get(pk=made.pk)


@pytest.mark.django_db
def test_the_groups_are_kept_as_they_were_drawn(brand, invitation):
    held = load(HeldChunk.objects.filter(invitation=invitation))
    told = audience_of(invitation.mailing).sets[""]
    assert len(held) == invitation.held_out
    assert not held & told
    assert len(held | told) == 90
    set_programme(brand=brand, hold_out_percent=0, days_between=14, sensitive=False, by=SYSTEM, now=NOW)
    found = hold_out(brand, invitation.pk, now=NOW + timedelta(days=30))
    assert (found.told, found.held) == (len(told), len(held))
    assert found.until - found.since == timedelta(days=30)
    assert hold_outs(make_brand("other"), now=NOW) == []


@pytest.mark.django_db
def test_a_list_of_numbers_is_counted_by_group_each_customer_once(brand, invitation):
    held = list(load(HeldChunk.objects.filter(invitation=invitation)))
    told = list(audience_of(invitation.mailing).sets[""])
    late = make_customer(brand)
    other = make_customer(make_brand("other"))
    numbers = {customer.pk: customer.external_id for customer in brand_customers(brand)}
    listed = [numbers[pk] for pk in held[:12] + told[:3] + told[:3]]
    listed += [late.external_id, other.external_id, "nobody", " ", listed[0]]
    found = compare(hold_out(brand, invitation.pk, now=NOW + timedelta(days=60)), listed)
    assert (found.effect.told.hit, found.effect.held.hit) == (3, 12)
    assert (found.unknown, found.elsewhere) == (2, 1)
    assert found.effect.difference < 0


def brand_customers(brand):
    from forewarn.audience.queries.customers import customers_of

    return customers_of(brand)


@pytest.mark.django_db
def test_an_erased_customer_leaves_the_group(brand, invitation):
    held = load(HeldChunk.objects.filter(invitation=invitation))
    customer = next(one for one in brand_customers(brand) if one.pk in held)
    erase_customer(brand=brand, customer_id=customer.pk, by=SYSTEM, now=timezone.now())
    assert customer.pk not in load(HeldChunk.objects.filter(invitation=invitation))
