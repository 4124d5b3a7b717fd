"""What leaves here, as an independent server received it: signed validly, and saying what was meant."""

from __future__ import annotations

import email
import email.policy
import itertools
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Arrived

from dkim_judges import dkimpy_accepts, opendkim_verdicts
from forewarn.cli.bench.sending.servers import free_port
from forewarn.mail.composing.compiling import CompiledLetter, compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.mail.dkim.keys import generate_key, record_name, record_text
from forewarn.mail.dkim.signing import DkimSigner
from forewarn.outbound.envelopes import Envelope, Status
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint, Tls
from forewarn.outbound.transports.smtp.transport import SmtpTransport
from outbound.smtp_server import ScriptedServer, running

PAIR = generate_key()
RECORDS = {record_name("q4", "brand.example"): record_text(PAIR.public_key)}
AWKWARD = [
    "Zoe", "", ".", "..", " . ", "\r\n.\r\n", "From me", "a  b\tc ", "=3D", "é" * 60, "😀" * 20, "x" * 200,
    "line\nline\r\n\r\nline", "<script>", "\r\nBcc: all@example.com", "{{name}}", "\x00\x0b\u2028",
]  # fmt: skip


def letter() -> CompiledLetter:
    return compile_letter(
        Letter(
            "Brand Café",
            "safety@brand.example",
            "Note for {{name}}",
            "Hello {{name}},\n\n{{note}}\n.\n..two\nend\n",
            "<p>Hello {{name}},</p>\n<p title='{{note}}'>{{note}}</p>",
            (("List-Unsubscribe", "<https://safety.brand.example/u/{{name}}>"),),
        ),
        slots=["name", "note"],
        signers=[DkimSigner.from_pem(PAIR.private_pem, domain="brand.example", selector="q4")],
    )


def envelopes(compiled: CompiledLetter) -> list[Envelope]:
    made = []
    for number, (name, note) in enumerate(itertools.product(AWKWARD[:6], AWKWARD)):
        address = f"c{number}@customer.example"
        compose = partial(
            compiled.compose,
            {"name": name, "note": note},
            to_address=address,
            to_name=note,
            message_id=f"<m{number}@brand.example>",
            date=datetime.now(UTC),
        )
        made.append(Envelope(number, f"bounce+{number}@brand.example", address, compose, ready=True))
    return made


def deliver(port: int, group: list[Envelope]) -> None:
    transport = SmtpTransport(SmtpEndpoint("relay", "127.0.0.1", port, tls=Tls.NONE))
    outcomes = transport.deliver(group)
    transport.close()
    assert {outcome.status for outcome in outcomes} == {Status.ACCEPTED}


def assert_meant(compiled: CompiledLetter, mails: list[bytes]) -> None:
    for mail, (name, note) in zip(mails, itertools.product(AWKWARD[:6], AWKWARD), strict=True):
        message: Any = email.message_from_bytes(mail, policy=email.policy.default)
        _, text, html = compiled.plain({"name": name, "note": note})
        for subtype, expected in (("plain", text), ("html", html)):
            decoded = message.get_body((subtype,)).get_payload(decode=True).decode()
            assert decoded == expected.replace("\n", "\r\n")
        assert dkimpy_accepts(mail, RECORDS)


@pytest.mark.parametrize("extensions", [("PIPELINING", "SIZE 1000000"), ()], ids=["pipelining", "stepwise"])
def test_every_mail_arrives_as_it_was_meant(extensions: tuple[str, ...]) -> None:
    compiled = letter()
    server = ScriptedServer(extensions)
    with running(server):
        deliver(server.port, envelopes(compiled))
    mails = [received.data for received in server.mails]
    assert_meant(compiled, mails)
    assert opendkim_verdicts(mails, RECORDS) == [True] * len(mails)


class Keep:
    """An aiosmtpd handler that keeps what arrives."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Arrived) -> str:
        assert isinstance(envelope.content, bytes)
        self.arrived.append((envelope.mail_from or "", envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 kept"


def test_an_independent_server_gets_the_same() -> None:
    compiled, handler = letter(), Keep()
    group = envelopes(compiled)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    controller.start()
    try:
        deliver(controller.port, group)
    finally:
        controller.stop()
    assert [(sender, to) for sender, to, _ in handler.arrived] == [(e.mail_from, [e.rcpt_to]) for e in group]
    assert_meant(compiled, [content for _, _, content in handler.arrived])
