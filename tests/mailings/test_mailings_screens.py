"""Screens of the mailings: works, needs sign-in, needs a role, other brands invisible, GET changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from mailing_builders import (
    APPROVER,
    MIDDAY,
    RELAY_DOWN,
    Post,
    approved_mailing,
    brand_that_signs,
    draft_mailing,
    many_customers,
    started_mailing,
)

from console.fixed_set import Screen, check, signed_in
from factories import make_brand, make_customer
from forewarn.audience.models import Customer
from forewarn.audit.models import AuditEvent
from forewarn.mailings.actions.sending import pause, schedule
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.queries.timeline import proof_of
from forewarn.outbound.envelopes import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return brand_that_signs(slug="lantern")


@pytest.fixture(autouse=True)
def midday(monkeypatch):
    """The screens look at the moment at which the mailings of these tests are sent."""
    for module in ("views", "steps", "people"):
        monkeypatch.setattr(f"forewarn.console.mailings.{module}.now", lambda: MIDDAY)


def send(mailing, post=None):
    with (post or Post()).sender(mailing) as sender:
        sender.send_due()
    mailing.refresh_from_db()


def sent_mailing(brand, **fields):
    mailing = started_mailing(brand, **fields)
    send(mailing)
    return mailing


def page(client, address):
    answer = client.get(f"/console/lantern/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


# -- the fixed set -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "role", "post_only"),
    [
        ("mailings/", "viewer", False),
        ("mailings/?shown=running", "viewer", False),
        ("mailings/proof/", "viewer", False),
        ("mailings/{id}/", "viewer", False),
        ("mailings/{id}/progress/", "viewer", False),
        ("mailings/{id}/not-reached/", "viewer", False),
        ("mailings/{id}/export/", "editor", True),
        ("mailings/{id}/send/", "approver", False),
        ("mailings/{id}/unschedule/", "approver", True),
        ("mailings/{id}/any-hour/", "approver", False),
        ("mailings/{id}/pause/", "approver", False),
        ("mailings/{id}/resume/", "approver", False),
        ("mailings/{id}/cancel/", "approver", False),
    ],
)
def test_every_screen_has_its_guards(brand, address, role, post_only):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    check(Screen(address.format(id=mailing.pk), role, post_only), brand)


@pytest.mark.parametrize("step", ["", "progress/", "not-reached/", "pause/", "cancel/"])
def test_a_mailing_of_another_brand_is_not_there(brand, step):
    other = draft_mailing(make_brand())
    assert signed_in(brand, "owner").get(f"/console/lantern/mailings/{other.pk}/{step}").status_code == 404


# -- the list ----------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_where_mailings_come_from(brand):
    text = page(signed_in(brand, "viewer"), "mailings/")
    assert "No mailings yet" in text
    assert "/console/lantern/alerts/" in text


def test_the_list_shows_state_and_figures(brand):
    many_customers(brand, 1_234)
    started = sent_mailing(brand, title="Autumn note")
    draft_mailing(brand, title="Winter note")
    text = page(signed_in(brand, "viewer"), "mailings/")
    assert text.count("1,234") == 2
    assert "Sent" in text
    assert "Draft" in text
    assert f"/console/lantern/mailings/{started.pk}/" in text
    assert "Winter note" not in page(signed_in(brand, "viewer"), "mailings/?shown=ended")
    assert "None of these" in page(signed_in(brand, "viewer"), "mailings/?shown=running")


def test_the_list_costs_the_same_for_many_mailings(brand, django_assert_max_num_queries):
    client = signed_in(brand, "viewer")
    for number in range(12):
        draft_mailing(brand, title=f"Note {number}")
    with django_assert_max_num_queries(12):
        page(client, "mailings/")


# -- one mailing -------------------------------------------------------------------------------------------------------


def test_a_mailing_on_its_way_asks_again_every_two_seconds_and_an_ended_one_does_not(brand):
    many_customers(brand, 30)
    client = signed_in(brand, "approver")
    mailing = started_mailing(brand)
    text = page(client, f"mailings/{mailing.pk}/")
    assert f'hx-get="/console/lantern/mailings/{mailing.pk}/progress/"' in text
    assert "every 2s" in text
    part = page(client, f"mailings/{mailing.pk}/progress/")
    assert part.lstrip().startswith('<div id="live"')
    assert "<html" not in part
    send(mailing)
    assert "hx-get" not in page(client, f"mailings/{mailing.pk}/progress/")


def test_the_figures_the_reasons_and_who_was_not_reached(brand):
    ids = many_customers(brand, 20)
    many_customers(brand, 2, care=False)
    mailing = started_mailing(brand)
    fate = {ids[0]: Status.REFUSED, ids[1]: Status.DEFERRED}
    send(mailing, Post(lambda envelope: fate.get(envelope.key, Status.ACCEPTED)))
    text = page(signed_in(brand, "viewer"), f"mailings/{mailing.pk}/")
    assert "<dd>18</dd>" in text
    assert "550 5.1.1 No such user here" in text
    assert "451 4.7.1 Greylisted, try again later" in text
    assert "Opted out before" in text
    assert "try number 2" in text
    assert "Approved by</dt><dd>Abel Approver" in text


def test_an_approval_by_the_author_is_loud(brand):
    mailing = approved_mailing(brand)
    Mailing.objects.update(emergency=True, emergency_reason="The lure is live")
    text = page(signed_in(brand, "viewer"), f"mailings/{mailing.pk}/")
    assert "Approved by its own author, as an emergency" in text
    assert "The lure is live" in text
    assert "approved by its author" in page(signed_in(brand, "viewer"), "mailings/")


def test_a_relay_that_is_down_is_shown_with_the_next_try(brand):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    send(mailing, Post(lambda envelope: RELAY_DOWN))
    text = page(signed_in(brand, "viewer"), f"mailings/{mailing.pk}/")
    assert "Held up" in text
    assert "no connection (refused). Check the host and port" in text
    assert "The next try is at 12:00:05" in text
    assert "held up" in page(signed_in(brand, "viewer"), "mailings/")


def test_waves_and_who_waits_for_the_morning(brand):
    many_customers(brand, 40, country="JP")
    mailing = started_mailing(brand, waves=2, wave_days=2)
    text = page(signed_in(brand, "approver"), f"mailings/{mailing.pk}/")
    assert "the morning there" in text
    assert "Send at any hour" in text
    assert "Waves" in text
    assert "Nobody is due now" in text
    assert "It goes on by itself at 23 Nov, 23:00" in text


def test_only_what_is_possible_now_is_offered_and_only_to_who_may(brand):
    many_customers(brand, 3)
    mailing = approved_mailing(brand)
    text = page(signed_in(brand, "approver"), f"mailings/{mailing.pk}/")
    assert "Send now" in text
    assert "Pause" not in text
    viewer = page(signed_in(brand, "viewer"), f"mailings/{mailing.pk}/")
    assert "Send now" not in viewer
    assert "Cancel" not in viewer


# -- steps -------------------------------------------------------------------------------------------------------------


def test_pause_with_a_reason_resume_cancel(brand):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    client = signed_in(brand, "approver")
    here = f"/console/lantern/mailings/{mailing.pk}/"
    empty = client.post(here + "pause/", {"reason": " "})
    assert empty.status_code == 422
    client.post(here + "pause/", {"reason": "A typo in line 3"})
    assert Mailing.objects.get().state == "paused"
    assert "A typo in line 3" in client.get(here).content.decode()
    assert "A typo in line 3" in client.get(here + "resume/").content.decode()
    client.post(here + "resume/")
    assert Mailing.objects.get().state == "sending"
    client.post(here + "cancel/", {"reason": "Wrong list"})
    assert Mailing.objects.get().state == "cancelled"
    assert "Cancelled before their turn" in client.get(here).content.decode()
    assert AuditEvent.objects.get(verb="mailing.cancelled").actor_kind == "staff"


def test_a_step_that_is_not_possible_says_why(brand):
    mailing = draft_mailing(brand)
    client = signed_in(brand, "approver")
    answer = client.post(f"/console/lantern/mailings/{mailing.pk}/send/", follow=True)
    assert "You cannot send this mailing: it is draft." in answer.content.decode()
    assert Mailing.objects.get().state == "draft"


def test_send_now_and_take_the_date_back(brand):
    mailing = approved_mailing(brand)
    client = signed_in(brand, "approver")
    schedule(mailing=mailing, at=MIDDAY + timedelta(days=2), by=APPROVER, now=MIDDAY)
    client.post(f"/console/lantern/mailings/{mailing.pk}/unschedule/")
    assert Mailing.objects.get().state == "approved"
    client.post(f"/console/lantern/mailings/{mailing.pk}/send/", {"at_any_hour": "on"})
    mailing.refresh_from_db()
    assert (mailing.state, mailing.keeps_quiet_hours) == ("scheduled", False)


def test_sending_at_any_hour_moves_those_who_wait(brand):
    many_customers(brand, 2, country="JP")
    mailing = started_mailing(brand)
    client = signed_in(brand, "approver")
    batch = Batch.objects.get()
    Batch.objects.update(not_before=MIDDAY + timedelta(hours=5))
    answer = client.post(f"/console/lantern/mailings/{mailing.pk}/any-hour/", follow=True)
    assert "2 customers get it now." in answer.content.decode()
    assert Batch.objects.get().not_before < batch.not_before


# -- people ------------------------------------------------------------------------------------------------------------


def test_not_reached_is_paged_filtered_and_leads_to_the_proof(brand):
    many_customers(brand, 60, care=False)
    ids = many_customers(brand, 5)
    mailing = started_mailing(brand)
    send(mailing, Post(lambda envelope: Status.REFUSED if envelope.key == ids[0] else Status.ACCEPTED))
    client = signed_in(brand, "viewer")
    first = page(client, f"mailings/{mailing.pk}/not-reached/")
    assert "1 to 50 of 61" in first
    second = page(client, f"mailings/{mailing.pk}/not-reached/?page=2")
    assert "550 5.1.1 No such user here" in second
    only = page(client, f"mailings/{mailing.pk}/not-reached/?reason=refused")
    assert only.count("Refused by the server") >= 1
    assert f"/console/lantern/mailings/proof/?q={ids[0]}" in only
    assert "Nobody was left out" not in only
    assert page(client, f"mailings/{mailing.pk}/not-reached/?reason=nonsense")


def test_nobody_left_out_is_said(brand):
    many_customers(brand, 2)
    mailing = sent_mailing(brand)
    assert "Nobody was left out so far" in page(signed_in(brand, "viewer"), f"mailings/{mailing.pk}/not-reached/")


@pytest.mark.parametrize("ask", ["email", "number", "external", "message_id"])
def test_the_proof_of_one_person_is_found_by_what_is_at_hand(brand, ask):
    person = make_customer(brand, email="Ana@People.example", name="Ana Ortiz")
    make_customer(brand)
    mailing = sent_mailing(brand)
    text = {
        "email": "ana@people.example",
        "number": str(person.pk),
        "external": person.external_id,
        "message_id": proof_of(mailing, person.pk)[0].message_id,
    }[ask]
    client = signed_in(brand, "viewer")
    shown = client.get("/console/lantern/mailings/proof/", {"q": text}).content.decode()
    assert "Ana Ortiz" in shown
    assert "250 2.0.0 Ok: queued as 4F1A2B3C" in shown
    assert "through relay one" in shown
    assert shown.count("<time") == 1


def test_the_proof_of_strangers_and_of_other_brands_is_not_found(brand):
    elsewhere = make_customer(make_brand(), email="eve@people.example")
    client = signed_in(brand, "viewer")
    for text in ("eve@people.example", str(elsewhere.pk), "nobody", "x@y@z", "<m.abc@x.example>"):
        assert "Nobody found" in client.get("/console/lantern/mailings/proof/", {"q": text}).content.decode()
    make_customer(brand, email="new@people.example")
    text = client.get("/console/lantern/mailings/proof/", {"q": "new@people.example"}).content.decode()
    assert "Nothing was sent to this customer" in text


def test_the_export_is_a_file_and_is_written_into_the_log(brand):
    many_customers(brand, 3)
    mailing = sent_mailing(brand)
    answer = signed_in(brand, "editor").post(f"/console/lantern/mailings/{mailing.pk}/export/")
    assert answer["Content-Disposition"] == f'attachment; filename="mailing-{mailing.pk}-proof.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["result"] for row in rows] == ["accepted"] * 3
    assert AuditEvent.objects.filter(verb="mailing.exported").count() == 1


def test_an_erased_person_in_the_list_has_a_number_only(brand):
    ids = many_customers(brand, 2)
    mailing = started_mailing(brand)
    Customer.objects.filter(pk=ids[0]).delete()
    send(mailing)
    text = page(signed_in(brand, "viewer"), f"mailings/{mailing.pk}/not-reached/")
    assert f"customer {ids[0]}, removed" in text


def test_a_pause_by_itself_says_so(brand):
    many_customers(brand, 3)
    mailing = started_mailing(brand)
    pause(mailing=mailing, reason="Too many came back", by=APPROVER, now=MIDDAY)
    Mailing.objects.update(paused_by_itself=True)
    text = page(signed_in(brand, "viewer"), f"mailings/{mailing.pk}/")
    assert "It paused by itself" in text
    assert "Too many came back" in text
