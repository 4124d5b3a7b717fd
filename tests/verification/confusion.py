"""The verdict over real mail, as a table: run it to write docs/verdict-confusion.md anew.

    .venv/bin/python tests/verification/confusion.py

Every mail is judged for every brand that has a profile beside this file. What is true of a pair is told by three plain
tests that share nothing with the verdict: does the From or Subject field name the brand, does the body, and does a
signature name a domain of the brand.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from forewarn.mail.profile import BrandProfile, ProfileKey, read_profile  # noqa: E402
from forewarn.mail.reading.message import read_mail  # noqa: E402
from forewarn.mail.resolver import ZoneResolver  # noqa: E402
from forewarn.verification.checking import Checker  # noqa: E402
from forewarn.verification.reasons import VerdictKind  # noqa: E402

CORPORA = ROOT.parent / "shared" / "corpora"
PROFILES = Path(__file__).parent / "profiles"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SETS = {
    "phishing_pot": ("phish/phishing_pot", "*.eml"),
    "signed junk": ("phish/authenticated", "*.eml"),
    "SpamAssassin ham": ("ham/spamassassin", "*"),
    "newsletters": ("brand/unspy-newsletters", "*.eml"),
    "shipping": ("brand/shipping-transactional", "*.eml"),
}


@dataclass(frozen=True)
class Pair:
    """One mail judged for one brand."""

    mails: str
    claim: str  # "names it in the head", "names it in the body", "does not name it", "signature names it"
    verdict: VerdictKind
    brand: str
    file: str


def profiles() -> list[BrandProfile]:
    """The brands' profiles."""
    return [read_profile(path) for path in sorted(PROFILES.glob("*.toml"))]


def mails(name: str) -> list[Path]:
    """The files of one set."""
    folder, pattern = SETS[name]
    return [
        path
        for path in sorted((CORPORA / folder).rglob(pattern))
        if path.is_file() and path.name not in ("SOURCE.txt", "LICENSE", "NOTICE")
    ]


def _heads(raw: bytes) -> tuple[str, str, str]:
    plain, read = message_from_bytes(raw), read_mail(raw)
    head = " ".join(str(plain.get(name, "")) for name in ("From", "Subject")) + f" {read.value('from')} {read.subject}"
    body = " ".join(part.text for part in read.texts + read.htmls)
    return head, body, str(plain.get_all("DKIM-Signature") or "")


def _claim(profile: BrandProfile, heads: tuple[str, str, str]) -> str:
    named = re.compile(rf"\b(?:{'|'.join(re.escape(n) for n in (profile.name, *profile.aliases))})\b", re.IGNORECASE)
    signed = re.compile("|".join(rf"d=\s*(?:[\w-]+\.)*{re.escape(d)}\b" for d in profile.domains))
    if signed.search(heads[2]):
        return "signature names it"
    if named.search(heads[0]):
        return "names it in the head"
    return "names it in the body" if named.search(heads[1]) else "does not name it"


def judged() -> Iterator[Pair]:
    """Every mail judged for every brand."""
    zone = ZoneResolver.from_file(CORPORA / "phish/authenticated/dkim-keys.json")
    brands = [(profile, Checker(profile, zone)) for profile in profiles()]
    for name in SETS:
        for path in mails(name):
            raw = path.read_bytes()
            heads = _heads(raw)
            for profile, checker in brands:
                yield Pair(name, _claim(profile, heads), checker.check(raw, NOW).kind, profile.name, path.name)


def newsletter_profiles() -> Iterator[tuple[Path, BrandProfile]]:
    """Each newsletter whose own brand's key is known and aligned, with that brand's profile."""
    folder = CORPORA / SETS["newsletters"][0]
    keys = json.loads((folder / "dkim-keys.json").read_text())
    for path in mails("newsletters"):
        domain = ".".join(read_mail(path.read_bytes()).senders[0].domain.split(".")[-2:])
        found = []
        for key, content in keys.items():
            selector, _, signer = key.partition("._domainkey.")
            public = re.search(r"p=([A-Za-z0-9+/=]+)", content["TXT"])
            if path.name in content["verifies"] and public:
                found.append(ProfileKey(selector.lower(), signer, public.group(1)))
        if any(key.domain == domain or key.domain.endswith("." + domain) for key in found):
            yield path, BrandProfile(name=domain, domains=(domain,), keys=tuple(found))


def table(pairs: list[Pair]) -> str:
    """The confusion table in Markdown."""
    count: Counter[tuple[str, str, VerdictKind]] = Counter((p.mails, p.claim, p.verdict) for p in pairs)
    head = "| mails | the mail and the brand | " + " | ".join(f"`{kind.value}`" for kind in VerdictKind) + " |"
    lines = [head, "|---|---|" + "---:|" * len(VerdictKind)]
    for name, claim in dict.fromkeys(
        (p.mails, p.claim) for p in sorted(pairs, key=lambda p: (list(SETS).index(p.mails), p.claim))
    ):
        cells = [str(count[(name, claim, kind)] or "·") for kind in VerdictKind]
        lines.append(f"| {name} | {claim} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _genuine_lines() -> list[str]:
    own: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for path, profile in newsletter_profiles():
        raw = path.read_bytes()
        own[Checker(profile).check(raw, NOW).kind.value] += 1
        bad = re.sub(rb'(href=(?:3D)?"https?://)[^"/=\r\n]+', rb"\1login.example", raw, count=1)
        if bad != raw:
            changed[Checker(profile).check(bad, NOW).kind.value] += 1
    show = lambda counts: ", ".join(f"{n} `{kind}`" for kind, n in sorted(counts.items()))  # noqa: E731
    return [f"- as they came: {show(own)}", f"- with the host of one link changed: {show(changed)}"]


TEXT = """# How often the verdict is right

Every mail of five public sets judged for each of {brands} brands that have a profile in `tests/verification/profiles`
(names and domains are real, keys are not known, every brand is said to sign all its mail). {total} pairs of mail and brand.

{table}

Read it so:

- **No lure is called ours.** No pair of a lure or of signed junk with a brand ends in `sent_by_us` or `sent_by_us_altered`.
- **Names it in the head** are mails whose From or Subject has the brand's name and that carry no signature of a domain of
  the brand. {right} of {claims} in phishing_pot are `not_ours` ({share:.0%}). The others were passed on by a person
  (`ENC:`, `Fw:`), so that only their words are there.
- **Signature names it** are mails that carry a signature with `d=` a domain of the brand. Without the brand's key nobody
  can tell whether they are real, and `cannot_tell` says so; `not_ours` among them comes from a From address elsewhere.
- **Names it in the body**: newsletters and letters that mention a brand. `not_ours` there are lures that disguise the name.
- **Does not name it**, `not_ours`: names written in other letters (“ϹoіnЬaѕe”), which the plain test does not see.
- **Shipping** mails were edited by those who published them and lost their signatures; a brand that signs all its mail
  did not send them in this form.

Genuine newsletters whose own brand's key is known and aligned ({letters} mails):

{genuine}

Membership of phishing_pot is no label: it holds real brand mail and plain spam too. Made by
`tests/verification/confusion.py`; the tests hold the aims.
"""


def main() -> None:
    """Write the page."""
    pairs = list(judged())
    lures = [p for p in pairs if p.mails == "phishing_pot" and p.claim == "names it in the head"]
    right = sum(p.verdict is VerdictKind.NOT_OURS for p in lures)
    page = TEXT.format(
        brands=len(profiles()),
        total=f"{len(pairs):,}",
        table=table(pairs),
        right=right,
        claims=len(lures),
        share=right / len(lures),
        letters=sum(1 for _ in newsletter_profiles()),
        genuine="\n".join(_genuine_lines()),
    )
    (ROOT / "docs" / "verdict-confusion.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
