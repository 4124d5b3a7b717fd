"""Words of the screens of the vendor register."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.vendors.rules import State

Words = str | Promise

BADGES: dict[str, tuple[str, Words]] = {
    State.PROPOSED.value: ("quiet", _("proposed")),
    State.ANNOUNCED.value: ("info", _("announced")),
    State.ACTIVE.value: ("ok", _("works for you")),
    State.LEAVING.value: ("warn", _("leaving")),
    State.ENDED.value: ("quiet", _("ended")),
    State.REJECTED.value: ("quiet", _("not chosen")),
}
"""Of a state: the badge and the words."""


class StepWords:
    """A step of a vendor's life: the words of its button, its question, and what follows from it."""

    def __init__(self, button: Words, question: Words, text: Words, *, danger: bool = False) -> None:
        self.button, self.question, self.text, self.danger = button, question, text, danger


STEPS: dict[tuple[str, str], StepWords] = {
    ("proposed", "announced"): StepWords(
        _("Announce"),
        _("Announce %(vendor)s?"),
        _("The public list shows from now on that it will work for you. To tell customers by mail, announce a change."),
    ),
    ("proposed", "rejected"): StepWords(
        _("Not chosen"), _("Not %(vendor)s after all?"), _("The entry stays here, and the public list never shows it.")
    ),
    ("announced", "active"): StepWords(
        _("It works for us now"), _("Does %(vendor)s work for you now?"), _("The public list shows it as at work.")
    ),
    ("announced", "proposed"): StepWords(
        _("Withdraw the announcement"),
        _("Withdraw the announcement of %(vendor)s?"),
        _("The public list shows that it will not work for you after all. The history keeps the announcement."),
        danger=True,
    ),
    ("announced", "rejected"): StepWords(
        _("Not chosen"),
        _("Not %(vendor)s after all?"),
        _("The public list shows that it will not work for you after all. The history keeps the announcement."),
        danger=True,
    ),
    ("active", "leaving"): StepWords(
        _("It is leaving"),
        _("Is %(vendor)s leaving?"),
        _("The public list shows that it will stop working for you. It has ended only when the data there is gone."),
    ),
    ("leaving", "active"): StepWords(
        _("It stays"), _("Does %(vendor)s stay after all?"), _("The public list shows that it stays.")
    ),
    ("leaving", "ended"): StepWords(
        _("It has ended"),
        _("Has the work of %(vendor)s ended?"),
        _(
            "The public list keeps it among those that once worked for you, with what became of the data. This is final."
        ),
        danger=True,
    ),
    ("rejected", "proposed"): StepWords(
        _("Propose it again"), _("Propose %(vendor)s again?"), _("It stands among the proposals again.")
    ),
}

LABELS: dict[str, Words] = {
    "fields": _("Data of customers that it gets"),
    "essential": _("Needed for what customers use"),
    "opt_out": _("Customers can say no to it"),
    "loses": _("What customers would lose without it"),
    "never_writes": _("Never writes to customers about you"),
}
"""Of facts whose public words speak to customers: the same for staff."""

HINTS: dict[str, Words] = {
    "legal_entity": _("As it stands in the contract: Quillpost Mail Ltd."),
    "registration": _("LEI, EUID, or the number in its country's company register."),
    "service": _("In a word or two: email delivery, payments, support desk."),
    "purpose": _("For customers, in plain words, as the end of a sentence: “sends our order confirmations”."),
    "sending_domains": _("One per line, as they stand behind the @ or in the signature. For mail it sends for you."),
    "never_writes": _("Printed on its page: whoever writes to customers about you in its name is then a fraud."),
    "fields": _("What it gets to see of customers. The page and every notice name these."),
    "concerned": _("For customers: “everybody who orders”. Empty means all customers."),
    "essential": _("Without it, customers cannot use what they came for."),
    "loses": _("For customers who ask it to be removed: “You would get no delivery notes.”"),
    "storage_places": _("One country per line: Ireland, or IE. European Union counts as one."),
    "how_many": _("About how many of your customers it has data of."),
    "leaks.ours": _("Say no only where you know: the page then says how it is known."),
    "leaks.fields": _("Of your customers. Who had them there at that time sees the leak on their data page."),
    "leaks.known_by": _("Only the first two let the page say that data was not touched."),
    "leaks.note": _("One sentence for customers: what happened, no guesses."),
    "leaks.evidence": _("Where your copy of it is. Not published."),
    "access_places": _("From where its people can look at the data."),
    "retention": _("“90 days after your last order”"),
    "deletion": _("“Overwritten, and the backups run out”"),
    "chain.rank": _("1 works for this vendor, 2 works for that one, and so on."),
    "measures.verified_by": _("A company or a team, not a person: it is published."),
    "measures.verified_until": _("After this day the page says by itself that the check is out of date."),
    "measures.measure": _("In a few words. The page shows the kind in the reader's language and this beside it."),
    "measures.evidence": _("Where your copy of it is. Not published."),
    "assurance.evidence": _("Where your copy of it is. Not published."),
    "assurance.bridge_until": _("A letter of the company that nothing changed since the report."),
}
"""What helps to fill in a fact, or a column of one."""

ROWS: dict[str, dict[str, Words]] = {
    "measures": {
        "one": _("measure"),
        "add": _("Add a measure"),
        "change": _("Change a measure"),
        "empty": _("Nobody has written down yet how it protects the data."),
    },
    "assurance": {
        "one": _("check"),
        "add": _("Add a check"),
        "change": _("Change a check"),
        "empty": _("No audit and no certificate is listed."),
    },
    "chain": {
        "one": _("supplier"),
        "add": _("Add a supplier of it"),
        "change": _("Change a supplier of it"),
        "empty": _("No supplier of this vendor is listed."),
    },
    "leaks": {
        "one": _("leak"),
        "add": _("Add a leak"),
        "change": _("Change a leak"),
        "empty": _("No leak there is written down."),
    },
}
"""Of each list of rows: the words of its buttons, and what stands there when it is empty."""
