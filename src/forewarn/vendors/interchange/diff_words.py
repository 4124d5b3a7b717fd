"""What a row of a file would change, in words, for people who have to say yes to it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forewarn.vendors import changes, wording
from forewarn.vendors.interchange.planning import Change


def heading(change: Change) -> str:
    """Who it is about: a new vendor with its state, or one that is listed."""
    if change.new:
        return _("New: %(name)s, %(state)s") % {"name": change.name, "state": wording.STATES[change.state.value]}
    return change.name


def differences(change: Change) -> list[changes.Change]:
    """Each fact that changes, with what goes and what comes; of a new vendor all but its name, which heads it."""
    found = changes.changes_between(change.before, change.after)
    return [one for one in found if not (change.new and one.code == "name")]


def in_words(change: Change) -> list[str]:
    """The same, a sentence for each."""
    said = [one.text for one in differences(change)]
    told = {one.code for one in differences(change)} | ({"name"} if change.new else set())
    others = [wording.FACTS[code] for code in change.codes if code not in told]
    return said + [_("%(fact)s: another order.") % {"fact": fact} for fact in others]
