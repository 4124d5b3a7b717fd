"""Words of the screens about changes at vendors."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.vendor_changes.rules.kinds import Kind, Outcome, State, Urgency, Why, Wish
from forewarn.vendors.data_fields import CATEGORIES

Words = str | Promise

KINDS: dict[str, Words] = {
    Kind.JOINING.value: _("A vendor joins"),
    Kind.LEAVING.value: _("A vendor leaves"),
    Kind.REPLACING.value: _("A vendor takes the place of another"),
    Kind.NEW_DATA.value: _("A vendor gets more data"),
    Kind.NEW_PLACE.value: _("A vendor keeps data in another place"),
    Kind.RENAME.value: _("A vendor has a new name"),
    Kind.MERGER.value: _("A vendor becomes part of another"),
    Kind.SUPPLIER.value: _("A vendor lets another company work with data"),
    Kind.NEW_ROLE.value: _("A vendor does something else with data"),
}

EXPLAINED: dict[str, Words] = {
    Kind.JOINING.value: _("Fields of your customers go to a company that had none of them."),
    Kind.LEAVING.value: _("It stops working for you and has to delete what it holds."),
    Kind.REPLACING.value: _("One goes, another takes over its data: a new mailing provider, say."),
    Kind.NEW_DATA.value: _("Fields that it did not have so far."),
    Kind.NEW_PLACE.value: _("Another country, or another ground on which data goes abroad."),
    Kind.RENAME.value: _("The same company, called otherwise or with another legal name."),
    Kind.MERGER.value: _("Its data goes over to the company that takes it in."),
    Kind.SUPPLIER.value: _("A supplier of its own comes, sees more fields, or works from another country."),
    Kind.NEW_ROLE.value: _("Another purpose, or another role in data protection law."),
}

STATES: dict[str, tuple[str, Words]] = {
    State.PLANNED.value: ("quiet", _("planned")),
    State.ANNOUNCED.value: ("info", _("announced")),
    State.IN_EFFECT.value: ("ok", _("in effect")),
    State.WITHDRAWN.value: ("bad", _("withdrawn")),
}

WHY: dict[str, Words] = {
    Why.PROTECTION.value: _("To protect data better"),
    Why.SERVICE.value: _("The new service works better"),
    Why.NEW_SERVICE.value: _("To offer something new"),
    Why.CLOSER.value: _("To keep data closer to customers"),
    Why.FEWER.value: _("So that fewer companies hold data"),
    Why.COST.value: _("It costs less"),
    Why.COMPANY.value: _("The company made the change itself"),
    Why.ENDS.value: _("The old service ends"),
}

URGENCY: dict[str, Words] = {
    Urgency.SERVICE_ENDS.value: _("A service stops sooner"),
    Urgency.SECURITY.value: _("Waiting would put data at risk"),
    Urgency.FAILING.value: _("A service has stopped working well"),
    Urgency.LAW.value: _("The law asks for it sooner"),
}

WISHES: dict[str, Words] = {
    Wish.OBJECT.value: _("does not want it"),
    Wish.REMOVAL.value: _("wants their data removed there"),
}

OUTCOMES: dict[str, tuple[str, Words]] = {
    Outcome.OPEN.value: ("warn", _("waits for an answer")),
    Outcome.KEPT_OUT.value: ("ok", _("data stays out")),
    Outcome.GOES_AHEAD.value: ("info", _("goes ahead")),
    Outcome.TAKEN_BACK.value: ("quiet", _("taken back")),
}


def categories_in_words(codes: Iterable[str]) -> list[Words]:
    """The words of some data categories."""
    return [CATEGORIES[code] for code in codes if code in CATEGORIES]
