"""Screens of the vendor register: the list, one vendor, its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.vendors.mail_words import mail_lines
from forewarn.console.vendors.wording import BADGES, LABELS, ROWS, STEPS
from forewarn.foundation.clock import now
from forewarn.vendors import queries, wording
from forewarn.vendors.changes import steps
from forewarn.vendors.fact_table import FACTS, GROUPS, Fact, Kind
from forewarn.vendors.in_words import leak_days, measure_in_words, until_in_words, words_of
from forewarn.vendors.questionnaires.queries import waiting
from forewarn.vendors.rules import FOR_EVERYBODY, NEXT, State, is_stale, may_be_removed, stale_rows, touch_of

if TYPE_CHECKING:
    from datetime import date

    from forewarn.vendors.models import Vendor, VendorVersion

BESIDE = ("identity", "private")  # the groups in the narrow column


def find(request: StaffRequest, slug: str) -> Vendor:
    """The vendor in the address. Raises Http404."""
    found = queries.vendor_of(request.brand, slug)
    if found is None:
        raise Http404("no such vendor")
    return found


def to(request: StaffRequest, name: str, *arguments: object) -> str:
    """The address of a screen of this brand."""
    return reverse(f"console:{name}", args=[request.brand.slug, *arguments])


def today(request: StaffRequest) -> date:
    """The day where the brand is."""
    return now().astimezone(request.brand.zone).date()


@dataclass(frozen=True, slots=True)
class Line:
    """A vendor in the list."""

    version: VendorVersion
    badge: tuple[str, str | Promise]
    places: str
    measures: int
    stale: int


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Every vendor, those at work first."""
    order = {state: number for number, state in enumerate(("active", "leaving", "announced", "proposed"))}
    register = sorted(
        queries.register_at(request.brand, now()), key=lambda v: (order.get(v.state, 9), v.vendor.name.casefold())
    )
    page = page_of(request, register)
    day = today(request)
    context = {
        "page": page,
        "lines": [_line(version, day) for version in page],
        "answers": waiting(request.brand),
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/vendors/list.html", context)


def _line(version: VendorVersion, day: date) -> Line:
    facts = version.facts
    places = ", ".join(words_of(FACTS["storage_places"], facts.get("storage_places")))
    proven = len(facts.get("measures", [])) + len(facts.get("assurance", []))
    return Line(version, BADGES[version.state], places, proven, len(stale_rows(facts, on=day)))


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact with its words."""

    label: str | Promise
    values: list[str]
    kind: str


@for_staff(May.LOOK)
def show(request: StaffRequest, vendor: str) -> HttpResponse:
    """What the register says of a vendor now."""
    found = find(request, vendor)
    version = queries.version_of(found)
    if version is None:
        raise Http404("nothing entered")
    day, state = today(request), State(version.state)
    context = _page(request, found, version) | {
        "tab": "facts",
        "wide": [part for part in _wide(version.facts) if part.said or part.code != "end"],
        "beside": [_group(code, version.facts) for code in BESIDE],
        "rows": [_rows(code, version.facts, day) for code in ROWS],
        "stale": stale_rows(version.facts, on=day),
        "mail": mail_lines(found),
        "public": state in FOR_EVERYBODY,
        "steps": _steps(request, state),
        "removable": request.may(May.APPROVE) and may_be_removed([State(one) for one in queries.states_of(found)]),
    }
    return render(request, "console/vendors/show.html", context)


def _page(request: StaffRequest, vendor: Vendor, version: VendorVersion) -> dict[str, Any]:
    return {
        "vendor": vendor,
        "version": version,
        "badge": BADGES[version.state],
        "may_write": request.may(May.WRITE),
        "may_approve": request.may(May.APPROVE),
    }


def _steps(request: StaffRequest, state: State) -> list[tuple[str, Any]]:
    """The steps that may follow, each with its words, the ordinary one first."""
    if not request.may(May.APPROVE):
        return []
    found = [(to_state.value, STEPS[state.value, to_state.value]) for to_state in State if to_state in NEXT[state]]
    return sorted(found, key=lambda step: step[1].danger)


@dataclass(frozen=True, slots=True)
class Part:
    """A group of facts: those that are said, and the labels of those that are not."""

    code: str
    heading: str | Promise
    said: list[Shown]
    missing: list[str]


def _wide(facts: dict[str, Any]) -> list[Part]:
    return [_group(code, facts) for code in GROUPS if code not in (*ROWS, *BESIDE)]


def _group(code: str, facts: dict[str, Any]) -> Part:
    said, missing = [], []
    for fact in GROUPS[code]:
        if fact.kind is Kind.ROWS:
            continue
        label = LABELS.get(fact.code, wording.FACTS[fact.code])
        values = words_of(fact, facts.get(fact.code))
        if values:
            said.append(Shown(label, values, fact.kind.value))
        else:
            missing.append(str(label))
    return Part(code, wording.GROUPS[code], said, missing)


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of a list: its number in it, its words, and whether its evidence has run out."""

    number: int
    title: str
    detail: str
    until: str
    stale: bool


def _rows(code: str, facts: dict[str, Any], day: date) -> dict[str, Any]:
    rows = facts.get(code, [])
    lines = [_row(FACTS[code], number, row, day) for number, row in enumerate(rows, start=1)]
    return {"code": code, "heading": wording.GROUPS[code], "words": ROWS[code], "lines": lines}


def _row(fact: Fact, number: int, row: dict[str, Any], day: date) -> RowLine:
    said = {column.code: ", ".join(words_of(column, row.get(column.code))) for column in fact.columns}
    until, stale = until_in_words(row), is_stale(row, on=day)
    match fact.code:
        case "measures":
            title = measure_in_words(row)
            own = said["measure"] if said["measure"] != title else ""
            parts = [own, said["basis"], said["verified_by"]]
        case "assurance":
            title, parts = said["standard"], [said["level"], said["scope"], said["issued_by"]]
        case "leaks":
            touched = str(wording.TOUCHED[touch_of(row)])
            title, parts = f"{leak_days(row)}: {said['what']}", [touched, said["fields"], said["note"]]
        case _:
            rank = f"{wording.RANK} {said['rank']}" if said["rank"] else ""
            title, parts = said["name"], [rank, said["purpose"], said["fields"], said["places"]]
    return RowLine(number, title, " · ".join(filter(None, parts)), until, stale)


@for_staff(May.LOOK)
def history(request: StaffRequest, vendor: str) -> HttpResponse:
    """Every version of a vendor: who, when, why, and what changed in words."""
    found = find(request, vendor)
    version = queries.version_of(found)
    if version is None:
        raise Http404("nothing entered")
    words = {step.said.number: step for step in steps(queries.told(found))}
    page = page_of(request, queries.history(found), per_page=25)
    lines = [(row, words[row.number]) for row in page]
    context = _page(request, found, version) | {"tab": "history", "page": page, "lines": lines}
    return render(request, "console/vendors/history.html", context)
