"""TLS-RPT: reports of TLS between mail servers (RFC 8460), JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from forewarn.mail.reports.kinds import TlsFailure, TlsPolicy, TlsReport

MAX_POLICIES = 1_000  # of one report; a domain has one or two
MAX_FAILURES = 10_000  # of one policy


def looks_like_tls_report(data: bytes) -> bool:
    """Whether these bytes are a JSON object that has policies."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"policies"' in data


def read_tls_report(data: bytes) -> TlsReport | None:
    """Read one report; None where the JSON is none."""
    try:
        content = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("policies"), list):
        return None
    dates = content.get("date-range")
    dates = dates if isinstance(dates, dict) else {}
    return TlsReport(
        org=_text(content, "organization-name"),
        report_id=_text(content, "report-id"),
        begin=_moment(_text(dates, "start-datetime")),
        end=_moment(_text(dates, "end-datetime")),
        contact=_text(content, "contact-info"),
        policies=tuple(_policy(row) for row in content["policies"][:MAX_POLICIES] if isinstance(row, dict)),
    )


def _policy(row: Mapping[str, Any]) -> TlsPolicy:
    policy, summary, failures = row.get("policy"), row.get("summary"), row.get("failure-details")
    policy = policy if isinstance(policy, dict) else {}
    summary = summary if isinstance(summary, dict) else {}
    rows = [f for f in failures if isinstance(f, dict)] if isinstance(failures, list) else []
    return TlsPolicy(
        policy_type=_text(policy, "policy-type"),
        domain=_text(policy, "policy-domain"),
        successful=_number(summary, "total-successful-session-count"),
        failed=_number(summary, "total-failure-session-count"),
        failures=tuple(_failure(f) for f in rows[:MAX_FAILURES]),
    )


def _failure(row: Mapping[str, Any]) -> TlsFailure:
    return TlsFailure(
        result_type=_text(row, "result-type"),
        count=_number(row, "failed-session-count"),
        sending_ip=_text(row, "sending-mta-ip"),
        receiving_host=_text(row, "receiving-mx-hostname"),
        receiving_ip=_text(row, "receiving-ip"),
        reason=_text(row, "failure-reason-code"),
    )


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(content: Mapping[str, Any], name: str) -> int:
    value = content.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
