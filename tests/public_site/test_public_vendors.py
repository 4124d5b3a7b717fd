"""Who has your data: the list on any day, one vendor, what changed, and the same for machines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from markdown_it import MarkdownIt

from factories import make_brand
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.cli.sample.vendors import add_vendors
from forewarn.foundation.clock import now
from forewarn.mail.resolver import ZoneResolver
from forewarn.public_site.vendors.fragment import plain
from forewarn.vendors.fact_table import FACTS, Kind
from forewarn.vendors.models import Vendor
from forewarn.vendors.posture.actions import look_at_mail
from forewarn.vendors.queries import facts_of
from forewarn.vendors.register import Because, add_vendor, enter_facts, move_to
from forewarn.vendors.rules import Ground, State

pytestmark = pytest.mark.django_db
HOST = "safety.lantern.example"
DAY = timedelta(days=1)
SECRETS = ("lantern-prod", "Mara Lindqvist", "harbourpine-live", "hypervisor 7.2", "OQ-88", "audit.pdf", "2025-14")
TEXTS = [
    "/vendors/", "/vendors/quillpost/", "/vendors/changes/", "/vendors.json", "/vendors.jsonld", "/vendors/changes.xml",
    "/vendors/changes.json", "/vendors/fragment.html", "/vendors/fragment.md", "/vendors/quillpost/1.json",
]  # fmt: skip


@pytest.fixture
def brand():
    return make_brand("lantern", locales=["en", "es"])


@pytest.fixture
def sample(brand):
    """The vendors of the sample brand, with a year of changes."""
    moment = now()
    add_vendors(brand, begun=moment - 420 * DAY, now=moment)
    return brand


def read(address: str, **headers: str) -> str:
    answer = Client(HTTP_HOST=HOST).get(address, **headers)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def data(address: str = "/vendors.json") -> Any:
    return json.loads(read(address))


def faults(told: Any) -> list[str]:
    validator = Draft202012Validator(data("/vendors.schema.json"), format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(told)]


def test_the_list_names_who_works_for_us_what_each_has_and_where(sample):
    page = read("/vendors/")
    for words in ("Quillpost", "sends our offers and the garden letter", "How to reach you", "kept in Ireland"):
        assert words in page
    assert "Some of what we know of its protection is out of date" in page
    assert "it deleted the data by" in page
    assert "Heron Reviews" not in page


@pytest.mark.parametrize("address", TEXTS)
def test_nothing_private_and_nothing_proposed_is_published(sample, address):
    text = read(address)
    for secret in (*SECRETS, "Heron Reviews"):
        assert secret not in text, (address, secret)


def test_a_proposal_has_no_page_and_no_document(sample):
    for address in (
        "/vendors/heron-reviews/",
        "/vendors/heron-reviews/1.json",
        "/vendors/nobody/",
        "/vendors/quillpost/9.json",
    ):
        assert Client(HTTP_HOST=HOST).get(address).status_code == 404, address


def test_one_vendor_with_everything_that_is_known(sample):
    page = read("/vendors/quillpost/")
    for words in (
        "Quillpost Mail Ltd", "Email address", "everybody who asked for our offers", "You can say no to it", "United States",
        "standard contract clauses of the EU", "then 30 days", "Staff sign in with passkeys", "by Brightwater Audit",
        "Type II: over a period", "It is not a certificate", "Coldstack", "24 hours", "Quillpost closes its site in Germany.",
    ):  # fmt: skip
        assert words in page, words
    assert "never write to you" not in page


def test_a_vendor_that_never_writes_says_so_and_others_do_not(sample):
    assert "This vendor will never write to you about us." in read("/vendors/ledgerwell/")
    assert "This vendor will never write" not in read("/vendors/parcel-lane/")


def test_stale_evidence_shows_by_itself_and_not_on_a_day_when_it_still_held(sample):
    assert "Out of date: it counted until" in read("/vendors/parcel-lane/")
    day = (now() - 300 * DAY).date()
    page = read(f"/vendors/parcel-lane/?on={day}")
    assert "Out of date" not in page
    assert "This is how it was on" in page
    measures = next(one for one in data()["vendors"] if one["id"] == "parcel-lane")["measures"]
    assert [measure["stale"] for measure in measures] == [False, True]


def test_what_is_not_known_is_said(sample):
    page = read("/vendors/kindly-desk/")
    assert "What we have not written down" in page
    assert "Its own suppliers" in page.partition("What we have not written down")[2]


def test_any_past_day_is_shown_whole(sample):
    day = (now() - 300 * DAY).date()
    assert "United States" in read("/vendors/quillpost/").partition("Where the data is")[2].partition("How long")[0]
    past = read(f"/vendors/quillpost/?on={day}").partition("Where the data is")[2].partition("How long")[0]
    assert "Germany" in past
    assert "United States" not in past
    page = read(f"/vendors/?on={day}")
    assert f"?on={day}" in page
    old = next(one for one in data(f"/vendors.json?on={day}")["vendors"] if one["id"] == "quillpost")
    assert (old["version"], old["storage_places"], len(old["history"])) == (1, ["DE"], 1)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("yesterday", "We could not read the day"),
        ("2026-02-31", "We could not read the day"),
        ("9999-12-31", "That day is still to come"),
        ("0001-01-01", "On that day no company was on the list"),
    ],
)
def test_days_that_cannot_be_shown(sample, typed, says):
    assert says in read(f"/vendors/?on={typed}")


@pytest.mark.parametrize(("typed", "says"), [("yesterday", "2026-03-31"), ("9999-12-31", "has come")])
def test_data_of_a_day_that_cannot_be_shown_is_refused(sample, typed, says):
    answer = Client(HTTP_HOST=HOST).get(f"/vendors.json?on={typed}")
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_the_day_is_the_brand_s_own(brand):
    brand.time_zone = "Pacific/Kiritimati"  # 14 hours ahead of UTC
    brand.save()
    at = datetime(2026, 3, 1, 11, tzinfo=UTC)  # the second of March there
    add_vendor(brand=brand, facts={"name": "Quillpost"}, reason="x", by=SYSTEM, now=at, state=State.ACTIVE)
    assert data("/vendors.json?on=2026-03-01")["vendors"] == []
    assert len(data("/vendors.json?on=2026-03-02")["vendors"]) == 1


def test_changes_are_said_in_words(sample):
    page = read("/vendors/changes/")
    assert "Old Quay Surveys</a> no longer works for us" in page
    assert "Quillpost closes its site in Germany." in page
    assert 'class="gone"><span>Before</span> Germany' in page
    assert 'class="come"><span>Now</span> United States' in page
    assert page.index("90 days after the delivery") < page.index("Quillpost closes")


def test_an_empty_register_says_so(brand):
    assert "We have not listed the companies" in read("/vendors/")
    assert "Nothing has changed" in read("/vendors/changes/")
    told = data()
    assert (told["vendors"], told["version"], told["updated"], faults(told)) == ([], 0, None, [])


def test_spanish_words_where_the_register_has_them(sample):
    page = read("/vendors/quillpost/?lang=es")
    assert "envía nuestras ofertas y la carta del jardín" in page
    assert '<dd lang="en">wiped' not in page
    assert "Estados Unidos" in page
    assert "mueve los ordenadores" in read("/vendors/?lang=es")


def test_sentences_without_a_translation_are_marked_as_the_language_they_are_in(brand):
    facts = {"name": "Quillpost", "purpose": "sends letters"}
    add_vendor(brand=brand, facts=facts, reason="x", by=SYSTEM, now=now(), state=State.ACTIVE)
    assert '<p lang="en">sends letters</p>' in read("/vendors/?lang=es")


def test_the_data_keeps_its_published_schema_and_history_shows_every_version(sample):
    told = data()
    assert faults(told) == []
    quill = next(one for one in told["vendors"] if one["id"] == "quillpost")
    assert [(one["version"], one["changed"]) for one in quill["history"]] == [
        (2, ["access_places", "chain", "storage_places", "transfer_mechanism"]),
        (1, []),
    ]
    assert quill["data_categories"] == ["identity", "contact", "account", "orders"]
    assert told["version"] == sum(len(one["history"]) for one in told["vendors"])
    for version in quill["history"]:
        content = Client(HTTP_HOST=HOST).get(version["document"].removeprefix(f"https://{HOST}")).content
        assert sha256(content).hexdigest() == version["sha256"]
    assert quill["sha256"] == quill["history"][0]["sha256"]


def test_the_schema_refuses_what_it_should(sample):
    for spoil in (
        lambda told: told.update(basis="hearsay"),
        lambda told: told["vendors"][0].update(tenant_name="secret"),
        lambda told: told["vendors"][0].update(storage_places=["Ireland"]),
        lambda told: told["vendors"][0].update(fields=["shoe_size"]),
        lambda told: told["vendors"][0].update(sha256="x"),
        lambda told: told["vendors"][0]["history"].clear(),
        lambda told: told["vendors"][0]["measures"][0].pop("basis"),
        lambda told: told["vendors"][0]["measures"][0].update(evidence="a.pdf"),
    ):
        told = data()
        spoil(told)
        assert faults(told), spoil


def test_the_digest_changes_with_the_register_and_not_with_the_reader(sample):
    before = data()
    assert json.loads(read("/vendors.json", HTTP_ACCEPT_LANGUAGE="es")) == before
    vendor = Vendor.objects.get(slug="quillpost")
    facts = facts_of(vendor) | {"storage_places": ["FR"]}
    enter_facts(vendor=vendor, facts=facts, reason=Because("x", "It moved.", Ground.NO_NOTICE), by=SYSTEM, now=now())
    after = data()
    assert after["sha256"] != before["sha256"]
    assert after["version"] == before["version"] + 1


def test_feeds_carry_every_change_with_an_id_that_stays(sample):
    atom = ElementTree.fromstring(read("/vendors/changes.xml"))
    space = {"a": "http://www.w3.org/2005/Atom"}
    titles = [entry.findtext("a:title", "", space) for entry in atom.findall("a:entry", space)]
    assert "Parcel Lane: How long" in titles
    told = data("/vendors/changes.json")
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in told["items"]] == titles
    ids = [entry.findtext("a:id", "", space) for entry in atom.findall("a:entry", space)]
    assert [item["id"] for item in told["items"]] == ids
    assert len(set(ids)) == len(ids)
    moved = next(item for item in told["items"] if item["id"].endswith("vendor-quillpost-2"))
    assert "Kept in: now United States. Before: Germany." in moved["content_text"]
    assert "closes its site" in moved["content_text"]


def test_the_fragment_for_the_privacy_policy_stays_current(sample):
    answer = Client(HTTP_HOST=HOST).get("/vendors/fragment.html")
    assert answer["Access-Control-Allow-Origin"] == "*"
    text = answer.content.decode()
    assert f'<a href="https://{HOST}/vendors/quillpost/">Quillpost</a>' in text
    assert "Old Quay" not in text
    assert "<script" not in text
    assert " style=" not in text
    vendor = Vendor.objects.get(slug="parcel-lane")
    move_to(vendor=vendor, state=State.LEAVING, reason=Because("x", ground=Ground.ANNOUNCED), by=SYSTEM, now=now())
    renamed = facts_of(vendor) | {"name": "Parcel Road"}
    enter_facts(vendor=vendor, facts=renamed, reason=Because("x", ground=Ground.ANNOUNCED), by=SYSTEM, now=now())
    assert "Parcel Road" in read("/vendors/fragment.html")
    assert "Parcel Road" in read("/vendors/fragment.md")


def test_the_markdown_says_what_the_table_says_and_cannot_be_broken_by_a_name(brand):
    name = "Quill [post](https://evil.example) <b>*x*</b>"
    facts = {"name": name, "fields": ["email"], "storage_places": ["IE"]}
    add_vendor(brand=brand, facts=facts, reason="x", by=SYSTEM, now=now(), state=State.ACTIVE)
    shown = MarkdownIt("commonmark", {"html": True}).render(read("/vendors/fragment.md"))
    assert "Quill [post](https://evil.example) &lt;b&gt;*x*&lt;/b&gt;" in shown
    assert 'href="https://evil.example"' not in shown
    assert "Email address" in shown
    assert "Ireland" in shown
    assert plain("a\nb") == "a b"


HOSTILE = '"><script>alert(1)</script><b>'


def test_hostile_words_stay_words(brand):
    facts = {
        "name": HOSTILE,
        "purpose": HOSTILE,
        "legal_entity": HOSTILE,
        "address": HOSTILE,
        "measures": [{"measure": HOSTILE, "basis": "contract", "verified_by": HOSTILE}],
        "assurance": [{"standard": "other", "scope": HOSTILE}],
        "chain": [{"name": HOSTILE, "purpose": HOSTILE}],
        "retention": HOSTILE,
    }
    made = add_vendor(
        brand=brand, facts=facts, reason=Because("x", why=HOSTILE), by=SYSTEM, now=now(), state=State.ACTIVE
    )
    slug = made.vendor.slug
    for address in (
        "/vendors/",
        f"/vendors/{slug}/",
        "/vendors/changes/",
        "/vendors/fragment.html",
        "/vendors/changes.xml",
    ):
        assert "<script>alert" not in read(address), address


def test_another_brand_s_vendors_are_not_here(sample):
    other = make_brand("other")
    add_vendor(brand=other, facts={"name": "Elsewhere"}, reason="x", by=SYSTEM, now=now(), state=State.ACTIVE)
    for address in TEXTS:
        assert "Elsewhere" not in read(address)
    assert Client(HTTP_HOST=HOST).get("/vendors/elsewhere/").status_code == 404


def test_what_we_looked_up_ourselves_is_shown_as_tested_by_us(sample):
    vendor = Vendor.objects.get(slug="quillpost")
    assert "tested by us" not in read("/vendors/quillpost/")
    zone = {"_dmarc.out.quillpost.example": {"TXT": "v=DMARC1; p=reject"}}
    look_at_mail(vendor=vendor, resolver=ZoneResolver.from_mapping(zone), now=now() - DAY)
    page = read("/vendors/quillpost/")
    assert "Mail services are told to refuse fakes of out.quillpost.example" in page
    assert "tested by us" in page
    assert "tested by us" not in read(f"/vendors/quillpost/?on={(now() - 30 * DAY).date()}")


def test_pages_ask_the_database_a_fixed_number_of_times(brand, django_assert_max_num_queries):
    for number in range(30):
        add_vendor(brand=brand, facts={"name": f"V{number}"}, reason="x", by=SYSTEM, now=now(), state=State.ACTIVE)
    for address in ("/vendors/", "/vendors/v1/", "/vendors/changes/", "/vendors.json"):
        with django_assert_max_num_queries(8):
            read(address)


def _marked() -> dict[str, object]:
    """A vendor that says something recognisable in every place that is not for the public."""
    facts: dict[str, object] = {"name": "Marked", "fields": ["email"]}
    for fact in FACTS.values():
        if not fact.public:
            facts[fact.code] = [f"private-{fact.code}"] if fact.kind is Kind.LINES else f"private-{fact.code}"
    rows = {
        "measures": {"measure": "Locks", "basis": "contract"},
        "assurance": {"standard": "soc2"},
        "leaks": {"began_on": "2025-02-01", "what": "exposed", "note": "A door stood open."},
    }
    for table, row in rows.items():
        private = {column.code: f"private-{table}" for column in FACTS[table].columns if not column.public}
        assert private
        facts[table] = [row | private]
    return facts


def test_what_is_for_staff_stands_in_no_public_output(brand):
    told = {"reason": "private-reason", "by": Actor.staff(7, "private-author")}
    add_vendor(brand=brand, facts=_marked(), state=State.ACTIVE, now=now() - 2 * DAY, **told)
    vendor = Vendor.objects.get(brand=brand, slug="marked")
    more = facts_of(vendor) | {"purpose": "helps", "notes": "private-notes-again", "how_many": "under-1000"}
    enter_facts(vendor=vendor, facts=more, now=now() - DAY, **told)
    outputs = [address.replace("quillpost", "marked") for address in TEXTS]
    outputs += ["/vendors/marked/2.json", f"/vendors.json?on={now() - DAY:%Y-%m-%d}", "/vendors.schema.json"]
    for address in outputs:
        text = read(address)
        assert "private-" not in text, address
    assert "A door stood open." in read("/vendors/marked/")
    assert "We do not know if data of our customers was touched" in read("/vendors/marked/")
    assert "100 to 1,000" in read("/vendors/marked/")


def test_grounds_stand_on_the_pages_in_the_feeds_and_in_the_data(sample):
    for address in ("/vendors/quillpost/", "/vendors/changes/", "/vendors/changes.xml", "/vendors/changes.json"):
        assert "We did not tell you before." in read(address)
    history = next(one for one in json.loads(read("/vendors.json"))["vendors"] if one["id"] == "quillpost")["history"]
    assert {line["ground"] for line in history if "ground" in line} == {"no_notice"}
