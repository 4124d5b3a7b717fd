"""The page of one sighting: what it says and wants, who reported it, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.sightings.forms import PARTS, WordsForm
from forewarn.console.sightings.showing import POLICY, harmless, html_of
from forewarn.console.sightings.wording import CHANNELS, PROPOSED, STATES, WANTS
from forewarn.foundation.clock import now
from forewarn.intake.queries import kept_until, raw_bytes, received_mail, still_kept
from forewarn.mail.redaction.defanging import defanged_whole
from forewarn.sightings import queries
from forewarn.sightings.exporting.desks import abuse_hosts
from forewarn.sightings.exporting.xarf import xarf_hosts
from forewarn.sightings.rules import Channel, State
from forewarn.verification.queries import checker_for

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from forewarn.sightings.models import Sighting

REPORTS_SHOWN = 20  # at first, so that what comes below them is found
REPORTS_LOOKED_THROUGH = 100
DESKS_SHOWN = 8
LEAVES_THE_QUEUE = (State.WAITING.value, State.DISMISSED.value)  # from here it can be confirmed


@for_staff(May.LOOK)
def show(request: StaffRequest, sighting: int) -> HttpResponse:
    """One sighting: what it says and wants, who reported it, and what can be done."""
    found = sighting_of(request, sighting)
    return render_sighting(request, found, words_form(found))


@for_staff(May.LOOK)
def frame(request: StaffRequest, sighting: int) -> HttpResponse:
    """One copy as its readers saw it, harmless, for its frame."""
    source = _source(request, sighting_of(request, sighting))
    if not source:
        raise Http404
    return HttpResponse(harmless(source), headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"})


def _source(request: StaffRequest, found: Sighting) -> str:
    """The HTML of the copy whose bytes may still be there; empty where there is none."""
    mail = received_mail(request.brand, found.mail_id) if found.mail_id else None
    raw = raw_bytes(mail) if mail is not None else None
    original = checker_for(request.brand).find(raw).mail if raw else None
    return html_of(original) if original is not None else ""


def render_sighting(
    request: StaffRequest, found: Sighting, form: WordsForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a sighting; `more` is what came of a decision that was not taken."""
    is_merged = found.state == State.MERGED.value
    may_write = request.may(May.WRITE)
    further = queries.further_reports(request.brand, [found.pk]).get(found.pk)
    context = {
        **line(found),
        "further": further,
        "asks_again": further is not None and further.asks_again(kept_sources=found.kept_sources),
        "form": form,
        "links": [defanged_whole(link) for link in found.links],
        "desks": _desks(found),
        "has_frame": bool(_source(request, found)),
        **_mails(request, found),
        "others": [line(one) for one in queries.others(found)] if may_write and not is_merged else [],
        "went_in": [line(one) for one in queries.merged_into(found)],
        "public_page": f"https://{found.brand.public_host}/scams/",
        "next": queries.next_waiting(request.brand, after=found),
        "may_write": may_write and not is_merged,
        "may_unmerge": may_write,
        "may_confirm": found.state in LEAVES_THE_QUEUE,
        **more,
    }
    return render(request, "console/sightings/show.html", context, status=status)


def _desks(found: Sighting) -> list[tuple[str, bool]]:
    """The hosts whose abuse desks can act, and whether there is an address of theirs to tell of in XARF."""
    hosts = abuse_hosts(found)[:DESKS_SHOWN]
    in_xarf = xarf_hosts(found, hosts)
    return [(host, host in in_xarf) for host in hosts]


def _mails(request: StaffRequest, found: Sighting) -> dict[str, Any]:
    """The reports, and which mails of them and of the sighting are still there or expired when."""
    every = "reports" in request.GET or request.method == "POST"  # after a POST what was ticked stands there still
    reports = list(queries.reports(found)[: REPORTS_LOOKED_THROUGH if every else REPORTS_SHOWN])
    ids = {report.mail_id for report in reports} | {found.mail_id}
    kept = still_kept(request.brand, filter(None, ids))
    return {
        "reports": [(report, report.mail_id in kept, _expired(report.mail_id, report.at, kept)) for report in reports],
        "looked_through": every,
        "more_reports": min(found.reports, REPORTS_LOOKED_THROUGH),
        "has_mail": found.mail_id in kept,
        "mail_expired": _expired(found.mail_id, found.began_at, kept),
    }


def _expired(mail_id: int | None, came_at: datetime, kept: set[int]) -> datetime | None:
    """When the mail that came with a report expired; None for one that is there or never was."""
    if mail_id is None or mail_id in kept:
        return None
    return min(
        kept_until(came_at), now()
    )  # what was put away by hand, or under a shorter limit than now's, is gone all the same


def line(sighting: Sighting) -> dict[str, Any]:
    """A sighting with its words, as lists show it."""
    return {
        "sighting": sighting,
        "state": STATES[sighting.state],
        "channel": CHANNELS[sighting.channel],
        "wants": WANTS.get(sighting.wants, ""),
        "hosts": [domain.replace(".", "[.]") for domain in sighting.domains[:3]],
        "more_hosts": len(sighting.domains[3:]),
    }


def words_form(found: Sighting, data: QueryDict | None = None, *, confirming: bool = False) -> WordsForm:
    """The public words, to be written; `data` is what was typed, `confirming` that it is to be public with them."""
    locales = found.brand.locales or [found.brand.default_locale]
    initial = {f"{part}_{locale}": lines.get(part, "") for locale, lines in found.words.items() for part in PARTS}
    if not found.words:
        for locale in locales:
            initial |= _proposed(found, locale)
    return WordsForm(
        data,
        initial=initial,
        locales=locales,
        stored=found.words,
        was_public=found.published_at is not None,
        must_be_whole=confirming or found.state == State.CONFIRMED.value,
    )


def _proposed(found: Sighting, locale: str) -> dict[str, str]:
    """First words for the public page; what it says is quoted only in the language it was written in.

    What we never do by email tells nothing of a call or a text message: staff say what tells those.
    """
    wants, tell = PROPOSED.get(locale.split("-")[0], {}).get(found.wants, ("", ""))
    tell = tell if found.channel == Channel.MAIL.value else ""
    written_so = (found.locale or found.brand.default_locale).split("-")[0] == locale.split("-")[0]
    says = found.subject[:160] if written_so else ""
    return {f"says_{locale}": says, f"wants_{locale}": wants, f"tell_{locale}": tell}


def sighting_of(request: StaffRequest, sighting_id: int) -> Sighting:
    """The sighting of this number; another brand's is not found."""
    found = queries.sighting(request.brand, sighting_id)
    if found is None:
        raise Http404
    return found
