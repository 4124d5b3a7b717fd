"""The words of “your data”: how a measure is known, what changes, where a removal stands and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from forewarn.vendor_changes.models import VendorChange


def words_of_basis() -> dict[str, str]:
    """How a measure is known."""
    return {
        "self-declared": _("the company says so"),
        "contract": _("it is in our contract"),
        "certified": _("a certificate says so"),
        "audited": _("an auditor checked it"),
        "tested by us": _("we tested it"),
    }


def states() -> dict[str, str]:
    """Where a removal stands, by the words of the Data Rights Protocol."""
    return {
        "open": _("about to be asked"),
        "in_progress": _("asked, no answer yet"),
        "fulfilled": _("done: your data was deleted"),
        "denied": _("not deleted"),
        "revoked": _("you took it back"),
        "expired": _("late: we keep asking"),
    }


def found_nothing() -> str:
    """Where a removal stands if the vendor says that there is nothing to remove."""
    return _("it says that it has nothing of yours")


def reasons() -> dict[str, str]:
    """Why something was not deleted."""
    return {
        "need_user_verification": _("The company must first find out which person you are."),
        "suspected_fraud": _("The company thinks that the request was not yours."),
        "insufficient_verification": _("The company could not tell which person you are."),
        "no_match": _("That is the word of the company. We cannot look there ourselves."),
        "claim_not_covered": _("A law makes the company keep the data."),
        "outside_jurisdiction": _("The company says that the law does not apply there."),
        "other": _("The company gave another reason."),
    }


def change_in_words(change: VendorChange) -> str:
    """What a coming change is, with the names of the companies."""
    words = {
        "joining": _("%(company)s starts to work for us."),
        "leaving": _("%(company)s stops working for us."),
        "replacing": _("%(company)s takes over from %(before)s."),
        "merger": _("%(before)s becomes part of %(company)s."),
        "new_data": _("%(company)s gets more of your data."),
        "new_place": _("%(company)s moves your data to another place."),
        "rename": _("%(company)s gets another name."),
        "supplier": _("%(company)s lets one more company work with your data, or lets one see more."),
        "new_role": _("%(company)s does something else with your data."),
    }
    names = {"company": change.vendor.name, "before": change.replaced.name if change.replaced else ""}
    return words[change.kind] % names
