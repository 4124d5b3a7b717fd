"""The words of sightings."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.sightings.rules import Channel, State

Words = str | Promise


class Badge(NamedTuple):
    """A word with the class that gives it its colour."""

    kind: str
    words: Words


STATES: dict[str, Badge] = {
    State.WAITING.value: Badge("warn", _("Waits for you")),
    State.CONFIRMED.value: Badge("bad", _("Confirmed, public")),
    State.DISMISSED.value: Badge("quiet", _("Dismissed")),
    State.MERGED.value: Badge("quiet", _("Merged")),
}
CHANNELS: dict[str, Words] = {
    Channel.MAIL.value: _("Email"),
    Channel.TEXT.value: _("Text message"),
    Channel.CALL.value: _("Phone call"),
    Channel.CHAT.value: _("Chat"),
    Channel.LETTER.value: _("Letter"),
    Channel.PAGE.value: _("Web page"),
}
WANTS: dict[str, Words] = {
    "secrets": _("a password, a code or other secrets"),
    "money": _("money, gift cards or other bank details"),
    "file": _("to have a file opened"),
    "install": _("to have a program installed"),
    "code": _("to have a code scanned"),
    "sign_in": _("a sign-in at a page of theirs"),
    "call": _("a call to their number"),
    "reply": _("an answer with personal data"),
    "link": _("a visit to a page of theirs"),
}
PROPOSED: dict[str, tuple[str, str]] = {  # what it wants → (wants, the tell) as first words for the public page
    "secrets": ("your password or a code", "we never ask for a password or a code by email"),
    "money": ("money or a gift card", "we never ask for a payment by email"),
    "file": ("you to open a file", "we never send files you did not ask for"),
    "install": ("you to install a program", "we never ask you to install something by email"),
    "code": ("you to scan a code", "we never put a QR code in an email"),
    "sign_in": ("you to sign in on a false page", "we never send you a link to sign in"),
    "call": ("you to call a number", "we never ask you to call a number from an email"),
    "reply": ("you to answer with personal details", "we never ask for personal details by email"),
    "link": ("you to open a false page", "it leads to an address that is not ours"),
}
