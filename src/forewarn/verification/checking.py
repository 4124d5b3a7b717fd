"""A mail in, a verdict with reasons out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from forewarn.mail.dkim.key_sources import BrandKeys
from forewarn.mail.forwards.inline import InlineForward
from forewarn.mail.forwards.originals import Judges, Original, find_original
from forewarn.mail.lookalikes.brand_names import BrandNames, brand_names
from forewarn.mail.profile import BrandProfile
from forewarn.mail.reading.message import ParsedMail
from forewarn.mail.resolver import Resolver
from forewarn.verification.claims import ClaimPlace, owns_sender, sender_claims, speaks_as
from forewarn.verification.demands import asks
from forewarn.verification.facts import Facts, gather
from forewarn.verification.reasons import Decision, VerdictKind
from forewarn.verification.record import NoRecord, SentRecord
from forewarn.verification.rules import judge
from forewarn.verification.summary import summarise
from forewarn.verification.wording.words import headline, next_step, reason_text, summary_text


@dataclass(frozen=True)
class Verdict:
    """The answer: what it is, why, on which facts."""

    decision: Decision
    facts: Facts
    others: tuple[Verdict, ...] = ()  # on the other mails of one report, in their order

    @property
    def kind(self) -> VerdictKind:
        """Which of the five answers."""
        return self.decision.kind

    @property
    def original(self) -> Original:
        """The mail that was judged, as it was found."""
        return self.facts.original

    @property
    def unread(self) -> int:
        """How many of the mails that came with the report were not looked at."""
        return sum(one.original.unread for one in (self, *self.others))

    def headline(self, locale: str = "en") -> str:
        """The answer in one sentence."""
        return headline(self.kind, locale, self.decision.reasons[0].code if self.decision.reasons else "")

    def reasons(self, locale: str = "en", *, quoting: bool = True) -> list[tuple[str, str]]:
        """(code, words) by weight. Without `quoting` nothing of the mail is repeated: for answers by mail."""
        return [(r.code.value, reason_text(r, locale, quoting=quoting)) for r in self.decision.reasons]

    def summary(self, locale: str = "en", *, quoting: bool = True) -> list[str]:
        """What a mail of ours was and when, what it asks for and what it does not; nothing for other mail."""
        return [summary_text(line, locale) for line in summarise(self.decision, self.facts, quoting=quoting)]

    def next_step(self, locale: str = "en") -> str:
        """The one thing to do now."""
        return next_step(self.decision, locale)


@dataclass(frozen=True)
class Checker:
    """Checks mails for one brand; safe to share between threads where its record is."""

    profile: BrandProfile
    resolver: Resolver | None = None
    record: SentRecord = field(default_factory=NoRecord)

    def check(self, data: bytes, now: datetime, reporter: str = "", *, may_report: bool = True) -> Verdict:
        """The verdict on a file: a mail, a report with a mail in it, or pasted text. Never raises.

        `reporter` is the address of whoever asks, where it is known and is not in the file. `may_report`: a mail to an
        address of ours may be such a report; False where the file did not come to us by mail.
        """
        original = self.find(data, reporter, may_report=may_report)
        if not original.others:
            return self._judged(original, now)
        every = [self._judged(one, now) for one in (original, *original.others)]
        first = next((one for one in every if one.kind is VerdictKind.NOT_OURS), every[0])  # a lure is told first
        others = sorted((one for one in every if one is not first), key=lambda one: one.original.place)
        return replace(first, others=tuple(others))

    def _judged(self, original: Original, now: datetime) -> Verdict:
        facts = gather(
            original,
            profile=self.profile,
            key_source=BrandKeys(self.profile.keys, self.resolver),
            record=self.record,
            now=now,
            resolver=self.resolver,
        )
        return Verdict(judge(facts, self.profile, now), facts)

    def find(self, data: bytes, reporter: str = "", *, may_report: bool = True) -> Original:
        """The mail that a file asks about, as it was found. Never raises."""
        names = brand_names(self.profile)
        judges = Judges(
            is_letter=lambda mail: _is_letter(mail, self.profile, names),
            is_report=lambda mail: may_report and _is_addressed_to_us(mail, self.profile),
            is_from_us=lambda mail: bool(mail.senders) and all(owns_sender(self.profile, box) for box in mail.senders),
            is_about_us=lambda forward: _is_about_us(forward, self.profile, names),
            speaks_as_us=lambda words: speaks_as(words, names),
            asks=asks,
        )
        return find_original(data, judges, reporter)


_CLAIMING = frozenset(
    {
        ClaimPlace.FROM_OWN,
        ClaimPlace.FROM_LISTED,
        ClaimPlace.FROM_LOOKALIKE,
        ClaimPlace.FROM_NAME,
        ClaimPlace.FROM_ADDRESS,
    }
)


def _is_letter(mail: ParsedMail, profile: BrandProfile, names: BrandNames) -> bool:
    """Whether a mail claims by its sender to be from the brand: then it is judged itself, whatever hangs on it."""
    return any(claim.place in _CLAIMING for claim in sender_claims(mail.senders, profile, names))


def _is_addressed_to_us(mail: ParsedMail, profile: BrandProfile) -> bool:
    """Whether a mail was written to the brand, as reports are; a copy to the brand of a mail to somebody else is none."""
    boxes = (mail.mailboxes("to") or mail.mailboxes("cc")) + mail.mailboxes("delivered-to")
    return any(owns_sender(profile, box) for box in boxes)


def _is_about_us(forward: InlineForward, profile: BrandProfile, names: BrandNames) -> bool:
    return bool(sender_claims([forward.sender], profile, names)) or bool(names.named_in(forward.subject))
