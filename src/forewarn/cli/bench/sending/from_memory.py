"""Sending from memory: what composing, signing and SMTP cost without a database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from forewarn.cli.bench.sending.letter import FIELDS, SUBJECT, html_part, text_part
from forewarn.cli.bench.sending.meter import Meter
from forewarn.mail.composing.compiling import CompiledLetter, compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.mail.dkim.keys import generate_key
from forewarn.mail.dkim.signing import DkimSigner
from forewarn.outbound.envelopes import Envelope, Status
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint, Tls
from forewarn.outbound.transports.smtp.transport import SmtpTransport

GROUP = 100  # mails handed to a line at once


def send(port: int, count: int, lines: int, signed: bool) -> None:
    """Send so many mails over so many lines and print what it took."""
    letter = _compiled(signed)
    waiting = _envelopes(letter, count)
    lock = threading.Lock()
    accepted: list[int] = []

    def work() -> None:
        transport = SmtpTransport(SmtpEndpoint("sink", "127.0.0.1", port, tls=Tls.NONE))
        while True:
            with lock:
                group = list(islice(waiting, GROUP))
            if not group:
                break
            accepted.append(sum(outcome.status is Status.ACCEPTED for outcome in transport.deliver(group)))
        transport.close()

    threads = [threading.Thread(target=work) for _ in range(lines)]
    with Meter() as meter:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    meter.report(sum(accepted))


def _compiled(signed: bool) -> CompiledLetter:
    headers = (
        ("Reply-To", "care@bench.example"),
        ("List-Id", "<care.safety.bench.example>"),
        ("List-Unsubscribe", "<https://safety.bench.example/unsubscribe/{{token}}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Feedback-ID", "m1:care:bench:bench-care"),
    )
    letter = Letter("Bench", "safety@bench.example", SUBJECT, text_part(), html_part(), headers)
    pem = generate_key().private_pem
    signers = [DkimSigner.from_pem(pem, domain="bench.example", selector="b1")] if signed else []
    return compile_letter(letter, slots=[*FIELDS, "token"], signers=signers)


def _envelopes(letter: CompiledLetter, count: int) -> Iterator[Envelope]:
    for number in range(count):
        values = dict(zip(FIELDS, (f"Person {number}", f"C-{number}", f"plan{number % 3}", "north"), strict=True))
        address = f"person{number}@people{number % 97}.example"
        compose = partial(
            letter.compose,
            values | {"token": f"t{number}"},
            to_address=address,
            to_name=values["name"],
            message_id=f"<m{number}@bench.example>",
            date=datetime.now(UTC),
        )
        yield Envelope(number, f"bounce+{number}@bench.example", address, compose, ready=True)
