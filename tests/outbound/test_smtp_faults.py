"""SMTP when things break: every fault has one defined outcome, and no mail is repeated or lost unseen."""

from __future__ import annotations

import base64
import socket
import time
from collections import Counter

import pytest

from forewarn.cli.bench.sending.servers import free_port
from forewarn.outbound.envelopes import Stage, Status, TroubleKind
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint, Timeouts, Tls
from forewarn.outbound.transports.smtp.transport import SmtpTransport
from outbound.smtp_groups import (
    BOTH,
    IMPATIENT,
    MAIL,
    PATIENT,
    deliver,
    envelope,
    envelopes,
    extensions,
    on,
    statuses,
    timeouts_for,
    transport_to,
)
from outbound.smtp_server import HANG_UP, SILENCE, ScriptedServer, certificate, running

# -- a relay in trouble -----------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("550 5.7.1 sender not allowed", TroubleKind.SENDER),
        ("530 5.7.0 authentication required", TroubleKind.SENDER),
        ("452 4.3.1 insufficient storage", TroubleKind.BUSY),
    ],
)
def test_a_relay_that_refuses_the_sender_does_not_condemn_the_recipients(
    pipelining: bool, reply: str, kind: TroubleKind
) -> None:
    server = ScriptedServer(extensions(pipelining), hook=on("mail", reply))
    with running(server), transport_to(server) as transport:
        outcomes = transport.deliver(envelopes(4))
        assert statuses(outcomes) == [Status.UNTRIED] * 4
        assert transport.trouble and transport.trouble.kind is kind
        assert reply[:3] in outcomes[0].reply and transport.trouble.advice in outcomes[0].reply


def test_a_relay_that_is_down_leaves_all_untried_and_composes_at_most_one() -> None:
    port = free_port()
    composed: list[int] = []
    group = [envelope(key, lambda key=key: composed.append(key) or MAIL) for key in range(1, 6)]
    transport = SmtpTransport(SmtpEndpoint("main", "127.0.0.1", port, tls=Tls.NONE, timeouts=PATIENT))
    outcomes = transport.deliver(group)
    assert statuses(outcomes) == [Status.UNTRIED] * 5
    assert transport.trouble and transport.trouble.kind is TroubleKind.UNREACHABLE
    assert f"127.0.0.1:{port}: no connection" in outcomes[0].reply and "Check the host and port" in outcomes[0].reply
    assert len(composed) <= 1


def test_a_relay_that_comes_back_is_used_again() -> None:
    server = ScriptedServer(hook=on("connect", "554 5.3.2 closed for maintenance", times=1))
    with running(server), transport_to(server) as transport:
        assert statuses(transport.deliver(envelopes(2))) == [Status.UNTRIED] * 2
        assert statuses(transport.deliver(envelopes(2))) == [Status.ACCEPTED] * 2
        assert transport.trouble is None


@pytest.mark.parametrize(
    ("step", "reply", "kind"),
    [
        ("connect", "554 5.7.1 you are blocked", TroubleKind.UNREACHABLE),
        ("connect", "421 4.3.2 too many connections", TroubleKind.BUSY),
        ("connect", "SSH-2.0-OpenSSH", TroubleKind.UNREACHABLE),
        ("connect", HANG_UP, TroubleKind.UNREACHABLE),
        ("connect", SILENCE, TroubleKind.UNREACHABLE),
        ("ehlo", "550 5.7.1 bad name", TroubleKind.UNREACHABLE),
        ("ehlo", HANG_UP, TroubleKind.UNREACHABLE),
    ],
)
def test_a_relay_that_does_not_let_us_in(step: str, reply: str, kind: TroubleKind) -> None:
    server = ScriptedServer(hook=on(step, reply))
    with running(server), transport_to(server, timeouts=timeouts_for(reply)) as transport:
        assert statuses(transport.deliver(envelopes(3))) == [Status.UNTRIED] * 3
        assert transport.trouble and transport.trouble.kind is kind
    assert server.connections == 1


def test_an_old_server_without_ehlo_still_works() -> None:
    server = ScriptedServer(hook=on("ehlo", "502 5.5.1 not implemented"))
    assert statuses(deliver(server, envelopes(3))) == [Status.ACCEPTED] * 3


def test_a_reply_without_end_is_not_read_for_ever() -> None:
    server = ScriptedServer(hook=on("connect", "\r\n".join(["220-more"] * 500)))
    assert statuses(deliver(server, envelopes(1))) == [Status.UNTRIED]
    server = ScriptedServer(hook=on("connect", "220 " + "x" * 100_000))
    assert statuses(deliver(server, envelopes(1))) == [Status.UNTRIED]


# -- connections that break -------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("after", [1, 3, 7])
def test_a_server_that_ends_connections_after_some_mails_gets_new_ones(pipelining: bool, after: int) -> None:
    counted = Counter[str]()

    def hook(step: str, argument: str) -> str | None:
        counted[step] += 1
        if step == "connect":
            counted["mail"] = 0
        return "421 4.7.0 too many mails on this connection" if step == "mail" and counted["mail"] > after else None

    server = ScriptedServer(extensions(pipelining), hook=hook)
    assert statuses(deliver(server, envelopes(10))) == [Status.ACCEPTED] * 10
    assert Counter(server.accepted) == Counter(f"c{n}@customer.example" for n in range(1, 11))
    assert server.connections == -(-10 // after)


@BOTH
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("reply", [HANG_UP, "421 4.3.2 shutting down"])
def test_a_connection_that_breaks_before_the_content_repeats_nothing(pipelining: bool, step: str, reply: str) -> None:
    server = ScriptedServer(extensions(pipelining), hook=on(step, reply, times=1))
    with running(server), transport_to(server) as transport:
        first = transport.deliver(envelopes(3))
        # Nothing was judged on the new connection, so the relay counts as troubled for this group.
        assert statuses(first) == [Status.UNTRIED] * 3 and transport.trouble
        assert statuses(transport.deliver(envelopes(3))) == [Status.ACCEPTED] * 3
    assert Counter(server.accepted) == Counter(f"c{n}@customer.example" for n in range(1, 4))


@BOTH
@pytest.mark.parametrize("step", ["rcpt", "data"])
@pytest.mark.parametrize("reply", [HANG_UP, "421 4.3.2 shutting down"])
def test_a_connection_that_breaks_in_the_middle_of_a_group_is_renewed(pipelining: bool, step: str, reply: str) -> None:
    counted = Counter[str]()

    def hook(now: str, argument: str) -> str | None:
        counted[now] += 1
        return reply if now == step and counted[now] == 3 else None

    server = ScriptedServer(extensions(pipelining), hook=hook)
    assert statuses(deliver(server, envelopes(5))) == [Status.ACCEPTED] * 5
    assert Counter(server.accepted) == Counter(f"c{n}@customer.example" for n in range(1, 6))
    assert server.connections == 2


@BOTH
@pytest.mark.parametrize("reply", [HANG_UP, "421 4.3.2 shutting down"])
def test_a_connection_that_breaks_after_a_refusal_settles_nobody_twice(pipelining: bool, reply: str) -> None:
    refuse, hang_up = on("rcpt", "550 5.1.1 no such user", recipient="c2@"), on("rset", reply, times=1)
    server = ScriptedServer(
        extensions(pipelining), hook=lambda step, argument: refuse(step, argument) or hang_up(step, argument)
    )
    outcomes = deliver(server, envelopes(4))
    assert sorted(outcome.key for outcome in outcomes) == [1, 2, 3, 4]
    assert statuses(outcomes) == [Status.ACCEPTED, Status.REFUSED, Status.ACCEPTED, Status.ACCEPTED]
    assert Counter(server.accepted) == Counter(f"c{n}@customer.example" for n in (1, 3, 4))


@BOTH
def test_a_kept_connection_that_the_server_closed_meanwhile_is_renewed(pipelining: bool) -> None:
    server = ScriptedServer(extensions(pipelining))
    with running(server), transport_to(server) as transport:
        transport.deliver(envelopes(1))
        transport._connection._socket.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        assert statuses(transport.deliver(envelopes(2))) == [Status.ACCEPTED] * 2
    assert server.connections == 2 and len(server.accepted) == 3


@BOTH
@pytest.mark.parametrize("reply", [HANG_UP, SILENCE, "nonsense", "199 what"])
def test_a_mail_sent_whole_without_an_answer_is_in_doubt(pipelining: bool, reply: str) -> None:
    counted = Counter[str]()

    def hook(step: str, argument: str) -> str | None:
        counted[step] += 1
        return reply if step == "content" and counted[step] == 2 else None

    server = ScriptedServer(extensions(pipelining), hook=hook)
    outcomes = deliver(server, envelopes(4), timeouts=timeouts_for(reply))
    assert statuses(outcomes) == [Status.ACCEPTED, Status.IN_DOUBT, Status.ACCEPTED, Status.ACCEPTED]
    doubtful = sorted(outcomes)[1]
    assert doubtful.stage is Stage.CONTENT and doubtful.reply
    assert Counter(mail.rcpt_to[0] for mail in server.mails).most_common(1)[0][1] == 1, "a mail was sent twice"


@BOTH
def test_a_server_that_cuts_every_mail_costs_one_in_doubt_per_group(pipelining: bool) -> None:
    server = ScriptedServer(extensions(pipelining), hook=on("content", HANG_UP))
    with running(server), transport_to(server) as transport:
        outcomes = transport.deliver(envelopes(20))
        assert statuses(outcomes) == [Status.IN_DOUBT] + [Status.UNTRIED] * 19
        assert transport.trouble and transport.trouble.kind is TroubleKind.UNREACHABLE


@BOTH
def test_421_as_the_answer_to_a_mail_is_an_answer(pipelining: bool) -> None:
    server = ScriptedServer(extensions(pipelining), hook=on("content", "421 4.3.0 later, goodbye", times=1))
    outcomes = deliver(server, envelopes(3))
    assert statuses(outcomes) == [Status.DEFERRED, Status.ACCEPTED, Status.ACCEPTED]
    assert sorted(outcomes)[0].code == 421


def test_a_slow_server_is_waited_for() -> None:
    """Longer than for the greeting: a mail is judged before it is answered."""
    waits = [1.2]

    def hook(step: str, argument: str) -> str | None:
        if step == "content" and waits:
            time.sleep(waits.pop())
        return None

    outcomes = deliver(ScriptedServer(hook=hook), envelopes(2), timeouts=Timeouts(1, 60))
    assert statuses(outcomes) == [Status.ACCEPTED] * 2


# -- TLS and signing in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_protected_connection(mode: Tls) -> None:
    shown = certificate()
    server = ScriptedServer(("PIPELINING", "STARTTLS"), tls=shown.context, implicit_tls=mode is Tls.IMPLICIT)
    assert statuses(deliver(server, envelopes(5), tls=mode, ca_certificate=shown.pem)) == [Status.ACCEPTED] * 5
    assert server.commands.count("EHLO mail.brand.example") == (2 if mode is Tls.STARTTLS else 1)


@pytest.mark.parametrize("mode", [Tls.STARTTLS, Tls.IMPLICIT])
@pytest.mark.parametrize(
    ("host", "days", "trusted"),
    [("other.example", 1, True), ("127.0.0.1", -1, True), ("127.0.0.1", 1, False)],
    ids=["another name", "expired", "unknown issuer"],
)
def test_a_wrong_certificate_is_never_accepted(mode: Tls, host: str, days: int, trusted: bool) -> None:
    shown = certificate(host, days)
    server = ScriptedServer(("STARTTLS", "AUTH PLAIN"), tls=shown.context, implicit_tls=mode is Tls.IMPLICIT)
    trust = shown.pem if trusted else ""
    with running(server), transport_to(server, tls=mode, ca_certificate=trust, username="u", password="p") as transport:
        assert statuses(transport.deliver(envelopes(3))) == [Status.UNTRIED] * 3
        assert transport.trouble and transport.trouble.kind is TroubleKind.TLS
        assert "certificate" in str(transport.trouble)
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)


def test_no_mail_leaves_where_starttls_is_not_offered() -> None:
    server = ScriptedServer(("PIPELINING", "AUTH PLAIN"))
    with running(server), transport_to(server, tls=Tls.STARTTLS, username="u", password="p") as transport:
        assert statuses(transport.deliver(envelopes(1))) == [Status.UNTRIED]
        assert transport.trouble and "does not offer STARTTLS" in str(transport.trouble)
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)


def test_words_put_in_before_tls_are_not_believed() -> None:
    shown = certificate()
    server = ScriptedServer(
        ("STARTTLS",), tls=shown.context, hook=on("starttls", "220 go\r\n250-evil\r\n250 AUTH PLAIN")
    )
    assert statuses(deliver(server, envelopes(1), tls=Tls.STARTTLS, ca_certificate=shown.pem)) == [Status.ACCEPTED]


def test_a_relay_elsewhere_needs_tls() -> None:
    transport = SmtpTransport(SmtpEndpoint("main", "relay.example", tls=Tls.NONE))
    assert statuses(transport.deliver(envelopes(1))) == [Status.UNTRIED]
    assert transport.trouble and transport.trouble.kind is TroubleKind.SETTINGS


def test_signing_in_with_plain() -> None:
    server = ScriptedServer(("PIPELINING", "AUTH LOGIN PLAIN"))
    assert statuses(deliver(server, envelopes(1), username="zoe", password="s3cret é")) == [Status.ACCEPTED]
    [command] = [c for c in server.commands if c.startswith("AUTH")]
    assert base64.b64decode(command.split()[-1]) == "\0zoe\0s3cret é".encode()


def test_signing_in_with_login() -> None:
    replies = iter(["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 2.7.0 welcome"])
    server = ScriptedServer(
        ("AUTH LOGIN",), hook=lambda step, argument: next(replies) if step in ("auth", "else") else None
    )
    assert statuses(deliver(server, envelopes(1), username="zoe", password="s3cret")) == [Status.ACCEPTED]
    assert base64.b64encode(b"zoe").decode() in server.commands
    assert base64.b64encode(b"s3cret").decode() in server.commands


@pytest.mark.parametrize(
    ("offered", "reply", "kind", "words"),
    [
        ("AUTH PLAIN", "535 5.7.8 wrong password", TroubleKind.AUTHENTICATION, "535 5.7.8 wrong password"),
        ("AUTH LOGIN", "535 5.7.8 wrong password", TroubleKind.AUTHENTICATION, "535"),
        ("AUTH PLAIN", "454 4.7.0 try again", TroubleKind.BUSY, "454"),
        ("AUTH XOAUTH2", "", TroubleKind.AUTHENTICATION, "PLAIN or LOGIN is needed"),
        ("SIZE 10", "", TroubleKind.AUTHENTICATION, "offered by none"),
    ],
)
def test_a_failed_sign_in_is_the_relays_trouble(offered: str, reply: str, kind: TroubleKind, words: str) -> None:
    server = ScriptedServer((offered,), hook=on("auth", reply or "500"))
    with running(server), transport_to(server, username="zoe", password="s3cret") as transport:
        assert statuses(transport.deliver(envelopes(2))) == [Status.UNTRIED] * 2
        assert transport.trouble and transport.trouble.kind is kind
        assert words in str(transport.trouble) and "s3cret" not in str(transport.trouble)


def test_the_password_is_in_no_repr() -> None:
    assert "s3cret" not in repr(SmtpEndpoint("main", "relay.example", password="s3cret"))


@pytest.mark.parametrize("mode", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_server_that_falls_silent_behind_tls_is_not_waited_for_for_ever(mode: Tls) -> None:
    shown = certificate()
    server = ScriptedServer(
        ("PIPELINING", "STARTTLS"),
        tls=shown.context,
        implicit_tls=mode is Tls.IMPLICIT,
        hook=on("content", SILENCE, times=1),
    )
    with (
        running(server),
        transport_to(server, tls=mode, ca_certificate=shown.pem, timeouts=IMPATIENT) as transport,
    ):
        outcomes = transport.deliver(envelopes(2))
    assert statuses(outcomes) == [Status.IN_DOUBT, Status.UNTRIED]
    assert "it took too long" in sorted(outcomes)[0].reply


@pytest.mark.parametrize("mode", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_server_that_never_begins_tls_is_not_waited_for_for_ever(mode: Tls) -> None:
    server = ScriptedServer(("STARTTLS",), hook=on("starttls" if mode is Tls.STARTTLS else "connect", SILENCE))
    with running(server), transport_to(server, tls=mode, timeouts=IMPATIENT) as transport:
        assert statuses(transport.deliver(envelopes(1))) == [Status.UNTRIED]


def test_a_server_that_promises_tls_and_stays_silent_is_not_waited_for_for_ever() -> None:
    server = ScriptedServer(("STARTTLS",))
    with running(server), transport_to(server, tls=Tls.STARTTLS, timeouts=IMPATIENT) as transport:
        assert statuses(transport.deliver(envelopes(1))) == [Status.UNTRIED]
        assert transport.trouble and transport.trouble.kind is TroubleKind.TLS
