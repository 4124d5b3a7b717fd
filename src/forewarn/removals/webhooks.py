"""Where a vendor's server posts its answers: one address per vendor, each message signed with the shared secret."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from forewarn.audit.rules import Actor, ActorKind
from forewarn.foundation.clock import now as current_time
from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.settings import channel_by_token
from forewarn.removals.models import Channel, ReceivedMessage, RemovalTask
from forewarn.removals.rules.webhooks import MAX_BODY, Said, UnableToRead, check, read_answer


@csrf_exempt
@require_POST
def vendor_webhook(request: HttpRequest, token: str) -> JsonResponse:
    """Take a vendor's answer. A copy of a message, and an answer that was given before, change nothing and get 200."""
    channel = channel_by_token(token)
    if channel is None:
        return _answer(404, error="There is no such webhook.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return _answer(413, error="The body is too long.")
    body, moment = request.body, current_time()
    try:
        message_id = check(unseal(channel.secret_sealed), request.headers, body, now=moment)
    except (UnableToRead, UnableToUnseal) as error:
        return _answer(401, error=str(error))
    try:
        said = read_answer(body)
    except UnableToRead as error:
        return _answer(422, error=str(error))
    task = _task(channel, said.request_id)
    if task is None:
        return _answer(404, error="There is no such request.")
    return _take(channel, message_id, task, said)


def _take(channel: Channel, message_id: str, task: RemovalTask, said: Said) -> JsonResponse:
    by = Actor(ActorKind.SYSTEM, "", f"{channel.vendor.name}, by webhook")
    moment = current_time()
    answer = Answer(said.status, said.reason, said.words, said.words or "Confirmed by webhook")
    try:
        with transaction.atomic():
            ReceivedMessage.objects.create(channel=channel, message_id=message_id, at=moment)
            record_answer(task=task, answer=answer, by=by, now=moment)
    except IntegrityError:
        pass  # a copy of a message that was taken before
    except UnableToRemove as error:
        return _answer(409, error=str(error))
    task.refresh_from_db()
    return _answer(200, request_id=said.request_id, status=task.status, reason=task.reason or None)


def _task(channel: Channel, request_id: str) -> RemovalTask | None:
    """The part of a request id, if it is this vendor's: one vendor never answers for another."""
    number, _, key = request_id.partition("-")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    rows = RemovalTask.objects.select_related("request__brand", "vendor")
    return rows.filter(pk=int(key), request__number=number, vendor_id=channel.vendor_id).first()


def _answer(code: int, /, **body: object) -> JsonResponse:
    return JsonResponse(body, status=code, headers={"Cache-Control": "no-store"})


urlpatterns = [path("webhooks/removals/<str:token>/", vendor_webhook, name="removal_webhook")]
