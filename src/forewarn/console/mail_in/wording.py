"""Mail in, in words: what an address is for, how far a mail is, and what it led to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forewarn.intake.outcomes import What
from forewarn.intake.rules import Route, Source, State
from forewarn.journal import handling
from forewarn.journal.rules import NO_SEED
from forewarn.verification.reasons import VerdictKind
from forewarn.verification.reporters import Answered

ROUTES: dict[str, str | Promise] = {
    Route.CHECK.value: _("Customers ask about a mail"),
    Route.BOUNCE.value: _("Returned mail"),
    Route.COMPLAINT.value: _("Complaints"),
    Route.UNSUBSCRIBE.value: _("Unsubscribing"),
    Route.REPLY.value: _("Replies"),
    Route.JOURNAL.value: _("Copies of our mail"),
    Route.CANARY.value: _("Canary addresses"),
    Route.DMARC.value: _("DMARC reports"),
    Route.TLS_REPORT.value: _("TLS reports"),
    Route.POSTMASTER.value: _("Postmaster"),
}
SOURCES: dict[str, str | Promise] = {
    Source.SMTP.value: _("the listener"),
    Source.LMTP.value: _("the mail server in front of the listener"),
    Source.IMAP.value: _("a mailbox"),
    Source.UPLOAD.value: _("an upload"),
    Source.PAGE.value: _("the public page"),
    Source.WEBHOOK.value: _("a mailing provider"),
    Source.COMMAND.value: _("the command line"),
}


class Badge(NamedTuple):
    """A state with the class that gives it its shape and colour."""

    kind: str
    words: str | Promise


STATES: dict[str, Badge] = {
    State.WAITING.value: Badge("info", _("To be read")),
    State.DONE.value: Badge("ok", _("Read")),
    State.FAILED.value: Badge("bad", _("Could not be read")),
    State.KEPT.value: Badge("quiet", _("Kept")),
}

REASONS: dict[str, str | Promise] = {  # of a bounce; the others are shown as they are
    "user_unknown": _("no such mailbox"),
    "host_unknown": _("no such mail domain"),
    "moved": _("the mailbox has moved"),
    "accepts_no_mail": _("the domain accepts no mail"),
    "mailbox_full": _("the mailbox is full"),
    "too_big": _("the mail is too large"),
    "expired": _("it could not be delivered in time"),
}

OUTCOMES: dict[str, str | Promise] = {
    What.HARD_BOUNCE.value: _("Returned for good; the customer is marked as unreachable"),
    What.SOFT_BOUNCE.value: _("Returned for now; the customer stays reachable"),
    What.NOT_YET.value: _("Late; the other server goes on trying"),
    What.DELIVERED.value: _("Delivered"),
    What.COMPLAINT.value: _("Marked as spam; the customer gets no more care mail or marketing"),
    What.OTHER_FEEDBACK.value: _("Feedback that is no complaint"),
    What.NOT_OURS.value: _("Nothing in it proves that a mail of ours caused it; nobody was changed"),
    What.NO_CUSTOMER.value: _("About a mail to somebody who is no customer"),
    What.NO_REPORT.value: _("An automatic answer or a person's mail, not a report"),
}
AT_SEEDS: dict[str, str | Promise] = {
    handling.SEEN: _("A copy of our mail; it is in the sent record"),
    handling.UNDISCLOSED: _("Mail at a seed address from a sender that no vendor explains"),
    NO_SEED: _("No vendor has this seed address; nothing was stored of it"),
}
UNSUBSCRIBED: dict[str, str | Promise] = {
    "care": _("The customer gets no more care mail"),
    "marketing": _("The customer gets no more marketing"),
}
VERDICTS: dict[str, Badge] = {
    VerdictKind.SENT_BY_US.value: Badge("ok", _("Sent by us")),
    VerdictKind.SENT_BY_US_ALTERED.value: Badge("warn", _("Sent by us, the copy was changed")),
    VerdictKind.NOT_OURS.value: Badge("bad", _("Not from us")),
    VerdictKind.NOT_ABOUT_US.value: Badge("quiet", _("Not from us, and does not say so")),
    VerdictKind.CANNOT_TELL.value: Badge("info", _("Cannot tell from this copy")),
}
ANSWERED: dict[str, str | Promise] = {
    Answered.ON_PAGE.value: _("On the page, at once"),
    Answered.BY_MAIL.value: _("By mail"),
    Answered.NOT_PROVEN.value: _("Not answered: nothing proves that the mail came from the address it names"),
    Answered.AUTOMATIC.value: _("Not answered: a machine, a mailing list or nobody to answer sent it"),
    Answered.REPLY.value: _("Not answered: it replies to our answer and brings no mail"),
    Answered.LATE.value: _("Not answered: it reached us more than two days after it was mailed"),
    Answered.LIMITED.value: _("Not answered: this address, its source or the brand had its share of answers"),
    Answered.NO_SENDER.value: _("Not answered: the brand has no sender. Choose one under Settings, Senders"),
}
FOUND: dict[str, str | Promise] = {
    "itself": _("the mail itself"),
    "attached": _("a mail attached to the report"),
    "inline": _("a mail forwarded as text"),
    "pasted": _("pasted text or source"),
}
KEPT = _("Nothing reads mail to this address yet. It is kept, and read once something does")


def led_to(state: str, outcome: Mapping[str, Any]) -> str:
    """What a mail led to, as a sentence without a full stop; empty while it waits and where it failed."""
    what = str(outcome.get("what", ""))
    if state == State.KEPT:
        return str(KEPT)
    if what == What.UNSUBSCRIBED:
        return str(UNSUBSCRIBED.get(str(outcome.get("choice")), ""))
    if (verdict := str(outcome.get("verdict", ""))) in VERDICTS:
        return str(VERDICTS[verdict].words)
    words = str(OUTCOMES.get(what) or AT_SEEDS.get(what) or capfirst(what.replace("_", " ")))
    if reason := str(outcome.get("reason", "")):
        said = str(REASONS.get(reason) or reason.replace("_", " "))
        return _t("%(what)s (%(reason)s)") % {"what": words, "reason": said}
    return words
