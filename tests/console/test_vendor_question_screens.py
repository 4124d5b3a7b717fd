"""Screens of questions to a vendor: the link is shown once, the answers side by side, each decided on."""

from __future__ import annotations

import re

import pytest
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.outbound.models import SingleMail
from forewarn.vendors.models import Questionnaire, VendorVersion
from forewarn.vendors.queries import facts_of
from forewarn.vendors.questionnaires.actions import ask, hand_in
from forewarn.vendors.questionnaires.answers import read_answers
from forewarn.vendors.register import add_vendor

pytestmark = pytest.mark.django_db
PAGE = "/console/lantern/vendors/quillpost/questions/"


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    facts = {"name": "Quillpost", "country": "IE", "admin_contacts": ["Bo Lind <bo@quillpost.example>"]}
    return add_vendor(brand=brand, facts=facts, reason="x", by=SYSTEM, now=NOW).vendor


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


@pytest.fixture
def answered(vendor):
    row = ask(vendor=vendor, days=30, send_to="", by=SYSTEM, now=now()).questionnaire
    answers = read_answers({"country": "Spain", "retention": "30 days", "has-malware": "no"})
    hand_in(questionnaire=row, answers=answers, name="Bo Lind, DPO", now=now())
    return row


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def decide(client, row, seen=1, **choices):
    return client.post(f"{PAGE}{row.pk}/", {"seen": seen, **{k.replace("_", "-"): v for k, v in choices.items()}})


def test_every_screen(brand, answered):
    check(Screen("vendors/quillpost/questions/", role="viewer"), brand)
    check(Screen(f"vendors/quillpost/questions/{answered.pk}/", role="viewer"), brand)
    check(Screen(f"vendors/quillpost/questions/{answered.pk}/withdraw/", role="editor"), brand)


def test_the_link_is_shown_once(editor, vendor):
    made = editor.post(PAGE, {"days": "30", "send_to": ""})
    link = re.search(r"https://safety\.lantern\.example/vendor-questions/[\w-]{43}/", made.content.decode())[0]
    assert "Send this link to the vendor" in text_of(made)
    again = editor.get(PAGE)
    assert link not in again.content.decode()
    assert "waits for the vendor" in text_of(again)
    assert not SingleMail.objects.exists()


def test_the_vendors_contact_is_proposed_and_gets_the_mail(editor, vendor):
    assert 'value="bo@quillpost.example"' in editor.get(PAGE).content.decode()
    made = editor.post(PAGE, {"days": "14", "send_to": "bo@quillpost.example"})
    assert "The link was mailed to bo@quillpost.example" in text_of(made)
    assert SingleMail.objects.get().to_address == "bo@quillpost.example"
    assert editor.post(PAGE, {"days": "14", "send_to": "bo@"}).status_code == 422
    assert editor.post(PAGE, {"days": "15", "send_to": ""}).status_code == 422
    assert Questionnaire.objects.count() == 1


def test_who_only_looks_makes_no_link_and_decides_nothing(brand, answered):
    viewer = signed_in(brand, "viewer")
    assert "Make a link" not in text_of(viewer.get(PAGE))
    viewer.post(PAGE, {"days": "30", "send_to": ""})
    decide(viewer, answered, do_country="take")
    assert (Questionnaire.objects.count(), VendorVersion.objects.count()) == (1, 1)


def test_answers_stand_beside_what_the_register_says(editor, answered):
    assert "Answers of vendors wait for you Quillpost" in text_of(editor.get("/console/lantern/vendors/"))
    shown = text_of(editor.get(f"{PAGE}{answered.pk}/"))
    assert "Country The register says The vendor says Ireland Spain" in shown
    assert "Answered by Bo Lind, DPO" in shown
    assert "The vendor says that it does not do this Computers are guarded against malware" in shown


def test_taking_one_and_leaving_another(editor, vendor, answered):
    refused = decide(editor, answered, do_country="take", do_retention="leave")
    assert refused.status_code == 422
    assert "Say why you do not take it: retention." in text_of(refused)
    assert re.search(r'name="do-country" value="take" checked', refused.content.decode())
    done = decide(editor, answered, do_country="take", do_retention="leave", why_retention="Not so")
    assert done.status_code == 302
    shown = text_of(editor.get(done["Location"]))
    assert "1 fact was taken into the register." in shown
    assert "not taken Not so" in shown
    assert "decided" in shown
    assert facts_of(vendor)["country"] == "ES"
    assert "wait for you" not in text_of(editor.get("/console/lantern/vendors/"))


def test_nothing_chosen_and_a_register_that_changed(editor, vendor, answered):
    assert "Choose for at least one fact" in text_of(decide(editor, answered, do_country="later"))
    assert "since you opened this page" in text_of(decide(editor, answered, seen=7, do_country="take"))
    assert facts_of(vendor)["country"] == "IE"


def test_withdrawing_asks_first(editor, vendor):
    row = ask(vendor=vendor, days=30, send_to="", by=SYSTEM, now=now()).questionnaire
    assert "Withdraw these questions?" in text_of(editor.get(f"{PAGE}{row.pk}/withdraw/"))
    assert "does not work any more" in text_of(editor.post(f"{PAGE}{row.pk}/withdraw/", follow=True))
    assert "already" in text_of(editor.post(f"{PAGE}{row.pk}/withdraw/", follow=True))


def test_questions_of_another_vendor_are_not_here(brand, editor, answered):
    add_vendor(brand=brand, facts={"name": "Parcelo"}, reason="x", by=SYSTEM, now=NOW)
    assert editor.get(f"/console/lantern/vendors/parcelo/questions/{answered.pk}/").status_code == 404
