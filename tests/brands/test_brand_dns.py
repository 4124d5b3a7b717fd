"""DNS records to publish, and how what is published compares."""

from __future__ import annotations

import pytest

from forewarn.brands.rules.dns import (
    Finding,
    MailHome,
    State,
    UnableToUseSource,
    What,
    check,
    dkim_record,
    domain_records,
    home_records,
    spf_source,
)
from forewarn.mail.dkim.keys import generate_key
from forewarn.mail.resolver import UnableToResolve, ZoneResolver

HOME = MailHome("mail.shop.example", "safety.shop.example", ("include:_spf.relay.example", "ip4:192.0.2.7"))
KEY = generate_key().public_key


def one(records, what):
    [record] = [r for r in records if r.what is what]
    return record


def found(record, zone):
    [finding] = check([record], ZoneResolver.from_mapping(zone))
    return finding


def test_the_records_are_exact():
    records = [dkim_record("fw1", "shop.example", KEY), *domain_records("shop.example", HOME)]
    records += home_records(HOME, "safety.shop.example")
    assert [(r.kind, r.name, r.value) for r in records[:-1]] == [
        ("TXT", "fw1._domainkey.shop.example", f"v=DKIM1; k=rsa; p={KEY}"),
        ("TXT", "_dmarc.shop.example", "v=DMARC1; p=none; rua=mailto:dmarc@mail.shop.example"),
        ("MX", "mail.shop.example", "10 safety.shop.example."),
        ("TXT", "mail.shop.example", "v=spf1 include:_spf.relay.example ip4:192.0.2.7 -all"),
    ]
    assert (records[-1].kind, records[-1].name) == ("A", "safety.shop.example")


def test_publishing_exactly_these_records_passes_every_check():
    records = [dkim_record("fw1", "shop.example", KEY), *domain_records("shop.example", HOME)]
    records += home_records(HOME, "safety.shop.example")
    zone: dict[str, dict[str, list[str]]] = {}
    for record in records:
        value = "192.0.2.9" if record.what is What.HOST else record.value
        zone.setdefault(record.name, {}).setdefault(record.kind, []).append(value)
    findings = check(records, ZoneResolver.from_mapping(zone))
    assert [f.state for f in findings] == [State.OK] * 5


def test_nothing_published_is_missing_everywhere():
    records = [dkim_record("fw1", "shop.example", KEY), *domain_records("shop.example", HOME)]
    records += home_records(HOME, "safety.shop.example")
    findings = check(records, ZoneResolver())
    assert {f.state for f in findings} == {State.MISSING}
    assert all(f.advice for f in findings)


def test_another_organisation_that_takes_reports_must_agree():
    home = MailHome("reports.vendor.example", "mx.vendor.example")
    record = one(domain_records("shop.example", home), What.DMARC_REPORTS)
    assert record.name == "shop.example._report._dmarc.reports.vendor.example"
    assert found(record, {}).state is State.MISSING
    assert found(record, {record.name: {"TXT": "v=DMARC1;"}}).state is State.OK


def test_without_a_bounce_domain_only_what_is_known_is_asked_for():
    assert one(domain_records("shop.example", None), What.DMARC).value == "v=DMARC1; p=none"
    assert [r.what for r in home_records(None, "safety.shop.example")] == [What.HOST]
    assert home_records(None, "") == []


@pytest.mark.parametrize(
    ("published", "state", "says"),
    [
        ("v=DMARC1; p=reject; rua=mailto:dmarc@mail.shop.example", State.OK, "Published."),
        ("v=DMARC1; p=quarantine; rua=mailto:other@x.example,mailto:dmarc@mail.shop.example", State.OK, "Published."),
        ("v=DMARC1; p=none; rua=mailto:dmarc@mail.shop.example", State.OK, "p=quarantine"),
        ("v=DMARC1; p=reject", State.OK, "rua="),
        ("v=DMARC1; rua=mailto:dmarc@mail.shop.example", State.WRONG, "no p="),
        ("v=DMARC1; p=maybe", State.WRONG, "no p="),
        ("v=spf1 -all", State.MISSING, "Add the record"),
    ],
)
def test_a_policy_is_judged_by_what_it_says(published, state, says):
    record = one(domain_records("shop.example", HOME), What.DMARC)
    finding = found(record, {"_dmarc.shop.example": {"TXT": published}})
    assert finding.state is state
    assert says in finding.advice


def test_two_policies_cancel_each_other():
    record = one(domain_records("shop.example", HOME), What.DMARC)
    zone = {"_dmarc.shop.example": {"TXT": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]}}
    assert found(record, zone).state is State.WRONG


def test_a_subdomain_inherits_the_policy_above():
    record = one(domain_records("news.shop.example", HOME), What.DMARC)
    zone = {"_dmarc.shop.example": {"TXT": "v=DMARC1; p=reject; rua=mailto:dmarc@mail.shop.example"}}
    assert found(record, zone).state is State.OK


@pytest.mark.parametrize(
    ("published", "state", "says"),
    [
        (["v=spf1 ip4:192.0.2.7 include:_spf.relay.example -all"], State.OK, "Published"),
        (["v=spf1 +include:_spf.relay.example ip4:192.0.2.7 ~all"], State.OK, "Published"),
        (["v=spf1 include:_spf.relay.example -all"], State.WRONG, "lacks ip4:192.0.2.7"),
        (["v=spf1 include:_spf.relay.example ip4:192.0.2.7"], State.WRONG, "-all"),
        (["v=spf1 include:_spf.relay.example ip4:192.0.2.7 ?all"], State.WRONG, "-all"),
        (["v=spf1 -all", "v=spf1 mx -all"], State.WRONG, "Several"),
        (["some other text"], State.MISSING, "No SPF"),
        (
            [
                "v=spf1 ip4:192.0.2.7 include:_spf.relay.example "
                + " ".join(f"a:h{n}.example" for n in range(10))
                + " -all"
            ],
            State.WRONG,
            "11 times",
        ),
    ],
)
def test_an_spf_record_is_judged_by_what_it_says(published, state, says):
    record = one(home_records(HOME, ""), What.SPF)
    finding = found(record, {"mail.shop.example": {"TXT": published}})
    assert finding.state is state
    assert says in finding.advice


def test_a_closing_all_does_not_count_as_a_question():
    record = one(home_records(MailHome("mail.shop.example", "x.example"), ""), What.SPF)
    terms = " ".join(f"include:h{n}.example" for n in range(9))
    assert found(record, {"mail.shop.example": {"TXT": f"v=spf1 mx {terms} -all"}}).state is State.OK


def test_bounces_must_come_to_our_server():
    record = one(home_records(HOME, ""), What.MX)
    ours = {"mail.shop.example": {"MX": ["20 other.example", "10 safety.shop.example."]}}
    assert found(record, ours).state is State.OK
    theirs = found(record, {"mail.shop.example": {"MX": ["10 other.example"]}})
    assert (theirs.state, theirs.seen) == (State.WRONG, ("10 other.example",))


def test_another_key_at_our_name_is_wrong_and_a_revoked_one_too():
    record = dkim_record("fw1", "shop.example", KEY)
    other = generate_key().public_key
    assert found(record, {record.name: {"TXT": f"v=DKIM1; k=rsa; p={other}"}}).state is State.WRONG
    assert found(record, {record.name: {"TXT": "v=DKIM1; p="}}).state is State.WRONG
    assert found(record, {record.name: {"TXT": f"v=DKIM1; k=rsa; p={KEY}"}}).state is State.OK


def test_a_name_server_that_does_not_answer_says_nothing_about_the_record():
    class Silent(ZoneResolver):
        def texts(self, name):
            raise UnableToResolve("no answer in 5 seconds")

    [finding] = check([dkim_record("fw1", "shop.example", KEY)], Silent())
    assert finding.state is State.UNKNOWN
    assert "Check again later" in finding.advice


def test_a_finding_survives_being_stored():
    finding = found(one(home_records(HOME, ""), What.MX), {"mail.shop.example": {"MX": "10 other.example"}})
    import json

    assert Finding.from_json(json.loads(json.dumps(finding.as_json()))) == finding


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("include:_spf.relay.example", "include:_spf.relay.example"),
        ("_spf.relay.example", "include:_spf.relay.example"),
        ("IP4:192.0.2.7", "ip4:192.0.2.7"),
        ("ip4:192.0.2.0/24", "ip4:192.0.2.0/24"),
        ("ip6:2001:db8::1", "ip6:2001:db8::1"),
        ("+mx", "mx"),
        ("a:out.shop.example", "a:out.shop.example"),
    ],
)
def test_a_source_is_understood(typed, term):
    assert spf_source(typed) == term


@pytest.mark.parametrize(
    "typed", ["", "ip4:shop.example", "ip4:", "all", "-all", "include:", "redirect=x.example", "a b"]
)
def test_what_names_no_source_is_refused(typed):
    with pytest.raises(UnableToUseSource):
        spf_source(typed)
