"""One lesson: what the brand changed in it, its files, its place in the year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.lessons.forms import UploadForm
from forewarn.console.rendering import UNTAKEN, posted, render_confirmation
from forewarn.foundation.clock import now
from forewarn.lessons.actions.adapting import (
    UnableToChangeLesson,
    back_to_library,
    keep_own_words,
    move_lesson,
    place_lesson,
    take_files,
)
from forewarn.lessons.queries.caveats import broken_rules, caveats_of
from forewarn.lessons.queries.content import GivenLesson, files_of, lesson_of, missing_promises
from forewarn.lessons.rules.reading.types import Problem


def _lesson(request: StaffRequest, slug: str) -> GivenLesson:
    found = lesson_of(request.brand, slug, any_state=True)
    if found is None:
        raise Http404("no such lesson")
    return found


def _address(request: StaffRequest, slug: str) -> str:
    return reverse("console:lessons-show", args=[request.brand.slug, slug])


@for_staff(May.LOOK, methods=("GET", "POST"))
def show(request: StaffRequest, slug: str) -> HttpResponse:
    """The lesson, its files with downloads, and the way to put the brand's own words over them."""
    given = _lesson(request, slug)
    form = UploadForm(posted(request), request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if form.is_bound and not request.may(May.WRITE):
        return HttpResponse(status=403)
    if form.is_bound and form.is_valid():
        try:
            take_files(brand=request.brand, files=form.cleaned_data["texts"], slug=slug, by=request.actor, now=now())
        except UnableToChangeLesson as error:
            form.add_error(None, str(error))
            problems = error.problems
        else:
            messages.success(request, _("Taken. Customers see it within seconds."))
            return redirect(_address(request, slug))
    context = _context(request, given) | {"form": form, "problems": problems}
    return render(request, "console/lessons/show.html", context, status=UNTAKEN if form.errors else 200)


def _context(request: StaffRequest, given: GivenLesson) -> dict[str, Any]:
    brand = request.brand
    return {
        "given": given,
        "text": given.text(brand.default_locale),
        "files": sorted(files_of(brand, given.slug)),
        "broken": caveats_of(given.lesson, broken_rules(brand, now=now())),
        "missing": missing_promises(brand, given.lesson),
        "may_write": request.may(May.WRITE),
        "lures": [item for item in given.lesson.items if item.is_lure],
        "page": f"https://{brand.public_host}/practice/{given.slug}/",
        "quarters": (1, 2, 3, 4),
    }


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """A lesson of the brand's own."""
    form = UploadForm(posted(request), request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            slug = take_files(brand=request.brand, files=form.cleaned_data["texts"], by=request.actor, now=now())
        except UnableToChangeLesson as error:
            form.add_error(None, str(error))
            problems = error.problems
        else:
            messages.success(request, _("The lesson is there. Customers see it within seconds."))
            return redirect(_address(request, slug))
    context = {"form": form, "problems": problems}
    return render(request, "console/lessons/new.html", context, status=UNTAKEN if form.errors else 200)


@for_staff(May.LOOK)
def file(request: StaffRequest, slug: str, name: str) -> HttpResponse:
    """A file of the lesson as it is in use, to change and bring back."""
    _lesson(request, slug)
    text = files_of(request.brand, slug).get(name)
    if text is None:
        raise Http404("no such file")
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_staff(May.WRITE, methods=("POST",))
def place(request: StaffRequest, slug: str) -> HttpResponse:
    """Switch a lesson on or off, and choose its quarter."""
    _lesson(request, slug)
    quarter = request.POST.get("quarter", "")
    try:
        place_lesson(
            brand=request.brand,
            slug=slug,
            given=request.POST.get("given") == "on",
            quarter=int(quarter) if quarter.isdigit() else 0,
            by=request.actor,
            now=now(),
        )
        messages.success(request, _("Saved."))
    except UnableToChangeLesson as error:
        messages.error(request, str(error))
    return redirect(_address(request, slug))


@for_staff(May.WRITE, methods=("POST",))
def move(request: StaffRequest, slug: str) -> HttpResponse:
    """Move a lesson up or down in the order that customers see."""
    _lesson(request, slug)
    move_lesson(brand=request.brand, slug=slug, up=request.POST.get("direction") == "up", by=request.actor, now=now())
    return redirect(reverse("console:lessons-list", args=[request.brand.slug]))


@for_staff(May.WRITE, methods=("POST",))
def keep(request: StaffRequest, slug: str) -> HttpResponse:
    """The newer text was looked at; ours stays."""
    _lesson(request, slug)
    try:
        keep_own_words(brand=request.brand, slug=slug, by=request.actor, now=now())
        messages.success(request, _("Your words stay. You hear of the next change again."))
    except UnableToChangeLesson as error:
        messages.error(request, str(error))
    return redirect(_address(request, slug))


@for_staff(May.WRITE, methods=("GET", "POST"))
def reset(request: StaffRequest, slug: str) -> HttpResponse:
    """Back to the library's words, after a question."""
    given = _lesson(request, slug)
    if request.method == "POST":
        try:
            back_to_library(brand=request.brand, slug=slug, by=request.actor, now=now())
            messages.success(request, _("The library's words hold again.") if given.in_library else _("Deleted."))
        except UnableToChangeLesson as error:
            messages.error(request, str(error))
        return redirect(reverse("console:lessons-list", args=[request.brand.slug]))
    return render_confirmation(
        request,
        title=_("Go back to the library's words?") if given.in_library else _("Delete this lesson?"),
        text=_("Your own files of this lesson are deleted. Download them first if you may want them again."),
        action=_("Go back") if given.in_library else _("Delete"),
        back=_address(request, slug),
    )
