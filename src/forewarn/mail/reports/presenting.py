"""Reports as plain mappings (JSON) and as flat rows (CSV), with the keys of the command contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from forewarn.mail.reports.kinds import (
    ArfReport,
    AuthResult,
    DmarcFailureReport,
    DmarcRecord,
    DmarcReport,
    DsnReport,
    TlsPolicy,
    TlsReport,
)
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
        case DmarcReport():
            return _dmarc(report)
        case DmarcFailureReport():
            return _failure(report)
        case TlsReport():
            return _tls(report)
        case DsnReport():
            return _dsn(report)
        case ArfReport():
            return _arf(report)
        case _:
            return {"kind": report.kind, "why": report.why}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _dmarc(report: DmarcReport) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "org": report.org,
        "email": report.email,
        "report_id": report.report_id,
        "begin": _iso(report.begin),
        "end": _iso(report.end),
        "domain": report.domain,
        "policy": report.policy,
        "version": report.version,
        "errors": list(report.errors),
        "records": [_record(record) for record in report.records],
    }


def _record(record: DmarcRecord) -> dict[str, Any]:
    return {
        "source_ip": record.source_ip,
        "count": record.count,
        "disposition": record.disposition,
        "dkim": record.dkim,
        "spf": record.spf,
        "header_from": record.header_from,
        "envelope_from": record.envelope_from,
        "envelope_to": record.envelope_to,
        "reasons": [{"type": kind, "comment": comment} for kind, comment in record.reasons],
        "dkim_results": [_result(result) for result in record.dkim_results],
        "spf_results": [_result(result) for result in record.spf_results],
    }


def _result(result: AuthResult) -> dict[str, str]:
    told = {
        "domain": result.domain,
        "result": result.result,
        "selector": result.selector,
        "scope": result.scope,
        "human_result": result.human_result,
    }
    return {name: value for name, value in told.items() if value}


def _failure(report: DmarcFailureReport) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "domain": report.domain,
        "source_ip": report.source_ip,
        "auth_failure": report.auth_failure,
        "delivery_result": report.delivery_result,
        "mail_from": report.mail_from,
        "header_from": report.header_from,
        "subject": report.subject,
        "reported_message_id": report.reported_message_id,
        "arrival_date": _iso(report.arrival_date),
        "user_agent": report.user_agent,
    }


def _tls(report: TlsReport) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "org": report.org,
        "report_id": report.report_id,
        "begin": _iso(report.begin),
        "end": _iso(report.end),
        "contact": report.contact,
        "policies": [_policy(policy) for policy in report.policies],
    }


def _policy(policy: TlsPolicy) -> dict[str, Any]:
    return {
        "type": policy.policy_type,
        "domain": policy.domain,
        "successful": policy.successful,
        "failed": policy.failed,
        "failures": [
            {
                "result_type": failure.result_type,
                "count": failure.count,
                "sending_ip": failure.sending_ip,
                "receiving_host": failure.receiving_host,
                "receiving_ip": failure.receiving_ip,
                "reason": failure.reason,
            }
            for failure in policy.failures
        ],
    }


def _dsn(report: DsnReport) -> dict[str, Any]:
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


def _arf(report: ArfReport) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "feedback_type": report.feedback_type,
        "recipient": report.recipient,
        "recipients": list(report.recipients),
        "reported_message_id": report.reported_message_id,
        "source_ip": report.source_ip,
        "user_agent": report.user_agent,
        "arrival_date": _iso(report.arrival_date),
        "reported_domains": list(report.reported_domains),
    }


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
