"""The quarterly alert tells by itself what changed at the suppliers, or that nothing did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from change_builders import ANA, BEN, DAY, announce, give, make_change, make_vendor

from factories import NOW, make_brand, make_customer
from forewarn.alerts.models import Alert
from forewarn.alerts.queries.drafts import document_for
from forewarn.cli.sample.alerts import outlines
from forewarn.mail.documents import render_text
from forewarn.vendor_changes.actions.departing import Proof, file_proof
from forewarn.vendor_changes.actions.switching import switch_due
from forewarn.vendor_changes.actions.withdrawing import withdraw_change
from forewarn.vendor_changes.models import Departure
from forewarn.vendor_changes.rules.kinds import Kind
from forewarn.vendors.rules import AtEnd, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def outline():
    return replace(outlines(2026)[3], year=2026, quarter=4, planned_on=NOW.date())


def _says(brand, outline, locale="en"):
    text = render_text(document_for(brand, outline, locale))
    return " ".join(text.split())


def _plain(outline):
    return replace(outline, words={lo: replace(words, suppliers="") for lo, words in outline.words.items()})


def test_no_changes_is_said_where_there_are_none(brand, outline):
    assert "What changed at our suppliers" in _says(brand, outline)
    assert "No changes. Our web site shows who holds your data." in _says(brand, _plain(outline))


def test_announced_and_happened_changes_stand_there_in_each_language(brand, outline):
    quill, wren = make_vendor(brand, "Quillpost"), make_vendor(brand, "Mailwren", state=State.PROPOSED)
    change = announce(make_change(wren, Kind.REPLACING, replaced=quill))
    assert "On 2 January 2027, Mailwren takes over from Quillpost." in _says(brand, _plain(outline))
    assert "El 2 de enero de 2027, Mailwren toma el lugar de Quillpost." in _says(brand, _plain(outline), "es")
    assert switch_due(now=change.effective_at) == [change.pk]
    assert "Mailwren took over from Quillpost on 2 January 2027." in _says(brand, _plain(outline))


def test_a_new_name_is_told_with_the_old_one_also_afterwards(brand, outline):
    change = announce(make_change(make_vendor(brand, "Quillpost"), Kind.RENAME, facts={"name": "Quill & Co"}))
    switch_due(now=change.effective_at)
    assert "Quillpost has been called Quill & Co since 2 January 2027." in _says(brand, _plain(outline))


def test_what_was_taken_back_and_what_was_proved_is_told(brand, outline):
    first = announce(make_change(make_vendor(brand, "Quillpost")))
    withdraw_change(change=first, by=BEN, now=NOW)
    other = make_vendor(brand, "Parcel Lane")
    give(other, [make_customer(brand)], ["email"])
    second = announce(make_change(other))
    switch_due(now=second.effective_at)
    departure = Departure.objects.get(change=second)
    at = second.effective_at + DAY
    file_proof(departure=departure, proof=Proof(AtEnd.DELETED, at.date(), "Letter"), by=ANA, now=at)
    said = _says(brand, _plain(outline))
    assert "A change at Quillpost that we announced will not happen." in said
    assert "Parcel Lane stopped working for us on 2 January 2027." in said
    assert "Parcel Lane has confirmed that it holds no more data of our customers." in said


def test_what_an_earlier_alert_told_is_no_news(brand, outline):
    announce(make_change(make_vendor(brand, "Quillpost")), now=NOW)
    Alert.objects.create(
        brand=brand, year=2026, quarter=3, slug="2026-autumn", planned_on=NOW.date(), created_at=NOW, updated_at=NOW,
        published_at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
    assert "Quillpost" not in _says(brand, _plain(outline))


def test_many_changes_are_counted_and_own_words_stay(brand, outline):
    for number in range(5):
        announce(make_change(make_vendor(brand, f"Vendor {number}")))
    words = {lo: replace(words, suppliers="We also moved house.") for lo, words in outline.words.items()}
    said = _says(brand, replace(outline, words=words))
    assert "There were 2 more. We also moved house." in said
