"""The public page of a change: there once it is announced, in the reader's language, and what became of it."""

from __future__ import annotations

import pytest
from change_builders import BEN, DAY, TODAY, TRANSLATIONS, announce, make_change, make_vendor
from django.test import Client

from factories import NOW, make_brand
from forewarn.vendor_changes.actions.releasing import announce_without_notice
from forewarn.vendor_changes.actions.switching import switch
from forewarn.vendor_changes.actions.withdrawing import withdraw_change
from forewarn.vendor_changes.rules.kinds import Urgency

pytestmark = pytest.mark.django_db


@pytest.fixture
def change():
    brand = make_brand("lantern")
    vendor = make_vendor(brand, "Quillpost", translations=TRANSLATIONS)
    return make_change(vendor, on=TODAY + 10 * DAY, urgency=Urgency.LAW)


def _get(address, **asked):
    answer = Client(headers={"host": "safety.lantern.example"}).get(address, asked)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_it_is_public_once_announced_with_its_urgent_reason_and_in_each_language(change):
    address = f"/vendors/changes/{change.slug}/"
    assert _get(address)[0] == 404
    announce_without_notice(change=change, by=BEN, now=NOW)
    status, page = _get(address)
    assert status == 200
    assert "Quillpost stops working for us." in page and "because the law asks for it sooner" in page
    assert "Quillpost deja de trabajar para nosotros." in _get(address, lang="es")[1]
    for listing in ("/vendors/changes/", "/vendors/"):
        assert address in _get(listing)[1]


def test_it_says_what_became_of_it(change):
    announce(change)
    assert switch(change_id=change.pk, now=change.effective_at)
    page = _get(f"/vendors/changes/{change.slug}/")[1]
    assert "In effect since" in page and "Data at Quillpost" in page and "the proof is still to come" in page


def test_a_withdrawn_one_says_so_above_what_was_written(change):
    announce(change)
    withdraw_change(change=change, by=BEN, now=NOW)
    page = _get(f"/vendors/changes/{change.slug}/")[1]
    assert "The change we told you of will not happen" in page and "Quillpost stops working for us." in page


def test_another_brand_does_not_show_it(change):
    announce(change)
    make_brand("other")
    answer = Client(headers={"host": "safety.other.example"}).get(f"/vendors/changes/{change.slug}/")
    assert answer.status_code == 404
