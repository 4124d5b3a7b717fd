"""The screens of the sent record: our mail, one campaign, senders that nothing explains, and seeds."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.mailbox.inert import FRAME_POLICY, inert_html
from forewarn.console.our_mail.forms import CampaignFacts, CampaignFilter
from forewarn.console.our_mail.months import by_month, drawing_of, first_of_months
from forewarn.console.our_mail.wording import CLASSES, ORIGINS, SEVERITIES, STANDINGS
from forewarn.console.paging import page_of
from forewarn.console.rendering import posted, render_form
from forewarn.foundation.clock import now
from forewarn.journal import queries
from forewarn.journal.actions import UnableToChangeCampaign, change_class, judge_undisclosed, mark_user_text

if TYPE_CHECKING:
    from forewarn.journal.models import Campaign

COPIES_SHOWN = 50
RULES_SHOWN = 30
RECENT = timedelta(days=90)
JUDGEMENTS = {"ours": True, "not_ours": False, "open": None}


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Our mail, the last seen first, filtered."""
    seeds = queries.seeds(request.brand, now=now())
    form = CampaignFilter(request.GET or None, vendors=[(seed.slug, seed.vendor) for seed in seeds])
    wanted = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, queries.campaigns(request.brand, **_in_moments(wanted, request.brand.zone)))
    context = {
        "form": form,
        "page": page,
        "lines": [_line(one) for one in page],
        "filtered": any(wanted.values()),
        "waiting": queries.undisclosed(request.brand).count(),
        "seeds": seeds,
    }
    return render(request, "console/our_mail/list.html", context)


@for_staff(May.LOOK)
def show(request: StaffRequest, campaign: int) -> HttpResponse:
    """One campaign: who sent it and how that is known, what it says, what the linter found, where it was seen."""
    found = _campaign(request, campaign)
    facts = CampaignFacts(initial={"message_class": found.message_class, "has_user_text": found.has_user_text})
    return _page(request, found, facts)


@for_staff(May.WRITE, methods=("POST",))
def facts(request: StaffRequest, campaign: int) -> HttpResponse:
    """What staff know better of a campaign."""
    found = _campaign(request, campaign)
    form = CampaignFacts(posted(request))
    if not form.is_valid():
        return _page(request, found, form)
    given, moment = form.cleaned_data, now()
    try:
        if given["message_class"] != found.message_class:
            change_class(campaign=found, message_class=given["message_class"], by=request.actor, now=moment)
        mark_user_text(campaign=found, has_user_text=given["has_user_text"], by=request.actor, now=moment)
        messages.success(request, _("Noted."))
    except UnableToChangeCampaign as error:
        messages.error(request, str(error))
    return redirect("console:our_mail-campaign", request.brand.slug, found.pk)


@for_staff(May.WRITE, methods=("POST",))
def judge(request: StaffRequest, campaign: int) -> HttpResponse:
    """Say whether a mail of an unexplained sender is ours; can be taken back."""
    found = _campaign(request, campaign)
    word = request.POST.get("judgement", "")
    if word not in JUDGEMENTS:
        raise Http404
    try:
        judge_undisclosed(campaign=found, is_ours=JUDGEMENTS[word], by=request.actor, now=now())
        messages.success(request, _("Noted. It can be taken back on the page of the mail."))
    except UnableToChangeCampaign as error:
        messages.error(request, str(error))
    return redirect("console:our_mail-undisclosed", request.brand.slug)


@for_staff(May.LOOK)
def frame(request: StaffRequest, campaign: int) -> HttpResponse:
    """The HTML of a campaign for its frame, inert."""
    found = _campaign(request, campaign)
    if not found.html:
        raise Http404
    return HttpResponse(inert_html(found.html), headers={"Content-Security-Policy": FRAME_POLICY})


@for_staff(May.LOOK)
def undisclosed(request: StaffRequest) -> HttpResponse:
    """Mail at our seeds that nothing explains; `?judged=1` shows what was said of earlier ones."""
    judged = request.GET.get("judged") == "1"
    page = page_of(request, queries.undisclosed(request.brand, judged=judged))
    context = {
        "page": page,
        "lines": [_line(one) for one in page],
        "judged": judged,
        "may_write": request.may(May.WRITE),
        "may_administer": request.may(May.ADMINISTER),
        "may_list": request.may(May.WRITE),
    }
    return render(request, "console/our_mail/undisclosed.html", context)


@for_staff(May.LOOK)
def seeds(request: StaffRequest) -> HttpResponse:
    """The seed address of every vendor that sends for us."""
    context = {
        "seeds": queries.seeds(request.brand, now=now()),
        "unknown": queries.unknown_seeds(request.brand, now=now()),
        "home": request.brand.intake_domain,
        "may_administer": request.may(May.ADMINISTER),
        "may_list": request.may(May.WRITE),
    }
    return render(request, "console/our_mail/seeds.html", context)


@for_staff(May.LOOK)
def months(request: StaffRequest) -> HttpResponse:
    """What our mail cared for and sold, month by month, and the rules it broke lately."""
    moment = now().astimezone(request.brand.zone)
    rows = by_month(queries.counts_by_month(request.brand, since=first_of_months(moment)))
    broken = queries.recent_findings(request.brand, since=moment - RECENT)
    context = {
        "months": rows,
        "drawing": drawing_of(rows),
        "broken": [(one, SEVERITIES.get(one.severity, ("quiet", ""))) for one in broken[:RULES_SHOWN]],
    }
    return render(request, "console/our_mail/months.html", context)


def _in_moments(wanted: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    """The filter with its days as moments of the brand's own time zone; the last day counts whole."""
    since, until = wanted.get("since"), wanted.get("until")
    moments = {
        "since": datetime.combine(since, time.min, zone) if since else None,
        "before": datetime.combine(until + timedelta(days=1), time.min, zone) if until else None,
    }
    return {name: value for name, value in wanted.items() if name not in ("since", "until")} | moments


def _line(campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "open": campaign.standing == "undisclosed",
        "standing": STANDINGS[campaign.standing],
        "kind": CLASSES.get(campaign.message_class, campaign.message_class),
        "origin": ORIGINS[campaign.origin],
    }


def _page(request: StaffRequest, found: Campaign, form: CampaignFacts) -> HttpResponse:
    findings = [{**one, "badge": SEVERITIES.get(one["severity"], ("quiet", ""))} for one in found.findings]
    letter = found.letter or {}
    zone = request.brand.zone
    context = {
        **_line(found),
        "findings": findings,
        "text": letter.get("plain") or letter.get("text", ""),
        "links": [link for link in letter.get("links", []) + letter.get("plain_links", []) if link[0]][:100],
        "copies": list(queries.copies(found)[:COPIES_SHOWN]),
        "has_html": bool(found.html),
        "seen_on_one_day": found.first_seen.astimezone(zone).date() == found.last_seen.astimezone(zone).date(),
        "from_seed": found.origin == "seed",
        "judged": found.standing in ("confirmed", "dismissed"),
        "may_write": request.may(May.WRITE),
    }
    return render_form(request, "console/our_mail/campaign.html", form, **context)


def _campaign(request: StaffRequest, campaign_id: int) -> Campaign:
    found = queries.campaign(request.brand, campaign_id)
    if found is None:
        raise Http404
    return found
