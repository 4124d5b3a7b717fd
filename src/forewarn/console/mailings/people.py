"""Who was not reached, the proof for one person, and the proof of all as a file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from forewarn.accounts.rules import May
from forewarn.audit.actions import record
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.mailings.forms import ProofForm, ReasonFilter
from forewarn.console.mailings.views import mailing_or_404
from forewarn.console.mailings.wording import CROWDS, ENDINGS
from forewarn.console.paging import page_of
from forewarn.foundation.clock import now
from forewarn.mailings.queries.crowds import NotReachedList
from forewarn.mailings.queries.export import proof_lines
from forewarn.mailings.queries.finding import find_customer
from forewarn.mailings.queries.progress import crowd_sizes
from forewarn.mailings.queries.timeline import timeline
from forewarn.mailings.rules.eligibility import Crowd


@for_staff(May.LOOK)
def not_reached(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Everybody who did not get the mail, with the reason."""
    mailing = mailing_or_404(request, mailing_id)
    sizes = {crowd.value: size for crowd, size in crowd_sizes(mailing).items()}
    words = {name: str(text) for name, text in CROWDS.items()}
    form = ReasonFilter(request.GET or None, sizes=sizes, words=words)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    page = page_of(request, NotReachedList(mailing, Crowd(reason) if reason else None))
    rows = [(row, CROWDS[row.crowd.value]) for row in page]
    context = {"mailing": mailing, "form": form, "page": page, "rows": rows, "filtered": bool(reason)}
    return render(request, "console/mailings/not_reached.html", context)


@for_staff(May.LOOK)
def proof(request: StaffRequest) -> HttpResponse:
    """What was sent to one person, when, and what the server answered."""
    form = ProofForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = find_customer(request.brand, text) if text else None
    events = timeline(brand_id=request.brand.pk, customer_id=found.customer_id) if found else []
    if found and found.mailing_id:
        events = [event for event in events if event.mailing_id == found.mailing_id]
    lines = [(event, *ENDINGS[event.ending]) for event in events]
    context = {"form": form, "text": text, "found": found, "lines": lines, "zone": request.brand.time_zone}
    return render(request, "console/mailings/proof.html", context)


@for_staff(May.WRITE, methods=("POST",))
def export(request: StaffRequest, mailing_id: int) -> HttpResponseBase:
    """The whole proof as a CSV file; who took it stands in the audit log."""
    mailing = mailing_or_404(request, mailing_id)
    target = ("mailing", mailing.pk, mailing.title)
    record("mailing.exported", by=request.actor, now=now(), brand_id=request.brand.pk, target=target)
    answer = StreamingHttpResponse(proof_lines(mailing), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mailing-{mailing.pk}-proof.csv"'
    return answer
