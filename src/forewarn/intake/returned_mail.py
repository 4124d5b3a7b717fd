"""Our own routes: mail that came back, complaints, and unsubscribing by mail."""

from __future__ import annotations

from datetime import datetime

from forewarn.intake.handlers import Reading
from forewarn.intake.models import ReceivedMail
from forewarn.intake.signals import (
    Bounced,
    Complained,
    UnsubscribedByMail,
    complaint,
    hard_bounce,
    soft_bounce,
    unsubscribe_by_mail,
)
from forewarn.intake.tokens import Addressee, find_addressee, read_bounce_token, read_unsubscribe_token
from forewarn.mail.reports.kinds import ArfReport, BouncedRecipient, DsnReport
from forewarn.mail.reports.telling_apart import read_report

COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "virus", "miscategorized", "other"})
"""Feedback types (RFC 5965 section 7.3 and its registry) by which somebody says they do not want our mail."""

NOT_FINAL = frozenset({"delayed", "delivered", "relayed", "expanded"})
"""Actions of a delivery report (RFC 3464 section 2.3.3) after which the mail is not lost."""


def read_returned(mail: ReceivedMail, now: datetime) -> Reading:
    """A mail to a return path or to the address for complaints: a bounce, a complaint, or neither."""
    raw = mail.raw
    report = read_report(raw)
    if not isinstance(report, DsnReport | ArfReport):
        return Reading(f"Neither a bounce nor a complaint: {getattr(report, 'why', report.kind)}.")
    whose = (read_bounce_token(mail.token) if mail.token else None) or find_addressee(raw)
    if whose is None or not whose.customer_id or mail.brand_id is None:
        return Reading(
            f"A {'bounce' if isinstance(report, DsnReport) else 'complaint'} that names no mail of ours, so nobody can "
            "be held to it."
        )
    if isinstance(report, ArfReport):
        return _complained(mail, mail.brand_id, report, whose, now)
    return _bounced(mail, mail.brand_id, report, whose, now)


def read_unsubscribe(mail: ReceivedMail, now: datetime) -> Reading:
    """A mail to the address of List-Unsubscribe (RFC 2369): whatever it says, the customer wants no more."""
    found = read_unsubscribe_token(mail.token)
    if found is None or mail.brand_id is None:
        return Reading("The address was not made by us.")
    whose, choice = found
    event = UnsubscribedByMail(mail.brand_id, whose.customer_id, whose.mailing_id, choice, now)
    unsubscribe_by_mail.send(sender=ReceivedMail, event=event)
    return Reading(f"Unsubscribed from {choice} mail.", whose.customer_id)


def _bounced(mail: ReceivedMail, brand_id: int, report: DsnReport, whose: Addressee, now: datetime) -> Reading:
    final = [recipient for recipient in report.recipients if recipient.action not in NOT_FINAL]
    if not final:
        return Reading("The receiving server reports no failure, or only a delay so far.", whose.customer_id)
    worst = next((recipient for recipient in final if recipient.hard), final[0])
    event = Bounced(
        brand_id, whose.customer_id, whose.mailing_id, worst.address, worst.reason.value, _words(worst), now
    )
    (hard_bounce if worst.hard else soft_bounce).send(sender=ReceivedMail, event=event)
    kind = "Returned for good" if worst.hard else "Returned, perhaps not for good"
    return Reading(f"{kind}: {worst.reason.value.replace('_', ' ')}.", whose.customer_id)


def _complained(mail: ReceivedMail, brand_id: int, report: ArfReport, whose: Addressee, now: datetime) -> Reading:
    if report.feedback_type not in COMPLAINTS:
        return Reading(f"Feedback of the type {report.feedback_type}, which is no complaint.", whose.customer_id)
    event = Complained(brand_id, whose.customer_id, whose.mailing_id, report.feedback_type, now)
    complaint.send(sender=ReceivedMail, event=event)
    return Reading("Marked as spam.", whose.customer_id)


def _words(recipient: BouncedRecipient) -> str:
    return " ".join(filter(None, [recipient.reply, recipient.status, recipient.text]))[:300]
