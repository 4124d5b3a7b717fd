"""`forewarn bench reports`: DMARC records per second beside the parser's own limit, and bounces per second."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable

import click

from forewarn.mail.reports.telling_apart import read_report

SIZES = (10, 100, 10_000)  # records in one report: a small domain's, a usual one, a large one
RECORDS = 20_000  # read per measure
BOUNCES = 500
ROUNDS = 3
_HEAD = (
    "<?xml version='1.0'?><feedback><report_metadata><org_name>receiver.example</org_name><report_id>1</report_id><date_range>"
    "<begin>1700000000</begin><end>1700086399</end></date_range></report_metadata><policy_published><domain>brand.example</domain>"
    "<p>reject</p></policy_published>"
)
_RECORD = """<record>
  <row><source_ip>192.0.2.{ip}</source_ip><count>{count}</count><policy_evaluated><disposition>{disposition}</disposition>
    <dkim>{dkim}</dkim><spf>pass</spf></policy_evaluated></row>
  <identifiers><envelope_from>bounce.brand.example</envelope_from><header_from>brand.example</header_from></identifiers>
  <auth_results><dkim><domain>brand.example</domain><selector>s{selector}</selector><result>{dkim}</result></dkim>
    <spf><domain>bounce.brand.example</domain><scope>mfrom</scope><result>pass</result></spf></auth_results>
</record>
"""
_BOUNCE = """From: MAILER-DAEMON@mx.example.net
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

<kim{n}@example.org>: host mx[192.0.2.1] said: 550 5.1.1 User unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; kim{n}@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <kim{n}@example.org>: Recipient address rejected: User unknown
--b--
"""


@click.command("reports")
@click.option("--json", "as_json", is_flag=True, help="JSON alone.")
def command(as_json: bool) -> None:
    """Measure reading reports on one core; CPU seconds, the best of some rounds."""
    result: dict[str, float] = {}
    for size in SIZES:
        data = _aggregate(size)
        repeats = max(1, RECORDS // size)
        seconds = _best(lambda data=data: read_report(data), repeats)  # type: ignore[misc]
        bare = _best(lambda data=data: _bare(data), repeats)  # type: ignore[misc]
        result[f"dmarc_{size}_records_per_second"] = round(size * repeats / seconds)
        result[f"dmarc_{size}_of_bare_parser"] = round(bare / seconds, 2)
    bounces = [_BOUNCE.replace("{n}", str(n)).encode() for n in range(BOUNCES)]
    result["bounces_per_second"] = round(BOUNCES / _best(lambda: [read_report(raw) for raw in bounces], 1))
    if not as_json:
        for size in SIZES:
            rate, share = result[f"dmarc_{size}_records_per_second"], result[f"dmarc_{size}_of_bare_parser"]
            click.echo(f"{f'DMARC, {size} records a report':<34}{rate:>9,} records/s, {share} of lxml's bare iterparse")
        click.echo(f"{'bounces':<34}{result['bounces_per_second']:>9,} mails/s")
    click.echo(json.dumps(result))


def _aggregate(size: int) -> bytes:
    records = (
        _RECORD.format(
            ip=n % 250 + 1,
            count=n % 90 + 1,
            selector=n % 3,
            dkim="pass" if n % 7 else "fail",
            disposition="none" if n % 7 else "reject",
        )
        for n in range(size)
    )
    return f"{_HEAD}{''.join(records)}</feedback>".encode()


def _bare(data: bytes) -> None:
    """What the parser alone takes, nothing kept."""
    from lxml import etree

    for _, element in etree.iterparse(io.BytesIO(data), events=("end",), tag="record"):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _best(work: Callable[[], object], repeats: int) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(repeats):
            work()
        best = min(best, time.process_time() - start)
    return max(best, 1e-9)
