"""The one table of rules: evidence part E, 62 rules, and FW-IN-01 for what could not be read. Ids are stable."""

from __future__ import annotations

from forewarn.lint.catalogue import asking, identity, links, sending, things, wording
from forewarn.lint.rule import Rule

# FW-RQ-04 comes last: it reads what the other rules found.
RULES: tuple[Rule, ...] = (
    *identity.IDENTITY,
    *links.LINKS,
    *things.FILES,
    *things.PHONES,
    *things.IMAGES,
    *asking.REQUESTS,
    *asking.PRESSURE,
    *wording.WORDING,
    *wording.READING,
    *sending.HEADERS,
    *sending.PRIVACY,
    *sending.FOCUS,
    sending.UNREAD,
    asking.PROMISES,
)
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
