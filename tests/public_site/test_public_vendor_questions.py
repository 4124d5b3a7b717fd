"""The page on which a vendor answers: by its link alone, without scripts, saved and sent, and closed afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from factories import make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.vendors.models import Questionnaire, VendorVersion
from forewarn.vendors.questionnaires.actions import ask, withdraw
from forewarn.vendors.register import add_vendor

pytestmark = pytest.mark.django_db
HOST = "safety.lantern.example"


@pytest.fixture
def brand():
    return make_brand("lantern", public_host=HOST)


@pytest.fixture
def vendor(brand):
    facts = {"name": "Quillpost", "country": "IE", "notes": "our secret", "admin_contacts": ["bo@quillpost.example"]}
    return add_vendor(brand=brand, facts=facts, reason="x", by=SYSTEM, now=now()).vendor


@pytest.fixture
def path(vendor):
    link = ask(vendor=vendor, days=30, send_to="", by=SYSTEM, now=now()).link
    return link.removeprefix(f"https://{HOST}")


@pytest.fixture
def client():
    return Client(headers={"host": HOST})


def words(answer):
    tree = LexborHTMLParser(answer.content.decode())
    return " ".join(tree.css_first("main").text(separator=" ").split())


def row():
    return Questionnaire.objects.get()


def test_the_page_asks_and_changes_nothing(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "How Quillpost protects our customers’ data" in words(answer)
    page = LexborHTMLParser(answer.content.decode())
    assert page.css_first("#country").attributes["value"] == "IE"
    assert {label.attributes["for"] for label in page.css("form label")} == {
        node.attributes["id"] for node in page.css("form input, form select, form textarea")
    }
    assert "<script" not in answer.content.decode()
    assert "our secret" not in answer.content.decode() and "bo@quillpost" not in answer.content.decode()
    assert row().saves == 0
    assert len(answer.content) < 100_000


def test_nobody_keeps_the_page_or_finds_it(client, path):
    answer = client.get(path)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-referrer" in answer.content.decode() or answer["Referrer-Policy"] == "no-referrer"


def test_another_token_and_another_brand_open_nothing(client, path):
    make_brand("other", public_host="safety.other.example")
    missing = client.get("/vendor-questions/nothing/")
    assert missing.status_code == 404
    for other in (path[:-2] + "/", path.swapcase().replace("VENDOR-QUESTIONS", "vendor-questions")):
        assert client.get(other).status_code == 404
    stranger = Client(headers={"host": "safety.other.example"})
    assert stranger.get(path).status_code == stranger.post(path, {"country": "ES"}).status_code == 404
    assert row().saves == 0


def test_saved_and_gone_on_with_and_sent(client, path):
    answer = client.post(path, {"country": "Spain", "backup_days": "soon", "later": "1"})
    assert "Saved, but not sent yet." in words(answer)
    page = LexborHTMLParser(client.get(path).content.decode())
    assert page.css_first("#country").attributes["value"] == "Spain"
    assert page.css_first("#backup_days").attributes["value"] == "soon"
    assert row().answered_at is None
    sent = client.post(path, {"country": "Spain", "backup_days": "30", "answered_by": "Bo Lind, DPO"})
    assert "Thank you. Your answers are here." in words(sent)
    assert row().answers["facts"] == {"country": "ES", "backup_days": 30}
    assert (row().answered_by, row().draft) == ("Bo Lind, DPO", {})
    assert VendorVersion.objects.count() == 1
    again = client.post(path, {"country": "France", "answered_by": "Eve"})
    assert (again.status_code, row().answered_by) == (200, "Bo Lind, DPO")
    assert "<form" not in client.get(path).content.decode()


def test_what_is_wrong_is_marked_and_what_was_typed_stays(client, path):
    answer = client.post(path, {"country": "Atlantis", "answered_by": "Bo"})
    assert answer.status_code == 422
    assert "Some answers cannot be understood." in words(answer)
    page = LexborHTMLParser(answer.content.decode())
    field = page.css_first("#country")
    assert (field.attributes["value"], field.attributes["aria-invalid"]) == ("Atlantis", "true")
    assert "no country we know" in page.css_first(f"#{field.attributes['aria-describedby'].split()[-1]}").text()
    for typed, says in (
        ({"country": "Spain"}, "Write who you are"),
        ({"answered_by": "Bo"}, "Nothing is answered yet."),
    ):
        assert says in words(client.post(path, typed))
    assert row().answered_at is None


def test_a_link_that_ran_out_or_was_withdrawn_says_so(client, path):
    Questionnaire.objects.update(expires_at=now() - timedelta(seconds=1))
    answer = client.get(path)
    assert (answer.status_code, "This link does not work any more" in words(answer)) == (410, True)
    assert client.post(path, {"country": "ES", "answered_by": "Bo"}).status_code == 410
    Questionnaire.objects.update(expires_at=now() + timedelta(days=1))
    withdraw(questionnaire=row(), by=SYSTEM, now=now())
    assert client.get(path).status_code == 410


def test_what_somebody_typed_is_only_text(client, path):
    answer = client.post(path, {"legal_entity": "<script>alert(1)</script>", "later": "1"})
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_in_the_languages_of_the_brand(client, path, language):
    assert client.get(f"{path}?lang={language}").headers["Content-Language"] == language
    assert ("Quién responde" in words(client.get(f"{path}?lang={language}"))) == (language == "es")
