"""What customers say to a change, and the proof of a vendor that went."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.rendering import posted, render_form
from forewarn.console.vendor_changes.forms import AnswerForm, ProofForm
from forewarn.console.vendor_changes.releasing import attempt
from forewarn.console.vendor_changes.views import change_or_404, to
from forewarn.console.vendor_changes.wording import KINDS, OUTCOMES, WISHES
from forewarn.foundation.clock import now
from forewarn.vendor_changes.actions.departing import Proof, file_proof
from forewarn.vendor_changes.actions.objecting import answer_objection
from forewarn.vendor_changes.queries.changes import objection_counts, objection_of, objections_to
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import Outcome, State
from forewarn.vendors.rules import AtEnd


@for_staff(May.LOOK)
def objections(request: StaffRequest, change_id: int) -> HttpResponse:
    """Who objects, those that wait for an answer first."""
    change = change_or_404(request, change_id)
    page = page_of(request, objections_to(change))
    context = {
        "change": change,
        "kind": KINDS[change.kind],
        "page": page,
        "lines": [(row, WISHES[row.wish], OUTCOMES[row.outcome]) for row in page],
        "counts": objection_counts([change])[change.pk],
        "may_answer": request.may(May.WRITE) and change.state == State.ANNOUNCED,
    }
    return render(request, "console/changes/objections.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def answer(request: StaffRequest, objection_id: int) -> HttpResponse:
    """Answer one objection."""
    objection = objection_of(request.brand, objection_id)
    if objection is None:
        raise Http404("no such objection")
    back = to(request, "objections", objection.change_id)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer_objection(
                objection=objection,
                outcome=Outcome(given["outcome"]),
                answer=given["answer"],
                by=request.actor,
                now=now(),
            )
        except UnableToChangeNotice as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Answered. The customer is told by mail that there is an answer."))
            return redirect(back)
    context = {
        "objection": objection,
        "change": objection.change,
        "wish": WISHES[objection.wish],
        "outcome": OUTCOMES[objection.outcome],
        "back": back,
    }
    return render_form(request, "console/changes/answer.html", form, **context)


@for_staff(May.APPROVE, methods=("GET", "POST"))
def proof(request: StaffRequest, change_id: int) -> HttpResponse:
    """File the proof that a vendor that went holds nothing any more."""
    change = change_or_404(request, change_id)
    departure = getattr(change, "departure", None)
    if departure is None:
        raise Http404("nobody went by this change")
    form = ProofForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "GET":
        form.initial = {"on": now().astimezone(request.brand.zone).date()}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        file = given["file"]
        filed = Proof(
            AtEnd(given["ending"]),
            given["on"],
            given["words"],
            file.read() if file else b"",
            file.name if file else "",
        )
        done = _("Filed. The register says that the vendor has ended, and its holdings have.")
        try:
            file_proof(departure=departure, proof=filed, by=request.actor, now=now())
        except UnableToChangeNotice as error:
            form.add_error(None, str(error).splitlines())
        else:
            return attempt(request, change.pk, lambda: None, done)
    context = {"change": change, "departure": departure, "back": to(request, "show", change.pk)}
    return render_form(request, "console/changes/proof.html", form, **context)


@for_staff(May.WRITE)
def proof_file(request: StaffRequest, change_id: int) -> HttpResponse:
    """The certificate as it was filed, to save and never to open in the browser."""
    departure = getattr(change_or_404(request, change_id), "departure", None)
    if departure is None or not departure.proof_file:
        raise Http404("no file was filed")
    response = HttpResponse(bytes(departure.proof_file), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="proof-{departure.proof_hash[:12]}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
