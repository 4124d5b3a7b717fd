"""The screens of sightings: the queue, one sighting, decisions, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.rendering import posted, render_form
from forewarn.console.sightings.forms import PARTS, LureForm, SightingFilter, WordsForm
from forewarn.console.sightings.showing import POLICY, harmless, html_of
from forewarn.console.sightings.wording import CHANNELS, PROPOSED, STATES, WANTS
from forewarn.foundation.clock import now
from forewarn.intake.queries import raw_bytes, received_mail
from forewarn.mail.links import parse_link
from forewarn.sightings import actions, grouping, queries
from forewarn.sightings.exporting import abuse_hosts, abuse_report, links_csv, stix_bundle
from forewarn.sightings.reporting import Lure
from forewarn.sightings.rules import Channel, defanged_whole
from forewarn.verification.queries import checker_for

if TYPE_CHECKING:
    from forewarn.sightings.models import Sighting

REPORTS_SHOWN = 100
DESKS_SHOWN = 8


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """All sightings, the last seen first, with the state of the queue."""
    form = SightingFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, queries.sightings(request.brand, **wanted))
    context = {
        "form": form,
        "page": page,
        "lines": [_line(one) for one in page],
        "filtered": any(wanted.values()),
        "queue": queries.queue(request.brand, now=now()),
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/sightings/list.html", context)


@for_staff(May.LOOK)
def show(request: StaffRequest, sighting: int) -> HttpResponse:
    """One sighting: what it says and wants, who reported it, and what can be done."""
    found = _sighting(request, sighting)
    return _page(request, found, _words_form(found))


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """A lure that staff heard of."""
    form = LureForm(posted(request))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        links = tuple(line.strip() for line in given["links"].splitlines() if line.strip())
        lure = Lure(
            subject=given["subject"],
            text=given["text"],
            links=links,
            hosts=tuple(parse_link(link).host for link in links),
            numbers=tuple(line.strip() for line in given["numbers"].splitlines() if line.strip()),
            channel=Channel(given["channel"]),
            locale=request.brand.default_locale,
        )
        try:
            made = actions.add_by_hand(brand=request.brand, lure=lure, note=given["note"], by=request.actor, now=now())
        except actions.UnableToDecide as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted. Write the public words next, then confirm it."))
            return redirect("console:sightings-show", request.brand.slug, made.pk)
    return render_form(request, "console/sightings/new.html", form)


@for_staff(May.WRITE, methods=("POST",))
def words(request: StaffRequest, sighting: int) -> HttpResponse:
    """Write what the public page says; with `confirm` publish it as well."""
    found = _sighting(request, sighting)
    form = WordsForm(request.POST, locales=found.brand.locales, public=found.published_at is not None)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.write_words(
            sighting=found,
            words=form.words(),
            correction=form.cleaned_data.get("correction", ""),
            by=request.actor,
            now=now(),
        )
        if "confirm" in request.POST:
            actions.confirm(sighting=found, by=request.actor, now=now())
            messages.success(request, _("Confirmed. It stands on the public page now."))
        else:
            messages.success(request, _("Saved."))
    except actions.UnableToDecide as error:
        form.add_error(None, str(error))
        return _page(request, found, form)
    return redirect("console:sightings-show", request.brand.slug, found.pk)


@for_staff(May.WRITE, methods=("POST",))
def decide(request: StaffRequest, sighting: int) -> HttpResponse:
    """Dismiss a sighting, take a decision back, merge it into another, or split reports off."""
    found = _sighting(request, sighting)
    step, moment = request.POST.get("step", ""), now()
    try:
        match step:
            case "dismiss":
                actions.dismiss(sighting=found, by=request.actor, now=moment)
            case "reopen":
                actions.reopen(sighting=found, by=request.actor, now=moment)
            case "merge":
                into = _sighting(request, _number(request.POST.get("into", "")))
                grouping.merge(sighting=found, into=into, by=request.actor, now=moment)
                found = into
            case "unmerge":
                grouping.unmerge(sighting=found, by=request.actor, now=moment)
            case "split":
                chosen = [_number(text) for text in request.POST.getlist("report")]
                found = grouping.split(sighting=found, report_ids=chosen, by=request.actor, now=moment)
            case _:
                raise Http404
        messages.success(request, _("Done."))
    except actions.UnableToDecide as error:
        messages.error(request, str(error))
    return redirect("console:sightings-show", request.brand.slug, found.pk)


@for_staff(May.LOOK)
def frame(request: StaffRequest, sighting: int) -> HttpResponse:
    """One copy as its readers saw it, harmless, for its frame."""
    source = _source(request, _sighting(request, sighting))
    if not source:
        raise Http404
    return HttpResponse(harmless(source), headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"})


def _source(request: StaffRequest, found: Sighting) -> str:
    """The HTML of the copy whose bytes may still be there; empty where there is none."""
    mail = received_mail(request.brand, found.mail_id) if found.mail_id else None
    raw = raw_bytes(mail) if mail is not None else None
    original = checker_for(request.brand).find(raw).mail if raw else None
    return html_of(original) if original is not None else ""


@for_staff(May.LOOK)
def export(request: StaffRequest, sighting: int, kind: str) -> HttpResponse:
    """The sighting as a file: addresses as CSV, a STIX bundle, or a report for an abuse desk."""
    found = _sighting(request, sighting)
    name = f"sighting-{found.pk}"
    if kind == "csv":
        return _file(links_csv(found), "text/csv", f"{name}.csv")
    if kind == "stix":
        return _file(stix_bundle(found), "application/stix+json;version=2.1", f"{name}.json")
    if kind == "arf":
        sender = found.brand.contact_address or f"abuse@{found.brand.website}"
        hosts = abuse_hosts(found)
        wanted = request.GET.get("host", "")
        if wanted and wanted not in hosts:
            raise Http404
        host = wanted or next(iter(hosts), "")
        report = abuse_report(found, sender=sender, host=host, now=now())
        return _file(report, "message/rfc822", f"{name}-{host}.eml" if host else f"{name}.eml")
    raise Http404


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _line(sighting: Sighting) -> dict[str, Any]:
    return {
        "sighting": sighting,
        "state": STATES[sighting.state],
        "channel": CHANNELS[sighting.channel],
        "wants": WANTS.get(sighting.wants, ""),
        "hosts": [domain.replace(".", "[.]") for domain in sighting.domains[:3]],
    }


def _words_form(found: Sighting) -> WordsForm:
    initial = {f"{part}_{locale}": lines.get(part, "") for locale, lines in found.words.items() for part in PARTS}
    if not found.words:
        for locale in found.brand.locales:
            initial |= _proposed(found, locale)
    return WordsForm(initial=initial, locales=found.brand.locales, public=found.published_at is not None)


def _proposed(found: Sighting, locale: str) -> dict[str, str]:
    """First words for the public page; what it says is quoted only in the language it was written in.

    What we never do by email tells nothing of a call or a text message: staff say what tells those.
    """
    wants, tell = PROPOSED.get(locale.split("-")[0], {}).get(found.wants, ("", ""))
    tell = tell if found.channel == Channel.MAIL.value else ""
    written_so = (found.locale or found.brand.default_locale).split("-")[0] == locale.split("-")[0]
    says = found.subject[:160] if written_so else ""
    return {f"says_{locale}": says, f"wants_{locale}": wants, f"tell_{locale}": tell}


def _page(request: StaffRequest, found: Sighting, form: WordsForm) -> HttpResponse:
    open_states = ("waiting", "dismissed")
    context = {
        **_line(found),
        "links": [defanged_whole(link) for link in found.links],
        "desks": [(host, f"abuse@{host}") for host in abuse_hosts(found)[:DESKS_SHOWN]],
        "has_frame": bool(_source(request, found)),
        "reports": list(queries.reports(found)[:REPORTS_SHOWN]),
        "others": [_line(one) for one in queries.others(found)] if found.state != "merged" else [],
        "went_in": [_line(one) for one in queries.merged_into(found)],
        "may_write": request.may(May.WRITE) and found.state != "merged",
        "may_unmerge": request.may(May.WRITE) and found.state == "merged",
        "may_confirm": found.state in open_states,
    }
    return render_form(request, "console/sightings/show.html", form, **context)


def _sighting(request: StaffRequest, sighting_id: int) -> Sighting:
    found = queries.sighting(request.brand, sighting_id)
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
