"""Complaints: the Abuse Reporting Format (RFC 5965) and the one big home-made form, Outlook.com's."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from forewarn.mail.reading.message import ParsedMail, Part
from forewarn.mail.reports.kinds import ArfReport
from forewarn.mail.reports.prose import ADDRESS

MAX_FIELDS = 200  # of one feedback report; RFC 5965 knows about twenty
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:[ \t]*((?:.*)(?:\n[ \t]+.*)*)", re.MULTILINE)
_COMPLAINT_FROM = re.compile(r"complaint about message from", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


def feedback_fields(mail: ParsedMail) -> dict[str, list[str]] | None:
    """The fields of the message/feedback-report part by lower-case name; None where the mail has no such part."""
    part = next((p for p in mail.parts() if p.content_type == "message/feedback-report"), None)
    if part is None:
        return None
    fields: dict[str, list[str]] = {}
    for found in list(_FIELD.finditer(_text(part).replace("\r\n", "\n")))[:MAX_FIELDS]:
        fields.setdefault(found.group(1).lower(), []).append(" ".join(found.group(2).split()))
    return fields


def read_complaint(mail: ParsedMail, fields: dict[str, list[str]] | None) -> ArfReport | None:
    """The complaint this mail is, or None where it is none."""
    if fields is None:
        return _outlook_complaint(mail)
    recipients = [a for name in ("original-rcpt-to", "removal-recipient") for a in _addresses(fields.get(name, []))]
    return ArfReport(
        feedback_type=_first(fields, "feedback-type").lower() or "abuse",
        recipients=tuple(dict.fromkeys(recipients)) or _reported_recipients(mail),
        reported_message_id=reported_id(mail),
        source_ip=_first(fields, "source-ip"),
        user_agent=_first(fields, "user-agent"),
        arrival_date=moment(_first(fields, "arrival-date") or _first(fields, "received-date")),
        reported_domains=tuple(fields.get("reported-domain", ())),
    )


def moment(text: str) -> datetime | None:
    """An RFC 5322 date; None where it is none."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None


def reported_header(mail: ParsedMail, name: str) -> str:
    """A header field of the mail that is reported, attached whole or as headers alone."""
    for inner in mail.attached_mails:
        if inner.value(name):
            return inner.value(name)
    pattern = re.compile(rf"^{re.escape(name)}:[ \t]*(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
    for part in mail.parts():
        if part.content_type == "text/rfc822-headers" and (found := pattern.search(_text(part).replace("\r\n", "\n"))):
            return " ".join(found.group(1).split())
    return ""


def _outlook_complaint(mail: ParsedMail) -> ArfReport | None:
    """Outlook.com's Junk Mail Reporting Program attaches the mail and says no more than the subject."""
    if not _COMPLAINT_FROM.search(mail.subject) or not mail.attached_mails:
        return None
    inner = mail.attached_mails[0]
    told = _addresses([inner.value("x-hmxmroriginalrecipient")])
    address = mail.subject.rpartition(" ")[2].strip("[]")
    return ArfReport("abuse", tuple(told) or _reported_recipients(mail), reported_id(mail), source_ip=address)


def _reported_recipients(mail: ParsedMail) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_addresses([reported_header(mail, "to")])))


def reported_id(mail: ParsedMail) -> str:
    """The Message-ID of the mail that is reported, with its brackets; nothing where it is not told."""
    found = _MESSAGE_ID.search("message-id: " + reported_header(mail, "message-id"))
    return found.group(1) if found else ""


def _addresses(texts: list[str]) -> list[str]:
    return [address for text in texts for address in re.findall(ADDRESS, text)]


def _first(fields: dict[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _text(part: Part) -> str:
    return part.text or part.content.decode("utf-8", "replace")
