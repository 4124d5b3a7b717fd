"""Bounces of many programs: whom they name, hard or soft, which of our mails."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.reports.kinds import BounceReason, DsnReport
from forewarn.mail.reports.telling_apart import read_report

DAEMON = "From: MAILER-DAEMON@mx.example.net\nTo: bounce+1@brand.example\nSubject: failure notice\n"
RETURNED = (
    "\nReceived: from a by b\nFrom: Brand <news@brand.example>\nTo: kim@example.org\nMessage-ID: <1@brand.example>\n"
)


def bounce(text: str, head: str = DAEMON) -> DsnReport:
    report = read_report((head + "\n" + text).encode())
    assert isinstance(report, DsnReport), report
    return report


def rows(report: DsnReport) -> list[tuple[str, str, bool]]:
    return [(r.address, r.reason.value, r.hard) for r in report.recipients]


STANDARD = """From: MAILER-DAEMON@mx.example.net
To: bounce+1@brand.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

Two did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Original-Recipient: rfc822;kim@example.org
Final-Recipient: rfc822;kim.lee@corp.example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user
 unknown

Final-Recipient: rfc822; jo@example.org
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; 450 no route to host

Final-Recipient: rfc822; al@example.org
Action: delivered
Status: 2.0.0

--b
Content-Type: message/rfc822

From: news@brand.example
Message-ID: <42@brand.example>

Hello
--b--
"""


def test_standard_report() -> None:
    report = read_report(STANDARD.encode())
    assert isinstance(report, DsnReport)
    assert rows(report) == [
        ("kim@example.org", "user_unknown", True),
        ("jo@example.org", "network", False),
        ("al@example.org", "delivered", False),
    ]
    assert report.recipients[0].status == "5.1.1"
    assert report.recipients[0].reply == "550"
    assert [r.action for r in report.recipients] == ["failed", "delayed", "delivered"]
    assert report.original_message_id == "<42@brand.example>"
    assert report.reporting_host == "mx.example.net"


def test_recipients_without_blank_lines_between_them() -> None:
    text = STANDARD.replace("\n\nFinal-Recipient", "\nFinal-Recipient")
    assert len(bounce("", text).recipients) == 3


def test_a_delayed_user_unknown_is_not_hard_yet() -> None:
    report = read_report(STANDARD.replace("Action: failed", "Action: delayed").encode())
    assert isinstance(report, DsnReport)
    assert not any(r.hard for r in report.recipients)


def test_the_prose_gives_the_cause_where_the_fields_do_not() -> None:
    text = STANDARD.replace("Diagnostic-Code: smtp; 550 5.1.1 user\n unknown\n", "").replace(
        "Status: 5.1.1", "Status: 5.0.0"
    )
    text = text.replace("Two did not arrive.", "kim@example.org: 550 5.1.1 No such user here")
    assert rows(bounce("", text))[0] == ("kim@example.org", "user_unknown", True)


FORMS = {
    "qmail": "Hi. This is the qmail-send program at mx.\nI'm afraid I wasn't able to deliver your message.\n\n<kim@example.org>:\n"
    "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n" + RETURNED,
    "postfix": "This is the mail system at host mx.\n\nFor further assistance, please send mail to <postmaster@mx.example.net>\n\n"
    "<kim@example.org>: host mx[192.0.2.1] said: 550 5.1.1 <kim@example.org>...\n    User unknown (in reply to RCPT TO command)\n",
    "exim": "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. "
    "The following address(es) failed:\n\n  kim@example.org\n    SMTP error from remote mail server after RCPT TO:<kim@example.org>:\n"
    "    host mx [192.0.2.1]: 550 5.1.1 unknown user\n\n------ This is a copy of the message, including all the headers. ------\n"
    + RETURNED,
    "sendmail": "   ----- The following addresses had permanent fatal errors -----\n<kim@example.org>\n    (reason: 550 5.1.1 User unknown)\n\n"
    "   ----- Transcript of session follows -----\n>>> RCPT To:<kim@example.org>\n<<< 550 5.1.1 User unknown\n550 <kim@example.org>... User unknown\n",
    "exchange": "Your message\n\n  To:      list@example.com\n  Subject: Mailbox full of virus\n  Sent:    Mon\n\ndid not reach the "
    "following recipient(s):\n\nkim@example.org on Mon, 1 Jan 2024 00:00:00 -0000\n    The recipient name is not recognized\n",
    "notes": "------- Failure Reasons  --------\n\nUser kim not listed in public Name & Address Book\nkim@example.org\n\n------- Returned Message --------\n"
    + RETURNED,
    "yahoo": "Sorry, we were unable to deliver your message to the following address.\n\n<kim@example.org>:\n"
    "This user doesn't have a example.org account (kim@example.org) [-9]\n\n--- Original message follows.\n" + RETURNED,
    "imail": "Unknown user: kim@example.org\n\n\nOriginal message follows.\n" + RETURNED,
    "mailenable": "The following recipient(s) could not be reached:\n\n\tRecipient: [SMTP:kim@example.org]\n\tReason: 550 mailbox not found\n",
    "german": "Die folgende Adresse:\n\nkim@example.org\n\nGrund: Empfänger unbekannt\n",
    "russian": "Ваше письмо не доставлено:\n\n  kim@example.org\n    550 Пользователь не найден\n",
    "html": "<html><body><p>I wasn't able to deliver.</p><div>kim@example.org</div><div>No such user</div></body></html>",
    "zoho": "This is a permanent error. \n\nkim@example.org Error, ERROR_CODE :550, ERROR_CODE :5.1.1, User does not exist.\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_home_made_forms(form: str) -> None:
    head = DAEMON + ("MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n" if form == "html" else "")
    assert rows(bounce(FORMS[form], head)) == [("kim@example.org", "user_unknown", True)]


def test_several_recipients_keep_their_own_reasons() -> None:
    text = "<kim@example.org>:\n550 5.1.1 User unknown\n\n<jo@example.org>:\n552 5.2.2 Mailbox full\n"
    assert rows(bounce(text)) == [("kim@example.org", "user_unknown", True), ("jo@example.org", "mailbox_full", False)]


def test_several_recipients_share_one_reason() -> None:
    text = "The following addresses failed:\n\n  kim@example.org\n  jo@example.org\n\n550 host unknown\n"
    assert rows(bounce(text)) == [("kim@example.org", "host_unknown", True), ("jo@example.org", "host_unknown", True)]


def test_failed_recipients_header_names_them() -> None:
    head = DAEMON + "X-Failed-Recipients: kim@example.org, jo@example.org\n"
    assert [r.address for r in bounce("550 no such user", head).recipients] == ["kim@example.org", "jo@example.org"]


def test_nobody_named_means_the_returned_mails_recipient() -> None:
    text = "I wasn't able to deliver it. 550 no such user\n\n--- Below this line is a copy of the message.\n" + RETURNED
    report = bounce(text)
    assert rows(report) == [("kim@example.org", "user_unknown", True)]
    assert report.original_message_id == "<1@brand.example>"


def test_a_warning_is_no_failure() -> None:
    text = "THIS IS A WARNING ONLY.\n\n<kim@example.org>: connect to mx.example.org: Connection timed out\n\nIt will be retried.\n"
    report = bounce(text)
    assert [(r.action, r.hard) for r in report.recipients] == [("delayed", False)]


@pytest.mark.parametrize(
    "mail",
    [
        "From: kim@example.org\nTo: a@brand.example\nSubject: Away until May 5\nAuto-Submitted: auto-replied\n\nI am away. Write to jo@example.org.\n",
        "From: kim@example.org\nTo: a@brand.example\nSubject: hello\n\nMy mail to jo@example.org said 550 user unknown, can you help?\n",
        "From: jo@example.org\nSubject: invoice\n\n<kim@example.org>:\nplease pay\n",
        "",
        "\x00\xff",
    ],
)
def test_letters_are_no_bounces(mail: str) -> None:
    assert read_report(mail.encode()).kind == "unknown"


@pytest.mark.corpora
def test_sisimai_hard_or_soft() -> None:
    folder = corpora("bounces/sisimai")
    expected = json.loads((folder / "expected.json").read_text())
    total = right = 0
    for file in sorted(folder.glob("*.eml")):
        wanted = expected.get(file.stem)
        if not wanted or any(row[2] in ("feedback", "vacation") for row in wanted):
            continue
        report = read_report(file.read_bytes())
        found = sorted(r.hard for r in report.recipients) if isinstance(report, DsnReport) else None
        total += 1
        right += found == sorted(bool(row[3]) for row in wanted)
    assert total > 100
    assert right >= 0.96 * total


@pytest.mark.corpora
def test_flufl_addresses_and_warnings() -> None:
    folder = corpora("bounces/flufl")
    cases = json.loads((folder / "expected.json").read_text())
    named = passing = 0
    for case in cases:
        report = read_report((folder / case["file"]).read_bytes())
        found = report.recipients if isinstance(report, DsnReport) else ()
        named += sorted(r.address.lower() for r in found) == sorted(a.lower() for a in case["addresses"])
        passing += bool(found) and case["temporary"] == all(r.action == "delayed" for r in found)
    assert named >= 0.94 * len(cases)
    assert passing >= 0.94 * len(cases)


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["ham/spamassassin", "phish/phishing_pot", "phish/authenticated", "brand"])
def test_other_mail_is_no_bounce(name: str) -> None:
    files = [f for f in corpora(name).rglob("*") if f.is_file()]
    assert [f.name for f in files if read_report(f.read_bytes()).kind != "unknown"] == []


@given(st.binary(max_size=2_000))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert read_report(data).kind in ("unknown", "dsn", "arf")


@given(
    st.lists(
        st.sampled_from(
            [
                "<kim@example.org>:",
                "550 5.1.1",
                "a@b",
                "-----",
                "To: x@y.example",
                "\t",
                "Final-Recipient: rfc822;",
                "Action:",
            ]
        )
    )
)
def test_any_notice_is_answered(lines: list[str]) -> None:
    report = read_report((DAEMON + "\n" + "\n".join(lines)).encode())
    assert report.kind in ("dsn", "unknown")


def test_a_huge_notice_is_read_quickly() -> None:
    started = time.process_time()
    report = bounce("<kim@example.org>:\n550 5.1.1 unknown user\n" + "<a@example.org> x " * 100_000)
    assert report.recipients[0].reason is BounceReason.USER_UNKNOWN
    assert time.process_time() - started < 2
