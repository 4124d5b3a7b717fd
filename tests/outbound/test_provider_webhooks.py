"""Providers' webhooks, as the provider posts them: known address, checked, handed up once."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from factories import NOW, make_brand
from forewarn.foundation.secrets import seal
from forewarn.foundation.signed_links import make_token
from forewarn.outbound.models import Relay
from forewarn.outbound.signals import ProviderReport, provider_reported
from forewarn.outbound.transports.providers import PROVIDERS
from forewarn.outbound.webhooks import webhook_path

pytestmark = [pytest.mark.django_db, pytest.mark.urls("forewarn.outbound.webhooks")]

BOUNCE = {
    "RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "TypeCode": 1, "MessageID": "pm-1",
    "Metadata": {"message_id": "<m1@brand.example>", "return_path": "bounce+t1@brand.example"},
    "Description": "The server was unable to deliver your message", "Details": "smtp;550 5.1.1 no such user",
    "Email": "zoe@customer.example", "BouncedAt": "2026-11-23T09:00:00Z",
}  # fmt: skip


@pytest.fixture
def told() -> Iterator[list[ProviderReport]]:
    events: list[ProviderReport] = []

    def listen(sender: object, event: ProviderReport, **_: object) -> None:
        events.append(event)

    provider_reported.connect(listen)
    yield events
    provider_reported.disconnect(listen)


def make_relay(provider: str = "postmark", **fields: Any) -> Relay:
    return Relay.objects.create(
        brand=make_brand(),
        name="esp",
        kind="anymail",
        provider=provider,
        password_sealed=seal("key"),
        created_at=NOW,
        **fields,
    )


def post(path: str, content: object = BOUNCE) -> int:
    return Client().post(path, json.dumps(content), content_type="application/json").status_code


def test_a_bounce_is_handed_up(told: list[ProviderReport]) -> None:
    assert post(webhook_path(make_relay())) == 200
    [event] = told
    assert (event.provider, event.recipient, event.hard) == ("Postmark", "zoe@customer.example", True)
    assert (event.return_path, event.message_id) == ("bounce+t1@brand.example", "<m1@brand.example>")


def test_an_address_that_is_none_of_ours_is_not_found(told: list[ProviderReport]) -> None:
    relay = make_relay()
    other = Relay.objects.create(brand=relay.brand, name="smtp", host="smtp.example", created_at=NOW)
    paths = [
        webhook_path(relay)[:-2] + "/",
        f"/webhooks/mail/{make_token('another purpose', relay.pk)}/",
        f"/webhooks/mail/{make_token('provider webhook', 999_999)}/",
        f"/webhooks/mail/{make_token('provider webhook', relay.pk, 1)}/",
        webhook_path(other),
        webhook_path(make_relay("scaleway")),
    ]
    assert [post(path) for path in paths] == [404] * len(paths)
    assert told == []


def test_a_get_changes_nothing(told: list[ProviderReport]) -> None:
    assert Client().get(webhook_path(make_relay())).status_code == 405
    assert told == []


def test_a_provider_that_signs_is_checked(told: list[ProviderReport]) -> None:
    def event(key: bytes) -> dict[str, Any]:
        timestamp, token = "1795424400", "t" * 50
        signature = hmac.new(key, f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
        return {
            "signature": {"timestamp": timestamp, "token": token, "signature": signature},
            "event-data": {
                "event": "failed", "severity": "permanent", "id": "e1", "timestamp": 1795424400.0,
                "recipient": "zoe@customer.example", "user-variables": {"return_path": "bounce+t1@brand.example"},
                "delivery-status": {"code": 550, "message": "5.1.1 no such user"}, "message": {"headers": {"message-id": "m1"}},
            },
        }  # fmt: skip

    path = webhook_path(make_relay("mailgun"))
    assert post(path, event(b"wrong")) == 400
    assert told == []
    assert post(path, event(b"key")) == 200
    assert [event.recipient for event in told] == ["zoe@customer.example"]


def test_a_relay_without_the_key_for_its_reports_says_so() -> None:
    response = Client().post(webhook_path(make_relay("mandrill")), {"mandrill_events": "[]"})
    assert response.status_code == 503 and b"WEBHOOK_KEY" in response.content


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.webhook])
def test_every_providers_view_opens_with_its_key(name: str) -> None:
    provider = PROVIDERS[name]
    options = {provider.webhook_key: "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="} if provider.webhook_key else {}
    response = Client().head(webhook_path(make_relay(name, options=options)))
    assert response.status_code == 200
