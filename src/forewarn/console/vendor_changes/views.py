"""Changes at vendors: the list, one change, its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from forewarn.accounts.rules import May
from forewarn.audience.queries.segments import NoSuchSegment
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.audit.queries import events_about
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.alerts.editing import PAPER_POLICY
from forewarn.console.audit.wording import in_words
from forewarn.console.holdings.wording import fields_in_words
from forewarn.console.paging import page_of
from forewarn.console.vendor_changes.wording import KINDS, STATES, URGENCY, WHY, categories_in_words
from forewarn.foundation.clock import now
from forewarn.mail.documents import Document, Look, document_from, render_html, render_text
from forewarn.mailings.queries.content import words_of
from forewarn.mailings.queries.crowds import not_reached
from forewarn.mailings.rules.eligibility import EXPLAINED, Crowd
from forewarn.mailings.rules.states import State as MailingState
from forewarn.vendor_changes.actions.publishing import too_short
from forewarn.vendor_changes.actions.releasing import gaps
from forewarn.vendor_changes.queries.changes import change_of, changes_of, objection_counts, settings_of
from forewarn.vendor_changes.queries.departures import waiting_for_proof
from forewarn.vendor_changes.queries.latecomers import late_notices, late_waiting, mailing_in_hand, notices_sent
from forewarn.vendor_changes.queries.notices import correction_of, untranslated
from forewarn.vendor_changes.queries.previews import GroupPreview, checked, previews
from forewarn.vendor_changes.rules.facts import as_set_by
from forewarn.vendor_changes.rules.kinds import State
from forewarn.vendors.changes import changes_between
from forewarn.vendors.queries import facts_of

if TYPE_CHECKING:
    from forewarn.vendor_changes.models import VendorChange

SALT = "console.vendor_changes.paper"
GROUPS_SHOWN = 12  # of the largest; more look alike
EVENTS_SHOWN = 20


def change_or_404(request: StaffRequest, change_id: int) -> VendorChange:
    """The change of this brand. Raises Http404."""
    change = change_of(request.brand, change_id)
    if change is None:
        raise Http404("no such change")
    return change


def to(request: StaffRequest, name: str, *arguments: object) -> str:
    """The address of one of the screens about changes."""
    return reverse(f"console:changes-{name}", args=[request.brand.slug, *arguments])


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Every change, the latest day first, with how many customers object."""
    page = page_of(request, changes_of(request.brand))
    counts = objection_counts(page)
    lines = [
        {
            "change": change,
            "kind": KINDS[change.kind],
            "state": STATES[change.state],
            "counts": counts[change.pk],
            "stage": _stage(change),
        }
        for change in page
    ]
    context = {
        "page": page,
        "lines": lines,
        "waiting": list(waiting_for_proof(request.brand)),
        "today": now().astimezone(request.brand.zone).date(),
        "settings": settings_of(request.brand),
        "may_write": request.may(May.WRITE),
        "may_administer": request.may(May.ADMINISTER),
    }
    return render(request, "console/changes/list.html", context)


def _stage(change: VendorChange) -> str:
    """Where the notice stands, in the words of mailings; empty before it was handed in."""
    mailing = mailing_in_hand(change)
    return mailing.state if mailing is not None else ""


@for_staff(May.LOOK)
def show(request: StaffRequest, change_id: int) -> HttpResponse:
    """One change: where it stands and the next step, whom it concerns, what they read, what they say."""
    change = change_or_404(request, change_id)
    moment = now()
    trouble, groups = "", []
    try:
        groups = previews(change, now=moment)
    except (NoSuchSegment, UnableToReadFilter) as error:
        trouble = str(error)
    planned = change.state == State.PLANNED
    stage = _stage(change)
    mailing = mailing_in_hand(change)
    first = next(iter(groups), None)
    context = {
        "change": change,
        "kind": KINDS[change.kind],
        "state": STATES[change.state],
        "stage": stage,
        "mailing": mailing,
        "planned": planned,
        "facts": _facts(change),
        "concerned": [_group(group) for group in groups[:GROUPS_SHOWN]],
        "more_groups": max(len(groups) - GROUPS_SHOWN, 0),
        "customers": sum(group.customers for group in groups),
        "trouble": trouble,
        "missing": _missing(change, groups) if planned and not stage else [],
        "checks": [(lo, checked(change, said, now=moment)) for lo, said in (first.documents if first else {}).items()],
        **_waiting(change),
        "late": [(late, late.mailing == mailing) for late in late_notices(change)],
        "left_out": _left_out(change),
        "correction": _correction(change) if change.state == State.WITHDRAWN else [],
        "counts": objection_counts([change])[change.pk],
        "departure": getattr(change, "departure", None),
        "paper_address": to(request, "paper", change.pk),
        "public": _public_address(change),
        "events": [
            (event, in_words(event.verb))
            for event in events_about(brand_id=request.brand.pk, target_type="vendor_change", target_id=change.pk)[
                :EVENTS_SHOWN
            ]
        ],
        "own": mailing is not None and f"staff {request.user.pk}" in mailing.authors,
        "before_sending": stage in (MailingState.SUBMITTED, MailingState.APPROVED, MailingState.SCHEDULED),
        "may_write": request.may(May.WRITE),
        "may_approve": request.may(May.APPROVE),
    }
    return render(request, "console/changes/show.html", context)


_WHAT_TO_DO = {
    "unreachable": _(
        "Find a working address. Once a customer has one, before the day, the notice goes to them by itself."
    ),
    "refused": _("Read what the server answered, under Delivery."),
    "stopped": _("The mailing ended before their turn."),
}
_REMEDIES = {
    Crowd.UNREACHABLE: "unreachable", Crowd.UNREACHABLE_SINCE: "unreachable", Crowd.BOUNCED: "unreachable",
    Crowd.SUPPRESSED: "unreachable", Crowd.REFUSED: "refused", Crowd.GAVE_UP: "refused", Crowd.UNWRITABLE: "refused",
    Crowd.CANCELLED: "stopped",
}  # fmt: skip


def _left_out(change: VendorChange) -> list[tuple[str, int, str | Promise]]:
    """Of everybody whom the notice was for: why some did not get it, how many, and what staff can do."""
    counts = not_reached(notices_sent(change))
    return [(EXPLAINED[one], number, _WHAT_TO_DO.get(_REMEDIES.get(one, ""), "")) for one, number in counts.items()]


def _facts(change: VendorChange) -> dict[str, Any]:
    return {
        "why": WHY[change.why],
        "urgency": URGENCY.get(change.urgency, ""),
        "fields": fields_in_words(change.fields),
        "register": _register(change),
        "short": too_short(change, now()) if change.state == State.PLANNED else "",
    }


def _register(change: VendorChange) -> list[str]:
    """What the register says otherwise from the day on, in words; nothing once it says it."""
    if change.switched_at is not None:
        return []
    before = facts_of(change.vendor)
    return [one.text for one in changes_between(before, as_set_by(before, change.facts))]


def _missing(change: VendorChange, groups: list[GroupPreview]) -> list[str]:
    missing = [*filter(None, [too_short(change, now())])]
    return [*gaps(change.brand), *untranslated(change), *missing] if groups else missing


def _waiting(change: VendorChange) -> dict[str, Any]:
    """How many latecomers wait for their notice, and the very words that are to be approved for them."""
    waiting = late_waiting(change) if change.state == State.ANNOUNCED else []
    words = [said for one in waiting for said in words_of(one.mailing)]
    return {"late_waiting": sum(one.customers for one in waiting), "late_words": words}


def _group(group: GroupPreview) -> dict[str, Any]:
    return {
        "number": group.number,
        "customers": group.customers,
        "to": categories_in_words(group.to),
        "off": categories_in_words(group.off),
        "at": categories_in_words(group.at),
        "notes": [as_read(f"{group.number}-{locale}", locale, said) for locale, said in group.documents.items()],
    }


def as_read(name: str, locale: str, document: Document) -> dict[str, Any]:
    """A document as the preview shows it; its words travel signed in the address, so that nothing need be stored."""
    words = signing.dumps(document.as_mapping(), salt=SALT, compress=True)
    return {"name": name, "locale": locale, "document": document, "paper": words, "text": render_text(document)}


def _correction(change: VendorChange) -> list[dict[str, Any]]:
    moment = now()
    return [
        as_read(f"correction-{locale}", locale, correction_of(change, locale, mail=True, now=moment))
        for locale in change.brand.locales
    ]


def _public_address(change: VendorChange) -> str:
    return f"https://{change.brand.public_host}/vendors/changes/{change.slug}/" if change.published_at else ""


@for_staff(May.LOOK)
@xframe_options_sameorigin
def paper(request: StaffRequest, change_id: int) -> HttpResponse:
    """The HTML part as a page for a frame."""
    change = change_or_404(request, change_id)
    try:
        document = document_from(signing.loads(request.GET.get("words", ""), salt=SALT))
    except signing.BadSignature as error:
        raise Http404("not a preview made here") from error
    look = Look(change.brand.name, change.brand.accent, change.brand.accent_dark)
    response = HttpResponse(render_html(document, look, always_dark=request.GET.get("dark") == "1"))
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    return response
