"""Providers' reports, as their webhooks bring them, in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, tracking

from forewarn.outbound.signals import ProviderReport, Reported, provider_reported

pytestmark = pytest.mark.django_db  # what packages above make of a report reads the database
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def told() -> Iterator[list[ProviderReport]]:
    events: list[ProviderReport] = []

    def listen(sender: object, event: ProviderReport, **_: object) -> None:
        events.append(event)

    provider_reported.connect(listen)
    yield events
    provider_reported.disconnect(listen)


def report(**fields: Any) -> None:
    usual = {
        "event_type": "bounced",
        "timestamp": AT,
        "event_id": "e1",
        "recipient": "zoe@customer.example",
        "metadata": {"message_id": "<m1@brand.example>", "return_path": "bounce+t1@brand.example"},
        "mta_response": "550 5.1.1 no such user",
    }
    tracking.send(sender=object, event=AnymailTrackingEvent(**(usual | fields)), esp_name="Postmark")


def test_a_bounce_leads_back_to_its_recipient(told: list[ProviderReport]) -> None:
    report()
    assert told == [
        ProviderReport(
            kind=Reported.BOUNCED,
            provider="Postmark",
            event_id="e1",
            return_path="bounce+t1@brand.example",
            message_id="<m1@brand.example>",
            recipient="zoe@customer.example",
            hard=True,
            reason="user_unknown",
            text="550 5.1.1 no such user",
            at=AT,
        )
    ]


@pytest.mark.parametrize(
    ("fields", "kind", "hard"),
    [
        ({"mta_response": "452 4.2.2 mailbox full"}, Reported.BOUNCED, False),
        ({"mta_response": None, "description": "bad address", "reject_reason": "invalid"}, Reported.BOUNCED, True),
        ({"event_type": "rejected", "mta_response": None}, Reported.BOUNCED, False),
        ({"event_type": "complained", "mta_response": None}, Reported.COMPLAINED, False),
        ({"event_type": "unsubscribed", "mta_response": None}, Reported.UNSUBSCRIBED, False),
    ],
)
def test_the_kinds_of_reports(told: list[ProviderReport], fields: dict[str, Any], kind: Reported, hard: bool) -> None:
    report(**fields)
    assert [(event.kind, event.hard) for event in told] == [(kind, hard)]


@pytest.mark.parametrize("event_type", ["opened", "clicked", "delivered", "queued", "sent", "deferred", "unknown"])
def test_what_people_do_with_their_mail_is_not_looked_at(told: list[ProviderReport], event_type: str) -> None:
    report(event_type=event_type)
    assert told == []


def test_a_report_without_an_id_gets_one_that_its_repetition_shares(told: list[ProviderReport]) -> None:
    for _ in range(2):
        report(event_id=None, message_id="pm-1")
    report(event_id=None, message_id="pm-2")
    assert told[0].event_id == told[1].event_id != told[2].event_id


def test_a_report_without_our_metadata_is_passed_on_all_the_same(told: list[ProviderReport]) -> None:
    report(metadata={})
    assert (told[0].return_path, told[0].message_id, told[0].recipient) == ("", "", "zoe@customer.example")
