"""Placeholders such as {brand} in the words of a lesson, and what stands for them for one brand and day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

PLACEHOLDER = re.compile(r"\{([a-z_]+|day[+-]\d{1,3})\}")
_IN_THE_APP = "in {app}"  # English goes on a website
NAMES = {
    "brand": "the brand's name",
    "domain": "the address customers type, “nordlicht.example”",
    "word": "the first part of that address, “nordlicht”",
    "twin": "that word with one letter swapped for a similar one, “nord1icht”",
    "foreign": "that word with one letter from another alphabet",
    "app": "“the app”, or “the website” where there is none",
    "safety": "the host of the public safety site",
    "check": "the address that takes reports",
    "care": "the mailbox that answers customers",
    "phone": "the number on the public list",
    "signer": "who signs the brand's notes",
    "customer": "the first name of the customer in the practice inbox",
    "purchase": "what customers have with the brand, in one word: order, booking, policy, contract",
    "purchases": "the same for many",
}
CUSTOMER = "Alex"
_PURCHASE = {"en": ("order", "orders"), "es": ("pedido", "pedidos")}
_APP = {"en": "the app", "es": "la aplicación"}
_WEBSITE = {"en": "the website", "es": "la web"}
_SWAPS = (
    ("m", "rn"),
    ("l", "1"),
    ("o", "0"),
    ("w", "vv"),
    ("i", "l"),
    ("s", "5"),
    ("e", "3"),
    ("t", "tt"),
    ("a", "aa"),
)
_FOREIGN = {"a": "а", "o": "о", "e": "е", "p": "р", "c": "с", "i": "і", "s": "ѕ", "x": "х", "y": "у"}  # Cyrillic twins


@dataclass(frozen=True, slots=True)
class BrandFacts:
    """What a lesson has to know of a brand; empty texts take the words that always fit."""

    name: str
    domain: str  # canonical, without "www."
    safety_host: str = ""
    has_app: bool = False
    check_address: str = ""
    care_address: str = ""
    phone: str = ""
    signer: str = ""
    purchase: Mapping[str, tuple[str, str]] | None = None  # locale → one, many


def values_for(facts: BrandFacts, locale: str, today: date) -> dict[str, str]:
    """The values of all placeholders for one brand; days come out of `fill` by the date that is kept under `today`."""
    language = locale.split("-")[0]
    word = facts.domain.split(".")[0]
    one, many = (facts.purchase or {}).get(language) or _PURCHASE.get(language, _PURCHASE["en"])
    return {
        "brand": facts.name,
        "domain": facts.domain,
        "word": word,
        "twin": twin(word),
        "foreign": foreign(word),
        "app": (_APP if facts.has_app else _WEBSITE).get(language, _WEBSITE["en"]),
        "safety": facts.safety_host or facts.domain,
        "check": facts.check_address or f"check@{facts.domain}",
        "care": facts.care_address or f"care@{facts.domain}",
        "phone": facts.phone or "+44 20 7946 0000",  # Ofcom keeps this range for drama
        "signer": facts.signer or facts.name,
        "customer": CUSTOMER,
        "purchase": one,
        "purchases": many,
        "today": today.isoformat(),
        "locale": locale,
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; what has no value stays as it is."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.startswith("day") and name != "day" and "today" in values:
            day = date.fromisoformat(values["today"]) + timedelta(days=int(name[3:]))
            return format_date(
                day, _DAY.get(values["locale"].split("-")[0], "d MMMM"), values["locale"].replace("-", "_")
            )
        return values.get(name, match.group(0))

    if values.get("app") == _WEBSITE["en"]:
        text = text.replace(_IN_THE_APP, f"on {values['app']}")
    return PLACEHOLDER.sub(value, text)


_DAY = {"es": "d 'de' MMMM"}


def unknown_in(text: str) -> list[str]:
    """Names in braces that are no placeholder, so that a typing mistake is found before a customer sees it."""
    found = re.findall(r"\{([^{}\n]{0,40})\}", text)
    return [name for name in found if name not in NAMES and not re.fullmatch(r"day[+-]\d{1,3}", name)]


def twin(word: str) -> str:
    """The word with one letter changed for one that looks alike; always another word, in plain ASCII."""
    for letter, other in _SWAPS:
        if letter in word[1:]:
            return word[0] + word[1:].replace(letter, other, 1)
    return f"{word}s"


def foreign(word: str) -> str:
    """The word with one letter from the Cyrillic alphabet that looks the same; the twin where no letter has one."""
    for position, letter in enumerate(word):
        if position and letter in _FOREIGN:
            return word[:position] + _FOREIGN[letter] + word[position + 1 :]
    return twin(word)
