"""The page on which a vendor says how it protects our customers' data; opened by the link that staff made."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forewarn.public_site.requests import for_one
from forewarn.public_site.site import Page, Site
from forewarn.public_site.vendor_questions.words import HINTS, LABELS, SECTIONS
from forewarn.vendors import wording
from forewarn.vendors.fact_table import FACTS, Kind
from forewarn.vendors.queries import facts_of
from forewarn.vendors.questionnaires import questions
from forewarn.vendors.questionnaires.actions import UnableToAsk, hand_in, save_draft
from forewarn.vendors.questionnaires.answers import Answers, prefilled, read_answers
from forewarn.vendors.questionnaires.limits import MAX_NAME, MAX_ROWS, SPARE_ROWS
from forewarn.vendors.questionnaires.queries import State, by_token, state_of

if TYPE_CHECKING:
    from forewarn.vendors.models import Questionnaire

Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the page: what it is called, what stands in it, and what is wrong with that."""

    name: str
    label: str | Promise
    value: str
    wrong: str = ""
    hint: str | Promise = ""
    rows: int = 0  # lines of a larger field
    choices: Choices | None = None
    kind: str = "text"


@for_one
def vendor_questions(request: HttpRequest, site: Site, token: str) -> Page | None:
    """The questions, and what was answered; nothing at a token that is not ours or of another brand."""
    row = by_token(site.brand, token)
    if row is None:
        return None
    with translation.override(site.interface):
        if state_of(row, site.now) is not State.OPEN:
            return _closed(row, site)
        if request.method != "POST":
            stored = Answers.from_json(row.draft) if row.draft else None
            return _page(row, stored.typed if stored else prefilled(facts_of(row.vendor)), {})
        return _take(row, _posted(request), site)


def _posted(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except (MultiPartParserError, SuspiciousOperation):
        return QueryDict()


def _take(row: Questionnaire, posted: QueryDict, site: Site) -> Page:
    answers = read_answers(posted)
    name = posted.get("answered_by", "")[:MAX_NAME]
    try:
        if "later" in posted:
            save_draft(questionnaire=row, answers=answers, now=site.now)
            return _page(row, answers.typed, answers.wrong, name=name, saved=True)
        if answers.wrong:
            words = _("Some answers cannot be understood. They are marked below.")
            return _page(row, answers.typed, answers.wrong, name=name, error=words)
        if not name.strip():
            return _page(row, answers.typed, {}, name=name, error=_("Write who you are: it is kept as proof."))
        if not answers.facts and not answers.measures:
            return _page(row, answers.typed, {}, name=name, error=_("Nothing is answered yet."))
        hand_in(questionnaire=row, answers=answers, name=name, now=site.now)
    except UnableToAsk:
        pass  # it was answered, withdrawn or has expired meanwhile
    return _closed(by_token_again(row), site)


def by_token_again(row: Questionnaire) -> Questionnaire:
    """The questionnaire as it stands now."""
    row.refresh_from_db()
    return row


def _closed(row: Questionnaire, site: Site) -> Page:
    answered = row.answered_at is not None
    status = HTTPStatus.OK if answered else HTTPStatus.GONE
    return Page("vendor_questions/closed.html", {"row": row, "answered": answered}, status=status)


def _page(
    row: Questionnaire,
    typed: dict[str, str],
    wrong: dict[str, str],
    *,
    name: str = "",
    error: str = "",
    saved: bool = False,
) -> Page:
    sections = [
        {"code": code, "title": title, "fields": [_fact(one, typed, wrong) for one in questions.SECTIONS[code]]}
        for code, title in SECTIONS.items()
    ]
    context = {
        "row": row,
        "sections": sections,
        "measures": [_measure(kind, typed, wrong) for kind in questions.MEASURES_ASKED],
        "assurance": _assurance(typed, wrong),
        "name": name,
        "error": error,
        "saved": saved,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return Page("vendor_questions/form.html", context, status=status)


def _fact(code: str, typed: dict[str, str], wrong: dict[str, str]) -> Field:
    fact = FACTS[code]
    rows = 4 if fact.kind in (Kind.PROSE, Kind.LINES, Kind.ROWS) else 0
    choices = _choices(code, fact.choices) if fact.choices else None
    return Field(
        code,
        LABELS[code],
        typed.get(code, ""),
        wrong.get(code, ""),
        HINTS.get(code, ""),
        rows,
        choices,
        _input(fact.kind),
    )


def _input(kind: Kind) -> str:
    return "date" if kind is Kind.DATE else "text"


def _choices(code: str, codes: tuple[str, ...]) -> Choices:
    return [("", "–"), *((one, wording.CHOICES[code][one]) for one in codes)]


def _measure(kind: str, typed: dict[str, str], wrong: dict[str, str]) -> dict[str, object]:
    title = wording.CHOICES["kind"][kind]
    says: Choices = [("", _("no answer")), ("yes", _("yes")), ("no", _("no"))]
    fields = [
        Field(
            f"has-{kind}",
            _("Do you do this?"),
            typed.get(f"has-{kind}", ""),
            wrong.get(f"has-{kind}", ""),
            choices=says,
        ),
        Field(f"how-{kind}", _("How, in a sentence"), typed.get(f"how-{kind}", "")),
        Field(f"link-{kind}", _("Web address to read about it"), typed.get(f"link-{kind}", "")),
    ]
    return {"kind": kind, "title": title, "fields": fields}


def _assurance(typed: dict[str, str], wrong: dict[str, str]) -> list[list[Field]]:
    filled = [int(name.split("-")[1]) for name in typed if name.startswith("assurance-")]
    shown = min(MAX_ROWS, max([*filled, -1]) + 1 + SPARE_ROWS)
    return [
        [
            Field(
                name := f"assurance-{number}-{column.code}",
                wording.COLUMNS[f"assurance.{column.code}"],
                typed.get(name, ""),
                wrong.get(name, ""),
                choices=_choices(column.code, column.choices) if column.choices else None,
                kind=_input(column.kind),
            )
            for column in questions.ASSURANCE_ASKED
        ]
        for number in range(shown)
    ]
