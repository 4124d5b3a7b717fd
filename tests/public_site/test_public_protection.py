"""What DNS says of a domain, in the few words that matter to a customer."""

from __future__ import annotations

import pytest

from forewarn.brands.rules.dns import Finding, State, What
from forewarn.public_site.rules.protection import (
    Policy,
    Seen,
    domain_facts,
    named_senders,
    policy_asked,
    signature_seen,
    weakest_policy,
)


def found(what: What, state: State, *seen: str) -> Finding:
    return Finding(what, "TXT", "name.example", "", state, seen, "")


@pytest.mark.parametrize(
    ("domain", "record", "policy"),
    [
        ("shop.example", "v=DMARC1; p=reject", Policy.REFUSE),
        ("shop.example", "v=DMARC1;p=QUARANTINE", Policy.SPAM),
        ("shop.example", "v=DMARC1; p=none; rua=mailto:d@shop.example", Policy.REPORT),
        ("shop.example", "v=DMARC1; p=reject; t=y", Policy.SPAM),  # testing counts one step weaker
        ("shop.example", "v=DMARC1; p=none; t=y", Policy.REPORT),
        ("shop.example", "v=DMARC1; p=reject; sp=none", Policy.REFUSE),  # sp is for names below
        ("mail.shop.example", "v=DMARC1; p=reject; sp=none", Policy.REPORT),
        ("mail.shop.example", "v=DMARC1; p=none; sp=reject", Policy.REPORT),
        ("shop.example", "v=DMARC1; p=block", Policy.NONE),
    ],
)
def test_the_policy_that_a_record_asks_for(domain: str, record: str, policy: Policy) -> None:
    assert policy_asked(domain, [found(What.DMARC, State.OK, record)]) is policy


def test_a_policy_is_claimed_only_where_it_was_seen_to_work() -> None:
    record = "v=DMARC1; p=reject"
    assert policy_asked("shop.example", [found(What.DMARC, State.WRONG, record, record)]) is Policy.NONE
    assert policy_asked("shop.example", [found(What.DMARC, State.MISSING)]) is Policy.NONE
    assert policy_asked("shop.example", [found(What.DMARC, State.UNKNOWN)]) is Policy.UNKNOWN
    assert policy_asked("shop.example", []) is Policy.UNKNOWN


def test_one_good_key_is_enough_and_no_answer_is_not_a_missing_key() -> None:
    ok, missing, unknown = (found(What.DKIM, state) for state in (State.OK, State.MISSING, State.UNKNOWN))
    assert signature_seen([missing, ok]) is Seen.FOUND
    assert signature_seen([missing]) is Seen.NOT_FOUND
    assert signature_seen([missing, unknown]) is Seen.UNKNOWN
    assert signature_seen([found(What.DMARC, State.OK)]) is Seen.UNKNOWN


def test_of_several_domains_the_weakest_policy_is_told() -> None:
    assert weakest_policy([Policy.REFUSE, Policy.REPORT, Policy.SPAM]) is Policy.REPORT
    assert weakest_policy([Policy.REFUSE, Policy.NONE]) is Policy.NONE
    assert weakest_policy([Policy.REFUSE, Policy.UNKNOWN]) is Policy.UNKNOWN
    assert weakest_policy([]) is Policy.UNKNOWN


def test_a_domain_says_what_is_unknown_of_it() -> None:
    good = [found(What.DKIM, State.OK), found(What.DMARC, State.OK, "v=DMARC1; p=reject")]
    facts = domain_facts("xn--bcher-kva.example", stream="care", since=None, checked_at=None, findings=good)
    assert not facts.unknown
    assert facts.readable == "bücher.example"
    assert domain_facts("a.example", stream="care", since=None, checked_at=None, findings=good[:1]).unknown
    assert domain_facts("a.example", stream="care", since=None, checked_at=None, findings=good[1:]).unknown


@pytest.mark.parametrize(
    ("record", "named"),
    [
        ("v=spf1 mx -all", []),
        ("v=spf1 include:_spf.a.example +include:B.example ~all", ["_spf.a.example", "b.example"]),
        ("v=spf1 redirect=_spf.a.example", ["_spf.a.example"]),
        ("v=spf1 include:%{ir}.a.example -all", []),  # a macro names no domain
        ("something else include:a.example", []),
        ("", []),
    ],
)
def test_whose_servers_the_public_list_names(record: str, named: list[str]) -> None:
    assert named_senders(record) == named
