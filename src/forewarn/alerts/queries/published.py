"""What the public site shows: every alert as it was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from forewarn.alerts.models import Alert
from forewarn.brands.models import Brand
from forewarn.mail.documents import Document, document_from, render_text


@dataclass(frozen=True, slots=True)
class PublishedNote:
    """One published alert in one locale."""

    slug: str
    on: date
    published_at: datetime
    subject: str
    locale: str
    locales: tuple[str, ...]
    sender_name: str
    sender_address: str
    document: Document
    corrections: tuple[tuple[datetime, str], ...]
    season: str

    @property
    def text(self) -> str:
        """The text part exactly as it was sent."""
        return render_text(self.document)


def published_alerts(
    brand: Brand, *, search: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Alert]:
    """Published alerts, newest first, for paging; `search` looks in subjects and words."""
    rows = Alert.objects.filter(brand=brand, published_at__isnull=False)
    if search:
        rows = rows.filter(Q(texts__plain_text__icontains=search) | Q(texts__season__icontains=search)).distinct()
    if since:
        rows = rows.filter(planned_on__gte=since)
    if until:
        rows = rows.filter(planned_on__lte=until)
    return (
        rows.select_related("mailing", "brand")
        .prefetch_related("texts", "corrections", "mailing__variants")
        .order_by("-planned_on", "-pk")
    )


def published_alert(brand: Brand, slug: str) -> Alert | None:
    """One published alert; None where there is none or it is not public."""
    return published_alerts(brand).filter(slug=slug).first()


def note_of(alert: Alert, *, locale: str) -> PublishedNote | None:
    """A published alert as a reader of this locale meets it; the default locale stands in where it lacks one."""
    texts = {text.locale: text for text in alert.texts.all() if text.document}
    text = texts.get(locale) or texts.get(locale.split("-")[0]) or texts.get(alert.brand.default_locale)
    if text is None or text.document is None or alert.published_at is None:
        return None
    sender_name, sender_address = _sender(alert)
    return PublishedNote(
        slug=alert.slug,
        on=alert.planned_on,
        published_at=alert.published_at,
        subject=str(text.document["subject"]),
        locale=text.locale,
        locales=tuple(lo for lo in alert.brand.locales if lo in texts),
        sender_name=sender_name,
        sender_address=sender_address,
        document=document_from(text.document),
        corrections=tuple((c.at, c.text) for c in alert.corrections.all() if c.locale == text.locale),
        season=text.season,
    )


def _sender(alert: Alert) -> tuple[str, str]:
    """The From of the mail; the one that its mailing has."""
    variant = next(iter(alert.mailing.variants.all()), None) if alert.mailing else None
    return (variant.from_name, variant.from_address) if variant else (alert.brand.name, "")
