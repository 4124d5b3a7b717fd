"""`forewarn reports`: bounces, complaints and DMARC, TLS-RPT reports, told apart by content."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from forewarn.cli.input_files import UnableToRead, read_file, walk
from forewarn.mail.reports.presenting import COLUMNS, as_mapping, as_rows
from forewarn.mail.reports.telling_apart import read_reports


@click.command("reports")
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "form", flag_value="json", help="One JSON object per line, one line per report.")
@click.option("--csv", "form", flag_value="csv", help="One flat table, a row per recipient or record.")
def command(files: tuple[str, ...], form: str | None) -> None:
    """Read machine reports from FILES: mails, or report files by themselves; folders are walked.

    Exit 1 where a file could not be read, 2 where nothing was there to read.
    """
    paths = list(walk(files))
    if not paths:
        raise click.UsageError("no files there; name files, or folders that hold some")
    writer = csv.DictWriter(sys.stdout, COLUMNS) if form == "csv" else None
    if writer:
        writer.writeheader()
    failed = False
    for mapping in _mappings(paths):
        failed = failed or "error" in mapping
        if writer:
            writer.writerows(as_rows(mapping))
        else:
            click.echo(json.dumps(mapping, ensure_ascii=False) if form == "json" else _line(mapping))
    raise SystemExit(1 if failed else 0)


def _mappings(paths: list[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        try:
            raw = read_file(path)
        except UnableToRead as error:
            yield {"file": str(path), "kind": "unknown", "error": str(error)}
            continue
        for report in read_reports(raw):
            yield {"file": str(path), **as_mapping(report)}


def _line(mapping: dict[str, Any]) -> str:
    """One report for a person at a terminal."""
    head = f"{mapping['file']}: {mapping['kind']}"
    if "error" in mapping:
        return f"{head}  {mapping['error']}"
    match mapping["kind"]:
        case "dsn":
            rows = [
                f"  {'hard' if r['hard'] else 'soft'}  {r['address']}  {r['reason']}  {r['reply']} {r['status']}".rstrip()
                for r in mapping["recipients"]
            ]
            return "\n".join([head, *rows])
        case "dmarc":
            rows = [
                f"  {r['count']:>7}  {r['source_ip']}  dkim {r['dkim']}  spf {r['spf']}  {r['disposition']}  {r['header_from']}"
                for r in mapping["records"]
            ]
            return "\n".join(
                [f"{head}  {mapping['org']} on {mapping['domain']}  {mapping['begin']} – {mapping['end']}", *rows]
            )
        case "dmarc_failure":
            return (
                f"{head}  {mapping['domain']}  {mapping['source_ip']}  {mapping['auth_failure']}  {mapping['subject']}"
            )
        case "tlsrpt":
            rows = [
                f"  {p['domain']}  {p['type']}  {p['successful']} good, {p['failed']} failed"
                for p in mapping["policies"]
            ]
            return "\n".join([f"{head}  {mapping['org']}  {mapping['begin']} – {mapping['end']}", *rows])
        case "arf":
            return f"{head}  {mapping['feedback_type']}  {mapping['recipient']}  {mapping['reported_message_id']}"
        case _:
            return f"{head}  {mapping.get('why', '')}".rstrip()
