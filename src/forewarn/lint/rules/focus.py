"""Class, frequency and promised dates (FW-FO)."""

from __future__ import annotations

from forewarn.lint.findings import Where, shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.severity import CARING, SELLING

MIN_PROMOTIONS = 2  # different selling phrases that make transactional mail promotional (16 CFR 316.3 weighs the whole)


def sells_in_disguise(check: Check) -> Results:
    """FW-FO-01: the declared class is the detected one: no promotion, prices or product offers outside marketing."""
    if check.message_class in SELLING:
        return
    hits = check.view.meant("promotion")
    needed = (
        1
        if check.message_class in CARING or any(where.part == "header Subject" for _, where in hits)
        else MIN_PROMOTIONS
    )
    if len(hits) < needed:
        return
    words = ", ".join(f"“{shorten(hit.words, 40)}”" for hit, _ in hits[:4])
    yield Seen(hits[0][1], f"declared {check.message_class}, but it sells: {words}")


def comes_too_often(check: Check) -> Results:
    """FW-FO-02: caps and quiet days hold; the customer's marketing share stays under its limit."""
    history = check.context.history
    if history is None:
        yield NotChecked("what was sent before is not known here; the console passes it")
        return
    where = Where("message")
    planned = history.planned_on or check.now.date()
    if planned in history.quiet_days:
        yield Seen(where, f"{planned} is a quiet day")
    gap = history.days_since_last_care
    if check.message_class in CARING and gap is not None and gap < history.min_days_between_care:
        yield Seen(
            where, f"the last care mail was {gap} days ago; at least {history.min_days_between_care} lie between two"
        )
    share = history.marketing_share
    if check.message_class in SELLING and share is not None and share > history.marketing_share_limit:
        yield Seen(
            where,
            f"{share:.0%} of the customer's mail would be marketing; the limit is {history.marketing_share_limit:.0%}",
        )


def keeps_promised_date(check: Check) -> Results:
    """FW-FO-03: a promised lead time or clock is met."""
    promised = check.context.promised
    if promised is None:
        yield NotChecked("no promised date was given; pass LintContext.promised")
        return
    days = (promised.effective_on - promised.sent_on).days
    if days >= promised.days_promised or promised.urgent_reason:
        return
    yield Seen(
        Where("message"),
        f"{shorten(promised.what, 80)}: {days} days before {promised.effective_on}, {promised.days_promised} were promised",
    )
