"""Who gets a mailing, who does not, and why not."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from forewarn.mailings.rules.classes import MessageClass, choice_of


class Crowd(StrEnum):
    """What became of a customer of a mailing's audience; every one ends in exactly one of these."""

    REACHED = "reached"
    OPTED_OUT = "opted_out"
    UNREACHABLE = "unreachable"
    SUPPRESSED = "suppressed"
    GONE = "gone"
    OPTED_OUT_SINCE = "opted_out_since"
    UNREACHABLE_SINCE = "unreachable_since"
    GONE_SINCE = "gone_since"
    UNWRITABLE = "unwritable"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    CANCELLED = "cancelled"
    BOUNCED = "bounced"


EXPLAINED = {
    Crowd.REACHED: "The relay took the mail.",
    Crowd.OPTED_OUT: "Chose not to get this kind of mail.",
    Crowd.UNREACHABLE: "The address did not work before; the customer's page says since when.",
    Crowd.SUPPRESSED: "The address must not be written to.",
    Crowd.GONE: "Was on the list, but is not a customer of this brand any more.",
    Crowd.OPTED_OUT_SINCE: "Opted out after the mailing started and before their turn.",
    Crowd.UNREACHABLE_SINCE: "The address stopped working after the mailing started.",
    Crowd.GONE_SINCE: "Was removed after the mailing started and before their turn.",
    Crowd.UNWRITABLE: "No mail could be made: the address or a merge field does not fit.",
    Crowd.REFUSED: "The receiving server refused the mail for good.",
    Crowd.GAVE_UP: "The receiving server kept saying “not now” until time ran out.",
    Crowd.CANCELLED: "The mailing was cancelled before their turn.",
    Crowd.BOUNCED: "Accepted first, then returned as undeliverable.",
}

NOT_REACHED = tuple(crowd for crowd in Crowd if crowd is not Crowd.REACHED)

_SINCE = {
    Crowd.OPTED_OUT: Crowd.OPTED_OUT_SINCE,
    Crowd.UNREACHABLE: Crowd.UNREACHABLE_SINCE,
    Crowd.SUPPRESSED: Crowd.SUPPRESSED,  # looked up when their turn comes, not before
    Crowd.GONE: Crowd.GONE_SINCE,
}


class Standing(NamedTuple):
    """What counts for eligibility at one moment."""

    care: bool
    marketing: bool
    reachable: bool
    suppressed: bool = False


def hindrance(message_class: MessageClass, standing: Standing) -> Crowd | None:
    """Why this customer may not get a mail of this class, or None where they may.

    Mandated and transactional mail ignores choices; nothing goes to an address that is unreachable or barred.
    """
    if standing.suppressed:
        return Crowd.SUPPRESSED
    if not standing.reachable:
        return Crowd.UNREACHABLE
    match choice_of(message_class):
        case "care" if not standing.care:
            return Crowd.OPTED_OUT
        case "marketing" if not standing.marketing:
            return Crowd.OPTED_OUT
    return None


def since_start(reason: Crowd) -> Crowd:
    """The same reason, for somebody who was still eligible when the mailing started."""
    return _SINCE[reason]


def pick_locale(wanted: str, offered: frozenset[str], default: str) -> str:
    """The variant for a customer: their locale, its language, another region of it, else the brand's default.

    `offered` must not be empty; where it lacks the default, the first in order stands in.
    """
    language = wanted.replace("_", "-").split("-")[0].lower()
    by_name = {locale.lower(): locale for locale in offered}
    for name in (wanted.replace("_", "-").lower(), language):
        if name in by_name:
            return by_name[name]
    kin = sorted(locale for name, locale in by_name.items() if language and name.split("-")[0] == language)
    return kin[0] if kin else (default if default in offered else min(offered))
