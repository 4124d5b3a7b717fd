"""The words of the sent record: standings, classes and how a mail came into it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.journal.rules import Origin, Standing
from forewarn.lint.severity import MessageClass

Words = str | Promise


class Badge(NamedTuple):
    """A word with the class that gives it its colour."""

    kind: str
    words: Words
    meaning: Words


STANDINGS: dict[str, Badge] = {
    Standing.PROVEN.value: Badge("ok", _("Signed by us"), _("A key of ours signed all of it. It may answer for us.")),
    Standing.EXPLAINED.value: Badge(
        "info", _("Signed by a vendor"), _("Every customer of that vendor has such a signature, so it proves nothing.")
    ),
    Standing.UNDISCLOSED.value: Badge("warn", _("Unexplained"), _("Nothing in the list of vendors explains it.")),
    Standing.CONFIRMED.value: Badge(
        "info", _("Said to be ours"), _("Staff say that it is ours; no signature shows it.")
    ),
    Standing.DISMISSED.value: Badge("quiet", _("Not ours"), _("Staff say that it is not ours.")),
}

CLASSES: dict[str, Words] = {
    MessageClass.CARE.value: _("Care"),
    MessageClass.MARKETING.value: _("Marketing"),
    MessageClass.MIXED.value: _("Marketing (mixed)"),
    MessageClass.TRANSACTIONAL.value: _("Notice"),
    MessageClass.MANDATED.value: _("Mandated notice"),
    MessageClass.OPERATIONAL.value: _("To staff and vendors"),
}

ORIGINS: dict[str, Words] = {
    Origin.SEED.value: _("Seen at a seed address"),
    Origin.MAILING.value: _("A mailing of this console"),
    Origin.SINGLE.value: _("Single mails"),
}

SEVERITIES: dict[str, tuple[str, Words]] = {
    "block": ("bad", _("Must not be sent")),
    "error": ("bad", _("Needs a waiver")),
    "warn": ("warn", _("Warning")),
    "info": ("quiet", _("Note")),
}
