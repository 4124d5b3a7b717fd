"""Screens of questions to a vendor: making a link, the answers beside what the register says, deciding on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.rendering import UNTAKEN, posted, render_confirmation
from forewarn.console.vendors.forms import WhyForm
from forewarn.console.vendors.views import find, to
from forewarn.console.vendors.wording import BADGES as STATE_BADGES
from forewarn.console.vendors.wording import LABELS
from forewarn.foundation.clock import now
from forewarn.mail.addresses import UnableToReadAddress, read_address
from forewarn.vendors import wording
from forewarn.vendors.fact_table import FACTS
from forewarn.vendors.in_words import words_of
from forewarn.vendors.queries import facts_of, version_of
from forewarn.vendors.questionnaires import queries
from forewarn.vendors.questionnaires.actions import Asked, Decision, UnableToAsk, ask, decide, withdraw
from forewarn.vendors.questionnaires.limits import LIFETIMES
from forewarn.vendors.questionnaires.queries import State, state_of
from forewarn.vendors.register import NoticeMissing

if TYPE_CHECKING:
    from forewarn.vendors.models import Questionnaire, Vendor
    from forewarn.vendors.questionnaires.answers import Proposal

BADGES: dict[State, tuple[str, str | Promise]] = {
    State.OPEN: ("info", gettext_lazy("waits for the vendor")),
    State.ANSWERED: ("warn", gettext_lazy("waits for you")),
    State.SETTLED: ("ok", gettext_lazy("decided")),
    State.EXPIRED: ("quiet", gettext_lazy("ran out")),
    State.WITHDRAWN: ("quiet", gettext_lazy("withdrawn")),
}


class AskForm(forms.Form):
    """A link for the vendor, mailed or to be sent by hand."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("The link works for"), coerce=int, choices=[(n, f"{n} days") for n in LIFETIMES], initial=30
    )
    send_to = forms.EmailField(
        label=gettext_lazy("Mail it to"),
        required=False,
        help_text=gettext_lazy("The vendor's contact. Without an address you get the link to send it yourself."),
    )


@for_staff(May.LOOK, methods=("GET", "POST"))
def listing(request: StaffRequest, vendor: str) -> HttpResponse:
    """The questionnaires of a vendor, and a form to make a new link."""
    found, moment, may_write = find(request, vendor), now(), request.may(May.WRITE)
    if request.method == "POST" and not may_write:
        return redirect(to(request, "vendors-questions", found.slug))
    form = AskForm(posted(request), initial={"send_to": _contact(found)})
    asked: Asked | None = None
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask(vendor=found, by=request.actor, now=moment, **form.cleaned_data)
        except UnableToAsk as error:
            form.add_error(None, str(error))
    page = page_of(request, queries.questionnaires(found))
    lines = [(row, BADGES[state_of(row, moment)], state_of(row, moment)) for row in page]
    context = _page(found) | {
        "tab": "questions", "form": form, "asked": asked, "page": page, "lines": lines, "may_write": may_write,
    }  # fmt: skip
    return render(request, "console/vendors/questions.html", context, status=UNTAKEN if form.errors else 200)


def _page(vendor: Vendor) -> dict[str, Any]:
    version = version_of(vendor)
    if version is None:
        raise Http404("nothing entered")
    return {"vendor": vendor, "version": version, "badge": STATE_BADGES[version.state]}


def _contact(vendor: Vendor) -> str:
    """The first address among the vendor's contacts."""
    listed: Any = facts_of(vendor).get("admin_contacts") or []
    for entry in listed:
        for word in str(entry).replace("<", " ").replace(">", " ").split():
            try:
                return read_address(word.strip(",;")).email
            except UnableToReadAddress:
                continue
    return ""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact that the vendor would have otherwise, side by side; and what was typed of a decision on it."""

    code: str
    label: str | Promise
    before: list[str]
    after: list[str]
    choice: str
    reason: str


@for_staff(May.LOOK, methods=("GET", "POST"))
def review(request: StaffRequest, vendor: str, number: int) -> HttpResponse:
    """The answers beside what the register says, each to be taken or not."""
    found = find(request, vendor)
    row = _questionnaire(found, number)
    error, ground = "", WhyForm(posted(request))
    if request.method == "POST" and request.may(May.WRITE):
        try:
            return _decided(request, found, row, ground)
        except NoticeMissing as refused:
            ground.ask(str(refused))
            row.refresh_from_db()
        except UnableToAsk as refused:
            error = str(refused)
            row.refresh_from_db()
    state = state_of(row, now())
    context = _page(found) | {
        "tab": "questions",
        "row": row,
        "state": state.value,
        "row_badge": BADGES[state],
        "lines": [_line(one, request) for one in queries.proposals_of(row)],
        "denied": [wording.CHOICES["kind"][kind] for kind in queries.denied(row)],
        "decided": [(_label(code), decision) for code, decision in row.decisions.items()],
        "error": error,
        "ground": ground,
        "may_write": request.may(May.WRITE),
    }
    refused_now = error or ground.errors
    return render(request, "console/vendors/question.html", context, status=UNTAKEN if refused_now else 200)


def _questionnaire(vendor: Vendor, number: int) -> Questionnaire:
    row = queries.questionnaire_of(vendor, number)
    if row is None:
        raise Http404("no such questions")
    return row


def _label(code: str) -> str | Promise:
    return LABELS.get(code, wording.FACTS[code])


def _line(one: Proposal, request: StaffRequest) -> Line:
    fact = FACTS[one.code]
    return Line(
        one.code,
        _label(one.code),
        words_of(fact, one.before),
        words_of(fact, one.after),
        request.POST.get(f"do-{one.code}", "later"),
        request.POST.get(f"why-{one.code}", ""),
    )


def _decided(request: StaffRequest, vendor: Vendor, row: Questionnaire, ground: WhyForm) -> HttpResponse:
    chosen = {code: request.POST.get(f"do-{code}", "later") for code in FACTS}
    decisions = {
        code: Decision(choice == "take", request.POST.get(f"why-{code}", ""))
        for code, choice in chosen.items()
        if choice in ("take", "leave")
    }
    if not decisions and "close" not in request.POST:
        raise UnableToAsk(_("Choose for at least one fact what becomes of it."))
    seen = request.POST.get("seen", "")
    given = ground.cleaned_data if ground.is_valid() else {}
    taken = decide(
        questionnaire=row, decisions=decisions, seen=int(seen) if seen.isdecimal() else 0, why=given.get("why", ""),
        ground=ground.chosen, by=request.actor, now=now(),
    )  # fmt: skip
    words = ngettext("%(n)s fact was taken into the register.", "%(n)s facts were taken into the register.", taken)
    messages.success(request, words % {"n": taken})
    return redirect(to(request, "vendors-question", vendor.slug, row.pk))


@for_staff(May.WRITE, methods=("GET", "POST"))
def take_back(request: StaffRequest, vendor: str, number: int) -> HttpResponse:
    """Make a link useless, after asking."""
    found = find(request, vendor)
    row = _questionnaire(found, number)
    back = to(request, "vendors-questions", found.slug)
    if request.method == "POST":
        try:
            withdraw(questionnaire=row, by=request.actor, now=now())
            messages.success(request, _("The link does not work any more."))
        except UnableToAsk as error:
            messages.error(request, str(error))
        return redirect(back)
    return render_confirmation(
        request,
        title=_("Withdraw these questions?"),
        text=_("The link stops working, and what the vendor saved without sending it is gone."),
        action=_("Withdraw them"),
        back=back,
    )
