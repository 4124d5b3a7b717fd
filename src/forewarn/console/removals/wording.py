"""The words of removals for staff: badges and labels."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.removals.rules.clocks import PROFILES

Words = str | Promise

STATES: dict[str, tuple[str, Words]] = {
    "open": ("quiet", _("not asked yet")),
    "in_progress": ("info", _("asked")),
    "fulfilled": ("ok", _("done")),
    "denied": ("warn", _("exception stated")),
    "revoked": ("quiet", _("taken back")),
    "expired": ("bad", _("late")),
}

REASONS: dict[str, Words] = {
    "need_user_verification": _("needs to know which person it is"),
    "suspected_fraud": _("suspects a fraud"),
    "insufficient_verification": _("cannot tell which person it is"),
    "no_match": _("found nothing"),
    "claim_not_covered": _("a law makes it keep the data"),
    "outside_jurisdiction": _("the law does not apply there"),
    "other": _("another reason"),
}

WAYS: dict[str, Words] = {"mail": _("by mail"), "webhook": _("by webhook"), "hand": _("by hand")}

ORIGINS: dict[str, Words] = {
    "page": _("asked on the page “Your data”"),
    "erasure": _("the customer was erased"),
    "staff": _("entered by staff"),
}

HOWS: dict[str, Words] = {
    "mail": _("by mail"),
    "phone": _("by phone"),
    "letter": _("by letter"),
    "person": _("in person"),
}

EVENTS: dict[str, Words] = {
    "received": _("received"),
    "asked": _("asked"),
    "accepted": _("at work on it"),
    "reminded": _("reminded"),
    "not reached": _("not reached"),
    "not understood": _("answer not understood"),
    "escalated": _("staff and the vendor's second address told"),
    "extended": _("given more time"),
    "expired": _("late"),
    "fulfilled": _("done"),
    "denied": _("exception stated"),
    "revoked": _("taken back"),
}

LAWS: dict[str, str] = {code: profile.label for code, profile in PROFILES.items()}
