"""The verdict over real lures and real letters: the aims that the confusion table publishes."""

import random
import re
from datetime import UTC, datetime
from itertools import islice

import confusion
import pytest

from brand_mail import attached
from corpora import corpora
from forewarn.mail.resolver import ZoneResolver
from forewarn.verification.checking import Checker, Verdict
from forewarn.verification.reasons import VerdictKind

pytestmark = pytest.mark.corpora
OURS = (VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_there_are_profiles_of_twenty_brands_and_more() -> None:
    found = confusion.profiles()
    assert len(found) >= 20
    assert len({profile.name for profile in found}) == len(found)


def test_lures_that_claim_a_brand() -> None:
    corpora("phish/phishing_pot")
    verdicts: list[tuple[str, str, VerdictKind]] = []
    for path in confusion.mails("phishing_pot"):
        raw = path.read_bytes()
        heads = confusion._heads(raw)
        for profile in confusion.profiles():
            if confusion._claim(profile, heads) == "names it in the head":
                verdicts.append((path.name, profile.name, Checker(profile).check(raw, NOW).kind))
    assert len(verdicts) > 50
    assert [v for v in verdicts if v[2] in OURS] == []
    assert sum(v[2] is VerdictKind.NOT_OURS for v in verdicts) >= 0.95 * len(verdicts)


@pytest.mark.parametrize("brand", ["PayPal", "Microsoft", "Amazon"])
def test_junk_whose_own_signature_verifies(brand: str) -> None:
    folder = corpora("phish/authenticated")
    profile = next(p for p in confusion.profiles() if p.name == brand)
    checker = Checker(profile, ZoneResolver.from_file(folder / "dkim-keys.json"))
    verdicts = [checker.check(path.read_bytes(), NOW) for path in confusion.mails("signed junk")]
    assert [v for v in verdicts if v.kind in OURS] == []
    assert any(fact.result.is_valid for v in verdicts for fact in v.facts.signatures)


@pytest.mark.parametrize("brand", ["Netflix", "Microsoft"])
def test_letters_that_do_not_name_the_brand(brand: str) -> None:
    corpora("ham/spamassassin")
    profile = next(p for p in confusion.profiles() if p.name == brand)
    names = re.compile("|".join(map(re.escape, (profile.name, *profile.aliases))).encode(), re.IGNORECASE)
    letters = [raw for path in confusion.mails("SpamAssassin ham") if not names.search(raw := path.read_bytes())]
    kinds = [Checker(profile).check(raw, NOW).kind for raw in letters]
    assert len(kinds) > 100
    assert kinds.count(VerdictKind.NOT_ABOUT_US) >= 0.99 * len(kinds)


def test_genuine_newsletters() -> None:
    corpora("brand/unspy-newsletters")
    pairs = list(confusion.newsletter_profiles())
    assert len(pairs) >= 6
    for path, profile in pairs:
        raw = path.read_bytes()
        checker = Checker(profile)
        assert checker.check(raw, NOW).kind is VerdictKind.SENT_BY_US, path.name
        assert checker.check(attached(raw, to=f"check@{profile.name}"), NOW).kind is VerdictKind.SENT_BY_US, path.name
        bad = re.sub(rb'(href=(?:3D)?"https?://)[^"/=\r\n]+', rb"\1login.example", raw, count=1)
        changed = checker.check(bad, NOW)
        assert changed.kind is VerdictKind.SENT_BY_US_ALTERED, path.name
        assert any(host.startswith("login.example") for host in changed.facts.hosts_elsewhere), path.name


def _seen(verdict: Verdict) -> tuple[object, ...]:
    original = verdict.original
    links = [link.href for link in original.letter.all_links]
    return original.sender, original.subject.split(), original.letter.all_text.split(), links


SCRAPS = [
    b"", b"x", b"\r\n", b"\r\n\r\n", b"\r\nSubject: evil", b"\r\nFrom: a@evil.example\r\n", b'<a href="https://evil.example">', b"=\r\n",
    b"\r\nReply-To: a@evil.example", b"\r\nContent-Type: text/plain\r\n", b"\0", b"\r", b"\r\nX: y\rFrom: a@b.example\r\n",
]  # fmt: skip


def test_a_changed_newsletter_is_ours_only_while_it_reads_the_same() -> None:
    corpora("brand/unspy-newsletters")
    chance = random.Random(2026)
    for path, profile in islice(confusion.newsletter_profiles(), 8):
        raw = path.read_bytes()
        checker = Checker(profile)
        genuine = _seen(checker.check(raw, NOW))
        head = raw.find(b"\n\n") if b"\r\n\r\n" not in raw else raw.find(b"\r\n\r\n")
        for _ in range(25):
            at = chance.randrange(head if chance.random() < 0.6 else len(raw))
            changed = raw[:at] + chance.choice(SCRAPS) + raw[at + chance.choice((0, 1, 30)) :]
            verdict = checker.check(changed, NOW)
            assert verdict.kind is not VerdictKind.SENT_BY_US or _seen(verdict) == genuine, (path.name, at)


@pytest.mark.parametrize("name", ["mime/cpython", "mime/mime4j", "bounces/sisimai"])
def test_torture_messages(name: str) -> None:
    checker = Checker(confusion.profiles()[0])
    for file in corpora(name).rglob("*"):
        if file.is_file():
            assert checker.check(file.read_bytes(), NOW).kind not in OURS
