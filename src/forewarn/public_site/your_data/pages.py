"""What the pages of “your data” show."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forewarn.public_site.identifying import Step
from forewarn.public_site.site import Page, Site
from forewarn.vendors.data_fields import CATEGORIES, FIELDS
from forewarn.your_data.queries.holders import Holder, holders

if TYPE_CHECKING:
    from forewarn.your_data.models import Visit

HERE = "your-data"


def ask(step: Step) -> Page:
    """The first two steps: the address, and the code that was sent to it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if step.error else HTTPStatus.OK
    context = {"step": step.name, "email": step.email, "error": step.error}
    return Page("your_data/identify.html", context, here=HERE, status=status)


def overview(site: Site, visit: Visit, session: str, *, told: str = "") -> Page:
    """All of it; `told` is what was just done."""
    customer = visit.customer
    companies = [_shown(holder) for holder in holders(customer, locale=site.locale, now=site.now)]
    context = {
        "visit": visit,
        "session": session,
        "customer": customer,
        "companies": companies,
        "told": told,
    }
    return Page("your_data/overview.html", context, here=HERE)


def ended() -> Page:
    """After the visit."""
    return Page("your_data/ended.html", here=HERE)


def _shown(holder: Holder) -> dict[str, Any]:
    """A company in words."""
    bases = words_of_basis()
    return {
        "holder": holder,
        "categories": [
            {
                "label": CATEGORIES[category.code],
                "fields": [FIELDS[field.code].label for field in category.fields],
                "since": category.since,
                "until": category.until,
            }
            for category in holder.categories
        ],
        "measures": [
            {**measure, "basis_words": bases.get(str(measure.get("basis")), "")} for measure in holder.measures
        ],
    }


def words_of_basis() -> dict[str, str]:
    """How a measure is known, in the reader's language."""
    return {
        "self-declared": _("the company says so"),
        "contract": _("it is in our contract"),
        "certified": _("a certificate says so"),
        "audited": _("an auditor checked it"),
        "tested by us": _("we tested it"),
    }
