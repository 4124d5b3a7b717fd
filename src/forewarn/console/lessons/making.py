"""Practice messages from real mail: what there is, what is being written, what waits for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.lessons.making_forms import MadeItemForm, initial_of
from forewarn.console.lessons.wording import MADE_STATES
from forewarn.console.rendering import UNTAKEN, posted, render_confirmation
from forewarn.foundation.clock import now
from forewarn.journal.queries import campaign
from forewarn.lessons.actions.making import (
    UnableToMake,
    drop_item,
    hand_in,
    make_from_own_mail,
    make_from_sighting,
    send_back,
    use_item,
    write_item,
)
from forewarn.lessons.queries.content import GivenLesson, lesson_of, lessons_of
from forewarn.lessons.queries.making import (
    languages_of,
    made_item,
    made_items,
    own_mail_to_practise,
    preview,
    scams_to_practise,
)
from forewarn.lessons.rules.making import State, places
from forewarn.sightings.queries import sighting

if TYPE_CHECKING:
    from forewarn.lessons.models import MadeItem

SHOWN = 50  # made messages, the last changed


def _address(request: StaffRequest, made: MadeItem) -> str:
    return reverse("console:lessons-made-show", args=[request.brand.slug, made.pk])


def _made(request: StaffRequest, item_id: int) -> tuple[MadeItem, GivenLesson]:
    made = made_item(request.brand, item_id)
    given = lesson_of(request.brand, made.lesson, any_state=True) if made else None
    if made is None or given is None:
        raise Http404("no such message")
    return made, given


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Scams and mail of ours that can be practised with, and what was made of them."""
    brand = request.brand
    context = {
        "made": made_items(brand)[:SHOWN],
        "states": MADE_STATES,
        "scams": scams_to_practise(brand),
        "own": [(locale, own_mail_to_practise(brand, locale=locale)) for locale in brand.locales or ["en"]],
        "lessons": [(one.slug, one.text(brand.default_locale).title) for one in lessons_of(brand)],
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/lessons/made.html", context)


@for_staff(May.WRITE, methods=("POST",))
def begin(request: StaffRequest) -> HttpResponse:
    """Make a message of a sighting or of a mail of ours, cleaned, and go on writing it."""
    brand, lesson = request.brand, request.POST.get("lesson", "")
    number = request.POST.get("id", "")
    wanted = int(number) if number.isdecimal() and len(number) < 19 else 0
    try:
        if request.POST.get("source") == "sighting":
            seen = sighting(brand, wanted)
            if seen is None:
                raise Http404("no such sighting")
            made = make_from_sighting(brand=brand, sighting=seen, lesson=lesson, by=request.actor, now=now())
        else:
            mail = campaign(brand, wanted)
            if mail is None:
                raise Http404("no such mail")
            made = make_from_own_mail(brand=brand, campaign=mail, lesson=lesson, by=request.actor, now=now())
    except UnableToMake as error:
        messages.error(request, str(error))
        return redirect(reverse("console:lessons-made", args=[brand.slug]))
    messages.success(request, _("Cleaned. Read every line, say what there is to learn, then hand it in."))
    return redirect(_address(request, made))


@for_staff(May.LOOK, methods=("GET", "POST"))
def show(request: StaffRequest, item_id: int) -> HttpResponse:
    """One message as customers would see it, with the form for whoever writes it."""
    made, given = _made(request, item_id)
    locales = languages_of(given)
    where = places(given.lesson, made.kind, locale=request.brand.default_locale)
    form = MadeItemForm(posted(request), initial=initial_of(made), kind=made.kind, locales=locales, where=where)
    if form.is_bound and not request.may(May.WRITE):
        return HttpResponse(status=403)
    objections: tuple[str, ...] = ()
    if form.is_bound and form.is_valid():
        handing = request.POST.get("then") == "hand-in"
        try:
            write_item(made=made, writing=form.writing(), by=request.actor, now=now())
            if handing:
                hand_in(made=made, by=request.actor, now=now())
        except UnableToMake as error:
            form.add_error(None, str(error))
            objections = error.objections
        else:
            messages.success(request, _("Handed in. Another person looks at it now.") if handing else _("Saved."))
            return redirect(_address(request, made))
        made, given = _made(request, item_id)
    context = _context(request, made, given) | {"form": form, "objections": objections}
    return render(request, "console/lessons/made_one.html", context, status=UNTAKEN if form.errors else 200)


def _context(request: StaffRequest, made: MadeItem, given: GivenLesson) -> dict[str, Any]:
    mine = f"{request.actor.kind.value} {request.actor.id}" in made.authors
    waits = made.state == State.WAITING
    return {
        "made": made,
        "given": given,
        "title": given.text(request.brand.default_locale).title,
        "state": MADE_STATES[made.state],
        "shown": [(locale, preview(made, locale, now=now())) for locale in languages_of(given)],
        "words": made.words,
        "may_write": request.may(May.WRITE) and made.state != State.USED,
        "may_decide": waits and request.may(May.APPROVE) and not mine,
        "mine": waits and mine,
    }


@for_staff(May.APPROVE, methods=("POST",))
def decide(request: StaffRequest, item_id: int) -> HttpResponse:
    """Let it into the lesson, or send it back with a reason."""
    made, _given = _made(request, item_id)
    try:
        if request.POST.get("answer") == "use":
            use_item(made=made, by=request.actor, now=now())
            messages.success(request, _("It stands in the lesson now. Customers meet it within seconds."))
        else:
            send_back(made=made, reason=request.POST.get("reason", ""), by=request.actor, now=now())
            messages.success(request, _("Sent back with your reason."))
    except UnableToMake as error:
        messages.error(request, " ".join([str(error), *error.objections[:3]]))
    return redirect(_address(request, made))


@for_staff(May.WRITE, methods=("GET", "POST"))
def drop(request: StaffRequest, item_id: int) -> HttpResponse:
    """Throw it away, after a question."""
    made, _given = _made(request, item_id)
    if request.method == "POST":
        try:
            drop_item(made=made, by=request.actor, now=now())
            messages.success(request, _("Thrown away."))
        except UnableToMake as error:
            messages.error(request, str(error))
        return redirect(reverse("console:lessons-made", args=[request.brand.slug]))
    return render_confirmation(
        request,
        title=_("Throw this message away?"),
        text=_("What was written for it is lost. The mail it was made from stays."),
        action=_("Throw away"),
        back=_address(request, made),
    )
