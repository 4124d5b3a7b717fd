"""From an edit that customers should hear of first to the plan of a change that tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.console.access import StaffRequest
from forewarn.console.vendors.views import to
from forewarn.vendor_changes.rules.facts import listed_supplier, suppliers_of
from forewarn.vendor_changes.rules.kinds import FACTS_OF, Kind
from forewarn.vendors.fact_table import FACTS
from forewarn.vendors.rules import Facts, Matter, changed

if TYPE_CHECKING:
    from forewarn.vendors.models import Vendor

Way = tuple[str | Promise, str]  # the words of a link, and its address

_WORDS: dict[Matter, str | Promise] = {
    Matter.DATA: _("Announce that it gets more data"),
    Matter.PLACE: _("Announce the new place"),
    Matter.NAME: _("Announce the new name"),
    Matter.ROLE: _("Announce what it will do"),
    Matter.SUPPLIER: _("Announce the company that works for it"),
    Matter.ARRIVAL: _("Announce that it joins"),
    Matter.DEPARTURE: _("Announce that it leaves"),
}


def ways_to_announce(
    request: StaffRequest, vendor: Vendor, matters: Iterable[Matter], before: Mapping[str, object], after: Facts
) -> list[Way]:
    """A link for each kind of change that would tell customers, its form filled in from the edit.

    That the data is of children is no kind of data: no change tells it, and a public ground has to.
    """
    return [
        (
            _WORDS[matter],
            f"{to(request, 'changes-new')}?{urlencode(_filled_in(vendor, matter, before, after), doseq=True)}",
        )
        for matter in dict.fromkeys(matters)
        if matter in _WORDS and (matter is not Matter.DATA or _fields_more(before, after))
    ]


def _filled_in(vendor: Vendor, matter: Matter, before: Mapping[str, object], after: Facts) -> dict[str, object]:
    filled: dict[str, object] = {"kind": matter.value, "vendor": vendor.pk}
    if matter is Matter.SUPPLIER:
        return filled | {f"row_{code}": value for code, value in _company_with_more(before, after).items()}
    if matter is Matter.DATA:
        return filled | {"fields_sent": _fields_more(before, after)}
    named = _words(after) if matter is Matter.ROLE and "purpose" in changed(before, after) else {}
    differ = [code for code in FACTS_OF.get(Kind(matter.value), ()) if code in changed(before, after)]
    return filled | named | {f"fact_{code}": after[code] for code in differ if after.get(code) and code in FACTS}


def _fields_more(before: Mapping[str, object], after: Facts) -> list[object]:
    """What it would hold beyond what it holds."""
    held, wanted = before.get("fields"), after.get("fields")
    known = held if isinstance(held, list) else []
    return [one for one in wanted if one not in known] if isinstance(wanted, list) else []


def _words(facts: Mapping[str, object]) -> dict[str, object]:
    """What it will do, in the other languages of the register."""
    said = facts.get("translations")
    return {
        f"fact_purpose__{locale}": words["purpose"]
        for locale, words in (said.items() if isinstance(said, Mapping) else ())
        if words.get("purpose")
    }


def _company_with_more(before: Mapping[str, object], after: Facts) -> Mapping[str, object]:
    """The first company of the chain that the register does not have, or has otherwise."""
    return next((row for row in suppliers_of(after) if row != listed_supplier(before, row.get("name"))), {})
