"""Beginning an alert and writing it; an edit takes any approval back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from forewarn.alerts.composing import season_label
from forewarn.alerts.models import Alert, AlertText
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.rules import MIN_PROMISES, Outline, Topic, Words, quarter_bounds, season_index
from forewarn.alerts.signals import practice_of
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.mailings.actions.approval import withdraw
from forewarn.mailings.actions.sending import cancel
from forewarn.mailings.rules.states import BEFORE_SENDING, State
from forewarn.promises.queries import promises

MAX_LINE = 160  # characters of a line that tells of a lesson
LEAD_DAYS = 14  # between beginning an alert and the date proposed for it
_SEASON_SLUGS = ("winter", "spring", "summer", "autumn")


@transaction.atomic
def begin_alert(*, brand: Brand, year: int, quarter: int, by: Actor, now: datetime) -> Alert:
    """An empty alert for a quarter, with what can be filled in already. Raises UnableToChangeAlert."""
    if quarter not in (1, 2, 3, 4):
        raise UnableToChangeAlert("A year has four quarters: choose 1, 2, 3 or 4.")
    if Alert.objects.filter(brand=brand, year=year, quarter=quarter).exists():
        raise UnableToChangeAlert(f"Quarter {quarter} of {year} has its alert already.")
    keys = [line.key for line in promises(brand, locale=brand.default_locale)][:MIN_PROMISES]
    alert = Alert.objects.create(
        brand=brand,
        year=year,
        quarter=quarter,
        slug=f"{year}-{_SEASON_SLUGS[season_index(quarter, brand.country)]}",
        planned_on=_proposed_day(year, quarter, now.astimezone(brand.zone).date()),
        promise_keys=keys,
        thing_topic=Topic.OTHER.value,
        written_by=by.id,
        created_at=now,
        updated_at=now,
    )
    roles = _earlier_roles(alert)
    practice = practice_of(brand, year, quarter, now=now)
    alert.practice_keys = list(practice.keys)
    alert.save(update_fields=["practice_keys"])
    for locale in brand.locales:
        AlertText.objects.create(
            alert=alert,
            locale=locale,
            season=season_label(locale, year, quarter, brand.country),
            signer_role=roles.get(locale, ""),
            practice=list(practice.lines.get(locale, ())),
        )
    record("alert.begun", by=by, now=now, brand_id=brand.pk, target=_target(alert))
    return alert


def _proposed_day(year: int, quarter: int, today: date) -> date:
    first, last = quarter_bounds(year, quarter)
    return min(max(first, today + timedelta(days=LEAD_DAYS)), last)


def _earlier_roles(alert: Alert) -> dict[str, str]:
    """How the signer's role was written in each language last time."""
    before = Alert.objects.filter(brand=alert.brand).exclude(pk=alert.pk).order_by("-year", "-quarter").first()
    return dict(before.texts.values_list("locale", "signer_role")) if before else {}


@transaction.atomic
def write_alert(*, alert: Alert, outline: Outline, by: Actor, now: datetime) -> bool:
    """Keep what was written; whether anything differs from before. Incomplete words are kept too.

    An alert that was handed in or approved becomes a draft again. Raises UnableToChangeAlert once it is being sent.
    """
    changed = _set_common(alert, outline)
    for words in outline.words.values():
        changed |= _set_words(alert, words)
    if not changed:
        return False
    _take_back(alert, by=by, now=now)
    alert.updated_at = now
    alert.save()
    record(
        "alert.written",
        by=by,
        now=now,
        brand_id=alert.brand_id,
        target=_target(alert),
        data={"locales": sorted(outline.words)},
    )
    return True


def _set_common(alert: Alert, outline: Outline) -> bool:
    new = {
        "planned_on": outline.planned_on,
        "promise_keys": list(outline.promise_keys),
        "thing_topic": outline.thing_topic,
        "thing_minutes": outline.thing_minutes,
        "practice_keys": list(outline.practice_keys),
    }
    changed = any(getattr(alert, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(alert, name, value)
    return changed


def _set_words(alert: Alert, words: Words) -> bool:
    new = {
        "season": words.season[:30],
        "scams": [{"says": s.says, "wants": s.wants, "tell": s.tell} for s in words.scams],
        "thing_title": words.thing_title[:120],
        "thing_steps": list(words.thing_steps),
        "protections": [{"on": p.on.isoformat(), "text": p.text} for p in words.protections],
        "suppliers": words.suppliers[:300],
        "signer_role": words.signer_role[:80],
        "practice": [line[:MAX_LINE] for line in words.practice],
    }
    row = AlertText.objects.filter(alert=alert, locale=words.locale).first()
    if row and all(getattr(row, name) == value for name, value in new.items()):
        return False
    AlertText.objects.update_or_create(alert=alert, locale=words.locale, defaults=new)
    return True


def _take_back(alert: Alert, *, by: Actor, now: datetime) -> None:
    """End what was handed in: the mailing for the old words is dropped, the frozen words with it."""
    mailing = alert.mailing
    if mailing is None:
        return
    if State(mailing.state) not in BEFORE_SENDING:
        raise UnableToChangeAlert(
            "This alert has been sent, at least to some, and stays as it is. A mistake in it can be corrected on its public page."
        )
    if State(mailing.state) is not State.DRAFT:
        withdraw(mailing=mailing, by=by, now=now, reason="the alert was edited")
    cancel(mailing=mailing, by=by, now=now, reason="the alert was edited")
    alert.mailing = None
    alert.texts.update(document=None, plain_text="")


@transaction.atomic
def withdraw_alert(*, alert: Alert, by: Actor, now: datetime) -> None:
    """Take a handed-in or approved alert back to a draft, unchanged."""
    if alert.mailing is None:
        raise UnableToChangeAlert("It is a draft already.")
    _take_back(alert, by=by, now=now)
    alert.updated_at = now
    alert.save()
    record("alert.withdrawn", by=by, now=now, brand_id=alert.brand_id, target=_target(alert))


@transaction.atomic
def delete_alert(*, alert: Alert, by: Actor, now: datetime) -> None:
    """Throw a draft away. What was sent or published stays."""
    if alert.mailing is not None or alert.published_at is not None:
        raise UnableToChangeAlert("Only a draft can be deleted. Take it back first; what was published stays.")
    target = _target(alert)
    alert.delete()
    record("alert.deleted", by=by, now=now, brand_id=alert.brand_id, target=target)


def _target(alert: Alert) -> tuple[str, object, str]:
    return "alert", alert.pk, f"{alert.year} Q{alert.quarter}"
