"""Screens that write the vendor register: an entry, its facts, one row of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.vendors.announcing import ways_to_announce
from forewarn.console.vendors.forms import BecauseForm, FactsForm, NewVendorForm, RowForm, initial_of
from forewarn.console.vendors.views import find, to
from forewarn.console.vendors.wording import ROWS
from forewarn.foundation.clock import now
from forewarn.vendors import queries
from forewarn.vendors.fact_table import FACTS, Fact
from forewarn.vendors.in_words import row_in_words
from forewarn.vendors.register import Because, NoticeMissing, UnableToChangeVendor, add_vendor, enter_facts
from forewarn.vendors.rules import FOR_EVERYBODY, Facts, Matter, State

if TYPE_CHECKING:
    from forewarn.vendors.models import Vendor, VendorVersion


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """Enter a vendor."""
    initial = {}
    if domain := request.GET.get("domain", ""):  # of mail that nothing explains so far
        initial = {"sending_domains": [domain[:255]], "reason": _("Mail in our name came from it.")}
    form = NewVendorForm(posted(request), initial=initial, may_publish=request.may(May.APPROVE))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        facts = {key: data[key] for key in ("name", "purpose", "sending_domains")}
        state = State(data["state"])
        try:
            if state is State.ACTIVE and queries.is_public(request.brand) and not (form.chosen and data["why"].strip()):
                raise NoticeMissing(data["name"], {"state": Matter.ARRIVAL})
            made = add_vendor(
                brand=request.brand, facts=facts, reason=Because(data["reason"], data["why"], form.chosen), state=state,
                by=request.actor, now=now(),
            )  # fmt: skip
        except NoticeMissing as missing:
            form.ask(str(missing))
        except UnableToChangeVendor as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Entered. Now say what customers should know of it."))
            return redirect(to(request, "vendors-edit", made.vendor.slug))
    return render_form(request, "console/vendors/new.html", form, back=to(request, "vendors-list"))


@for_staff(May.WRITE, methods=("GET", "POST"))
def edit(request: StaffRequest, vendor: str) -> HttpResponse:
    """Change what the register says of a vendor."""
    found, version = _current(request, vendor)
    initial = initial_of(version.facts) | {"seen": version.number}
    form = FactsForm(posted(request), initial=initial, locales=request.brand.locales or ["en"])
    if request.method == "POST" and form.is_valid():
        typed = form.facts(version.facts)
        try:
            saved = _enter(request, found, form, typed)
        except NoticeMissing as missing:
            form.ask(str(missing), ways_to_announce(request, found, missing.matters.values(), version.facts, typed))
        except UnableToChangeVendor as error:
            form.refuse(str(error))
        else:
            _tell(request, saved, version)
            return redirect(to(request, "vendors-show", found.slug))
    return render_form(request, "console/vendors/edit.html", form, vendor=found, back=_back(request, found))


def _enter(request: StaffRequest, vendor: Vendor, form: Any, facts: Facts) -> VendorVersion:
    data = form.cleaned_data
    return enter_facts(
        vendor=vendor, facts=facts, reason=Because(data["reason"], data["why"], form.chosen), seen=data["seen"],
        by=request.actor, now=now(),
    )  # fmt: skip


def _tell(request: StaffRequest, saved: VendorVersion, before: VendorVersion) -> None:
    if saved.number == before.number:
        messages.info(request, _("Nothing was changed."))
    elif State(saved.state) in FOR_EVERYBODY:
        messages.success(request, _("Saved as version %(n)s. The public page shows it at once.") % {"n": saved.number})
    else:
        messages.success(request, _("Saved as version %(n)s. Only staff see it so far.") % {"n": saved.number})


def _back(request: StaffRequest, vendor: Vendor) -> str:
    return to(request, "vendors-show", vendor.slug)


def _current(request: StaffRequest, slug: str) -> tuple[Vendor, VendorVersion]:
    found = find(request, slug)
    version = queries.version_of(found)
    if version is None:
        raise Http404("nothing entered")
    return found, version


@for_staff(May.WRITE, methods=("GET", "POST"))
def row_new(request: StaffRequest, vendor: str, table: str) -> HttpResponse:
    """Add a measure, a check or a sub-vendor."""
    return _row_form(request, vendor, table, None)


@for_staff(May.WRITE, methods=("GET", "POST"))
def row_edit(request: StaffRequest, vendor: str, table: str, number: int) -> HttpResponse:
    """Change one of them."""
    return _row_form(request, vendor, table, number)


def _row_form(request: StaffRequest, slug: str, table: str, number: int | None) -> HttpResponse:
    (found, version), fact = _current(request, slug), _table(table)
    rows = _rows_of(version, table, number)
    shown = {f"row_{code}": value for code, value in rows[number - 1].items()} if number else {}
    form = RowForm(posted(request), initial=shown | {"seen": version.number}, fact=fact)
    if request.method == "POST" and form.is_valid():
        typed = [*rows, form.row()] if number is None else [*rows[: number - 1], form.row(), *rows[number:]]
        after = {**version.facts, table: typed}
        try:
            saved = _enter(request, found, form, after)
        except NoticeMissing as missing:
            form.ask(str(missing), ways_to_announce(request, found, missing.matters.values(), version.facts, after))
        except UnableToChangeVendor as error:
            form.add_error(None, str(error).splitlines())
        else:
            _tell(request, saved, version)
            return redirect(f"{_back(request, found)}#{table}")
    title = ROWS[table]["add"] if number is None else ROWS[table]["change"]
    return render_form(
        request, "console/vendors/row.html", form, vendor=found, title=title, table=table, number=number,
        back=f"{_back(request, found)}#{table}",
    )  # fmt: skip


@for_staff(May.WRITE, methods=("GET", "POST"))
def row_remove(request: StaffRequest, vendor: str, table: str, number: int) -> HttpResponse:
    """Take one of them out, after asking."""
    (found, version), fact = _current(request, vendor), _table(table)
    rows = _rows_of(version, table, number)
    form = BecauseForm(posted(request), initial={"seen": version.number})
    back = f"{_back(request, found)}#{table}"
    if request.method == "POST" and form.is_valid():
        try:
            facts = {**version.facts, table: [*rows[: number - 1], *rows[number:]]}
            _tell(request, _enter(request, found, form, facts), version)
            return redirect(back)
        except UnableToChangeVendor as error:
            form.add_error(None, str(error).splitlines())
    return render_confirmation(
        request,
        title=_("Take it out of what is said of %(vendor)s?") % {"vendor": found},
        text=row_in_words(fact, rows[number - 1]),
        action=_("Take it out"),
        back=back,
        form=form,
    )


def _table(code: str) -> Fact:
    if code not in ROWS:
        raise Http404("no such list")
    return FACTS[code]


def _rows_of(version: VendorVersion, table: str, number: int | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = version.facts.get(table, [])
    if number is not None and not 1 <= number <= len(rows):
        raise Http404("no such row")
    return rows
