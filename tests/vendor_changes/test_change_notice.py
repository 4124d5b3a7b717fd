"""The notice: made from the register alone, in every language, each group reading only its own data."""

from __future__ import annotations

from datetime import date

import pytest
from change_builders import ANA, BEN, DAY, TODAY, TRANSLATIONS, give, make_change, make_vendor

from factories import NOW, make_brand, make_customer
from forewarn.lint.severity import Severity
from forewarn.mail.dates import day_in_words
from forewarn.mail.documents import render_text
from forewarn.mailings.queries.content import words_of
from forewarn.promises.actions import add_recommended
from forewarn.vendor_changes.actions.releasing import announce_without_notice, approve_change, submit_change
from forewarn.vendor_changes.notice.linting import report_on
from forewarn.vendor_changes.notice.phrases.languages import PHRASES
from forewarn.vendor_changes.notice.words import mail_words
from forewarn.vendor_changes.queries.notices import correction_of, groups_concerned, notice_for, page_of
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import Aspect, Kind, Urgency, Why
from forewarn.vendors.data_fields import CATEGORIES
from forewarn.vendors.queries import facts_of
from forewarn.vendors.register import enter_facts
from forewarn.vendors.rules import Basis, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    brand = make_brand("lantern", locales=["en", "es", "fr", "de"])
    add_recommended(brand=brand, by=ANA, now=NOW)
    return brand


COMPANY = {"name": "Stackbarn", "purpose": "keeps the servers", "fields": ["email"], "places": ["US"]}
OTHERWISE = {
    "es": {"purpose": "mira qué se vende bien"},
    "fr": {"purpose": "regarde ce qui se vend bien"},
    "de": {"purpose": "sieht nach, was sich gut verkauft"},
}


def _change(brand, kind, **plan):
    """A change of this kind in whose way two customers stand, who differ in what is held of them."""
    quill = make_vendor(brand, "Quillpost", deletion="within ten days", translations=TRANSLATIONS)
    state = State.PROPOSED if kind in (Kind.JOINING, Kind.REPLACING, Kind.MERGER) else State.ACTIVE
    wren = make_vendor(
        brand, "Mailwren", state=state, fields=["name", "email"], never_writes=True, loses="our emails",
        access_places=["US"], translations=TRANSLATIONS,
    )  # fmt: skip
    much, little = make_customer(brand), make_customer(brand)
    give(quill, [much], ["name", "email", "order_history"])
    give(quill, [little], ["email"])
    more = {
        Kind.JOINING: {"vendor": wren, "fields": ["email"]},
        Kind.LEAVING: {"vendor": quill},
        Kind.REPLACING: {"vendor": wren, "replaced": quill},
        Kind.MERGER: {"vendor": wren, "replaced": quill},
        Kind.NEW_DATA: {"vendor": quill, "fields": ["phone", "card_number"]},
        Kind.NEW_PLACE: {"vendor": quill, "facts": {"storage_places": ["US", "DE"]}},
        Kind.RENAME: {"vendor": quill, "facts": {"name": "Quill & Co"}},
        Kind.SUPPLIER: {"vendor": quill, "facts": {"chain": [COMPANY]}},
        Kind.NEW_ROLE: {"vendor": quill, "facts": {"purpose": "finds what sells well", "translations": OTHERWISE}},
    }[kind]
    return make_change(kind=kind, **(more | plan)), much, little


def _texts(change, locale="en"):
    groups = groups_concerned(change, now=NOW)
    return {tuple(group.customers): render_text(notice_for(change, group, groups, locale, now=NOW)) for group in groups}


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_passes_the_linter_in_every_language(brand, why):
    change, *_ = _change(brand, Kind.REPLACING, why=why)
    submit_change(change=change, by=ANA, now=NOW)
    approve_change(change=change, by=BEN, now=NOW)


@pytest.mark.parametrize("urgency", list(Urgency))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_passes_the_linter_in_every_language_also_when_urgent(brand, kind, urgency):
    change, *_ = _change(brand, kind, on=TODAY + 10 * DAY, urgency=urgency)
    submit_change(change=change, by=ANA, now=NOW)
    variants = words_of(change.mailing)
    assert {words.locale for words in variants} == set(brand.locales)
    for words in variants:
        report = report_on(change, words, now=NOW)
        assert [f.rule for f in report.findings if f.severity.rank >= Severity.ERROR.rank] == [], words.locale
        assert len(words.subject) <= 70
    approve_change(change=change, by=BEN, now=NOW)
    assert change.mailing.message_class == "transactional"


SEEN = {"facts": {"access_places": ["IN"]}}
RULES = {"facts": {"transfer_mechanism": "scc"}}


@pytest.mark.parametrize("plan", [SEEN, RULES])
def test_who_may_see_data_and_what_protects_it_are_said_as_such_in_every_language(brand, plan):
    change, *_ = _change(brand, Kind.NEW_PLACE, **plan)
    submit_change(change=change, by=ANA, now=NOW)
    approve_change(change=change, by=BEN, now=NOW)
    for locale in brand.locales:
        notice = next(iter(_texts(change, locale).values()))
        assert PHRASES[locale].change[Kind.NEW_PLACE].format(vendor="Quillpost", date="2 January 2027") not in notice
        assert PHRASES[locale].kept_before.partition("{")[0] not in notice
    assert {len(words.subject) <= 60 for words in words_of(change.mailing)} == {True}


PART = {"facts": {"role": "controller"}}
MORE = {"facts": {"chain": [COMPANY]}}


@pytest.mark.parametrize(("kind", "plan"), [(Kind.NEW_ROLE, PART), (Kind.SUPPLIER, MORE)])
def test_another_part_and_a_supplier_that_sees_more_are_said_as_such_in_every_language(brand, kind, plan):
    change, *_ = _change(brand, kind, **plan)
    enter_facts(
        vendor=change.vendor, facts=facts_of(change.vendor) | {"chain": [{"name": "STACKBARN"}]}, reason="before",
        by=ANA, now=NOW,
    )  # fmt: skip
    submit_change(change=change, by=ANA, now=NOW)
    approve_change(change=change, by=BEN, now=NOW)
    for locale in brand.locales:
        subject, said, _happened = PHRASES[locale].aspects[Aspect.PART if kind is Kind.NEW_ROLE else Aspect.MORE]
        words = next(words for words in words_of(change.mailing) if words.locale == locale)
        assert words.subject.startswith(subject.partition("{")[0]) and len(words.subject) <= 70
        assert said.rpartition("}")[2].strip(" .") in " ".join(words.text.split())


def test_only_who_has_what_a_supplier_sees_hears_of_it(brand):
    change, much, little = _change(brand, Kind.SUPPLIER, facts={"chain": [COMPANY | {"fields": ["order_history"]}]})
    texts = _texts(change)
    assert set(texts) == {(much.pk,)} and little.pk not in {pk for group in texts for pk in group}
    text = " ".join(texts[(much.pk,)].split())
    assert "From 2 January 2027, Quillpost lets one more company work with your data: Stackbarn." in text
    assert "What Stackbarn does there: keeps the servers." in text
    assert "This is at Quillpost, and Stackbarn may see it: - What you ordered" in text
    assert "Stackbarn works from: United States." in text and "How to reach you" not in text
    spanish = " ".join(_texts(change, "es")[(much.pk,)].split())
    assert "Stackbarn trabaja desde: Estados Unidos." in spanish and "keeps the servers" not in spanish


def test_another_purpose_is_told_beside_the_one_before(brand):
    change, much, _little = _change(brand, Kind.NEW_ROLE)
    text = " ".join(_texts(change)[tuple(sorted((much.pk,)))].split())
    assert "Quillpost does other work for us with your data. What it does: finds what sells well." in text
    assert "What it did before: sends our emails." in text
    german = " ".join(_texts(change, "de")[(much.pk,)].split())
    assert "Was er tut: sieht nach, was sich gut verkauft. Was er vorher tat:" in german


def test_a_purpose_is_planned_in_every_language_of_the_brand(brand):
    with pytest.raises(UnableToChangeNotice, match="missing: fr, de"):
        _change(brand, Kind.NEW_ROLE, facts={"purpose": "sells", "translations": {"es": {"purpose": "vende"}}})


def test_a_place_that_changes_is_named_and_only_that(brand):
    change, much, _little = _change(brand, Kind.NEW_PLACE, **SEEN)
    text = " ".join(_texts(change)[(much.pk,)].split())
    assert "people at Quillpost may see your data from other places" in text
    assert "People who work there may see it from: India." in text
    assert "keeps your data in another place" not in text
    change.facts = RULES["facts"]
    text = " ".join(_texts(change)[(much.pk,)].split())
    assert "other rules protect your data abroad at Quillpost" in text
    assert "What protects it abroad: standard contract clauses of the EU." in text
    change.facts = {"storage_places": ["US"]}
    text = " ".join(_texts(change)[(much.pk,)].split())
    assert "Kept in: United States. Until then it is kept in: Ireland." in text


@pytest.mark.parametrize("kind", list(Kind))
def test_a_correction_passes_the_linter(brand, kind):
    change, *_ = _change(brand, kind)
    for locale in brand.locales:
        words = mail_words(brand, correction_of(change, locale, mail=True, now=NOW))
        assert [f.rule for f in report_on(change, words, now=NOW).findings if f.gates] == []


def test_each_group_reads_its_own_data_and_what_is_not_theirs(brand):
    change, much, little = _change(brand, Kind.REPLACING)
    texts = _texts(change)
    own, other = texts[(much.pk,)], texts[(little.pk,)]
    assert "- Who you are\n- How to reach you\n" in own and "does not move:\n\n- What you ordered" in own
    assert "- How to reach you\n" in other and "does not move" not in other
    assert "Not part of this: who you are, what you ordered." in other
    assert "- Who you are" not in other


def test_it_says_what_the_register_says_and_no_more(brand):
    change, much, _little = _change(brand, Kind.REPLACING)
    text = " ".join(_texts(change)[(much.pk,)].split())
    for said in (
        "On 2 January 2027, Mailwren takes over from Quillpost. What it does: sends our emails.",
        "Kept in: Ireland. People who work there may see it from: United States.",
        "How long: as long as you are our customer.",
        "Staff sign in with passkeys (checked by others, last checked 1 April 2026)",
        "Quillpost must delete your data by 1 February 2027.",
        "How it is deleted: within ten days.",
        "up to 1 January 2027. Type lantern.example in your browser. Choose Safety, then Your data.",
        "What you would lose: our emails.",
        "Mailwren will never write to you about us.",
    ):
        assert said in text
    facts = {"name": "Mailwren", "fields": ["name", "email"]}
    enter_facts(vendor=change.vendor, facts=facts, reason="x", by=ANA, now=NOW)
    text = _texts(change)[(much.pk,)]
    for gone in ("What it does", "Kept in", "How long", "passkeys", "never write", "would lose"):
        assert gone not in text
    assert "We have not checked yet how it protects data." in text


def test_evidence_that_has_run_out_is_not_shown(brand):
    stale = [{"measure": "Passkeys", "kind": "passkeys", "basis": "audited", "verified_until": "2026-01-01"}]
    change, much, _little = _change(brand, Kind.REPLACING)
    enter_facts(vendor=change.vendor, facts={"name": "Mailwren", "measures": stale}, reason="x", by=ANA, now=NOW)
    assert "passkeys" not in _texts(change)[(much.pk,)]


def test_a_vendor_that_may_write_is_not_said_never_to(brand):
    change, much, _little = _change(brand, Kind.LEAVING)
    assert "never write" not in _texts(change)[(much.pk,)]


def test_the_urgent_reason_stands_in_the_notice_and_on_the_page_only_where_the_notice_is_short(brand):
    change, much, _little = _change(brand, Kind.REPLACING, on=TODAY + 10 * DAY, urgency=Urgency.LAW)
    said = "We promise 30 days of notice. This time there are fewer, because the law asks for it"
    assert said in " ".join(_texts(change)[(much.pk,)].split())
    assert said in " ".join(render_text(page_of(change, "en", now=NOW)).split())
    change.effective_on = TODAY + 40 * DAY
    assert "fewer" not in _texts(change)[(much.pk,)]


def test_too_little_notice_needs_an_urgent_reason(brand):
    change, *_ = _change(brand, Kind.LEAVING, on=TODAY + 29 * DAY)
    with pytest.raises(UnableToChangeNotice, match="29 days of notice; 30 are promised"):
        submit_change(change=change, by=ANA, now=NOW)
    assert change.mailing is None


def test_a_notice_that_waited_too_long_for_approval_is_not_approved(brand):
    change, *_ = _change(brand, Kind.LEAVING, on=TODAY + 31 * DAY)
    submit_change(change=change, by=ANA, now=NOW)
    with pytest.raises(UnableToChangeNotice, match="29 days of notice"):
        approve_change(change=change, by=BEN, now=NOW + 2 * DAY)


def test_the_author_does_not_approve(brand):
    change, *_ = _change(brand, Kind.LEAVING)
    submit_change(change=change, by=ANA, now=NOW)
    with pytest.raises(UnableToChangeNotice, match="another person"):
        approve_change(change=change, by=ANA, now=NOW)


def test_sentences_that_the_register_lacks_in_a_language_keep_it_back(brand):
    change, *_ = _change(brand, Kind.REPLACING)
    facts = {"name": "Mailwren", "purpose": "sends our emails", "translations": {"es": {"purpose": "envía"}}}
    enter_facts(vendor=change.vendor, facts=facts, reason="x", by=ANA, now=NOW)
    with pytest.raises(UnableToChangeNotice, match="purpose of Mailwren not in “fr” yet"):
        submit_change(change=change, by=ANA, now=NOW)


def test_nobody_is_written_to_where_nobody_is_concerned(brand):
    change = make_change(make_vendor(brand, "Quillpost", translations=TRANSLATIONS))
    with pytest.raises(UnableToChangeNotice, match="nobody to write to"):
        submit_change(change=change, by=ANA, now=NOW)
    announce_without_notice(change=change, by=BEN, now=NOW)
    assert (change.state, change.mailing) == ("announced", None)


def test_who_is_concerned_cannot_be_passed_over(brand):
    change, *_ = _change(brand, Kind.LEAVING)
    with pytest.raises(UnableToChangeNotice, match="hand in the notice"):
        announce_without_notice(change=change, by=BEN, now=NOW)


@pytest.mark.parametrize("locale", sorted(PHRASES))
def test_the_words_are_complete(locale):
    say = PHRASES[locale]
    assert set(say.categories) == set(CATEGORIES)
    assert set(say.basis) == {basis.value for basis in Basis}
    assert (set(say.subjects), set(say.change)) == (set(Kind), set(Kind))
    assert (set(say.reasons), set(say.urgent)) == (set(Why), set(Urgency))
    assert len({day_in_words(date(2026, month, 1), say.dates) for month in range(1, 13)}) == 12
