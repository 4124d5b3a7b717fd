"""Reports become sightings; staff decide; what is public is redacted and corrected in the open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.sightings import actions, grouping, queries
from forewarn.sightings.actions import UnableToDecide
from forewarn.sightings.models import Report, Sighting
from forewarn.sightings.reporting import Lure, Told, add_report
from forewarn.sightings.rules import Channel
from forewarn.sightings.signals import sighting_decided

pytestmark = pytest.mark.django_db
STAFF = Actor.staff(1, "Ben Hale")
TEXT = (
    "Dear {name}, your parcel could not be delivered because the address was not complete. Pay the small fee of 1.99 "
    "today and we bring it tomorrow morning between eight and twelve. Thank you, the delivery team of your shop."
)
WORDS = {"en": {"says": "“Your parcel waits”", "wants": "a small fee", "tell": "we never ask for a fee by email"}}


@pytest.fixture
def brand():
    return make_brand("lantern")


def lure(name="Ana Ortiz", host="lantern-parcel.example", **fields):
    values = {
        "subject": f"Parcel for {name}",
        "text": TEXT.format(name=name),
        "sender": f"info@{host}",
        "links": (f"https://{host}/pay?u={name}",),
        "hosts": (host,),
        "wants": "money",
        "locale": "en",
        "names": (name, *name.split()),
    }
    return Lure(**(values | fields))


def report(brand, source="a", now=NOW, case="", **fields):
    return add_report(brand=brand, lure=lure(**fields), told=Told(source, case), now=now)


def confirmed(brand, **fields):
    found = report(brand, **fields)
    actions.write_words(sighting=found, words=WORDS, by=STAFF, now=NOW)
    actions.confirm(sighting=found, by=STAFF, now=NOW)
    return found


def test_many_people_report_one_lure(brand):
    for number, name in enumerate(["Ana Ortiz", "Ben Hale", "Cyd Moss"]):
        report(
            brand,
            source=str(number),
            name=name,
            now=NOW + timedelta(hours=number),
            host=f"p{number}.parcel-fee.example",
        )
    found = Sighting.objects.get()
    assert (found.reports, found.noise, found.first_seen, found.last_seen) == (3, 0, NOW, NOW + timedelta(hours=2))
    assert "Ana" not in found.sample + found.subject


def test_one_source_that_reports_again_and_again_is_noise(brand):
    for _ in range(200):
        report(brand)
    found = Sighting.objects.get()
    assert (found.reports, found.noise, Report.objects.get().times) == (1, 199, 200)


def test_other_brands_are_apart(brand):
    report(brand)
    report(make_brand("other"))
    assert queries.sightings(brand).count() == 1


def test_a_lure_by_hand_needs_words(brand):
    call = Lure(subject="", text="A caller says that he is our bank desk and asks for the code.", channel=Channel.CALL)
    found = actions.add_by_hand(brand=brand, lure=call, note="Told at the till", by=STAFF, now=NOW)
    assert (found.channel, found.reports, found.note) == ("call", 0, "Told at the till")
    with pytest.raises(UnableToDecide, match="Say what"):
        actions.add_by_hand(brand=brand, lure=Lure(subject=" ", text=""), note="", by=STAFF, now=NOW)


def test_only_what_has_words_goes_public(brand):
    found = report(brand)
    with pytest.raises(UnableToDecide, match="main language"):
        actions.confirm(sighting=found, by=STAFF, now=NOW)
    assert queries.public_scams(brand, locale="en", now=NOW) == []
    actions.write_words(sighting=found, words=WORDS, by=STAFF, now=NOW)
    actions.confirm(sighting=found, by=STAFF, now=NOW)
    [scam] = queries.public_scams(brand, locale="es", now=NOW)
    assert (scam.locale, scam.wants, scam.reports) == ("en", "a small fee", 1)
    assert queries.suggestions(brand, locale="es", now=NOW) == []
    assert [one.number for one in queries.suggestions(brand, locale="en", now=NOW)] == [found.pk]


def test_what_is_old_is_earlier(brand):
    confirmed(brand)
    later = NOW + timedelta(days=91)
    assert queries.public_scams(brand, locale="en", now=later) == []
    assert len(queries.public_scams(brand, locale="en", now=later, earlier=True)) == 1


def test_what_is_public_is_corrected_in_the_open(brand):
    found = confirmed(brand)
    other = {"en": {**WORDS["en"], "wants": "your card number"}}
    with pytest.raises(UnableToDecide, match="Say in one line"):
        actions.write_words(sighting=found, words=other, by=STAFF, now=NOW)
    actions.write_words(
        sighting=found, words=other, correction="It wants the card number, not a fee.", by=STAFF, now=NOW
    )
    [scam] = queries.public_scams(brand, locale="en", now=NOW)
    assert (scam.wants, scam.corrections) == ("your card number", ((NOW, "It wants the card number, not a fee."),))


def test_decisions_are_taken_back_and_told(brand):
    told = []
    sighting_decided.connect(
        lambda event, **_: told.append((event.state.value, event.cases)), weak=False, dispatch_uid="test"
    )
    try:
        found = confirmed(brand, case="ABCD2345")
        actions.reopen(sighting=found, by=STAFF, now=NOW)
        actions.dismiss(sighting=found, by=STAFF, now=NOW)
        with pytest.raises(UnableToDecide, match="in the meantime"):
            actions.dismiss(sighting=found, by=STAFF, now=NOW)
    finally:
        sighting_decided.disconnect(dispatch_uid="test")
    assert told == [(state, ("ABCD2345",)) for state in ("confirmed", "waiting", "dismissed")]
    assert queries.public_scams(brand, locale="en", now=NOW) == []
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["sighting.written", "sighting.confirmed", "sighting.reopened", "sighting.dismissed"]


def test_merging_moves_the_reports_and_what_it_is_found_by(brand):
    one = report(brand, source="a")
    other = report(
        brand,
        source="a",
        host="x.test",
        text="Quite another letter about points that expire soon, dear reader of ours.",
        subject="Points",
    )
    report(
        brand,
        source="b",
        host="x.test",
        text="Quite another letter about points that expire soon, dear reader of ours.",
        subject="Points",
    )
    other.refresh_from_db()
    grouping.merge(sighting=other, into=one, by=STAFF, now=NOW)
    one.refresh_from_db()
    assert (one.reports, one.noise) == (2, 1)
    assert report(brand, source="c", host="x.test").pk == one.pk
    assert list(queries.sightings(brand)) == [one]
    with pytest.raises(UnableToDecide, match="another sighting"):
        grouping.merge(sighting=one, into=other, by=STAFF, now=NOW)


def test_a_public_one_is_not_merged_away(brand):
    found = confirmed(brand)
    other = actions.add_by_hand(brand=brand, lure=Lure(subject="x", text="y"), note="", by=STAFF, now=NOW)
    with pytest.raises(UnableToDecide, match="public"):
        grouping.merge(sighting=found, into=other, by=STAFF, now=NOW)


def test_splitting_takes_some_reports_out(brand):
    found = report(brand, source="a")
    report(brand, source="b")
    second = Report.objects.get(source_hash="b")
    new = grouping.split(sighting=found, report_ids=[second.pk], by=STAFF, now=NOW)
    found.refresh_from_db()
    assert (found.reports, new.reports) == (1, 1)
    with pytest.raises(UnableToDecide, match="At least one"):
        grouping.split(sighting=found, report_ids=list(found.told.values_list("pk", flat=True)), by=STAFF, now=NOW)
    with pytest.raises(UnableToDecide, match="Choose"):
        grouping.split(sighting=found, report_ids=[second.pk], by=STAFF, now=NOW)


def test_old_reports_go(brand):
    report(brand)
    actions.forget_old(now=NOW + timedelta(days=401))
    assert not Report.objects.exists()


def test_the_list_is_narrowed(brand):
    report(brand)
    assert queries.sightings(brand, words="lantern-parcel").count() == 1
    assert queries.sightings(brand, words="nothing").count() == 0
    assert queries.sightings(brand, state="confirmed").count() == 0
    assert queries.sightings(brand, channel="mail").count() == 1


def test_links_do_not_say_who_got_them_and_the_copy_is_found(brand):
    links = (
        "https://fee.example/pay?u=ana%40mail.example",
        "https://fee.example/ana%40mail.example/Ana%20Ortiz/card.php#ana",
        "https://fee.example/pay?u=other",
    )
    found = add_report(brand=brand, lure=lure(links=links), told=Told("a", mail_id=7), now=NOW)
    assert found.links == ["https://fee.example/pay", "https://fee.example/_/_/card.php"]
    assert found.mail_id == 7
