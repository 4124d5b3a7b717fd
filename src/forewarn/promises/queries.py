"""Reading the ledger of promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forewarn.brands.models import Brand
from forewarn.mail.profile import ProfilePromise
from forewarn.promises.models import Promise, PromiseText


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise as a reader meets it in one locale."""

    key: str
    statement: str
    explanation: str
    since: date
    rules: tuple[str, ...]
    locale: str
    changed_at: datetime
    withdrawn_on: date | None = None


def _newest(promise: Promise) -> dict[str, PromiseText]:
    newest: dict[str, PromiseText] = {}
    for text in promise.texts.all():
        if text.locale not in newest or text.version > newest[text.locale].version:
            newest[text.locale] = text
    return newest


def _line(promise: Promise, text: PromiseText) -> PromiseLine:
    return PromiseLine(
        promise.key,
        text.statement,
        text.explanation,
        promise.since,
        tuple(promise.rules),
        text.locale,
        text.written_at,
        promise.withdrawn_on,
    )


def promises(brand: Brand, *, locale: str, withdrawn: bool = False) -> list[PromiseLine]:
    """The promises in one locale, in the brand's order; where a locale has no words, the default locale's stand in."""
    rows = Promise.objects.filter(brand=brand, withdrawn_on__isnull=not withdrawn).prefetch_related("texts")
    lines = []
    for promise in rows:
        newest = _newest(promise)
        text = newest.get(locale) or newest.get(locale.split("-")[0]) or newest.get(brand.default_locale)
        if text is not None:
            lines.append(_line(promise, text))
    return lines


def missing_locales(brand: Brand) -> dict[str, list[str]]:
    """Promise key → the brand's locales it has no words in."""
    missing = {}
    for promise in Promise.objects.filter(brand=brand, withdrawn_on=None).prefetch_related("texts"):
        gone = [locale for locale in brand.locales if locale not in _newest(promise)]
        if gone:
            missing[promise.key] = gone
    return missing


def texts_of(brand: Brand, key: str) -> tuple[Promise, dict[str, PromiseText], list[PromiseText]] | None:
    """A promise, its current words by locale, and every version of them, newest first; None where there is none."""
    promise = Promise.objects.filter(brand=brand, key=key).prefetch_related("texts").first()
    if promise is None:
        return None
    history = sorted(promise.texts.all(), key=lambda text: (text.written_at, text.version), reverse=True)
    return promise, _newest(promise), history


def profile_promises(brand: Brand) -> tuple[ProfilePromise, ...]:
    """The promises as the linter and the verdict take them."""
    rows = Promise.objects.filter(brand=brand, withdrawn_on=None).prefetch_related("texts")
    return tuple(
        ProfilePromise(p.key, {locale: text.statement for locale, text in _newest(p).items()}, tuple(p.rules))
        for p in rows
    )


def ledger(brand: Brand) -> dict[str, Any]:
    """The published ledger: every promise in every locale, withdrawn ones with their dates, and when it last changed.

    The schema is `docs/schemas/promises.schema.json`.
    """
    rows = list(Promise.objects.filter(brand=brand).prefetch_related("texts"))
    moments = [text.written_at for promise in rows for text in promise.texts.all()]
    return {
        "version": 1,
        "brand": brand.name,
        "updated": max(moments).isoformat() if moments else None,
        "promises": [
            {
                "id": promise.key,
                "since": promise.since.isoformat(),
                "until": promise.withdrawn_on.isoformat() if promise.withdrawn_on else None,
                "texts": {
                    locale: {"statement": text.statement, "explanation": text.explanation}
                    for locale, text in sorted(_newest(promise).items())
                },
            }
            for promise in rows
        ],
    }
