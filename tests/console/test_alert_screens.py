"""Screens of the alert: calendar, writing with its checks, handing in, approving, scheduling, correcting."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from fixed_set import Screen, check

from factories import NOW, make_alert, make_brand, make_programme, make_staff
from forewarn.alerts.actions.releasing import approve_alert, submit_alert
from forewarn.alerts.actions.waiving import waive, withdraw_waiver
from forewarn.alerts.models import Alert
from forewarn.alerts.queries.drafts import alert_by_id
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.cli.sample.alerts import outlines
from forewarn.console.alerts import editing, releasing, views, waivers
from forewarn.lessons.actions.programme import invite, set_programme

pytestmark = pytest.mark.django_db
AUTUMN = outlines(2026)[3]
LIST = "/console/lantern/alerts/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for module in (views, editing, releasing, waivers):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def brand():
    return make_programme()


@pytest.fixture
def staff(brand):
    return {role: make_staff(brand, role) for role in ("viewer", "editor", "approver", "owner")}


@pytest.fixture
def alert(brand, staff):
    by = Actor.staff(staff["editor"].pk, "Ben")
    return make_alert(brand, AUTUMN, by=by, quarter=4)


@pytest.fixture
def as_role(client, staff):
    def sign_in(role):
        client.force_login(staff[role])
        return client

    return sign_in


def form_of(page: str) -> dict[str, object]:
    """What a browser would post from the page of the form, unchanged."""
    fields: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]+>", page):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or name[1] in {"csrfmiddlewaretoken"} or name[1].startswith("view-"):
            continue
        if 'type="checkbox"' in tag:
            if "checked" in tag:
                fields.setdefault(name[1], [])
                fields[name[1]].append(value[1] if value else "on")
        else:
            fields[name[1]] = value[1].replace("&amp;", "&") if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.S):
        fields[name] = text
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_the_calendar_shows_four_quarters_and_what_is_due(as_role, alert):
    page = as_role("viewer").get(f"{LIST}year/2026/").content.decode()
    assert page.count('scope="row"') == 4
    assert "Not sent" in page
    assert "Draft" in page
    assert "can no longer cover" in page
    assert "Begin" not in as_role("viewer").get(f"{LIST}year/2027/").content.decode()


def test_beginning_leads_to_writing(as_role, brand):
    answer = as_role("editor").post(f"{LIST}year/2026/4/begin/")
    alert = Alert.objects.get(brand=brand)
    assert answer["Location"] == f"{LIST}{alert.pk}/write/"
    assert as_role("editor").post(f"{LIST}year/2026/4/begin/")["Location"] == f"{LIST}year/2026/"


def test_the_form_shows_what_was_written_and_saving_it_changes_nothing(as_role, alert):
    client = as_role("editor")
    page = client.get(f"{LIST}{alert.pk}/write/").content.decode()
    assert "Turn on automatic updates." in page
    fields = form_of(page)
    assert client.post(f"{LIST}{alert.pk}/write/", fields).status_code == 302
    assert "Nothing was changed." in client.get(f"{LIST}{alert.pk}/").content.decode()


def test_saving_one_language_keeps_the_other(as_role, alert):
    client = as_role("editor")
    fields = form_of(client.get(f"{LIST}{alert.pk}/write/?locale=es").content.decode())
    answer = client.post(
        f"{LIST}{alert.pk}/write/?locale=es", fields | {"thing_title": "Activa las mejoras.", "next": "en"}
    )
    assert answer["Location"].endswith("?locale=en")
    texts = {t.locale: t.thing_title for t in Alert.objects.get(pk=alert.pk).texts.all()}
    assert texts == {"en": "Turn on automatic updates.", "es": "Activa las mejoras."}


def test_bad_input_keeps_what_was_typed(as_role, alert):
    client = as_role("editor")
    fields = form_of(client.get(f"{LIST}{alert.pk}/write/").content.decode())
    answer = client.post(f"{LIST}{alert.pk}/write/", fields | {"planned_on": "soon", "thing_title": "Kept words"})
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()


def test_the_checks_follow_the_words_without_saving(as_role, alert):
    client = as_role("editor")
    fields = form_of(client.get(f"{LIST}{alert.pk}/write/").content.decode())
    before = Alert.objects.get(pk=alert.pk).updated_at
    fragment = client.post(
        f"{LIST}{alert.pk}/check/", fields | {"suppliers": "Confirm your password now."}
    ).content.decode()
    assert "<html" not in fragment
    assert "must be mended" in fragment
    assert "Confirm your password now." in fragment
    assert Alert.objects.get(pk=alert.pk).updated_at == before


def test_the_paper_shows_only_words_that_were_signed_here(as_role, alert):
    client = as_role("editor")
    page = client.get(f"{LIST}{alert.pk}/write/").content.decode()
    address = re.search(r'src="([^"]+paper/\?words=[^"]+)"', page)[1].replace("&amp;", "&")
    answer = client.get(address)
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Turn on automatic updates." in answer.content.decode()
    assert client.get(f"{LIST}{alert.pk}/paper/?words=forged").status_code == 404


def test_from_handing_in_to_sending(as_role, alert, staff):
    page = as_role("editor").post(f"{LIST}{alert.pk}/submit/", follow=True).content.decode()
    assert "Handed in" in page
    assert as_role("editor").post(f"{LIST}{alert.pk}/approve/").status_code == 403
    page = as_role("approver").post(f"{LIST}{alert.pk}/approve/", follow=True).content.decode()
    assert "Approved" in page
    start = {"start": "2026-12-01T09:00", "waves": 2, "wave_days": 1}
    page = as_role("approver").post(f"{LIST}{alert.pk}/schedule/", start, follow=True).content.decode()
    assert "Scheduled" in page
    mailing = alert_by_id(alert.pk).mailing
    assert mailing.scheduled_for == datetime.fromisoformat("2026-12-01T09:00+00:00")
    assert mailing.waves == 2


def test_a_date_far_from_the_printed_one_is_refused_with_the_remedy(as_role, alert, staff):
    submit_alert(alert=alert, by=Actor.staff(staff["editor"].pk, "Ben"), now=NOW)
    approve_alert(alert=alert_by_id(alert.pk), by=Actor.staff(staff["approver"].pk, "C"), now=NOW)
    start = {"start": "2026-12-25T09:00", "waves": 1, "wave_days": 0}
    page = as_role("approver").post(f"{LIST}{alert.pk}/schedule/", start, follow=True).content.decode()
    assert "Change the date of the note" in page


def test_approving_ones_own_asks_for_a_reason_and_shows_it(as_role, alert, staff):
    submit_alert(alert=alert, by=Actor.staff(staff["owner"].pk, "Ana"), now=NOW)
    client = as_role("owner")
    assert client.post(f"{LIST}{alert.pk}/approve/", {"emergency_reason": ""}).status_code == 422
    page = client.post(
        f"{LIST}{alert.pk}/approve/", {"emergency_reason": "a wave of fakes"}, follow=True
    ).content.decode()
    assert "a wave of fakes" in page
    assert "as an emergency" in page


def test_writing_again_takes_the_approval_back(as_role, alert, staff):
    submit_alert(alert=alert, by=Actor.staff(staff["editor"].pk, "Ben"), now=NOW)
    client = as_role("editor")
    fields = form_of(client.get(f"{LIST}{alert.pk}/write/").content.decode())
    page = client.post(f"{LIST}{alert.pk}/write/", fields | {"thing_minutes": "9"}, follow=True).content.decode()
    assert "needs a new approval" in page
    assert alert_by_id(alert.pk).mailing is None


def test_deleting_asks_first(as_role, alert):
    client = as_role("editor")
    assert "Delete this draft?" in client.get(f"{LIST}{alert.pk}/delete/").content.decode()
    assert Alert.objects.count() == 1
    client.post(f"{LIST}{alert.pk}/delete/")
    assert Alert.objects.count() == 0


READING = [
    "",
    "year/2026/",
    "{pk}/",
    "{pk}/write/",
    "{pk}/approve/",
    "{pk}/schedule/",
    "{pk}/delete/",
    "{pk}/waive/",
    "{pk}/correct/",
]
CHANGING = ["year/2027/1/begin/", "{pk}/check/", "{pk}/test/", "{pk}/submit/", "{pk}/withdraw/"]


@pytest.mark.parametrize("path", READING)
def test_needs_sign_in(client, alert, path):
    answer = client.get(LIST + path.format(pk=alert.pk))
    assert answer.status_code == 302
    assert "/console/account/login/" in answer["Location"]


@pytest.mark.parametrize("path", READING[3:])
def test_a_viewer_may_look_but_not_write(as_role, alert, path):
    assert as_role("viewer").get(LIST + path.format(pk=alert.pk)).status_code == 403


@pytest.mark.parametrize("path", READING[2:])
def test_another_brand_is_invisible(client, alert, path):
    other = make_brand("other")
    client.force_login(make_staff(other, "owner"))
    assert client.get(LIST + path.format(pk=alert.pk)).status_code == 404
    assert client.get(f"/console/other/alerts/{path.format(pk=alert.pk)}").status_code in (200, 404)
    assert client.get(f"/console/other/alerts/{alert.pk}/").status_code == 404


@pytest.mark.parametrize("path", CHANGING)
def test_get_changes_nothing(as_role, alert, path):
    assert as_role("owner").get(LIST + path.format(pk=alert.pk)).status_code == 405


def test_the_lessons_of_the_quarter_are_told_of_in_every_language_or_in_none(as_role, alert):
    client, address = as_role("editor"), f"{LIST}{alert.pk}/write/"
    page = client.get(address).content.decode()
    assert "Tell of this quarter" in page
    assert client.post(address, form_of(page) | {"practice": "on"}).status_code == 302
    saved = Alert.objects.get(pk=alert.pk)
    assert len(saved.practice_keys) == 3
    assert {t.locale: len(t.practice) for t in saved.texts.all()} == {"en": 3, "es": 3}
    page = client.get(address).content.decode()
    assert "choose Safety, then Practice" in page
    fields = form_of(page)
    assert "practice" in fields
    del fields["practice"]
    client.post(address, fields)
    saved = Alert.objects.get(pk=alert.pk)
    assert saved.practice_keys == []
    assert {t.locale: t.practice for t in saved.texts.all()} == {"en": [], "es": []}


def test_lessons_that_have_a_mail_of_their_own_are_not_offered_again(as_role, alert, brand):
    by = Actor.staff(make_staff(brand, "editor").pk, "Ben")
    invite(brand=brand, year=2026, quarter=4, by=by, now=NOW)
    page = as_role("editor").get(f"{LIST}{alert.pk}/write/").content.decode()
    assert "Tell of this quarter" not in page


def test_the_form_says_that_an_alert_holds_nobody_out(as_role, alert, brand):
    set_programme(brand=brand, hold_out_percent=10, days_between=14, sensitive=False, by=SYSTEM, now=NOW)
    assert "nobody is held out" in as_role("editor").get(f"{LIST}{alert.pk}/write/").content.decode()


def let_pass(alert, rule="FW-RD-01", days=30, reason="The word is on our cards"):
    expires = NOW.date() + timedelta(days=days)
    return waive(alert=alert, rule=rule, person="Chidi Eze", reason=reason, expires=expires, by=SYSTEM, now=NOW)


def test_the_screens_of_waivers_get_the_fixed_set(brand, alert):
    waiver = let_pass(alert)
    check(Screen("alerts/waivers/", role="viewer"), brand)
    check(Screen(f"alerts/waivers/{waiver.pk}/withdraw/", role="approver"), brand)


def test_waivers_show_who_why_and_until_when_and_ended_ones_apart(as_role, alert):
    let_pass(alert)
    old = let_pass(alert, rule="FW-LK-02", reason="The old shop")
    withdraw_waiver(waiver=old, person="Ada Obi", by=SYSTEM, now=NOW)
    client = as_role("viewer")
    standing = client.get(f"{LIST}waivers/").content.decode()
    for words in (
        "Easy to read",
        "FW-RD-01",
        "The word is on our cards",
        "Chidi Eze",
        "In force (1)",
        f"{LIST}{alert.pk}/",
    ):
        assert words in standing, words
    assert "The old shop" not in standing
    assert "Take back" not in standing  # a viewer looks
    ended = client.get(f"{LIST}waivers/?show=ended").content.decode()
    for words in ("The old shop", "taken back", "Ada Obi"):
        assert words in ended, words
    assert "The word is on our cards" not in ended
    assert f"{LIST}waivers/" in client.get(LIST).content.decode()
    assert f"{LIST}waivers/" in client.get(f"{LIST}{alert.pk}/").content.decode()


def test_an_expired_waiver_stands_among_the_ended(as_role, alert, monkeypatch):
    let_pass(alert, days=0)
    monkeypatch.setattr(waivers, "now", lambda: NOW + timedelta(days=1))
    page = as_role("approver").get(f"{LIST}waivers/?show=ended").content.decode()
    assert "expired" in page
    assert "Take back" not in page
    assert "Nothing is waived" in as_role("approver").get(f"{LIST}waivers/").content.decode()


def test_an_approver_takes_a_waiver_back(as_role, alert):
    waiver = let_pass(alert)
    client = as_role("approver")
    assert f"{LIST}waivers/{waiver.pk}/withdraw/" in client.get(f"{LIST}waivers/").content.decode()
    assert "Take back the waiver of FW-RD-01?" in client.get(f"{LIST}waivers/{waiver.pk}/withdraw/").content.decode()
    page = client.post(f"{LIST}waivers/{waiver.pk}/withdraw/", follow=True).content.decode()
    assert "The finding counts again." in page
    assert "Nothing is waived" in page
    again = client.post(f"{LIST}waivers/{waiver.pk}/withdraw/", follow=True).content.decode()
    assert "It was taken back already." in again


def test_taking_back_says_that_a_handed_in_alert_is_a_draft_again(as_role, alert, staff):
    submit_alert(alert=alert, by=Actor.staff(staff["editor"].pk, "Ben"), now=NOW)
    waiver = let_pass(alert)
    client = as_role("approver")
    assert "goes back to a draft" in client.get(f"{LIST}waivers/{waiver.pk}/withdraw/").content.decode()
    assert "draft again" in client.post(f"{LIST}waivers/{waiver.pk}/withdraw/", follow=True).content.decode()


def test_many_waivers_come_in_pages_with_as_many_queries(as_role, alert, django_assert_max_num_queries):
    client = as_role("approver")
    for _ in range(51):
        let_pass(alert)
    with django_assert_max_num_queries(16):
        page = client.get(f"{LIST}waivers/?page=2").content.decode()
    assert "51 to 51 of 51" in page
