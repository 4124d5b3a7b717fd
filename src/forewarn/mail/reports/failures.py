"""DMARC failure reports: one mail that failed (RFC 6591, RFC 9991), as fields or as the prose that some servers write."""

from __future__ import annotations

import re

from forewarn.mail.reading.message import ParsedMail
from forewarn.mail.reports.complaints import moment, reported_header, reported_id
from forewarn.mail.reports.kinds import DmarcFailureReport
from forewarn.mail.reports.prose import ADDRESS, read_prose

_ANNOUNCES = re.compile(
    r"dmarc (?:forensic|failure|fail) report|authentication[- ]failure report|failed the published dmarc policy",
    re.IGNORECASE,
)
_LINE = re.compile(r"^[ \t]*([A-Za-z][A-Za-z /-]{2,40}):[ \t]*(\S.*)$", re.MULTILINE)
_RETURNED = re.compile(r"^(from|subject|message-id):[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)


def read_failure(mail: ParsedMail, fields: dict[str, list[str]] | None) -> DmarcFailureReport | None:
    """The failure report this mail is, or None where it is none."""
    if fields is not None and fields.get("feedback-type", [""])[0].lower() == "auth-failure":
        return _from_fields(mail, fields)
    if fields is None and (
        _ANNOUNCES.search(mail.subject) or any(_ANNOUNCES.search(part.text[:2_000]) for part in mail.texts)
    ):
        return _from_prose(mail)
    return None


def _from_fields(mail: ParsedMail, fields: dict[str, list[str]]) -> DmarcFailureReport:
    def first(name: str) -> str:
        return fields.get(name, [""])[0]

    addresses = re.findall(ADDRESS, first("original-mail-from"))
    return DmarcFailureReport(
        domain=first("reported-domain").lower(),
        source_ip=first("source-ip").split(" ")[0],
        auth_failure=first("auth-failure").lower(),
        delivery_result=first("delivery-result").lower(),
        mail_from=addresses[0] if addresses else "",
        header_from=_address(reported_header(mail, "from")),
        subject=reported_header(mail, "subject"),
        reported_message_id=reported_id(mail),
        arrival_date=moment(first("arrival-date")),
        user_agent=first("user-agent"),
    )


def _from_prose(mail: ParsedMail) -> DmarcFailureReport | None:
    """ "Sender Domain: …", "Sender IP Address: …" and the failed mail's fields below."""
    text = "\n".join(part.text for part in mail.texts).replace("\r\n", "\n")
    prose = read_prose(text)
    told = {found.group(1).strip().lower(): found.group(2).strip() for found in _LINE.finditer(prose.notice)}
    domain = told.get("sender domain", told.get("domain", told.get("from domain", "")))
    address = told.get("sender ip address", told.get("source ip", told.get("ip address", "")))
    if not domain and not address:
        return None
    below = {found.group(1).lower(): found.group(2).strip() for found in _RETURNED.finditer(prose.returned)}
    return DmarcFailureReport(
        domain=domain.lower(),
        source_ip=address,
        auth_failure="dmarc",
        delivery_result=told.get("dmarc results", "").lower(),
        header_from=_address(below.get("from", "")),
        subject=below.get("subject", ""),
        reported_message_id=below.get("message-id", ""),
        arrival_date=moment(told.get("received date", "")),
    )


def _address(text: str) -> str:
    found = re.findall(ADDRESS, text)
    return found[-1] if found else ""
