"""The SMTP transport against a real server on a socket: every answer, every fault, has one defined outcome."""

from __future__ import annotations

import base64
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from forewarn.mail.composing.letters import UnableToCompose
from forewarn.outbound.envelopes import Envelope, Outcome, Stage, Status, TroubleKind
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint, Timeouts, Tls
from forewarn.outbound.transports.smtp.transport import SmtpTransport
from outbound.smtp_server import HANG_UP, SILENCE, ScriptedServer, certificate, running

MAIL = b"Subject: Note\r\n\r\nHello\r\n"
QUICK = Timeouts(connect=2, answer=2)
BOTH = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "stepwise"])


def envelope(key: int, data: bytes | Callable[[], bytes] = MAIL, to: str = "") -> Envelope:
    return Envelope(key, f"bounce+t{key}@brand.example", to or f"c{key}@customer.example", data)


def envelopes(count: int) -> list[Envelope]:
    return [envelope(key) for key in range(1, count + 1)]


def extensions(pipelining: bool, *more: str) -> tuple[str, ...]:
    return (*(["PIPELINING"] if pipelining else []), *more)


@contextmanager
def transport_to(server: ScriptedServer, **details: object) -> Iterator[SmtpTransport]:
    settings: dict[str, object] = {"tls": Tls.NONE, "timeouts": QUICK, "client_name": "mail.brand.example"}
    endpoint = SmtpEndpoint("main", "127.0.0.1", server.port, **(settings | details))  # type: ignore[arg-type]
    transport = SmtpTransport(endpoint)
    try:
        yield transport
    finally:
        transport.close()


def deliver(server: ScriptedServer, group: Sequence[Envelope], **details: object) -> list[Outcome]:
    with running(server), transport_to(server, **details) as transport:
        return transport.deliver(group)


def statuses(outcomes: Sequence[Outcome]) -> list[Status]:
    return [outcome.status for outcome in sorted(outcomes)]


def on(step: str, reply: str, *, recipient: str = "", times: int = 10**9) -> Callable[[str, str], str | None]:
    """A hook that answers a step (for one recipient, so many times) with a reply."""
    left = [times]

    def hook(now: str, argument: str) -> str | None:
        if now == step and recipient in argument and left[0]:
            left[0] -= 1
            return reply
        return None

    return hook


# -- what goes well ---------------------------------------------------------------------------------------------------


@BOTH
def test_every_mail_of_a_group_is_accepted_once(pipelining: bool) -> None:
    server = ScriptedServer(extensions(pipelining))
    outcomes = deliver(server, envelopes(20))
    assert statuses(outcomes) == [Status.ACCEPTED] * 20
    assert server.accepted == [f"c{n}@customer.example" for n in range(1, 21)]
    assert [mail.mail_from for mail in server.mails] == [f"bounce+t{n}@brand.example" for n in range(1, 21)]
    assert {mail.data for mail in server.mails} == {MAIL}
    assert server.connections == 1


def test_an_outcome_holds_what_the_server_said_and_when() -> None:
    before = time.time()
    [outcome] = deliver(ScriptedServer(), envelopes(1))
    assert outcome[:7] == (1, Status.ACCEPTED, Stage.CONTENT, 250, "2.0.0", "2.0.0 queued as 1", "main")
    assert before <= outcome.at <= time.time()


def test_the_end_of_a_mail_travels_with_the_next_envelope() -> None:
    server = ScriptedServer()
    deliver(server, envelopes(3))
    assert any(b"Hello\r\n.\r\nMAIL FROM:" in p and p.endswith(b"DATA\r\n") for p in server.packets)
    assert any(p.startswith(b"MAIL FROM") and p.endswith(b"DATA\r\n") for p in server.packets)


def test_nothing_travels_ahead_where_the_server_does_not_offer_it() -> None:
    server = ScriptedServer(extensions=())
    deliver(server, envelopes(3))
    assert not any(b"MAIL FROM" in p and b"RCPT" in p for p in server.packets)
    assert not any(b"\r\n.\r\n" in p and b"MAIL FROM" in p for p in server.packets)


@BOTH
def test_the_connection_stays_open_between_groups(pipelining: bool) -> None:
    server = ScriptedServer(extensions(pipelining))
    with running(server), transport_to(server) as transport:
        for _ in range(3):
            assert statuses(transport.deliver(envelopes(4))) == [Status.ACCEPTED] * 4
    assert server.connections == 1
    assert server.commands[-1] == "QUIT"


def test_a_group_ends_on_a_reply_with_nothing_outstanding() -> None:
    server = ScriptedServer()
    with running(server), transport_to(server) as transport:
        transport.deliver(envelopes(5))
        assert len(server.mails) == 5 and server.commands[-1] == "DATA"


def test_an_empty_group_opens_no_connection() -> None:
    server = ScriptedServer()
    assert deliver(server, []) == []
    assert server.connections == 0


def test_mails_are_composed_one_by_one_and_only_as_they_go() -> None:
    composed: list[int] = []

    def compose(key: int) -> Callable[[], bytes]:
        return lambda: composed.append(key) or MAIL

    def hook(step: str, argument: str) -> str | None:
        if step == "content":
            number = int(argument[1:].split("@")[0])
            assert max(composed) <= number + 2, "composed too far ahead"
        return None

    server = ScriptedServer(hook=hook)
    assert statuses(deliver(server, [envelope(key, compose(key)) for key in range(1, 11)])) == [Status.ACCEPTED] * 10
    assert composed == list(range(1, 11))


# -- the form of mails and addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"A: b\r\n\r\n.\r\n..\r\n.x\r\n", b"A: b\n\n.\n..\n.x\n", b"A: b\r\r.\r..\r.x", b".A: b\r\n"]
)
def test_dots_and_line_ends_arrive_as_they_were_meant(data: bytes) -> None:
    server = ScriptedServer()
    assert statuses(deliver(server, [envelope(1, data)])) == [Status.ACCEPTED]
    expected = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    assert server.mails[0].data == expected + (b"" if expected.endswith(b"\r\n") else b"\r\n")


@BOTH
def test_a_mail_cannot_smuggle_another(pipelining: bool) -> None:
    server = ScriptedServer(extensions(pipelining))
    smuggled = b"A: b\r\n\r\nx\n.\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<x@y.example>\r\nDATA\r\n"
    deliver(server, [envelope(1, smuggled)])
    assert len(server.mails) == 1 and server.accepted == ["c1@customer.example"]


@pytest.mark.parametrize("to", ["x@y.example>\r\nRCPT TO:<all@y.example", "a b@y.example", "nobody", "<x@y.example>"])
def test_an_address_that_is_none_is_refused_here(to: str) -> None:
    server = ScriptedServer()
    outcomes = deliver(server, [envelope(1, to=to), envelope(2)])
    assert statuses(outcomes) == [Status.REFUSED, Status.ACCEPTED]
    assert server.accepted == ["c2@customer.example"]
    assert "not an address" in outcomes[0].reply


def test_international_hosts_travel_as_ascii() -> None:
    server = ScriptedServer()
    deliver(server, [envelope(1, to="zoe@münchen.example")])
    assert server.accepted == ["zoe@xn--mnchen-3ya.example"]


def test_a_local_part_beyond_ascii_needs_smtputf8() -> None:
    [outcome] = deliver(ScriptedServer(), [envelope(1, to="zoë@customer.example")])
    assert (outcome.status, outcome.stage, outcome.code, outcome.enhanced) == (
        Status.REFUSED,
        Stage.COMPOSING,
        0,
        "5.6.7",
    )
    assert "SMTPUTF8" in outcome.reply


def test_where_smtputf8_is_offered_it_is_used() -> None:
    server = ScriptedServer(("PIPELINING", "8BITMIME", "SMTPUTF8"))
    group = [envelope(1, "To: zoë@customer.example\r\n\r\nHello\r\n".encode(), to="zoë@customer.example"), envelope(2)]
    assert statuses(deliver(server, group)) == [Status.ACCEPTED] * 2
    assert "MAIL FROM:<bounce+t1@brand.example> BODY=8BITMIME SMTPUTF8" in server.commands
    assert "MAIL FROM:<bounce+t2@brand.example>" in server.commands


def test_eight_bits_need_a_server_that_carries_them() -> None:
    [outcome] = deliver(ScriptedServer(("PIPELINING",)), [envelope(1, "A: b\r\n\r\né\r\n".encode())])
    assert (outcome.status, outcome.enhanced) == (Status.REFUSED, "5.6.3")


def test_a_mail_over_the_servers_limit_is_not_begun() -> None:
    server = ScriptedServer(("PIPELINING", "SIZE 100"))
    outcomes = deliver(server, [envelope(1, MAIL + b"x" * 100), envelope(2)])
    assert statuses(outcomes) == [Status.REFUSED, Status.ACCEPTED]
    assert outcomes[0].enhanced == "5.3.4"
    assert f"MAIL FROM:<bounce+t2@brand.example> SIZE={len(MAIL)}" in server.commands
    assert not any("t1@" in command for command in server.commands)


def test_a_mail_that_cannot_be_composed_does_not_stop_the_others() -> None:
    def fails() -> bytes:
        raise UnableToCompose("no value for 'name'")

    server = ScriptedServer()
    outcomes = deliver(server, [envelope(1), envelope(2, fails), envelope(3)])
    assert statuses(outcomes) == [Status.ACCEPTED, Status.REFUSED, Status.ACCEPTED]
    assert sorted(outcomes)[1].stage is Stage.COMPOSING
    assert sorted(outcomes)[1].reply == "no value for 'name'"
    assert server.accepted == ["c1@customer.example", "c3@customer.example"]


def test_an_empty_return_path_is_possible() -> None:
    server = ScriptedServer()
    deliver(server, [Envelope(1, "", "c1@customer.example", MAIL)])
    assert server.mails[0].mail_from == "" and len(server.accepted) == 1


# -- refusals of one recipient ----------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("data_reply", ["554 5.5.1 no valid recipients", "354 go ahead anyway"])
@pytest.mark.parametrize(
    ("reply", "status", "code", "enhanced"),
    [
        ("550 5.1.1 no such user", Status.REFUSED, 550, "5.1.1"),
        ("450 4.2.1 try later", Status.DEFERRED, 450, "4.2.1"),
        ("451 greylisted", Status.DEFERRED, 451, ""),
        ("550-5.1.1 no such user\r\n550 5.1.1 really", Status.REFUSED, 550, "5.1.1"),
    ],
)
@pytest.mark.parametrize("position", [1, 2, 4])
def test_a_refused_recipient_leaves_the_others_alone(
    pipelining: bool, data_reply: str, reply: str, status: Status, code: int, enhanced: str, position: int
) -> None:
    refused = f"c{position}@"

    def hook(step: str, argument: str) -> str | None:
        if step == "rcpt":
            hook.refusing = refused in argument  # type: ignore[attr-defined]
            return reply if hook.refusing else None  # type: ignore[attr-defined]
        return data_reply if step == "data" and hook.refusing else None  # type: ignore[attr-defined]

    server = ScriptedServer(extensions(pipelining), hook=hook)
    outcomes = sorted(deliver(server, envelopes(4)))
    assert statuses(outcomes) == [status if n == position else Status.ACCEPTED for n in range(1, 5)]
    assert server.accepted == [f"c{n}@customer.example" for n in range(1, 5) if n != position]
    assert all(mail.data == (MAIL if mail.rcpt_to else b"") for mail in server.mails), (
        "a refused recipient's mail was sent"
    )
    refusal = outcomes[position - 1]
    assert (refusal.stage, refusal.code, refusal.enhanced) == (Stage.RECIPIENT, code, enhanced)
    assert server.connections == 1


@BOTH
def test_all_recipients_refused(pipelining: bool) -> None:
    server = ScriptedServer(extensions(pipelining), hook=on("rcpt", "550 5.1.1 nobody"))
    assert statuses(deliver(server, envelopes(5))) == [Status.REFUSED] * 5
    assert server.mails == []


def test_a_long_reply_is_kept_on_one_line_without_repeated_codes() -> None:
    [outcome] = deliver(
        ScriptedServer(hook=on("rcpt", "550-5.1.1 no\r\n550-5.1.1 such\r\n550 5.1.1 user")), envelopes(1)
    )
    assert outcome.reply == "5.1.1 no such user"


@BOTH
@pytest.mark.parametrize(
    ("step", "reply", "status"),
    [
        ("data", "451 4.3.0 not now", Status.DEFERRED),
        ("data", "554 5.7.1 no", Status.REFUSED),
        ("content", "451 4.3.0 not now", Status.DEFERRED),
        ("content", "554 5.7.1 looks like spam", Status.REFUSED),
        ("content", "552 5.2.2 mailbox full", Status.REFUSED),
    ],
)
def test_a_refused_content_leaves_the_others_alone(pipelining: bool, step: str, reply: str, status: Status) -> None:
    server = ScriptedServer(extensions(pipelining), hook=on(step, reply, times=1))
    outcomes = deliver(server, envelopes(3))
    assert statuses(outcomes) == [status, Status.ACCEPTED, Status.ACCEPTED]
    assert sorted(outcomes)[0].stage is Stage.CONTENT
    assert len(server.accepted) == 2


@BOTH
@pytest.mark.parametrize("reply", ["552 5.3.4 too large", "553 5.6.7 no UTF-8", "550 5.6.7 no UTF-8"])
def test_a_refusal_of_mail_from_about_one_mail_is_that_mails(pipelining: bool, reply: str) -> None:
    server = ScriptedServer(extensions(pipelining), hook=on("mail", reply, times=1))
    assert statuses(deliver(server, envelopes(3))) == [Status.REFUSED, Status.ACCEPTED, Status.ACCEPTED]


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
    with socket.create_server(("127.0.0.1", 0)) as placeholder:
        port = placeholder.getsockname()[1]
    composed: list[int] = []
    group = [envelope(key, lambda key=key: composed.append(key) or MAIL) for key in range(1, 6)]
    transport = SmtpTransport(SmtpEndpoint("main", "127.0.0.1", port, tls=Tls.NONE, timeouts=QUICK))
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
    with running(server), transport_to(server, timeouts=Timeouts(0.3, 0.3)) as transport:
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
    outcomes = deliver(server, envelopes(4), timeouts=Timeouts(1, 0.3))
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
    def hook(step: str, argument: str) -> str | None:
        if step == "content":
            time.sleep(0.4)
        return None

    outcomes = deliver(ScriptedServer(hook=hook), envelopes(2), timeouts=Timeouts(0.2, 2))
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
