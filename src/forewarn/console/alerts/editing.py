"""Writing an alert, with its preview and the checks beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from forewarn.accounts.rules import May
from forewarn.alerts.actions.writing import write_alert
from forewarn.alerts.linting import report_on
from forewarn.alerts.queries.drafts import document_for, gaps, look_of, outline_of
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.rules import MAX_SCAMS, MAX_WORDS, Outline
from forewarn.alerts.signals import Practice
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.alerts.forms import AlertForm, initial_from
from forewarn.console.alerts.views import SALT, address, alert_or_404, signed_words
from forewarn.foundation.clock import now
from forewarn.lessons.queries.programme import invited_apart, settings_of
from forewarn.lessons.queries.telling import practice_block
from forewarn.mail.documents import Document, document_from, render_html, render_text
from forewarn.promises.queries import promises
from forewarn.sightings.queries import PublicScam, suggestions

if TYPE_CHECKING:
    from forewarn.alerts.models import Alert

SUGGESTED = 10  # confirmed scams that are offered, the most reported first
PAPER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def _locale(request: StaffRequest) -> str:
    """The language that is being written: `?locale=`, else the brand's default."""
    wanted = request.GET.get("locale") or request.brand.default_locale
    return wanted if wanted in request.brand.locales else request.brand.default_locale


def _form(request: StaffRequest, data: Any, outline: Outline, locale: str) -> AlertForm:
    lines = promises(request.brand, locale=locale)
    choices = [(line.key, line.statement) for line in lines]
    initial = initial_from(outline, locale)
    if taken := _taken(request, locale):
        free = next((n for n in range(1, MAX_SCAMS + 1) if not initial.get(f"says_{n}")), None)
        if free is not None:
            initial |= {f"says_{free}": taken.says, f"wants_{free}": taken.wants, f"tell_{free}": taken.tell}
    return AlertForm(data, initial=initial, promises=choices)


def _taken(request: StaffRequest, locale: str) -> PublicScam | None:
    """The confirmed scam that was chosen to be named; it fills the next free lines and is saved with them."""
    wanted = request.GET.get("take", "")
    found = suggestions(request.brand, locale=locale, now=now(), limit=SUGGESTED)
    return next((scam for scam in found if str(scam.number) == wanted), None)


def _practice(request: StaffRequest, alert: Alert) -> Practice:
    """The lessons that the note can tell of; none where a mail of their own does."""
    if invited_apart(request.brand, alert.year, alert.quarter):
        return Practice()
    return practice_block(request.brand, alert.quarter, now=now())


@for_staff(May.WRITE, methods=("GET", "POST"))
def edit(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Write one language of the alert; the other languages are tabs, which keep what was written."""
    alert = alert_or_404(request, alert_id)
    locale, outline = _locale(request), outline_of(alert)
    practice = _practice(request, alert)
    form = _form(request, request.POST or None, outline, locale)
    status = 200
    if request.method == "POST" and form.is_valid():
        new = form.outline(outline, locale, practice)
        try:
            taken_back = alert.mailing is not None
            changed = write_alert(alert=alert, outline=new, by=request.actor, now=now())
        except UnableToChangeAlert as error:
            form.add_error(None, str(error))
        else:
            _say(request, changed, taken_back)
            wanted = request.POST.get("next", "")
            if wanted in request.brand.locales:
                return redirect(f"{address(request, 'edit', alert.pk)}?locale={wanted}")
            return redirect(address(request, "show", alert.pk))
    if form.errors:
        status = 422
    shown = form.outline(outline, locale, practice) if form.is_bound and form.is_valid() else outline
    context = _checked(request, alert, shown, locale) | {
        "form": form,
        "alert": alert,
        "locale": locale,
        "locales": request.brand.locales,
        "seen": _seen(request, shown, locale),
        "practice": practice.lines.get(locale, ()),
        "hold_out": settings_of(request.brand).hold_out_percent,
    }
    return render(request, "console/alerts/edit.html", context, status=status)


def _seen(request: StaffRequest, outline: Outline, locale: str) -> list[PublicScam]:
    """Confirmed scams of the quarter that the alert does not name yet."""
    named = {scam.says for scam in outline.words[locale].scams} if locale in outline.words else set()
    taken = request.GET.get("take", "")
    found = suggestions(request.brand, locale=locale, now=now(), limit=SUGGESTED)
    return [scam for scam in found if scam.says not in named and str(scam.number) != taken][:MAX_SCAMS]


def _say(request: StaffRequest, changed: bool, taken_back: bool) -> None:
    if changed and taken_back:
        messages.warning(
            request, _("Saved. The words changed, so the alert is a draft again and needs a new approval.")
        )
    elif changed:
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Nothing was changed."))


@for_staff(May.WRITE, methods=("POST",))
def check(request: StaffRequest, alert_id: int) -> HttpResponse:
    """The preview and the checks for words that are not saved yet; stores nothing."""
    alert = alert_or_404(request, alert_id)
    locale, outline = _locale(request), outline_of(alert)
    practice = _practice(request, alert)
    form = _form(request, request.POST, outline, locale)
    shown = form.outline(outline, locale, practice) if form.is_valid() else outline
    context = _checked(request, alert, shown, locale) | {"form": form, "invalid": not form.is_valid()}
    return render(request, "console/alerts/_checked.html", context)


def _checked(request: StaffRequest, alert: Any, outline: Outline, locale: str) -> dict[str, Any]:
    """What stands beside the form: the note, its figures, what it lacks, and what the linter says."""
    document = document_for(request.brand, outline, locale)
    report = report_on(alert, document, now=now())
    return {
        "document": document,
        "paper": signed_words(document),
        "paper_address": address(request, "paper", alert.pk),
        "text": render_text(document),
        "word_count": document.words,
        "word_limit": MAX_WORDS,
        "report": report,
        "gaps": [gap for gap in gaps(request.brand, outline) if gap.locale in ("", locale)],
        "other_gaps": sorted({gap.locale for gap in gaps(request.brand, outline) if gap.locale not in ("", locale)}),
    }


@for_staff(May.LOOK)
@xframe_options_sameorigin
def paper(request: StaffRequest, alert_id: int) -> HttpResponse:
    """The HTML part as a page for a frame; the words come signed in the address, so that nothing need be stored."""
    alert_or_404(request, alert_id)
    try:
        document: Document = document_from(signing.loads(request.GET.get("words", ""), salt=SALT))
    except signing.BadSignature as error:
        raise Http404("not a preview made here") from error
    dark = request.GET.get("dark") == "1"
    response = HttpResponse(render_html(document, look_of(request.brand), always_dark=dark))
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    return response
