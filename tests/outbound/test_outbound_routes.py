"""Several relays: the first by priority, the next when it fails, and what the operator reads about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from factories import NOW, make_brand
from forewarn.brands.models import Brand
from forewarn.cli.bench.sending.servers import free_port
from forewarn.outbound.conditions import note_conditions
from forewarn.outbound.envelopes import Envelope, Status, TroubleKind
from forewarn.outbound.models import Relay
from forewarn.outbound.queries import UnableToSend, route_for
from forewarn.outbound.routes import REST_SECONDS, Route
from outbound.smtp_server import ScriptedServer, running

pytestmark = pytest.mark.django_db
MAIL = b"Subject: Note\r\n\r\nHello\r\n"


def envelopes(count: int, start: int = 1) -> list[Envelope]:
    return [
        Envelope(key, "bounce@brand.example", f"c{key}@customer.example", MAIL) for key in range(start, start + count)
    ]


def make_relay(brand: Brand, name: str = "main", **fields: Any) -> Relay:
    return Relay.objects.create(
        **({"brand": brand, "name": name, "host": "127.0.0.1", "tls": "none", "created_at": NOW} | fields)
    )


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_mail_goes_through_the_first_relay() -> None:
    brand = make_brand()
    with running(ScriptedServer()) as first, running(ScriptedServer()) as second:
        make_relay(brand, "second", port=second.port, priority=20)
        make_relay(brand, "first", port=first.port, priority=10)
        line = route_for(brand.pk).open_line()
        outcomes = line.deliver(envelopes(5))
        line.close()
    assert {(o.status, o.relay) for o in outcomes} == {(Status.ACCEPTED, "first")}
    assert second.connections == 0
    assert first.commands[0] == f"EHLO {brand.public_host}"


def test_what_a_broken_relay_leaves_goes_to_the_next() -> None:
    brand = make_brand()
    broken = ScriptedServer(
        hook=lambda step, argument: (
            "421 4.3.2 closing" if step == "mail" and "SIZE" in argument and len(broken.mails) >= 2 else None
        )
    )
    with running(broken), running(ScriptedServer()) as second:
        make_relay(brand, "first", port=broken.port, priority=10)
        make_relay(brand, "second", port=second.port, priority=20)
        line = route_for(brand.pk).open_line()
        outcomes = line.deliver(envelopes(6))
        line.close()
    assert [o.status for o in sorted(outcomes)] == [Status.ACCEPTED] * 6
    assert [o.relay for o in sorted(outcomes)] == ["first"] * 2 + ["second"] * 4
    assert len(broken.accepted + second.accepted) == 6
    assert line.trouble is None


def test_a_refusal_is_final_and_not_asked_of_the_next() -> None:
    brand = make_brand()
    refusing = ScriptedServer(hook=lambda step, argument: "550 5.1.1 no" if step == "rcpt" else None)
    with running(refusing), running(ScriptedServer()) as second:
        make_relay(brand, "first", port=refusing.port, priority=10)
        make_relay(brand, "second", port=second.port, priority=20)
        line = route_for(brand.pk).open_line()
        outcomes = line.deliver(envelopes(3))
        line.close()
    assert {(o.status, o.relay) for o in outcomes} == {(Status.REFUSED, "first")}
    assert second.connections == 0


def test_a_relay_in_trouble_rests_and_is_tried_again() -> None:
    brand, clock = make_brand(), Clock()
    closed = ScriptedServer(hook=lambda step, argument: "554 closed" if step == "connect" else None)
    with running(closed) as first, running(ScriptedServer()) as second:
        relays = [
            make_relay(brand, "first", port=first.port, priority=10),
            make_relay(brand, "second", port=second.port, priority=20),
        ]
        line = Route(relays, clock=clock).open_line()
        for start in (1, 11, 21):
            assert {o.relay for o in line.deliver(envelopes(3, start))} == {"second"}
        assert first.connections == 1
        clock.now += REST_SECONDS
        first.hook = lambda step, argument: None
        assert {o.relay for o in line.deliver(envelopes(3, 31))} == {"first"}
        line.close()


def test_when_all_are_down_everything_stays_untried_and_the_line_says_why() -> None:
    brand = make_brand()
    make_relay(brand, "first", port=free_port(), priority=10)
    make_relay(brand, "second", port=free_port(), priority=20)
    line = route_for(brand.pk).open_line()
    outcomes = line.deliver(envelopes(3))
    assert [o.status for o in outcomes] == [Status.UNTRIED] * 3
    assert line.trouble and line.trouble.kind is TroubleKind.UNREACHABLE


def test_equal_relays_share_the_lines() -> None:
    brand = make_brand()
    with running(ScriptedServer()) as one, running(ScriptedServer()) as other:
        make_relay(brand, "one", port=one.port)
        make_relay(brand, "other", port=other.port)
        route = route_for(brand.pk)
        lines = [route.open_line() for _ in range(4)]
        for number, line in enumerate(lines):
            line.deliver(envelopes(2, number * 10))
            line.close()
    assert len(one.accepted) == len(other.accepted) == 4


def test_as_many_lines_as_the_first_relays_take_connections() -> None:
    brand = make_brand()
    make_relay(brand, "one", connections=3)
    make_relay(brand, "other", connections=2)
    make_relay(brand, "reserve", connections=9, priority=50)
    assert route_for(brand.pk).connections == 5


def test_our_signature_is_left_out_only_where_every_relay_adds_one() -> None:
    brand = make_brand()
    make_relay(brand, "one", signs_itself=True)
    assert route_for(brand.pk).signs_itself
    make_relay(brand, "other", priority=50)
    assert not route_for(brand.pk).signs_itself


def test_a_rate_holds_for_all_lines_together(monkeypatch: pytest.MonkeyPatch) -> None:
    brand = make_brand()
    slept: list[float] = []
    monkeypatch.setattr(
        "forewarn.outbound.pacing.Pacer.__init__.__kwdefaults__", {"clock": lambda: 0.0, "sleep": slept.append}
    )
    with running(ScriptedServer()) as server:
        make_relay(brand, port=server.port, rate=20)
        route = route_for(brand.pk)
        for number in range(2):
            line = route.open_line()
            line.deliver(envelopes(3, number * 10))
            line.close()
    assert [round(seconds, 6) for seconds in slept] == [0.05, 0.1, 0.15, 0.2, 0.25]


def test_wrong_settings_are_trouble_not_a_crash() -> None:
    brand = make_brand()
    make_relay(brand, kind="anymail", provider="unheard-of")
    line = route_for(brand.pk).open_line()
    assert [o.status for o in line.deliver(envelopes(2))] == [Status.UNTRIED] * 2
    assert line.trouble and line.trouble.kind is TroubleKind.SETTINGS
    line.close()


def test_a_password_sealed_under_another_secret_is_trouble_not_a_crash() -> None:
    brand = make_brand()
    make_relay(brand, username="u", password_sealed="gAAAAA-something-else")
    line = route_for(brand.pk).open_line()
    [outcome] = line.deliver(envelopes(1))
    assert outcome.status is Status.UNTRIED and "FOREWARN_SECRET_KEY" in outcome.reply


def test_without_an_active_relay_it_says_what_to_set_up() -> None:
    brand = make_brand()
    make_relay(brand, active=False)
    with pytest.raises(UnableToSend, match="Add one under Settings, Relays"):
        route_for(brand.pk)


def test_another_brands_relay_is_not_used() -> None:
    make_relay(make_brand())
    with pytest.raises(UnableToSend):
        route_for(make_brand().pk)


def test_a_local_mailbox_lies_in_the_home_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    brand = make_brand()
    make_relay(brand, kind="maildir", folder="mailbox")
    line = route_for(brand.pk).open_line()
    assert [o.status for o in line.deliver(envelopes(2))] == [Status.ACCEPTED] * 2
    line.close()
    assert len(list((tmp_path / "mailbox" / "new").iterdir())) == 2


def test_conditions_are_written_down_for_the_operator() -> None:
    brand = make_brand()
    with running(ScriptedServer()) as server:
        down = make_relay(brand, "down", port=free_port(), priority=10)
        up = make_relay(brand, "up", port=server.port, priority=20)
        route = route_for(brand.pk)
        line = route.open_line()
        line.deliver(envelopes(1))
        line.close()
    note_conditions(route.conditions(), now=NOW)
    down.refresh_from_db()
    up.refresh_from_db()
    assert "no connection" in down.last_error and "Check the host and port" in down.last_error
    assert (down.last_error_kind, down.last_error_at, down.last_accepted_at) == ("unreachable", NOW, None)
    assert (up.last_error, up.last_accepted_at) == ("", NOW)


def test_trouble_that_is_over_is_forgotten() -> None:
    brand = make_brand()
    with running(ScriptedServer()) as server:
        relay = make_relay(brand, port=server.port, last_error="old", last_error_kind="busy", last_error_at=NOW)
        route = route_for(brand.pk)
        line = route.open_line()
        line.deliver(envelopes(1))
        line.close()
    note_conditions(route.conditions(), now=NOW)
    relay.refresh_from_db()
    assert (relay.last_error, relay.last_error_kind, relay.last_error_at) == ("", "", None)
    assert route.conditions() == []
