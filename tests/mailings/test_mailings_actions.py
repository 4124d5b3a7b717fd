"""From a draft to a scheduled mailing: what each step allows, freezes, refuses and writes into the audit log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mailing_builders import (
    APPROVER,
    AUTHOR,
    MIDDAY,
    approved_mailing,
    brand_that_signs,
    draft_mailing,
    started_mailing,
    words,
)
from pyroaring import BitMap

from factories import NOW, make_brand, make_customer
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.mailings import signals
from forewarn.mailings.actions import approval, drafting, publication, sending
from forewarn.mailings.actions.drafting import Audience
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.models import AudienceChunk, Batch, Mailing, Variant
from forewarn.mailings.queries.content import audience_of, words_of
from forewarn.mailings.rules.classes import MessageClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand()


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# -- writing -----------------------------------------------------------------------------------------------------------


def test_a_draft_keeps_its_words_and_who_wrote_them(brand):
    mailing = draft_mailing(brand)
    assert (mailing.state, mailing.authors, mailing.written_by_name) == ("draft", ["staff 1"], "Ana Author")
    assert words_of(mailing) == [words(brand, "en"), words(brand, "es")]
    assert len(mailing.content_hash) == 64
    assert verbs() == ["mailing.created"]


def test_the_same_words_have_the_same_hash_and_others_another(brand):
    one, same = draft_mailing(brand), draft_mailing(brand)
    other = draft_mailing(brand, variants=[words(brand, "en", subject="Another"), words(brand, "es")])
    assert one.content_hash == same.content_hash != other.content_hash
    assert draft_mailing(brand, message_class=MessageClass.MANDATED).content_hash != one.content_hash
    assert draft_mailing(brand, audience=Audience(segment_id=3)).content_hash != one.content_hash


def test_listed_customers_are_kept_by_group(brand):
    sets = {"": BitMap([1, 70_000])}
    mailing = draft_mailing(brand, audience=Audience(sets=sets))
    assert audience_of(mailing).sets == sets
    assert AudienceChunk.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"message_class": MessageClass.OPERATIONAL}, "goes to staff and vendors"),
        ({"variants": []}, "There are no words to send"),
        ({"audience": Audience(sets={"vip": BitMap([1])})}, "no words for the group “vip”"),
    ],
)
def test_what_cannot_become_a_mailing_is_refused_in_words(brand, fields, says):
    with pytest.raises(UnableToChangeMailing, match=says):
        draft_mailing(brand, **fields)
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"from_address": "safety@elsewhere.example"}, "is not at one of the brand's sending domains"),
        ({"text": "Hello {{surname}}"}, r"\{\{surname\}\} is not a merge field"),
        ({"text": " "}, "en: text: the part is empty"),
        ({"subject": " "}, "en: subject: it is empty"),
        ({"headers": (("Subject", "two"),)}, "en: Subject: this header is written by Forewarn itself"),
    ],
)
def test_words_that_no_mail_can_be_made_of_are_refused_with_language_and_part(brand, change, says):
    with pytest.raises(UnableToChangeMailing, match=says):
        draft_mailing(brand, variants=[words(brand, "en", **change)])


def test_one_language_twice_and_one_person_in_two_groups_are_refused(brand):
    with pytest.raises(UnableToChangeMailing, match="The same language is given twice"):
        draft_mailing(brand, variants=[words(brand, "en"), words(brand, "en")])
    variants = [words(brand, group="a"), words(brand, group="b")]
    with pytest.raises(UnableToChangeMailing, match="would get two mails"):
        draft_mailing(brand, variants=variants, audience=Audience(sets={"a": BitMap([1, 2]), "b": BitMap([2])}))


# -- approval ----------------------------------------------------------------------------------------------------------


def test_another_person_approves_and_the_hash_is_frozen(brand):
    mailing = approved_mailing(brand)
    assert mailing.state == "approved"
    assert mailing.approved_hash == mailing.content_hash
    assert (mailing.approved_by, mailing.approved_by_name) == ("staff 2", "Abel Approver")
    assert verbs() == ["mailing.created", "mailing.submitted", "mailing.approved"]


def test_the_author_cannot_approve(brand):
    mailing = draft_mailing(brand)
    approval.submit(mailing=mailing, by=AUTHOR, now=NOW)
    with pytest.raises(UnableToChangeMailing, match="another person must approve it"):
        approval.approve(mailing=mailing, by=AUTHOR, now=NOW)
    assert Mailing.objects.get().state == "submitted"


def test_whoever_edited_counts_as_an_author(brand):
    mailing = draft_mailing(brand)
    drafting.edit_mailing(mailing=mailing, variants=[words(brand, "en", subject="Better")], by=APPROVER, now=NOW)
    approval.submit(mailing=mailing, by=AUTHOR, now=NOW)
    with pytest.raises(UnableToChangeMailing, match="another person"):
        approval.approve(mailing=mailing, by=APPROVER, now=NOW)
    approval.approve(mailing=mailing, by=Actor.staff(3, "Third"), now=NOW)


def test_in_an_emergency_the_author_may_approve_and_everybody_sees_it(brand):
    mailing = draft_mailing(brand)
    approval.submit(mailing=mailing, by=AUTHOR, now=NOW)
    approval.approve(mailing=mailing, by=AUTHOR, now=NOW, emergency_reason="Only I am on duty; the lure is live")
    assert mailing.emergency
    assert mailing.emergency_reason == "Only I am on duty; the lure is live"
    event = AuditEvent.objects.get(verb="mailing.approved_in_emergency")
    assert event.data["reason"] == "Only I am on duty; the lure is live"


def test_a_reason_given_by_another_person_is_no_emergency(brand):
    mailing = draft_mailing(brand)
    approval.submit(mailing=mailing, by=AUTHOR, now=NOW)
    approval.approve(mailing=mailing, by=APPROVER, now=NOW, emergency_reason="hurry")
    assert not mailing.emergency
    assert mailing.emergency_reason == ""


def test_an_edit_takes_the_approval_back(brand):
    mailing = approved_mailing(brand)
    sending.schedule(mailing=mailing, at=NOW + timedelta(days=1), by=APPROVER, now=NOW)
    drafting.edit_mailing(mailing=mailing, variants=[words(brand, "en", subject="Better")], by=AUTHOR, now=NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.approved_hash, mailing.scheduled_for) == ("draft", "", None)
    assert AuditEvent.objects.get(verb="mailing.edited").data == {"approval_withdrawn": True, "changed": True}


def test_what_is_being_sent_cannot_be_edited(brand):
    brand = brand_that_signs()
    make_customer(brand)
    mailing = started_mailing(brand)
    with pytest.raises(UnableToChangeMailing, match="Pause and cancel it, then write a new one"):
        drafting.edit_mailing(mailing=mailing, variants=[words(brand)], by=AUTHOR, now=NOW)
    assert Variant.objects.count() == 2


def test_taking_back_ends_the_approval(brand):
    mailing = approved_mailing(brand)
    approval.withdraw(mailing=mailing, by=AUTHOR, now=NOW, reason="A typo")
    assert (mailing.state, mailing.approved_hash, mailing.approved_by) == ("draft", "", "")
    assert AuditEvent.objects.get(verb="mailing.withdrawn").data == {"reason": "A typo"}


@pytest.mark.parametrize("gate", ["submitting", "approving"])
def test_a_gate_that_objects_keeps_it_back_with_every_objection(brand, gate):
    mailing = draft_mailing(brand)

    def object_to(sender, mailing, now, **kwargs):
        return ["FW-LK-01: a link", "FW-RQ-01: asks for a password"]

    signal = getattr(signals, gate)
    signal.connect(object_to)
    try:
        if gate == "approving":
            approval.submit(mailing=mailing, by=AUTHOR, now=NOW)
        with pytest.raises(UnableToChangeMailing) as refused:
            if gate == "submitting":
                approval.submit(mailing=mailing, by=AUTHOR, now=NOW)
            approval.approve(mailing=mailing, by=APPROVER, now=NOW)
    finally:
        signal.disconnect(object_to)
    assert refused.value.objections == ("FW-LK-01: a link", "FW-RQ-01: asks for a password")
    assert "FW-RQ-01" in str(refused.value)


def test_each_step_happens_once(brand):
    mailing = approved_mailing(brand)
    again = Mailing.objects.get(pk=mailing.pk)
    with pytest.raises(UnableToChangeMailing, match="it is approved"):
        approval.approve(mailing=again, by=APPROVER, now=NOW)
    assert verbs().count("mailing.approved") == 1


# -- dates -------------------------------------------------------------------------------------------------------------


def test_a_date_waves_and_days(brand):
    mailing = approved_mailing(brand)
    sending.schedule(mailing=mailing, at=NOW + timedelta(days=2), waves=5, wave_days=5, by=APPROVER, now=NOW)
    assert (mailing.state, mailing.waves, mailing.wave_days) == ("scheduled", 5, 5)
    sending.schedule(mailing=mailing, at=NOW + timedelta(days=3), by=APPROVER, now=NOW)
    assert (mailing.waves, mailing.wave_days, mailing.scheduled_for) == (1, 0, NOW + timedelta(days=3))
    sending.unschedule(mailing=mailing, by=APPROVER, now=NOW)
    assert (mailing.state, mailing.scheduled_for) == ("approved", None)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"at": NOW - timedelta(hours=1)}, "That moment has passed"),
        ({"waves": 0}, "Choose 1 to 30 waves"),
        ({"waves": 31, "wave_days": 3}, "Choose 1 to 30 waves"),
        ({"waves": 3, "wave_days": 31}, "at most 30 days"),
        ({"waves": 3}, "over how many days"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(brand, fields, says):
    mailing = approved_mailing(brand)
    with pytest.raises(UnableToChangeMailing, match=says):
        sending.schedule(mailing=mailing, **{"at": NOW + timedelta(days=1)} | fields, by=APPROVER, now=NOW)
    assert Mailing.objects.get().state == "approved"


def test_what_was_not_approved_gets_no_date(brand):
    mailing = draft_mailing(brand)
    with pytest.raises(UnableToChangeMailing, match="Submit it, then have another person approve it"):
        sending.schedule(mailing=mailing, at=NOW + timedelta(days=1), by=APPROVER, now=NOW)


def test_publication_is_noted_once(brand):
    mailing = draft_mailing(brand)
    publication.mark_published(mailing=mailing, by=AUTHOR, now=NOW)
    publication.mark_published(mailing=mailing, by=AUTHOR, now=NOW + timedelta(days=1))
    assert mailing.published_at == NOW
    assert verbs().count("mailing.published") == 1


# -- stopping ----------------------------------------------------------------------------------------------------------


def test_a_pause_needs_a_reason_and_a_running_mailing():
    brand = brand_that_signs()
    make_customer(brand)
    mailing = started_mailing(brand)
    with pytest.raises(UnableToChangeMailing, match="Say why"):
        sending.pause(mailing=mailing, reason="  ", by=APPROVER, now=MIDDAY)
    sending.pause(mailing=mailing, reason="A typo", by=APPROVER, now=MIDDAY)
    assert not mailing.paused_by_itself
    with pytest.raises(UnableToChangeMailing, match="it is paused"):
        sending.pause(mailing=mailing, reason="again", by=APPROVER, now=MIDDAY)
    sending.resume(mailing=mailing, by=APPROVER, now=MIDDAY)
    assert (mailing.state, mailing.pause_reason) == ("sending", "")
    assert [verb for verb in verbs() if verb in ("mailing.paused", "mailing.resumed")] == [
        "mailing.paused",
        "mailing.resumed",
    ]


def test_cancelling_before_the_start_ends_it(brand):
    mailing = approved_mailing(brand)
    heard = []
    signals.ended.connect(
        lambda sender, mailing, now, **kwargs: heard.append(mailing.state), weak=False, dispatch_uid="t"
    )
    try:
        sending.cancel(mailing=mailing, reason="Not this quarter", by=APPROVER, now=NOW)
    finally:
        signals.ended.disconnect(dispatch_uid="t")
    assert (mailing.state, mailing.finished_at, heard) == ("cancelled", NOW, ["cancelled"])
    with pytest.raises(UnableToChangeMailing, match="Make a new mailing"):
        sending.cancel(mailing=mailing, by=APPROVER, now=NOW)


def test_quiet_hours_can_be_lifted_for_those_who_wait_for_the_morning():
    brand = brand_that_signs()
    make_customer(brand, country="GB")
    make_customer(brand, country="JP")
    mailing = started_mailing(brand)  # midday in Britain, 21 o'clock in Japan
    assert Batch.objects.filter(not_before__gt=MIDDAY).get().country == "JP"
    assert sending.lift_quiet_hours(mailing=mailing, by=APPROVER, now=MIDDAY) == 1
    assert not Batch.objects.filter(not_before__gt=MIDDAY).exists()
    assert sending.lift_quiet_hours(mailing=mailing, by=APPROVER, now=MIDDAY) == 0
    assert verbs().count("mailing.quiet_hours_lifted") == 1
