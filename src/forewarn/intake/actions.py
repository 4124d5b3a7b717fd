"""Taking mail in: stored durably first, whatever it is; read later."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.background import enqueue
from forewarn.foundation.machine import disk_is_full
from forewarn.foundation.secrets import keyed_hash
from forewarn.intake.domains import intake_domains
from forewarn.intake.floods import NULL_SENDERS, Crowding, crowding
from forewarn.intake.limits import MAX_MAIL_BYTES, SENDER_SHARE
from forewarn.intake.models import RawMail, ReceivedMail
from forewarn.intake.outcomes import Outcome
from forewarn.intake.reading import read_at_once, read_received_mail
from forewarn.intake.rules import Destination, Route, Source, State, destination_of, network_of
from forewarn.intake.storable import storable

PACKING = 6  # zlib level: mail shrinks to a third, at 50 MB/s
BY_STAFF = frozenset({Source.UPLOAD, Source.COMMAND})


class UnableToReceive(Exception):
    """The mail is not taken in; the text says why."""


class NotOurs(UnableToReceive):
    """The address is none of ours."""


class NoRoom(UnableToReceive):
    """The disk is full, or as good as full: the mail must stay where it is, and come again."""


class UnableToReadAgain(Exception):
    """The mail cannot be read again; the text says why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a mail: stored as `mail_id`, or only counted (None). `new` is False where it had come before."""

    mail_id: int | None
    new: bool
    crowding: Crowding = Crowding.FEW  # how much its source brings


def receive(
    *, raw: bytes, rcpt_to: str, mail_from: str = "", source: Source, now: datetime, peer: str = "", helo: str = ""
) -> Receipt:
    """Store a mail for one address of ours and have it read in the background.

    `peer` is the IP address of the host that sent it, `helo` the name it gave itself.

    When the transaction around it has committed, the mail is safe. Raises NotOurs for other addresses, UnableToReceive
    where the mail is empty or too large.
    """
    to = destination_of(rcpt_to, intake_domains())
    if to is None:
        raise NotOurs(f"{rcpt_to} is no address at which mail is taken in.")
    return receive_at(raw=raw, to=to, mail_from=mail_from, source=source, now=now, peer=peer, helo=helo)


@transaction.atomic
def receive_at(
    *,
    raw: bytes,
    to: Destination,
    mail_from: str = "",
    source: Source,
    now: datetime,
    peer: str = "",
    helo: str = "",
) -> Receipt:
    """The same for a destination that was found already. Raises UnableToReceive."""
    receipt = _stored(raw, to, source, now, (mail_from, peer, helo))
    if receipt.new and receipt.mail_id is not None:
        behind = receipt.crowding is Crowding.MANY
        enqueue(read_received_mail, after_others=behind, mail_id=receipt.mail_id)
    return receipt


@transaction.atomic
def keep_read(*, raw: bytes, to: Destination, source: Source, now: datetime, peer: str, outcome: Outcome) -> Receipt:
    """Store a mail that was read on the spot, with what it led to; nothing reads it again. Raises UnableToReceive."""
    receipt = _stored(raw, to, source, now, ("", peer, ""))
    if receipt.new and receipt.mail_id is not None:
        read_at_once(receipt.mail_id, outcome, now)
    return receipt


def _stored(raw: bytes, to: Destination, source: Source, now: datetime, came: tuple[str, str, str]) -> Receipt:
    """The mail with its bytes in the tables, or counted; `came` is the envelope's sender, the host and its name."""
    if not raw.strip():
        raise UnableToReceive("The mail is empty.")
    if len(raw) > MAX_MAIL_BYTES:
        raise UnableToReceive(f"The mail is larger than {MAX_MAIL_BYTES // 1024**2} MB.")
    if disk_is_full():
        raise NoRoom("The disk is nearly full.")
    peer, digest = came[1], hashlib.sha256(raw).hexdigest()
    mail_from, helo = storable(came[0], 320), storable(came[2], 255)
    asker = _asker(to, mail_from)
    if (copy := _count_copy(to, digest, asker, raw, now)) is not None:
        return copy
    found = Crowding.FEW
    if source not in BY_STAFF:
        found = crowding(to, mail_from=mail_from, network=network_of(peer), now=now)
    if found is Crowding.TOO_MANY:
        return Receipt(None, new=True, crowding=found)
    try:
        with transaction.atomic():
            mail = ReceivedMail.objects.create(
                brand_id=to.brand_id,
                route=to.route.value,
                token=to.token,
                sha256=digest,
                asker=asker,
                mail_from=mail_from,
                rcpt_to=storable(to.address, 320),
                peer=storable(peer, 45),
                helo=helo,
                size=len(raw),
                source=source.value,
                received_at=now,
                due_at=now,
            )
    except IntegrityError:  # another process stored it between the look and the writing
        return _count_copy(to, digest, asker, raw, now) or Receipt(None, new=False)
    RawMail.objects.create(mail=mail, content=zlib.compress(raw, PACKING), stored_at=now)
    return Receipt(mail.pk, new=True, crowding=found)


def note_unfetched(*, to: Destination, mark: str, size: int, reason: str, source: Source, now: datetime) -> None:
    """Show a mail that was left where it is; `mark` tells it apart from others."""
    ReceivedMail.objects.get_or_create(
        brand_id=to.brand_id,
        route=to.route.value,
        token=to.token,
        sha256=hashlib.sha256(mark.encode()).hexdigest(),
        asker="",
        defaults={
            "rcpt_to": storable(to.address, 320),
            "size": size,
            "source": source.value,
            "received_at": now,
            "due_at": now,
            "state": State.FAILED.value,
            "problem": reason,
            "read_at": now,
        },
    )


@transaction.atomic
def read_again(*, mail: ReceivedMail, by: Actor, now: datetime) -> None:
    """Have a mail read once more, after what it broke on was mended. Raises UnableToReadAgain."""
    if not RawMail.objects.filter(pk=mail.pk).exists():
        raise UnableToReadAgain("Its bytes are not here any more, so there is nothing to read.")
    again = ReceivedMail.objects.filter(pk=mail.pk, state=State.FAILED.value)
    if not again.update(state=State.WAITING.value, attempts=0, due_at=now, problem=""):
        raise UnableToReadAgain("Only mail that could not be read can be read again.")
    target = ("received mail", mail.pk, str(mail))
    record("mail_in.read_again", by=by, now=now, brand_id=mail.brand_id, target=target)
    enqueue(read_received_mail, mail_id=mail.pk)


def forget_customer(*, brand_id: int, customer_id: int) -> int:
    """Delete what came back about a customer who is erased; how many mails."""
    rows = ReceivedMail.objects.filter(brand_id=brand_id, customer_id=customer_id)
    count = rows.count()
    rows.delete()
    return count


def _asker(to: Destination, mail_from: str) -> str:
    """Who waits for an answer to a mail at check@. A server that sends a mail twice gives the same sender both times;
    another sender with the same bytes, or one who showed them on the page before, asks anew."""
    waits = to.route is Route.CHECK and mail_from not in NULL_SENDERS
    return keyed_hash("asker", mail_from.lower()) if waits else ""


def _count_copy(to: Destination, digest: str, asker: str, raw: bytes, now: datetime) -> Receipt | None:
    """Count the same bytes at the same address; None where they are new."""
    at = ReceivedMail.objects.filter(brand_id=to.brand_id, route=to.route.value, token=to.token)
    same = at.filter(sha256=digest, asker=asker)
    if not same.update(copies=F("copies") + 1, last_copy_at=now):
        return None
    mail_id, copies = same.values_list("pk", "copies")[0]
    if to.route is Route.UNSUBSCRIBE:
        # Somebody may have asked for mail again in between, and now does not want it after all.
        RawMail.objects.update_or_create(
            pk=mail_id, defaults={"content": zlib.compress(raw, PACKING), "stored_at": now}
        )
        same.update(state=State.WAITING.value, attempts=0, due_at=now)
        enqueue(read_received_mail, mail_id=mail_id)
    return Receipt(mail_id, new=False, crowding=Crowding.TOO_MANY if copies > SENDER_SHARE else Crowding.FEW)
