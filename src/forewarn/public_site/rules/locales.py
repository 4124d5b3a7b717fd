"""Which language a reader gets."""

from __future__ import annotations

from collections.abc import Sequence

MAX_HEADER = 500  # characters of Accept-Language that are read; browsers send well under a hundred
MAX_RANGES = 20  # language ranges that are compared; nobody lists more languages than that


def wanted_languages(header: str) -> list[str]:
    """The language ranges of an Accept-Language header in lower case, most wanted first (RFC 9110 section 12.5.4).

    Ranges with weight 0 or a weight that is no number are left out.
    """
    ranges = []
    for position, part in enumerate(header[:MAX_HEADER].lower().split(",")[:MAX_RANGES]):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = _weight(parameters)
        if name and weight > 0:
            ranges.append((-weight, position, name))
    return [name for _, _, name in sorted(ranges)]


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(1.0, float(parameter[2:]))
            except ValueError:
                return 0.0
    return 1.0


def matching_locale(wanted: str, locales: Sequence[str]) -> str | None:
    """The locale that a language range asks for: itself, else a more general one, else another of its language."""
    name = wanted.lower()
    lowered = {locale.lower(): locale for locale in reversed(locales)}
    while name:
        if name in lowered:
            return lowered[name]
        name = name.rpartition("-")[0]
    language = wanted.lower().partition("-")[0]
    return next((locale for locale in locales if locale.lower().partition("-")[0] == language), None)


def choose_locale(chosen: str, accept_language: str, locales: Sequence[str]) -> str:
    """The locale to show: the chosen one (`?lang=`) if there is such, else by Accept-Language, else the first."""
    if chosen and (found := matching_locale(chosen, locales)):
        return found
    for wanted in wanted_languages(accept_language):
        if wanted == "*":
            break
        if found := matching_locale(wanted, locales):
            return found
    return locales[0]
