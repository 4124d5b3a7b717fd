"""The guided list: what is left to do, from facts alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forewarn.brands.rules.dns import Finding, State, What
from forewarn.brands.rules.setup import SetupFacts, Task, setup_steps


def finding(what: What, state: State = State.OK) -> Finding:
    return Finding(what, "TXT", "name.example", "value", state, (), "advice")


NOTHING = SetupFacts(
    identity_missing=("legal_name",),
    has_logo=False,
    domains=(),
    signing_domains=(),
    findings=(),
    intake_domain="",
    care_sender="",
    relays=0,
    promises=0,
    has_customers=False,
    approvers=1,
    people=1,
)
EVERYTHING = SetupFacts(
    identity_missing=(),
    has_logo=True,
    domains=("shop.example",),
    signing_domains=("shop.example",),
    findings=tuple(finding(what) for what in What),
    intake_domain="mail.shop.example",
    care_sender="safety@news.shop.example",
    relays=1,
    promises=9,
    has_customers=True,
    approvers=2,
    people=3,
)


def undone(facts: SetupFacts) -> set[Task]:
    return {step.task for step in setup_steps(facts) if not step.done}


def test_a_new_brand_has_everything_before_it():
    assert undone(NOTHING) == set(Task)


def test_a_complete_brand_has_nothing_left():
    assert undone(EVERYTHING) == set()


@pytest.mark.parametrize(
    ("change", "task"),
    [
        ({"identity_missing": ("postal_address",)}, Task.IDENTITY),
        ({"has_logo": False}, Task.LOOK),
        ({"signing_domains": ()}, Task.DKIM),
        ({"intake_domain": ""}, Task.BOUNCES),
        ({"care_sender": "safety@elsewhere.example"}, Task.SENDER),
        ({"care_sender": ""}, Task.SENDER),
        ({"relays": 0}, Task.RELAY),
        ({"promises": 0}, Task.PROMISES),
        ({"has_customers": False}, Task.CUSTOMERS),
        ({"people": 1}, Task.SECOND_PERSON),
        ({"approvers": 0}, Task.SECOND_PERSON),
    ],
)
def test_each_thing_that_is_missing_is_named(change, task):
    assert undone(replace(EVERYTHING, **change)) == {task}


@pytest.mark.parametrize(
    ("what", "task"),
    [
        (What.DKIM, Task.DKIM),
        (What.DMARC, Task.DMARC),
        (What.DMARC_REPORTS, Task.DMARC),
        (What.MX, Task.BOUNCES),
        (What.SPF, Task.BOUNCES),
        (What.HOST, Task.PUBLIC_HOST),
    ],
)
@pytest.mark.parametrize("state", [State.MISSING, State.WRONG, State.UNKNOWN])
def test_a_record_that_is_not_right_keeps_its_step_open_and_is_shown(what, task, state):
    wrong = finding(what, state)
    facts = replace(EVERYTHING, findings=(*(f for f in EVERYTHING.findings if f.what is not what), wrong))
    [step] = [step for step in setup_steps(facts) if not step.done]
    assert step.task is task
    assert step.findings == (wrong,)


def test_nothing_counts_as_published_before_it_was_checked():
    assert undone(replace(EVERYTHING, findings=())) == {Task.DKIM, Task.DMARC, Task.BOUNCES, Task.PUBLIC_HOST}


def test_the_domain_without_a_key_is_named():
    steps = setup_steps(replace(EVERYTHING, domains=("shop.example", "news.example")))
    assert [step.details for step in steps if step.task is Task.DKIM] == [("news.example",)]


def test_only_the_look_is_optional():
    assert [step.task for step in setup_steps(NOTHING) if step.optional] == [Task.LOOK]
