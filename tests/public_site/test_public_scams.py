"""Scams in our name: the page, the data and the feed."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from public_samples import HOST, harbour_pine

from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.sightings.actions import confirm, dismiss, reopen, write_words
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
