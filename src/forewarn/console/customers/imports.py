"""Screens of imports: upload, columns with a preview, progress, result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.audience.actions.imports import go_on_in_background, start_in_background
from forewarn.audience.importing import actions, queries
from forewarn.audience.importing.tidying import REJECTS_KEPT
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.customers.forms import ColumnsForm, UploadForm
from forewarn.console.customers.wording import REJECTED, STATES, meaning_in_words
from forewarn.console.paging import page_of
from forewarn.foundation.clock import now
from forewarn.foundation.reading.encodings import blocks
from forewarn.foundation.reading.tables import DELIMITERS, UnableToReadTable

if TYPE_CHECKING:
    from forewarn.audience.models import Import


SAMPLES = 3  # values of a column that are shown
BLOCK = 1 << 16  # bytes of a rejects file that are sent at a time


def _import(request: StaffRequest, import_id: int) -> Import:
    run = queries.import_of(request.brand, import_id)
    if run is None:
        raise Http404("no such import")
    return run


def _to(request: StaffRequest, name: str, *arguments: object) -> str:
    return reverse(f"console:{name}", args=[request.brand.slug, *arguments])


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Every import, newest first."""
    page = page_of(request, queries.imports(request.brand))
    lines = [(run, *STATES[run.state]) for run in page]
    context = {"page": page, "lines": lines, "may_write": request.may(May.WRITE)}
    return render(request, "console/customers/imports.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """Bring a file; it is read through, and nothing is imported yet."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        path = actions.keep_upload(file.chunks())
        source = actions.Source(path, file.name, True, form.cleaned_data["encoding"], form.mark())
        try:
            run = actions.take_up(brand=request.brand, source=source, by=request.actor, now=now())
        except actions.UnableToImport as error:
            path.unlink(missing_ok=True)
            form.add_error("file", str(error))
        else:
            return redirect(_to(request, "customers-import-columns", run.pk))
    context = {"form": form, "back": _to(request, "customers-imports")}
    return render(request, "console/customers/upload.html", context, status=422 if form.errors else 200)


@for_staff(May.WRITE, methods=("GET", "POST"))
def columns(request: StaffRequest, import_id: int) -> HttpResponse:
    """What the columns mean, with the first rows as they would come in; then start."""
    run = _import(request, import_id)
    if run.state != "uploaded":
        return redirect(_to(request, "customers-import", run.pk))
    form = ColumnsForm(
        request.POST or None,
        columns=[column for column, _meaning in queries.columns(run)],
        meanings=run.mapping,
        initial={"wording": run.wording},
    )
    if request.method == "POST" and form.is_valid() and "start" in request.POST:
        try:
            wording = form.cleaned_data["wording"]
            start_in_background(run=run, meanings=form.meanings(), wording=wording, by=request.actor, now=now())
        except actions.UnableToImport as error:
            form.add_error(None, str(error))
        else:
            return redirect(_to(request, "customers-import", run.pk))
    context = _columns_context(request, run, form)
    return render(request, "console/customers/columns.html", context, status=422 if form.errors else 200)


def _columns_context(request: StaffRequest, run: Import, form: ColumnsForm) -> dict[str, Any]:
    meanings = form.meanings()
    try:
        preview = queries.preview(run, meanings)
    except UnableToReadTable as error:
        messages.error(request, str(error))
        preview = None
    stated = {choice: choice in meanings or f"no_{choice}" in meanings for choice in ("care", "marketing")}
    return {
        "run": run,
        "form": form,
        "preview": preview,
        "columns": list(zip(form.column_fields(), _samples(preview, len(meanings)), strict=True)),
        "reasons": [(REJECTED.get(code, code), number) for code, number in preview.reasons] if preview else [],
        "stated": stated,
        "delimiter": DELIMITERS.get(run.dialect["delimiter"], run.dialect["delimiter"]),
        "encoding": run.dialect["encoding"].removesuffix("-sig").upper(),
    }


def _samples(preview: queries.Preview | None, width: int) -> list[list[str]]:
    """What stands in each column in the first rows that have something there."""
    rows = preview.rows if preview else []
    cells = [[row.cells[index] for row in rows if len(row.cells) > index] for index in range(width)]
    return [[cell for cell in column if cell.strip()][:SAMPLES] for column in cells]


@for_staff(May.LOOK)
def show(request: StaffRequest, import_id: int) -> HttpResponse:
    """How far an import is, and what came of it."""
    run = _import(request, import_id)
    if run.state == "uploaded" and request.may(May.WRITE):
        return redirect(_to(request, "customers-import-columns", run.pk))
    return render(request, "console/customers/import.html", _result(request, run))


@for_staff(May.LOOK)
def progress(request: StaffRequest, import_id: int) -> HttpResponse:
    """The part of the page that changes while the import runs."""
    run = _import(request, import_id)
    return render(request, "console/customers/_progress.html", _result(request, run))


def _result(request: StaffRequest, run: Import) -> dict[str, Any]:
    badge, state = STATES[run.state]
    return {
        "run": run,
        "badge": badge,
        "state": state,
        "active": run.state in ("waiting", "running"),
        "reasons": [(REJECTED.get(code, code), number) for code, number in run.reasons.items()],
        "not_understood": [(column, list(values.items())) for column, values in run.not_understood.items()],
        "meanings": [(column, meaning_in_words(meaning)) for column, meaning in queries.columns(run)],
        "has_rejects": bool(run.uploaded and run.rejected and run.rejects_path),
        "rejects_days": REJECTS_KEPT.days,
        "may_write": request.may(May.WRITE),
    }


@for_staff(May.WRITE, methods=("POST",))
def stop(request: StaffRequest, import_id: int) -> HttpResponse:
    """Stop after the rows that are being written."""
    run = _import(request, import_id)
    try:
        actions.stop(run=run, by=request.actor, now=now())
        messages.success(request, _("Stopped. What is in stays in, and it can go on from there."))
    except actions.UnableToImport as error:
        messages.error(request, str(error))
    return redirect(_to(request, "customers-import", run.pk))


@for_staff(May.WRITE, methods=("POST",))
def go_on(request: StaffRequest, import_id: int) -> HttpResponse:
    """Go on from where it stopped."""
    run = _import(request, import_id)
    try:
        go_on_in_background(run=run, by=request.actor, now=now())
    except actions.UnableToImport as error:
        messages.error(request, str(error))
    return redirect(_to(request, "customers-import", run.pk))


@for_staff(May.WRITE, methods=("POST",))
def discard(request: StaffRequest, import_id: int) -> HttpResponse:
    """Throw an upload away."""
    run = _import(request, import_id)
    try:
        actions.discard(run=run, by=request.actor, now=now())
        messages.success(request, _("The file is gone. Nothing was imported."))
    except actions.UnableToImport as error:
        messages.error(request, str(error))
    return redirect(_to(request, "customers-imports"))


@for_staff(May.WRITE)
def rejects(request: StaffRequest, import_id: int) -> HttpResponseBase:
    """The rejected rows with their reasons, as a file to mend and import again."""
    run = _import(request, import_id)
    path = Path(run.rejects_path)
    if not (run.uploaded and run.rejects_path and path.is_file()):
        raise Http404("no rejects file is kept")
    answer = StreamingHttpResponse(blocks(path), content_type="text/csv; charset=utf-8")
    name = f"{Path(run.file_name).stem}.rejects.csv"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer
