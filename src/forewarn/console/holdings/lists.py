"""Screens of manifests: upload, a look at the columns, progress, result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forewarn.accounts.rules import May
from forewarn.audience.importing.actions import keep_upload
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.holdings.forms import ColumnForm, ManifestForm
from forewarn.console.holdings.views import find_vendor, to
from forewarn.console.holdings.wording import STATES, UNUSABLE, fields_in_words
from forewarn.console.paging import page_of
from forewarn.console.rendering import render_confirmation, render_form
from forewarn.foundation.clock import now
from forewarn.foundation.reading.encodings import blocks
from forewarn.foundation.reading.tables import DELIMITERS, UnableToReadTable
from forewarn.holdings.actions.manifests import go_on_in_background, start_in_background
from forewarn.holdings.manifests import queries
from forewarn.holdings.manifests.actions import Said, Source, take_up
from forewarn.holdings.manifests.actions import discard as throw_away
from forewarn.holdings.recording.transfers import UnableToRecord

if TYPE_CHECKING:
    from forewarn.holdings.models import Manifest
    from forewarn.vendors.models import Vendor

BLOCK = 1 << 16  # bytes of a rejects file that are sent at a time


@for_staff(May.LOOK)
def listing(request: StaffRequest, vendor: str) -> HttpResponse:
    """Every list that was brought for a vendor."""
    found = find_vendor(request, vendor)
    page = page_of(request, queries.manifests(request.brand, found.pk))
    lines = [(manifest, *STATES[manifest.state], fields_in_words(manifest.fields)) for manifest in page]
    context = {"vendor": found, "tab": "lists", "page": page, "lines": lines, "may_write": request.may(May.WRITE)}
    return render(request, "console/holdings/lists.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest, vendor: str) -> HttpResponse:
    """Bring a list; it is looked at, and nothing is recorded yet."""
    found = find_vendor(request, vendor)
    form = ManifestForm(request.POST, request.FILES) if request.method == "POST" else ManifestForm()
    if request.method == "POST" and form.is_valid():
        made = _take_up(request, found, form)
        if made is not None:
            return redirect(to(request, "holdings-manifest", found.slug, made.pk))
    context = {"vendor": found, "back": to(request, "holdings-lists", found.slug)}
    return render_form(request, "console/holdings/new_list.html", form, **context)


def _take_up(request: StaffRequest, vendor: Vendor, form: ManifestForm) -> Manifest | None:
    given = form.cleaned_data
    path = keep_upload(given["file"].chunks())
    source = Source(path, given["file"].name, True, encoding=given["encoding"], delimiter=form.mark())
    said = Said(given["fields_sent"], given["at"], given["retention"])
    try:
        return take_up(vendor=vendor, source=source, said=said, by=request.actor, now=now())
    except UnableToRecord as error:
        path.unlink(missing_ok=True)
        form.add_error(None, str(error))
        return None


@for_staff(May.LOOK, methods=("GET", "POST"))
def show(request: StaffRequest, vendor: str, manifest: int) -> HttpResponse:
    """A list: its columns while it waits for somebody, then how far it is, and what came of it."""
    found = find_vendor(request, vendor)
    made = _manifest(request, found, manifest)
    if made.state == "uploaded" and request.may(May.WRITE):
        return _columns(request, found, made)
    if request.method == "POST":
        return redirect(to(request, "holdings-manifest", found.slug, made.pk))
    return render(request, "console/holdings/manifest.html", _result(request, found, made))


def _columns(request: StaffRequest, vendor: Vendor, manifest: Manifest) -> HttpResponse:
    form = ColumnForm(request.POST or None, columns=manifest.dialect["columns"], initial={"column": manifest.column})
    column = form.cleaned_data["column"] if form.is_bound and form.is_valid() else manifest.column
    if form.is_bound and form.is_valid() and "start" in request.POST:
        try:
            start_in_background(manifest=manifest, column=column, by=request.actor, now=now())
        except UnableToRecord as error:
            form.add_error(None, str(error))
        else:
            return redirect(to(request, "holdings-manifest", vendor.slug, manifest.pk))
    try:
        preview = queries.preview(manifest, column)
    except UnableToReadTable as error:
        messages.error(request, str(error))
        preview = None
    context = {
        "vendor": vendor,
        "manifest": manifest,
        "fields": fields_in_words(manifest.fields),
        "preview": preview,
        "column": column,
        "known": sum(row[2] for row in preview.rows) if preview else 0,
        "delimiter": DELIMITERS.get(manifest.dialect["delimiter"], manifest.dialect["delimiter"]),
        "encoding": manifest.dialect["encoding"].removesuffix("-sig").upper(),
    }
    return render_form(request, "console/holdings/columns.html", form, **context)


@for_staff(May.LOOK)
def progress(request: StaffRequest, vendor: str, manifest: int) -> HttpResponse:
    """The part of the page that changes while the list is read."""
    found = find_vendor(request, vendor)
    made = _manifest(request, found, manifest)
    return render(request, "console/holdings/_progress.html", _result(request, found, made))


def _result(request: StaffRequest, vendor: Vendor, manifest: Manifest) -> dict[str, Any]:
    badge, state = STATES[manifest.state]
    return {
        "vendor": vendor,
        "manifest": manifest,
        "fields": fields_in_words(manifest.fields),
        "badge": badge,
        "state": state,
        "active": manifest.state in ("waiting", "running"),
        "total": max(manifest.lines, manifest.position)
        if manifest.state in ("waiting", "running")
        else manifest.position,
        "customers": manifest.customers,
        "reasons": [(UNUSABLE.get(code, code), number) for code, number in manifest.reasons.items()],
        "has_rejects": manifest.has_rejects,
        "rejects_days": queries.REJECTS_KEPT.days,
        "may_write": request.may(May.WRITE),
    }


@for_staff(May.WRITE, methods=("GET", "POST"))
def go_on(request: StaffRequest, vendor: str, manifest: int) -> HttpResponse:
    """Record a list without the lines that name nobody here, after asking."""
    found = find_vendor(request, vendor)
    made = _manifest(request, found, manifest)
    back = to(request, "holdings-manifest", found.slug, made.pk)
    if request.method == "POST" or not made.may_go_on:
        try:
            go_on_in_background(manifest=made, by=request.actor, now=now())
        except UnableToRecord as error:
            messages.error(request, str(error))
        return redirect(back)
    left = ngettext("%(n)s line is left out.", "%(n)s lines are left out.", made.rejected) % {"n": made.rejected}
    return render_confirmation(
        request,
        title=_("Record the others?"),
        text=left
        + " "
        + _("Go on only if you know why these are no customers here: erased since, say. Else mend your list first."),
        action=_("Record the others"),
        back=back,
        danger=False,
    )


@for_staff(May.WRITE, methods=("POST",))
def discard(request: StaffRequest, vendor: str, manifest: int) -> HttpResponse:
    """Throw a list away that is not recorded."""
    found = find_vendor(request, vendor)
    try:
        throw_away(manifest=_manifest(request, found, manifest), by=request.actor, now=now())
        messages.success(request, _("The list is gone. Nothing was recorded."))
    except UnableToRecord as error:
        messages.error(request, str(error))
    return redirect(to(request, "holdings-lists", found.slug))


@for_staff(May.WRITE)
def rejects(request: StaffRequest, vendor: str, manifest: int) -> HttpResponseBase:
    """The lines that cannot be used, each with its reason."""
    made = _manifest(request, find_vendor(request, vendor), manifest)
    path = Path(made.rejects_path)
    if not (made.uploaded and made.rejects_path and path.is_file()):
        raise Http404("no rejects file is kept")
    answer = StreamingHttpResponse(blocks(path), content_type="text/csv; charset=utf-8")
    name = f"{Path(made.file_name).stem}.rejects.csv"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer


def _manifest(request: StaffRequest, vendor: Vendor, manifest_id: int) -> Manifest:
    found = queries.manifest_of(request.brand, manifest_id)
    if found is None or found.vendor_id != vendor.pk:
        raise Http404("no such list")
    return found
