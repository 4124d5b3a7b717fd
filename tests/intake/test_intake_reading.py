"""Reading mail: once, by its route's handler, tied to a customer by proof alone; what breaks is kept and shown."""

from __future__ import annotations

import pytest
from django.apps import apps
from intake_builders import bounce, complaint_mail, listening_in, mail, take_and_read

from factories import NOW
from forewarn.foundation.secrets import keyed_hash
from forewarn.foundation.signed_links import make_token
from forewarn.intake import addressees
from forewarn.intake.addressees import addressee_of_message_id
from forewarn.intake.models import RawMail
from forewarn.intake.tokens import bounce_token, unsubscribe_token
from forewarn.mailings.message_ids import message_id
from forewarn.outbound.models import SingleMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_message_ids(monkeypatch):
    """As the package of mailings registers it; `<test.3.9@…>` is mailing 3, customer 9."""

    def read(text):
        words = text.strip("<>").partition("@")[0].split(".")
        return (int(words[1]), int(words[2])) if words[0] == "test" else None

    monkeypatch.setattr(addressees, "_readers", {"test": read})


def to_bounce(mailing=3, customer=9):
    return f"bounce+{bounce_token(mailing, customer)}@mail.lantern.example"


FBL = "fbl@mail.lantern.example"

# Bounces -----------------------------------------------------------------------------------------------------------


def test_a_hard_bounce_at_the_return_path(brand):
    with listening_in() as heard:
        row = take_and_read(bounce(), to_bounce())
    [event] = heard.hard
    assert (event.brand_id, event.customer_id, event.mailing_id) == (brand.pk, 9, 3)
    assert (event.reason, event.address, event.at) == ("user_unknown", "kim@people.example", NOW)
    assert event.text == "550 5.1.1 no such user"
    assert len(heard) == 1
    assert (row.state, row.customer_id, row.mailing_id) == ("done", 9, 3)
    assert row.outcome["what"] == "hard_bounce"
    assert row.subject == "Undelivered Mail Returned to Sender"


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        ("5.2.2", "552 5.2.2 mailbox full", "mailbox_full"),
        ("5.7.1", "550 5.7.1 message rejected as spam", "spam"),
        ("4.4.1", "connection timed out", "expired"),
    ],
)
def test_a_soft_bounce(brand, status, said, reason):
    with listening_in() as heard:
        row = take_and_read(bounce(status=status, said=said), to_bounce())
    assert [event.reason for event in heard.soft] == [reason]
    assert not heard.hard
    assert row.outcome == {"what": "soft_bounce", "reason": reason, "status": status, "words": row.outcome["words"]}


def test_a_delay_and_a_success_are_no_bounces(brand):
    with listening_in() as heard:
        late = take_and_read(bounce(action="delayed", status="4.4.1", said="421 try later"), to_bounce())
        done = take_and_read(bounce(action="delivered", status="2.0.0", said="250 ok"), to_bounce())
    assert len(heard) == 0
    assert (late.outcome["what"], done.outcome["what"]) == ("not_yet", "delivered")
    assert late.customer_id == 9


def test_an_address_behind_which_one_of_two_works_is_not_given_up(brand):
    raw = bounce().replace(
        b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n",
        b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        b"Final-Recipient: rfc822; other@people.example\r\nAction: failed\r\nStatus: 5.2.2\r\n"
        b"Diagnostic-Code: smtp; 552 5.2.2 mailbox full\r\n\r\n",
    )
    with listening_in() as heard:
        take_and_read(raw, to_bounce())
    assert [event.reason for event in heard.soft] == ["mailbox_full"]
    assert not heard.hard


def test_an_out_of_office_answer_to_the_return_path_is_no_report(brand):
    with listening_in() as heard:
        row = take_and_read(mail("Out of office", "I am back on Monday."), to_bounce())
    assert len(heard) == 0
    assert (row.state, row.outcome, row.customer_id) == ("done", {"what": "no_report"}, 9)


@pytest.mark.parametrize(
    "token",
    [
        "a" * 30,
        "nonsense",
        unsubscribe_token(3, 9, 1),
        make_token("something else", 3, 9),
        make_token("bounce", 3),
        make_token("bounce", 3, 9, 1),
    ],
)
def test_a_wrong_token_is_stored_as_not_ours(brand, token):
    with listening_in() as heard:
        row = take_and_read(bounce(), f"bounce+{token}@mail.lantern.example")
    assert len(heard) == 0
    assert (row.state, row.outcome["what"], row.customer_id) == ("done", "not_ours", None)


def test_the_token_of_another_installation_is_not_ours(brand, settings):
    address = to_bounce()
    settings.SECRET_KEY = "another-secret-" + "1" * 40
    assert keyed_hash("x", "y")
    with listening_in() as heard:
        take_and_read(bounce(), address)
    assert len(heard) == 0


@pytest.mark.parametrize(
    "returned",
    [
        "Message-ID: <test.3.9@lantern.example>\r\n",
        f"Return-Path: <{to_bounce()}>\r\n",
        f"List-Unsubscribe: <https://safety.lantern.example/unsubscribe/{unsubscribe_token(3, 9, 1)}>\r\n",
        f"List-Unsubscribe: <https://x.example/1>,\r\n <mailto:unsubscribe+{unsubscribe_token(3, 9, 2)}@mail.lantern.example>\r\n",
    ],
)
def test_without_a_token_in_the_address_the_returned_mail_proves_whose_it_was(brand, returned):
    with listening_in() as heard:
        take_and_read(bounce(returned=returned), "bounce@mail.lantern.example")
    [event] = heard.hard
    assert (event.mailing_id, event.customer_id) == (3, 9)


def test_the_text_of_the_returned_mail_proves_nothing(brand):
    """Somebody may have passed our mail on; who complains about that is not our customer."""
    quoted = f"{to_bounce()} <test.3.9@lantern.example> /unsubscribe/{unsubscribe_token(3, 9, 1)}"
    raw = bounce(returned="Message-ID: <1@people.example>\r\n").replace(b"Hello", quoted.encode())
    with listening_in() as heard:
        row = take_and_read(raw, "bounce@mail.lantern.example")
    assert len(heard) == 0
    assert row.outcome["what"] == "not_ours"


def test_an_address_in_a_report_alone_names_nobody(brand):
    with listening_in() as heard:
        take_and_read(bounce(to="kim@people.example"), "bounce@mail.lantern.example")
    assert len(heard) == 0


def test_a_report_about_a_single_mail(brand):
    single = SingleMail.objects.create(
        brand=brand,
        message_class="transactional",
        template="audience/code",
        locale="en",
        customer_id=9,
        idempotency_key="k",
        queued_at=NOW,
        expires_at=NOW,
        due_at=NOW,
    )
    message_id = f"Message-ID: <s.{make_token('single message-id', single.pk)}@lantern.example>\r\n"
    with listening_in() as heard:
        take_and_read(bounce(returned=message_id), "bounce@mail.lantern.example")
        take_and_read(bounce(said="550 5.1.1 unknown user"), to_bounce(mailing=0))
    assert [(event.mailing_id, event.customer_id) for event in heard.hard] == [(0, 9), (0, 9)]


def test_a_single_mail_to_somebody_who_is_no_customer(brand):
    with listening_in() as heard:
        row = take_and_read(bounce(), to_bounce(mailing=0, customer=0))
    assert len(heard) == 0
    assert (row.outcome["what"], row.customer_id) == ("no_customer", None)


# Complaints --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "proof",
    [
        {"returned": "Message-ID: <test.3.9@lantern.example>\r\n"},
        {"fields": f"Original-Mail-From: <{to_bounce()}>\r\n"},
        {"returned": f"List-Unsubscribe: <https://x.example/unsubscribe/{unsubscribe_token(3, 9, 1)}>\r\n"},
    ],
)
def test_a_complaint_about_a_mail_of_ours(brand, proof):
    with listening_in() as heard:
        row = take_and_read(complaint_mail(**proof), FBL)
    [event] = heard.complaints
    assert (event.brand_id, event.customer_id, event.mailing_id, event.feedback_type) == (brand.pk, 9, 3, "abuse")
    assert (row.outcome["what"], row.customer_id) == ("complaint", 9)


def test_a_complaint_at_the_return_path(brand):
    with listening_in() as heard:
        take_and_read(complaint_mail(), to_bounce())
    assert [event.customer_id for event in heard.complaints] == [9]


@pytest.mark.parametrize(
    ("kind", "told"), [("not-spam", {"not-spam"}), ("auth-failure", {"auth-failure", "dmarc_failure"})]
)
def test_feedback_that_says_nothing_against_us(brand, kind, told):
    with listening_in() as heard:
        row = take_and_read(complaint_mail(kind=kind, returned="Message-ID: <test.3.9@lantern.example>\r\n"), FBL)
    assert len(heard) == 0
    assert row.outcome["what"] == "other_feedback"
    assert row.outcome["feedback_type"] in told


def test_a_complaint_that_proves_nothing_opts_nobody_out(brand):
    with listening_in() as heard:
        row = take_and_read(complaint_mail(fields="Original-Rcpt-To: kim@people.example\r\n"), FBL)
    assert len(heard) == 0
    assert row.outcome["what"] == "not_ours"


# Unsubscribing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "choice"), [(1, "care"), (2, "marketing")])
def test_unsubscribing_by_mail(brand, number, choice):
    address = f"unsubscribe+{unsubscribe_token(3, 9, number)}@mail.lantern.example"
    with listening_in() as heard:
        row = take_and_read(mail("unsubscribe", ""), address)
    [event] = heard.unsubscribed
    assert (event.brand_id, event.customer_id, event.mailing_id, event.choice) == (brand.pk, 9, 3, choice)
    assert row.outcome == {"what": "unsubscribed", "choice": choice}


def test_whatever_the_mail_says_and_in_whatever_case_the_address_is_written(brand):
    address = f"unsubscribe+{unsubscribe_token(3, 9, 1)}@mail.lantern.example".upper()
    with listening_in() as heard:
        take_and_read(b"\x80\x81 no header at all", address)
    assert [event.customer_id for event in heard.unsubscribed] == [9]


@pytest.mark.parametrize("token", ["nonsense", bounce_token(3, 9), make_token("unsubscribe", 3, 9, 7)])
def test_an_unsubscribe_address_that_we_did_not_make(brand, token):
    with listening_in() as heard:
        row = take_and_read(mail(), f"unsubscribe+{token}@mail.lantern.example")
    assert len(heard) == 0
    assert row.outcome == {"what": "not_ours"}


def test_the_same_wish_again_is_heard_again(brand):
    """A customer may have asked for mail again in between."""
    address = f"unsubscribe+{unsubscribe_token(3, 9, 1)}@mail.lantern.example"
    with listening_in() as heard:
        take_and_read(mail("unsubscribe"), address)
        RawMail.objects.all().delete()
        row = take_and_read(mail("unsubscribe"), address)
    assert len(heard.unsubscribed) == 2
    assert (row.copies, row.state) == (2, "done")


def test_the_message_ids_of_mailings_are_recognised():
    assert addressee_of_message_id(message_id(3, 9, "lantern.example"), brand_id=1) is None  # nobody reads them here
    apps.get_app_config("mailings").ready()
    assert addressee_of_message_id(message_id(3, 9, "lantern.example"), brand_id=1) == (3, 9)
