"""The screens of mail in: what came, one mail as text, and reading one again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.brands.queries import mail_home, wanted_brand_records
from forewarn.brands.rules.dns import What as RecordFor
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.mail_in.forms import MailFilter
from forewarn.console.mail_in.questions import question_lines
from forewarn.console.mail_in.showing import shown, unread
from forewarn.console.mail_in.wording import ROUTES, SOURCES, STATES, led_to
from forewarn.console.paging import page_of
from forewarn.foundation.clock import now
from forewarn.intake import queries
from forewarn.intake.actions import UnableToReadAgain, read_again
from forewarn.intake.rules import State

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.intake.models import ReceivedMail


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Everything that came in, newest first, filtered."""
    form = MailFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, queries.received(request.brand, **wanted))
    kept = queries.still_kept(request.brand, [mail.pk for mail in page])
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "lines": [_line(mail, kept=mail.pk in kept) for mail in page],
        "filtered": any(wanted.values()),
        "counts": queries.counts(request.brand, now=now()),
        "may_administer": request.may(May.ADMINISTER),
    }
    if not page.paginator.count and not context["filtered"]:
        context |= _ways_in(request.brand)
    return render(request, "console/mail_in/list.html", context)


@for_staff(May.LOOK)
def show(request: StaffRequest, mail: int) -> HttpResponse:
    """One mail: how it came, what it led to, and its words as text."""
    found = _mail(request, mail)
    failed = found.state == State.FAILED.value
    raw = queries.raw_bytes(found) if failed else None
    content = None if failed else queries.content(found)
    context = {
        **_line(found, kept=bool(queries.still_kept(request.brand, [found.pk]))),
        "source": SOURCES.get(found.source, found.source),
        "questions": question_lines(request.brand, found.pk),
        "content": unread(raw) if raw is not None else shown(content) if content else None,
        "details": [
            (name, value) for name, value in found.outcome.items() if name in {"words", "status", "feedback_type"}
        ],
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/mail_in/mail.html", context)


@for_staff(May.WRITE, methods=("POST",))
def again(request: StaffRequest, mail: int) -> HttpResponse:
    """Have a mail read again that could not be read."""
    found = _mail(request, mail)
    try:
        read_again(mail=found, by=request.actor, now=now())
        messages.success(request, _("It is read again now; look again in a moment."))
    except UnableToReadAgain as error:
        messages.error(request, str(error))
    return redirect("console:mail_in-mail", request.brand.slug, found.pk)


def _line(mail: ReceivedMail, *, kept: bool) -> dict[str, Any]:
    return {
        "mail": mail,
        "expired": mail.state == State.DONE.value and not kept,  # sender and subject went with the bytes
        "route": ROUTES.get(mail.route, mail.route),
        "badge": STATES[mail.state],
        "led_to": mail.problem or led_to(mail.state, mail.outcome),
    }


def _ways_in(brand: Brand) -> dict[str, Any]:
    """What there is to set up before any mail can come."""
    home = mail_home(brand)
    return {
        "home": home,
        "mx": [f"{r.name}. {r.kind} {r.value}" for r in wanted_brand_records(brand) if r.what is RecordFor.MX],
        "listens": queries.listener_heard(now=now()),
        "polled": queries.mailboxes(brand).exists(),
    }


def _mail(request: StaffRequest, mail_id: int) -> ReceivedMail:
    found = queries.received_mail(request.brand, mail_id)
    if found is None:
        raise Http404
    return found
