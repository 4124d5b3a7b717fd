"""What customers choose, how a choice is recorded, and what an import may do to one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """A class of mail that a customer can withdraw from."""

    CARE = "care"
    MARKETING = "marketing"


class ChoiceSource(StrEnum):
    """Where a choice was made."""

    IMPORT = "import"
    PAGE = "page"  # the preference page
    ONE_CLICK = "one_click"  # RFC 8058
    MAILTO = "mailto"  # a mail to the unsubscribe address
    COMPLAINT = "complaint"  # marked as spam (ARF)
    STAFF = "staff"


MADE_BY_CUSTOMER = frozenset({ChoiceSource.PAGE, ChoiceSource.ONE_CLICK, ChoiceSource.MAILTO})
"""Where only the customer can have acted. A complaint is theirs too, but comes through a third party."""


class Crowd(StrEnum):
    """What a set of an import holds: every row of it, or those whose choice it set, and on what ground."""

    SEEN = "seen"
    CARE_GIVEN = "care_given"
    CARE_WITHDRAWN = "care_withdrawn"
    CARE_ON_BY_DEFAULT = "care_on_by_default"
    CARE_OFF_BY_DEFAULT = "care_off_by_default"
    MARKETING_GIVEN = "marketing_given"
    MARKETING_WITHDRAWN = "marketing_withdrawn"
    MARKETING_ON_BY_DEFAULT = "marketing_on_by_default"
    MARKETING_OFF_BY_DEFAULT = "marketing_off_by_default"


@dataclass(frozen=True, slots=True)
class CrowdMeaning:
    """What belonging to a crowd says of one customer's choice."""

    choice: Choice
    granted: bool
    by_default: bool


CROWD_MEANINGS = {
    Crowd.CARE_GIVEN: CrowdMeaning(Choice.CARE, True, False),
    Crowd.CARE_WITHDRAWN: CrowdMeaning(Choice.CARE, False, False),
    Crowd.CARE_ON_BY_DEFAULT: CrowdMeaning(Choice.CARE, True, True),
    Crowd.CARE_OFF_BY_DEFAULT: CrowdMeaning(Choice.CARE, False, True),
    Crowd.MARKETING_GIVEN: CrowdMeaning(Choice.MARKETING, True, False),
    Crowd.MARKETING_WITHDRAWN: CrowdMeaning(Choice.MARKETING, False, False),
    Crowd.MARKETING_ON_BY_DEFAULT: CrowdMeaning(Choice.MARKETING, True, True),
    Crowd.MARKETING_OFF_BY_DEFAULT: CrowdMeaning(Choice.MARKETING, False, True),
}

_CROWDS = {meaning: crowd for crowd, meaning in CROWD_MEANINGS.items()}


def crowd_of(choice: Choice, *, granted: bool, by_default: bool) -> Crowd:
    """The crowd that records such a choice."""
    return _CROWDS[CrowdMeaning(choice, granted, by_default)]


def imported_choice(current: bool, *, withdrawn_here: bool, stated: bool | None) -> bool:
    """What a choice is after an import stated yes, no or nothing: it may withdraw, and never restores what the
    customer withdrew here."""
    if stated is None:
        return current
    return stated and not withdrawn_here
