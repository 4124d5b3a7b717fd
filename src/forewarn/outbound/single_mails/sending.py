"""Sending a single mail that was queued: claimed, composed, sent outside of any transaction, recorded."""

from __future__ import annotations

import json
import logging
import time
from copy import copy
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import F

from forewarn.brands import queries as brands
from forewarn.brands.models import Brand
from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.foundation.signed_links import make_token
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter, UnableToCompose
from forewarn.mail.dkim.signing import DkimSigner, UnableToSign
from forewarn.outbound.conditions import note_conditions
from forewarn.outbound.envelopes import Envelope, Outcome, Stage, Status
from forewarn.outbound.models import SingleMail, SingleMailState
from forewarn.outbound.queries import UnableToSend, route_for
from forewarn.outbound.routes import Route
from forewarn.outbound.rules import GRACE, STUCK, is_hard, pause_before, refusal_reason
from forewarn.outbound.signals import (
    SingleMailAccepted,
    SingleMailRefused,
    single_mail_accepted,
    single_mail_refused,
)

AT_ONCE = 1000  # mails asked for by one tick; the next tick asks for more
SOON = timedelta(seconds=5)  # after which a busy database is asked again
NOTE_PAUSES = (0.5, 2.0)  # seconds between attempts to note a mail that left

log = logging.getLogger(__name__)


def send_single(*, mail_id: int, now: datetime) -> datetime | None:
    """Send a queued mail, if no other worker does; a mail already sent is left alone.

    Returns when to try again where the database was too busy to begin: somebody waits for the mail.
    """
    try:
        ready = _ready(mail_id, now)
    except DatabaseError:
        log.exception("single mail %s was not sent because of the database; it is tried again", mail_id)
        return _give_back(mail_id, now)
    if ready is None:
        return None
    mail, route, envelope = ready
    line = route.open_line()
    try:
        [outcome] = line.deliver([envelope])
    finally:
        line.close()
    _note(mail, outcome, now)
    note_conditions(route.conditions(), now=now)
    return None


def _ready(mail_id: int, now: datetime) -> tuple[SingleMail, Route, Envelope] | None:
    """The mail, claimed and composed; None where there is nothing to send now."""
    claimed = SingleMail.objects.filter(pk=mail_id, state=SingleMailState.QUEUED).update(
        state=SingleMailState.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    mail = SingleMail.objects.select_related("brand").get(pk=mail_id)
    if mail.expires_at <= now:
        _settle(mail, SingleMailState.EXPIRED, now=now)
        return None
    try:
        route = route_for(mail.brand_id)
        return mail, route, _envelope(mail, route, now)
    except (UnableToSend, UnableToCompose, UnableToUnseal, UnableToSign) as error:
        _put_off(mail, str(error), now=now)
        return None


def _give_back(mail_id: int, now: datetime) -> datetime:
    """Let the mail wait again for a few seconds. A database that is busy even now leaves it to `tick`."""
    close_old_connections()
    again = now + SOON
    claimed = SingleMail.objects.filter(pk=mail_id, state=SingleMailState.SENDING, claimed_at=now)
    claimed.update(state=SingleMailState.QUEUED, due_at=again + GRACE)
    return again


def _note(mail: SingleMail, outcome: Outcome, now: datetime) -> None:
    """Record what became of it; a mail that left and is not noted would leave once more."""
    for pause in NOTE_PAUSES:
        try:
            return _record_outcome(copy(mail), outcome, now=now)
        except DatabaseError:
            log.exception("what became of single mail %s was not noted; trying again", mail.pk)
            time.sleep(pause)
            close_old_connections()
    _record_outcome(mail, outcome, now=now)


def take_due(*, now: datetime) -> list[int]:
    """The mails to ask for again: those that wait for another attempt, and those of workers that died.

    They are not named again for a while, so that a worker that is behind is not given the same twice.
    """
    mails = SingleMail.objects
    mails.filter(state=SingleMailState.SENDING, claimed_at__lt=now - STUCK).update(
        state=SingleMailState.QUEUED, due_at=now
    )
    waiting = mails.filter(state=SingleMailState.QUEUED, due_at__lte=now).order_by("due_at")
    due = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    mails.filter(pk__in=due, state=SingleMailState.QUEUED).update(due_at=now + STUCK)
    return due


def delete_old(*, now: datetime, kept: timedelta) -> None:
    """Delete what was settled so long ago."""
    SingleMail.objects.filter(settled_at__lt=now - kept).delete()


def _envelope(mail: SingleMail, route: Route, now: datetime) -> Envelope:
    """The mail, composed and signed now. Raises UnableToCompose, UnableToUnseal, UnableToSign."""
    content = json.loads(unseal(mail.content_sealed))
    fields = content["letter"]
    letter = Letter(**{**fields, "headers": tuple((name, value) for name, value in fields["headers"])})
    compiled = compile_letter(letter, signers=_signers(mail.brand, letter, route))
    data = compiled.compose(
        {}, to_address=mail.to_address, to_name=content["to_name"], message_id=mail.message_id, date=now
    )
    return Envelope(mail.pk, _return_path(mail, letter), mail.to_address, data, ready=True)


def _signers(brand: Brand, letter: Letter, route: Route) -> list[DkimSigner]:
    if route.signs_itself:
        return []
    domain = letter.from_address.rpartition("@")[2]
    signer = brands.signer(brand, domain)
    if signer is None:
        raise UnableToSign(
            f"Mail from {domain} cannot be signed: put a DKIM key to use under Settings, Domains and keys."
        )
    return [signer]


def _return_path(mail: SingleMail, letter: Letter) -> str:
    """Where a returned mail goes; the purpose and numbers are those that intake reads (0: no mailing)."""
    if not mail.brand.intake_domain:
        return letter.from_address
    return f"bounce+{make_token('bounce', 0, mail.customer_id or 0)}@{mail.brand.intake_domain}"


def _record_outcome(mail: SingleMail, outcome: Outcome, *, now: datetime) -> None:
    mail.relay, mail.code, mail.enhanced = outcome.relay, outcome.code, outcome.enhanced
    match outcome.status:
        case Status.ACCEPTED:
            with transaction.atomic():
                _tell_accepted(mail, now=now)
                _settle(mail, SingleMailState.ACCEPTED, reply=outcome.reply, now=now)
        case Status.REFUSED:
            with transaction.atomic():
                _settle(mail, SingleMailState.REFUSED, reply=outcome.reply, now=now)
                _announce(mail, outcome, now=now)
        case _:
            _put_off(mail, outcome.reply, now=now)


def _tell_accepted(mail: SingleMail, *, now: datetime) -> None:
    """Say that it left; its subject and sender are read before its words are wiped."""
    fields = json.loads(unseal(mail.content_sealed))["letter"]
    event = SingleMailAccepted(
        brand_id=mail.brand_id,
        single_mail_id=mail.pk,
        customer_id=mail.customer_id,
        template=mail.template,
        locale=mail.locale,
        message_class=mail.message_class,
        subject=fields["subject"],
        from_name=fields["from_name"],
        from_address=fields["from_address"],
        message_id=mail.message_id,
        at=now,
    )
    single_mail_accepted.send(sender=SingleMail, event=event)


def _announce(mail: SingleMail, outcome: Outcome, *, now: datetime) -> None:
    event = SingleMailRefused(
        brand_id=mail.brand_id,
        single_mail_id=mail.pk,
        customer_id=mail.customer_id,
        hard=is_hard(outcome),
        reason=refusal_reason(outcome).value if outcome.stage is not Stage.COMPOSING else "composing",
        reply=outcome.reply,
        at=now,
    )
    single_mail_refused.send(sender=SingleMail, event=event)


def _settle(mail: SingleMail, state: SingleMailState, *, reply: str = "", now: datetime) -> None:
    """Write down the end; the words go with it, since they may hold a code."""
    mail.state, mail.settled_at, mail.content_sealed = state, now, ""
    mail.reply = reply or mail.reply
    mail.save(update_fields=["state", "settled_at", "content_sealed", "relay", "code", "enhanced", "reply"])


def _put_off(mail: SingleMail, reply: str, *, now: datetime) -> None:
    """Try again later, with the same Message-ID."""
    mail.state, mail.reply = SingleMailState.QUEUED, reply
    mail.due_at = now + pause_before(mail.attempts)
    mail.save(update_fields=["state", "reply", "due_at", "relay", "code", "enhanced"])
