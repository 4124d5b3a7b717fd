"""Complaints, in the standard form and in the providers' own."""

import json

import pytest

from corpora import corpora
from forewarn.mail.reports.kinds import ArfReport, BounceReason, DsnReport
from forewarn.mail.reports.telling_apart import read_report

ARF = """From: <abusedesk@isp.example>
Subject: FW: Earn money
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: <kim@example.org>
Original-Rcpt-To: jo@example.org
Arrival-Date: Thu, 8 Mar 2005 14:00:00 EDT
Source-IP: 192.0.2.1
Reported-Domain: brand.example

--b
Content-Type: message/rfc822

From: <news@brand.example>
To: <list@brand.example>
Message-ID: <8787KJKJ3K4J3K4J3K4J3.mail@brand.example>

Spam
--b--
"""


def complaint(text: str) -> ArfReport:
    report = read_report(text.encode())
    assert isinstance(report, ArfReport), report
    return report


def test_standard_complaint() -> None:
    report = complaint(ARF)
    assert report.feedback_type == "abuse"
    assert report.recipients == ("kim@example.org", "jo@example.org")
    assert report.recipient == "kim@example.org"
    assert report.reported_message_id == "<8787KJKJ3K4J3K4J3K4J3.mail@brand.example>"
    assert (report.source_ip, report.user_agent) == ("192.0.2.1", "SomeGenerator/1.0")
    assert report.arrival_date is not None
    assert report.reported_domains == ("brand.example",)


def test_redacted_recipient_falls_back_to_the_reported_mail() -> None:
    text = ARF.replace("Original-Rcpt-To: <kim@example.org>\nOriginal-Rcpt-To: jo@example.org\n", "")
    assert complaint(text).recipients == ("list@brand.example",)


def test_only_the_headers_are_attached() -> None:
    text = ARF.replace("message/rfc822", "text/rfc822-headers")
    assert complaint(text).reported_message_id.startswith("<8787")


def test_a_date_that_is_none_is_left_out() -> None:
    assert complaint(ARF.replace("Thu, 8 Mar 2005 14:00:00 EDT", "soon")).arrival_date is None


def test_a_complaint_is_told_before_a_bounce() -> None:
    text = ARF.replace("This is an email abuse report.", "<kim@example.org>: 550 5.1.1 user unknown")
    assert complaint(text).kind == "arf"


def test_outlook_complaint() -> None:
    text = """From: <staff@hotmail.com>
Subject: complaint about message from 192.0.2.222
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: message/rfc822

X-HmXmrOriginalRecipient: kim@hotmail.example
From: news@brand.example
To: kim@hotmail.example
Message-ID: <7@brand.example>

Hello
--b--
"""
    report = complaint(text)
    assert (report.recipient, report.reported_message_id) == ("kim@hotmail.example", "<7@brand.example>")
    assert report.source_ip == "192.0.2.222"


def _ses(**content: object) -> bytes:
    notice = {"mail": {"messageId": "ses-1", "commonHeaders": {"messageId": "<9@brand.example>"}}, **content}
    envelope = {"Type": "Notification", "Message": json.dumps(notice)}
    return (
        "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n"
        + json.dumps(envelope)
        + "\n\n--\nbye\n"
    ).encode()


def test_ses_bounce() -> None:
    rows = [{"emailAddress": "kim@example.org", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}]
    report = read_report(
        _ses(
            notificationType="Bounce",
            bounce={"bounceType": "Permanent", "bouncedRecipients": rows, "reportingMTA": "dsn; a.amazonses.com"},
        )
    )
    assert isinstance(report, DsnReport)
    assert report.recipients[0].reason is BounceReason.USER_UNKNOWN
    assert report.recipients[0].hard
    assert (report.original_message_id, report.reporting_host) == ("<9@brand.example>", "a.amazonses.com")


@pytest.mark.parametrize(
    ("kind", "reason"), [("MailboxFull", BounceReason.MAILBOX_FULL), ("Suppressed", BounceReason.FILTERED)]
)
def test_ses_kind_stands_in_for_missing_words(kind: str, reason: BounceReason) -> None:
    rows = [{"emailAddress": "kim@example.org"}]
    report = read_report(
        _ses(eventType="Bounce", bounce={"bounceType": "Permanent", "bounceSubType": kind, "bouncedRecipients": rows})
    )
    assert isinstance(report, DsnReport)
    assert (report.recipients[0].reason, report.recipients[0].hard) == (reason, False)


def test_ses_complaint_and_delivery() -> None:
    complained = read_report(
        _ses(
            notificationType="Complaint",
            complaint={"complainedRecipients": [{"emailAddress": "kim@example.org"}], "complaintFeedbackType": "abuse"},
        )
    )
    assert isinstance(complained, ArfReport)
    assert complained.recipient == "kim@example.org"
    delivered = read_report(
        _ses(
            notificationType="Delivery",
            delivery={"recipients": ["kim@example.org"], "smtpResponse": "250 2.6.0 Message received"},
        )
    )
    assert isinstance(delivered, DsnReport)
    assert [(r.reason.value, r.reply, r.status) for r in delivered.recipients] == [("delivered", "250", "2.6.0")]


@pytest.mark.parametrize(
    "body",
    ["{}", '{"mail": 1, "notificationType": "Bounce"}', '{"mail": {', '{"Message": "{", "mail": ""}', "[" * 5000],
)
def test_other_json_is_no_notice(body: str) -> None:
    assert read_report(f"Subject: x\n\n{body}".encode()).kind == "unknown"


@pytest.mark.corpora
def test_sisimai_complaints() -> None:
    folder = corpora("bounces/sisimai")
    for name in ("arf-01", "arf-15", "arf-17", "arf-21", "arf-23"):
        assert read_report((folder / f"{name}.eml").read_bytes()).kind == "arf", name


@pytest.mark.corpora
def test_mail_auth_complaints() -> None:
    folder = corpora("auth/mail-auth")
    files = [f for f in folder.rglob("*.eml") if "arf" in str(f)]
    assert files
    for file in files:
        assert read_report(file.read_bytes()).kind in ("arf", "dmarc_failure"), file.name
