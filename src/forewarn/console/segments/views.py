"""Screens of segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.audience.actions import segments as actions
from forewarn.audience.filtering import values_of
from forewarn.audience.importing.actions import keep_upload
from forewarn.audience.queries.segments import filter_of, segment_of, segments, some_members
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.segments.forms import FilterForm, ListForm, NameForm
from forewarn.console.segments.wording import in_words
from forewarn.foundation.clock import now

if TYPE_CHECKING:
    from forewarn.audience.models import Segment


def _segment(request: StaffRequest, segment_id: int) -> Segment:
    segment = segment_of(request.brand, segment_id)
    if segment is None:
        raise Http404("no such segment")
    return segment


def _to(request: StaffRequest, name: str, *arguments: object) -> str:
    return reverse(f"console:{name}", args=[request.brand.slug, *arguments])


def _who(segment: Segment) -> list[str]:
    if segment.uploaded:
        return [_("list %(name)s") % {"name": segment.list_name}]
    try:
        return in_words(filter_of(segment))
    except UnableToReadFilter as error:
        return [str(error)]


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """All segments."""
    page = page_of(request, segments(request.brand))
    context = {
        "page": page,
        "lines": [(segment, _who(segment)) for segment in page],
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/segments/list.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """A segment by a filter."""
    brand = request.brand
    form = FilterForm(request.POST or None, locales=values_of(brand, "locale"), countries=values_of(brand, "country"))
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            made = actions.add_segment(brand=brand, name=name, wanted=form.wanted(), by=request.actor, now=now())
        except actions.UnableToChangeSegment as error:
            form.add_error(None, str(error))
        else:
            return redirect(_to(request, "segments-show", made.pk))
    context = {"form": form, "back": _to(request, "segments-list"), "listed": False}
    return render(request, "console/segments/new.html", context, status=422 if form.errors else 200)


@for_staff(May.WRITE, methods=("GET", "POST"))
def new_from_list(request: StaffRequest) -> HttpResponse:
    """A segment by a list."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        path = keep_upload(file.chunks())
        try:
            made = actions.add_listed_segment(
                brand=request.brand,
                name=form.cleaned_data["name"],
                path=path,
                file_name=file.name,
                by=request.actor,
                now=now(),
            )
        except actions.UnableToChangeSegment as error:
            path.unlink(missing_ok=True)
            form.add_error(None, str(error))
        else:
            return redirect(_to(request, "segments-show", made.pk))
    context = {"form": form, "back": _to(request, "segments-list"), "listed": True}
    return render(request, "console/segments/new.html", context, status=422 if form.errors else 200)


@for_staff(May.LOOK)
def show(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Who is in a segment, how many, and some of them."""
    segment = _segment(request, segment_id)
    context = _counted(segment) | {"who": _who(segment), "may_write": request.may(May.WRITE)}
    return render(request, "console/segments/show.html", context)


@for_staff(May.LOOK)
def count(request: StaffRequest, segment_id: int) -> HttpResponse:
    """The part of the page that changes while the segment is counted."""
    return render(request, "console/segments/_count.html", _counted(_segment(request, segment_id)))


def _counted(segment: Segment) -> dict[str, Any]:
    return {"segment": segment, "members": some_members(segment) if segment.state == "ready" else []}


@for_staff(May.WRITE, methods=("POST",))
def recount(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Count again."""
    actions.recount(segment=_segment(request, segment_id), by=request.actor, now=now())
    return redirect(_to(request, "segments-show", segment_id))


@for_staff(May.WRITE, methods=("GET", "POST"))
def rename(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Call it something else."""
    segment = _segment(request, segment_id)
    form = NameForm(request.POST or None, initial={"name": segment.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(segment=segment, name=form.cleaned_data["name"], by=request.actor, now=now())
        except actions.UnableToChangeSegment as error:
            form.add_error("name", str(error))
        else:
            return redirect(_to(request, "segments-show", segment_id))
    context = {
        "form": form,
        "title": _("Rename this segment"),
        "action": _("Rename"),
        "back": _to(request, "segments-show", segment_id),
        "danger": False,
    }
    return render(request, "console/confirm.html", context, status=422 if form.errors else 200)


@for_staff(May.WRITE, methods=("GET", "POST"))
def delete(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Forget a segment."""
    segment = _segment(request, segment_id)
    if request.method == "POST":
        actions.delete_segment(segment=segment, by=request.actor, now=now())
        messages.success(request, _("The segment is gone. Its customers are still here."))
        return redirect(_to(request, "segments-list"))
    context = {
        "title": _("Delete this segment?"),
        "text": _("Its customers stay. A mailing that was to go to it will say that it is missing."),
        "action": _("Delete"),
        "back": _to(request, "segments-show", segment_id),
    }
    return render(request, "console/confirm.html", context)
