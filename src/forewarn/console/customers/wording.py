"""Words of the screens about customers."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forewarn.audience.reading.columns import ATTRIBUTE

CHOICES: dict[str, str | Promise] = {"care": _("Mail for their safety"), "marketing": _("Marketing")}

SOURCES: dict[str, str | Promise] = {
    "import": _("a list that was imported"),
    "page": _("the preference page"),
    "one_click": _("the unsubscribe button of their mail program"),
    "mailto": _("a mail to the unsubscribe address"),
    "complaint": _("marked as spam"),
    "staff": _("staff"),
}

STATES: dict[str, tuple[str, str | Promise]] = {
    "uploaded": ("info", _("waits for its columns")),
    "waiting": ("info", _("waits for the worker")),
    "running": ("info", _("running")),
    "stopped": ("warn", _("stopped")),
    "failed": ("bad", _("failed")),
    "finished": ("ok", _("done")),
}
"""Of an import: the badge and the words."""

REJECTED: dict[str, str | Promise] = {
    "no_address": _("without an address"),
    "invalid_address": _("with an invalid address"),
    "damaged": _("with damaged characters"),
    "too_many_columns": _("with more columns than the header"),
    "unclear_choice": _("with a choice that is neither yes nor no"),
    "long_id": _("with an id that is too long"),
    "repeated_address": _("with an address that came before in the file"),
    "repeated_id": _("with a customer who came before in the file"),
    "address_taken": _("with another customer's address"),
    "erased": _("of customers who were erased"),
}

MEANINGS: dict[str, str | Promise] = {
    "email": _("Email address"),
    "external_id": _("Your number for the customer"),
    "name": _("Full name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "locale": _("Language"),
    "country": _("Country"),
    "care": _("Wants mail for their safety"),
    "marketing": _("Wants marketing"),
    "no_care": _("Does not want mail for their safety"),
    "no_marketing": _("Does not want marketing"),
    "ignore": _("Leave out"),
}


def meaning_in_words(meaning: str) -> str | Promise:
    """What a column means, for a person; an attribute by its name."""
    if meaning.startswith(ATTRIBUTE):
        return gettext("Attribute “%(name)s”") % {"name": meaning.removeprefix(ATTRIBUTE)}
    return MEANINGS.get(meaning, meaning)


ENDINGS: dict[str, tuple[str, str | Promise]] = {
    "accepted": ("ok", _("accepted")),
    "refused": ("bad", _("refused")),
    "deferred": ("warn", _("put off")),
    "skipped": ("quiet", _("left out")),
    "in_doubt": ("warn", _("in doubt")),
    "hard_bounce": ("bad", _("returned for good")),
    "soft_bounce": ("warn", _("returned for now")),
    "complaint": ("bad", _("marked as spam")),
}
"""Of one mail to one customer: the badge and the words."""
