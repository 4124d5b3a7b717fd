"""Clocks, states, numbers and signatures: pure decisions."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from forewarn.removals.rules import webhooks
from forewarn.removals.rules.clocks import (
    CCPA,
    ELSEWHERE,
    GDPR,
    PROFILES,
    UK_GDPR,
    US,
    confirm_due,
    due_at,
    law_due,
    longest_due,
    profile_for,
    vendor_due,
)
from forewarn.removals.rules.figures import Figures, Part, figures_of
from forewarn.removals.rules.numbers import LETTERS, new_number, shown_number, typed_number
from forewarn.removals.rules.states import REASONS, SETTLED, Reason, Status, status_of, wrong_with
from forewarn.removals.rules.timing import escalates, next_reminder, pause_after

LONDON, MADRID = ZoneInfo("Europe/London"), ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "profile"),
    [("ES", GDPR), ("de", GDPR), ("IS", GDPR), ("GB", UK_GDPR), ("US", US), ("BR", ELSEWHERE), ("", ELSEWHERE)],
)
def test_the_country_decides_the_law(country, profile):
    assert profile_for(country) is profile


@pytest.mark.parametrize(
    ("state", "profile"),
    [("CA", CCPA), (" california ", CCPA), ("US-CA", CCPA), ("Calif.", CCPA), ("NY", US), ("", US), ("Carolina", US)],
)
def test_only_a_state_on_record_makes_it_californias_law(state, profile):
    assert profile_for("US", state) is profile
    assert profile_for("CA", state) is ELSEWHERE  # Canada
    assert "not known to be California" in US.label


@pytest.mark.parametrize(
    ("received", "until"),
    [
        ((2026, 11, 23), (2026, 12, 23)),
        ((2026, 1, 31), (2026, 2, 28)),  # a month that has no such day ends on its last
        ((2028, 1, 30), (2028, 2, 29)),
        ((2026, 12, 5), (2027, 1, 5)),
    ],
)
def test_one_month_is_a_calendar_month(received, until):
    due = law_due(GDPR, datetime(*received, 12, tzinfo=UTC), LONDON)
    assert (due.year, due.month, due.day, due.hour, due.minute) == (*until, 23, 59)


def test_two_months_more_and_forty_five_days_more():
    assert longest_due(GDPR, NOW, MADRID).date() == datetime(2027, 2, 23).date()
    assert law_due(CCPA, NOW, LONDON).date() == (NOW + timedelta(days=45)).date()
    assert longest_due(CCPA, NOW, LONDON).date() == (NOW + timedelta(days=90)).date()


def test_the_day_is_that_of_the_brand():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Madrid
    assert law_due(GDPR, late, MADRID).day == 24
    assert law_due(GDPR, late, LONDON).day == 23


def test_a_clock_change_moves_no_day():
    received = datetime(2026, 10, 1, 12, tzinfo=MADRID)  # summer time ends on 25 October
    due = law_due(GDPR, received, MADRID)
    assert (due.date(), due.hour) == (datetime(2026, 11, 1).date(), 23)


def test_receipt_is_confirmed_within_ten_business_days_where_the_law_says_so():
    assert confirm_due(GDPR, NOW, LONDON) is None
    assert confirm_due(CCPA, NOW, LONDON).date() == datetime(2026, 12, 7).date()  # Monday and two weeks


def test_what_ends_first_counts():
    assert due_at(GDPR, NOW, promised_days=10, zone=LONDON).date() == datetime(2026, 12, 3).date()
    assert due_at(GDPR, NOW, promised_days=45, zone=LONDON).date() == datetime(2026, 12, 23).date()
    due = due_at(GDPR, NOW, promised_days=30, zone=LONDON)
    assert vendor_due(due, NOW, days=7) == NOW + timedelta(days=7)
    assert vendor_due(due, NOW, days=None) == due
    assert vendor_due(due, NOW, days=400) == due
    assert vendor_due(due, NOW, days=7, others=[NOW + timedelta(days=2)]) == NOW + timedelta(days=2)


def test_every_profile_gives_more_time_than_none():
    for profile in PROFILES.values():
        assert NOW < law_due(profile, NOW, LONDON) < longest_due(profile, NOW, LONDON)


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ("open open", "open"),
        ("open in_progress", "in_progress"),
        ("fulfilled open", "in_progress"),
        ("fulfilled in_progress", "in_progress"),
        ("fulfilled expired", "expired"),
        ("fulfilled fulfilled", "fulfilled"),
        ("fulfilled denied", "denied"),
        ("revoked fulfilled", "fulfilled"),
        ("revoked revoked", "revoked"),
        ("denied:no_match", "fulfilled"),
        ("denied:no_match revoked", "fulfilled"),
        ("denied:no_match open", "in_progress"),
        ("denied:no_match denied:claim_not_covered", "denied"),
        ("denied:other fulfilled", "denied"),
    ],
)
def test_a_request_is_closed_only_when_every_part_is(parts, status):
    assert status_of(map(part, parts.split())) == status


def part(text):
    status, _, reason = text.partition(":")
    return Status(status), Reason(reason) if reason else None


def test_it_is_settled_exactly_if_all_parts_are():
    for number in (1, 2, 3):
        for parts in product(Status, repeat=number):
            whole = status_of((status, None) for status in parts)
            assert (whole in SETTLED) == all(status in SETTLED for status in parts), parts


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("reason", [None, *Reason])
def test_reasons_go_with_their_status(status, reason):
    fine = not wrong_with(status, reason, "because")
    if status is Status.FULFILLED:
        assert fine == (reason is None)
    elif status is Status.DENIED:
        assert fine == (reason in REASONS[Status.DENIED])
    elif status is Status.IN_PROGRESS:
        assert fine == (reason in (None, Reason.NEED_USER_VERIFICATION))
    else:
        assert not fine
    assert wrong_with(Status.DENIED, Reason.OTHER, " ")


def test_numbers_survive_being_read_aloud_and_typed():
    number = new_number()
    assert typed_number(f" {shown_number(number).lower()} ") == number
    assert typed_number(number[:-1]) == typed_number("AEIO" * 3) == ""
    assert len(LETTERS) ** 12 > 10**17


def test_pauses_grow_and_never_end():
    pauses = [pause_after(failures) for failures in range(1, 9)]
    assert pauses == sorted(pauses)
    assert pause_after(1_000) == timedelta(hours=12)
    assert next_reminder(NOW, days=7) == NOW + timedelta(days=7)
    assert escalates(NOW, NOW - timedelta(days=5), days=5)
    assert not escalates(NOW, NOW - timedelta(days=6), days=5)


class TestSignatures:
    """As Standard Webhooks have them."""

    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
    body = b'{"a": 1}'

    def headers(self, **changed):
        signed = webhooks.sign(self.secret, message_id="m1", at=NOW, body=self.body)
        return signed | {name.replace("_", "-"): value for name, value in changed.items()}

    def test_the_published_example(self):
        """The example of the Standard Webhooks specification."""
        secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        signed = webhooks.sign(
            secret,
            message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            at=datetime.fromtimestamp(1614265330, UTC),
            body=b'{"test": 2432232314}',
        )
        assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_the_right_one_is_taken(self):
        assert webhooks.check(self.secret, self.headers(), self.body, now=NOW + timedelta(minutes=4)) == "m1"
        two = self.headers()["webhook-signature"] + " v1,AAAA"
        assert webhooks.check(self.secret, self.headers(webhook_signature=two), self.body, now=NOW) == "m1"

    @pytest.mark.parametrize(
        "changed",
        [
            {"webhook_id": "m2"},
            {"webhook_id": ""},
            {"webhook_id": "m" * 101},
            {"webhook_timestamp": "yesterday"},
            {"webhook_timestamp": ""},
            {"webhook_timestamp": "9" * 40},
            {"webhook_signature": ""},
            {"webhook_signature": "v1,"},
            {"webhook_signature": "v1,é"},
            {"webhook_signature": "v2,g0hM9SsE"},
        ],
    )
    def test_others_are_refused(self, changed):
        with pytest.raises(webhooks.UnableToRead):
            webhooks.check(self.secret, self.headers(**changed), self.body, now=NOW)

    def test_another_body_secret_or_time_is_refused(self):
        other = webhooks.new_secret()
        for secret, body, now in (
            (self.secret, b'{"a": 2}', NOW),
            (other, self.body, NOW),
            (self.secret, self.body, NOW + timedelta(minutes=6)),
            (self.secret, self.body, NOW - timedelta(minutes=6)),
        ):
            with pytest.raises(webhooks.UnableToRead):
                webhooks.check(secret, self.headers(), body, now=now)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"x"',
        b"{}",
        b'{"request_id": 1, "status": "fulfilled"}',
        b'{"request_id": "a", "status": "done"}',
        b'{"request_id": "a", "status": "denied", "reason": "because"}',
        b'{"request_id": "a", "status": "fulfilled", "processing_details": 5}',
        b'{"request_id": "a"}',
        b"\xff\xfe",
    ],
)
def test_answers_that_make_no_sense_are_refused(body):
    with pytest.raises(webhooks.UnableToRead):
        webhooks.read_answer(body)


def test_an_answer_is_read():
    body = {"request_id": "N-1", "status": "denied", "reason": "no_match", "processing_details": " a\nb "}
    said = webhooks.read_answer(json.dumps(body).encode())
    assert (said.status, said.reason, said.words) == (Status.DENIED, Reason.NO_MATCH, "a b")


@pytest.mark.parametrize(
    ("url", "loopback", "fine"),
    [
        ("https://vendor.example/hook?x=1", False, True),
        ("http://vendor.example/hook", True, False),
        ("http://127.0.0.1:9000/hook", True, True),
        ("http://127.0.0.1:9000/hook", False, False),
        ("https://user:pw@vendor.example/", False, False),
        ("https://vendor.example/#x", False, False),
        ("https:///hook", False, False),
        ("https://vendor.example:x/", False, False),
        ("file:///etc/passwd", True, False),
        ("", True, False),
    ],
)
def test_addresses_of_webhooks(url, loopback, fine):
    assert (webhooks.wrong_with_address(url, loopback=loopback) == "") is fine


class TestFigures:
    """Shares and times."""

    def part(self, due, ended):
        return Part(NOW, NOW + timedelta(days=due), None if ended is None else NOW + timedelta(days=ended))

    def test_of_nothing(self):
        assert figures_of([], NOW) == Figures()
        assert Figures().percent is None

    def test_what_is_not_due_yet_does_not_count(self):
        found = figures_of([self.part(30, None), self.part(30, 2)], NOW + timedelta(days=5))
        assert (found.all, found.open, found.late, found.had_to, found.in_time) == (2, 1, 0, 1, 1)
        assert found.percent == 100

    def test_late_and_open_counts_against(self):
        found = figures_of([self.part(3, None), self.part(3, 2), self.part(3, 9)], NOW + timedelta(days=10))
        assert (found.late, found.had_to, found.in_time, found.percent) == (1, 3, 1, 33)

    def test_it_is_never_rounded_up_to_a_hundred(self):
        parts = [self.part(3, 2)] * 999 + [self.part(3, 4)]
        assert figures_of(parts, NOW).percent == 99

    @pytest.mark.parametrize(
        "days", [[0], [4, 1], [9, 2, 5], list(range(100)), [7] * 19 + [400], [3, 3, 1, 8, 2, 9, 4]]
    )
    def test_quantiles_are_times_that_one_really_took(self, days):
        found = figures_of([self.part(30, day) for day in days], NOW)
        times = sorted(timedelta(days=day) for day in days)
        assert found.median in times and found.p95 in times and found.longest == times[-1]
        assert sum(time <= found.median for time in times) * 2 >= len(times)
        assert sum(time <= found.p95 for time in times) >= 0.95 * len(times)
