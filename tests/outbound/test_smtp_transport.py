"""The SMTP transport against a real server on a socket: what arrives, in which form, and who is refused."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from forewarn.mail.composing.letters import UnableToCompose
from forewarn.outbound.envelopes import Envelope, Stage, Status
from outbound.smtp_groups import BOTH, MAIL, deliver, envelope, envelopes, extensions, on, statuses, transport_to
from outbound.smtp_server import ScriptedServer, running

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
