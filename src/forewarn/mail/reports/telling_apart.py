"""Machine reports of every kind, told apart by what they hold, never by their name or sender."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.mail.reading.message import ParsedMail, read_mail
from forewarn.mail.reports.aggregate import UnableToReadReport, looks_like_aggregate, read_aggregate
from forewarn.mail.reports.archives import UnableToUnpack, is_packed, unpacked
from forewarn.mail.reports.bounces import read_bounce
from forewarn.mail.reports.complaints import feedback_fields, read_complaint
from forewarn.mail.reports.failures import read_failure
from forewarn.mail.reports.kinds import ArfReport, DmarcFailureReport, DmarcReport, DsnReport, TlsReport, UnknownReport
from forewarn.mail.reports.provider_notices import read_provider_notice
from forewarn.mail.reports.tls import looks_like_tls_report, read_tls_report

Report = DmarcReport | DmarcFailureReport | TlsReport | ArfReport | DsnReport | UnknownReport


def read_report(raw: bytes) -> Report:
    """The first report in these bytes (a mail, or a report file by itself); UnknownReport where there is none."""
    return next(read_reports(raw))


def read_reports(raw: bytes) -> Iterator[Report]:
    """Every report in these bytes, at least one; never raises on any input."""
    if is_packed(raw) or _is_report_file(raw):
        yield from _from_file(raw)
        return
    if not raw.strip():
        yield UnknownReport("the file is empty")
        return
    mail = read_mail(raw)
    files = [
        part.content
        for part in mail.parts()
        if part.is_leaf and (is_packed(part.content) or _is_report_file(part.content))
    ]
    found = [report for data in files for report in _from_file(data)]
    told = [report for report in found if not isinstance(report, UnknownReport)]
    if told:
        yield from told
    else:
        yield _from_mail(mail, found)


def _is_report_file(data: bytes) -> bool:
    return looks_like_aggregate(data) or looks_like_tls_report(data)


def _from_file(data: bytes) -> Iterator[Report]:
    """The reports in a report file, packed or not; what cannot be read is said, once per file."""
    try:
        for content in unpacked(data):
            yield _from_content(content)
    except UnableToUnpack as error:
        yield UnknownReport(str(error))


def _from_content(content: bytes) -> Report:
    if looks_like_aggregate(content):
        try:
            return read_aggregate(content)
        except UnableToReadReport as error:
            return UnknownReport(str(error))
    if looks_like_tls_report(content):
        return read_tls_report(content) or UnknownReport("JSON that is no TLS report")
    return UnknownReport("the file inside is no report of a kind that is known")


def _from_mail(mail: ParsedMail, unread: list[Report]) -> Report:
    fields = feedback_fields(mail)
    return (
        read_failure(mail, fields)
        or read_complaint(mail, fields)
        or read_provider_notice(mail)
        or read_bounce(mail)
        or next(iter(unread), UnknownReport("this mail is no bounce, complaint or report of a kind that is known"))
    )
