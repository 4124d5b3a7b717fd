"""What we send is in the sent record by itself, and the verdict finds it there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from mailing_builders import MIDDAY, Post, approved_mailing, brand_that_signs, started_mailing, words

from factories import NOW, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import DkimKey
from forewarn.journal import queries as journal
from forewarn.journal.actions import OwnWords, SingleSent, note_mailing, note_single
from forewarn.journal.models import Campaign, Copy
from forewarn.outbound.envelopes import Status
from forewarn.verification.brand_record import BrandRecord
from forewarn.verification.queries import checker_for

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Hello {{name}},

People get false mails in our name. They say that a parcel waits at the harbour and ask for a small fee.
We never ask for a fee by email, and we never ask for your password. Look at your orders in our app instead.
"""
HTML = "<p>Hello {{name}},</p>" + "".join(f"<p>{line}</p>" for line in TEXT.splitlines()[2:])


@pytest.fixture
def brand():
    return brand_that_signs(slug="lantern")


def sent(brand, *, status=Status.ACCEPTED, **fields):
    """A mailing that went to Ana and Ben; returns Ana's mail, signed."""
    ana = make_customer(brand, email="ana@people.example", name="Ana Ortiz")
    make_customer(brand, email="ben@people.example", name="Ben")
    note = words(brand, text=TEXT, html=HTML)
    mailing = started_mailing(brand, variants=[note], **fields)
    post = Post(lambda envelope: status)
    with post.sender(mailing) as sender:
        sender.send_due()
    return dict(post.mails)[ana.pk]


def unsigned(raw):
    """The mail as a list server leaves it that removes signatures."""
    return raw[raw.index(b"\r\nFrom:") + 2 :] if not raw.startswith(b"From:") else raw


def test_a_mailing_is_in_the_record_once_it_starts_and_only_once(brand):
    mailing = started_mailing(brand)
    found = journal.campaigns(brand, vendor="own")
    assert sorted(found.values_list("locale", "subject")) == [
        ("en", "Your safety note (en)"),
        ("es", "Your safety note (es)"),
    ]
    assert not [
        one for campaign in found for one in Campaign.objects.get(pk=campaign.pk).findings if "List-" in one["message"]
    ]
    again = OwnWords("en", "x", "x", "safety@lantern.example", "x", "")
    note_mailing(brand=brand, mailing_id=mailing.pk, title="x", message_class="care", words=[again], page="", now=NOW)
    assert Campaign.objects.filter(mailing_id=mailing.pk).count() == 2


def test_an_approved_mailing_that_has_not_started_is_not_in_it(brand):
    approved_mailing(brand)
    assert not Campaign.objects.exists()


def test_a_copy_without_its_signature_is_known_by_its_number_and_every_word(brand):
    raw = unsigned(sent(brand))
    assert b"DKIM-Signature" not in raw
    verdict = checker_for(brand).check(raw, MIDDAY)
    assert (verdict.kind.value, verdict.reasons()[0][0]) == ("sent_by_us", "in_our_record")
    assert verdict.facts.record.differences.none


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Look at your orders", b"Call +44 20 7946 0000 about your orders"),
        (b"in our app instead.", b"at https://lantern-help.example/pay instead."),
    ],
)
def test_one_changed_sentence_or_link_is_told(brand, old, new):
    raw = unsigned(sent(brand))
    changed = raw.replace(old, new)
    assert changed != raw
    verdict = checker_for(brand).check(changed, MIDDAY)
    assert verdict.kind.value != "sent_by_us"
    assert not verdict.facts.record.differences.none


def test_a_number_of_a_mail_that_never_left_proves_nothing(brand):
    raw = unsigned(sent(brand, status=Status.REFUSED))
    assert checker_for(brand).check(raw, MIDDAY).kind.value != "sent_by_us"


def test_another_brands_number_is_not_ours(brand):
    raw = sent(brand)
    number = re.search(rb"Message-ID: (<[^>]+>)", raw)[1].decode()
    assert BrandRecord(brand).by_message_id(number) is not None
    assert BrandRecord(brand_that_signs(slug="other")).by_message_id(number) is None


def test_the_mail_of_an_erased_customer_is_no_longer_in_the_record(brand):
    raw = unsigned(sent(brand))
    ana = Customer.objects.get(email="ana@people.example")
    erase_customer(brand=brand, customer_id=ana.pk, by=SYSTEM, now=NOW)
    verdict = checker_for(brand).check(raw, MIDDAY)
    assert not verdict.facts.record.by_message_id
    assert verdict.kind.value == "cannot_tell"


def test_our_words_without_a_head_are_recognised_and_prove_nothing(brand):
    sent(brand)
    text = TEXT.replace("{{name}}", "Kim")
    verdict = checker_for(brand).check(text.encode(), MIDDAY)
    assert verdict.kind.value == "cannot_tell"
    assert verdict.facts.record is not None


def test_the_copied_words_under_another_sender_are_not_ours(brand):
    raw = unsigned(sent(brand)).replace(b"safety@lantern.example", b"safety@lantern-mail.example")
    verdict = checker_for(brand).check(raw, MIDDAY)
    assert verdict.kind.value == "not_ours"
    assert "resembles_ours" in [code for code, _ in verdict.reasons()]


def test_a_mailing_is_found_when_its_key_was_stolen_since(brand):
    raw = sent(brand)
    DkimKey.objects.update(compromised_since=MIDDAY + timedelta(days=1))
    verdict = checker_for(brand).check(raw, MIDDAY)
    assert verdict.facts.record.by_message_id


def test_a_single_mail_is_in_the_record_without_its_words(brand):
    ana = make_customer(brand)
    one = SingleSent(
        brand.pk,
        "audience/code",
        "en",
        "transactional",
        "Your code 123 456",
        "Lantern",
        "safety@lantern.example",
        "<s.1@lantern.example>",
        ana.pk,
    )
    note_single(sent=one, now=NOW)
    note_single(sent=one, now=NOW)
    campaign = Campaign.objects.get()
    assert (campaign.copies, campaign.subject, campaign.letter) == (1, "Your code …", {})
    known = BrandRecord(brand).by_message_id("<s.1@lantern.example>")
    assert (known.sent_at, known.words_kept) == (NOW, False)
    forged = b"From: Lantern <safety@lantern.example>\r\nTo: a@b.example\r\nMessage-ID: <s.1@lantern.example>\r\nSubject: Your code\r\n\r\nPay at https://evil.example/\r\n"
    assert checker_for(brand).check(forged, MIDDAY).kind.value not in {"sent_by_us", "sent_by_us_altered"}
    erase_customer(brand=brand, customer_id=ana.pk, by=SYSTEM, now=NOW)
    assert not Copy.objects.exists()
