"""Questions to a vendor: the link, its limits, the answers as proposals, and what staff decide on each."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.lint.context import LintContext
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.outbound.models import SingleMail
from forewarn.outbound.single_mails.letters import SINGLE_MAIL_LOCALES, render_single
from forewarn.profiles.queries import brand_profile
from forewarn.vendors.models import Questionnaire
from forewarn.vendors.queries import facts_of, history
from forewarn.vendors.questionnaires.actions import (
    Decision,
    UnableToAsk,
    ask,
    decide,
    hand_in,
    save_draft,
    withdraw,
)
from forewarn.vendors.questionnaires.answers import prefilled, read_answers
from forewarn.vendors.questionnaires.limits import MAX_SAVES
from forewarn.vendors.questionnaires.queries import State, by_token, denied, proposals_of, state_of, waiting
from forewarn.vendors.register import add_vendor, enter_facts

pytestmark = pytest.mark.django_db
ANA = Actor.staff(7, "Ana Ruiz")
WHO = {"by": ANA, "now": NOW}
TAKE, DAY = Decision(taken=True), timedelta(days=1)
FACTS = {
    "name": "Quillpost",
    "country": "IE",
    "notes": "private",
    "admin_contacts": ["bo@quillpost.example"],
    "measures": [
        {"kind": "passkeys", "measure": "Passkeys", "basis": "audited", "evidence": "safe 7"},
        {"kind": "backups", "measure": "Nightly", "basis": "self-declared", "evidence": "mail of May"},
    ],
    "assurance": [{"standard": "soc2", "reference": "77", "evidence": "folder 3"}],
    "chain": [{"name": "Sentry", "rank": 2}],
}


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return add_vendor(brand=brand, facts=FACTS, reason="x", **WHO).vendor


def asked(vendor, **fields):
    return ask(vendor=vendor, **{"days": 30, "send_to": "", **WHO, **fields})


def token_of(link):
    return re.fullmatch(r"https://safety\.lantern\.example/vendor-questions/([\w-]{43})/", link)[1]


def answered(vendor, **typed):
    row = asked(vendor).questionnaire
    hand_in(questionnaire=row, answers=read_answers(typed), name="Bo Lind, DPO", now=NOW + DAY)
    return Questionnaire.objects.get(pk=row.pk)


def codes(row):
    return {one.code: one.after for one in proposals_of(row)}


def test_the_token_opens_one_vendor_of_one_brand_and_is_kept_nowhere(brand, vendor):
    made = asked(vendor)
    token = token_of(made.link)
    assert by_token(brand, token) == made.questionnaire
    assert by_token(make_brand("other"), token) is None
    for wrong in ("", token[:-1], token.swapcase(), made.questionnaire.token_hash, "\ud800"):
        assert by_token(brand, wrong) is None
    stored = str(list(Questionnaire.objects.values())) + str(list(AuditEvent.objects.values()))
    assert token not in stored


def test_a_link_runs_out_and_can_be_withdrawn(vendor):
    row = asked(vendor, days=14).questionnaire
    assert state_of(row, NOW + 14 * DAY - timedelta(seconds=1)) is State.OPEN
    assert state_of(row, NOW + 14 * DAY) is State.EXPIRED
    answers = read_answers({"country": "ES"})
    with pytest.raises(UnableToAsk, match="does not work any more"):
        hand_in(questionnaire=row, answers=answers, name="Bo", now=NOW + 14 * DAY)
    save_draft(questionnaire=row, answers=answers, now=NOW)
    withdraw(questionnaire=row, **WHO)
    row.refresh_from_db()
    assert (state_of(row, NOW), row.draft) == (State.WITHDRAWN, {})
    with pytest.raises(UnableToAsk, match="does not work any more"):
        save_draft(questionnaire=row, answers=answers, now=NOW)
    with pytest.raises(UnableToAsk, match="already"):
        withdraw(questionnaire=row, **WHO)


def test_a_new_link_ends_the_open_one_before_it(brand, vendor):
    first, second = asked(vendor), asked(vendor)
    assert state_of(by_token(brand, token_of(first.link)), NOW) is State.WITHDRAWN
    assert state_of(by_token(brand, token_of(second.link)), NOW) is State.OPEN


def test_what_is_asked_wrongly_is_refused(vendor):
    for wrong, says in (({"days": 7}, "14, 30, 60 days"), ({"send_to": "bo@"}, "not a whole email address")):
        with pytest.raises(UnableToAsk, match=says):
            asked(vendor, **wrong)
    assert not Questionnaire.objects.exists()


def test_answers_count_for_nothing_until_they_are_taken(brand, vendor):
    row = answered(vendor, country="Spain", retention="30 days")
    assert facts_of(vendor) == {**FACTS}
    assert list(waiting(brand)) == [row]
    assert waiting(make_brand("other")).count() == 0
    assert codes(row) == {"country": "ES", "retention": "30 days"}
    assert AuditEvent.objects.get(verb="vendor.answered").actor_label == "Quillpost: Bo Lind, DPO"


def test_each_fact_is_taken_or_left_with_a_reason(brand, vendor):
    row = answered(vendor, country="Spain", retention="30 days", deletion="burnt")
    decisions = {"country": TAKE, "deletion": Decision(taken=False, reason="We saw otherwise")}
    assert decide(questionnaire=row, decisions=decisions, seen=1, by=ANA, now=NOW + 2 * DAY) == 1
    newest = history(vendor).first()
    assert (newest.number, newest.facts["country"]) == (2, "ES")
    assert newest.reason == "As Bo Lind, DPO of Quillpost answered on 2026-11-24"
    assert "deletion" not in newest.facts and "retention" not in newest.facts
    row.refresh_from_db()
    assert (row.decisions["deletion"]["reason"], row.decisions["deletion"]["by"]) == ("We saw otherwise", "Ana Ruiz")
    assert (codes(row), state_of(row, NOW)) == ({"retention": "30 days"}, State.ANSWERED)
    decide(questionnaire=row, decisions={"retention": TAKE}, seen=2, by=ANA, now=NOW + 3 * DAY)
    row.refresh_from_db()
    assert state_of(row, NOW) is State.SETTLED
    assert waiting(brand).count() == 0
    with pytest.raises(UnableToAsk, match="waits for a decision"):
        decide(questionnaire=row, decisions={"retention": TAKE}, seen=3, by=ANA, now=NOW + 3 * DAY)


def test_leaving_needs_a_reason_and_nothing_is_decided_by_halves(vendor):
    row = answered(vendor, country="Spain", retention="30 days")
    with pytest.raises(UnableToAsk, match="Say why"):
        decide(questionnaire=row, decisions={"country": TAKE, "retention": Decision(False)}, seen=1, **WHO)
    assert facts_of(vendor)["country"] == "IE"


def test_what_changed_since_staff_looked_is_not_overwritten(vendor):
    row = answered(vendor, country="Spain")
    enter_facts(vendor=vendor, facts={**FACTS, "country": "FR"}, reason="moved", by=ANA, now=NOW + 2 * DAY)
    with pytest.raises(UnableToAsk, match="since you opened this page"):
        decide(questionnaire=row, decisions={"country": TAKE}, seen=1, by=ANA, now=NOW + 3 * DAY)
    row.refresh_from_db()
    assert (row.decisions, facts_of(vendor)["country"]) == ({}, "FR")


def test_a_measure_is_self_declared_and_never_weakens_what_is_better_proven(vendor):
    row = answered(
        vendor,
        **{
            "has-passkeys": "yes",
            "has-backups": "yes",
            "how-backups": "Hourly",
            "has-training": "yes",
            "has-malware": "no",
        },
    )
    passkeys, backups, training = codes(row)["measures"]
    assert passkeys == FACTS["measures"][0]
    assert backups == {
        "kind": "backups", "measure": "Hourly", "basis": "self-declared", "verified_by": "Bo Lind, DPO",
        "verified_on": "2026-11-24", "verified_until": "2027-11-24", "evidence": "mail of May",
    }  # fmt: skip
    assert (training["measure"], training["basis"]) == ("Staff are trained", "self-declared")
    assert denied(row) == ["malware"]
    decide(questionnaire=row, decisions={"measures": TAKE}, seen=1, by=ANA, now=NOW + 2 * DAY)
    assert len(facts_of(vendor)["measures"]) == 3


def test_a_no_proposes_to_take_the_measure_out(vendor):
    row = answered(vendor, **{"has-passkeys": "no"})
    assert [one["kind"] for one in codes(row)["measures"]] == ["backups"]


def test_what_staff_keep_beside_a_certificate_or_supplier_stays(vendor):
    row = answered(
        vendor,
        **{"assurance-0-standard": "soc2", "assurance-0-reference": "77", "assurance-0-valid_until": "2027-01-31"},
        chain="Sentry; error reports; Ireland\nCloudflare",
    )
    assert codes(row) == {
        "assurance": [{"standard": "soc2", "reference": "77", "valid_until": "2027-01-31", "evidence": "folder 3"}],
        "chain": [{"name": "Sentry", "purpose": "error reports", "places": ["IE"], "rank": 2}, {"name": "Cloudflare"}],
    }


def test_answers_that_say_what_the_register_says_need_no_decision(brand, vendor):
    row = answered(vendor, country="Ireland")
    assert state_of(row, NOW) is State.SETTLED
    assert waiting(brand).count() == 0


def test_the_page_is_filled_in_with_what_is_for_everybody_and_comes_back_equal(vendor):
    typed = prefilled(FACTS)
    assert "private" not in str(typed) and "bo@" not in str(typed) and "safe 7" not in str(typed)
    assert typed["has-passkeys"] == "yes"
    answers = read_answers(typed)
    assert answers.wrong == {}
    assert answers.facts == {
        "country": "IE", "assurance": [{"standard": "soc2", "reference": "77"}], "chain": [{"name": "Sentry"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"country": "Atlantis"}, "country"),
        ({"backup_days": "soon"}, "backup_days"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"legal_entity": "x" * 400}, "legal_entity"),
        ({"has-passkeys": "yes", "link-passkeys": "javascript:alert(1)"}, "has-passkeys"),
        ({"how-passkeys": "with keys"}, "has-passkeys"),
        ({"assurance-1-scope": "all"}, "assurance-1-standard"),
        ({"assurance-0-standard": "soc2", "assurance-0-valid_until": "1/2/27"}, "assurance-0-valid_until"),
        ({"chain": "Sentry; x; Atlantis"}, "chain"),
    ],
)
def test_what_cannot_be_understood_is_marked_where_it_stands(vendor, typed, field):
    answers = read_answers(typed)
    assert field in answers.wrong
    with pytest.raises(UnableToAsk, match="cannot be understood"):
        hand_in(questionnaire=asked(vendor).questionnaire, answers=answers, name="Bo", now=NOW)


def test_what_is_not_asked_cannot_be_said(vendor):
    answers = read_answers({"notes": "x", "purpose": "x", "name": "Evil", "fields": "email", "essential": "no"})
    assert (answers.facts, answers.typed) == ({}, {})


def test_nobody_and_nothing_is_no_answer_and_saving_has_an_end(vendor):
    row = asked(vendor).questionnaire
    with pytest.raises(UnableToAsk, match="who you are"):
        hand_in(questionnaire=row, answers=read_answers({"country": "ES"}), name=" ", now=NOW)
    with pytest.raises(UnableToAsk, match="Nothing is answered"):
        hand_in(questionnaire=row, answers=read_answers({}), name="Bo", now=NOW)
    Questionnaire.objects.update(saves=MAX_SAVES)
    with pytest.raises(UnableToAsk, match="does not work any more"):
        save_draft(questionnaire=row, answers=read_answers({"country": "ES"}), now=NOW)


def test_the_link_is_mailed_as_operational_mail(vendor):
    made = asked(vendor, send_to=" bo@quillpost.example ")
    mail = SingleMail.objects.get()
    assert (mail.to_address, mail.message_class, mail.template) == (
        "bo@quillpost.example", "operational", "vendors/questions",
    )  # fmt: skip
    assert made.questionnaire.sent_to == "bo@quillpost.example"
    assert token_of(made.link) not in str(list(SingleMail.objects.values()))


@pytest.mark.parametrize("locale", [*SINGLE_MAIL_LOCALES, "fr", "de"])
def test_both_parts_of_the_mail_say_the_same_and_the_linter_has_no_objection(brand, locale):
    link = f"https://{brand.public_host}/vendor-questions/{'aB3-' * 10}xyz/"
    context = {"vendor": "Parcel Lane", "link": link, "until": "23 December 2026", "contact": brand.contact_address}
    document, text, html = render_single("vendors/questions", context, brand=brand, locale=locale)
    assert document.locale == locale
    assert link in text and "{{" not in text + html + document.subject
    shown = LexborHTMLParser(html).body.text(separator=" ")
    assert all(word in shown for word in text.split())
    headers = (("Reply-To", brand.contact_address), ("Auto-Submitted", "auto-generated"))
    letter = Letter(brand.name, "safety@lantern.example", document.subject, text, html, headers, locale)
    raw = compile_letter(letter, signers=()).compose(
        {}, to_address="bo@quillpost.example", message_id="<a@lantern.example>", date=NOW
    )
    facts = LintContext(solicited=True, locale=locale)
    report = lint_mail(
        raw, message_class=MessageClass.OPERATIONAL, profile=brand_profile(brand), context=facts, now=NOW
    )
    serious = [f"{f.rule} {f.message} «{f.where.text}»" for f in report.findings if f.severity.rank >= 2]
    assert serious == []
