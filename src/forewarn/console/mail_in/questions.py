"""What a report was found to be: verdict, reasons and facts, and a decision by people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.mail_in.wording import ANSWERED, FOUND, VERDICTS
from forewarn.foundation.clock import now
from forewarn.sightings.queries import sightings_of_cases
from forewarn.verification.actions import DECIDABLE, UnableToDecide, decide
from forewarn.verification.cases import shown_case
from forewarn.verification.queries import question, questions_about
from forewarn.verification.reasons import VerdictKind

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.verification.models import Question

PROVEN = frozenset({VerdictKind.SENT_BY_US.value, VerdictKind.SENT_BY_US_ALTERED.value})


def question_lines(brand: Brand, mail_id: int) -> list[dict[str, Any]]:
    """What was asked about a mail, newest first, ready to show."""
    asked = questions_about(brand, mail_id)
    lures = sightings_of_cases(brand, [one.case for one in asked])
    return [{**_line(one), "sighting": lures.get(one.case)} for one in asked]


@for_staff(May.WRITE, methods=("POST",))
def decide_question(request: StaffRequest, question: int) -> HttpResponse:
    """Set down what a mail was; the reporter can read it with the case number."""
    found = _question(request, question)
    try:
        verdict = VerdictKind(request.POST.get("verdict", ""))
        decide(question=found, verdict=verdict, by=request.actor, now=now())
        messages.success(request, _("Decided. Whoever has the case number can read it on the public site."))
    except ValueError:
        messages.error(request, _("Choose what the mail was."))
    except UnableToDecide as error:
        messages.error(request, str(error))
    if found.mail_id is None:
        return redirect("console:mail_in-list", request.brand.slug)
    return redirect("console:mail_in-mail", request.brand.slug, found.mail_id)


def _question(request: StaffRequest, question_id: int) -> Question:
    found = question(request.brand, question_id)
    if found is None:
        raise Http404
    return found


def _line(found: Question) -> dict[str, Any]:
    return {
        "question": found,
        "case": shown_case(found.case),
        "badge": VERDICTS[found.verdict],
        "decided": VERDICTS.get(found.decided),
        "answered": ANSWERED[found.answered],
        "how": FOUND.get(found.how, found.how),
        "reasons": [reason["text"] for reason in found.reasons if reason.get("text")],
        "codes": ", ".join(reason["code"] for reason in found.reasons),
        "facts": json.dumps(found.facts, indent=1, ensure_ascii=False) if found.facts else "",
        "choices": [(kind.value, VERDICTS[kind.value].words) for kind in DECIDABLE]
        if found.verdict not in PROVEN
        else [],
    }
