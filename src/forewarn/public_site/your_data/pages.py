"""What the pages of “your data” show."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forewarn.public_site.identifying import Step
from forewarn.public_site.site import Page, Site
from forewarn.public_site.your_data.wording import change_in_words, found_nothing, reasons, states, words_of_basis
from forewarn.removals.queries.requests import open_vendors, requests_of_customer, tasks_of
from forewarn.removals.rules.numbers import shown_number
from forewarn.vendors.data_fields import CATEGORIES, FIELDS
from forewarn.vendors.in_words import leak_days, place_in_words
from forewarn.vendors.wording import CHOICES, TOUCHED
from forewarn.your_data.queries.changes import ForCustomer, changes_for_customer
from forewarn.your_data.queries.holders import Holder, back_at, holders
from forewarn.your_data.queries.leaks import LeakOfMine, leaks_of_customer

if TYPE_CHECKING:
    from forewarn.removals.models import RemovalRequest, RemovalTask
    from forewarn.your_data.models import Visit

HERE = "your-data"


def ask(step: Step) -> Page:
    """The first two steps: the address, and the code that was sent to it."""
    context = {"step": step.name, "email": step.email, "error": step.error}
    return _page("identify.html", context, bad=bool(step.error))


def overview(site: Site, visit: Visit, session: str, *, told: str = "") -> Page:
    """All of it; `told` is what was just done."""
    customer = visit.customer
    waiting = open_vendors(customer.pk)
    again = back_at(customer, now=site.now)
    companies = [
        {**_shown(holder, waiting), "back": again.get(holder.vendor.pk)}
        for holder in holders(customer, locale=site.locale, now=site.now)
    ]
    changes = [_change(one) for one in changes_for_customer(customer, now=site.now)]
    asked = [shown_request(one, one.tasks.all()) for one in requests_of_customer(site.brand.pk, customer.pk)]
    context = {
        "visit": visit,
        "session": session,
        "customer": customer,
        "companies": companies,
        "removable": sum(not company["waits"] for company in companies),
        "changes": changes,
        "leaks": [_leak(one) for one in leaks_of_customer(customer, now=site.now)],
        "requests": asked,
        "told": told,
    }
    return _page("overview.html", context)


def _leak(mine: LeakOfMine) -> dict[str, Any]:
    leak = mine.leak
    return {
        "vendor": mine.vendor,
        "days": leak_days(leak),
        "what": str(CHOICES["what"][str(leak["what"])]),
        "touched": str(TOUCHED[mine.touch]),
        "fields": [str(FIELDS[code].label) for code in mine.fields],
        "note": leak.get("note", ""),
    }


def removable(site: Site, visit: Visit, slug: str) -> list[Holder]:
    """The companies that are meant: one by its name in forms, or all (empty)."""
    found = holders(visit.customer, locale=site.locale, now=site.now)
    return [holder for holder in found if slug in ("", holder.slug)]


def ask_removal(site: Site, visit: Visit, session: str, slug: str) -> Page:
    """What a removal means, before it is asked."""
    meant = removable(site, visit, slug)
    if not meant:
        return overview(site, visit, session)
    companies = [_shown(holder, set()) for holder in meant]
    return _page("remove.html", {"session": session, "slug": slug, "companies": companies})


def ask_objection(site: Site, session: str, found: ForCustomer) -> Page:
    """What an objection means, before it is made."""
    return _page("object.html", {"session": session, "change": _change(found)})


def ask_new_address(session: str, go: str, email: str = "", error: str = "") -> Page:
    """The new address, then the code that was sent to it."""
    return _page("new_address.html", {"session": session, "go": go, "email": email, "error": error}, bad=bool(error))


def ask_erasure(site: Site, visit: Visit, session: str, *, error: str = "") -> Page:
    """What erasing means, before it is done."""
    companies = [_shown(holder, set()) for holder in removable(site, visit, "")]
    return _page("erase.html", {"session": session, "companies": companies, "error": error}, bad=bool(error))


def erased(going_on: Iterable[RemovalRequest]) -> Page:
    """After the erasure: the numbers of what goes on at vendors."""
    return _page("erased.html", {"numbers": [shown_number(request.number) for request in going_on]})


def ended() -> Page:
    """After the visit."""
    return _page("ended.html", {})


def ask_number(number: str = "", *, error: str = "") -> Page:
    """The way to a request by its number alone."""
    return _page("number.html", {"number": number, "error": error}, bad=bool(error))


def one_request(request: RemovalRequest) -> Page:
    """How far a request is; it names nobody."""
    return _page("number.html", {"request": shown_request(request, tasks_of(request))})


def shown_request(request: RemovalRequest, tasks: Iterable[RemovalTask]) -> dict[str, Any]:
    """A request in words."""
    said, why = states(), reasons()
    parts = sorted(tasks, key=lambda task: task.vendor.name)
    return {
        "request": request,
        "number": shown_number(request.number),
        "state": said[request.status],
        "can_be_taken_back": any(task.settled_at is None for task in parts),
        "parts": [
            {
                "task": task,
                "state": found_nothing() if task.found_nothing else said[task.status],
                "why": why.get(task.reason, ""),
                "words": task.words,
            }
            for task in parts
        ],
    }


def _change(found: ForCustomer) -> dict[str, Any]:
    return {
        "found": found,
        "what": change_in_words(found.change),
        "to": [FIELDS[code].label for code in found.to],
        "off": [FIELDS[code].label for code in found.off],
        "at": [FIELDS[code].label for code in found.at],
    }


def _shown(holder: Holder, waiting: set[int]) -> dict[str, Any]:
    """A company in words."""
    bases = words_of_basis()
    return {
        "holder": holder,
        "waits": holder.vendor.pk in waiting,
        "loses": holder.loses or _("We could no longer do for you what this company does for us."),
        "categories": [
            {
                "label": CATEGORIES[category.code],
                "fields": [FIELDS[field.code].label for field in category.fields],
                "since": category.since,
                "until": category.until,
            }
            for category in holder.categories
        ],
        "places": [place_in_words(str(code)) for code in holder.facts.get("storage_places") or ()],
        "retention": holder.facts.get("retention") or "",
        "measures": [
            {**measure, "basis_words": bases.get(str(measure.get("basis")), "")} for measure in holder.measures
        ],
    }


def _page(template: str, context: dict[str, Any], *, bad: bool = False) -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK
    return Page(f"your_data/{template}", context, here=HERE, status=status)
