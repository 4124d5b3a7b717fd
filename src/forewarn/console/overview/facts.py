"""What the overview shows, gathered from the packages below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise

from forewarn.accounts.queries import approvers
from forewarn.accounts.rules import May
from forewarn.alerts.queries.calendar import YearPlan, year_plan
from forewarn.alerts.rules import quarter_bounds, quarter_of
from forewarn.audience.filtering import fitting
from forewarn.audience.rules.filters import Filter
from forewarn.brands import queries as brands
from forewarn.brands.rules.dns import Finding
from forewarn.brands.rules.setup import SetupFacts, Step, Task, setup_steps
from forewarn.console.overview.wording import IDENTITY_FIELDS, TASKS
from forewarn.outbound import queries as outbound
from forewarn.promises import queries as promises

if TYPE_CHECKING:
    from forewarn.brands.models import Brand


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A line of the set-up list as the page shows it; `href` is empty where this person may not do it."""

    done: bool
    optional: bool
    title: str | Promise
    text: str | Promise
    details: tuple[str | Promise, ...]
    findings: tuple[Finding, ...]
    href: str
    button: str | Promise


def setup_facts(brand: Brand) -> SetupFacts:
    """What is known of the brand's set-up."""
    people, may_approve = approvers(brand)
    domains = list(brands.sending_domains(brand))
    care = brands.care_sender(brand)
    return SetupFacts(
        identity_missing=brands.missing_identity(brand),
        has_logo=bool(brand.logo_digest),
        domains=tuple(d.domain for d in domains),
        signing_domains=tuple(d.domain for d in domains if brands.signing_key(brand, d.domain)),
        findings=tuple(brands.findings(brand)),
        intake_domain=brand.intake_domain,
        care_sender=care.address if care else "",
        relays=outbound.relays(brand).filter(active=True).count(),
        promises=len(promises.promises(brand, locale=brand.default_locale)),
        has_customers=fitting(brand, Filter()).exists(),
        approvers=may_approve,
        people=people,
    )


def shown_steps(brand: Brand, *, may: Callable[[May], bool]) -> list[ShownStep]:
    """The set-up list in words, with links for what this person may do."""
    return [_shown(step, brand.slug, may) for step in setup_steps(setup_facts(brand))]


def _shown(step: Step, brand_slug: str, may: Callable[[May], bool]) -> ShownStep:
    words = TASKS[step.task]
    details = tuple(IDENTITY_FIELDS[name] for name in step.details) if step.task is Task.IDENTITY else step.details
    return ShownStep(
        done=step.done,
        optional=step.optional,
        title=words.title,
        text=words.text,
        details=details,
        findings=step.findings,
        href=reverse(f"console:{words.screen}", args=[brand_slug]) if may(words.may) else "",
        button=words.button,
    )


@dataclass(frozen=True, slots=True)
class Quarter:
    """The quarter that runs now, with the plan of its year."""

    number: int
    first_day: date
    last_day: date
    plan: YearPlan


def this_quarter(brand: Brand, *, today: date) -> Quarter:
    """Where the brand stands this quarter."""
    year, number = quarter_of(today)
    first, last = quarter_bounds(year, number)
    return Quarter(number, first, last, year_plan(brand, year, today=today))
