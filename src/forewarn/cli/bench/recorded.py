"""The part of `forewarn bench verify` that judges with a sent record in a database; it prints one JSON object."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forewarn.cli.bench.asked_mails import (
    DOMAIN,
    SELECTOR,
    asked_mails,
    enlarged,
    letters_of_record,
    newsletter,
    passed_on,
)
from forewarn.cli.bench.rounds import best_times, p95, rate_and_size, times
from forewarn.cli.main import set_up_django

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.verification.checking import Verdict

CHECK = f"check@in.{DOMAIN}"
PEER = "192.0.2.10"  # from which every person's report comes
COPIES_AT_ONCE = 10_000  # single mails that one statement writes


def measure() -> None:
    """Fill the record, then judge mails and read reports."""
    set_up_django()
    from forewarn.verification.queries import checker_for

    sizes = json.loads(os.environ["BENCH_VERIFY"])
    now = datetime.now(UTC)
    brand, private_pem = _brand_with_key(now)
    _fill(brand, sizes["campaigns"], sizes["singles"], now)
    raws = asked_mails(letters_of_record(sizes["kinds"]), private_pem)
    _write_zone(len(raws))

    def judge(raw: bytes) -> Verdict:
        return checker_for(brand).check(raw, now)  # the profile anew each time, as for a report

    each = best_times(judge, raws, sizes["rounds"])
    large = times(judge, enlarged(raws))
    told = {
        "campaigns": sizes["campaigns"],
        "single_mails": sizes["singles"],
        **rate_and_size(raws, each, "verdicts_per_second"),
        "p95_ms": round(1_000 * p95(each), 2),
        "large_median_ms": round(1_000 * statistics.median(large), 2),
        "large_p95_ms": round(1_000 * p95(large), 2),
        "queries": _queries(lambda: judge(raws[0])),
        "answers": sorted({judge(raw).kind.value for raw in raws[:3]}),
        **_readings(raws, now),
    }
    click.echo(json.dumps(told))


def _brand_with_key(now: datetime) -> tuple[Brand, str]:
    """The brand of the measured mails, and the private key that signs them."""
    from forewarn.audit.rules import SYSTEM
    from forewarn.brands.actions import add_domain, change_brand, create_key, start_signing
    from forewarn.brands.queries import brands
    from forewarn.foundation.secrets import unseal

    brand = change_brand(brand=brands()[0], by=SYSTEM, now=now, name="Brand", intake_domain=f"in.{DOMAIN}")
    domain = add_domain(brand=brand, domain=DOMAIN, stream="care", by=SYSTEM, now=now)
    key = create_key(domain=domain, by=SYSTEM, now=now, selector=SELECTOR)
    start_signing(key=key, by=SYSTEM, now=now)
    return brand, unseal(key.private_key_sealed)


def _fill(brand: Brand, campaigns: int, singles: int, now: datetime) -> None:
    """Newsletters as mailings bring them into the record, and single mails that differ only in their Message-ID."""
    from django.db import connection

    from forewarn.journal.actions import OwnWords, SingleSent, note_mailing, note_single

    for number in range(campaigns):
        one = newsletter(number)
        words = OwnWords("en", one.subject, one.from_name, one.from_address, one.text, one.html)
        note_mailing(
            brand=brand, mailing_id=number + 1, title=one.subject, message_class="care", words=[words], page="", now=now
        )
    sender = f"news@{DOMAIN}"
    single = SingleSent(
        brand.pk, "verification/answer", "en", "transactional", "x", "Brand", sender, f"<0@{DOMAIN}>", None
    )
    note_single(sent=single, now=now)
    with connection.cursor() as cursor:
        like = "INSERT INTO journal_copy (campaign_id, brand_id, message_id, seen_at) SELECT campaign_id, brand_id, %s, seen_at FROM journal_copy WHERE brand_id = %s AND message_id = %s"
        for first in range(1, singles, COPIES_AT_ONCE):
            numbers = range(first, min(first + COPIES_AT_ONCE, singles))
            cursor.executemany(like, [(f"<{number}@{DOMAIN}>", brand.pk, single.message_id) for number in numbers])
        cursor.execute("ANALYZE")


def _write_zone(people: int) -> None:
    """What DNS says of the people who report."""
    zone = {}
    for number in range(people):
        zone[f"people{number}.example"] = {"TXT": "v=spf1 ip4:192.0.2.0/24 -all"}
        zone[f"_dmarc.people{number}.example"] = {"TXT": "v=DMARC1; p=reject"}
    Path(os.environ["FOREWARN_ZONE_FILE"]).write_text(json.dumps(zone), encoding="utf-8")


def _readings(raws: list[bytes], now: datetime) -> dict[str, Any]:
    """Reports of these mails, each from another person, from the stored bytes to the queued answer."""
    from forewarn.intake.actions import receive
    from forewarn.intake.reading import read_received
    from forewarn.intake.rules import Source

    waiting = []
    for number, raw in enumerate(raws):
        sender = f"kim@people{number}.example"
        receipt = receive(
            raw=passed_on(raw, sender=sender, to=CHECK, boundary="r"), rcpt_to=CHECK, mail_from=sender, source=Source.SMTP,
            now=now, peer=PEER, helo="mx",
        )  # fmt: skip
        if receipt.mail_id is not None:
            waiting.append(receipt.mail_id)
    taken, asked = [], []
    for mail_id in waiting:
        start = time.process_time()
        asked.append(_queries(lambda mail_id=mail_id: read_received(mail_id, now=now)))  # type: ignore[misc]
        taken.append(time.process_time() - start)
    return {
        "readings": len(taken),
        "readings_per_second": round(len(taken) / sum(taken), 1),
        "reading_median_ms": round(1_000 * statistics.median(taken), 2),
        "reading_p95_ms": round(1_000 * p95(taken), 2),
        "reading_queries": int(statistics.median(asked)),
    }


def _queries(work: Callable[[], object]) -> int:
    """How many statements the work sends to the database."""
    with _counting() as statements:
        work()
    return len(statements)


@contextmanager
def _counting() -> Iterator[list[str]]:
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield statements
