"""Reading an alert while it is written: its outline, its documents, and what it still lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from forewarn.alerts.composing import compose
from forewarn.alerts.models import Alert, AlertText
from forewarn.alerts.phrases import phrases_for
from forewarn.alerts.rules import Gap, Outline, Protection, Scam, Words, gaps_in_length, gaps_in_outline
from forewarn.brands.models import Brand
from forewarn.brands.queries import signature_of
from forewarn.mail.documents import Document, Look, document_from
from forewarn.promises.queries import promises
from forewarn.sightings.queries import withdrawn_scams
from forewarn.vendor_changes.queries.digest import told_since

LONGEST = timedelta(days=184)  # two quarters: what is older was told before, or is no news


def alert_of(brand: Brand, alert_id: int) -> Alert | None:
    """One alert of this brand with its mailing and texts; None where there is none."""
    return _rows().filter(brand=brand, pk=alert_id).first()


def _rows() -> QuerySet[Alert]:
    return Alert.objects.select_related("brand", "mailing").prefetch_related("texts")


def alert_by_id(alert_id: int) -> Alert | None:
    """One alert of whatever brand; for commands, which say the brand by the alert. None where there is none."""
    return _rows().filter(pk=alert_id).first()


def alert_of_quarter(brand: Brand, year: int, quarter: int) -> Alert | None:
    """The alert of a quarter; None where there is none."""
    return _rows().filter(brand=brand, year=year, quarter=quarter).first()


def alerts_of(brand: Brand) -> QuerySet[Alert]:
    """Every alert of the brand, newest first."""
    return _rows().filter(brand=brand)


def outline_of(alert: Alert) -> Outline:
    """The alert as plain data."""
    return Outline(
        year=alert.year,
        quarter=alert.quarter,
        planned_on=alert.planned_on,
        promise_keys=tuple(alert.promise_keys),
        thing_topic=alert.thing_topic,
        thing_minutes=alert.thing_minutes,
        words={text.locale: _words(text) for text in alert.texts.all()},
        practice_keys=tuple(alert.practice_keys),
    )


def _words(text: AlertText) -> Words:
    return Words(
        locale=text.locale,
        season=text.season,
        scams=tuple(Scam(row["says"], row["wants"], row["tell"]) for row in text.scams),
        thing_title=text.thing_title,
        thing_steps=tuple(text.thing_steps),
        protections=tuple(Protection(date.fromisoformat(row["on"]), row["text"]) for row in text.protections),
        suppliers=text.suppliers,
        signer_role=text.signer_role,
        practice=tuple(text.practice),
    )


def look_of(brand: Brand) -> Look:
    """The brand's face in a mail."""
    return Look(brand.name, brand.accent, brand.accent_dark)


def document_for(brand: Brand, outline: Outline, locale: str) -> Document:
    """The note of an outline in one locale, from the ledger as it stands now."""
    lines = {line.key: line.statement for line in promises(brand, locale=locale)}
    statements = tuple(lines[key] for key in outline.promise_keys if key in lines)
    words = outline.words.get(locale) or Words(locale=locale, season="")
    changes = told_since(brand, _last_told(brand, outline), locale)
    words = replace(words, suppliers=" ".join(filter(None, [*changes, words.suppliers])))
    return compose(outline, words, signature=signature_of(brand), statements=statements)


def _last_told(brand: Brand, outline: Outline) -> datetime:
    """Since when changes at suppliers are news: since the alert before was published, at most half a year back."""
    earlier = Q(year__lt=outline.year) | Q(year=outline.year, quarter__lt=outline.quarter)
    published = Alert.objects.filter(earlier, brand=brand, published_at__isnull=False).order_by("-year", "-quarter")
    longest = datetime.combine(outline.planned_on - LONGEST, time.min, brand.zone)
    last = published.values_list("published_at", flat=True).first()
    return max(last, longest) if last else longest


def documents(alert: Alert) -> dict[str, Document]:
    """Locale → the note: frozen where it was submitted, else composed from the draft. In the brand's order."""
    texts = {text.locale: text for text in alert.texts.all()}
    frozen = alert.mailing_id is not None
    found = {}
    outline = outline_of(alert)
    for locale in [lo for lo in alert.brand.locales if lo in texts]:
        document = texts[locale].document
        found[locale] = document_from(document) if frozen and document else document_for(alert.brand, outline, locale)
    return found


def gaps_in_scams(brand: Brand, outline: Outline) -> list[Gap]:
    """Scams that the note names and that were taken off the public list since."""
    found = []
    for locale, words in outline.words.items():
        gone = {scam.says: scam.withdrawn_at for scam in withdrawn_scams(brand, locale=locale)} if words.scams else {}
        for says in (scam.says for scam in words.scams if scam.says in gone):
            day = gone[says].astimezone(brand.zone)
            found.append(
                Gap("scams", locale, f"{says} was taken off your public list on {day:%d %B}. Take it out here, too.")
            )
    return found


def gaps(brand: Brand, outline: Outline) -> list[Gap]:
    """Everything that is missing or too much, in the brand's locales."""
    found = gaps_in_outline(outline, brand.locales)
    ledger = {line.key for line in promises(brand, locale=brand.default_locale)}
    if gone := [key for key in outline.promise_keys if key not in ledger]:
        found.append(Gap("promises", "", f"No longer promised: {', '.join(gone)}. Choose another."))
    found += gaps_in_scams(brand, outline)
    for locale in brand.locales:
        if phrases_for(locale) is None:
            found.append(Gap("words", locale, "The fixed words of the note are not translated to this language."))
        elif locale in outline.words:
            document = document_for(brand, outline, locale)
            found += gaps_in_length(locale, document.subject, document.words)
    for name, value in (
        ("postal address", brand.postal_address),
        ("signer", brand.signer_name),
        ("web address", brand.website),
    ):
        if not value:
            found.append(Gap("words", "", f"The brand has no {name} yet. Add it in the settings."))
    return found
