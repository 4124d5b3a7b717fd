"""What vendors answer: on the page of their link, and by webhook in both directions."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from removal_samples import WHO, ana_of, ask, by_mail, give, holders, lantern, part, vendor_of

from factories import NOW, make_brand
from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.foundation.secrets import unseal
from forewarn.holdings.models import KeptOut
from forewarn.holdings.recording.keeping_out import let_in
from forewarn.outbound.models import SingleMail
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.actions.asking import ask as ask_vendor
from forewarn.removals.actions.settings import Way, renew_secret, set_channel, webhook_path
from forewarn.removals.models import Channel, ReceivedMessage, RemovalTask, TaskEvent
from forewarn.removals.queries.requests import task_token
from forewarn.removals.rules.states import Reason, Status, Via
from forewarn.removals.rules.webhooks import MAX_BODY, check, sign
from forewarn.removals.tasks import tick

pytestmark = pytest.mark.django_db
HOOK = "https://hooks.vendor.example/removals"


@pytest.fixture
def brand():
    return lantern(locales=["en", "es", "fr", "de"])


@pytest.fixture
def ana(brand):
    return ana_of(brand)


@pytest.fixture
def quillpost(brand, ana):
    vendor = vendor_of(brand, "Quillpost", by_mail())
    give(vendor, ana)
    return vendor


def browser(brand):
    return Client(HTTP_HOST=brand.public_host, enforce_csrf_checks=True)


def page(task):
    return f"/vendor-answer/{task_token(task)}/"


def again(task):
    return RemovalTask.objects.select_related("request__brand", "vendor").get(pk=task.pk)


class TestThePage:
    """The vendor opens the link of the mail."""

    @pytest.fixture
    def task(self, ana, quillpost):
        return part(ask(ana), quillpost)

    def say(self, brand, task, said="done", name="Kim Lee, privacy", words="ticket 7"):
        return browser(brand).post(page(task), {"said": said, "name": name, "words": words})

    def test_the_link_is_in_the_mail(self, task):
        ask_vendor(task_id=task.pk, now=NOW)
        mail = SingleMail.objects.get(template="removals/ask")
        assert page(task) in json.loads(unseal(mail.content_sealed))["letter"]["text"]

    def test_get_shows_whom_and_changes_nothing(self, brand, task):
        answer = browser(brand).get(page(task))
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "ana@people.example" in html and "HP-1" in html
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert again(task).status == Status.OPEN

    def test_done(self, brand, ana, task):
        answer = self.say(brand, task)
        assert "written down as done" in answer.content.decode()
        assert "ana@people.example" not in answer.content.decode()
        settled = again(task)
        assert (settled.status, settled.settled_by) == (Status.FULFILLED, "Quillpost: Kim Lee, privacy")
        assert settled.proof == "Kim Lee, privacy: ticket 7"
        assert holders(ana, now()) == set()
        assert "ana@people.example" not in browser(brand).get(page(task)).content.decode()

    def test_not_done_for_a_reason(self, brand, ana, task):
        answer = self.say(brand, task, "claim_not_covered", words="Invoices stay ten years.")
        assert answer.status_code == 200
        settled = again(task)
        assert (settled.status, settled.reason, settled.words) == (
            Status.DENIED,
            Reason.CLAIM_NOT_COVERED,
            "Invoices stay ten years.",
        )
        assert holders(ana, now()) == {"Quillpost"}

    def test_later(self, brand, task):
        self.say(brand, task, "later")
        assert again(task).status == Status.IN_PROGRESS

    @pytest.mark.parametrize(
        ("said", "name", "words"),
        [
            ("done", "", "x"),
            ("", "Kim", "x"),
            ("fulfilled", "Kim", "x"),
            ("other", "Kim", " "),
            ("revoked", "Kim", "x"),
            ("need_user_verification", "Kim", "x"),
        ],
    )
    def test_what_is_missing_is_said_and_stays_typed(self, brand, task, said, name, words):
        answer = self.say(brand, task, said, name, words)
        assert answer.status_code == 422
        assert again(task).status == Status.OPEN
        assert f'name="name" maxlength="100" required autocomplete="name" value="{name}"' in answer.content.decode()

    def test_twice_is_once_and_another_answer_is_refused(self, brand, task):
        self.say(brand, task)
        first = again(task).settled_at
        assert self.say(brand, task, name="Somebody else").status_code == 200
        assert again(task).settled_at == first
        assert again(task).settled_by == "Quillpost: Kim Lee, privacy"
        refused = self.say(brand, task, "other", words="no")
        assert refused.status_code == 422
        assert "answered before" in refused.content.decode()
        assert again(task).status == Status.FULFILLED

    def test_one_brands_link_opens_nothing_at_another(self, task):
        other = make_brand("quayside")
        for asked in (browser(other).get(page(task)), self.say(other, task)):
            assert asked.status_code == 404
            assert "ana@people.example" not in asked.content.decode()
        assert again(task).status == Status.OPEN

    @pytest.mark.parametrize("token", ["x", "a" * 30, "a" * 3000])
    def test_wrong_links(self, brand, task, token):
        assert browser(brand).get(f"/vendor-answer/{token}/").status_code == 404
        assert browser(brand).post(f"/vendor-answer/{token}/", {"said": "done", "name": "x"}).status_code == 404

    def test_each_link_is_for_its_own_part(self, brand, ana, task):
        other = vendor_of(brand, "Parcel Lane", by_mail())
        give(other, ana)
        second = part(ask(ana), other)
        self.say(brand, second)
        assert (again(task).status, again(second).status) == (Status.OPEN, Status.FULFILLED)

    def test_hostile_words_stay_words(self, brand, task):
        html = self.say(brand, task, "other", "<script>1</script>", "").content.decode()
        assert "<script>" not in html

    @pytest.mark.parametrize("lang", ["es", "fr", "de"])
    def test_in_every_language(self, brand, task, lang):
        html = browser(brand).get(f"{page(task)}?lang={lang}").content.decode()
        assert f'<html lang="{lang}">' in html
        assert "Please delete" not in html


class VendorServer:
    """A vendor's server that answers what it is told to and remembers what came."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status, said = outer.answers.pop(0) if outer.answers else (200, b"")
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def server():
    made = VendorServer()
    yield made
    made.server.shutdown()
    made.server.server_close()


class TestAskingByWebhook:
    """What we post to the vendor."""

    @pytest.fixture
    def task(self, settings, brand, ana, server):
        settings.DEVELOPMENT = True
        vendor = vendor_of(brand, "Hookline", Way(Via.WEBHOOK, url=server.url))
        give(vendor, ana)
        return part(ask(ana), vendor)

    def secret(self):
        return unseal(Channel.objects.get().secret_sealed)

    def test_it_is_signed_and_says_all_that_is_needed(self, task, server):
        ask_vendor(task_id=task.pk, now=NOW)
        [(headers, body)] = server.got
        assert check(self.secret(), headers, body, now=NOW) == f"removal-{task.pk}"
        said = json.loads(body)
        assert said["request_id"] == f"{task.request.number}-{task.pk}"
        assert said["subject"] == {"email": "ana@people.example", "customer_number": "HP-1"}
        assert (said["exercise"], said["regime"], said["fields"]) == ("deletion", "gdpr", ["name", "email"])
        assert page(task) in said["answer_url"]
        assert again(task).status == Status.IN_PROGRESS

    def test_a_failure_is_tried_again_with_growing_pauses_and_the_same_id(self, task, server, brand):
        server.answers = [(500, b""), (302, b""), (200, b"")]
        moment = NOW
        pauses = []
        for _ in range(3):
            ask_vendor(task_id=task.pk, now=moment)
            row = again(task)
            pauses.append(row.next_at - moment)
            moment = row.next_at
        assert pauses == [timedelta(minutes=1), timedelta(minutes=5), timedelta(days=7)]
        assert {headers["webhook-id"] for headers, _ in server.got} == {f"removal-{task.pk}"}
        assert again(task).problem == Channel.objects.get().problem == ""
        assert TaskEvent.objects.filter(task=task, what="not reached").count() == 2

    def test_a_server_that_is_gone(self, task, server):
        Channel.objects.update(url="http://127.0.0.1:9/hook")
        ask_vendor(task_id=task.pk, now=NOW)
        assert "cannot be reached" in again(task).problem
        assert Channel.objects.get().problem_since == NOW

    def test_an_answer_at_once_counts(self, task, server, ana):
        body = {"request_id": f"{task.request.number}-{task.pk}", "status": "fulfilled"}
        server.answers = [(200, json.dumps(body).encode())]
        ask_vendor(task_id=task.pk, now=NOW)
        assert again(task).status == Status.FULFILLED
        assert holders(ana) == set()

    @pytest.mark.parametrize(
        "said", [b"ok", b"{}", b'{"request_id": "other-1", "status": "fulfilled"}', b'{"status": "fulfilled"}']
    )
    def test_other_words_are_an_acknowledgement(self, task, server, said):
        server.answers = [(200, said)]
        ask_vendor(task_id=task.pk, now=NOW)
        assert again(task).status == Status.IN_PROGRESS

    def test_two_workers_ask_once(self, task, server):
        ask_vendor(task_id=task.pk, now=NOW)
        ask_vendor(task_id=task.pk, now=NOW)
        assert len(server.got) == 1

    def test_settled_is_never_asked_again(self, task, server):
        record_answer(task=task, answer=Answer(Status.FULFILLED), by=SYSTEM, now=NOW)
        ask_vendor(task_id=task.pk, now=NOW + timedelta(days=30))
        assert server.got == []


class TestAnsweringByWebhook:
    """What the vendor posts to us."""

    @pytest.fixture
    def channel(self, brand, ana):
        vendor = vendor_of(brand, "Hookline", Way(Via.WEBHOOK, url=HOOK))
        give(vendor, ana)
        return Channel.objects.select_related("vendor").get(vendor=vendor)

    @pytest.fixture
    def task(self, ana, channel):
        return part(ask(ana), channel.vendor)

    def post(self, channel, task, message_id="m1", at=None, secret=None, **said):
        body = {"request_id": f"{task.request.number}-{task.pk}", "status": "fulfilled"} | said
        raw = json.dumps(body).encode()
        key = secret or unseal(Channel.objects.get(pk=channel.pk).secret_sealed)
        headers = sign(key, message_id=message_id, at=at or now(), body=raw)
        return Client(enforce_csrf_checks=True).post(
            webhook_path(channel), raw, content_type="application/json", headers=headers
        )

    def test_done(self, channel, task, ana):
        answer = self.post(channel, task, processing_details="Job 12")
        assert (answer.status_code, answer.json()["status"]) == (200, "fulfilled")
        assert again(task).settled_by == "Hookline, by webhook"
        assert holders(ana, now()) == set()

    def test_a_copy_does_nothing(self, channel, task):
        self.post(channel, task)
        settled = again(task).settled_at
        for _ in range(2):
            assert self.post(channel, task).status_code == 200
        assert again(task).settled_at == settled
        assert ReceivedMessage.objects.count() == 1
        assert TaskEvent.objects.filter(task=task, what="fulfilled").count() == 1

    def test_a_copy_of_an_early_message_does_not_undo_a_later_one(self, channel, task):
        self.post(channel, task, "m1", status="in_progress", reason="need_user_verification")
        assert again(task).reason == Reason.NEED_USER_VERIFICATION
        self.post(channel, task, "m2")
        assert self.post(channel, task, "m1", status="in_progress", reason="need_user_verification").status_code == 200
        assert again(task).status == Status.FULFILLED

    def test_an_old_message_is_refused(self, channel, task):
        assert self.post(channel, task, at=now() - timedelta(minutes=6)).status_code == 401
        assert again(task).status == Status.OPEN

    def test_another_secret_is_refused(self, channel, task):
        old = unseal(channel.secret_sealed)
        renew_secret(channel=channel, by=SYSTEM, now=NOW)
        assert self.post(channel, task, secret=old).status_code == 401
        assert again(task).status == Status.OPEN
        assert self.post(channel, task).status_code == 200

    def test_one_vendor_never_answers_for_another(self, brand, ana, channel, task):
        other = vendor_of(brand, "Other", Way(Via.WEBHOOK, url=HOOK))
        theirs = Channel.objects.get(vendor=other)
        assert self.post(theirs, task).status_code == 404
        assert again(task).status == Status.OPEN

    def test_one_brands_webhook_never_answers_for_another(self, channel, task):
        quayside = make_brand("quayside")
        vendor = vendor_of(quayside, "Hookline", Way(Via.WEBHOOK, url=HOOK))
        assert self.post(Channel.objects.get(vendor=vendor), task).status_code == 404
        assert again(task).status == Status.OPEN

    @pytest.mark.parametrize("request_id", ["", "x", "x-1", "-1", "ABCD-x", "A" * 3000, "1-" + "9" * 40])
    def test_unknown_requests(self, channel, task, request_id):
        assert self.post(channel, task, request_id=request_id).status_code == 404

    def test_a_different_answer_later_is_refused(self, channel, task):
        self.post(channel, task)
        answer = self.post(channel, task, "m2", status="denied", reason="other", processing_details="no")
        assert answer.status_code == 409
        assert again(task).status == Status.FULFILLED

    def test_words_that_are_none(self, channel, task):
        assert self.post(channel, task, status="gone").status_code == 422
        assert self.post(channel, task, "m2", status="denied", reason="other").status_code == 409

    def test_too_long_get_and_unknown_addresses(self, channel, task):
        path = webhook_path(channel)
        assert Client().get(path).status_code == 405
        assert Client().post(path, b"x" * (MAX_BODY + 1), content_type="application/json").status_code == 413
        assert Client().post("/webhooks/removals/abc/", b"{}", content_type="application/json").status_code == 404

    def test_a_vendor_that_is_asked_by_mail_now_has_no_webhook(self, channel, task):
        set_channel(vendor=channel.vendor, way=by_mail(), by=SYSTEM, now=NOW)
        assert self.post(channel, task).status_code == 404

    def test_ids_are_kept_only_while_a_copy_could_pass(self, channel, task):
        self.post(channel, task)
        tick(now() + timedelta(days=1))
        assert ReceivedMessage.objects.exists()
        tick(now() + timedelta(days=3))
        assert not ReceivedMessage.objects.exists()


def test_removals_confirmed_before_customers_were_kept_out_keep_them_out_since(brand, ana):
    """The migration for installations that confirmed removals earlier."""
    quill, wren, parcels, gone = (vendor_of(brand, name) for name in ("Quillpost", "Mailwren", "Parcels", "Barn"))
    for vendor in (quill, wren, parcels, gone):
        give(vendor, ana)
    request = ask(ana)
    answers = {
        quill: Answer(Status.FULFILLED, proof="ticket 1"),
        wren: Answer(Status.DENIED, Reason.NO_MATCH, "nothing here"),
        parcels: Answer(Status.DENIED, Reason.CLAIM_NOT_COVERED, "invoices"),
        gone: Answer(Status.FULFILLED, proof="ticket 2"),
    }
    for task in request.tasks.all():
        record_answer(task=task, answer=answers[task.vendor], **WHO)
    kept = {row.vendor_id: row for row in KeptOut.objects.all()}
    let_in(kept_out=kept[gone.pk], because="They called", by=SYSTEM, now=NOW)
    before = {(row.vendor, row.since, row.reason, row.until) for row in KeptOut.objects.select_related("vendor")}
    KeptOut.objects.filter(vendor__in=[quill, wren]).delete()
    migration = import_module("forewarn.removals.migrations.0004_kept_out")
    for _twice in range(2):
        migration.keep_out(apps, None)
    assert before == {
        (row.vendor, row.since, row.reason, row.until) for row in KeptOut.objects.select_related("vendor")
    }
    assert {row.vendor for row in KeptOut.objects.filter(until=None)} == {quill, wren}
    KeptOut.objects.all().delete()
    Customer.objects.all().delete()
    migration.keep_out(apps, None)
    assert not KeptOut.objects.exists()
