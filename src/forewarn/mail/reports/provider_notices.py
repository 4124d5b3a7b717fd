"""Notices that a sending provider writes as JSON in a mail: Amazon SES through SNS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from forewarn.mail.reading.message import ParsedMail
from forewarn.mail.reports.kinds import ArfReport, BouncedRecipient, BounceReason, DsnReport
from forewarn.mail.reports.reasons import reason_of
from forewarn.mail.reports.replies import enhanced_status, reply_code

# What SES calls the kind where the other server's words are not quoted. A suppressed address was not even tried.
_BY_KIND = {
    "MailboxFull": BounceReason.MAILBOX_FULL,
    "MessageTooLarge": BounceReason.TOO_BIG,
    "ContentRejected": BounceReason.SPAM,
    "AttachmentRejected": BounceReason.POLICY,
    "Suppressed": BounceReason.FILTERED,
    "OnAccountSuppressionList": BounceReason.FILTERED,
}


def read_provider_notice(mail: ParsedMail) -> DsnReport | ArfReport | None:
    """The bounce, complaint or delivery that the JSON in this mail tells of, or None."""
    for part in mail.texts:
        notice = _notice(part.text)
        if notice is not None:
            return _report(notice)
    return None


def _notice(text: str) -> Mapping[str, Any] | None:
    """The SES notification in this text, out of its SNS envelope."""
    begin = text.find("{")
    if begin < 0 or '"mail"' not in text.replace('\\"', '"') or "ype" not in text:
        return None
    try:
        content = json.JSONDecoder(strict=False).raw_decode(text[begin:])[0]
        if isinstance(content, dict) and isinstance(content.get("Message"), str):
            content = json.loads(content["Message"])
    except (ValueError, RecursionError):
        return None
    known = isinstance(content, dict) and ("notificationType" in content or "eventType" in content)
    return content if known and isinstance(content.get("mail"), dict) else None


def _report(notice: Mapping[str, Any]) -> DsnReport | ArfReport:
    told = notice["mail"]
    message_id = _of(told, "commonHeaders").get("messageId") or ""
    complaint = _of(notice, "complaint")
    if complaint:
        recipients = tuple(_text(row, "emailAddress") for row in _rows(complaint, "complainedRecipients"))
        return ArfReport(
            _text(complaint, "complaintFeedbackType") or "abuse",
            recipients,
            str(message_id),
            user_agent=_text(complaint, "userAgent"),
        )
    bounce, delivery = _of(notice, "bounce"), _of(notice, "delivery")
    rows = [_bounced(bounce, row) for row in _rows(bounce, "bouncedRecipients")]
    reply = _text(delivery, "smtpResponse")
    delivered = delivery.get("recipients")
    for address in delivered if isinstance(delivered, list) else []:
        rows.append(
            BouncedRecipient(
                str(address), enhanced_status(reply), reply_code(reply), BounceReason.DELIVERED, "delivered", reply
            )
        )
    return DsnReport(
        tuple(rows), str(message_id), _text(bounce or delivery, "reportingMTA").removeprefix("dsn;").strip()
    )


def _bounced(bounce: Mapping[str, Any], row: Mapping[str, Any]) -> BouncedRecipient:
    said = _text(row, "diagnosticCode")
    status = enhanced_status(said) or _text(row, "status")
    reason = reason_of(said, status, reply_code(said))
    if reason is BounceReason.UNKNOWN or not said:
        reason = _BY_KIND.get(_text(bounce, "bounceSubType"), reason)
    action = "failed" if _text(bounce, "bounceType") != "Transient" else "delayed"
    return BouncedRecipient(_text(row, "emailAddress"), status, reply_code(said), reason, action, said)


def _of(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def _rows(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = content.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
