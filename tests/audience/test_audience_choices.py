"""Choices, reachability, and what returned mail does to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.choices import UnableToChangeChoice, give_choice, record_complaint, withdraw_choice
from forewarn.audience.actions.reachability import mark_reachable, mark_unreachable
from forewarn.audience.health import problems
from forewarn.audience.models import ChoiceChange, Import, Segment
from forewarn.audience.queries.choices import choice_history
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audience.signals import choice_changed
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.intake.signals import (
    Bounced,
    Complained,
    UnsubscribedByMail,
    complaint,
    hard_bounce,
    soft_bounce,
    unsubscribe_by_mail,
)
from forewarn.outbound.signals import SingleMailRefused, single_mail_refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def ana(brand):
    return make_customer(brand, email="ana@people.example", marketing=True)


def withdraw(customer, choice=Choice.CARE, source=ChoiceSource.PAGE, **told):
    by = Actor.customer(customer.pk)
    return withdraw_choice(customer_id=customer.pk, choice=choice, source=source, by=by, **({"now": NOW} | told))


def give(customer, choice=Choice.CARE, source=ChoiceSource.PAGE, wording="Yes, write to me.", **told):
    by = Actor.customer(customer.pk)
    told = {"now": NOW} | told
    return give_choice(customer_id=customer.pk, choice=choice, source=source, wording=wording, by=by, **told)


def test_withdrawing_is_remembered_with_source_time_and_words(ana):
    assert withdraw(ana, wording="Stop these")
    ana.refresh_from_db()
    assert (ana.care, ana.care_withdrawn_here, ana.marketing, ana.marketing_withdrawn_here) == (
        False,
        True,
        True,
        False,
    )
    [change] = choice_history(ana)
    assert (change.choice, change.granted, change.source) == (Choice.CARE, False, ChoiceSource.PAGE)
    assert (change.wording, change.at, change.by_default) == ("Stop these", NOW, False)
    event = AuditEvent.objects.get(verb="choice.withdrawn")
    assert event.data == {"choice": "care", "source": "page"}
    assert "people.example" not in event.target_label


def test_withdrawing_twice_changes_nothing(ana):
    assert withdraw(ana)
    assert not withdraw(ana)
    assert ChoiceChange.objects.count() == 1


def test_what_an_import_withdrew_can_still_be_withdrawn_here(brand):
    bob = make_customer(brand, care=False)
    assert withdraw(bob)
    bob.refresh_from_db()
    assert bob.care_withdrawn_here


def test_giving_takes_words_and_the_customer(ana):
    withdraw(ana)
    assert give(ana, now=NOW + timedelta(days=1))
    ana.refresh_from_db()
    assert (ana.care, ana.care_withdrawn_here) == (True, False)
    assert [event.granted for event in choice_history(ana)] == [True, False]
    assert not give(ana)
    with pytest.raises(UnableToChangeChoice, match="words"):
        give(ana, wording="  ")
    for source in (ChoiceSource.STAFF, ChoiceSource.IMPORT, ChoiceSource.COMPLAINT):
        with pytest.raises(UnableToChangeChoice, match="Only customers"):
            give(ana, source=source)


def test_nobody_is_nobody(ana):
    number = ana.pk
    ana.delete()
    ana.pk = number
    assert not withdraw(ana)
    assert not give(ana)
    assert not record_complaint(customer_id=number, now=NOW)
    assert not mark_unreachable(customer_id=number, reason="gone", by=SYSTEM, now=NOW)


def test_a_complaint_ends_both_kinds_of_mail(ana):
    assert record_complaint(customer_id=ana.pk, text="abuse", now=NOW)
    ana.refresh_from_db()
    assert not (ana.care or ana.marketing)
    assert {change.source for change in choice_history(ana)} == {ChoiceSource.COMPLAINT}
    assert not record_complaint(customer_id=ana.pk, text="abuse", now=NOW)


def test_changes_are_announced(ana):
    heard = []

    def hear(sender, **told):
        heard.append((told["customer_id"], told["choice"], told["granted"]))

    choice_changed.connect(hear)
    try:
        withdraw(ana)
        withdraw(ana)
        give(ana)
    finally:
        choice_changed.disconnect(hear)
    assert heard == [(ana.pk, Choice.CARE, False), (ana.pk, Choice.CARE, True)]


def test_long_words_are_cut_to_what_fits(ana):
    withdraw(ana, wording="x" * 500)
    assert len(choice_history(ana)[0].wording) == 300


def test_unreachable_once_and_reachable_again(ana):
    assert mark_unreachable(customer_id=ana.pk, reason="There is no such mailbox", by=SYSTEM, now=NOW)
    assert not mark_unreachable(customer_id=ana.pk, reason="another", by=SYSTEM, now=NOW + timedelta(days=1))
    ana.refresh_from_db()
    assert (ana.reachable, ana.unreachable_reason, ana.unreachable_since) == (False, "There is no such mailbox", NOW)
    assert mark_reachable(customer_id=ana.pk, by=SYSTEM, now=NOW)
    assert not mark_reachable(customer_id=ana.pk, by=SYSTEM, now=NOW)
    ana.refresh_from_db()
    assert (ana.reachable, ana.unreachable_reason, ana.unreachable_since) == (True, "", None)
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"customer.unreachable", "customer.reachable"}


def bounce(signal, customer, brand_id=None, reason="user_unknown", text="550 5.1.1 unknown"):
    event = Bounced(brand_id or customer.brand_id, customer.pk, 3, "ana@people.example", reason, text, NOW)
    signal.send(sender=None, event=event)
    customer.refresh_from_db()


def test_a_hard_bounce_marks_the_customer_with_the_reason(ana):
    bounce(hard_bounce, ana)
    assert not ana.reachable
    assert ana.unreachable_reason == "There is no such mailbox (550 5.1.1 unknown)"
    bounce(hard_bounce, ana, reason="moved")
    assert "no such mailbox" in ana.unreachable_reason
    assert (ana.care, ana.marketing) == (True, True)


def test_a_soft_bounce_never_does(ana):
    bounce(soft_bounce, ana, reason="mailbox_full")
    assert ana.reachable


def test_a_report_about_another_brands_customer_changes_nothing(ana):
    other = make_brand()
    bounce(hard_bounce, ana, brand_id=other.pk)
    complaint.send(sender=None, event=Complained(other.pk, ana.pk, 3, "abuse", NOW))
    unsubscribe_by_mail.send(sender=None, event=UnsubscribedByMail(other.pk, ana.pk, 3, "care", NOW))
    ana.refresh_from_db()
    assert (ana.reachable, ana.care, ana.marketing) == (True, True, True)


def test_a_complaint_by_mail_and_an_unsubscribe_by_mail(brand, ana):
    unsubscribe_by_mail.send(sender=None, event=UnsubscribedByMail(brand.pk, ana.pk, 3, "marketing", NOW))
    ana.refresh_from_db()
    assert (ana.care, ana.marketing) == (True, False)
    complaint.send(sender=None, event=Complained(brand.pk, ana.pk, 3, "abuse", NOW))
    ana.refresh_from_db()
    assert (ana.care, ana.marketing) == (False, False)
    assert [event.source for event in choice_history(ana)][-1] is ChoiceSource.MAILTO


@pytest.mark.parametrize(("hard", "reachable"), [(True, False), (False, True)])
def test_a_refused_single_mail(brand, ana, hard, reachable):
    event = SingleMailRefused(brand.pk, 1, ana.pk, hard, "host_unknown", "550 no such domain", NOW)
    single_mail_refused.send(sender=None, event=event)
    single_mail_refused.send(sender=None, event=SingleMailRefused(brand.pk, 2, None, True, "moved", "", NOW))
    ana.refresh_from_db()
    assert ana.reachable is reachable


def test_what_is_broken_is_told_with_what_to_do(brand):
    told = {"file_hash": "0" * 64, "file_size": 1, "created_at": NOW, "ended_at": NOW}
    Import.objects.create(brand=brand, file_name="a.csv", state="failed", problem="The file is gone.", **told)
    Import.objects.create(brand=brand, file_name="b.csv", state="finished", **told)
    Segment.objects.create(brand=brand, name="Old", state="failed", problem="No column.", created_at=NOW)
    found = list(problems(NOW))
    assert [p.brand_id for p in found] == [brand.pk, brand.pk]
    assert "a.csv failed: The file is gone." in found[0].what
    assert "“Old” cannot be used: No column." in found[1].what
    assert next(iter(problems(NOW + timedelta(days=8)))).what.startswith("The segment")
