"""Proving an address by a code: the two steps that every page for one customer begins with.

A person types their address, then the code from their mail. What these steps say is the same for known and unknown
addresses.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from forewarn.audience.actions.codes import (
    TooManyCodes,
    TooManyTries,
    UnableToRequestCode,
    Verified,
    request_code,
    verify_code,
)
from forewarn.public_site.requests import asker
from forewarn.public_site.site import Site

ADDRESS, CODE = "address", "code"
MAX_ADDRESS = 254  # characters: RFC 5321 section 4.5.3.1.3
MAX_TYPED = 40  # characters of a code as it is typed, with spaces


@dataclass(frozen=True, slots=True)
class Step:
    """What to ask next, with what was typed and what was wrong with it; `proved` once nothing is to be asked."""

    name: str = ADDRESS
    email: str = ""
    error: str = ""
    proved: Verified | None = None


def identify(request: HttpRequest, site: Site, purpose: str) -> Step:
    """The step after the one that was sent; the first where none was. Words are in the language that is active."""
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    email = request.POST.get("email", "").strip()[:MAX_ADDRESS]
    if sent == ADDRESS:
        return _send_code(request, site, purpose, email)
    if sent == CODE:
        return _check_code(request, site, purpose, email)
    return Step()


def _send_code(request: HttpRequest, site: Site, purpose: str, email: str) -> Step:
    try:
        request_code(
            brand=site.brand, email=email, purpose=purpose, source=asker(request), locale=site.locale, now=site.now
        )
    except TooManyCodes:
        return Step(
            ADDRESS, email, _("You asked for many codes in a short time. Wait a quarter of an hour, then try again.")
        )
    except UnableToRequestCode:
        return Step(ADDRESS, email, _("This is not a whole email address. Write it like name@mail.example."))
    return Step(CODE, email)


def _check_code(request: HttpRequest, site: Site, purpose: str, email: str) -> Step:
    typed = request.POST.get("code", "")[:MAX_TYPED]
    try:
        proved = verify_code(
            brand=site.brand, email=email, purpose=purpose, code=typed, source=asker(request), now=site.now
        )
    except TooManyTries:
        return Step(
            CODE, email, _("Many wrong codes came from your network. Wait a quarter of an hour, then try again.")
        )
    if proved is None:
        return Step(CODE, email, wrong_code())
    return Step(CODE, email, proved=proved)


def wrong_code() -> str:
    """What is said of a code that proves nothing."""
    return _(
        "This code does not work. Look for a slip of the finger, and use the newest mail from us. "
        "A code lasts a quarter of an hour and five tries."
    )
