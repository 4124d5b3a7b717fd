"""The queue says which dismissed reports go on coming in; a sighting's page says which of its mails have expired."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_set import signed_in

from factories import NOW, make_brand
from forewarn.audit.rules import Actor
from forewarn.intake.actions import receive
from forewarn.intake.expiring import forget_old
from forewarn.intake.models import ReceivedMail
from forewarn.intake.rules import Source
from forewarn.sightings import actions
from forewarn.sightings.models import Sighting
from forewarn.sightings.reporting import Lure, Told, add_report

pytestmark = pytest.mark.django_db
STAFF = Actor.staff(1, "Eve Stone")


@pytest.fixture
def brand():
    return make_brand("lantern")


def report(brand, source, at=NOW, mail_id=None):
    lure = Lure(subject="Garden <b>draw</b>", text="Take part in the draw of the garden fair, dear reader.")
    return add_report(brand=brand, lure=lure, told=Told(source, mail_id=mail_id), now=at)


@pytest.fixture
def pressed(brand):
    """Dismissed, and reported by six since."""
    found = report(brand, "a")
    actions.dismiss(sighting=found, by=STAFF, now=NOW)
    for source in "bcdefg":
        report(brand, source)
    found.refresh_from_db()
    return found


def page(brand, address="", role="editor"):
    answer = signed_in(brand, role).get(f"/console/lantern/sightings/{address}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def decide(brand, found, step, **more):
    data = {"step": step, "seen": found.revision, **more}
    return signed_in(brand, "editor").post(f"/console/lantern/sightings/{found.pk}/decide/", data)


SINCE = "Dismissed on 23 Nov 2026, reported 6 times since, by 6 different sources."


def test_the_queue_its_page_and_the_overview_say_so(brand, pressed):
    shown = page(brand)
    assert "Dismissed, yet still reported" in shown and SINCE in shown
    assert "Garden &lt;b&gt;draw&lt;/b&gt;" in shown
    assert SINCE in page(brand, f"{pressed.pk}/")
    assert "reported 6 times since" in page(brand, "?state=dismissed")
    overview = signed_in(brand, "viewer").get("/console/lantern/").content.decode()
    assert "1 dismissed report that goes on coming in" in overview
    assert "/console/lantern/sightings/#again" in overview


def test_fewer_are_counted_and_ask_nobody(brand):
    found = report(brand, "a")
    actions.dismiss(sighting=found, by=STAFF, now=NOW)
    report(brand, "b")
    assert "yet still reported" not in page(brand)
    shown = page(brand, f"{found.pk}/")
    assert "yet still reported" not in shown
    assert "reported 1 time since, by 1 source" in shown


def test_one_action_opens_it_anew(brand, pressed):
    answer = decide(brand, pressed, "reopen", from_queue="1")
    assert answer["Location"].endswith(f"/sightings/{pressed.pk}/")
    assert Sighting.objects.get().state == "waiting"
    assert "yet still reported" not in page(brand)


def test_one_action_keeps_it_dismissed_and_goes_on_with_the_queue(brand, pressed):
    answer = decide(brand, pressed, "keep", from_queue="1")
    assert answer["Location"].endswith("/sightings/")
    assert Sighting.objects.get().state == "dismissed"
    assert "Dismissed, yet still reported" not in page(brand)
    assert "Dismissed, yet still reported" not in page(brand, f"{pressed.pk}/")
    for source in "hijklm":
        report(brand, source)
    shown = page(brand)
    assert "reported 12 times since, by 12 different sources. They were 6 when you last kept it dismissed." in shown


def test_kept_on_its_own_page_one_stays_there(brand, pressed):
    assert decide(brand, pressed, "keep")["Location"].endswith(f"/sightings/{pressed.pk}/")


def test_nothing_is_kept_from_an_old_page_or_by_who_only_looks(brand, pressed):
    actions.reopen(sighting=pressed, by=STAFF, now=NOW)
    answer = signed_in(brand, "editor").post(
        f"/console/lantern/sightings/{pressed.pk}/decide/", {"step": "keep", "seen": 1}
    )
    assert answer.status_code == 409
    assert signed_in(brand, "viewer").post(f"/console/lantern/sightings/{pressed.pk}/decide/").status_code == 403


def test_who_only_looks_gets_no_buttons(brand, pressed):
    shown = page(brand, role="viewer")
    assert SINCE in shown and "Keep dismissed" not in shown


def test_the_queue_takes_no_more_queries_for_more_of_them(brand, pressed, django_assert_max_num_queries):
    for letter in "pqrstuvwxyz":
        text = " ".join(f"{letter}{c}{c}" for c in "abcdefghijklmnop")
        lure = Lure(subject=letter * 9, text=text, hosts=(f"{letter}.test",))
        found = add_report(brand=brand, lure=lure, told=Told("a"), now=NOW)
        actions.dismiss(sighting=found, by=STAFF, now=NOW)
        for source in "bcdef":
            add_report(brand=brand, lure=lure, told=Told(source), now=NOW)
    client = signed_in(brand, "editor")
    with django_assert_max_num_queries(30):
        shown = client.get("/console/lantern/sightings/").content.decode()
    assert shown.count("Keep dismissed") == 10
    assert "and 2 more" in shown


# -- mails that expired --------------------------------------------------------------------------------------------------


def mail(brand, at, subject):
    raw = f"From: a@people.example\r\nTo: check@mail.lantern.example\r\nSubject: {subject}\r\n\r\nHello".encode()
    return receive(raw=raw, rcpt_to="check@mail.lantern.example", source=Source.UPLOAD, now=at).mail_id


def test_a_mail_that_expired_is_no_link(brand, settings):
    settings.RAW_MAIL_DAYS = 30
    old, new = mail(brand, NOW - timedelta(days=40), "old"), mail(brand, NOW, "new")
    ReceivedMail.objects.update(state="done")
    report(brand, "a", NOW - timedelta(days=40), old)
    found = report(brand, "b", NOW, new)
    report(brand, "c", NOW)
    forget_old(now=NOW)
    shown = page(brand, f"{found.pk}/")
    assert f"/mail-in/{old}/" not in shown
    assert f"/mail-in/{new}/" in shown
    assert shown.count("mail expired on 13 Nov 2026") == 1
    assert "The report it came with expired on 13 Nov 2026." in shown


def test_what_was_put_away_before_its_time_did_not_expire_in_the_future(brand, settings):
    settings.RAW_MAIL_DAYS = 30_000
    found = report(brand, "a", NOW, 4711)
    shown = page(brand, f"{found.pk}/")
    assert "mail expired on" in shown and "2108" not in shown and "/mail-in/4711" not in shown


def test_of_many_reports_the_newest_stand_there_and_more_on_demand(brand):
    for number in range(25):
        found = report(brand, f"source {number}", NOW + timedelta(minutes=number))
    shown, every = page(brand, f"{found.pk}/"), page(brand, f"{found.pk}/?reports=all")
    assert shown.count('name="report"') == 20 and every.count('name="report"') == 25
    assert "The newest 20 of 25." in shown and "Show the newest 25" in shown
    assert "Show the newest" not in every
    oldest = found.told.order_by("at").first().pk
    answer = decide(brand, found, "split", report=list(found.told.values_list("pk", flat=True)))
    assert f'value="{oldest}" checked' in answer.content.decode()
