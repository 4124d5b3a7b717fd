"""From a customer's wish to the last vendor's answer."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from removal_samples import WHO, ana_of, ask, by_mail, give, holders, lantern, part, vendor_of

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.models import Customer
from forewarn.audience.queries.exporting import export_customer
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.health import problems
from forewarn.foundation.secrets import unseal
from forewarn.holdings.models import Ending
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.keeping_out import kept_out_customer, sent_again
from forewarn.outbound.models import SingleMail
from forewarn.removals.actions.answering import Answer, record_answer, revoke
from forewarn.removals.actions.asking import ask as ask_vendor
from forewarn.removals.actions.extending import extend
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.settings import Way, set_channel, set_policy
from forewarn.removals.models import RemovalRequest, RemovalTask
from forewarn.removals.queries.requests import Show, requests_of, task_by_token, task_token, whom
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import Origin, Reason, Status, Via
from forewarn.removals.tasks import tick

pytestmark = pytest.mark.django_db
DONE = Answer(Status.FULFILLED, proof="ticket 7")
DAY = timedelta(days=1)


@pytest.fixture
def brand():
    return lantern()


@pytest.fixture
def ana(brand):
    return ana_of(brand)


@pytest.fixture
def quillpost(brand, ana):
    vendor = vendor_of(brand, "Quillpost", by_mail())
    give(vendor, ana, fields=("name", "email", "order_history"))
    return vendor


@pytest.fixture
def parcels(brand, ana):
    vendor = vendor_of(brand, "Parcel Lane")
    give(vendor, ana, fields=("postal_address",))
    return vendor


def settle(task, answer=DONE, now=NOW):
    return record_answer(task=task, answer=answer, by=SYSTEM, now=now)


def mails(kind):
    return list(SingleMail.objects.filter(template=f"removals/{kind}").order_by("pk"))


def text_of(mail):
    return json.loads(unseal(mail.content_sealed))["letter"]["text"]


def test_a_request_becomes_one_part_per_vendor(ana, quillpost, parcels):
    request = ask(ana)
    first, second = part(request, quillpost), part(request, parcels)
    assert (first.via, first.fields) == ("mail", ["name", "email", "order_history"])
    assert (second.via, second.fields, second.next_at) == ("hand", ["postal_address"], None)
    assert request.status == Status.OPEN
    assert request.due_at.date() == (NOW + 30 * DAY).date()
    assert request.profile == "gdpr"
    assert whom(first).email == ana.email
    assert ana.email not in first.identity_sealed
    [told] = mails("received")
    assert (told.to_address, told.customer_id, told.message_class) == (ana.email, ana.pk, "transactional")
    assert request.confirmed_at == NOW


def test_only_the_vendors_that_are_meant(ana, quillpost, parcels):
    request = ask(ana, parcels)
    assert [task.vendor for task in request.tasks.all()] == [parcels]


def test_a_vendor_that_holds_nothing_is_not_asked(brand, ana, quillpost):
    stranger = vendor_of(brand, "Stranger", by_mail())
    with pytest.raises(UnableToRemove, match="No company"):
        ask(ana, stranger)
    assert [task.vendor for task in ask(ana).tasks.all()] == [quillpost]


def test_asked_twice_it_is_the_same_request(ana, quillpost, parcels):
    first = ask(ana, quillpost)
    assert ask(ana, quillpost) == first
    more = ask(ana)
    assert more != first
    assert [task.vendor for task in more.tasks.all()] == [parcels]
    assert RemovalTask.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        RemovalTask.objects.create(
            request=more, vendor=quillpost, customer_id=ana.pk, via="hand", created_at=NOW, due_at=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_ask_a_vendor_once():
    brand = lantern()
    ana = ana_of(brand)
    vendor = vendor_of(brand, "Quillpost")
    give(vendor, ana)

    def go(_number):
        try:
            return ask(Customer.objects.get(pk=ana.pk)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(go, range(4)))) == 1
    assert RemovalRequest.objects.count() == RemovalTask.objects.count() == 1


def test_after_an_end_it_can_be_asked_again(ana, quillpost):
    settle(part(ask(ana), quillpost))
    give(quillpost, ana, days=0)  # it goes there anew
    later = ask(ana, now=NOW + DAY)
    assert later.tasks.count() == 1
    assert RemovalRequest.objects.count() == 2


def test_the_vendor_is_asked_reminded_and_the_rest_told(ana, quillpost, brand):
    request = ask(ana)
    task = part(request, quillpost)
    ask_vendor(task_id=task.pk, now=NOW)
    [asked] = mails("ask")
    assert (asked.to_address, asked.message_class) == ("privacy@vendor.example", "operational")
    assert part(request, quillpost).status == Status.IN_PROGRESS
    ask_vendor(task_id=task.pk, now=NOW + 6 * DAY)
    assert not mails("remind")
    ask_vendor(task_id=task.pk, now=NOW + 7 * DAY)
    ask_vendor(task_id=task.pk, now=NOW + 7 * DAY)
    ask_vendor(task_id=task.pk, now=NOW + 14 * DAY)
    assert len(mails("remind")) == 2
    assert part(request, quillpost).reminders == 2


def test_a_vendor_that_never_answers(ana, quillpost, brand):
    set_channel(vendor=quillpost, way=by_mail(second_address="boss@vendor.example"), **WHO)
    request = ask(ana)
    moment = NOW
    while moment < NOW + 40 * DAY:
        tick(moment)
        for task in RemovalTask.objects.all():
            ask_vendor(task_id=task.pk, now=moment)
        moment += DAY / 2
    request.refresh_from_db()
    task = part(request, quillpost)
    assert request.status == task.status == Status.EXPIRED
    assert request.closed_at is None
    assert [mail.to_address for mail in mails("staff")] == [brand.contact_address]
    assert [mail.to_address for mail in mails("remind")].count("boss@vendor.example") == 1
    assert 4 <= len(mails("remind")) <= 7
    assert task.escalated_at and (request.due_at - task.escalated_at) <= 5 * DAY
    assert {event.what for event in task.events.all()} >= {"received", "asked", "reminded", "escalated", "expired"}
    assert list(requests_of(brand, Show.LATE, now=moment)) == [request]
    assert any("Quillpost are late" in problem.what for problem in problems(now=moment, brand_id=brand.pk))
    assert settle(task, now=moment)  # late, but done
    request.refresh_from_db()
    assert (request.status, request.closed_at) == (Status.FULFILLED, moment)


def test_when_a_vendor_confirms_it_holds_nothing_any_more(ana, quillpost, parcels):
    bob = make_customer(ana.brand)
    give(quillpost, bob)
    request = ask(ana)
    assert settle(part(request, quillpost), now=NOW + DAY)
    assert holders(ana, NOW + DAY) == {"Parcel Lane"}
    assert holders(bob, NOW + DAY) == {"Quillpost"}
    ending = Ending.objects.get()
    assert (ending.kind, ending.everybody) == ("deleted", False)
    assert "ticket 7" in ending.proof
    task = part(request, quillpost)
    assert (task.identity_sealed, task.next_at, task.settled_at) == ("", None, NOW + DAY)
    request.refresh_from_db()
    assert (request.status, request.closed_at) == (Status.IN_PROGRESS, None)
    assert not mails("done")


def test_closed_and_told_when_the_last_vendor_answered(ana, quillpost, parcels):
    request = ask(ana)
    settle(part(request, quillpost))
    denied = Answer(Status.DENIED, Reason.CLAIM_NOT_COVERED, words="Tax law: ten years.")
    settle(part(request, parcels), denied, NOW + DAY)
    request.refresh_from_db()
    assert (request.status, request.closed_at, request.told_at) == (Status.DENIED, NOW + DAY, NOW + DAY)
    [mail] = mails("done")
    assert mail.customer_id == ana.pk
    assert holders(ana, NOW + DAY) == {"Parcel Lane"}
    assert part(request, parcels).words == "Tax law: ten years."


def test_a_vendor_that_found_nothing_ends_it_on_its_word_and_is_no_exception(ana, quillpost, parcels):
    request = ask(ana)
    nothing = Answer(Status.DENIED, Reason.NO_MATCH, words="No such number.")
    settle(part(request, quillpost), nothing, NOW + DAY)
    assert holders(ana, NOW + DAY) == {"Parcel Lane"}
    [ending] = Ending.objects.all()
    assert (ending.kind, ending.at) == ("no_match", NOW + DAY)
    held = {held.why.value for held in holders_of(ana) if held.vendor == quillpost}
    assert held == {"no_match"}  # what was before stays: a leak of then still concerns them
    assert kept_out_customer(quillpost, ana.pk)
    settle(part(request, parcels), now=NOW + DAY)
    request.refresh_from_db()
    assert request.status == Status.FULFILLED
    [mail] = mails("done")
    said = text_of(mail)
    assert "deleted your data: Parcel Lane" in said and "have nothing of yours: Quillpost" in said
    assert "was not deleted" not in said


def test_a_confirmed_removal_keeps_them_out_and_an_exception_does_not(ana, quillpost, parcels):
    request = ask(ana)
    settle(part(request, quillpost))
    settle(part(request, parcels), Answer(Status.DENIED, Reason.CLAIM_NOT_COVERED, words="Tax law."))
    assert kept_out_customer(quillpost, ana.pk).reason == f"Removal {shown_number(request.number)}"
    assert kept_out_customer(parcels, ana.pk) is None


def test_asked_again_after_it_came_back_it_is_mended(ana, quillpost):
    settle(part(ask(ana), quillpost))
    give(quillpost, ana, days=-1, now=NOW + 2 * DAY)
    assert len(sent_again(NOW + 2 * DAY)) == 1
    settle(part(ask(ana, now=NOW + 2 * DAY), quillpost), now=NOW + 3 * DAY)
    assert not sent_again(NOW + 3 * DAY)


def test_the_same_answer_twice_changes_nothing_and_another_is_refused(ana, quillpost):
    request = ask(ana)
    task = part(request, quillpost)
    assert settle(task)
    assert not settle(task, now=NOW + DAY)
    assert not settle(task, Answer(Status.IN_PROGRESS), NOW + DAY)
    with pytest.raises(UnableToRemove, match="before"):
        settle(task, Answer(Status.DENIED, Reason.OTHER, "no"), NOW + DAY)
    assert part(request, quillpost).settled_at == NOW
    assert Ending.objects.count() == len(mails("done")) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(Status.DENIED),
        Answer(Status.DENIED, Reason.OTHER),
        Answer(Status.DENIED, Reason.NEED_USER_VERIFICATION, "x"),
        Answer(Status.FULFILLED, Reason.OTHER),
        Answer(Status.OPEN),
        Answer(Status.EXPIRED),
        Answer(Status.REVOKED),
    ],
)
def test_answers_that_make_no_sense_are_refused(ana, quillpost, answer):
    request = ask(ana)
    with pytest.raises(UnableToRemove):
        settle(part(request, quillpost), answer)
    assert part(request, quillpost).status == Status.OPEN


def test_the_customer_can_take_back_what_is_not_answered(ana, quillpost, parcels):
    request = ask(ana)
    settle(part(request, quillpost))
    revoke(request=request, **WHO)
    request.refresh_from_db()
    assert part(request, parcels).status == Status.REVOKED
    assert (request.status, bool(request.closed_at)) == (Status.FULFILLED, True)
    with pytest.raises(UnableToRemove):
        revoke(request=request, **WHO)


def test_more_time_once_within_the_law_and_the_customer_is_told(ana, quillpost):
    request = ask(ana)
    for because in ("", "see https://evil.example", "call +34 912 345 678", "x" * 400):
        with pytest.raises(UnableToRemove):
            extend(request=request, because=because, **WHO)
    extend(request=request, because="Their backups are slow", by=SYSTEM, now=NOW + 3 * DAY)
    request.refresh_from_db()
    assert request.due_at.date() == (NOW + 92 * DAY).date()  # three months after 23 November
    assert part(request, quillpost).due_at == request.due_at
    assert len(mails("longer")) == 1
    with pytest.raises(UnableToRemove, match="once"):
        extend(request=request, because="Again", by=SYSTEM, now=NOW + 4 * DAY)


def test_no_more_time_after_its_end(ana, quillpost):
    with pytest.raises(UnableToRemove, match="over"):
        extend(request=ask(ana), because="Slow", by=SYSTEM, now=NOW + 31 * DAY)


def test_a_brand_promises_less_time_than_the_law(brand, ana, quillpost):
    set_policy(brand=brand, promised_days=10, remind_days=3, escalate_days=2, **WHO)
    assert ask(ana).due_at.date() == (NOW + 10 * DAY).date()
    with pytest.raises(UnableToRemove):
        set_policy(brand=brand, promised_days=90, remind_days=3, escalate_days=2, **WHO)


@pytest.mark.parametrize(
    ("country", "attributes", "profile"),
    [
        ("US", {"state": "California"}, "ccpa"),
        ("US", {"state": "Texas"}, "us"),
        ("US", {}, "us"),
        ("", {"state": "California"}, "gdpr"),  # the brand's own country: a state without a country says nothing
        ("ES", {"state": "CA"}, "gdpr"),
    ],
)
def test_the_clock_says_no_more_than_is_on_record(brand, country, attributes, profile):
    promise = {"promised_days": 45, "remind_days": 7, "escalate_days": 5}
    set_policy(brand=brand, state_attribute=" state ", **promise, **WHO)
    brand.country = "DE"
    brand.save()
    ana = ana_of(brand, country=country, attributes=attributes)
    give(vendor_of(brand, "Quillpost"), ana)
    assert ask(ana).profile == profile


def test_the_days_agreed_with_a_vendor(brand, ana, quillpost):
    set_channel(vendor=quillpost, way=by_mail(days=5), **WHO)
    assert part(ask(ana), quillpost).due_at == NOW + 5 * DAY


def test_a_channel_that_is_set_later_takes_what_waits(brand, ana, parcels):
    request = ask(ana)
    assert any("asked by hand" in problem.what for problem in problems(now=NOW, brand_id=brand.pk))
    set_channel(vendor=parcels, way=by_mail(), **WHO)
    ask_vendor(task_id=part(request, parcels).pk, now=NOW)
    assert len(mails("ask")) == 1


def test_channels_need_what_they_need(brand, parcels):
    for way in (Way(Via.MAIL), Way(Via.WEBHOOK), Way(Via.WEBHOOK, url="http://vendor.example/")):
        with pytest.raises(UnableToRemove):
            set_channel(vendor=parcels, way=way, **WHO)


def test_without_a_sender_the_vendor_is_tried_again(brand, ana, quillpost):
    brand.senders.all().delete()
    request = ask(ana)
    assert request.confirmed_at is None
    task = part(request, quillpost)
    ask_vendor(task_id=task.pk, now=NOW)
    task = part(request, quillpost)
    assert "has no sender" in task.problem
    assert NOW < task.next_at < NOW + timedelta(minutes=2)
    assert any("cannot be asked" in problem.what for problem in problems(now=NOW, brand_id=brand.pk))


def test_a_token_opens_its_part_at_its_brand_alone(ana, quillpost):
    task = part(ask(ana), quillpost)
    token = task_token(task)
    assert task_by_token(ana.brand, token) == task
    assert task_by_token(make_brand(), token) is None
    for wrong in ("", "x", token[:-1], token + "a", token.replace(token[0], "p", 1) if token[0] != "p" else "a"):
        assert task_by_token(ana.brand, wrong) is None


class TestErasing:
    """Whoever is erased here is removed at the vendors too, and the rest of them is forgotten."""

    def test_every_vendor_is_told(self, brand, ana, quillpost, parcels):
        number = ana.pk
        erase_customer(brand=brand, customer_id=number, by=SYSTEM, now=NOW)
        [request] = RemovalRequest.objects.all()
        assert (request.origin, request.customer_id) == (Origin.ERASURE, None)
        tasks = list(request.tasks.all())
        assert len(tasks) == 2
        assert {task.customer_id for task in tasks} == {None}
        assert {whom(task).email for task in tasks} == {ana.email}  # the vendor must know whom
        for task in tasks:
            assert settle(task, now=NOW + DAY)
        request.refresh_from_db()
        assert request.status == Status.FULFILLED
        assert not Ending.objects.exists()  # no set holds the number any more
        assert not SingleMail.objects.filter(customer_id=number).exists()
        left = json.dumps([list(map(str, row)) for row in RemovalTask.objects.values_list()])
        assert "people.example" not in left and "HP-1" not in left

    def test_what_was_asked_before_goes_on_without_a_name(self, brand, ana, quillpost):
        request = ask(ana)
        erase_customer(brand=brand, customer_id=ana.pk, by=SYSTEM, now=NOW + DAY)
        assert RemovalRequest.objects.get() == request
        assert settle(part(request, quillpost), now=NOW + 2 * DAY)
        assert not mails("done")

    def test_who_is_nowhere_leaves_no_request(self, brand, ana):
        erase_customer(brand=brand, customer_id=ana.pk, by=SYSTEM, now=NOW)
        assert not RemovalRequest.objects.exists()

    def test_the_audit_log_names_no_address(self, brand, ana, quillpost):
        erase_customer(brand=brand, customer_id=ana.pk, by=SYSTEM, now=NOW)
        logged = json.dumps([list(map(str, row)) for row in AuditEvent.objects.values_list()])
        assert "removal.requested" in logged
        assert "people.example" not in logged


def test_an_export_says_what_was_asked_and_answered(brand, ana, quillpost):
    settle(part(ask(ana), quillpost))
    [held] = json.loads(json.dumps(export_customer(brand, ana.pk)))["removals"]
    assert held["status"] == "fulfilled"
    assert held["companies"][0]["vendor"] == "Quillpost"
    assert held["companies"][0]["proof"] == "ticket 7"
