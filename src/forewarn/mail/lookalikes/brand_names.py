"""What a brand is called, in the forms in which lures use it: names in words, labels in hosts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import DamerauLevenshtein

from forewarn.mail.domains import organisational_domain, readable_host
from forewarn.mail.lookalikes.skeletons import plain_letters, skeleton
from forewarn.mail.profile import BrandProfile

MIN_INSIDE = 5  # letters of a label that count anywhere inside a longer word; shorter ones must stand alone
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_SPELT_OUT = re.compile(r"(?<!\w)\w(?:[\W_]{1,3}\w(?!\w)){2,30}(?!\w)")  # "A c m e", "A.C.M.E."
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def registrable_label(host: str) -> str:
    """The label that was registered: "paypal" of www.paypal.co.uk, in its own letters."""
    domain = organisational_domain(host)
    suffix = _suffixes().publicsuffix(domain) or ""
    label = domain.removesuffix("." + suffix) if suffix and suffix != domain else domain.split(".")[0]
    return readable_host(label.split(".")[-1])


def squeezed(text: str) -> str:
    """The letters and digits of a name alone, in plain letters."""
    return _NOT_WORD.sub("", plain_letters(text))


@dataclass(frozen=True)
class BrandNames:
    """The brand's names and labels, prepared once per profile."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    domains: tuple[str, ...]
    written: re.Pattern[str] = field(repr=False)  # as the brand writes them, accents and all
    exact: re.Pattern[str] = field(repr=False)
    disguised: re.Pattern[str] = field(repr=False)

    def named_in(self, text: str) -> str:
        """The brand's name as it stands in the text, as a word of its own; nothing where it does not."""
        found = self.exact.search(plain_letters(text))
        return found.group(0) if found else ""

    def disguised_in(self, text: str) -> bool:
        """Whether the text shows the name in other letters, with signs between them, or run together with more."""
        if self.written.search(text.lower()) or (self.named_in(text) and plain_letters(text) == text.lower()):
            return False
        if self.disguised.search(skeleton(text)):
            return True
        spelt = {skeleton(squeezed(run)) for run in _SPELT_OUT.findall(text)}
        if any(len(squeezed(name)) > 2 and skeleton(squeezed(name)) in spelt for name in self.names):
            return True
        run = skeleton(squeezed(text))
        return any(len(name) > MIN_INSIDE and skeleton(squeezed(name)) in run for name in self.names)

    def misspelt_in(self, text: str) -> bool:
        """Whether a word of the text is the name with one letter wrong; short names are too near to other words."""
        words = [word for word in _NOT_WORD.split(plain_letters(text)) if len(word) > MIN_INSIDE]
        long_names = [squeezed(name) for name in self.names if len(squeezed(name)) > MIN_INSIDE]
        return any(
            word[0] == name[0] and DamerauLevenshtein.distance(word, name, score_cutoff=1) == 1
            for word in words
            for name in long_names
        )


@lru_cache(maxsize=256)
def brand_names(profile: BrandProfile) -> BrandNames:
    """The names of a profile: its name, its aliases and the labels of its domains."""
    strangers = {organisational_domain(domain) for domain in profile.mailbox_domains}
    labels = dict.fromkeys(registrable_label(d) for d in profile.domains if organisational_domain(d) not in strangers)
    names = dict.fromkeys(name for name in (profile.name, *profile.aliases) if len(squeezed(name)) > 1)
    for name in names:
        label = "".join(plain_letters(name).split())
        if len(label) >= 3 and _LABEL.fullmatch(label):
            labels.setdefault(label)
    return BrandNames(
        names=tuple(names),
        labels=tuple(label for label in labels if len(label) > 1),
        domains=tuple(profile.domains),
        written=_words([name.lower() for name in names]),
        exact=_words([plain_letters(name) for name in names]),
        disguised=_words([skeleton(name) for name in names]),
    )


def _form(name: str) -> str:
    parts = [re.escape(part) for part in re.split(r"[\W_]+", name) if part]
    between = r"[\W_]{0,3}"
    # An ampersand is read out: “Harbour & Pine” goes round as “Harbour and Pine” as well.
    return (rf"(?:{between}|\W{{1,3}}(?:and|und|et|y|e)\W{{1,3}})" if "&" in name else between).join(parts)


def _words(names: list[str]) -> re.Pattern[str]:
    """Any of these names as whole words; what stands between the words of a name may be anything but letters."""
    forms = [_form(name) for name in names]
    return re.compile("|".join(rf"(?<![^\W_]){form}(?![^\W_])" for form in forms if form) or r"(?!)")
