"""The languages that notices are written in."""

from __future__ import annotations

from forewarn.vendor_changes.notice.phrases.de import GERMAN
from forewarn.vendor_changes.notice.phrases.en import ENGLISH
from forewarn.vendor_changes.notice.phrases.es import SPANISH
from forewarn.vendor_changes.notice.phrases.fr import FRENCH
from forewarn.vendor_changes.notice.phrases.shape import Phrases

PHRASES: dict[str, Phrases] = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH, "de": GERMAN}


def phrases_for(locale: str) -> Phrases | None:
    """The words of a locale ("es-MX" takes those of "es"); None where there are none."""
    return PHRASES.get(locale) or PHRASES.get(locale.split("-")[0].lower())
