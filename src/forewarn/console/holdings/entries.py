"""Screens of a vendor's transfers and endings: the lists, recording an ending, correcting an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.audience.queries.segments import NoSuchSegment, segment_members, segments
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.holdings.forms import EndingForm, ReasonForm
from forewarn.console.holdings.views import find_vendor, to
from forewarn.console.holdings.wording import KINDS, fields_in_words
from forewarn.console.paging import page_of
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.foundation.clock import now
from forewarn.holdings.queries.lists import endings_of, transfers_of
from forewarn.holdings.recording.endings import Scope, record_ending
from forewarn.holdings.recording.transfers import UnableToRecord, correct
from forewarn.holdings.rules import EndingKind

if TYPE_CHECKING:
    from forewarn.holdings.models import Ending, Transfer
    from forewarn.vendors.models import Vendor


@for_staff(May.LOOK)
def transfers(request: StaffRequest, vendor: str) -> HttpResponse:
    """Every transfer to a vendor."""
    found = find_vendor(request, vendor)
    page = page_of(request, transfers_of(found))
    lines = [(entry, fields_in_words(entry.fields)) for entry in page]
    context = {"vendor": found, "tab": "transfers", "page": page, "lines": lines, "may_write": request.may(May.WRITE)}
    return render(request, "console/holdings/transfers.html", context)


@for_staff(May.LOOK)
def endings(request: StaffRequest, vendor: str) -> HttpResponse:
    """Everything that a vendor returned or deleted, or that expired."""
    found = find_vendor(request, vendor)
    page = page_of(request, endings_of(found))
    lines = [(entry, *KINDS[entry.kind], fields_in_words(entry.fields)) for entry in page]
    context = {"vendor": found, "tab": "endings", "page": page, "lines": lines, "may_write": request.may(May.WRITE)}
    return render(request, "console/holdings/endings.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def new_ending(request: StaffRequest, vendor: str) -> HttpResponse:
    """Record that a vendor deleted or returned data."""
    found = find_vendor(request, vendor)
    choices = [(segment.pk, segment.name) for segment in segments(request.brand)]
    form = EndingForm(posted(request), segments=choices, initial={"at": now()})
    if request.method == "POST" and form.is_valid():
        try:
            _record_ending(request, found, form)
        except (UnableToRecord, NoSuchSegment, UnableToReadFilter) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect(to(request, "holdings-endings", found.slug))
    context = {"vendor": found, "back": to(request, "holdings-endings", found.slug)}
    return render_form(request, "console/holdings/new_ending.html", form, **context)


def _record_ending(request: StaffRequest, vendor: Vendor, form: EndingForm) -> None:
    given = form.cleaned_data
    segment = given["segment"] or None
    record_ending(
        vendor=vendor,
        customers=None if segment is None else segment_members(request.brand, segment),
        kind=EndingKind(given["kind"]),
        at=given["at"],
        by=request.actor,
        now=now(),
        scope=Scope(fields=tuple(given["fields_gone"]), proof=given["proof"]),
    )


@for_staff(May.WRITE, methods=("GET", "POST"))
def correct_transfer(request: StaffRequest, vendor: str, entry: int) -> HttpResponse:
    """Let a transfer count no more."""
    found = find_vendor(request, vendor)
    transfer = transfers_of(found).filter(pk=entry).first()
    if transfer is None:
        raise Http404("no such transfer")
    return _correct(request, transfer, to(request, "holdings-transfers", found.slug))


@for_staff(May.WRITE, methods=("GET", "POST"))
def correct_ending(request: StaffRequest, vendor: str, entry: int) -> HttpResponse:
    """Let an ending count no more."""
    found = find_vendor(request, vendor)
    ending = endings_of(found).filter(pk=entry).first()
    if ending is None:
        raise Http404("no such ending")
    return _correct(request, ending, to(request, "holdings-endings", found.slug))


def _correct(request: StaffRequest, entry: Transfer | Ending, back: str) -> HttpResponse:
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            correct(entry=entry, reason=form.cleaned_data["reason"], by=request.actor, now=now())
        except UnableToRecord as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Corrected. It counts no more, and stays in the list with the reason."))
        return redirect(back)
    return render_confirmation(
        request,
        title=_("Correct this entry?"),
        text=_("It was a mistake and counts for nothing from now on. It stays in the list, with your reason."),
        action=_("Correct it"),
        back=back,
        form=form,
    )
