"""Yes and no, languages and countries, as lists write them."""

from __future__ import annotations

import re
from functools import lru_cache

from forewarn.mail.folding import folded

_YES_WORDS = (
    "1, y, yes, yep, true, t, on, x, ok, ja, j, jo, wahr, si, s, sim, oui, o, vrai, verdadeiro, verdadero, vero, da, tak, "
    "kylla, kyl, igen, ano, да, はい, 是, ✓, ✔, ☑, granted, given, accepted, subscribed, active, opted in, opt in, opt-in, "
    "optin, opted_in, double opt in, allowed, consented, aktiv, angemeldet, erlaubt, inscrito, suscrito, abonne, inscrit, "
    "iscritto, inscrita, suscrita, aceptado, acepta"
)
_NO_WORDS = (
    "0, n, no, nope, false, f, off, -, nein, falsch, non, faux, falso, nao, nej, nee, nie, ei, ne, нет, いいえ, 否, ✗, ✘, "
    "☐, withdrawn, refused, declined, denied, unsubscribed, not subscribed, inactive, opted out, opt out, opt-out, optout, "
    "opted_out, cleaned, inaktiv, abgemeldet, baja, desabonne, desinscrit, disiscritto, cancelado, rechazado, no acepta"
)
_YES, _NO = frozenset(_YES_WORDS.split(", ")), frozenset(_NO_WORDS.split(", "))

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?:[.@].*)?")
_TAG_LENGTH = 10  # characters, as the column holds; a longer tag loses its script
_ALSO = {  # what people write and CLDR does not
    "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "u k": "GB",
    "grossbritannien": "GB", "gran bretana": "GB", "grande bretagne": "GB", "u s": "US", "u s a": "US",
    "united states of america": "US", "estados unidos de america": "US", "ee uu": "US", "eeuu": "US",
    "holland": "NL", "holanda": "NL", "czech republic": "CZ", "turkey": "TR", "ivory coast": "CI", "burma": "MM",
    "republic of ireland": "IE", "eire": "IE", "korea": "KR", "macedonia": "MK", "swaziland": "SZ",
}  # fmt: skip
_NAMED_IN = ("en", "es", "de", "fr", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "hu", "tr", "ru", "ja", "zh")


class UnableToUnderstand(ValueError):
    """The value is none that we know."""


@lru_cache(maxsize=4_096)
def yes_or_no(text: str) -> bool | None:
    """A choice as a list states it; None where the cell is empty. Raises UnableToUnderstand."""
    bare = text.strip()
    if not bare:
        return None
    for word in (bare.lower(), folded(bare)):
        if word in _YES:
            return True
        if word in _NO:
            return False
    raise UnableToUnderstand(f"“{bare[:40]}” is neither yes nor no")


@lru_cache(maxsize=4_096)
def locale_tag(text: str) -> str:
    """A language as a tag: "en", "es-MX", from tags in any spelling or a language's name. Raises UnableToUnderstand."""
    bare = text.strip()
    tag = _TAG.fullmatch(bare)
    language = _language(tag[1].lower()) if tag else None
    if tag and language:
        region = country_code(tag[3]) if tag[3] and tag[3].isalpha() else tag[3]
        whole = "-".join(part for part in (language, tag[2] and tag[2].title(), region) if part)
        return whole if len(whole) <= _TAG_LENGTH else f"{language}-{region}"
    named = _names("languages").get(folded(bare))
    if named is None:
        raise UnableToUnderstand(f"“{bare[:40]}” is no language we know")
    return named


@lru_cache(maxsize=4_096)
def country_code(text: str) -> str:
    """A country as two letters (ISO 3166-1), from two or three letters or its name. Raises UnableToUnderstand."""
    bare = text.strip()
    code = bare.upper()
    if len(code) in (2, 3) and code.isascii():
        known = _names("territories")
        for candidate in (code, *_territory_aliases(code)):
            if len(candidate) == 2 and candidate in known.values():
                return candidate
    named = _ALSO.get(folded(bare)) or _names("territories").get(folded(bare))
    if named is None:
        raise UnableToUnderstand(f"“{bare[:40]}” is no country we know")
    return named


def _language(code: str) -> str | None:
    known = _names("languages").values()
    if code in known:
        return code
    alias = _language_alias(code)
    return alias if alias in known else None


def _territory_aliases(code: str) -> list[str]:
    """What a code of three letters or digits, or an old one, stands for: "GBR" and "UK" are GB."""
    from babel.core import get_global

    return list(get_global("territory_aliases").get(code, ()))


def _language_alias(code: str) -> str:
    """What a code of three letters, or an old one, stands for: "spa" is es, "iw" is he."""
    from babel.core import get_global

    return str(get_global("language_aliases").get(code, ""))


@lru_cache(maxsize=2)
def _names(kind: str) -> dict[str, str]:
    """Folded name → code, of languages or of territories, in the languages that lists come in (Unicode CLDR)."""
    from babel import Locale

    found: dict[str, str] = {}
    for locale in _NAMED_IN:
        for code, name in getattr(Locale(locale), kind).items():
            if kind == "languages" or (
                len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB")
            ):
                found.setdefault(folded(name), code)
    return found
