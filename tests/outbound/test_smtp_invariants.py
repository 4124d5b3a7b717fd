"""Whatever a server does, every mail has one outcome, and the outcome is the truth."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from forewarn.outbound.envelopes import Status
from forewarn.outbound.transports.smtp.endpoint import Timeouts
from outbound.smtp_groups import envelopes, extensions, transport_to
from outbound.smtp_server import HANG_UP, SILENCE, ScriptedServer, running

MISBEHAVIOUR = {
    "connect": ["421 4.3.2 busy", "554 5.3.2 closed", HANG_UP],
    "mail": ["421 4.7.0 too many", "452 4.3.1 full", "550 5.7.1 no", "552 5.3.4 large", HANG_UP],
    "rcpt": ["450 4.2.1 later", "550 5.1.1 unknown", "421 4.3.2 bye", HANG_UP, "550-5.1.1 no\r\n550 5.1.1 really"],
    "data": ["451 4.3.0 later", "554 5.7.1 no", "421 4.3.2 bye", HANG_UP, "250 what"],
    "content": ["451 4.3.0 later", "554 5.7.1 spam", "421 4.3.2 bye", HANG_UP, SILENCE, "nonsense"],
    "rset": ["421 4.3.2 bye", HANG_UP, "500 5.5.1 what"],
}


@pytest.mark.parametrize("seed", range(80))
def test_every_mail_has_one_true_outcome(seed: int) -> None:
    chance = random.Random(seed)
    pipelining, calm = chance.random() < 0.7, chance.choice([0.5, 0.8, 0.95])

    def hook(step: str, argument: str) -> str | None:
        return None if chance.random() < calm else chance.choice(MISBEHAVIOUR.get(step, [None]))

    server = ScriptedServer(extensions(pipelining, "SIZE 100000"), hook=hook)
    said: Counter[tuple[int, Status]] = Counter()
    with running(server), transport_to(server, timeouts=Timeouts(1, 0.15)) as transport:
        for start in (0, 10, 20):
            group = [
                one._replace(key=one.key + start, rcpt_to=f"c{one.key + start}@customer.example")
                for one in envelopes(8)
            ]
            outcomes = transport.deliver(group)
            assert sorted(outcome.key for outcome in outcomes) == [one.key for one in group]
            found = {outcome.status for outcome in outcomes}
            assert transport.trouble or Status.UNTRIED not in found
            assert not transport.trouble or found & {Status.UNTRIED, Status.IN_DOUBT}
            said.update((outcome.key, outcome.status) for outcome in outcomes)
    received = Counter(mail.rcpt_to[0] for mail in server.mails if mail.rcpt_to)
    accepted = Counter(server.accepted)
    for key, status in said:
        address = f"c{key}@customer.example"
        assert received[address] <= 1, "sent twice"
        if status is Status.ACCEPTED:
            assert accepted[address] == 1
        elif status is not Status.IN_DOUBT:
            assert accepted[address] == 0
        if status is Status.UNTRIED:
            assert received[address] == 0
    assert all(mail.data == b"" for mail in server.mails if not mail.rcpt_to), "a refused recipient's mail was sent"
