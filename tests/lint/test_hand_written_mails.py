"""What the rules about asking and pressure say of mails written by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forewarn.lint.engine import lint_mail
from forewarn.lint.findings import Finding
from forewarn.lint.severity import Severity
from lint.hand_written import Case
from lint.hand_written_honest import HONEST
from lint.hand_written_lures import LURES
from lint.hand_written_lures_abroad import LURES_ABROAD
from lint.hand_written_service import SERVICE
from lint.hand_written_service_abroad import SERVICE_ABROAD

NOW = datetime(2026, 11, 26, tzinfo=UTC)
FAMILIES = ("FW-RQ", "FW-PR", "FW-LK-0", "FW-AT", "FW-PH", "FW-FO", "FW-RD-04")


def gating(case: Case) -> list[Finding]:
    """The findings of the rules about asking, pressure and links that hold the mail back."""
    report = lint_mail(case.raw, message_class=case.message_class, now=NOW)
    assert report.language == case.name[:2]
    return [f for f in report.findings if f.rule.startswith(FAMILIES) and f.severity.rank >= Severity.ERROR.rank]


@pytest.mark.parametrize("case", (*HONEST, *SERVICE, *SERVICE_ABROAD), ids=lambda case: case.name)
def test_an_honest_mail_is_let_through(case: Case) -> None:
    found = gating(case)
    assert found == [], [f"{f.rule} {f.where.text}" for f in found]


@pytest.mark.parametrize("case", LURES, ids=lambda case: case.name)
def test_a_lure_is_held_back(case: Case) -> None:
    found = gating(case)
    assert any(f.severity is Severity.BLOCK for f in found), [f.rule for f in found]
    assert all(f.where.text and f.fix for f in found)


@pytest.mark.parametrize("case", LURES_ABROAD, ids=lambda case: case.name)
def test_a_lure_of_another_country_is_held_back(case: Case) -> None:
    """By what it asks, promises or threatens: that its link leads to a stranger would not be enough."""
    found = [f for f in gating(case) if f.rule != "FW-LK-02"]
    assert found
    assert all(f.where.text and f.fix for f in found)


@pytest.mark.parametrize(
    ("sender", "reply_to", "expected"),
    [
        ("Mara <mara@alder.example>", "", []),
        ("Mara <mara@alder.example>", "help@alder.example", []),
        ("Mara <mara@alder.example>", "mara.lindqvist@gmail.com", ["FW-RQ-02"]),
        ("Mara <mara.lindqvist@gmail.com>", "", ["FW-RQ-02"]),
        ("Mara <mara@alder.example>", "mara@elsewhere.test", ["FW-RQ-02"]),
    ],
)
def test_staff_may_ask_for_an_answer_where_it_stays_with_the_brand(
    sender: str, reply_to: str, expected: list[str]
) -> None:
    case = Case(
        "en-answer", sender, "Your question", "The seal comes in two sizes. Please contact me directly if it leaks."
    )
    raw = (f"Reply-To: {reply_to}\n" if reply_to else "").encode() + case.raw
    report = lint_mail(raw, message_class="transactional", now=NOW)
    assert [f.rule for f in report.findings if f.rule == "FW-RQ-02"] == expected


def test_a_negation_inside_a_request_takes_it_back() -> None:
    asks = Case("en-fee", "Shop <s@shop.example>", "Your parcel", "Please pay the delivery fee of 2 pounds by card.")
    frees = Case("en-no-fee", "Shop <s@shop.example>", "Your parcel", "You pay no delivery fee, and no customs fee.")
    assert [f.rule for f in gating(asks)] == ["FW-RQ-03"]
    assert gating(frees) == []


def test_a_closing_that_the_customer_asked_for_is_no_threat() -> None:
    text = "Your account has been closed{}. Your last statement is in the post, and a copy of it is in our branch."
    asked = Case("en-asked", "Bank <s@bank.example>", "Closed", text.format(", as you asked"))
    threat = Case("en-threat", "Bank <s@bank.example>", "Closed", text.format(""))
    assert gating(asked) == []
    assert [f.rule for f in gating(threat)] == ["FW-PR-02"]
    both = Case("en-both", "Bank <s@bank.example>", "Your account is closed", text.format(", as you asked"))
    assert gating(both) == [], "its subject says it too"
