"""The list of mailings, and one mailing with its figures as they come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from forewarn.accounts.rules import May
from forewarn.audit.queries import events_about
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.audit.wording import in_words
from forewarn.console.mailings.wording import CLASSES, CROWDS, STATES
from forewarn.console.paging import page_of
from forewarn.foundation.clock import now
from forewarn.mailings.queries.content import words_of
from forewarn.mailings.queries.lists import SHOWN, accepted_counts, mailing_of, mailings
from forewarn.mailings.queries.progress import WaitsFor, crowd_sizes, held, progress, reasons, waves
from forewarn.mailings.rules.eligibility import NOT_REACHED
from forewarn.mailings.rules.states import BEFORE_SENDING, State, Step, steps_for

if TYPE_CHECKING:
    from forewarn.mailings.models import Mailing

EVENTS_SHOWN = 20
REASONS_SHOWN = 30
SOURCES = {
    "alert": "console:alerts-show",
    "vendor_change": "console:changes-show",
    "vendor_change_withdrawn": "console:changes-show",
}  # what a mailing may carry → the screen of it


def mailing_or_404(request: StaffRequest, mailing_id: int) -> Mailing:
    """The brand's mailing. Raises Http404."""
    mailing = mailing_of(request.brand, mailing_id)
    if mailing is None:
        raise Http404("no such mailing")
    return mailing


@for_staff(May.LOOK)
def mailing_list(request: StaffRequest) -> HttpResponse:
    """Every mailing, newest first."""
    shown = request.GET.get("shown", "")
    page = page_of(request, mailings(request.brand, shown=shown))
    accepted = accepted_counts(mailing.pk for mailing in page)
    lines = [
        {
            "mailing": mailing,
            "state": STATES[mailing.state],
            "class": CLASSES[mailing.message_class],
            "accepted": accepted.get(mailing.pk, 0),
            "under_way": mailing.started_at is not None,
        }
        for mailing in page
    ]
    context = {"page": page, "lines": lines, "shown": shown if shown in SHOWN else "", "zone": request.brand.time_zone}
    return render(request, "console/mailings/list.html", context)


@for_staff(May.LOOK)
def show(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """One mailing: how far it is, why some were not reached, what was approved, what happened."""
    mailing = mailing_or_404(request, mailing_id)
    events = events_about(brand_id=request.brand.pk, target_type="mailing", target_id=mailing.pk)
    source = SOURCES.get(mailing.source_type)
    context = _live(request, mailing) | {
        "variants": words_of(mailing),
        "class": CLASSES[mailing.message_class],
        "source": reverse(source, args=[request.brand.slug, mailing.source_id]) if source else "",
        "events": [(event, in_words(event.verb)) for event in events[:EVENTS_SHOWN]],
        "may_export": request.may(May.WRITE),
    }
    return render(request, "console/mailings/show.html", context)


@for_staff(May.LOOK)
def progress_part(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """The part of the page that changes while it is being sent."""
    return render(request, "console/mailings/_live.html", _live(request, mailing_or_404(request, mailing_id)))


def _live(request: StaffRequest, mailing: Mailing) -> dict[str, Any]:
    moment = now()
    figures = progress(mailing, now=moment)
    sizes = crowd_sizes(mailing)
    waiting = held(mailing, now=moment)
    possible = steps_for(State(mailing.state)) if request.may(May.APPROVE) else frozenset()
    return {
        "mailing": mailing,
        "state": STATES[mailing.state],
        "zone": request.brand.time_zone,
        "planned": mailing.state in BEFORE_SENDING,
        "live": mailing.state in (State.SENDING, State.SCHEDULED),
        "figures": figures,
        "left": figures.due + figures.later,
        "minutes_left": -(-(figures.seconds_left or 0) // 60),
        "reasons": reasons(mailing)[:REASONS_SHOWN],
        "waves": waves(mailing) if mailing.waves > 1 else [],
        "idle": mailing.state == State.SENDING and figures.next_at and not figures.due and not figures.busy,
        "held": waiting,
        "night": any(line.waits_for is WaitsFor.MORNING for line in waiting),
        "crowds": [(crowd.value, CROWDS[crowd.value], sizes[crowd]) for crowd in NOT_REACHED if sizes.get(crowd)],
        "may": {step.value: step in possible for step in Step},
    }
