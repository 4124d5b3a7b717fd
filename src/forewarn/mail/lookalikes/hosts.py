"""Hosts that could be taken for the brand's, and in which way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from forewarn.mail.domains import canonical_host, is_within, organisational_domain, readable_host
from forewarn.mail.lookalikes.brand_names import MIN_INSIDE, BrandNames, registrable_label
from forewarn.mail.lookalikes.skeletons import plain_letters, skeleton
from forewarn.mail.profile import BrandProfile

_PARTS = re.compile(r"[^a-z]+")  # digits part words: paypal24
# Words that stand beside a brand's label in lures; beside them a short label counts too (upsdelivery, dhlparcel).
_COMPANIONS = re.compile(
    r"(?:account|alerts?|app|bank|bill(?:ing)?|care|center|check|claim|client|cloud|confirm|contact|customer|delivery|express|free"
    r"|gift|global|group|help(?:desk)?|home|id|info|invoice|login|mail(?:er)?|manage|my|news|notices?|notification|now|office"
    r"|official|online|orders?|parcel|pay(?:ment)?|portal|post|prime|promo|refund|renew|reset|rewards?|secure|security|server"
    r"|services?|shop|sign(?:in)?|store|support|survey|team|track(?:ing)?|update|user|validate|verification|verify|wallet|web"
    r"|world|access|kunden?|konto|sicherheit|paket|cliente|seguro|acesso|conta|soporte|ayuda|premio|oferta|winner|deals|com|net"
    r"|org|www)*"
)


class LookalikeKind(StrEnum):
    """How a host resembles the brand's."""

    SAME_SHAPE = "same_shape"  # other letters that look the same
    MISSPELT = "misspelt"  # a letter more, less or swapped
    OTHER_ENDING = "other_ending"  # the brand's label under another ending
    DOMAIN_INSIDE = "domain_inside"  # the brand's whole domain in front of another one
    NAME_INSIDE = "name_inside"  # the brand's label with other words around it


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A host that resembles one of the brand's: which, and how. `shown` is the host as a person reads it."""

    host: str
    shown: str
    resembles: str
    kind: LookalikeKind


def lookalike(host: str, profile: BrandProfile, names: BrandNames) -> Lookalike | None:
    """How this host resembles the brand's; None for the brand's own hosts and for those that do not."""
    name = canonical_host(host)
    if not name or "." not in name or any(is_within(name, domain) for domain in profile.domains):
        return None
    return _lookalike(name, names)


@lru_cache(maxsize=32_768)
def _lookalike(host: str, names: BrandNames) -> Lookalike | None:
    shown = readable_host(host)
    for domain in names.domains:
        if (
            f".{domain}." in f".{shown}"
            or f".{domain}-" in f".{shown}"
            or f"-{domain.replace('.', '-')}." in f"-{shown}"
        ):
            return Lookalike(host, shown, domain, LookalikeKind.DOMAIN_INSIDE)
        if host.replace(".", "") == domain.replace(".", ""):
            return Lookalike(host, shown, domain, LookalikeKind.MISSPELT)
    label = registrable_label(host)
    for own in names.labels:
        kind = _resemblance(label, own)
        if kind:
            return Lookalike(host, shown, _domain_of(own, names), kind)
    front = shown.removesuffix(readable_host(organisational_domain(host)))
    for own in names.labels:
        if _stands_in(own, label) or _stands_in(own, front):
            return Lookalike(host, shown, _domain_of(own, names), LookalikeKind.NAME_INSIDE)
    return None


def _resemblance(label: str, own: str) -> LookalikeKind | None:
    """How a registered label resembles the brand's whole label."""
    if label == own:
        return LookalikeKind.OTHER_ENDING
    if skeleton(label) == skeleton(own):
        return LookalikeKind.SAME_SHAPE
    plain, target = plain_letters(label), own
    if plain.replace("-", "") == target.replace("-", ""):
        return LookalikeKind.MISSPELT
    if "-" not in own:
        plain = plain.replace("-", "")
    # One change in five letters may be another word (apple, apply); two want a long one.
    allowed = 0 if len(own) < 5 else 1 if len(own) < 9 else 2
    if not label.isascii() and own.isascii() and len(own) > 2:
        allowed += 1  # letters of other alphabets beside a name in ASCII are no accident
    if (
        allowed
        and DamerauLevenshtein.distance(plain, target, score_cutoff=allowed) <= allowed
        and _not_a_word(plain, target)
    ):
        return LookalikeKind.MISSPELT
    return None


def _not_a_word(plain: str, target: str) -> bool:
    """Whether a change is one that eyes pass over: the first letter stays, or letters were only moved, added or lost."""
    return plain[:1] == target[:1] or sorted(plain) == sorted(target) or plain[1:] == target or plain == target[1:]


def _stands_in(own: str, text: str) -> bool:
    """Whether the brand's label stands in this text as a word, beside a usual companion, or is long enough to tell."""
    plain = plain_letters(text)
    words = _PARTS.split(plain)
    target = own.replace("-", "")
    if target in words or ("-" in own and re.search(rf"(?<![a-z]){re.escape(own)}(?![a-z])", plain)):
        return True
    if "-" not in own and len(target) > MIN_INSIDE and (target in plain or skeleton(target) in skeleton(plain)):
        return True
    if len(target) < 3:
        return False
    return any(_beside_companions(target, word) for word in words if target in word)


def _beside_companions(target: str, word: str) -> bool:
    before, _, after = word.partition(target)
    return bool(_COMPANIONS.fullmatch(before) and _COMPANIONS.fullmatch(after))


def _domain_of(label: str, names: BrandNames) -> str:
    return next((domain for domain in names.domains if registrable_label(domain) == label), names.domains[0])


def technique(found: Lookalike) -> str:
    """The misspelling as dnstwist calls it ("transposition", "bitsquatting"); nothing where it is none of those."""
    return permutations(found.resembles).get(organisational_domain(found.host), "")


@lru_cache(maxsize=256)
def permutations(domain: str) -> dict[str, str]:
    """The misspellings of a domain that dnstwist makes: ASCII host → its technique. Takes about 50 ms a domain."""
    import dnstwist  # 200 ms to import

    fuzzer = dnstwist.Fuzzer(domain)
    fuzzer.generate()
    return {canonical_host(row["domain"]): row["fuzzer"] for row in fuzzer.domains if not row["fuzzer"].startswith("*")}
