"""Relays as staff set them up: what is refused, what is kept secret, and trying one out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.foundation.health import Severity
from forewarn.foundation.secrets import unseal
from forewarn.outbound.actions.relays import (
    UnableToChangeRelay,
    add_relay,
    change_relay,
    remove_relay,
    try_relay,
)
from forewarn.outbound.health import problems
from forewarn.outbound.models import Relay, SingleMail
from forewarn.outbound.queries import local_mailbox, relay, relays
from outbound.smtp_server import ScriptedServer, certificate, running

pytestmark = pytest.mark.django_db
BY = Actor.command("test")
SMTP: dict[str, Any] = {"name": "main", "host": "smtp.provider.example", "username": "u", "password": "s3cret"}


def test_a_relay_is_added_with_its_password_sealed() -> None:
    brand = make_brand()
    made = add_relay(brand=brand, by=BY, now=NOW, **SMTP)
    stored = Relay.objects.get(pk=made.pk)
    assert "s3cret" not in stored.password_sealed and unseal(stored.password_sealed) == "s3cret"
    assert (stored.kind, stored.port, stored.tls, stored.connections) == ("smtp", 587, "starttls", 4)
    event = AuditEvent.objects.get(verb="relay.added")
    assert event.brand_id == brand.pk and "s3cret" not in str(event.data)


def test_a_change_without_a_password_keeps_the_old_one() -> None:
    made = add_relay(brand=make_brand(), by=BY, now=NOW, **SMTP)
    Relay.objects.filter(pk=made.pk).update(last_error="old trouble", last_error_at=NOW)
    made.refresh_from_db()
    change_relay(relay=made, by=BY, now=NOW, rate=5.0, password="")
    made.refresh_from_db()
    assert (made.rate, unseal(made.password_sealed), made.last_error) == (5.0, "s3cret", "")
    assert AuditEvent.objects.get(verb="relay.changed").data["rate"] == 5.0


def test_a_relay_is_removed() -> None:
    brand = make_brand()
    remove_relay(relay=add_relay(brand=brand, by=BY, now=NOW, **SMTP), by=BY, now=NOW)
    assert not relays(brand).exists()
    assert AuditEvent.objects.get(verb="relay.removed").target_label == "main"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"host": ""}, "Give the host"),
        ({"tls": "none"}, "Without TLS a relay must be on this machine"),
        ({"password": ""}, "Give the password"),
        ({"port": 0}, "greater than or equal to 1"),
        ({"rate": -1.0}, "greater than or equal to 0"),
        ({"connections": 0}, "greater than or equal to 1"),
        ({"connections": 99}, "less than or equal to 16"),
        ({"name": ""}, "cannot be blank"),
        ({"kind": "anymail", "provider": "pigeon"}, "Choose one of the providers: brevo"),
        ({"kind": "anymail", "provider": "postmark", "password": ""}, r"Give the key of Postmark \(server_token\)"),
        ({"kind": "anymail", "provider": "mailjet"}, "Mailjet also needs: api_key"),
        ({"kind": "anymail", "provider": "postmark", "options": {"x": "y"}}, "Postmark has no setting x"),
        ({"kind": "maildir", "folder": "../../etc"}, "must not lead upwards"),
    ],
)
def test_what_is_no_relay_is_refused_with_what_to_do(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(UnableToChangeRelay, match=words):
        add_relay(brand=make_brand(), by=BY, now=NOW, **(SMTP | fields))
    assert not Relay.objects.exists() and not AuditEvent.objects.exists()


def test_two_relays_of_a_brand_have_two_names() -> None:
    brand = make_brand()
    add_relay(brand=brand, by=BY, now=NOW, **SMTP)
    with pytest.raises(UnableToChangeRelay, match="already exists"):
        add_relay(brand=brand, by=BY, now=NOW, **SMTP)
    add_relay(brand=make_brand(), by=BY, now=NOW, **SMTP)


def test_providers_sign_themselves_unless_said_otherwise() -> None:
    brand = make_brand()
    made = add_relay(brand=brand, by=BY, now=NOW, name="esp", kind="anymail", provider="postmark", password="key")
    assert made.signs_itself


def test_another_brands_relay_is_not_found() -> None:
    made = add_relay(brand=make_brand(), by=BY, now=NOW, **SMTP)
    assert relay(make_brand(), made.pk) is None
    assert relay(made.brand, made.pk) == made


def test_the_local_mailbox_is_found() -> None:
    brand = make_brand()
    assert local_mailbox(brand) is None
    made = add_relay(brand=brand, by=BY, now=NOW, name="local", kind="maildir", folder="mailbox")
    assert local_mailbox(brand) == made


def test_trying_a_relay_out_signs_in_and_sends_nothing() -> None:
    shown = certificate()
    server = ScriptedServer(("STARTTLS", "AUTH PLAIN"), tls=shown.context)
    with running(server):
        fields = SMTP | {"host": "127.0.0.1", "port": server.port, "ca_certificate": shown.pem}
        made = add_relay(brand=make_brand(), by=BY, now=NOW, **fields)
        Relay.objects.filter(pk=made.pk).update(last_error="old", last_error_at=NOW)
        assert try_relay(relay=made, now=NOW) is None
    made.refresh_from_db()
    assert made.last_error == ""
    assert server.commands[-1] == "QUIT" and not any(c.startswith("MAIL") for c in server.commands)


def test_trying_a_relay_out_keeps_and_tells_its_trouble() -> None:
    server = ScriptedServer(
        ("AUTH PLAIN",), hook=lambda step, _: "535 5.7.8 wrong password" if step == "auth" else None
    )
    with running(server):
        fields = SMTP | {"host": "127.0.0.1", "port": server.port, "tls": "none"}
        made = add_relay(brand=make_brand(), by=BY, now=NOW, **fields)
        trouble = try_relay(relay=made, now=NOW)
    assert trouble and "535 5.7.8 wrong password. Check the user name and password" in str(trouble)
    made.refresh_from_db()
    assert made.last_error == str(trouble) and made.last_error_kind == "authentication"


def test_the_status_page_names_brands_without_a_way_out() -> None:
    brand = make_brand()
    [problem] = problems(NOW)
    assert (problem.brand_id, problem.severity) == (brand.pk, Severity.ERROR)
    assert "no relay takes mail" in problem.what and "Add one" in problem.fix


def test_the_status_page_tells_a_failing_reserve_from_a_failing_brand() -> None:
    brand = make_brand()
    main = add_relay(brand=brand, by=BY, now=NOW, **SMTP)
    add_relay(brand=brand, by=BY, now=NOW, **(SMTP | {"name": "reserve"}))
    assert list(problems(NOW)) == []
    Relay.objects.filter(pk=main.pk).update(last_error="down. Check the host.", last_error_at=NOW)
    [problem] = problems(NOW)
    assert (problem.severity, problem.fix) == (Severity.WARNING, "down. Check the host.")
    Relay.objects.update(last_error="down. Check the host.", last_error_at=NOW)
    assert [p.severity for p in problems(NOW)] == [Severity.ERROR] * 2


def test_the_status_page_says_that_codes_are_late_and_why() -> None:
    brand = make_brand()
    add_relay(brand=brand, by=BY, now=NOW, **SMTP)
    SingleMail.objects.create(
        brand=brand, template="x/y", locale="en", message_class="transactional", idempotency_key="1",
        queued_at=NOW - timedelta(minutes=16), due_at=NOW, expires_at=NOW + timedelta(days=1), reply="451 not now",
    )  # fmt: skip
    [problem] = problems(NOW)
    assert "1 single mails" in problem.what and problem.fix == "451 not now"
