"""Reports as plain mappings (JSON) and as flat rows (CSV), with the keys of the command contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forewarn.mail.reports.kinds import ArfReport, DsnReport
from forewarn.mail.reports.telling_apart import Report

COLUMNS = (
    "file", "kind", "error", "address", "action", "status", "reply", "reason", "hard", "original_message_id",
    "feedback_type", "recipient", "reported_message_id", "org", "report_id", "begin", "end", "domain",
    "source_ip", "count", "disposition", "dkim", "spf", "header_from",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_mapping(report: Report) -> dict[str, Any]:
    """The report as JSON-ready data, beginning with its `kind`."""
    match report:
        case DsnReport():
            return {
                "kind": report.kind,
                "recipients": [
                    {
                        "address": r.address,
                        "status": r.status,
                        "reply": r.reply,
                        "reason": r.reason.value,
                        "hard": r.hard,
                        "action": r.action,
                    }
                    for r in report.recipients
                ],
                "original_message_id": report.original_message_id,
                "reporting_host": report.reporting_host,
            }
        case ArfReport():
            return {
                "kind": report.kind,
                "feedback_type": report.feedback_type,
                "recipient": report.recipient,
                "recipients": list(report.recipients),
                "reported_message_id": report.reported_message_id,
                "source_ip": report.source_ip,
                "user_agent": report.user_agent,
                "arrival_date": report.arrival_date.isoformat() if report.arrival_date else None,
                "reported_domains": list(report.reported_domains),
            }
        case _:
            return {"kind": report.kind, "why": report.why}


def as_rows(mapping: dict[str, Any]) -> Iterator[dict[str, str]]:
    """One row per recipient or record, at least one, with values for COLUMNS; formulas are made harmless."""
    inner = mapping.get("records")
    if inner is None and mapping.get("kind") == "dsn":
        inner = mapping.get("recipients")
    for part in inner or [{}]:
        yield {column: _cell(part.get(column, mapping.get(column))) for column in COLUMNS}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
