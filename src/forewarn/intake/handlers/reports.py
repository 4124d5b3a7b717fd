"""Mail at the return path and at the address for complaints: bounces and complaints, told apart by what they hold."""

from __future__ import annotations

import re
from functools import partial

from forewarn.intake.addressees import addressee_in_report
from forewarn.intake.outcomes import Incoming, Outcome, What
from forewarn.intake.rules import Route
from forewarn.intake.signals import Bounced, Complained, complaint, hard_bounce, soft_bounce
from forewarn.intake.storable import storable
from forewarn.intake.tokens import Addressee, read_bounce_token
from forewarn.mail.reports.kinds import ArfReport, BouncedRecipient, DsnReport, UnknownReport
from forewarn.mail.reports.telling_apart import read_reports

NO_COMPLAINTS = frozenset({"not-spam", "auth-failure", "dkim", "dmarc"})
"""Feedback types that say nothing against the mail: taken back (RFC 6430), or a failed authentication (RFC 6591)."""

WORDS = 300  # characters of the other server's answer that are kept
_DIAGNOSTIC_TYPE = re.compile(r"^\s*[a-z][a-z0-9-]*;\s*", re.IGNORECASE)  # "smtp; 550 …" (RFC 3464 section 2.3.6)


def read_report(incoming: Incoming) -> Outcome:
    """Read a bounce or a complaint, and find out whose mail it was."""
    reports = list(read_reports(incoming.raw))
    report = next((found for found in reports if isinstance(found, DsnReport | ArfReport)), None)
    if report is None:
        other = next((found for found in reports if not isinstance(found, UnknownReport)), None)
        if other is None:
            return Outcome(What.NO_REPORT, _by_address(incoming))
        return Outcome(What.OTHER_FEEDBACK, _by_address(incoming), {"feedback_type": other.kind})
    message_id = report.original_message_id if isinstance(report, DsnReport) else report.reported_message_id
    addressee = _by_address(incoming) or addressee_in_report(
        incoming.mail, message_id=message_id, brand_id=incoming.brand_id
    )
    if isinstance(report, DsnReport):
        return _bounce(incoming, report, addressee)
    return _complaint(incoming, report, addressee)


def _by_address(incoming: Incoming) -> Addressee | None:
    """Only a return path carries such a token; the same letters behind another word mean nothing."""
    return read_bounce_token(incoming.token) if incoming.route is Route.BOUNCE else None


def _bounce(incoming: Incoming, report: DsnReport, addressee: Addressee | None) -> Outcome:
    failed = [recipient for recipient in report.recipients if recipient.action == "failed"]
    if not failed:
        late = any(recipient.action == "delayed" for recipient in report.recipients)
        return Outcome(What.NOT_YET if late else What.DELIVERED, addressee)
    # Our mail has one recipient. A report on several is about a list or a forward behind that address, and the address
    # itself is of no use only if all of them are.
    hard = all(recipient.hard for recipient in report.recipients)
    named = failed[0] if hard else next((recipient for recipient in failed if not recipient.hard), failed[0])
    details = {"reason": named.reason.value, "status": named.status, "words": _words(named)}
    if addressee is None:
        return Outcome(What.NOT_OURS, None, details)
    if not addressee.customer_id:
        return Outcome(What.NO_CUSTOMER, addressee, details)
    event = Bounced(
        brand_id=incoming.brand_id,
        customer_id=addressee.customer_id,
        mailing_id=addressee.mailing_id,
        address=storable(named.address, 320),
        reason=named.reason.value,
        text=_words(named),
        at=incoming.received_at,
    )
    signal = hard_bounce if hard else soft_bounce
    announce = partial(signal.send, sender=Incoming, event=event)
    return Outcome(What.HARD_BOUNCE if hard else What.SOFT_BOUNCE, addressee, details, (announce,))


def _complaint(incoming: Incoming, report: ArfReport, addressee: Addressee | None) -> Outcome:
    kind = storable(report.feedback_type, 40)
    details = {"feedback_type": kind}
    if kind in NO_COMPLAINTS:
        return Outcome(What.OTHER_FEEDBACK, addressee, details)
    if addressee is None:
        return Outcome(What.NOT_OURS, None, details)
    if not addressee.customer_id:
        return Outcome(What.NO_CUSTOMER, addressee, details)
    event = Complained(
        brand_id=incoming.brand_id,
        customer_id=addressee.customer_id,
        mailing_id=addressee.mailing_id,
        feedback_type=kind,
        at=incoming.received_at,
    )
    announce = partial(complaint.send, sender=Incoming, event=event)
    return Outcome(What.COMPLAINT, addressee, details, (announce,))


def _words(recipient: BouncedRecipient) -> str:
    """What the other server said, with its codes in front where the words do not begin with them."""
    said = _DIAGNOSTIC_TYPE.sub("", recipient.text)
    codes = [] if recipient.reply and said.startswith(recipient.reply) else [recipient.reply, recipient.status]
    return storable(" ".join(filter(None, [*codes, said])), WORDS)
