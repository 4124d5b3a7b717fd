"""The ledger: seeding, words with versions, withdrawal, order, publication."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.promises import actions, queries
from forewarn.promises.models import Promise
from forewarn.promises.recommended import RECOMMENDED

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    brand = make_brand()
    actions.add_recommended(brand=brand, by=SYSTEM, now=NOW)
    return brand


def test_the_recommended_set_stands_in_every_locale_of_the_brand(brand):
    for locale in ("en", "es"):
        lines = queries.promises(brand, locale=locale)
        assert [line.key for line in lines] == [r.key for r in RECOMMENDED]
        assert {line.locale for line in lines} == {locale}
    assert queries.missing_locales(brand) == {}


def test_seeding_twice_adds_nothing(brand):
    assert actions.add_recommended(brand=brand, by=SYSTEM, now=NOW) == 0
    assert Promise.objects.filter(brand=brand).count() == len(RECOMMENDED)


def test_a_locale_without_words_shows_the_default_and_is_reported(brand):
    actions.add_promise(
        brand=brand, key="visit", texts={"en": ("We never visit you unannounced.", "")}, rules=[], by=SYSTEM, now=NOW
    )
    spanish = {line.key: line for line in queries.promises(brand, locale="es")}
    assert spanish["visit"].statement == "We never visit you unannounced."
    assert spanish["visit"].locale == "en"
    assert queries.missing_locales(brand) == {"visit": ["es"]}


def test_new_words_are_a_new_version_and_the_old_ones_stay(brand):
    later = NOW + timedelta(days=30)
    changed = actions.reword_promise(
        brand=brand,
        key="code",
        texts={"en": ("We never ask you to read us a code.", "")},
        rules=["FW-RQ-01", "FW-RQ-02"],
        by=SYSTEM,
        now=later,
    )
    assert changed == 1
    _promise, newest, history = queries.texts_of(brand, "code")
    assert newest["en"].version == 2
    assert newest["es"].version == 1
    assert [t.statement for t in history if t.locale == "en"][1].startswith("We never ask you to tell us")
    assert queries.ledger(brand)["updated"] == later.isoformat()


def test_the_same_words_again_change_nothing(brand):
    line = queries.promises(brand, locale="en")[0]
    same = {"en": (line.statement, line.explanation)}
    assert (
        actions.reword_promise(brand=brand, key=line.key, texts=same, rules=list(line.rules), by=SYSTEM, now=NOW) == 0
    )
    assert not AuditEvent.objects.filter(verb="promise.reworded").exists()


@pytest.mark.parametrize("statement", ["", "   ", "x" * 201])
def test_words_that_do_not_fit_are_refused_and_nothing_is_lost(brand, statement):
    with pytest.raises(actions.UnableToChangePromise):
        actions.add_promise(brand=brand, key="new", texts={"en": (statement, "")}, rules=[], by=SYSTEM, now=NOW)
    assert not Promise.objects.filter(brand=brand, key="new").exists()


def test_withdrawing_needs_a_reason_and_keeps_the_dates_public(brand):
    with pytest.raises(actions.UnableToChangePromise):
        actions.withdraw_promise(brand=brand, key="qr-code", reason=" ", by=SYSTEM, now=NOW)
    actions.withdraw_promise(brand=brand, key="qr-code", reason="parcel lockers need one", by=SYSTEM, now=NOW)
    assert "qr-code" not in [line.key for line in queries.promises(brand, locale="en")]
    row = next(p for p in queries.ledger(brand)["promises"] if p["id"] == "qr-code")
    assert row["until"] == "2026-11-23"
    assert "qr-code" not in [p.key for p in queries.profile_promises(brand)]
    actions.restore_promise(brand=brand, key="qr-code", by=SYSTEM, now=NOW)
    assert "qr-code" in [line.key for line in queries.promises(brand, locale="en")]


def test_moving_changes_places_with_the_neighbour(brand):
    before = [line.key for line in queries.promises(brand, locale="en")]
    actions.move_promise(brand=brand, key=before[1], up=True, by=SYSTEM, now=NOW)
    after = [line.key for line in queries.promises(brand, locale="en")]
    assert after[:2] == [before[1], before[0]]
    actions.move_promise(brand=brand, key=after[0], up=True, by=SYSTEM, now=NOW)
    assert [line.key for line in queries.promises(brand, locale="en")] == after


def test_another_brand_has_its_own_ledger(brand):
    other = make_brand()
    assert queries.promises(other, locale="en") == []
    with pytest.raises(actions.UnableToChangePromise):
        actions.withdraw_promise(brand=other, key="code", reason="x", by=SYSTEM, now=NOW)
