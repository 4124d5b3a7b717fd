"""Other domains that look like the sender's own, where no profile names them.

Only the sender's own name tells. What a mail says of itself elsewhere (its ways out, where bounces go, which host most
of it comes from) is as easily written by whoever poses as the sender.
"""

from __future__ import annotations

from forewarn.lint.rule import Check
from forewarn.mail.domains import organisational_domain, readable_host

MIN_NAME = 4  # letters; shorter names are found in others by chance
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def has_senders_name(check: Check, host: str) -> bool:
    """Whether a host has the sender's name under another ending (brand.de beside brand.com), or spelt with umlauts."""
    name = _senders_name(check)
    return bool(name) and _name(host) == name


def serves_sender(check: Check, host: str) -> bool:
    """Whether a host has the sender's name as a word of its own (images-brand.com).

    Enough to tell whose pictures those are, not whose links: a lure's host is called service-brand.com as well.
    """
    name = _senders_name(check)
    return bool(name) and name in _name(host).split("-")


def _senders_name(check: Check) -> str:
    """The name in the From domain; nothing where a profile names the domains, or where it is too short to tell."""
    name = _name(check.view.from_host) if check.profile.derived else ""
    return name if len(name) >= MIN_NAME else ""


def _name(host: str) -> str:
    """The label that an organisation chose for its domain, in letters of ASCII where German spelling has them."""
    return spelt_out(readable_host(organisational_domain(host)).partition(".")[0])


def spelt_out(text: str) -> str:
    """A text in lower case with umlauts as names of domains have them."""
    return text.translate(_SPELT_OUT)
