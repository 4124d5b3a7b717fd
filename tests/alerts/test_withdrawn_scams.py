"""A scam that was taken off the public list leaves the note as well, or whoever approves it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from factories import make_alert, make_author, make_programme, make_staff
from forewarn.alerts.actions import releasing
from forewarn.alerts.queries.drafts import gaps_in_scams, outline_of
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.rules import Scam
from forewarn.audit.rules import SYSTEM
from forewarn.cli.sample.alerts import outlines
from forewarn.sightings.actions import confirm, dismiss, write_words
from forewarn.sightings.queries import suggestions
from forewarn.sightings.reporting import Lure, Told, add_report

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
SAYS = {"en": "“Your parcel waits”", "es": "«Tu paquete espera»"}


@pytest.fixture
def brand():
    return make_programme(now=NOW)


@pytest.fixture
def author(brand):
    return make_author(brand)


@pytest.fixture
def seen(brand):
    """A confirmed scam."""
    lure = Lure(subject="Parcel", text="Pay for your parcel.", hosts=("fee.example",))
    found = add_report(brand=brand, lure=lure, told=Told("a"), now=NOW)
    words = {locale: {"says": says, "wants": "a fee", "tell": "we never ask"} for locale, says in SAYS.items()}
    write_words(sighting=found, words=words, by=SYSTEM, now=NOW)
    confirm(sighting=found, by=SYSTEM, now=NOW)
    return found


def naming(brand):
    """The outline of a note that names what is offered."""
    outline = outlines(2026)[1]
    words = {}
    for locale, text in outline.words.items():
        [offered] = suggestions(brand, locale=locale, now=NOW)
        words[locale] = replace(text, scams=(Scam(offered.says, offered.wants, offered.tell), *text.scams[1:]))
    return replace(outline, words=words)


@pytest.fixture
def alert(brand, seen, author):
    return make_alert(brand, naming(brand), by=author, quarter=2, now=NOW)


def test_a_note_that_names_what_was_withdrawn_is_not_handed_in(brand, alert, seen, author):
    assert gaps_in_scams(brand, outline_of(alert)) == []
    dismiss(sighting=seen, by=SYSTEM, now=NOW)
    told = gaps_in_scams(brand, outline_of(alert))
    assert {(gap.locale, gap.stops) for gap in told} == {("en", True), ("es", True)}
    with pytest.raises(UnableToChangeAlert, match="taken off your public list on 04 May"):
        releasing.submit_alert(alert=alert, by=author, now=NOW)


def test_it_is_handed_in_when_it_stands_again(brand, alert, seen, author):
    dismiss(sighting=seen, by=SYSTEM, now=NOW)
    confirm(sighting=seen, by=SYSTEM, now=NOW)
    releasing.submit_alert(alert=alert, by=author, now=NOW)


def test_whoever_approves_a_note_is_told(brand, alert, seen, author, client):
    releasing.submit_alert(alert=alert, by=author, now=NOW)
    client.force_login(make_staff(brand, "approver"))
    address = f"/console/lantern/alerts/{alert.pk}/"
    assert "taken off your public list" not in client.get(address).content.decode()
    dismiss(sighting=seen, by=SYSTEM, now=NOW)
    shown = client.get(address).content.decode()
    assert "Before it goes out" in shown
    assert "“Your parcel waits” was taken off your public list on 04 May" in shown
