"""What the practice shows of everybody together: never of one person, and of no group under twenty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from pyroaring import BitMap

from forewarn.audience.queries.customers import customers_of
from forewarn.brands.models import Brand
from forewarn.lessons.models import Answer, Invitation, Visit
from forewarn.lessons.queries.content import GivenLesson, lessons_of
from forewarn.lessons.rules.detection import SMALLEST_COHORT, Counts, Estimate, Interval, estimate, ratio
from forewarn.lessons.rules.inbox import AFTER, BEFORE, COMPARED, REFRESH
from forewarn.lessons.rules.reading.words import DIFFICULTIES
from forewarn.lessons.rules.retirement import ItemTally, Retire, retire
from forewarn.lessons.rules.small_groups import hidden_groups
from forewarn.mailings.queries.crowds import reached

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many were told, began and finished; people who came without being told count too."""

    customers: int
    told: int
    started: int
    finished: int
    withheld: bool = False  # since it, or another one, could be worked out from the rest

    @property
    def shown(self) -> bool:
        """Whether so many began that figures may be shown."""
        return self.started >= SMALLEST_COHORT and not self.withheld

    @property
    def started_share(self) -> float | None:
        """Began, of all customers."""
        return self.started / self.customers if self.customers else None

    @property
    def finished_of_started(self) -> float | None:
        """Finished, of those who began."""
        return self.finished / self.started if self.started else None

    @property
    def finished_share(self) -> float | None:
        """Finished, of all customers."""
        return self.finished / self.customers if self.customers else None


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """The figures of one lesson. `after` is what people reach with the rule; the pair compares like with like."""

    given: GivenLesson
    funnel: Funnel
    after: Estimate | None
    before_like: Estimate | None
    after_like: Estimate | None
    refresh: Estimate | None
    kept: Interval | None  # d′ at four months over d′ after the lesson, on the same difficulties


@dataclass(frozen=True, slots=True)
class Group:
    """One group of answers: its name and what it reached."""

    name: str
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One message: how many were right, and whether it should go."""

    lesson: str
    tally: ItemTally
    proposal: Retire | None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a brand's practice over the last twelve months."""

    lessons: tuple[LessonFigures, ...]
    everybody: Funnel
    by_difficulty: tuple[Group, ...]
    by_locale: tuple[Group, ...]
    before_like: Estimate | None
    after_like: Estimate | None
    items: tuple[ItemFigures, ...]

    @property
    def to_retire(self) -> tuple[ItemFigures, ...]:
        """Messages that are proposed for retirement."""
        return tuple(item for item in self.items if item.proposal)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Some answers of one visit that are alike."""

    visit: int
    lesson: str
    locale: str
    phase: str
    lure: bool
    difficulty: str
    shown: int
    fake: int


def report_of(brand: Brand, *, now: datetime) -> Report:
    """The figures of the last twelve months; what is older is deleted."""
    cells = _cells(brand, now)
    customers = customers_of(brand).count()
    told, told_all = _told(brand, now)
    starts = _starts(brand, now)
    total = (sum(s for s, _ in starts.values()), sum(f for _, f in starts.values()))
    few = hidden_groups({slug: started for slug, (started, _) in starts.items()})
    after = [cell for cell in cells if cell.phase == AFTER]
    figures = _Figures(cells)
    lessons = tuple(
        figures.of(given, _funnel(customers, told.get(given.slug, 0), starts.get(given.slug), given.slug in few))
        for given in lessons_of(brand)
        if given.given or given.slug in starts
    )
    return Report(
        lessons=lessons,
        everybody=_funnel(customers, told_all, total),
        by_difficulty=tuple(Group(name, _estimate(after, _of(name))) for name in DIFFICULTIES),
        by_locale=tuple(Group(name, estimate(people)) for name, people in sorted(_shielded(after, _locale).items())),
        before_like=_like(cells, BEFORE),
        after_like=_like(cells, AFTER),
        items=_items(brand, now),
    )


def _cells(brand: Brand, now: datetime) -> list[_Cell]:
    rows = (
        Answer.objects.filter(visit__brand=brand, visit__started_at__gte=now - YEAR)
        .values_list("visit_id", "visit__lesson", "visit__locale", "phase", "lure", "difficulty")
        .annotate(shown=Count("pk"), fake=Count("pk", filter=Q(said_fake=True)))
        .order_by()
    )
    return [_Cell(*row) for row in rows.iterator(chunk_size=5_000)]


def _counts(cells: Iterable[_Cell], wanted: Callable[[_Cell], bool]) -> list[Counts]:
    """Per visit: the wanted look-alikes against all its genuine mail. Visits that saw none of either are left out."""
    seen: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for cell in cells:
        one = seen[cell.visit]
        if not cell.lure:
            one[2] += cell.fake
            one[3] += cell.shown
        elif wanted(cell):
            one[0] += cell.fake
            one[1] += cell.shown
    return [Counts(*one) for one in seen.values() if one[1] or one[3]]


def _estimate(cells: Iterable[_Cell], wanted: Callable[[_Cell], bool] = lambda _: True) -> Estimate | None:
    return estimate(_counts(cells, wanted))


def _of(difficulty: str) -> Callable[[_Cell], bool]:
    return lambda cell: cell.difficulty == difficulty


def _compared(cell: _Cell) -> bool:
    """Of the difficulties that all phases share."""
    return cell.difficulty in COMPARED


def _like(cells: Iterable[_Cell], phase: str) -> Estimate | None:
    """What was reached in a phase on the difficulties that all phases share."""
    return _estimate([cell for cell in cells if cell.phase == phase], _compared)


def _locale(cell: _Cell) -> str:
    return cell.locale


def _lesson(cell: _Cell) -> str:
    return cell.lesson


def _shielded(
    cells: Iterable[_Cell], group: Callable[[_Cell], str], wanted: Callable[[_Cell], bool] = lambda _: True
) -> dict[str, list[Counts]]:
    """Counts by group; nobody where a group must be hidden, as its people could be told from the whole."""
    groups: dict[str, list[_Cell]] = defaultdict(list)
    for cell in cells:
        groups[group(cell)].append(cell)
    counted = {name: _counts(own, wanted) for name, own in groups.items()}
    hidden = hidden_groups({name: len(people) for name, people in counted.items()})
    return {name: [] if name in hidden else people for name, people in counted.items()}


class _Figures:
    """The figures of each lesson, beside those of all lessons together."""

    def __init__(self, cells: list[_Cell]) -> None:
        phases = {phase: [cell for cell in cells if cell.phase == phase] for phase in (BEFORE, AFTER, REFRESH)}
        self.after = _shielded(phases[AFTER], _lesson)
        self.like = {phase: _shielded(own, _lesson, _compared) for phase, own in phases.items()}

    def of(self, given: GivenLesson, funnel: Funnel) -> LessonFigures:
        """Those of one lesson."""
        before, after, refresh = (self.like[phase].get(given.slug, []) for phase in (BEFORE, AFTER, REFRESH))
        return LessonFigures(
            given=given,
            funnel=funnel,
            after=estimate(self.after.get(given.slug, [])),
            before_like=estimate(before),
            after_like=estimate(after),
            refresh=estimate(refresh),
            kept=ratio(after, refresh),
        )


def _funnel(customers: int, told: int, counts: tuple[int, int] | None, withheld: bool = False) -> Funnel:
    started, finished = counts or (0, 0)
    return Funnel(customers, told, started, finished, withheld)


def _starts(brand: Brand, now: datetime) -> Mapping[str, tuple[int, int]]:
    rows = (
        Visit.objects.filter(brand=brand, refresh=False, started_at__gte=now - YEAR)
        .values_list("lesson")
        .annotate(started=Count("pk"), finished=Count("finished_at"))
        .order_by()
    )
    return {lesson: (started, finished) for lesson, started, finished in rows}


def _told(brand: Brand, now: datetime) -> tuple[dict[str, int], int]:
    """How many customers got an invitation, per lesson and to any."""
    crowds: dict[str, BitMap] = defaultdict(BitMap)
    everybody = BitMap()
    for invitation in Invitation.objects.filter(brand=brand, created_at__gte=now - YEAR).select_related("mailing"):
        got = reached(invitation.mailing)
        everybody |= got
        for slug in invitation.lessons:
            crowds[slug] |= got
    return {slug: len(crowd) for slug, crowd in crowds.items()}, len(everybody)


def _items(brand: Brand, now: datetime) -> tuple[ItemFigures, ...]:
    rows = (
        Answer.objects.filter(visit__brand=brand, visit__started_at__gte=now - YEAR)
        .values_list("visit__lesson", "item", "lure", "difficulty")
        .annotate(shown=Count("pk"), right=Count("pk", filter=Q(said_fake=F("lure"))))
        .order_by("visit__lesson", "item")
    )
    found = []
    for lesson, item, lure, difficulty, shown, right in rows:
        if shown >= SMALLEST_COHORT:
            tally = ItemTally(item, lure, difficulty, shown, right)
            found.append(ItemFigures(lesson, tally, retire(tally)))
    return tuple(found)
