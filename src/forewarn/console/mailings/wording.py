"""The words of states, classes and reasons, with the colour that goes with each."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

STATES: dict[str, tuple[Words, str]] = {
    "draft": (_("Draft"), "quiet"),
    "submitted": (_("Waits for approval"), "warn"),
    "approved": (_("Approved"), "ok"),
    "scheduled": (_("Scheduled"), "info"),
    "sending": (_("Being sent"), "info"),
    "paused": (_("Paused"), "bad"),
    "done": (_("Sent"), "ok"),
    "cancelled": (_("Cancelled"), "bad"),
}

CLASSES: dict[str, Words] = {
    "mandated": _("Mandated notice"),
    "transactional": _("Notice"),
    "care": _("Care"),
    "marketing": _("Marketing"),
    "mixed": _("Marketing (mixed)"),
}

CROWDS: dict[str, Words] = {
    "opted_out": _("Opted out before"),
    "unreachable": _("Address did not work before"),
    "suppressed": _("Address must not be written to"),
    "gone": _("No longer a customer"),
    "opted_out_since": _("Opted out before their turn"),
    "unreachable_since": _("Address stopped working before their turn"),
    "gone_since": _("Removed before their turn"),
    "unwritable": _("No mail could be made for them"),
    "refused": _("Refused by the server"),
    "gave_up": _("Server kept saying “not now”"),
    "cancelled": _("Cancelled before their turn"),
    "bounced": _("Came back as undeliverable"),
}

ENDINGS: dict[str, tuple[Words, str]] = {
    "accepted": (_("Accepted"), "ok"),
    "deferred": (_("Put off"), "warn"),
    "in_doubt": (_("In doubt, sent again"), "warn"),
    "refused": (_("Refused"), "bad"),
    "skipped": (_("Not sent"), "quiet"),
    "hard_bounce": (_("Came back for good"), "bad"),
    "soft_bounce": (_("Came back for now"), "warn"),
    "complaint": (_("Marked as spam"), "bad"),
}
