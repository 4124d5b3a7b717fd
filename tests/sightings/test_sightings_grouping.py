"""Splitting and merging sightings: later reports find the right one, and a merger can be taken back whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand
from forewarn.audit.rules import Actor
from forewarn.sightings import actions, grouping, reporting
from forewarn.sightings.actions import UnableToDecide
from forewarn.sightings.models import Report, Sighting
from forewarn.sightings.reporting import Lure, Told, add_report
from forewarn.sightings.rules import State
from forewarn.sightings.signals import sighting_decided

pytestmark = pytest.mark.django_db
STAFF = Actor.staff(1, "Ben Hale")
PARCEL = (
    "Dear {name}, your parcel could not be delivered because the address was not complete. Pay the small fee of 1.99 "
    "today and we bring it tomorrow morning between eight and twelve. Thank you, the delivery team of your shop."
)
PRIZE = (
    "Hello {name}, you were drawn among all customers of this year and a garden set waits for you. Tell us where it shall "
    "go and keep your card at hand, since the shipping of the set must be paid before the week ends."
)
GANG = ("+1 888 555 0100",)  # one number, whatever they tell
WORDS = {"en": {"says": "“Your parcel waits”", "wants": "a small fee", "tell": "we never ask for a fee by email"}}


@pytest.fixture
def brand():
    return make_brand("lantern")


def report(
    brand, source, text=PARCEL, *, host="evil.example", subject="News", name="Ana Ortiz", at=0, case="", numbers=()
):
    lure = Lure(
        subject=subject,
        text=text.format(name=name),
        sender=f"info@{host}",
        links=(f"https://{host}/{subject.lower()}",),
        hosts=(host,),
        numbers=numbers,
        names=(name, *name.split()),
    )
    return add_report(brand=brand, lure=lure, told=Told(source, case), now=NOW + timedelta(hours=at))


def told_by(sighting):
    return set(Report.objects.filter(sighting=sighting).values_list("source_hash", flat=True))


def kept(sighting):
    """All that a sighting is, to be compared before and after."""
    sighting.refresh_from_db()
    keys = sorted(sighting.keys.values_list("key", flat=True))
    fields = ("state", "reports", "noise", "first_seen", "last_seen", "merged_into_id")
    lists = [sorted(getattr(sighting, name)) for name in ("domains", "numbers", "links")]
    return [getattr(sighting, name) for name in fields], lists, keys, told_by(sighting)


def test_later_reports_find_what_was_split_off(brand):
    parcel = report(brand, "a", numbers=GANG)
    assert report(brand, "b", PRIZE, subject="Prize", at=1, numbers=GANG).pk == parcel.pk
    report(brand, "c", at=2)
    wrong = Report.objects.get(source_hash="b")
    prize = grouping.split(sighting=parcel, report_ids=[wrong.pk], by=STAFF, now=NOW)
    assert prize.links == ["https://evil.example/prize"]
    assert "garden set" in prize.sample and "[name]" in prize.sample
    assert report(brand, "d", PRIZE, subject="Prize", name="Cyd Moss", at=3).pk == prize.pk
    assert report(brand, "e", name="Cyd Moss", at=4).pk == parcel.pk
    assert report(brand, "f", PRIZE, subject="Prize", host="other.example", at=5).pk == prize.pk
    parcel.refresh_from_db()
    assert (parcel.reports, parcel.links) == (3, ["https://evil.example/news"])


def test_what_it_was_begun_with_can_be_split_off(brand):
    prize = report(brand, "a", PRIZE, subject="Prize", numbers=GANG)
    report(brand, "b", at=1, numbers=GANG)
    first = Report.objects.get(source_hash="a")
    new = grouping.split(sighting=prize, report_ids=[first.pk], by=STAFF, now=NOW)
    prize.refresh_from_db()
    assert (prize.subject, prize.first_seen) == ("News", NOW + timedelta(hours=1))
    assert "parcel" in prize.sample
    assert report(brand, "c", PRIZE, subject="Prize", at=2).pk == new.pk
    assert report(brand, "d", at=3).pk == prize.pk


def two(brand):
    one = report(brand, "a", case="AAAA2222")
    report(brand, "b", at=1)
    other = report(brand, "a", PRIZE, host="prize.test", subject="Prize", at=2, case="BBBB2222")
    report(brand, "c", PRIZE, host="prize.test", subject="Prize", at=3)
    assert one.pk != other.pk
    return one, other


def test_a_merger_carries_everything_over_and_is_taken_back_whole(brand):
    one, other = two(brand)
    before = kept(one), kept(other)
    grouping.merge(sighting=other, into=one, by=STAFF, now=NOW)
    one.refresh_from_db()
    assert (one.reports, one.noise) == (3, 1)
    assert one.links == ["https://evil.example/news", "https://prize.test/prize"]
    assert report(brand, "d", PRIZE, host="prize.test", subject="Prize", at=4).pk == one.pk
    other.refresh_from_db()
    grouping.unmerge(sighting=other, by=STAFF, now=NOW)
    assert told_by(other) == {"a", "c", "d"}  # what came since then and is like it comes as well
    Report.objects.filter(source_hash="d").delete()
    grouping._recount(other)
    assert (kept(one), kept(other)) == before
    assert report(brand, "e", PRIZE, host="prize.test", subject="Prize", at=5).pk == other.pk
    assert report(brand, "f", at=6).pk == one.pk
    with pytest.raises(UnableToDecide, match="in the meantime"):
        grouping.unmerge(sighting=other, by=STAFF, now=NOW)


def test_a_chain_of_mergers_is_taken_back_from_its_end(brand):
    one, other = two(brand)
    third = report(brand, "x", "A third letter that speaks of rain, tea and gardens and of nothing else at all today.",
                   host="third.test", subject="Third letter")  # fmt: skip
    before = kept(one), kept(other), kept(third)
    grouping.merge(sighting=other, into=one, by=STAFF, now=NOW)
    one.refresh_from_db()
    grouping.merge(sighting=one, into=third, by=STAFF, now=NOW)
    other.refresh_from_db()
    with pytest.raises(UnableToDecide, match="Take that back first"):
        grouping.unmerge(sighting=other, by=STAFF, now=NOW)
    third.refresh_from_db()
    assert third.reports == 4
    one.refresh_from_db()
    grouping.unmerge(sighting=one, by=STAFF, now=NOW)
    other.refresh_from_db()
    grouping.unmerge(sighting=other, by=STAFF, now=NOW)
    assert (kept(one), kept(other), kept(third)) == before


def test_whoever_reported_both_hears_of_the_decision(brand):
    heard = []
    sighting_decided.connect(lambda event, **_: heard.append(event), weak=False, dispatch_uid="test")
    try:
        one, other = two(brand)
        grouping.merge(sighting=other, into=one, by=STAFF, now=NOW)
        one.refresh_from_db()
        actions.write_words(sighting=one, words=WORDS, by=STAFF, now=NOW)
        actions.confirm(sighting=one, by=STAFF, now=NOW)
    finally:
        sighting_decided.disconnect(dispatch_uid="test")
    assert (heard[-1].state, sorted(heard[-1].cases)) == (State.CONFIRMED, ["AAAA2222", "BBBB2222"])


def test_a_merger_into_a_decided_one_decides_and_taking_it_back_takes_that_back(brand):
    one, other = two(brand)
    actions.write_words(sighting=one, words=WORDS, by=STAFF, now=NOW)
    actions.confirm(sighting=one, by=STAFF, now=NOW)
    cases = {"BBBB2222"}
    heard = []
    sighting_decided.connect(
        lambda event, **_: heard.append((event.state, set(event.cases))), weak=False, dispatch_uid="test"
    )
    try:
        grouping.merge(sighting=other, into=one, by=STAFF, now=NOW)
        other.refresh_from_db()
        grouping.unmerge(sighting=other, by=STAFF, now=NOW)
    finally:
        sighting_decided.disconnect(dispatch_uid="test")
    assert heard == [(State.CONFIRMED, cases), (State.WAITING, cases)]


def test_a_name_in_the_subject_neither_parts_reports_nor_is_kept(brand):
    for number, name in enumerate(["Ana Ortiz", "Ben Hale", "Cyd Moss"]):
        report(brand, str(number), subject=f"{name}, your parcel", name=name, host=f"h{number}.test")
    found = Sighting.objects.get()
    everything = [
        found.subject,
        found.subject_key,
        found.sample,
        str(found.links),
        *found.keys.values_list("key", flat=True),
    ]
    everything += [str(row) for row in Report.objects.values_list("subject", "marks", "sample")]
    assert not [text for text in everything if "ortiz" in text.lower() or "hale" in text.lower()]


def test_copies_in_other_words_are_kept_up_to_a_number(brand, monkeypatch):
    monkeypatch.setattr(reporting, "SAMPLES", 3)
    for number in range(8):
        words = " ".join(f"w{'abcdefgh'[number]}{letter}" for letter in "abcdefghijklmnop")
        report(brand, str(number), words, subject="abcdefgh"[number] * 9)
    found = Sighting.objects.get()
    assert found.told.exclude(sample="").count() == 3


def test_a_later_report_is_found_by_the_words_of_any_copy(brand):
    """One lure sent in two wordings from one host stays one when the host changes, whichever wording comes next."""
    first, second = (f"{opening} Thank you for your patience, and see you soon in one of our many shops." for opening in (
        "Your parcel could not be delivered because the address was not complete, so pay the small fee of two coins today.",
        "Our courier rang twice this morning and nobody came to the door, therefore a storage charge has become due now.",
    ))  # fmt: skip
    one = report(brand, source="a", text=first, subject="Parcel held back", host="fee-desk.example")
    assert report(brand, source="b", text=second, subject="Courier rang twice", host="fee-desk.example").pk == one.pk
    assert report(brand, source="c", text=second, subject="A charge is due", host="other-desk.example").pk == one.pk
    apart = (
        "We have renewed your antivirus plan for three years and charged your card, so call our billing desk at once."
    )
    assert report(brand, source="d", text=apart, subject="Renewed", host="third-desk.example").pk != one.pk
