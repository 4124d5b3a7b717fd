"""Kinds of change at a vendor, where a change stands, and the reasons that may be given for it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What changes."""

    JOINING = "joining"
    LEAVING = "leaving"
    REPLACING = "replacing"
    NEW_DATA = "new_data"
    NEW_PLACE = "new_place"
    RENAME = "rename"
    MERGER = "merger"
    SUPPLIER = "supplier"
    NEW_ROLE = "new_role"


class Aspect(StrEnum):
    """What changes, where the kind alone says too much or something else."""

    SEEN = "seen"  # from where data is seen, not where it is kept
    RULES = "rules"  # what protects it abroad, at the same places
    MORE = "more"  # a supplier that was there sees more, or from elsewhere
    PART = "part"  # whose orders it works on, not what it does


class State(StrEnum):
    """Where a change stands."""

    PLANNED = "planned"  # only staff know
    ANNOUNCED = "announced"  # public, not in effect yet
    IN_EFFECT = "in_effect"
    WITHDRAWN = "withdrawn"  # it was public, and will not happen


class Why(StrEnum):
    """Why the brand makes the change; a list, so that a notice says nothing in its own words."""

    PROTECTION = "protection"
    SERVICE = "service"
    NEW_SERVICE = "new_service"
    CLOSER = "closer"
    FEWER = "fewer"
    COST = "cost"
    COMPANY = "company"
    ENDS = "ends"


class Urgency(StrEnum):
    """Why less notice is given than the brand promises."""

    SERVICE_ENDS = "service_ends"
    SECURITY = "security"
    FAILING = "failing"
    LAW = "law"


class Wish(StrEnum):
    """What a customer wants when they object."""

    OBJECT = "object"
    REMOVAL = "removal"


class Outcome(StrEnum):
    """What came of an objection."""

    OPEN = "open"
    KEPT_OUT = "kept_out"  # the customer's data does not go along with the change
    GOES_AHEAD = "goes_ahead"  # it happens for them too; the answer says why
    TAKEN_BACK = "taken_back"  # by the customer


TWO_VENDORS = frozenset({Kind.REPLACING, Kind.MERGER})
"""A vendor comes and another goes."""

COMES = frozenset({Kind.JOINING, *TWO_VENDORS})
"""`vendor` gets customers' data for the first time, or takes over another's."""

SENDS_FIELDS = frozenset({Kind.JOINING, Kind.NEW_DATA})
"""New fields of a crowd that staff name go to the vendor."""

CHANGES_FACTS = frozenset({Kind.NEW_PLACE, Kind.RENAME, Kind.SUPPLIER, Kind.NEW_ROLE})
"""Nothing moves; the register says something else of the vendor."""

FACTS_OF: dict[Kind, tuple[str, ...]] = {
    Kind.NEW_PLACE: ("storage_places", "access_places", "transfer_mechanism"),
    Kind.RENAME: ("name", "legal_entity", "website", "sending_domains"),
    Kind.SUPPLIER: ("chain",),
    Kind.NEW_ROLE: ("role", "purpose", "translations"),
}
"""Which facts of the register such a change may set; of a chain, the companies that come or get more."""


def goes(kind: Kind) -> bool:
    """Whether a vendor goes, so that its deletion clock starts on the day."""
    return kind is Kind.LEAVING or kind in TWO_VENDORS
