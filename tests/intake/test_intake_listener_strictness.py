"""Only CRLF ends a line and only CRLF.CRLF ends a mail; nonsense is answered, and nothing of it is obeyed."""

from __future__ import annotations

import time

import pytest
from intake_builders import CHECK, begin, client, mail, raw_client

from forewarn.intake.models import ReceivedMail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "false_end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n", b"\r\n\x00.\r\n", b"\x00\r\n.\n"]
)
def test_no_other_line_end_smuggles_a_second_mail(listener, false_end):
    """SMTP smuggling (2023): a false end of data, and commands after it that a server behind might obey."""
    inner = (
        b"MAIL FROM:<admin@lantern.example>\r\nRCPT TO:<check@mail.lantern.example>\r\nDATA\r\nSubject: evil\r\n\r\nx"
    )
    content = b"Subject: outer\r\n\r\nbefore" + false_end + inner
    with raw_client(listener) as say:
        begin(say)
        [answer] = say(content + b"\r\n.\r\n")
        assert answer.startswith(b"250")
        assert say(b"NOOP\r\n") == [b"250 OK\r\n"]
    row = ReceivedMail.objects.get()
    assert row.mail_from == "kim@people.example"
    assert b"Subject: evil" in row.raw.data


def test_bare_cr_and_lf_stay_as_they_came(listener):
    content = b"Subject: x\r\nX-Odd: a\rb\nc\r\n\r\none\ntwo\rthree\r\n"
    with raw_client(listener) as say:
        begin(say)
        say(content + b".\r\n")
    assert ReceivedMail.objects.get().raw.data == content


def test_commands_sent_ahead_are_answered_in_order(listener):
    with raw_client(listener) as say:
        begun = say(b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<" + CHECK.encode() + b">\r\nDATA\r\n", answers=8)
        assert begun[-1].startswith(b"354")
        [answer] = say(mail() + b".\r\n")
    assert answer.startswith(b"250 2.0.0")


@pytest.mark.parametrize(
    "line",
    [
        b"\r\n",
        b"\x00\xff\r\n",
        b"RCPT TO:<check@mail.lantern.example>\r\n",
        b"DATA\r\n",
        b"MAIL FROM:<\xff\xfe@people.example>\r\n",
        b"MAIL FROM:<a@b> SIZE=nonsense\r\n",
        b"BDAT 5 LAST\r\n",
        b"GET / HTTP/1.1\r\n",
        b"A" * 5_000 + b"\r\n",
    ],
)
def test_nonsense_is_answered_and_the_listener_goes_on(listener, line):
    with raw_client(listener) as say:
        [answer] = say(line)
        assert answer[:1] in b"45"
    with client(listener) as smtp:
        smtp.sendmail("kim@people.example", CHECK, mail())
    assert ReceivedMail.objects.count() == 1


def test_a_connection_cut_in_the_middle_of_a_mail_stores_nothing(listener):
    with raw_client(listener) as say:
        begin(say)
        say(b"Subject: half\r\n\r\nno end", answers=0)
    time.sleep(0.1)
    with client(listener) as smtp:
        assert smtp.noop()[0] == 250
    assert not ReceivedMail.objects.exists()
