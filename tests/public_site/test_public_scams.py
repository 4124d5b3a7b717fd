"""Scams in our name: the page, the data and the feed."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from public_samples import HOST, harbour_pine

from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.public_site.page_cache import forget
from forewarn.sightings.actions import confirm, dismiss, reopen, write_words
from forewarn.sightings.models import Sighting
from forewarn.sightings.reporting import Lure, Told, add_report

pytestmark = pytest.mark.django_db
WORDS = {"en": {"says": "“Pay <b>1.99</b>”", "wants": "your card number", "tell": "we never ask for a fee"}}


@pytest.fixture
def brand():
    return harbour_pine()


def a_scam(brand, *, public=True):
    lure = Lure(
        subject="Pay",
        text="Dear Ana Ortiz, pay at https://evil.example/x",
        links=("https://evil.example/x",),
        hosts=("evil.example",),
    )
    found = add_report(brand=brand, lure=lure, told=Told("a", "ABCD2345"), now=now())
    write_words(sighting=found, words=WORDS, by=SYSTEM, now=now())
    if public:
        confirm(sighting=found, by=SYSTEM, now=now())
    return found


def get(path):
    answer = Client(headers={"host": HOST}).get(path)
    assert answer.status_code == 200
    return answer


def test_nothing_known_is_said_so(brand):
    assert "We know of none right now" in get("/scams/").content.decode()


def test_what_staff_confirmed_is_public_in_every_language(brand):
    found = a_scam(brand)
    page = get("/scams/?lang=es").content.decode()
    assert "“Pay &lt;b&gt;1.99&lt;/b&gt;”" in page
    assert "Cómo se nota" in page
    assert f'id="scam-{found.pk}"' in page
    assert "Set-Cookie" not in get("/scams/").headers


def test_what_waits_or_was_dismissed_is_not(brand):
    found = a_scam(brand, public=False)
    assert "card number" not in get("/scams/").content.decode()
    confirm(sighting=found, by=SYSTEM, now=now())
    dismiss(sighting=found, by=SYSTEM, now=now())
    assert "card number" not in get("/scams/").content.decode()


def test_nothing_of_reporters_or_live_addresses_is_public(brand):
    a_scam(brand)
    everything = "".join(get(path).content.decode() for path in ("/scams/", "/scams.json", "/scams/feed.xml"))
    assert not re.search(r"Ana|Ortiz|ABCD2345|evil\.example", everything)


def test_a_correction_is_shown(brand):
    found = a_scam(brand)
    changed = {"en": {**WORDS["en"], "wants": "your password"}}
    write_words(sighting=found, words=changed, correction="It wants the password.", by=SYSTEM, now=now())
    page = get("/scams/").content.decode()
    assert "Corrected on" in page
    assert "It wants the password." in page
    assert "Corrected: It wants the password." in get("/scams/feed.xml").content.decode()


def test_the_data_has_dates_and_basis(brand):
    found = a_scam(brand)
    told = json.loads(get("/scams.json").content)
    assert (told["basis"], told["scams"][0]["id"]) == ("reports_confirmed_by_staff", found.pk)
    assert told["as_of"] and told["scams"][0]["first_seen"]
    assert told["scams"][0]["reported_by_customers"] is True
    found.reports = 0
    found.save()
    assert json.loads(get("/scams.json").content)["scams"][0]["reported_by_customers"] is False
    assert "or we found them ourselves" in get("/scams/").content.decode()


def test_the_alert_editor_offers_it(brand):
    from forewarn.sightings.queries import suggestions

    a_scam(brand)
    assert [scam.wants for scam in suggestions(brand, locale="en", now=now())] == ["your card number"]


def test_what_was_taken_off_the_list_is_said_so_and_kept(brand):
    found = a_scam(brand)
    dismiss(sighting=found, by=SYSTEM, now=now())
    page = get("/scams/").content.decode()
    assert "What we took off this list" in page
    assert "It was no scam in our name" in page and "“Pay &lt;b&gt;1.99&lt;/b&gt;”" in page
    assert "No era una estafa en nuestro nombre" in get("/scams/?lang=es").content.decode()
    told = json.loads(get("/scams.json").content)
    assert told["scams"] == [] and told["withdrawn"][0]["why"] == "no_scam_in_our_name"
    assert "Taken off the list" in get("/scams/feed.xml").content.decode()
    reopen(sighting=found, by=SYSTEM, now=now())
    assert "We look at it once more" in get("/scams/").content.decode()
    confirm(sighting=found, by=SYSTEM, now=now())
    page = get("/scams/").content.decode()
    assert "What we took off this list" not in page
    assert "Taken off this list on" in page and "Put back on" in page
    assert [one["listed"] for one in json.loads(get("/scams.json").content)["scams"][0]["off_and_on"]] == [False, True]


SCHEMA = Path(__file__).parent.parent.parent / "docs" / "schemas" / "scams.schema.json"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(path="/scams/feed.xml"):
    return ElementTree.fromstring(get(path).content)


def texts(parent, path):
    return [one.text for one in parent.findall(path, ATOM)]


def test_the_data_keeps_its_published_schema(brand):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    found = a_scam(brand)
    write_words(
        sighting=found,
        words={"en": {**WORDS["en"], "wants": "money"}},
        correction="It wants money.",
        by=SYSTEM,
        now=now(),
    )
    listed = json.loads(get("/scams.json").content)
    dismiss(sighting=found, by=SYSTEM, now=now())
    withdrawn = json.loads(get("/scams.json").content)
    assert (len(listed["scams"]), len(withdrawn["withdrawn"])) == (1, 1)
    for told in (listed, withdrawn):
        assert not list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(told))


def test_the_feed_is_of_form(brand):
    """RFC 4287: ids, dates, author, its own address, and texts that no reader takes for HTML."""
    a_scam(brand)
    atom = feed()
    [entry] = atom.findall("a:entry", ATOM)
    for parent in (atom, entry):
        assert all(len(parent.findall(f"a:{name}", ATOM)) == 1 for name in ("id", "title", "updated"))
    assert texts(atom, "a:author/a:name") == ["Harbour & Pine"]
    links = {one.get("rel"): one.get("href") for one in atom.findall("a:link", ATOM)}
    assert links == {"alternate": f"https://{HOST}/scams/", "self": f"https://{HOST}/scams/feed.xml"}
    assert texts(entry, "a:title") == ["“Pay <b>1.99</b>”"]
    content = entry.find("a:content", ATOM)
    assert content.get("type") == "text"
    assert content.text == "It wants: your card number\nHow you can tell: we never ask for a fee"
    assert all(datetime.fromisoformat(when).tzinfo for when in texts(atom, ".//a:updated"))


def test_an_entry_keeps_its_id_whatever_becomes_of_it_and_its_date_moves_on(brand):
    found = a_scam(brand)
    seen = [feed().find("a:entry", ATOM)]
    for step in (dismiss, reopen, confirm):
        step(sighting=found, by=SYSTEM, now=now())
        seen.append(feed().find("a:entry", ATOM))
    assert len({texts(entry, "a:id")[0] for entry in seen}) == 1
    dates = [texts(entry, "a:updated")[0] for entry in seen]
    assert dates == sorted(dates)
    assert [texts(entry, "a:title")[0].startswith("Taken off") for entry in seen] == [False, True, True, False]


def test_the_words_of_an_entry_say_their_language(brand):
    a_scam(brand)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    spanish = feed("/scams/feed.xml?lang=es")
    assert (spanish.get(lang), spanish.find("a:entry", ATOM).get(lang)) == ("es", "en")
    assert feed().find("a:entry", ATOM).get(lang) is None


def test_an_empty_feed_does_not_change_by_itself(brand):
    assert texts(feed(), "a:updated")[0][:19] == brand.created_at.isoformat()[:19]


def test_of_five_hundred_the_page_shows_the_last_and_the_data_all(brand, django_assert_max_num_queries):
    first = a_scam(brand)
    Sighting.objects.bulk_create(
        Sighting(
            brand=brand, state="confirmed", channel="mail", words=WORDS, reports=1, began_at=first.began_at, first_seen=first.first_seen,
            last_seen=first.last_seen - timedelta(minutes=number), published_at=first.published_at,
        )
        for number in range(1, 500)
    )  # fmt: skip
    forget()
    page = get("/scams/")
    assert page.content.count(b'id="scam-') == 60 and "440 more stand in the data below." in page.content.decode()
    assert "Hay 440 más en los datos de abajo." in get("/scams/?lang=es").content.decode()
    assert len(page.content) < 100_000
    with django_assert_max_num_queries(20):
        assert len(json.loads(get("/scams.json").content)["scams"]) == 500
    assert len(feed().findall("a:entry", ATOM)) == 100
