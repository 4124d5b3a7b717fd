"""The screens of sightings: the queue, one that staff heard of, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.rendering import posted, render_form
from forewarn.console.sightings.forms import LureForm, SightingFilter
from forewarn.console.sightings.page import line
from forewarn.console.sightings.wording import TABS
from forewarn.foundation.clock import now
from forewarn.mail.links import parse_link
from forewarn.sightings import actions, queries
from forewarn.sightings.queue import AIM_MOST, queue, waiting_clock
from forewarn.sightings.reporting import Lure
from forewarn.sightings.rules import Channel, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from forewarn.brands.models import Brand
    from forewarn.sightings.models import Sighting

EVERY = "all"  # of the states
AGAIN_SHOWN = 10  # dismissed ones that go on being reported; the others follow when these are decided


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """What waits, the longest waiting first; or another state, the last seen first; with the state of the queue."""
    form, moment = SightingFilter(request.GET), now()
    wanted = form.cleaned_data if form.is_valid() else {}
    state = wanted.pop("state", "") or State.WAITING.value
    page = page_of(request, queries.sightings(request.brand, state="" if state == EVERY else state, **wanted))
    again = queries.still_reported(request.brand) if state == State.WAITING.value else []
    counts = queries.counts(request.brand)
    counts[EVERY] = sum(counts.values()) - counts[State.MERGED.value]
    context = {
        "form": form,
        "page": page,
        "lines": _lines(request.brand, list(page), moment),
        "filtered": any(wanted.values()),
        "state": state,
        "tabs": [(name, words, counts[name]) for name, words in TABS.items()],
        "total": counts[EVERY] + counts[State.MERGED.value],
        "waiting": counts[State.WAITING.value],
        "queue": queue(request.brand, now=moment),
        "again": again[:AGAIN_SHOWN],
        "more_again": len(again[AGAIN_SHOWN:]),
        "may_write": request.may(May.WRITE),
        "may_administer": request.may(May.ADMINISTER),
    }
    return render(request, "console/sightings/list.html", context)


def _lines(brand: Brand, rows: Sequence[Sighting], moment: datetime) -> list[dict[str, Any]]:
    """The rows ready to show; of what waits how long it has, in staffed time."""
    further = queries.further_reports(brand, [row.pk for row in rows])
    waiting = {row.pk: row.reopened_at or row.first_seen for row in rows if row.state == State.WAITING.value}
    clock = waiting_clock(brand, since=min(waiting.values(), default=moment), now=moment)
    waited = {pk: clock.between(since, moment) for pk, since in waiting.items()}
    return [
        {
            **line(row),
            "waits_since": waiting.get(row.pk),
            "waited": waited.get(row.pk),
            "late": row.pk in waited and waited[row.pk] > AIM_MOST,
            "further": further.get(row.pk),
        }
        for row in rows
    ]


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """A lure that staff heard of."""
    form = LureForm(posted(request))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        links = tuple(line.strip() for line in given["links"].splitlines() if line.strip())
        lure = Lure(
            subject=given["subject"],
            text=given["text"],
            links=links,
            hosts=tuple(parse_link(link).host for link in links),
            numbers=tuple(line.strip() for line in given["numbers"].splitlines() if line.strip()),
            channel=Channel(given["channel"]),
            locale=request.brand.default_locale,
            kept=(request.brand.name, *request.brand.aliases),
        )
        try:
            made = actions.add_by_hand(brand=request.brand, lure=lure, note=given["note"], by=request.actor, now=now())
        except actions.UnableToDecide as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted. Write the public words next, then confirm it."))
            return redirect("console:sightings-show", request.brand.slug, made.pk)
    return render_form(request, "console/sightings/new.html", form)
