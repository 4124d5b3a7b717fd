"""Did it help? Those who were told against those who were held out, by a list of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.lessons.forms import EffectForm
from forewarn.console.rendering import UNTAKEN, posted
from forewarn.foundation.clock import now
from forewarn.lessons.queries.effect import compare, hold_outs

if TYPE_CHECKING:
    from forewarn.lessons.rules.effect import Effect, Share


@for_staff(May.LOOK, methods=("GET", "POST"))
def show(request: StaffRequest) -> HttpResponse:
    """The quarters in which some were held out; with a list of customer numbers, how the two groups fared."""
    found = hold_outs(request.brand, now=now())
    named = [(one.invitation.pk, _quarter(one.invitation.year, one.invitation.quarter)) for one in found]
    form = EffectForm(posted(request), request.FILES or None, quarters=named)
    compared = None
    if form.is_bound and form.is_valid():
        wanted = next(one for one in found if one.invitation.pk == form.cleaned_data["quarter"])
        compared = compare(wanted, form.cleaned_data["listed"])
    result = compared.effect if compared else None
    context = {
        "form": form,
        "hold_outs": found,
        "compared": compared,
        "lines": _lines(result) if result else (),
        "difference": _difference(result) if result else {},
    }
    return render(request, "console/lessons/effect.html", context, status=UNTAKEN if form.errors else 200)


def _quarter(year: int, number: int) -> str:
    return _("Quarter %(number)s of %(year)s") % {"number": number, "year": year}


def _lines(found: Effect) -> list[dict[str, object]]:
    """A row per group: in percent, and per 10,000 customer-months."""
    return [_line(found, _("Told"), found.told), _line(found, _("Held out"), found.held)]


def _line(found: Effect, name: str, share: Share) -> dict[str, object]:
    percent = [f"{100 * value:.2f}" for value in (share.value, share.low, share.high)]
    return {"name": name, "share": share, "percent": percent, "rate": f"{found.rate(share):.1f}"}


def _difference(found: Effect) -> dict[str, str]:
    values = (found.difference, found.low, found.high)
    return dict(zip(("value", "low", "high"), (f"{100 * value:+.2f}" for value in values), strict=True))
