"""One-time codes: the same for known and unknown addresses, limited, used once, mailed in words our linter accepts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from factories import NOW, make_brand, make_customer
from forewarn.audience import tasks
from forewarn.audience.actions import codes as actions
from forewarn.audience.actions.codes import (
    SESSION_LIFETIME,
    TooManyCodes,
    TooManyTries,
    UnableToRequestCode,
    read_session,
    request_code,
    verify_code,
)
from forewarn.audience.codes.sending import TEMPLATE, delete_old_codes, send_requested_code, unsent_codes
from forewarn.audience.models import OneTimeCode, WrongCode
from forewarn.audience.rules.codes import (
    DIGITS,
    KEPT,
    LIFETIME,
    MAX_ATTEMPTS,
    PER_ADDRESS,
    PER_SOURCE,
    WRONG_PER_SOURCE,
    shown_code,
    typed_code,
)
from forewarn.brands.models import Sender
from forewarn.lint.context import LintContext, Purpose
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.outbound.models import SingleMail
from forewarn.outbound.single_mails.letters import render_single
from forewarn.profiles.queries import brand_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def ana(brand):
    return make_customer(brand, email="Ana@people.example", name="Ana Ortiz", locale="es")


@pytest.fixture
def code(monkeypatch):
    """The next codes are all this one."""
    monkeypatch.setattr(actions.secrets, "randbelow", lambda _: 42_317)
    return "042317"


def ask(brand, email="ana@people.example", source="192.0.2.1", now=NOW, **told):
    request_code(brand=brand, email=email, purpose="preferences", source=source, now=now, **told)
    return OneTimeCode.objects.latest("pk")


def answer(brand, code, email="ana@people.example", now=NOW, purpose="preferences", source="192.0.2.1"):
    return verify_code(brand=brand, email=email, purpose=purpose, code=code, source=source, now=now)


def test_a_code_that_is_typed_back_proves_the_customer(brand, ana, code):
    ask(brand)
    proved = answer(brand, "042 317", email=" ANA@People.example ")
    assert proved.customer_id == ana.pk
    assert read_session(brand=brand, purpose="preferences", session=proved.session, now=NOW) == ana.pk


def test_a_code_works_once(brand, ana, code):
    ask(brand)
    assert answer(brand, code)
    assert answer(brand, code) is None


@pytest.mark.parametrize("typed", ["042318", "", "42317", "0423170", "abcdef", "٠٤٢٣١٧"])
def test_another_code_proves_nothing(brand, ana, code, typed):
    ask(brand)
    assert answer(brand, typed) is None
    assert answer(brand, code)


def test_a_code_is_for_its_purpose_address_and_brand(brand, ana, code):
    ask(brand)
    make_customer(brand, email="bob@people.example")
    other = make_brand()
    make_customer(other, email="ana@people.example")
    assert answer(brand, code, purpose="erasure") is None
    assert answer(brand, code, email="bob@people.example") is None
    assert answer(other, code) is None
    assert answer(brand, code, email="no address") is None
    assert answer(brand, code)


def test_a_code_ends_with_its_time(brand, ana, code):
    ask(brand)
    assert answer(brand, code, now=NOW + LIFETIME) is None
    assert answer(brand, code, now=NOW + LIFETIME - timedelta(seconds=1))


def test_a_code_ends_with_its_attempts(brand, ana, code):
    ask(brand)
    for _ in range(MAX_ATTEMPTS):
        assert answer(brand, "000000") is None
    assert answer(brand, code) is None


def test_the_newest_code_counts(brand, ana, monkeypatch):
    numbers = iter([111_111, 222_222])
    monkeypatch.setattr(actions.secrets, "randbelow", lambda _: next(numbers))
    ask(brand)
    ask(brand, now=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    assert answer(brand, "111111", now=later) is None
    assert answer(brand, "222222", now=later)


def test_an_unknown_address_gets_the_same_answer_and_the_same_work(brand, ana, code):
    def work(email, act):
        with CaptureQueriesContext(connection) as captured:
            act(email)
        return [re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b", "?", query["sql"]) for query in captured]

    known = work("ana@people.example", lambda email: ask(brand, email))
    unknown = work("nobody@people.example", lambda email: ask(brand, email))
    assert known == unknown
    wrong = [
        work(email, lambda e: answer(brand, "000000", e)) for email in ("ana@people.example", "nobody@people.example")
    ]
    assert wrong[0] == wrong[1]
    assert answer(brand, code, email="nobody@people.example") is None


def test_what_is_stored_names_nobody_and_shows_no_code(brand, ana, code):
    row = ask(brand)
    stored = " ".join(str(value) for value in OneTimeCode.objects.values_list().get(pk=row.pk))
    assert "people.example" not in stored
    assert code not in stored
    assert "192.0.2.1" not in stored


def test_only_a_customer_gets_a_mail_and_then_the_code_is_wiped(brand, ana, code):
    for email, expected in (("ana@people.example", True), ("nobody@people.example", False)):
        row = ask(brand, email)
        assert send_requested_code(code_id=row.pk, now=NOW) is expected
        row.refresh_from_db()
        assert row.sealed == ""
        assert send_requested_code(code_id=row.pk, now=NOW) is False
    [mail] = SingleMail.objects.all()
    assert (mail.to_address, mail.customer_id, mail.locale) == ("Ana@people.example", ana.pk, "es")
    assert mail.template == TEMPLATE
    assert mail.expires_at == NOW + LIFETIME


def test_the_language_of_the_page_counts_more_than_that_of_the_record(brand, ana, code):
    send_requested_code(code_id=ask(brand, locale="en").pk, now=NOW)
    assert SingleMail.objects.get().locale == "en"


def test_a_code_that_is_too_old_is_not_mailed(brand, ana, code):
    row = ask(brand)
    assert send_requested_code(code_id=row.pk, now=NOW + LIFETIME) is False
    assert not SingleMail.objects.exists()


def test_without_a_sender_nothing_breaks(brand, ana, code):
    Sender.objects.filter(brand=brand).delete()
    assert send_requested_code(code_id=ask(brand).pk, now=NOW) is False


def test_what_is_no_address_is_said(brand):
    with pytest.raises(UnableToRequestCode, match="@-sign"):
        ask(brand, "nobody")
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("email", ["ana@people.example", "nobody@people.example"])
@pytest.mark.parametrize("limit", PER_ADDRESS)
def test_so_many_codes_per_address_known_or_not(brand, ana, email, limit):
    step = limit.within / (limit.codes + 1)
    for number in range(limit.codes):
        ask(brand, email, source=f"192.0.2.{number}", now=NOW + step * number)
    with pytest.raises(TooManyCodes):
        ask(brand, email, source="198.51.100.1", now=NOW + step * limit.codes)
    ask(brand, email, source="198.51.100.1", now=NOW + limit.within + step)


@pytest.mark.parametrize("limit", PER_SOURCE)
def test_so_many_codes_per_source(brand, limit):
    step = limit.within / (limit.codes + 1)
    for number in range(limit.codes):
        ask(brand, f"c{number}@people.example", now=NOW + step * number)
    with pytest.raises(TooManyCodes):
        ask(brand, "one.more@people.example", now=NOW + step * limit.codes)
    ask(brand, "one.more@people.example", source="198.51.100.1", now=NOW + step * limit.codes)


@pytest.mark.parametrize("limit", WRONG_PER_SOURCE)
def test_so_many_wrong_codes_per_source_whatever_the_address(brand, ana, code, limit):
    step = limit.within / (limit.codes + 1)
    for number in range(limit.codes):
        assert answer(brand, "000000", email=f"c{number}@people.example", now=NOW + step * number) is None
    end = NOW + step * limit.codes
    ask(brand, source="198.51.100.1", now=end)
    with pytest.raises(TooManyTries):
        answer(brand, code, now=end)
    assert answer(brand, code, now=end, source="198.51.100.1")
    assert answer(brand, "000000", now=end + limit.within) is None


def test_a_right_code_is_no_wrong_one(brand, ana, code):
    ask(brand)
    assert answer(brand, code)
    assert not WrongCode.objects.exists()
    answer(brand, code)
    assert "192.0.2.1" not in WrongCode.objects.get().source_hash
    delete_old_codes(now=NOW + KEPT + timedelta(seconds=1))
    assert not WrongCode.objects.exists()


def test_a_visit_ends_and_cannot_be_made_up(brand, ana, code):
    ask(brand)
    session = answer(brand, code).session

    def who(**changed):
        return read_session(**({"brand": brand, "purpose": "preferences", "session": session, "now": NOW} | changed))

    assert who(now=NOW + SESSION_LIFETIME) == ana.pk
    assert who(now=NOW + SESSION_LIFETIME + timedelta(seconds=1)) is None
    assert who(purpose="erasure") is None
    assert who(brand=make_brand()) is None
    assert who(session=session[:-1]) is None
    assert who(session="") is None
    ana.delete()
    assert who() is None


def test_the_task_and_the_tick(brand, ana, code, django_capture_on_commit_callbacks):
    row = ask(brand)
    assert unsent_codes(now=NOW) == []
    late = NOW + timedelta(minutes=1)
    assert unsent_codes(now=late) == [row.pk]
    with django_capture_on_commit_callbacks() as queued:
        tasks.tick(late)
    assert len(queued) == 1
    send_requested_code(code_id=row.pk, now=late)
    assert unsent_codes(now=late) == []
    assert delete_old_codes(now=NOW + KEPT) == 0
    assert delete_old_codes(now=NOW + KEPT + timedelta(seconds=1)) == 1


def test_codes_as_typed_and_as_shown():
    assert typed_code(" 042 317.") == "042317"
    assert typed_code("٠٤٢") == ""
    assert shown_code("042317") == "042 317"
    assert DIGITS == 6


@pytest.mark.parametrize("locale", ["en", "es", "fr", "de"])
def test_the_mail_to_the_old_address(brand, locale):
    document, text, html = render_single(
        "audience/address_changed", {"public_host": brand.public_host}, brand=brand, locale=locale
    )
    assert document.locale == locale
    assert "http" not in text and "<a " not in html and "{{" not in text
    headers = (("Reply-To", brand.contact_address), ("Auto-Submitted", "auto-generated"))
    letter = Letter(brand.name, "safety@lantern.example", document.subject, text, html, headers, locale)
    raw = compile_letter(letter, signers=()).compose(
        {}, to_address="ana@people.example", message_id="<a@lantern.example>", date=NOW
    )
    facts = LintContext(solicited=True, locale=locale)
    report = lint_mail(
        raw, message_class=MessageClass.TRANSACTIONAL, profile=brand_profile(brand), context=facts, now=NOW
    )
    assert [f"{f.rule} {f.message}" for f in report.findings if f.severity.rank >= 1] == []


@pytest.mark.parametrize("locale", ["en", "es", "fr", "de"])
class TestTheMail:
    """Every language of the public site."""

    def rendered(self, brand, locale):
        context = {"code": "042 317", "minutes": "15", "public_host": brand.public_host}
        return render_single(TEMPLATE, context, brand=brand, locale=locale)

    def test_both_parts_say_the_same_and_link_to_nothing(self, brand, locale):
        document, text, html = self.rendered(brand, locale)
        assert document.locale == locale
        assert "042 317" in text
        assert brand.public_host in text
        assert "http" not in text
        assert "<a " not in html
        assert "{{" not in text + html + document.subject
        assert "042" not in document.subject
        shown = LexborHTMLParser(html).body.text(separator=" ")
        for word in text.split():
            assert word in shown

    def test_the_linter_has_no_objection(self, brand, locale):
        document, text, html = self.rendered(brand, locale)
        headers = (("Reply-To", brand.contact_address), ("Auto-Submitted", "auto-generated"))
        letter = Letter(brand.name, "safety@lantern.example", document.subject, text, html, headers, locale)
        raw = compile_letter(letter, signers=()).compose(
            {}, to_address="ana@people.example", message_id="<a@lantern.example>", date=NOW
        )
        facts = LintContext(purpose=Purpose.CODE, solicited=True, locale=locale)
        report = lint_mail(
            raw, message_class=MessageClass.TRANSACTIONAL, profile=brand_profile(brand), context=facts, now=NOW
        )
        serious = [
            f"{f.severity} {f.rule} {f.message} «{f.where.text}»" for f in report.findings if f.severity.rank >= 1
        ]
        assert serious == []
