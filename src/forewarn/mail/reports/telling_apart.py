"""Machine reports of every kind, told apart by what they hold, never by their name or sender."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.mail.reading.message import ParsedMail, read_mail
from forewarn.mail.reports.bounces import read_bounce
from forewarn.mail.reports.complaints import feedback_fields, read_complaint
from forewarn.mail.reports.kinds import ArfReport, DsnReport, UnknownReport
from forewarn.mail.reports.provider_notices import read_provider_notice

Report = DsnReport | ArfReport | UnknownReport


def read_report(raw: bytes) -> Report:
    """The first report in these bytes (a mail, or a report file by itself); UnknownReport where there is none."""
    return next(read_reports(raw))


def read_reports(raw: bytes) -> Iterator[Report]:
    """Every report in these bytes, at least one; never raises on any input."""
    yield _from_mail(read_mail(raw))


def _from_mail(mail: ParsedMail) -> Report:
    fields = feedback_fields(mail)
    return (
        read_complaint(mail, fields)
        or read_provider_notice(mail)
        or read_bounce(mail)
        or UnknownReport("this mail is no bounce, complaint or report of a kind that is known")
    )
