"""Changing the ledger of promises; words are versioned, never overwritten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.promises.models import Promise, PromiseText
from forewarn.promises.recommended import RECOMMENDED

STATEMENT_LIMIT = 200  # characters: one sentence that fits a line of the alert


class UnableToChangePromise(Exception):
    """The change is not possible; the text says why and what to do."""


@transaction.atomic
def add_recommended(*, brand: Brand, by: Actor, now: datetime) -> int:
    """Add those of the recommended promises that the ledger lacks; returns how many."""
    have = set(Promise.objects.filter(brand=brand).values_list("key", flat=True))
    added = 0
    for recommended in RECOMMENDED:
        if recommended.key in have:
            continue
        texts = {locale: text for locale, text in recommended.texts.items() if locale in brand.locales}
        add_promise(
            brand=brand,
            key=recommended.key,
            texts=texts or {"en": recommended.texts["en"]},
            rules=list(recommended.rules),
            by=by,
            now=now,
        )
        added += 1
    return added


@transaction.atomic
def add_promise(
    *, brand: Brand, key: str, texts: dict[str, tuple[str, str]], rules: list[str], by: Actor, now: datetime
) -> Promise:
    """Add a promise; `texts` is locale → (statement, explanation). Raises UnableToChangePromise."""
    if Promise.objects.filter(brand=brand, key=key).exists():
        raise UnableToChangePromise(f"There is already a promise called “{key}”. Choose another short name.")
    last = Promise.objects.filter(brand=brand).aggregate(last=Max("position"))["last"]
    promise = Promise.objects.create(
        brand=brand,
        key=key,
        rules=rules,
        since=now.astimezone(brand.zone).date(),
        position=0 if last is None else last + 1,
    )
    record(
        "promise.added", by=by, now=now, brand_id=brand.pk, target=("promise", promise.pk, key), data={"rules": rules}
    )
    for locale, (statement, explanation) in texts.items():
        _write(promise, locale, statement, explanation, now)
    return promise


@transaction.atomic
def reword_promise(
    *, brand: Brand, key: str, texts: dict[str, tuple[str, str]], rules: list[str], by: Actor, now: datetime
) -> int:
    """Write a new version of the words that changed; returns how many locales changed. Raises UnableToChangePromise."""
    promise = _promise(brand, key)
    changed = [
        locale for locale, (one, more) in texts.items() if one.strip() and _write(promise, locale, one, more, now)
    ]
    if set(rules) != set(promise.rules):
        promise.rules = rules
        promise.save(update_fields=["rules"])
        changed.append("rules")
    if changed:
        data = {"changed": changed}
        record("promise.reworded", by=by, now=now, brand_id=brand.pk, target=("promise", promise.pk, key), data=data)
    return len(changed)


@transaction.atomic
def withdraw_promise(*, brand: Brand, key: str, reason: str, by: Actor, now: datetime) -> None:
    """Stop promising; the public page keeps it with its dates. A reason is needed."""
    promise = _promise(brand, key)
    if not reason.strip():
        raise UnableToChangePromise("Say why the promise ends: customers can see that it did.")
    if promise.withdrawn_on is None:
        promise.withdrawn_on = now.astimezone(brand.zone).date()
        promise.save(update_fields=["withdrawn_on"])
        data = {"reason": reason}
        record("promise.withdrawn", by=by, now=now, brand_id=brand.pk, target=("promise", promise.pk, key), data=data)


@transaction.atomic
def restore_promise(*, brand: Brand, key: str, by: Actor, now: datetime) -> None:
    """Promise again, from today."""
    promise = _promise(brand, key)
    if promise.withdrawn_on is not None:
        promise.withdrawn_on, promise.since = None, now.astimezone(brand.zone).date()
        promise.save(update_fields=["withdrawn_on", "since"])
        record("promise.restored", by=by, now=now, brand_id=brand.pk, target=("promise", promise.pk, key))


@transaction.atomic
def move_promise(*, brand: Brand, key: str, up: bool, by: Actor, now: datetime) -> None:
    """Change places with the neighbour above or below."""
    rows = list(Promise.objects.filter(brand=brand, withdrawn_on=None))
    place = next((i for i, row in enumerate(rows) if row.key == key), None)
    if place is None:
        raise UnableToChangePromise("There is no such promise.")
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for position, row in enumerate(rows):
            row.position = position
        Promise.objects.bulk_update(rows, ["position"])
        record("promise.moved", by=by, now=now, brand_id=brand.pk, target=("promise", rows[other].pk, key))


def _promise(brand: Brand, key: str) -> Promise:
    promise = Promise.objects.filter(brand=brand, key=key).first()
    if promise is None:
        raise UnableToChangePromise("There is no such promise.")
    return promise


def _write(promise: Promise, locale: str, statement: str, explanation: str, now: datetime) -> bool:
    """Write a version where the words differ from the newest; whether it did."""
    statement, explanation = " ".join(statement.split()), " ".join(explanation.split())
    if not statement:
        raise UnableToChangePromise(f"The promise has no words in “{locale}”. Write one sentence.")
    if len(statement) > STATEMENT_LIMIT:
        raise UnableToChangePromise(
            f"The promise in “{locale}” is longer than {STATEMENT_LIMIT} characters. Make it one short sentence."
        )
    newest = PromiseText.objects.filter(promise=promise, locale=locale).order_by("-version").first()
    if newest and (newest.statement, newest.explanation) == (statement, explanation):
        return False
    PromiseText.objects.create(
        promise=promise,
        locale=locale,
        version=newest.version + 1 if newest else 1,
        statement=statement,
        explanation=explanation,
        written_at=now,
    )
    return True
