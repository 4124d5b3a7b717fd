"""Telephone numbers and one-time codes (FW-PH)."""

from __future__ import annotations

import re
from functools import lru_cache

from forewarn.lint.findings import Where, shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.severity import CARING
from forewarn.lint.view.bodies import Body
from forewarn.mail.profile import BrandProfile

MAX_NUMBERS = 60  # candidates of one mail that are judged; each takes some tens of microseconds
_CANDIDATE = re.compile(r"(?<![\w/@.#-])(?:\+|\(\+?|00)?\d[\d\s().\u00a0/-]{5,22}\d(?![\w@/-]|[.,]\d)")
_NOT_A_NUMBER = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|\d+\s?[€$£%]|(?:\d{4}\s){3}\d{4}"
)
_CODE = re.compile(
    r"(?<![\w-])(?:\d{4,8}|\d{3}[ -]\d{3}|[A-Z0-9]{3}-[A-Z0-9]{3})(?![\w-])|\{\{?\s*[\w.]*(?:code|otp|token|pin)[\w.]*\s*\}?\}",
    re.IGNORECASE,
)
_REGIONS = {
    "en": ("US", "GB"),
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE", "CH"),
    "es": ("ES", "MX"),
    "pt": ("BR", "PT"),
    "it": ("IT",),
    "nl": ("NL",),
    "pl": ("PL",),
}
_CONTEXT_BEFORE = 40  # characters before a number in which a word like “call” makes it a telephone number


@lru_cache(maxsize=4_096)
def canonical_number(text: str, regions: tuple[str, ...]) -> str:
    """The number as +country… where it is a valid one in one of these regions; else nothing."""
    import phonenumbers  # its metadata takes 40 ms to import

    for region in regions or ("ZZ",):
        try:
            number = phonenumbers.parse(text, None if region == "ZZ" else region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return ""


def _regions(check: Check) -> tuple[str, ...]:
    own = (check.profile.default_region,) if check.profile.default_region else ()
    return own or _REGIONS.get(check.view.language, ("US",))


def _numbers(check: Check) -> list[tuple[str, Where, str]]:
    """Telephone numbers of the mail: canonical, place, as written; from tel: links and from the text."""
    regions = _regions(check)
    found: dict[str, tuple[Where, str]] = {}
    for link in check.view.links:
        if link.address.scheme in ("tel", "callto", "sms") and "template" not in link.address.quirks:
            number = canonical_number(link.address.path, regions) or link.address.path.strip()
            found.setdefault(number, (link.where, link.address.path))
    for body in check.view.bodies:
        for start, text in _candidates(body):
            number = canonical_number(text, regions)
            if number:
                found.setdefault(number, (body.where(start, start + len(text)), text))
    return [(number, where, text) for number, (where, text) in found.items()]


def _candidates(body: Body) -> list[tuple[int, str]]:
    """Runs of digits that look like telephone numbers: with + or 00, or beside a word that says so."""
    spoken = [hit.end for hit in body.worded.all("phone_context")]
    found: list[tuple[int, str]] = []
    for match in _CANDIDATE.finditer(body.text):
        text = match.group(0)
        digits = sum(c.isdigit() for c in text)
        if not 7 <= digits <= 15 or "\n" in text or _NOT_A_NUMBER.search(text):
            continue
        start = match.start()
        if text.startswith(("+", "(+", "00")) or any(start - _CONTEXT_BEFORE <= end <= start + 1 for end in spoken):
            found.append((start, text))
        if len(found) >= MAX_NUMBERS:
            break
    return found


def _public_numbers(profile: BrandProfile, regions: tuple[str, ...]) -> set[str]:
    return {canonical_number(n, regions) or n for n in profile.phone_numbers}


def names_phone(check: Check) -> Results:
    """FW-PH-01: no phone number but those of the public list; in care and mandated mail none."""
    caring = check.message_class in CARING
    if check.profile.derived and not caring:
        yield NotChecked("the brand's public phone numbers are not known; give --profile brand.toml")
        return
    public = _public_numbers(check.profile, _regions(check))
    for number, where, text in _numbers(check):
        if caring:
            yield Seen(where, f"the phone number {shorten(text, 40)} stands in a {check.message_class} mail")
        elif number not in public:
            yield Seen(where, f"the phone number {shorten(text, 40)} is not on the brand's public list")


def hands_code_over(check: Check) -> Results:
    """FW-PH-02: a one-time code comes with the brand's name, its purpose, “never share it”, and no link."""
    body = check.view.plain or check.view.html
    if body is None or not body.worded.all("one_time_code") or not _has_code(body):
        return
    hit = body.worded.all("one_time_code")[0]
    where = body.where(hit.start, hit.end)
    text = f"{check.view.subject.text}\n{body.text}".casefold()
    names = [check.profile.name, *check.profile.aliases]
    missing: list[str] = []
    if not any(name.casefold() in text for name in names):
        missing.append("the brand's name")
    if not body.worded.all("code_purpose"):
        missing.append("what the code is for")
    if not body.worded.all("never_share"):
        missing.append("that nobody will ask for it and it is not to be shared")
    if missing:
        yield Seen(where, "a mail with a code does not say " + ", ".join(missing))
    ways = [link for link in check.view.web_links if not link.leaves]
    if ways:
        yield Seen(ways[0].where, f"a mail with a code has a link {ways[0]}")


def _has_code(body: Body) -> bool:
    near = [body.text[max(0, h.start - 80) : h.end + 120] for h in body.worded.all("one_time_code")]
    return any(_CODE.search(text) for text in near)
