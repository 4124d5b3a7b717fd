"""Finding customers: filters, search, pages that continue from an id; segments as sets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lists import write

from factories import NOW, make_brand, make_customer
from forewarn.audience import filtering
from forewarn.audience.actions import segments as actions
from forewarn.audience.actions.segments import UnableToChangeSegment
from forewarn.audience.filtering import fitting, values_of
from forewarn.audience.models import Segment
from forewarn.audience.queries import customers as queries
from forewarn.audience.queries.customers import Figures, customer_by_address, customer_of, customer_page, figures
from forewarn.audience.queries.segments import (
    NoSuchSegment,
    filter_of,
    segment_members,
    segment_of,
    segments,
    some_members,
)
from forewarn.audience.rules.filters import Filter, UnableToReadFilter, read_filter
from forewarn.audience.segments.evaluating import evaluate, waiting
from forewarn.audience.tasks import tick
from forewarn.audit.rules import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def crowd(brand):
    """Four customers, and one of another brand who fits everything."""
    made = {
        "ana": make_customer(brand, email="ana@people.example", name="Ana Ortiz", locale="es-MX", country="MX",
                             attributes={"plan": "gold"}, external_id="K-1"),
        "bob": make_customer(brand, email="bob@people.example", name="Robert Ortiz", locale="en", country="GB",
                             attributes={"plan": "basic", "contains": "x"}, external_id="K-2", care=False),
        "tom": make_customer(brand, email="tom@people.example", name="Tom", locale="es", country="MX", reachable=False,
                             external_id="", created_at=NOW - timedelta(days=100)),
        "zoe": make_customer(brand, email="zoe@people.example", name="Zoë Núñez", locale="de", country="DE",
                             marketing=True, external_id="K-3"),
    }  # fmt: skip
    make_customer(make_brand(), email="ana@people.example", name="Ana Ortiz", locale="es-MX", country="MX",
                  attributes={"plan": "gold"}, external_id="K-1")  # fmt: skip
    return made


def names(brand, wanted=Filter(), text="", **told):  # noqa: B008 - a frozen value
    page = customer_page(brand, wanted, text=text, **told)
    return {customer.email.split("@")[0] for customer in page.rows}


@pytest.mark.parametrize("rare", [0, 1_000], ids=["by condition", "by ids"])
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), {"ana", "bob", "tom", "zoe"}),
        (Filter(locale="es"), {"ana", "tom"}),
        (Filter(locale="es-MX"), {"ana"}),
        (Filter(country="MX"), {"ana", "tom"}),
        (Filter(locale="es", country="MX", reachable=True), {"ana"}),
        (Filter(reachable=False), {"tom"}),
        (Filter(care=False), {"bob"}),
        (Filter(marketing=True), {"zoe"}),
        (Filter(marketing=False, care=True), {"ana", "tom"}),
        (Filter(attribute="plan", value="gold"), {"ana"}),
        (Filter(attribute="plan", value="silver"), set()),
        (Filter(attribute="contains", value="x"), {"bob"}),
        (Filter(attribute="nothing", value="x"), set()),
        (Filter(created_since=date(2026, 11, 23)), {"ana", "bob", "zoe"}),
        (Filter(created_before=date(2026, 11, 23)), {"tom"}),
        (Filter(locale="fr"), set()),
    ],
)
def test_filters(brand, crowd, monkeypatch, rare, wanted, found):
    monkeypatch.setattr(filtering, "RARE", rare)
    assert names(brand, wanted) == found
    assert set(fitting(brand, wanted).values_list("pk", flat=True)) == {crowd[name].pk for name in found}


def test_days_are_those_of_the_brand(tmp_path):
    brand = make_brand(time_zone="Pacific/Auckland")
    early = datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    make_customer(brand, email="early@people.example", created_at=early)
    assert names(brand, Filter(created_since=date(2026, 11, 23))) == {"early"}
    assert names(brand, Filter(created_before=date(2026, 11, 23))) == set()


@pytest.mark.parametrize("rare", [0, 1_000], ids=["common", "rare"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ana@", {"ana"}),
        ("ANA@PEOPLE.EXAMPLE", {"ana"}),
        ("an", {"ana"}),
        ("ortiz", {"ana", "bob"}),
        ("Ortiz, A", {"ana"}),
        ("robert o", {"bob"}),
        ("nunez", {"zoe"}),
        ("Núñ", {"zoe"}),
        ("zoë", {"zoe"}),
        ("K-", {"ana", "bob", "zoe"}),
        ("K-2", {"bob"}),
        ("people", set()),
        ("nobody", set()),
        ("%", set()),
        ("_na", set()),
        ("a", set()),
    ],
)
def test_search_finds_beginnings(brand, crowd, monkeypatch, rare, text, found):
    monkeypatch.setattr(filtering, "RARE", rare)
    assert names(brand, text=text) == found


def test_what_thousands_share_shows_the_first_of_them(brand, crowd, monkeypatch):
    monkeypatch.setattr(filtering, "RARE", 1)
    page = customer_page(brand, Filter(), text="ortiz")
    assert (page.only_first, page.older, page.newer, page.count) == (True, None, None, None)
    assert [customer.name for customer in page.rows] == ["Ana Ortiz", "Robert Ortiz"]
    assert not customer_page(brand, Filter(), text="ana o").only_first
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    assert len(customer_page(brand, Filter(), text="ortiz").rows) == 1


def test_search_within_a_filter(brand, crowd):
    assert names(brand, Filter(country="GB"), text="ortiz") == {"bob"}


def test_an_international_address_is_found_as_it_is_typed(brand):
    customer = make_customer(brand, email="eve@bücher.example")
    customer.email_key = "eve@xn--bcher-kva.example"
    customer.save()
    assert names(brand, text="eve@bücher.example") == {"eve"}


def test_pages_continue_in_both_directions(brand, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    ids = [make_customer(brand).pk for _ in range(5)][::-1]

    def page(**told):
        found = customer_page(brand, Filter(), **told)
        return [c.pk for c in found.rows], found.older, found.newer

    assert page() == (ids[:2], ids[1], None)
    assert page(older_than=ids[1]) == (ids[2:4], ids[3], ids[2])
    assert page(older_than=ids[3]) == (ids[4:], None, ids[4])
    assert page(newer_than=ids[4]) == (ids[2:4], ids[3], ids[2])
    assert page(newer_than=ids[2]) == (ids[:2], ids[1], None)
    assert page(older_than=ids[4]) == ([], None, None)


def test_the_count_ends_where_nobody_reads_on(brand, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 3)
    for _ in range(3):
        make_customer(brand)
    exact = customer_page(brand, Filter())
    assert exact.count == 3
    make_customer(brand)
    make_customer(brand)
    more = customer_page(brand, Filter())
    assert more.count is None


def test_more_customers_take_no_more_queries(brand):
    def number():
        with CaptureQueriesContext(connection) as captured:
            customer_page(brand, Filter(locale="en", reachable=True), text="cust")
        return len(captured)

    make_customer(brand)
    few = number()
    for _ in range(20):
        make_customer(brand)
    assert number() == few


def test_one_customer(brand, crowd):
    assert customer_of(brand, crowd["ana"].pk) == crowd["ana"]
    assert customer_of(make_brand(), crowd["ana"].pk) is None
    assert customer_by_address(brand, "ana@people.example") == crowd["ana"]
    assert customer_by_address(brand, "nobody@people.example") is None


def test_figures_and_values(brand, crowd):
    assert figures(brand) == Figures(customers=4, reachable=3, care=2, marketing=1, erased=0)
    assert values_of(brand, "locale") == ["de", "en", "es", "es-MX"]
    assert values_of(brand, "country") == ["DE", "GB", "MX"]
    assert values_of(make_brand(), "country") == []


def test_filters_are_stored_and_read_again():
    wanted = Filter(locale="es", attribute="plan", value="gold", created_since=date(2026, 1, 2), care=False)
    stored = wanted.to_json()
    assert stored == {
        "locale": "es", "attribute": "plan", "value": "gold", "created_since": "2026-01-02", "care": False,
    }  # fmt: skip
    assert read_filter(stored) == wanted
    assert read_filter({}).empty


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        ({"colour": "red"}, "“colour”"),
        ({"created_since": "soon"}, "created_since: write a day"),
        ({"created_before": 7}, "created_before: write a day"),
        ({"care": "yes"}, "care: write true or false"),
        ({"attribute": "plan"}, "belong together"),
    ],
)
def test_broken_filters_are_told(stored, says):
    with pytest.raises(UnableToReadFilter, match=says):
        read_filter(stored)


def add(brand, name="Mexico", wanted=Filter(country="MX")):  # noqa: B008 - a frozen value
    return actions.add_segment(brand=brand, name=name, wanted=wanted, by=SYSTEM, now=NOW)


def test_a_segment_by_filter_is_counted_and_looked_up_anew(brand, crowd):
    segment = add(brand)
    assert segment.state == "waiting"
    evaluate(segment_id=segment.pk, now=NOW)
    segment.refresh_from_db()
    assert (segment.state, segment.size, segment.evaluated_at) == ("ready", 2, NOW)
    assert set(segment_members(brand, segment.pk)) == {crowd["ana"].pk, crowd["tom"].pk}
    late = make_customer(brand, country="MX")
    assert late.pk in segment_members(brand, segment.pk)
    assert [c.pk for c in some_members(segment)] == [late.pk, crowd["tom"].pk, crowd["ana"].pk]
    assert filter_of(segment) == Filter(country="MX")


def listed(brand, tmp_path, text, name="Readers"):
    path = write(tmp_path, text, "readers.csv")
    made = actions.add_listed_segment(brand=brand, name=name, path=path, file_name="readers.csv", by=SYSTEM, now=NOW)
    evaluate(segment_id=made.pk, now=NOW)
    made.refresh_from_db()
    return made, path


@pytest.mark.parametrize(
    ("text", "found", "missing"),
    [
        ("email,x\nANA@people.example,1\nbob@people.example,2\nnobody@people.example,3\nnot an address,4\n",
         {"ana", "bob"}, 2),
        ("ana@people.example\nana@people.example\n", {"ana"}, 0),
        ("Kundennummer\nK-1\nK-3\nK-9\n", {"ana", "zoe"}, 1),
        ("K-1\nK-2\nK-9\n", {"ana", "bob"}, 1),
        ("customer id;name\nK-1;Ana\n", {"ana"}, 0),
    ],
    ids=["addresses", "no header", "numbers", "numbers in one bare column", "numbers among columns"],
)  # fmt: skip
def test_a_segment_by_list(brand, crowd, tmp_path, text, found, missing):
    made, path = listed(brand, tmp_path, text)
    assert (made.state, made.size, made.not_found) == ("ready", len(found), missing)
    assert set(segment_members(brand, made.pk)) == {crowd[name].pk for name in found}
    assert {c.pk for c in some_members(made)} == {crowd[name].pk for name in found}
    assert made.list_path == ""
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "says"), [("", "empty"), ("a,b\n1,2\n", "No column looks like"), ('x\n"y\n', "Line 2")]
)
def test_a_list_that_cannot_be_read_says_so(brand, tmp_path, text, says):
    made, path = listed(brand, tmp_path, text)
    assert made.state == "failed"
    assert says in made.problem
    assert path.exists()


def test_counting_again_after_a_restart(brand, crowd, django_capture_on_commit_callbacks):
    segment = add(brand)
    assert list(waiting(before=NOW)) == []
    with django_capture_on_commit_callbacks() as queued:
        tick(NOW + timedelta(minutes=2))
    assert len(queued) == 1
    evaluate(segment_id=segment.pk, now=NOW)
    segment.refresh_from_db()
    actions.recount(segment=segment, by=SYSTEM, now=NOW + timedelta(days=1))
    assert list(waiting(before=NOW + timedelta(days=2))) == [segment]
    evaluate(segment_id=10**9, now=NOW)


def test_a_broken_filter_fails_the_segment_and_is_told(brand):
    broken = Segment.objects.create(brand=brand, name="Broken", filter={"colour": "red"}, created_at=NOW)
    evaluate(segment_id=broken.pk, now=NOW)
    broken.refresh_from_db()
    assert broken.state == "failed"
    assert "“colour”" in broken.problem
    with pytest.raises(UnableToReadFilter):
        segment_members(brand, broken.pk)


def test_names_of_segments(brand):
    segment = add(brand, name="  Mexico   City ")
    assert segment.name == "Mexico City"
    for name, says in (("", "a name"), ("x" * 81, "80"), ("Mexico City", "already")):
        with pytest.raises(UnableToChangeSegment, match=says):
            add(brand, name=name)
    with pytest.raises(UnableToChangeSegment, match="Everybody is reached"):
        add(brand, name="All", wanted=Filter())
    actions.rename(segment=segment, name="CDMX", by=SYSTEM, now=NOW)
    actions.rename(segment=segment, name="CDMX", by=SYSTEM, now=NOW)
    other = add(brand, name="Other")
    with pytest.raises(UnableToChangeSegment, match="already"):
        actions.rename(segment=other, name="CDMX", by=SYSTEM, now=NOW)
    assert [s.name for s in segments(brand)] == ["CDMX", "Other"]
    add(make_brand(), name="CDMX")


def test_a_deleted_segment_is_told_as_missing(brand, tmp_path, django_capture_on_commit_callbacks):
    path = write(tmp_path, "email\nx@p.example\n", "l.csv")
    made = actions.add_listed_segment(brand=brand, name="L", path=path, file_name="l.csv", by=SYSTEM, now=NOW)
    number = made.pk
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_segment(segment=made, by=SYSTEM, now=NOW)
    assert not path.exists()
    assert segment_of(brand, number) is None
    with pytest.raises(NoSuchSegment):
        segment_members(brand, number)


def test_another_brands_segment_is_none_of_ours(brand, crowd):
    segment = add(brand)
    other = make_brand()
    assert segment_of(other, segment.pk) is None
    with pytest.raises(NoSuchSegment):
        segment_members(other, segment.pk)
