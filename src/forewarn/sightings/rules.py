"""Which reports are about one lure, and what it wants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from forewarn.mail.domains import organisational_domain
from forewarn.mail.fingerprints import Fingerprint
from forewarn.mail.links import is_click_tracker, is_shortener, parse_link
from forewarn.mail.lookalikes.skeletons import plain_letters

JOINS = 0.6  # likeness from which a report belongs to a sighting
SAME_WORDS = 0.9  # resemblance from which a copy says nothing new
REWORDED = 0.15  # resemblance from which a text may be another one, shortened or said in another order
SAME_VOCABULARY = 0.58  # share of the shorter text's words that the other has from which it is
OTHER_VOCABULARY = 0.2  # share below which two letters tell of different things
FEW_WORDS = 8  # longer words below which a letter tells of nothing: a picture, a link
MANY_WORDS = 15  # and from which its vocabulary says that it is the same
FEW_RUNS = 8  # runs of three words below which a text says too little to be compared
MAX_DOMAINS = 12  # of one lure that are looked up; the rest are decoration

# Hosts that anybody can put a page or a mailbox on: sharing one says little.
SHARED = frozenset(
    (
        "google.com", "goo.gl", "forms.gle", "bit.ly", "tinyurl.com", "t.co", "ow.ly", "is.gd", "cutt.ly", "rebrand.ly",
        "microsoft.com", "live.com", "sharepoint.com", "onedrive.com", "dropbox.com", "amazonaws.com", "cloudfront.net",
        "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "aol.com", "gmx.de", "gmx.net", "web.de",
        "facebook.com", "instagram.com", "twitter.com", "x.com", "linkedin.com", "youtube.com", "apple.com", "w3.org",
        "sendgrid.net", "mailchimp.com", "list-manage.com", "wixsite.com", "weebly.com", "wordpress.com", "notion.site",
        "googleapis.com", "storage.googleapis.com", "bing.com", "zendesk.com", "onmicrosoft.com", "office.com", "windows.net",
        "blogspot.com", "github.io", "web.app", "firebaseapp.com", "pages.dev", "workers.dev", "netlify.app", "vercel.app",
        "surveymonkey.com", "typeform.com", "jotform.com", "canva.com", "docusign.net", "trustpilot.com", "sourceforge.net",
        "tiktok.com", "pinterest.com", "whatsapp.com", "wa.me", "t.me", "telegram.me", "vimeo.com", "gravatar.com", "paypal.com",
        "google-analytics.com", "doubleclick.net", "gstatic.com", "googleusercontent.com", "akamaihd.net", "fontawesome.com",
        "amazon.com", "microsoftonline.com", "adobe.com", "github.com", "gitlab.io", "githubusercontent.com", "substack.com",
        "mandrillapp.com", "smooch.io", "secureserver.net", "surveymonkeyuser.com", "ytimg.com", "wikimedia.org", "glitch.me", "repl.co", "myshopify.com",
        "r2.dev", "s3.amazonaws.com", "notifications.googleapis.com", "1u.ms", "nip.io", "sslip.io",
        "d15k2d11r6t6rl.cloudfront.net",  # the picture store of a program in which many design their mails
        "hubspot.com", "salesforce.com", "freshdesk.com", "sendinblue.com", "brevo.com", "mailgun.org", "klaviyo.com",
    )
)  # fmt: skip
_SHARED_ANYWHERE = re.compile(r"(?:google|zendesk|amazon|yahoo)\.(?:com?\.)?[a-z]{2}")  # the same in other countries


class State(StrEnum):
    """How far a sighting is."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    MERGED = "merged"


class Change(StrEnum):
    """What is told of an entry that was public already."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"  # taken off the list
    AGAIN = "again"  # put back on it


class Channel(StrEnum):
    """How a lure reaches people."""

    MAIL = "mail"
    TEXT = "text"
    CALL = "call"
    CHAT = "chat"
    LETTER = "letter"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a lure is recognised by. `domains` are organisational domains that are not ours, `numbers` digits only."""

    fingerprint: Fingerprint
    domains: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    subject: str = ""
    text: str = ""  # its words, redacted; compared only where a host or some of its runs are the same

    @property
    def own_domains(self) -> frozenset[str]:
        """Its domains without those on which anybody can put a page or a mailbox."""
        return frozenset(domain for domain in self.domains if not is_shared(domain))

    def lookups(self) -> set[str]:
        """The texts by which sightings that may be the same are looked up."""
        found = {f"w:{number:x}" for number in self.fingerprint.keys}
        found |= {f"d:{domain}" for domain in sorted(self.own_domains)[:MAX_DOMAINS]}
        found |= {f"n:{number}" for number in self.numbers}
        if len(self.subject) >= 8:
            found.add(f"s:{self.subject[:90]}")
        return found


def marks_of(
    *, fingerprint: Fingerprint, hosts: Iterable[str], numbers: Iterable[str], subject: str, text: str = ""
) -> Marks:
    """The marks of a lure from what was found in it."""
    domains = {organisational_domain(host) for host in hosts if host}
    digits = {"".join(c for c in number if c.isdigit())[-9:] for number in numbers}
    return Marks(
        fingerprint,
        frozenset(
            d for d in domains if "." in d
        ),  # a name without a dot is nobody's: a machine's, or taken out by hand
        frozenset(d for d in digits if len(d) >= 7),
        subject_key(subject),
        text,
    )


_FAREWELL = re.compile(
    r"unsubscri|manage your subscription|opt[ -]?out|no longer (?:wish|want) to receive|prefer not to receive|remove yourself from|abmelden|abbestell|austragen"
    r"|d[ée]sabonn|d[ée]sinscri|darse? de baja|cancelar (?:la|tu|su|a|sua) (?:suscripci|inscri)|descadastr",
    re.IGNORECASE,
)


def telling_words(text: str) -> str:
    """The words of a lure without how one unsubscribes: where the rest is a picture, that is all two lures share."""
    sentences = re.split(r"(?<=[.!?\n])", text)
    return "".join(one for one in sentences if not _FAREWELL.search(one))


def is_shared(domain: str) -> bool:
    """Whether anybody can put a page, a mailbox or a way on to elsewhere on this domain."""
    return (
        domain in SHARED
        or bool(_SHARED_ANYWHERE.fullmatch(domain))
        or is_shortener(domain)
        or is_click_tracker(parse_link(f"https://{domain}/"))
    )


def subject_key(subject: str) -> str:
    """A subject without what differs from mail to mail: digits, prefixes, signs, case."""
    plain = re.sub(r"^\s*(?:(?:re|fw|fwd|wg|aw|tr|rv|i)\s*:\s*)+", "", subject, flags=re.IGNORECASE)
    return " ".join(re.findall(r"[^\W\d_]{2,}", plain_letters(plain)))[:200]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two lures are, and by what; what they share adds up, so that the nearest of several can be told."""

    score: float
    shares: tuple[str, ...] = ()

    @property
    def joins(self) -> bool:
        """Whether they are one."""
        return self.score >= JOINS


def likeness(one: Marks, other: Marks) -> Likeness:
    """Compare two lures. A number of the criminals' own, half of the hosts where the words do not speak against it, or the
    same words suffice by themselves; the same subject, or one host of many, needs some support."""
    shares: list[str] = []
    score = 0.0
    if hosts := _weight_of_hosts(one, other):
        shares.append("domain")
        score += hosts
    if one.numbers & other.numbers:
        shares.append("number")
        score += 0.65
    alike = one.fingerprint.resemblance(other.fingerprint)
    if words := _weight_of_words(one, other, alike):
        shares.append("words")
        score += words
    if one.subject and one.subject == other.subject:
        shares.append("subject")
        score += 0.4 if len(one.subject) >= 8 else 0.1
        score += 0.2 if alike >= 0.1 else 0.0
    return Likeness(score, tuple(shares))


def _weight_of_hosts(one: Marks, other: Marks) -> float:
    """What hosts in common weigh: less where one is of many, which is decoration (a shop that the letter points to, the
    list that it came over), and where the letters tell of different things: one gang's host serves many stories."""
    mine, its = one.own_domains, other.own_domains
    both = mine & its
    if not both:
        return 0.0
    share, fewest = _vocabulary_in_common(one, other)
    of_many, other_story = 2 * len(both) < min(len(mine), len(its)), fewest >= FEW_WORDS and share < OTHER_VOCABULARY
    return 0.3 if of_many or other_story else 0.65


def _weight_of_words(one: Marks, other: Marks, alike: float) -> float:
    """What runs of words in common weigh, and the same words in another order or fewer of them."""
    if min(one.fingerprint.runs, other.fingerprint.runs) < FEW_RUNS or alike < REWORDED:
        return 0.0
    share, fewest = _vocabulary_in_common(one, other)
    reworded = 0.6 if fewest >= MANY_WORDS and share >= SAME_VOCABULARY else 0.0
    return max(reworded, min(0.7, alike + 0.2) if alike >= 0.3 else 0.0)


def _vocabulary_in_common(one: Marks, other: Marks) -> tuple[float, int]:
    """The share of the longer words of the shorter text that the other has as well, and how many it has."""
    mine, its = _vocabulary(one.text), _vocabulary(other.text)
    fewest = min(len(mine), len(its))
    return (len(mine & its) / fewest if fewest else 0.0), fewest


_TAKEN_OUT = re.compile(r"h(?:tt|xx)ps?://\S+|\[(?:name|number|address|street|date)\]")


@lru_cache(maxsize=512)
def _vocabulary(text: str) -> frozenset[str]:
    """The longer words of a text in plain letters, without links and the marks of what was taken out."""
    plain = plain_letters(_TAKEN_OUT.sub(" ", telling_words(text)))
    return frozenset(re.findall(r"[^\W\d_]{5,}", plain))


def best_match(marks: Marks, known: Sequence[tuple[int, Marks]]) -> tuple[int, Likeness] | None:
    """The known lure that this one is, the most alike first; None for a new one."""
    compared = [(pk, likeness(marks, other)) for pk, other in known]
    joining = [pair for pair in compared if pair[1].joins]
    return max(joining, key=lambda pair: (pair[1].score, -pair[0]), default=None)


# -- dismissed, and reported all the same --------------------------------------------------------------------------------

FURTHER_SOURCES = 3  # one may be wrong and two a household; three strangers who took it for ours are a reason to look
FURTHER_REPORTS = 5  # and not only the last ones of a wave that was on its way when it was dismissed


@dataclass(frozen=True, slots=True)
class Further:
    """Reports on a lure since it was dismissed, and of how many different sources they are."""

    reports: int = 0
    sources: int = 0

    def asks_again(self, *, kept_sources: int) -> bool:
        """Whether people should look at it again. Who kept it dismissed is left alone until twice as many sources as then
        report it: one that reports without end doubles nothing."""
        enough = max(FURTHER_SOURCES, 2 * kept_sources)
        return self.sources >= enough and self.reports >= FURTHER_REPORTS


# -- what it wants -----------------------------------------------------------------------------------------------------

WANTS = (
    ("FW-RQ-01", "secrets"),
    ("FW-RQ-03", "money"),
    ("FW-AT-", "file"),
    ("FW-RQ-05", "install"),
    ("FW-QR-01", "code"),
    ("FW-LK-01", "sign_in"),
    ("FW-PH-01", "call"),
    ("FW-RQ-02", "reply"),
    ("FW-LK-", "link"),
)
"""Rule of the linter → the word for what a lure wants, the gravest first."""


def wants_of(rules: Iterable[str]) -> str:
    """What a lure wants, by the rules it breaks; empty where none says it."""
    broken = set(rules)
    return next((word for prefix, word in WANTS if any(rule.startswith(prefix) for rule in broken)), "")
