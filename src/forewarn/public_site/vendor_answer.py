"""The page on which a vendor says that a customer's data is deleted, or why it cannot be; opened by the link in our mail."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.audit.rules import Actor, ActorKind
from forewarn.public_site.requests import for_one
from forewarn.public_site.site import Page, Site
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.queries.requests import task_by_token, whom
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import SETTLED, Reason, Status
from forewarn.vendors.data_fields import FIELDS

if TYPE_CHECKING:
    from forewarn.removals.models import RemovalTask

MAX_NAME, MAX_WORDS = 100, 300  # characters


@for_one
def vendor_answer(request: HttpRequest, site: Site, token: str) -> Page | None:
    """The page, and what was said on it; nothing at a token that is not ours or of another brand."""
    task = task_by_token(site.brand, token)
    if task is None:
        return None
    with translation.override(site.interface):
        if request.method != "POST":
            return _page(task)
        return _take(request, site, task, token)


def _take(request: HttpRequest, site: Site, task: RemovalTask, token: str) -> Page:
    name = " ".join(request.POST.get("name", "").split())[:MAX_NAME]
    words = " ".join(request.POST.get("words", "").split())[:MAX_WORDS]
    said = request.POST.get("said", "")
    typed = {"name": name, "words": words, "said": said}
    if not name:
        return _page(task, error=_("Write who you are: it is kept as proof."), **typed)
    answer = _answer(said, words, name)
    if answer is None:
        return _page(task, error=_("Choose what became of the data."), **typed)
    by = Actor(ActorKind.SYSTEM, "", f"{task.vendor.name}: {name}")
    try:
        record_answer(task=task, answer=answer, by=by, now=site.now)
    except UnableToRemove:
        late = task_by_token(site.brand, token) or task
        wrong = (
            _("This was answered before, and differently. Write to us if that answer was wrong.")
            if Status(late.status) in SETTLED
            else _("Say in words why it cannot be done: the customer reads them.")
        )
        return _page(late, error=wrong, **typed)
    return _page(task_by_token(site.brand, token) or task)


def _answer(said: str, words: str, name: str) -> Answer | None:
    if said == "done":
        return Answer(Status.FULFILLED, proof=f"{name}: {words}" if words else name)
    if said == "later":
        return Answer(Status.IN_PROGRESS, words=words)
    if said in _reasons():
        return Answer(Status.DENIED, Reason(said), words=words)
    return None


def _reasons() -> dict[str, str]:
    """The reasons a vendor can choose, in plain words."""
    return {
        Reason.NO_MATCH.value: _("We hold nothing under this address or number."),
        Reason.CLAIM_NOT_COVERED.value: _("A law makes us keep it."),
        Reason.INSUFFICIENT_VERIFICATION.value: _("We cannot tell which person it is."),
        Reason.SUSPECTED_FRAUD.value: _("We think that the request is a fraud."),
        Reason.OUTSIDE_JURISDICTION.value: _("The law that is named does not apply to us."),
        Reason.OTHER.value: _("Another reason."),
    }


def _page(task: RemovalTask, *, error: str = "", **typed: str) -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    context = {
        "task": task,
        "number": f"{shown_number(task.request.number)}/{task.pk}",
        "whom": whom(task),
        "fields": [FIELDS[code].label for code in task.fields if code in FIELDS],
        "settled": Status(task.status) in SETTLED,
        "reasons": _reasons(),
        "error": error,
        "typed": typed,
    }
    return Page("vendor_answer.html", context, status=status)
