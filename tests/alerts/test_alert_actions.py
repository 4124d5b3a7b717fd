"""From an empty quarter to a published alert: who may do what, what is frozen, what takes an approval back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from factories import make_alert, make_author, make_brand, make_programme, make_staff
from forewarn.alerts.actions import releasing, testing, waiving, writing
from forewarn.alerts.models import Alert, Waiver
from forewarn.alerts.queries.calendar import year_plan
from forewarn.alerts.queries.drafts import alert_by_id, documents, outline_of
from forewarn.alerts.queries.published import note_of, published_alert, published_alerts
from forewarn.alerts.queries.waivers import standing_waivers, waivers_ended, waivers_in_force
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.rules import QuarterState, Scam
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.cli.sample.alerts import outlines
from forewarn.mail.documents import render_text
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.states import State
from forewarn.outbound.models import SingleMail
from forewarn.promises.actions import withdraw_promise

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
SPRING = outlines(2026)[1]


@pytest.fixture
def brand():
    return make_programme(now=NOW)


@pytest.fixture
def author(brand):
    return make_author(brand)


@pytest.fixture
def approver(brand):
    return Actor.staff(make_staff(brand, "approver").pk, "Chidi")


@pytest.fixture
def alert(brand, author):
    return make_alert(brand, SPRING, by=author, quarter=2, now=NOW)


@pytest.fixture
def submitted(alert, author):
    releasing.submit_alert(alert=alert, by=author, now=NOW)
    return alert_by_id(alert.pk)


@pytest.fixture
def approved(submitted, approver):
    releasing.approve_alert(alert=submitted, by=approver, now=NOW)
    return alert_by_id(submitted.pk)


def test_a_begun_alert_is_filled_with_what_is_known(brand, author):
    alert = writing.begin_alert(brand=brand, year=2026, quarter=2, by=author, now=NOW)
    assert alert.slug == "2026-spring"
    assert alert.planned_on == date(2026, 5, 18)
    assert len(alert.promise_keys) == 3
    assert {t.locale: t.season for t in alert.texts.all()} == {"en": "spring 2026", "es": "primavera de 2026"}


def test_a_quarter_has_one_alert(brand, author, alert):
    with pytest.raises(UnableToChangeAlert, match="has its alert already"):
        writing.begin_alert(brand=brand, year=2026, quarter=2, by=author, now=NOW)


def test_what_was_written_is_kept_and_the_same_again_changes_nothing(alert, author):
    assert outline_of(alert) == SPRING
    assert not writing.write_alert(alert=alert, outline=SPRING, by=author, now=NOW)
    assert AuditEvent.objects.filter(verb="alert.written").count() == 1


def test_an_incomplete_alert_is_kept_but_not_handed_in(alert, author):
    words = {**SPRING.words, "es": replace(SPRING.words["es"], thing_steps=())}
    writing.write_alert(alert=alert, outline=replace(SPRING, words=words), by=author, now=NOW)
    with pytest.raises(UnableToChangeAlert) as error:
        releasing.submit_alert(alert=alert_by_id(alert.pk), by=author, now=NOW)
    assert any("es:" in reason for reason in error.value.reasons)
    assert Alert.objects.get(pk=alert.pk).mailing is None


def test_a_promise_that_ended_keeps_the_alert_back(brand, alert, author):
    withdraw_promise(brand=brand, key="code", reason="we do now", by=SYSTEM, now=NOW)
    with pytest.raises(UnableToChangeAlert, match="No longer promised: code"):
        releasing.submit_alert(alert=alert, by=author, now=NOW)


def test_handing_in_freezes_the_words(brand, submitted):
    before = {locale: render_text(note) for locale, note in documents(submitted).items()}
    brand.signer_name = "Somebody Else"
    brand.save()
    after = {locale: render_text(note) for locale, note in documents(alert_by_id(submitted.pk)).items()}
    assert after == before
    variants = {v.locale: v for v in submitted.mailing.variants.all()}
    assert variants["en"].text == before["en"]
    assert "http" not in variants["en"].html
    assert submitted.mailing.state == "submitted"


def test_a_breach_of_a_promise_keeps_the_alert_back(alert, author):
    lure = Scam("Confirm your password at http://lantern-login.example/verify now", "x", "y")
    words = {locale: replace(w, scams=(lure, *w.scams[1:])) for locale, w in SPRING.words.items()}
    writing.write_alert(alert=alert, outline=replace(SPRING, words=words), by=author, now=NOW)
    with pytest.raises(UnableToChangeAlert, match="FW-"):
        releasing.submit_alert(alert=alert_by_id(alert.pk), by=author, now=NOW)
    assert Alert.objects.get(pk=alert.pk).mailing is None


def test_an_error_keeps_the_approval_back_until_somebody_answers_for_it(alert, author, approver):
    words = {**SPRING.words, "en": replace(SPRING.words["en"], suppliers="We left [Company Name] in March.")}
    writing.write_alert(alert=alert, outline=replace(SPRING, words=words), by=author, now=NOW)
    releasing.submit_alert(alert=alert_by_id(alert.pk), by=author, now=NOW)
    with pytest.raises(UnableToChangeAlert, match="FW-RD-05"):
        releasing.approve_alert(alert=alert_by_id(alert.pk), by=approver, now=NOW)
    let_pass(alert, approver, rule="FW-RD-05")
    releasing.approve_alert(alert=alert_by_id(alert.pk), by=approver, now=NOW)
    assert alert_by_id(alert.pk).mailing.state == "approved"


def test_the_author_does_not_approve(submitted, author):
    with pytest.raises(UnableToChangeAlert):
        releasing.approve_alert(alert=submitted, by=author, now=NOW)


def test_in_an_emergency_the_author_approves_with_a_reason_and_it_shows(submitted, author):
    releasing.approve_alert(alert=submitted, by=author, now=NOW, emergency_reason="all others are ill")
    mailing = alert_by_id(submitted.pk).mailing
    assert mailing.emergency
    assert mailing.emergency_reason == "all others are ill"


def test_an_edit_takes_the_approval_back(approved, author):
    words = {**SPRING.words, "en": replace(SPRING.words["en"], suppliers="We left one.")}
    writing.write_alert(alert=approved, outline=replace(SPRING, words=words), by=author, now=NOW)
    fresh = alert_by_id(approved.pk)
    assert fresh.mailing is None
    assert all(text.document is None for text in fresh.texts.all())


def test_nothing_is_sent_before_its_approval(submitted, approver):
    with pytest.raises(UnableToChangeAlert):
        releasing.schedule_alert(alert=submitted, at=NOW + timedelta(days=8), by=approver, now=NOW)


def test_the_date_of_the_note_and_of_the_mail_belong_together(approved, approver):
    with pytest.raises(UnableToChangeAlert, match="12 May 2026"):
        releasing.schedule_alert(alert=approved, at=NOW + timedelta(days=40), by=approver, now=NOW)


def test_scheduled_in_waves(approved, approver):
    at = datetime(2026, 5, 12, 9, tzinfo=UTC)
    releasing.schedule_alert(alert=approved, at=at, spread=releasing.Spread(3, 2), by=approver, now=NOW)
    mailing = alert_by_id(approved.pk).mailing
    assert (mailing.state, mailing.scheduled_for, mailing.waves, mailing.wave_days) == ("scheduled", at, 3, 2)


def test_sending_now_publishes_first(brand, approved, approver):
    at = datetime(2026, 5, 12, 9, tzinfo=UTC)
    assert published_alert(brand, "2026-spring") is None
    releasing.schedule_alert(alert=approved, at=None, by=approver, now=at)
    alert = published_alert(brand, "2026-spring")
    assert alert.published_at == at
    assert alert.mailing.published_at == at
    note = note_of(alert, locale="es-MX")
    assert note.locale == "es"
    assert note.text == alert.mailing.variants.get(locale="es").text
    assert (note.sender_name, note.sender_address) == ("Lantern", "safety@lantern.example")


def test_published_alerts_are_found_by_their_words(brand, approved, approver):
    releasing.schedule_alert(alert=approved, at=None, by=approver, now=datetime(2026, 5, 12, 9, tzinfo=UTC))
    assert published_alerts(brand, search="passkey").count() == 1
    assert published_alerts(brand, search="reembolso").count() == 1
    assert published_alerts(brand, search="zeppelin").count() == 0
    assert published_alerts(brand, since=date(2026, 6, 1)).count() == 0
    assert published_alerts(make_brand()).count() == 0


def test_what_is_sent_stays_and_a_correction_stands_beside_it(brand, approved, approver, author):
    at = datetime(2026, 5, 12, 9, tzinfo=UTC)
    with pytest.raises(UnableToChangeAlert, match="not published"):
        releasing.correct_alert(alert=approved, locale="en", text="x", by=approver, now=at)
    releasing.schedule_alert(alert=approved, at=None, by=approver, now=at)
    alert = alert_by_id(approved.pk)
    alert.mailing.state = "sending"
    alert.mailing.save()
    with pytest.raises(UnableToChangeAlert, match="has been sent"):
        writing.write_alert(alert=alert, outline=replace(SPRING, thing_minutes=5), by=author, now=at)
    releasing.correct_alert(alert=alert, locale="en", text="The date was the 3rd.", by=approver, now=at)
    note = note_of(published_alert(brand, "2026-spring"), locale="en")
    assert [text for _, text in note.corrections] == ["The date was the 3rd."]
    assert note_of(published_alert(brand, "2026-spring"), locale="es").corrections == ()


def test_a_draft_can_be_deleted_and_nothing_else(alert, submitted, author):
    with pytest.raises(UnableToChangeAlert, match="Only a draft"):
        writing.delete_alert(alert=submitted, by=author, now=NOW)
    writing.withdraw_alert(alert=submitted, by=author, now=NOW)
    writing.delete_alert(alert=alert_by_id(alert.pk), by=author, now=NOW)
    assert not Alert.objects.exists()


def test_a_test_goes_to_one_person_in_every_language(alert, author):
    assert testing.send_test(alert=alert, to="ben@lantern.example", by=author, now=NOW) == 2
    assert {(m.to_address, m.locale) for m in SingleMail.objects.all()} == {
        ("ben@lantern.example", "en"),
        ("ben@lantern.example", "es"),
    }


def test_the_calendar_of_the_year(brand, alert):
    plan = year_plan(brand, 2026, today=date(2026, 5, 4))
    assert [q.state for q in plan.quarters] == [
        QuarterState.MISSED,
        QuarterState.DRAFT,
        QuarterState.LATER,
        QuarterState.LATER,
    ]
    assert [q.may_begin for q in plan.quarters] == [False, False, True, True]
    assert {topic.value for topic in plan.missing_topics} == {"spam_filter", "anti_malware"}
    assert not plan.too_late
    assert year_plan(brand, 2026, today=date(2026, 11, 4)).too_late


def test_a_waiver_needs_a_reason_and_a_day_to_come(alert, approver):
    with pytest.raises(UnableToChangeAlert, match="why"):
        waiving.waive(
            alert=alert, rule="FW-RD-01", person="Chidi", reason=" ", expires=date(2026, 6, 1), by=approver, now=NOW
        )
    with pytest.raises(UnableToChangeAlert, match="later day"):
        waiving.waive(
            alert=alert, rule="FW-RD-01", person="Chidi", reason="x", expires=date(2026, 5, 1), by=approver, now=NOW
        )
    with pytest.raises(UnableToChangeAlert, match="366 days"):
        let_pass(alert, approver, expires=date(2036, 6, 1))
    waiving.waive(
        alert=alert, rule="FW-RD-01", person="Chidi", reason="x", expires=date(2026, 6, 1), by=approver, now=NOW
    )
    assert alert.waivers.get().person == "Chidi"


def let_pass(alert, approver, rule="FW-RD-01", expires=date(2026, 6, 1)):
    return waiving.waive(alert=alert, rule=rule, person="Chidi", reason="known", expires=expires, by=approver, now=NOW)


def test_only_rules_that_exist_are_waived(alert, approver):
    with pytest.raises(UnableToChangeAlert, match="no rule"):
        let_pass(alert, approver, rule="FW-XX-99")
    assert not alert.waivers.exists()


def test_a_waiver_that_is_taken_back_no_longer_counts_and_stays_on_record(alert, approver):
    waiver = let_pass(alert, approver)
    assert list(standing_waivers(alert)) == [waiver]
    assert waiving.withdraw_waiver(waiver=waiver, person="Ada", by=approver, now=NOW) is False
    assert not standing_waivers(alert).exists()
    waiver.refresh_from_db()
    assert (waiver.withdrawn_by, waiver.withdrawn_at) == ("Ada", NOW)
    event = AuditEvent.objects.get(verb="alert.waiver_withdrawn")
    assert event.data == {"rule": "FW-RD-01", "person": "Chidi"}
    with pytest.raises(UnableToChangeAlert, match="already"):
        waiving.withdraw_waiver(waiver=waiver, person="Ada", by=approver, now=NOW)


def test_an_alert_handed_in_with_a_waiver_goes_back_to_a_draft_when_it_is_taken_back(submitted, approver):
    waiver = let_pass(submitted, approver)
    assert waiving.withdraw_waiver(waiver=waiver, person="Ada", by=approver, now=NOW) is True
    assert alert_by_id(submitted.pk).mailing is None


def test_what_let_a_sent_alert_pass_cannot_be_taken_back(approved, approver):
    waiver = let_pass(approved, approver)
    Mailing.objects.filter(pk=approved.mailing_id).update(state=State.SENDING.value)
    sent = Waiver.objects.select_related("alert__mailing", "alert__brand").get(pk=waiver.pk)
    with pytest.raises(UnableToChangeAlert, match="stays on record"):
        waiving.withdraw_waiver(waiver=sent, person="Ada", by=approver, now=NOW + timedelta(days=9))
    assert standing_waivers(sent.alert).exists()


def test_an_expired_waiver_is_not_taken_back(alert, approver):
    waiver = let_pass(alert, approver)
    with pytest.raises(UnableToChangeAlert, match="expired"):
        waiving.withdraw_waiver(waiver=waiver, person="Ada", by=approver, now=NOW + timedelta(days=90))


def test_waivers_are_parted_into_those_in_force_and_those_that_ended(brand, alert, approver):
    first = let_pass(alert, approver)
    later = let_pass(alert, approver, rule="FW-RD-03", expires=date(2026, 7, 1))
    back = let_pass(alert, approver, rule="FW-LK-02")
    waiving.withdraw_waiver(waiver=back, person="Ada", by=approver, now=NOW)
    assert list(waivers_in_force(brand, today=date(2026, 6, 1))) == [first, later]
    assert list(waivers_ended(brand, today=date(2026, 6, 1))) == [back]
    assert list(waivers_in_force(brand, today=date(2026, 6, 2))) == [later]
    assert list(waivers_ended(brand, today=date(2026, 6, 2))) == [back, first]
    assert not waivers_in_force(make_brand(), today=date(2026, 6, 1)).exists()
