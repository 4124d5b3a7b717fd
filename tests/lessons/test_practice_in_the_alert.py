"""The quarterly alert tells of the lessons: handed down when it is begun, sent with it, counted as an invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from factories import make_author, make_brand, make_customer, make_staff
from forewarn.alerts.actions import releasing, writing
from forewarn.alerts.linting import objections_to
from forewarn.alerts.models import Alert
from forewarn.alerts.queries.drafts import alert_by_id, document_for, gaps, outline_of
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.cli.alert_files import as_toml, parse_alert
from forewarn.cli.sample.alerts import outlines
from forewarn.foundation.customer_sets import store
from forewarn.lessons.actions.programme import UnableToInvite, invite, set_programme
from forewarn.lessons.invitations import PHRASES, lesson_number
from forewarn.lessons.linting import objections_to_words
from forewarn.lessons.models import Invitation
from forewarn.lessons.queries.programme import told_lately, year_of_lessons, yearly_record
from forewarn.lessons.queries.report import report_of
from forewarn.lessons.queries.telling import practice_block
from forewarn.lint.severity import Severity
from forewarn.mail.documents import render_text
from forewarn.mailings.models import CrowdChunk, Mailing
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.sending.starting import start
from forewarn.promises.actions import add_recommended

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
LOCALES = ["en", "es", "fr", "de"]


@pytest.fixture
def brand():
    brand = make_brand("lantern", app_name="Lantern", created_at=NOW - timedelta(days=200))
    add_recommended(brand=brand, by=SYSTEM, now=NOW)
    return brand


@pytest.fixture
def author(brand):
    return make_author(brand)


def begun(brand, author) -> Alert:
    """The spring alert with words, and the lessons that were handed down to it."""
    alert = writing.begin_alert(brand=brand, year=2026, quarter=2, by=author, now=NOW)
    outline = outline_of(alert)
    spring = outlines(2026)[1]
    words = {
        key: replace(spring.words[key], practice=outline.words[key].practice, protections=())  # 250 words are the most
        for key in spring.words
    }
    whole = replace(spring, practice_keys=outline.practice_keys, words=words)
    writing.write_alert(alert=alert, outline=whole, by=author, now=NOW)
    return alert_by_id(alert.pk)


def one_line(document) -> str:
    return " ".join(render_text(document).split())


def quarter_two(brand):
    return year_of_lessons(brand, 2026, now=NOW).quarters[1]


def test_a_begun_alert_names_the_lessons_of_its_quarter_in_every_language(brand, author):
    alert = begun(brand, author)
    lessons = [one.given.slug for one in quarter_two(brand).lessons]
    assert alert.practice_keys == lessons
    assert len(lessons) == 3
    english = one_line(document_for(brand, outline_of(alert), "en"))
    spanish = one_line(document_for(brand, outline_of(alert), "es"))
    assert "choose Safety, then Practice." in english
    assert "elige Seguridad y luego Práctica." in spanish
    assert "http" not in english
    for one in quarter_two(brand).lessons:
        assert one.given.text("en").title in english or f"Lesson {one.given.lesson.number}" in english


def test_with_the_lessons_it_still_passes_every_gate(brand, author):
    alert = begun(brand, author)
    assert [gap for gap in gaps(brand, outline_of(alert)) if gap.stops] == []
    assert objections_to(alert, Severity.ERROR, now=NOW) == []


def test_the_plan_waits_for_the_alert_and_no_second_mail_is_written(brand, author):
    make_customer(brand)
    alert = begun(brand, author)
    assert quarter_two(brand).due == "waiting"
    assert quarter_two(brand).alert == alert
    with pytest.raises(UnableToInvite, match="the alert tells of it"):
        invite(brand=brand, year=2026, quarter=2, by=author, now=NOW)
    without = replace(outline_of(alert), practice_keys=())
    writing.write_alert(alert=alert, outline=without, by=author, now=NOW)
    assert quarter_two(brand).due == "due"
    invite(brand=brand, year=2026, quarter=2, by=author, now=NOW)


def test_once_it_is_sent_everybody_whom_it_reached_was_told(brand, author):
    people = [make_customer(brand) for _ in range(3)]
    make_customer(brand, care=False)
    alert = begun(brand, author)
    approver = Actor.staff(make_staff(brand, "approver").pk, "Chidi")
    releasing.submit_alert(alert=alert, by=author, now=NOW)
    alert = alert_by_id(alert.pk)
    releasing.approve_alert(alert=alert, by=approver, now=NOW)
    at = datetime.combine(alert.planned_on, datetime.min.time(), UTC) + timedelta(hours=10)
    spread = releasing.Spread(at_any_hour=True)
    releasing.schedule_alert(alert=alert_by_id(alert.pk), at=None, spread=spread, by=approver, now=at)
    for _ in range(2):  # a worker may start it twice
        start(alert.mailing_id, now=at)
    store(
        CrowdChunk.objects.filter(mailing_id=alert.mailing_id),
        [one.pk for one in people],
        mailing_id=alert.mailing_id,
        crowd=Crowd.REACHED.value,
    )
    invitation = Invitation.objects.get()
    assert (invitation.kind, invitation.quarter, invitation.lessons) == ("alert", 2, alert.practice_keys)
    assert quarter_two(brand).due == "done"
    assert yearly_record(brand, 2026, now=at).offered == 3
    assert sorted(told_lately(brand, days=14, now=at + timedelta(days=1))) == [one.pk for one in people]
    told = {one.given.slug: one.funnel.told for one in report_of(brand, now=at + timedelta(days=1)).lessons}
    assert {slug for slug, count in told.items() if count == 3} == set(alert.practice_keys)


def test_an_alert_without_lessons_is_no_invitation(brand, author):
    make_customer(brand)
    alert = writing.begin_alert(brand=brand, year=2026, quarter=2, by=author, now=NOW)
    writing.write_alert(alert=alert, outline=outlines(2026)[1], by=author, now=NOW)
    releasing.submit_alert(alert=alert_by_id(alert.pk), by=author, now=NOW)
    alert = alert_by_id(alert.pk)
    releasing.publish_alert(alert=alert, by=author, now=NOW)
    Mailing.objects.filter(pk=alert.mailing_id).update(state="approved")
    start(alert.mailing_id, now=NOW)
    assert not Invitation.objects.exists()


def test_nothing_is_handed_down_while_some_are_held_out_or_once_they_were_told(brand, author):
    make_customer(brand)
    set_programme(brand=brand, hold_out_percent=10, days_between=14, sensitive=False, by=author, now=NOW)
    assert writing.begin_alert(brand=brand, year=2026, quarter=2, by=author, now=NOW).practice_keys == []
    set_programme(brand=brand, hold_out_percent=0, days_between=14, sensitive=False, by=author, now=NOW)
    later = NOW + timedelta(days=80)
    invite(brand=brand, year=2026, quarter=3, by=author, now=later)
    assert writing.begin_alert(brand=brand, year=2026, quarter=3, by=author, now=later).practice_keys == []


def test_languages_that_differ_in_lessons_and_too_many_of_them_are_refused(brand, author):
    alert = begun(brand, author)
    outline = outline_of(alert)
    fewer = outline.words | {"es": replace(outline.words["es"], practice=())}
    assert any("languages differ" in gap.text for gap in gaps(brand, replace(outline, words=fewer)))
    more = {key: replace(words, practice=("Lesson: 1",) * 4) for key, words in outline.words.items()}
    assert any(gap.part == "practice" for gap in gaps(brand, replace(outline, words=more)))


def test_the_lessons_survive_the_file_of_an_alert(brand, author):
    outline = outline_of(begun(brand, author))
    empty = replace(outline, practice_keys=(), words={})
    assert parse_alert(as_toml(outline), empty) == outline


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_the_block_passes_the_linter_in_every_language(author, locale, quarter):
    brand = make_brand(locales=LOCALES)
    lines = practice_block(brand, quarter, now=NOW).lines[locale]
    assert len(lines) == 3
    mother_tongue = locale in ("en", "es")
    assert all("(" in line for line in lines) is not mother_tongue  # “Leçon 1 (anglais)”


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("refresh", [False, True])
def test_an_invitation_passes_the_linter_in_every_language(locale, refresh):
    from forewarn.lessons.invitations import invitation
    from forewarn.mailings.rules.content import Words

    brand = make_brand(locales=LOCALES)
    document = invitation(brand, locale, [(lesson_number(locale, 3, written_in="en"), 4)], refresh=refresh)
    words = Words(locale, document.subject, brand.name, f"safety@{brand.website}", render_text(document))
    mailing = Mailing(pk=0, brand=brand, message_class="care")
    assert objections_to_words(mailing, [words], Severity.ERROR, now=NOW) == []
    assert locale == "en" or document.subject not in {p.subject.format(brand=brand.name) for p in [PHRASES["en"]]}


def test_a_lesson_in_another_language_says_which():
    assert lesson_number("fr", 2, written_in="en") == "Leçon 2 (anglais)"
    assert lesson_number("de", 2, written_in="es") == "Lektion 2 (Spanisch)"
    assert lesson_number("es-MX", 2, written_in="es") == "Lección 2"
