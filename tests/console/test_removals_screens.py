"""Screens of removals: the list, one request, answers, more time, figures, how vendors are asked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from fixed_set import Screen, check, signed_in

from factories import make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.foundation.secrets import unseal
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.outbound.models import SingleMail
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.actions.settings import Way, set_channel
from forewarn.removals.models import Channel, Policy, RemovalRequest, RemovalTask
from forewarn.removals.requesting import request_removal
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import Origin, Reason, Status, Via
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return save_vendor(brand=brand, slug=None, name="Quillpost", by=SYSTEM, now=now())


@pytest.fixture
def ana(brand):
    return make_customer(brand, external_id="HP-1", name="Ana Ortiz")


@pytest.fixture
def removal(vendor, ana):
    return asked(vendor, ana)


def asked(vendor, customer, at=None):
    at = at or now()
    ids = CustomerSet([customer.pk])
    record_transfer(vendor=vendor, customers=ids, fields=["email", "name"], at=at - DAY, by=SYSTEM, now=at)
    return request_removal(customer=customer, vendors=None, origin=Origin.PAGE, by=SYSTEM, now=at)


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


@pytest.fixture
def owner(brand):
    return signed_in(brand, "owner")


def at(what=""):
    return f"/console/lantern/removals/{what}"


SCREENS = [
    ("removals/", "viewer"),
    ("removals/?show=late", "viewer"),
    ("removals/figures/", "viewer"),
    ("removals/vendors/", "viewer"),
    ("removals/promise/", "owner"),
    ("removals/new/{customer}/", "editor"),
    ("removals/vendors/quillpost/", "owner"),
    ("removals/vendors/quillpost/secret/", "owner"),
    ("removals/vendors/quillpost/left-out.csv", "editor"),
    ("removals/{number}/", "viewer"),
    ("removals/{number}/longer/", "editor"),
    ("removals/{number}/{task}/answer/", "editor"),
]


@pytest.mark.parametrize(("address", "role"), SCREENS)
def test_fixed_set(brand, vendor, removal, address, role):
    way = Way(Via.WEBHOOK, url="https://hooks.vendor.example/")
    set_channel(vendor=vendor, way=way, by=SYSTEM, now=now())
    ids = {"number": removal.number, "task": removal.tasks.get().pk, "customer": removal.customer_id}
    check(Screen(address.format(**ids), role), brand)


def test_the_list_shows_what_is_due_and_what_is_late(editor, vendor, removal):
    old = asked(vendor, make_customer(vendor.brand), at=now() - 40 * DAY)
    done = asked(vendor, make_customer(vendor.brand))
    record_answer(task=done.tasks.get(), answer=Answer(Status.FULFILLED, proof="x"), by=SYSTEM, now=now())
    pages = {show: editor.get(at(f"?show={show}")).content.decode() for show in ("open", "late", "closed", "all")}
    listed = {
        show: {one.number for one in RemovalRequest.objects.all() if shown_number(one.number) in page}
        for show, page in pages.items()
    }
    assert listed["open"] == {removal.number, old.number}
    assert listed["late"] == {old.number}
    assert listed["closed"] == {done.number}
    assert len(listed["all"]) == 3
    assert pages["open"].index(shown_number(old.number)) < pages["open"].index(shown_number(removal.number))
    assert "Late (1)" in pages["open"]
    assert editor.get(at("?show=nonsense&page=x")).status_code == 200


def test_a_long_list_comes_in_pages_with_as_many_queries(editor, vendor, brand, django_assert_max_num_queries):
    for _ in range(60):
        asked(vendor, make_customer(brand))
    with django_assert_max_num_queries(20):
        first = editor.get(at()).content.decode()
    assert first.count('class="mono" href=') == 50
    assert editor.get(at("?page=2")).content.decode().count('class="mono" href=') == 10


def test_a_number_that_is_typed_opens_its_request(editor, removal):
    answer = editor.get(at(f"?number={shown_number(removal.number).lower()}"))
    assert answer.headers["Location"] == at(f"{removal.number}/")
    assert editor.get(at("?number=2345-2345-2345")).status_code == 200


def test_one_request_shows_every_part_and_what_happened(brand, editor, removal, ana):
    page = editor.get(at(f"{removal.number}/")).content.decode()
    assert "Quillpost" in page and "Ana Ortiz" in page and ana.email in page
    assert "UK GDPR" in page
    viewer = signed_in(brand, "viewer").get(at(f"{removal.number}/")).content.decode()
    assert ana.email not in viewer
    assert "Write down an answer" not in viewer


def answer(client, removal, **fields):
    task = removal.tasks.first().pk
    return client.post(at(f"{removal.number}/{task}/answer/"), fields)


def test_a_deletion_needs_proof_and_closes_the_request(editor, removal):
    assert answer(editor, removal, status="fulfilled").status_code == 422
    assert answer(editor, removal, status="fulfilled", proof="By phone, Kim Lee").status_code == 302
    task = RemovalTask.objects.get()
    assert (task.status, task.proof) == (Status.FULFILLED, "By phone, Kim Lee")
    assert "staff" in task.settled_by
    removal.refresh_from_db()
    assert removal.closed_at and removal.told_at


def test_an_exception_needs_reason_and_words(editor, removal):
    assert answer(editor, removal, status="denied", words="No.").status_code == 422
    assert answer(editor, removal, status="denied", reason="other").status_code == 422
    assert answer(editor, removal, status="denied", reason="nonsense", words="No.").status_code == 422
    assert answer(editor, removal, status="denied", reason="claim_not_covered", words="Ten years.").status_code == 302
    task = RemovalTask.objects.get()
    assert (task.reason, task.words) == (Reason.CLAIM_NOT_COVERED, "Ten years.")


def test_asked_by_hand(editor, removal):
    assert answer(editor, removal, status="in_progress").status_code == 302
    assert RemovalTask.objects.get().asked_at


def test_an_answer_to_another_requests_part_is_nowhere(editor, removal, vendor):
    other = asked(vendor, make_customer(vendor.brand))
    address = at(f"{removal.number}/{other.tasks.get().pk}/answer/")
    assert editor.post(address, {"status": "fulfilled", "proof": "x"}).status_code == 404


def test_more_time(editor, removal):
    address = at(f"{removal.number}/longer/")
    assert editor.post(address, {"because": "see www.evil.example"}).status_code == 422
    assert editor.post(address, {"because": "Their backups are slow"}).status_code == 302
    removal.refresh_from_db()
    assert removal.extended_because == "Their backups are slow"
    assert SingleMail.objects.filter(template="removals/longer").count() == 1
    assert editor.post(address, {"because": "Again"}).status_code == 422


def test_a_vendor_by_mail(owner, vendor):
    address = at("vendors/quillpost/")
    assert owner.post(address, {"via": "mail"}).status_code == 422
    assert owner.post(address, {"via": "mail", "address": "privacy@vendor.example", "days": "14"}).status_code == 302
    channel = Channel.objects.get()
    assert (channel.via, channel.address, channel.days) == ("mail", "privacy@vendor.example", 14)
    assert "privacy@vendor.example" in owner.get(at("vendors/")).content.decode()


def test_a_vendor_by_webhook_shows_its_secret_to_owners_alone(brand, owner, vendor):
    address = at("vendors/quillpost/")
    assert owner.post(address, {"via": "webhook", "url": "http://vendor.example/"}).status_code == 422
    assert owner.post(address, {"via": "webhook", "url": "https://vendor.example/"}).status_code == 302
    secret = unseal(Channel.objects.get().secret_sealed)
    page = owner.get(address).content.decode()
    assert secret in page
    assert f"https://{brand.public_host}/webhooks/removals/" in page
    assert secret not in signed_in(brand, "viewer").get(at("vendors/")).content.decode()
    owner.post(at("vendors/quillpost/secret/"))
    assert unseal(Channel.objects.get().secret_sealed) != secret


def test_the_promise(owner, brand):
    fields = {"promised_days": "20", "remind_days": "5", "escalate_days": "3"}
    assert owner.post(at("promise/"), fields | {"promised_days": "90"}).status_code == 422
    assert owner.post(at("promise/"), fields | {"escalate_days": "25"}).status_code == 422
    assert owner.post(at("promise/"), fields | {"state_attribute": "state"}).status_code == 302
    assert (Policy.objects.get().promised_days, Policy.objects.get().state_attribute) == (20, "state")
    assert "within 20 days" in owner.get(at("vendors/")).content.decode()


def test_whom_to_leave_out(editor, brand, vendor, removal, ana):
    record_answer(task=removal.tasks.get(), answer=Answer(Status.FULFILLED, proof="x"), by=SYSTEM, now=now())
    bob = make_customer(brand, external_id="HP-2")
    asked(vendor, bob)
    asked(vendor, make_customer(brand, external_id="HP-3")).tasks.update(settled_at=now(), status="denied")
    lines = editor.get(at("vendors/quillpost/left-out.csv")).content.decode().splitlines()
    cells = [line.split(",") for line in lines]
    assert cells[0] == ["customer id", "email", "since", "state"]
    assert [(row[0], row[1], row[3]) for row in cells[1:]] == [
        ("HP-1", ana.email, "kept out"),
        ("HP-2", bob.email, "asked"),
    ]


class TestEnteredByStaff:
    """A customer wrote or phoned."""

    def enter(self, client, customer, **more):
        given = {"vendors": ["quillpost"], "how": "phone", "received": (now() - 3 * DAY).date().isoformat()}
        return client.post(at(f"new/{customer.pk}/"), given | {"identity_check": "Called back"} | more)

    @pytest.fixture
    def bob(self, brand, vendor):
        found = make_customer(brand, name="Bob Frey", external_id="HP-2")
        ids = CustomerSet([found.pk])
        record_transfer(vendor=vendor, customers=ids, fields=["email"], at=now() - DAY, by=SYSTEM, now=now())
        return found

    def test_the_vendor_is_asked_and_the_customer_told(self, editor, bob):
        page = editor.get(at(f"new/{bob.pk}/")).content.decode()
        assert "Bob Frey" in page and "Quillpost: Email address" in page
        answer = self.enter(editor, bob)
        made = RemovalRequest.objects.get()
        assert answer["Location"].endswith(f"/removals/{made.number}/")
        assert (made.origin, made.told_how, made.identity_check) == ("staff", "phone", "Called back")
        assert made.received_at < made.tasks.get().created_at - 2 * DAY
        assert made.due_at < now() + 28 * DAY  # the clock began when it came
        [mail] = SingleMail.objects.filter(template="removals/received")
        assert mail.to_address == bob.email
        assert "You told our staff" in json.loads(unseal(mail.content_sealed))["letter"]["text"]
        event = AuditEvent.objects.get(verb="removal.requested")
        assert event.data["told_how"] == "phone" and "Called back" not in str(event.data)
        shown = editor.get(answer["Location"]).content.decode()
        assert "entered by staff, by phone" in shown and "Called back" in shown
        assert "Called back" not in signed_in(made.brand, "viewer").get(answer["Location"]).content.decode()

    def test_what_is_missing_is_said_and_nothing_asked(self, editor, bob):
        late = (now() - 90 * DAY).date().isoformat()
        soon = (now() + 2 * DAY).date().isoformat()
        wrong = (
            {"identity_check": " "},
            {"vendors": []},
            {"vendors": ["other"]},
            {"received": late},
            {"received": soon},
        )
        for more in wrong:
            assert self.enter(editor, bob, **more).status_code == 422, more
        assert not RemovalRequest.objects.exists()

    def test_what_is_asked_already_is_not_asked_twice(self, editor, removal, ana):
        page = editor.get(at(f"new/{ana.pk}/")).content.decode()
        assert "Asked already, and not answered yet: Quillpost" in page
        assert self.enter(editor, ana).status_code == 422
        assert RemovalRequest.objects.count() == 1

    def test_who_is_held_nowhere_and_who_is_of_another_brand(self, editor, brand):
        nobody = make_customer(brand)
        assert "No vendor holds data" in editor.get(at(f"new/{nobody.pk}/")).content.decode()
        assert editor.get(at(f"new/{make_customer(make_brand()).pk}/")).status_code == 404

    def test_erased_nothing_says_how_they_were_known(self, editor, brand, bob):
        self.enter(editor, bob)
        erase_customer(brand=brand, customer_id=bob.pk, by=SYSTEM, now=now())
        assert set(RemovalRequest.objects.values_list("identity_check", flat=True)) == {""}


def test_the_figures(editor, brand, vendor):
    moment = now()
    for days, after in ((60, 5), (60, 9), (80, 40), (40, None), (3, None)):
        made = asked(vendor, make_customer(brand), at=moment - days * DAY)
        if after is not None:
            at_ = moment - days * DAY + after * DAY
            record_answer(task=made.tasks.get(), answer=Answer(Status.FULFILLED, proof="x"), by=SYSTEM, now=at_)
    page = " ".join(editor.get(at("figures/")).content.decode().split())
    assert "50 % (2 of 4)" in page  # two in time, one after 40 days, one late and open; one is not due yet
    assert "half within 9 days, 95 % within 40 days, longest 40 days" in page
