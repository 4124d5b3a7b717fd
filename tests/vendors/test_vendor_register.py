"""Versions of vendors: who, why, when, and what the register said on a past day."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from factories import NOW, make_brand
from forewarn.audit.rules import Actor
from forewarn.vendors import signals
from forewarn.vendors.actions import UnableToChangeVendor, save_vendor
from forewarn.vendors.models import Vendor, VendorVersion
from forewarn.vendors.queries import facts_of, history, register_at, said, vendor_of, version_of
from forewarn.vendors.register import Because, add_vendor, enter_facts, move_to, remove_vendor
from forewarn.vendors.rules import AtEnd, DataAtEnd, Ground, State, fingerprint, version_document

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ANA = Actor.staff(7, "Ana Ruiz")
GONE = DataAtEnd(AtEnd.DELETED, NOW.date(), "Certificate 7 in the contracts folder")


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    """A vendor that was only proposed."""
    return add_vendor(brand=brand, facts={"name": "Quillpost"}, reason="Offer came in", by=ANA, now=NOW).vendor


def _enter(vendor, place, *, now, reason="Contract signed", **more):
    facts = {"storage_places": [place]}
    return enter_facts(vendor=vendor, facts=facts, reason=reason, by=ANA, now=now, **more)


def _move(vendor, *states, start=NOW + DAY):
    for day, state in enumerate(states):
        end = GONE if state is State.ENDED else None
        move_to(
            vendor=vendor,
            state=state,
            reason=Because("As planned", ground=Ground.ANNOUNCED),
            by=ANA,
            now=start + day * DAY,
            end=end,
        )


def test_every_change_is_a_version_with_author_reason_and_time(vendor):
    _enter(vendor, "IE", now=NOW)
    _enter(vendor, "ES", now=NOW + DAY, reason=Because("They moved", why="Their Irish office closes"))
    assert list(history(vendor).values_list("number", "author", "reason", "why", "at")) == [
        (3, "Ana Ruiz", "They moved", "Their Irish office closes", NOW + DAY),
        (2, "Ana Ruiz", "Contract signed", "", NOW),
        (1, "Ana Ruiz", "Offer came in", "", NOW),
    ]


def test_what_is_said_already_is_no_new_version(vendor):
    first = _enter(vendor, "IE", now=NOW)
    again = enter_facts(
        vendor=vendor, facts={"storage_places": [" IE "], "purpose": ""}, reason="x", by=ANA, now=NOW + DAY
    )
    assert (again, history(vendor).count()) == (first, 2)


@pytest.mark.parametrize("reason", ["  ", "x" * 501])
def test_a_change_without_a_reason_that_fits_is_refused(vendor, reason):
    with pytest.raises(UnableToChangeVendor, match="Say why"):
        _enter(vendor, "IE", now=NOW, reason=reason)
    assert history(vendor).count() == 1


def test_wrong_facts_are_refused_whole(brand, vendor):
    with pytest.raises(UnableToChangeVendor, match="shoe_size"):
        enter_facts(vendor=vendor, facts={"name": "Q", "fields": ["shoe_size"]}, reason="x", by=ANA, now=NOW)
    with pytest.raises(UnableToChangeVendor, match="shoe_size"):
        add_vendor(brand=brand, facts={"name": "New", "fields": ["shoe_size"]}, reason="x", by=ANA, now=NOW)
    assert (Vendor.objects.count(), VendorVersion.objects.count()) == (1, 1)


def test_a_vendor_needs_a_name_of_its_own_and_a_possible_beginning(brand, vendor):
    for facts, state, why in (
        ({"name": " "}, State.PROPOSED, "Give the vendor a name"),
        ({"name": "QuillPost!"}, State.PROPOSED, "already listed"),
        ({"name": "Parcels"}, State.ENDED, "cannot begin as ended"),
    ):
        with pytest.raises(UnableToChangeVendor, match=why):
            add_vendor(brand=brand, facts=facts, reason="x", by=ANA, now=NOW, state=state)
    assert add_vendor(brand=make_brand("other"), facts={"name": "Quillpost"}, reason="x", by=ANA, now=NOW)


def test_a_name_that_is_an_address_of_another_page_gets_a_short_name_beside_it(brand):
    made = add_vendor(brand=brand, facts={"name": "Changes"}, reason="x", by=ANA, now=NOW)
    assert (made.vendor.slug, made.vendor.name) == ("changes-vendor", "Changes")


def test_the_register_of_any_past_day(brand, vendor, django_assert_num_queries):
    _enter(vendor, "IE", now=NOW)
    _enter(vendor, "ES", now=NOW + 10 * DAY)
    assert register_at(brand, NOW - DAY) == []
    assert register_at(brand, NOW + 9 * DAY)[0].facts == {"name": "Quillpost", "storage_places": ["IE"]}
    with django_assert_num_queries(1):
        (latest,) = register_at(brand, NOW + 10 * DAY)
        assert (latest.vendor.name, latest.facts["storage_places"]) == ("Quillpost", ["ES"])


def test_another_brand_sees_nothing_of_it(vendor):
    other = make_brand("other")
    assert (register_at(other, NOW), vendor_of(other, "quillpost")) == ([], None)


def test_a_life_from_proposal_to_end_keeps_the_facts(brand, vendor):
    _enter(vendor, "IE", now=NOW)
    _move(vendor, State.ANNOUNCED, State.ACTIVE, State.LEAVING, State.ENDED)
    states = [v.state for v in history(vendor)]
    assert states == ["ended", "leaving", "active", "announced", "proposed", "proposed"]
    assert register_at(brand, NOW + 2 * DAY)[0].state == "active"
    ended = facts_of(vendor)
    assert (ended["storage_places"], ended["data_at_end"], ended["data_gone_on"], ended["until"]) == (
        ["IE"],
        "deleted",
        "2026-11-23",
        "2026-11-27",
    )
    assert "Certificate 7" in ended["proof"]
    assert "Certificate 7" not in str(version_document(said(version_of(vendor))))


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (None, "Say what became of the data"),
        (DataAtEnd(AtEnd.RETURNED, NOW.date(), " "), "how you know"),
        (DataAtEnd(AtEnd.RETURNED, date(2027, 1, 1), "A letter"), "in the future"),
    ],
)
def test_no_end_without_what_became_of_the_data(vendor, end, why):
    _move(vendor, State.ANNOUNCED, State.ACTIVE, State.LEAVING)
    with pytest.raises(UnableToChangeVendor, match=why):
        move_to(vendor=vendor, state=State.ENDED, reason="x", by=ANA, now=NOW + 9 * DAY, end=end)
    assert version_of(vendor).state == "leaving"


def test_whoever_objects_to_an_end_is_heard(vendor):
    def object_to(sender, vendor, now, **_):
        return [f"{vendor.name} is still wanted."]

    _move(vendor, State.ANNOUNCED, State.ACTIVE, State.LEAVING)
    signals.ending.connect(object_to)
    try:
        with pytest.raises(UnableToChangeVendor, match="still wanted"):
            _move(vendor, State.ENDED, start=NOW + 9 * DAY)
    finally:
        signals.ending.disconnect(object_to)
    _move(vendor, State.ENDED, start=NOW + 9 * DAY)
    assert version_of(vendor).state == "ended"


def test_a_new_version_is_announced_with_the_one_before(vendor):
    heard = []

    def hear(sender, vendor, version, before, now, **_):
        heard.append((before.number, version.number, now))

    signals.changed.connect(hear)
    try:
        _enter(vendor, "IE", now=NOW + DAY)
    finally:
        signals.changed.disconnect(hear)
    assert heard == [(1, 2, NOW + DAY)]


def test_only_what_the_public_never_saw_can_be_taken_out(vendor):
    _move(vendor, State.REJECTED, State.PROPOSED, State.ANNOUNCED, State.PROPOSED)
    with pytest.raises(UnableToChangeVendor, match="has been on the public list"):
        remove_vendor(vendor=vendor, by=ANA, now=NOW + 9 * DAY)
    other = add_vendor(brand=vendor.brand, facts={"name": "Typo"}, reason="x", by=ANA, now=NOW).vendor
    remove_vendor(vendor=other, by=ANA, now=NOW)
    assert list(Vendor.objects.values_list("slug", flat=True)) == ["quillpost"]


def test_steps_that_cannot_follow_are_refused(vendor):
    with pytest.raises(UnableToChangeVendor, match="cannot become active"):
        move_to(vendor=vendor, state=State.ACTIVE, reason="x", by=ANA, now=NOW)


def test_a_clock_that_went_back_rewrites_no_history(vendor):
    _enter(vendor, "IE", now=NOW)
    with pytest.raises(UnableToChangeVendor, match="clock"):
        _enter(vendor, "ES", now=NOW - DAY)
    assert history(vendor).count() == 2


def test_each_version_carries_the_fingerprint_of_what_it_publishes(vendor):
    version = _enter(vendor, "IE", now=NOW, reason=Because("x", why="They moved"))
    fresh = VendorVersion.objects.select_related("vendor").get(pk=version.pk)
    assert fresh.sha256 == fingerprint(version_document(said(fresh)))
    fresh.facts = {**fresh.facts, "storage_places": ["US"]}
    assert fresh.sha256 != fingerprint(version_document(said(fresh)))


def test_saving_who_sends_for_us_writes_versions_and_keeps_the_other_facts(brand):
    made = save_vendor(
        brand=brand, slug=None, name="Parcels", purpose="brings parcels", sending_domains=["P.example"], by=ANA, now=NOW
    )
    assert (version_of(made).state, version_of(made).number) == ("active", 1)
    enter_facts(vendor=made, facts=facts_of(made) | {"country": "GB"}, reason="x", by=ANA, now=NOW + DAY)
    save_vendor(brand=brand, slug="parcels", until=date(2027, 1, 1), by=ANA, now=NOW + 2 * DAY, reason="They leave")
    newest = version_of(made)
    assert newest.facts == {
        "name": "Parcels",
        "purpose": "brings parcels",
        "sending_domains": ["p.example"],
        "country": "GB",
        "until": "2027-01-01",
    }
    assert (newest.number, newest.reason) == (3, "They leave")
    with pytest.raises(UnableToChangeVendor, match="No vendor is listed as nobody"):
        save_vendor(brand=brand, slug="nobody", name="X", by=ANA, now=NOW)


def test_what_every_mail_is_compared_with_follows_the_newest_version(vendor):
    facts = {"name": "Quillpost Two", "sending_domains": ["q.example"], "since": "2026-01-02", "purpose": "sends"}
    enter_facts(vendor=vendor, facts=facts, reason="x", by=ANA, now=NOW)
    vendor.refresh_from_db()
    row = (vendor.slug, vendor.name, vendor.purpose, vendor.sending_domains, vendor.since)
    assert row == ("quillpost", "Quillpost Two", "sends", ["q.example"], date(2026, 1, 2))


def test_vendors_of_an_older_installation_get_their_first_version(brand):
    Vendor.objects.create(
        brand=brand, slug="old", name="Old", purpose="sends", sending_domains=["o.example"], since=NOW.date()
    )
    import_module("forewarn.vendors.migrations.0003_vendor_facts").first_versions(apps, None)
    version = version_of(vendor_of(brand, "old"))
    assert (version.number, version.state, version.at) == (1, "active", brand.created_at)
    assert version.facts == {
        "name": "Old",
        "purpose": "sends",
        "sending_domains": ["o.example"],
        "since": "2026-11-23",
    }
    assert version.sha256 == fingerprint(version_document(said(version)))
