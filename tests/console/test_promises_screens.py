"""Screens of the ledger: works, needs sign-in, needs a role, other brands invisible, GET changes nothing."""

from __future__ import annotations

import pytest

from factories import NOW, make_brand, make_staff
from forewarn.audit.rules import SYSTEM
from forewarn.promises.actions import add_recommended
from forewarn.promises.models import Promise, PromiseText

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    brand = make_brand("lantern")
    add_recommended(brand=brand, by=SYSTEM, now=NOW)
    return brand


@pytest.fixture
def editor(client, brand):
    client.force_login(make_staff(brand, "editor"))
    return client


WORDS = {
    "statement_en": "We never visit you without a date.",
    "explanation_en": "",
    "statement_es": "Nunca te visitamos sin cita.",
    "explanation_es": "",
    "rules": ["FW-RQ-01"],
}


def test_the_list_shows_every_promise_and_what_keeps_it(editor):
    page = editor.get("/console/lantern/promises/").content.decode()
    assert "We never ask for your password or PIN by email." in page
    assert "3 checks" in page


def test_an_empty_ledger_offers_the_recommended_set(client):
    bare = make_brand("bare")
    client.force_login(make_staff(bare, "editor"))
    assert "Add the recommended promises" in client.get("/console/bare/promises/").content.decode()
    client.post("/console/bare/promises/recommended/")
    assert Promise.objects.filter(brand=bare).count() == 8


def test_a_new_promise_stands_in_every_language(editor, brand):
    assert editor.post("/console/lantern/promises/new/", WORDS).status_code == 302
    promise = Promise.objects.get(brand=brand, texts__statement__contains="visit you")
    assert promise.rules == ["FW-RQ-01"]
    assert {t.locale for t in promise.texts.all()} == {"en", "es"}


def test_bad_input_keeps_what_was_typed(editor):
    answer = editor.post("/console/lantern/promises/new/", WORDS | {"statement_en": ""})
    assert answer.status_code == 422
    assert "Nunca te visitamos sin cita." in answer.content.decode()


def test_the_same_promise_twice_says_so(editor):
    editor.post("/console/lantern/promises/new/", WORDS)
    answer = editor.post("/console/lantern/promises/new/", WORDS)
    assert answer.status_code == 422
    assert "already a promise" in answer.content.decode()


def test_changed_words_are_a_new_version_shown_as_history(editor, brand):
    editor.post("/console/lantern/promises/code/", WORDS | {"rules": ["FW-RQ-01"]})
    assert PromiseText.objects.filter(promise__brand=brand, promise__key="code", locale="en").count() == 2
    assert "Earlier words" in editor.get("/console/lantern/promises/code/").content.decode()


def test_moving_up(editor):
    editor.post("/console/lantern/promises/code/move/", {"direction": "up"})
    page = editor.get("/console/lantern/promises/").content.decode()
    assert page.index("one-time code") < page.index("password or PIN")


def test_ending_needs_an_approver_and_a_reason(client, brand):
    client.force_login(make_staff(brand, "approver"))
    assert client.post("/console/lantern/promises/code/withdraw/", {"reason": ""}).status_code == 422
    assert client.post("/console/lantern/promises/code/withdraw/", {"reason": "we call back now"}).status_code == 302
    assert Promise.objects.get(brand=brand, key="code").withdrawn_on is not None
    client.post("/console/lantern/promises/code/restore/")
    assert Promise.objects.get(brand=brand, key="code").withdrawn_on is None


@pytest.mark.parametrize("path", ["", "new/", "code/", "code/withdraw/"])
def test_needs_sign_in(client, brand, path):
    answer = client.get(f"/console/lantern/promises/{path}")
    assert answer.status_code == 302
    assert "/console/account/login/" in answer["Location"]


@pytest.mark.parametrize("path", ["new/", "code/", "code/withdraw/"])
def test_a_viewer_may_look_but_not_write(client, brand, path):
    client.force_login(make_staff(brand, "viewer"))
    assert client.get("/console/lantern/promises/").status_code == 200
    assert client.get(f"/console/lantern/promises/{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "new/", "code/"])
def test_another_brand_is_invisible(client, brand, path):
    client.force_login(make_staff(make_brand(), "owner"))
    assert client.get(f"/console/lantern/promises/{path}").status_code == 404


@pytest.mark.parametrize("path", ["recommended/", "code/move/", "code/restore/"])
def test_get_changes_nothing(editor, brand, path):
    make_staff(brand, "owner")
    assert editor.get(f"/console/lantern/promises/{path}").status_code in (403, 405)
