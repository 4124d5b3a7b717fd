"""The sent record of one brand, as the verdict asks for it: mailings, single mails, and what seeds proved."""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.brands.models import Brand
from forewarn.journal import letters
from forewarn.journal import queries as journal
from forewarn.journal.models import Campaign, Copy
from forewarn.journal.rules import Origin
from forewarn.mail.fingerprints import Fingerprint, fingerprint
from forewarn.mail.letters import Letter
from forewarn.mailings.queries.timeline import find_by_message_id
from forewarn.mailings.rules.proof import Ending
from forewarn.mailings.sending.reading_back import sent_letter
from forewarn.verification.record import SentMail

LEFT = {Ending.ACCEPTED.value, Ending.IN_DOUBT.value}  # a mail in doubt may well have arrived


@dataclass(frozen=True, slots=True)
class BrandRecord:
    """Only what a key of the brand's proved, or what Forewarn sent itself, is asked."""

    brand: Brand

    def by_message_id(self, message_id: str) -> SentMail | None:
        """The mail that left with this Message-ID."""
        return self._of_mailing(message_id) or self._as_noted(message_id)

    def most_alike(self, mark: Fingerprint) -> SentMail | None:
        """The campaign whose words are most alike."""
        found = journal.most_alike(self.brand, mark)
        return _sent(found) if found else None

    def _of_mailing(self, message_id: str) -> SentMail | None:
        traced = find_by_message_id(message_id, brand_id=self.brand.pk)
        if traced is None:
            return None
        left = [event for event in traced.events if event.ending in LEFT]
        if not left:
            return None
        exact = sent_letter(traced.mailing, traced.customer_id)
        if exact is None:
            return None
        words, letter = exact
        return SentMail(
            subject=words.subject,
            sender=words.from_address,
            sender_name=words.from_name,
            sent_at=min(event.at for event in left),
            letter=letter,
            fingerprint=fingerprint(letter.text),
            message_id=message_id,
            purpose=traced.mailing.title,
            page=f"https://{self.brand.public_host}/messages/" if traced.mailing.needs_page else "",
            locale=words.locale,
        )

    def _as_noted(self, message_id: str) -> SentMail | None:
        """A single mail of ours, or a campaign of which a seed got this very mail."""
        copy = journal.proven_copy(self.brand, message_id)
        if copy is None:
            return None
        return _single(copy) if copy.campaign.origin == Origin.SINGLE.value else _sent(copy.campaign, message_id)


def _single(copy: Copy) -> SentMail:
    found = copy.campaign
    return SentMail(
        subject=found.subject,
        sender=found.from_address,
        sent_at=copy.seen_at,
        letter=Letter(""),
        fingerprint=Fingerprint((), 0),
        message_id=copy.message_id,
        purpose=found.subject,
        locale=found.locale,
        words_kept=False,
    )


def _sent(campaign: Campaign, message_id: str = "") -> SentMail:
    return SentMail(
        subject=campaign.subject,
        sender=campaign.from_address,
        sent_at=campaign.first_seen,
        letter=letters.from_json(campaign.letter),
        fingerprint=Fingerprint.from_bytes(bytes(campaign.fingerprint)),
        message_id=message_id,
        purpose=campaign.title or campaign.subject,
        page=campaign.page,
        has_user_text=campaign.has_user_text,
        locale=campaign.locale,
    )
