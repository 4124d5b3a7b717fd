"""Screens of files of vendors: the register out, a list in with the difference in words before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.rendering import UNTAKEN
from forewarn.console.vendor_files.forms import ColumnsForm, UploadForm
from forewarn.console.vendors.views import to
from forewarn.foundation.clock import now
from forewarn.vendors.interchange import actions, queries
from forewarn.vendors.interchange.diff_words import differences, heading
from forewarn.vendors.interchange.exporting import as_csv, as_yaml
from forewarn.vendors.interchange.limits import KEPT_FOR, MAX_ON_A_PAGE
from forewarn.vendors.register import Because
from forewarn.vendors.rules import State

if TYPE_CHECKING:
    from forewarn.vendors.interchange.planning import Plan
    from forewarn.vendors.models import RegisterFile

SAMPLES = 3  # values of a column that are shown


@for_staff(May.LOOK, methods=("GET", "POST"))
def listing(request: StaffRequest) -> HttpResponse:
    """The register as a file, the files that wait, and a form to bring one."""
    may_write = request.may(May.WRITE)
    if request.method == "POST" and not may_write:
        return redirect(to(request, "vendors-files"))
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = _take_up(request, form)
        if file is not None:
            return redirect(to(request, "vendors-file", file.pk))
    page = page_of(request, queries.files(request.brand))
    context = {"form": form, "page": page, "may_write": may_write, "days": KEPT_FOR.days}
    return render(request, "console/vendor_files/list.html", context, status=UNTAKEN if form.errors else 200)


def _take_up(request: StaffRequest, form: UploadForm) -> RegisterFile | None:
    given = form.cleaned_data
    brought = actions.Brought(
        given["file"].name, given["file"].read(), given["encoding"], form.mark(), State(given["new_state"])
    )
    try:
        return actions.take_up(brand=request.brand, brought=brought, by=request.actor, now=now())
    except actions.UnableToImport as error:
        form.add_error("file", str(error))
        return None


@for_staff(May.LOOK)
def export(request: StaffRequest, form: str) -> HttpResponse:
    """What the register says now, as YAML or CSV."""
    entries = queries.register_entries(request.brand)
    if form == "yaml":
        answer = HttpResponse(as_yaml(entries), content_type="application/yaml; charset=utf-8")
    elif form == "csv":
        # A mark at the start, by which programs for tables know UTF-8.
        answer = HttpResponse(as_csv(entries).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    else:
        raise Http404("no such form")
    name = f"{request.brand.slug}-vendors-{now():%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@for_staff(May.WRITE, methods=("GET", "POST"))
def show(request: StaffRequest, file: int) -> HttpResponse:
    """What a file would change, with what its columns mean; then import it."""
    found = _file(request, file)
    try:
        read = actions.survey_of(found)
    except actions.UnableToImport as error:
        messages.error(request, str(error))
        return redirect(to(request, "vendors-files"))
    form = ColumnsForm(
        request.POST or None,
        columns=read.listing.columns,
        meanings=found.meanings,
        initial={"new_state": found.new_state},
    )
    if request.method == "POST" and form.is_valid():
        done = _follow(request, found, form)
        if done is not None:
            return done
        found.refresh_from_db()
        read = actions.survey_of(found)
    plan = _plan(request, read, form)
    if plan and plan.unannounced:
        form.show_ground()
    context = _context(request, found, read, form, plan)
    return render(request, "console/vendor_files/show.html", context, status=UNTAKEN if form.errors else 200)


def _follow(request: StaffRequest, file: RegisterFile, form: ColumnsForm) -> HttpResponse | None:
    """Keep what was chosen, and import where that was asked for; None where the page has to be shown again."""
    try:
        actions.choose(file=file, meanings=form.meanings(), new_state=State(form.cleaned_data["new_state"]))
        if "import" not in request.POST:
            return redirect(to(request, "vendors-file", file.pk))
        seen = request.POST.get("seen", "") or "nothing was seen"
        because = Because(f"imported from {file.name}"[:500], form.cleaned_data["why"], form.chosen)
        plan = actions.confirm(file=file, seen=seen, because=because, by=request.actor, now=now())
    except actions.UnableToImport as error:
        form.add_error(None, str(error))
        return None
    words = ngettext("%(n)s change was written.", "%(n)s changes were written.", len(plan.changes))
    messages.success(request, words % {"n": len(plan.changes)})
    return redirect(to(request, "vendors-list"))


def _plan(request: StaffRequest, read: actions.Survey, form: ColumnsForm) -> Plan | None:
    """What would happen; None where no column says who the vendors are."""
    if not {"id", "name"} & set(read.meanings):
        if not form.errors:
            messages.warning(request, _("Say which column has the vendors' names, then look again."))
        return None
    return actions.plan_of(request.brand, read)


def _context(
    request: StaffRequest, file: RegisterFile, read: actions.Survey, form: ColumnsForm, plan: Plan | None
) -> dict[str, Any]:
    changes = plan.changes if plan else []
    page = page_of(request, changes, per_page=25)
    return {
        "file": file,
        "form": form,
        "columns": list(zip(form.column_fields(), _samples(read), strict=True)),
        "rows": len(read.listing.rows),
        "encoding": read.listing.encoding.upper(),
        "plan": plan,
        "page": page,
        "changes": [(heading(change), change, differences(change)) for change in page],
        "changed": len(changes) - plan.new if plan else 0,
        "too_many": MAX_ON_A_PAGE if len(changes) > MAX_ON_A_PAGE else 0,
    }


def _samples(read: actions.Survey) -> list[list[str]]:
    """What stands in each column in the first rows that have something there."""
    found = []
    for column in read.listing.columns:
        values = (row.values.get(column) for row in read.listing.rows)
        said = [_plain(value) for value in values if value not in (None, "", [], {})]
        found.append(said[:SAMPLES])
    return found


def _plain(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


@for_staff(May.WRITE, methods=("POST",))
def discard(request: StaffRequest, file: int) -> HttpResponse:
    """Throw a file away."""
    actions.discard(file=_file(request, file))
    messages.success(request, _("The file is gone. Nothing was imported."))
    return redirect(to(request, "vendors-files"))


def _file(request: StaffRequest, file_id: int) -> RegisterFile:
    found = queries.file_of(request.brand, file_id)
    if found is None:
        raise Http404("no such file")
    return found
