"""What a rule is: what it says of itself, and the function that finds its breaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property

from forewarn.lint.context import NO_NETWORK, LintContext, Network
from forewarn.lint.findings import Finding, Where
from forewarn.lint.severity import ALL_CLASSES, MessageClass, Severities, Severity
from forewarn.lint.view.message import MailView
from forewarn.mail.profile import BrandProfile


@dataclass(frozen=True, slots=True)
class Seen:
    """A breach as a rule's function reports it; `severity` only where it differs from the rule's own for the class."""

    where: Where
    what: str
    severity: Severity | None = None
    fix: str = ""
    breaks: str = ""


@dataclass(frozen=True, slots=True)
class NotChecked:
    """The rule, or a part of it, could not be checked; why."""

    why: str


@dataclass(frozen=True)
class Check:
    """Everything a rule may look at."""

    view: MailView
    profile: BrandProfile
    message_class: MessageClass
    context: LintContext
    now: datetime
    network: Network = NO_NETWORK
    earlier: Sequence[Finding] = ()  # findings of the rules before, for those that build on them

    @cached_property
    def owns(self) -> Callable[[str], bool]:
        """Whether a host is the brand's; worked out once for each host, as many rules ask for those of all links."""
        return cache(self.profile.owns_host)


Results = Iterator[Seen | NotChecked]
CheckFunction = Callable[[Check], Results]


@dataclass(frozen=True)
class Rule:
    """One rule of evidence part E. Ids are stable.

    `cue` is the Phish Scale cue it keeps out of real mail ("" where none), `weight` its share in phish-likeness (0 to 1).
    `words`: "all" where it needs a word list of the language, "part" where some of it does, "" where none.
    """

    id: str
    title: str
    checks: str
    severities: Severities
    check: CheckFunction
    why: str
    source: str
    breaks: str
    fix: str
    cue: str = ""
    weight: float = 0.0
    classes: frozenset[MessageClass] = field(default=ALL_CLASSES)
    words: str = ""
    needs_headers: bool = False
    needs_network: bool = False
    experimental: bool = False

    def severity_for(self, message_class: MessageClass) -> Severity:
        """The severity for a class, before `experimental` is weighed."""
        return self.severities.of(message_class)
