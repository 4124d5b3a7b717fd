"""Asking vendors: by mail or webhook, again after a failure, with reminders, and louder when time runs out."""

from __future__ import annotations

import http.client
import json
import ssl
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F

from forewarn.audit.rules import SYSTEM
from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single
from forewarn.removals.actions.answering import Answer, note, record_answer, update_status
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.telling import day_of
from forewarn.removals.models import Channel, RemovalRequest, RemovalTask
from forewarn.removals.queries.requests import task_token, whom
from forewarn.removals.queries.settings import channel_of, policy_of
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import Status, Via
from forewarn.removals.rules.timing import escalates, next_reminder, pause_after
from forewarn.removals.rules.webhooks import UnableToRead, read_answer, sign, wrong_with_address

SECONDS = 15  # for a vendor's server to answer
MAX_ANSWER = 64 * 1024  # bytes of its answer that are read
CLAIMED = timedelta(minutes=5)  # after which a worker that asked counts as dead
LIFETIME = timedelta(days=3)  # of a mail that waits for a relay
OPERATIONAL = "operational"


class _Failed(Exception):
    """The vendor could not be reached; the text says why."""


def ask(*, task_id: int, now: datetime) -> None:
    """Ask or remind the vendor of one part, if it is due and no other worker does. Nothing is open while bytes travel."""
    mine = RemovalTask.objects.filter(pk=task_id, settled_at=None, next_at__lte=now)
    if not mine.update(next_at=now + CLAIMED, attempts=F("attempts") + 1):
        return
    task = RemovalTask.objects.select_related("request__brand", "vendor").get(pk=task_id)
    channel = channel_of(task.vendor)
    try:
        answer = _ask(task, channel, now)
    except (_Failed, UnableToQueue, UnableToUnseal) as error:
        _failed(task, channel, str(error), now)
        return
    _reached(task, channel, now)
    if answer is not None:
        try:
            record_answer(task=task, answer=answer, by=SYSTEM, now=now)
        except UnableToRemove as error:
            note(task, "not understood", str(error), by=SYSTEM, now=now)


def _ask(task: RemovalTask, channel: Channel | None, now: datetime) -> Answer | None:
    if channel is None or channel.via == Via.HAND:
        return None
    if channel.via == Via.WEBHOOK:
        return _post(task, channel, now)
    _mail(task, channel.address, channel.locale, "remind" if task.asked_at else "ask", str(task.reminders), now)
    return None


def _mail(task: RemovalTask, address: str, locale: str, kind: str, key: str, now: datetime) -> None:
    brand = task.request.brand
    chosen = locale or brand.default_locale
    context = {
        "vendor": task.vendor.name,
        "number": f"{shown_number(task.request.number)}/{task.pk}",
        "due": day_of(task.due_at, chosen, task.request),
        "link": f"https://{brand.public_host}/vendor-answer/{task_token(task)}/",
        "contact": brand.contact_address,
    }
    queue_single(
        brand=brand,
        wording=Wording(f"removals/{kind}", context, OPERATIONAL),
        to=Recipient(address, chosen),
        now=now,
        idempotency_key=f"removal task {task.pk} {kind} {key}",
        lifetime=LIFETIME,
    )


def message_of(task: RemovalTask) -> dict[str, object]:
    """What a webhook says: whom to remove, which fields, by when, and where to answer. Raises _Failed."""
    person = whom(task)
    if person is None:
        raise _Failed("The customer's address cannot be opened any more.")
    request = task.request
    return {
        "type": "removal.requested",
        "request_id": f"{request.number}-{task.pk}",
        "exercise": "deletion",
        "regime": request.profile,
        "status": Status.OPEN.value,
        "subject": {"email": person.email, "customer_number": person.external_id},
        "fields": task.fields,
        "received_at": request.received_at.isoformat(),
        "expected_by": task.due_at.isoformat(),
        "answer_url": f"https://{request.brand.public_host}/vendor-answer/{task_token(task)}/",
    }


def _post(task: RemovalTask, channel: Channel, now: datetime) -> Answer | None:
    body = json.dumps(message_of(task), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "Forewarn"}
    headers |= sign(unseal(channel.secret_sealed), message_id=f"removal-{task.pk}", at=now, body=body)
    if wrong := wrong_with_address(channel.url, loopback=settings.SAMPLE or settings.DEVELOPMENT):
        raise _Failed(wrong)
    status, said = _send(channel.url, body, headers)
    if not 200 <= status < 300:
        raise _Failed(f"The vendor's server answered {status}.")
    try:
        found = read_answer(said)
    except UnableToRead:
        return None  # an acknowledgement in words of its own
    if found.request_id != f"{task.request.number}-{task.pk}" or found.status is Status.OPEN:
        return None
    return Answer(found.status, found.reason, found.words, "Answered to our webhook message")


def _send(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Status and answer of one POST; redirects are not followed. Raises _Failed."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _Failed(f"The vendor's server cannot be reached ({type(error).__name__}).") from error
    finally:
        connection.close()


@transaction.atomic
def _reached(task: RemovalTask, channel: Channel | None, now: datetime) -> None:
    request = RemovalRequest.objects.select_for_update().get(pk=task.request_id)
    row = RemovalTask.objects.select_for_update().get(pk=task.pk)
    if row.settled_at is not None:
        return
    again = row.asked_at is not None
    row.asked_at, row.attempts, row.problem = row.asked_at or now, 0, ""
    row.reminders += again
    if row.status == Status.OPEN:
        row.status = Status.IN_PROGRESS.value
    by_hand = channel is None or channel.via == Via.HAND
    row.next_at = None if by_hand else next_reminder(now, days=policy_of(request.brand).remind_days)
    row.save(update_fields=["asked_at", "attempts", "problem", "reminders", "status", "next_at"])
    if not by_hand:
        note(row, "reminded" if again else "asked", f"by {channel.via}" if channel else "", by=SYSTEM, now=now)
    if channel is not None and channel.problem:
        Channel.objects.filter(pk=channel.pk).update(problem="", problem_since=None)
    update_status(request)


@transaction.atomic
def _failed(task: RemovalTask, channel: Channel | None, problem: str, now: datetime) -> None:
    row = RemovalTask.objects.select_for_update().get(pk=task.pk)
    if row.settled_at is not None:
        return
    row.problem, row.next_at = problem[:300], now + pause_after(row.attempts)
    row.save(update_fields=["problem", "next_at"])
    note(row, "not reached", problem, by=SYSTEM, now=now)
    if channel is not None:
        Channel.objects.filter(pk=channel.pk).update(problem=problem[:300], problem_since=channel.problem_since or now)


def escalate(*, now: datetime, at_once: int) -> None:
    """Tell the vendor's second address and the brand's staff of parts that are about to be late, once each."""
    waiting = RemovalTask.objects.select_related("request__brand", "vendor")
    waiting = waiting.filter(settled_at=None, escalated_at=None, due_at__lt=now + timedelta(days=90)).order_by("due_at")
    days: dict[int, int] = {}
    for task in waiting[:at_once]:
        brand = task.request.brand
        if brand.pk not in days:
            days[brand.pk] = policy_of(brand).escalate_days
        if escalates(task.due_at, now, days=days[brand.pk]):
            _escalate(task, now)


@transaction.atomic
def _escalate(task: RemovalTask, now: datetime) -> None:
    if not RemovalTask.objects.filter(pk=task.pk, settled_at=None, escalated_at=None).update(escalated_at=now):
        return
    channel, brand = channel_of(task.vendor), task.request.brand
    try:
        if channel is not None and channel.second_address:
            _mail(task, channel.second_address, channel.locale, "remind", "second address", now)
        if brand.contact_address:
            _mail(task, brand.contact_address, brand.default_locale, "staff", "late", now)
    except UnableToQueue as error:
        note(task, "not reached", str(error), by=SYSTEM, now=now)
        return
    note(task, "escalated", by=SYSTEM, now=now)


@transaction.atomic
def expire(*, task_id: int, now: datetime) -> None:
    """Mark a part whose time is over; the vendor can still answer."""
    task = RemovalTask.objects.filter(pk=task_id).first()
    if task is None:
        return
    request = RemovalRequest.objects.select_for_update().get(pk=task.request_id)
    late = RemovalTask.objects.filter(pk=task_id, settled_at=None, due_at__lt=now).exclude(status=Status.EXPIRED)
    if late.update(status=Status.EXPIRED.value):
        note(task, "expired", by=SYSTEM, now=now)
        update_status(request)
