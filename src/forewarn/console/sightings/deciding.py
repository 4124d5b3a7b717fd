"""Decisions on a sighting: its public words, confirm, dismiss, merge, split, and taking each back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.audit.queries import events_about
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.audit.wording import in_words
from forewarn.console.rendering import UNTAKEN
from forewarn.console.sightings.page import render_sighting, sighting_of, words_form
from forewarn.console.sightings.wording import DONE
from forewarn.foundation.clock import now
from forewarn.sightings import actions, grouping
from forewarn.sightings.rules import State

if TYPE_CHECKING:
    from forewarn.console.sightings.forms import WordsForm
    from forewarn.sightings.models import Sighting

CONFLICT = 409  # RFC 9110: the page that this was sent from shows an earlier state


@for_staff(May.WRITE, methods=("POST",))
def words(request: StaffRequest, sighting: int) -> HttpResponse:
    """Write what the public page says; with `confirm` publish it as well."""
    found, confirming = sighting_of(request, sighting), "confirm" in request.POST
    if _is_stale(request, found):
        return _changed_meanwhile(request, found)
    form = words_form(found, request.POST, confirming=confirming)
    if not form.is_valid():
        return render_sighting(request, found, form, status=UNTAKEN)
    write = actions.publish if confirming else actions.write_words
    try:
        write(
            sighting=found,
            words=form.words(),
            correction=form.cleaned_data.get("correction", ""),
            by=request.actor,
            now=now(),
            seen=_seen(request),
        )
    except actions.ChangedMeanwhile:
        return _changed_meanwhile(request, found)
    except actions.UnableToDecide as error:
        form.add_error(None, str(error))
        return render_sighting(request, found, form, status=UNTAKEN)
    messages.success(request, str(DONE["confirm" if confirming else "words"]))
    if found.state == State.CONFIRMED.value and (unfinished := form.unfinished()):
        said = _("Not whole yet in %(languages)s: its readers see the main language.")
        messages.warning(request, said % {"languages": ", ".join(unfinished)})
    return redirect("console:sightings-show", request.brand.slug, found.pk)


@for_staff(May.WRITE, methods=("POST",))
def decide(request: StaffRequest, sighting: int) -> HttpResponse:
    """Dismiss a sighting or keep it dismissed, take a decision back, merge it into another, or split reports off."""
    found, step = sighting_of(request, sighting), request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    if _is_stale(request, found):
        return _changed_meanwhile(request, found)
    try:
        goes_to = _take(request, found, step)
    except actions.ChangedMeanwhile:
        return _changed_meanwhile(request, found)
    except actions.UnableToDecide as error:
        form = _typed(request, found)
        return render_sighting(request, found, form, status=UNTAKEN, refused=str(error), **_chosen(request))
    messages.success(request, str(DONE[step]))
    if "from_queue" in request.POST and step == "keep":
        return redirect("console:sightings-list", request.brand.slug)
    return redirect("console:sightings-show", request.brand.slug, goes_to.pk)


STEPS = ("dismiss", "keep", "reopen", "merge", "unmerge", "split")


def _take(request: StaffRequest, found: Sighting, step: str) -> Sighting:
    """Take the step; the sighting to go on with."""
    by, moment, seen = request.actor, now(), _seen(request)
    match step:
        case "dismiss":
            actions.dismiss(sighting=found, by=by, now=moment, seen=seen)
        case "keep":
            actions.keep_dismissed(sighting=found, by=by, now=moment, seen=seen)
        case "reopen":
            actions.reopen(sighting=found, by=by, now=moment, seen=seen)
        case "merge":
            number, into_seen = _into(request)
            into = sighting_of(request, number)
            grouping.merge(sighting=found, into=into, by=by, now=moment, seen=seen, into_seen=into_seen)
            return into
        case "unmerge":
            grouping.unmerge(sighting=found, by=by, now=moment, seen=seen)
        case "split":
            return grouping.split(sighting=found, report_ids=_ticked(request), by=by, now=moment, seen=seen)
    return found


def _is_stale(request: StaffRequest, found: Sighting) -> bool:
    return _seen(request) not in (None, found.revision)


def _seen(request: StaffRequest) -> int | None:
    """The revision that the page showed which this was sent from."""
    text = request.POST.get("seen", "")
    return _number(text) if text else None


def _changed_meanwhile(request: StaffRequest, found: Sighting) -> HttpResponse:
    """The page as it is now: who changed what, and what this person had typed and ticked."""
    found.refresh_from_db()
    form = _typed(request, found)
    other = _into(request)[0]
    target = found.pk if _is_stale(request, found) or not other else other  # else the other side of a merger changed
    last = events_about(brand_id=found.brand_id, target_type="sighting", target_id=target).first()
    meanwhile = {"event": last, "did": in_words(last.verb)} if last else {"event": None}
    return render_sighting(request, found, form, status=CONFLICT, meanwhile=meanwhile, **_chosen(request))


def _typed(request: StaffRequest, found: Sighting) -> WordsForm:
    """The public words as they were typed, where they were sent along; otherwise as they are stored."""
    was_sent = any(name.startswith("says_") for name in request.POST)
    return words_form(found, request.POST if was_sent else None)


def _chosen(request: StaffRequest) -> dict[str, Any]:
    """What was ticked and chosen, to be shown again."""
    return {"ticked": _ticked(request), "into": _into(request)[0]}


def _into(request: StaffRequest) -> tuple[int, int | None]:
    """The sighting to merge into, and the revision of it that the list showed."""
    number, _dot, revision = request.POST.get("into", "").partition(".")
    return _number(number), _number(revision) if revision else None


def _ticked(request: StaffRequest) -> list[int]:
    return [_number(text) for text in request.POST.getlist("report")]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
