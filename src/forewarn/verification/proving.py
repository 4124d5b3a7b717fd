"""What shows that we sent a mail, or that a copy was made from one that we sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from forewarn.mail.forwards.originals import BESIDE_ANOTHER
from forewarn.mail.profile import BrandProfile
from forewarn.verification.comparing import Differences
from forewarn.verification.facts import Facts, SignatureFact
from forewarn.verification.matching import RecordMatch
from forewarn.verification.reasons import Code, Decision, Reason, VerdictKind, decide, listed
from forewarn.verification.record import SentMail

KEY_GRACE = timedelta(days=7)  # mail signed before a key was retired may be in queues for days


def proves(fact: SignatureFact, facts: Facts) -> bool:
    """Whether this signature shows that the head of the mail is ours: our key, in use then, for the sender shown."""
    result = fact.result
    return (
        facts.from_ours
        and facts.from_fields == 1
        and len(facts.senders) == 1
        and fact.is_own
        and fact.is_aligned
        and result.headers_hold
        and result.covers("from")
        and key_fault(fact, facts.dated) is None
    )


def key_fault(fact: SignatureFact, dated: datetime | None) -> Code | None:
    """Why the key of a signature proves nothing: it was stolen, or was not in use when the mail was signed."""
    key = fact.result.own_key
    if key is None:
        return None
    if key.compromised_since is not None:
        return Code.KEY_COMPROMISED  # whoever has the key can write any date
    signed = fact.result.signed_at or dated
    if signed is None:
        return None
    early = key.valid_from is not None and signed < key.valid_from - KEY_GRACE
    late = key.valid_until is not None and signed > key.valid_until + KEY_GRACE
    return Code.KEY_NOT_IN_USE if early or late else None


def sent_or_altered(facts: Facts, profile: BrandProfile) -> Decision | None:
    """The decision that we sent it, as it is or with changes; None where nothing shows it.

    A copy that equals our record comes before a broken body hash: relays encode mail anew and change no word.
    """
    decision = _signed_whole(facts) or _as_recorded(facts, profile) or _signed_once(facts) or _unlike_the_record(facts)
    if decision is not None and BESIDE_ANOTHER in facts.original.notes:
        return decide(VerdictKind.CANNOT_TELL, [Reason(Code.BESIDE_ANOTHER, 95)])
    return decision


def _signed_whole(facts: Facts) -> Decision | None:
    whole = [
        fact
        for fact in facts.signatures
        if proves(fact, facts) and fact.result.covers_whole_body and not gaps(fact, facts)
    ]
    if not whole:
        return None
    fact = max(whole, key=lambda one: not one.result.expired)
    reasons = [Reason(Code.SIGNED_BY_US, 100, {"domain": fact.result.domain})]
    return decide(VerdictKind.SENT_BY_US, reasons + _warnings(facts, fact))


def _signed_once(facts: Facts) -> Decision | None:
    """Our signature over the head, while the body is another, or longer, than the one that was signed."""
    proving = [fact for fact in facts.signatures if proves(fact, facts)]
    changed = [fact for fact in proving if not fact.result.covers_whole_body]
    if changed and not any(fact.result.covers_whole_body for fact in proving):
        return decide(VerdictKind.SENT_BY_US_ALTERED, _how_changed(changed[0], facts))
    return None


def gaps(fact: SignatureFact, facts: Facts) -> list[Reason]:
    """What a reader sees of the head and the signature does not cover, so that anybody could have written it."""
    result = fact.result
    reasons = []
    added = [name for name in facts.repeated_fields if not result.covers(name)]
    if added or result.unsigned_copies:
        names = ", ".join(dict.fromkeys(name.title() for name in (*added, *_shown_copies(fact))))
        if names:
            reasons.append(Reason(Code.HEADER_ADDED, 90, {"fields": names}))
    if facts.is_malformed or ((facts.is_misread or facts.is_rereadable) and not result.covers("content-type")):
        reasons.append(Reason(Code.HEADER_MALFORMED, 85))
    if facts.original.subject and not result.covers("subject"):
        reasons.append(Reason(Code.SUBJECT_NOT_COVERED, 80))
    open_fields = [name for name in facts.fields_elsewhere if not result.covers(name)]
    if "reply-to" in open_fields:
        reasons.append(Reason(Code.REPLY_TO_NOT_COVERED, 75))
        open_fields.remove("reply-to")
    if open_fields:
        reasons.append(Reason(Code.HEADER_ADDED, 70, {"fields": ", ".join(name.title() for name in open_fields)}))
    return reasons


def _shown_copies(fact: SignatureFact) -> list[str]:
    machine = {"received", "dkim-signature", "arc-seal", "list-unsubscribe", "list-id", "x-mailer"}
    return [name for name in fact.result.unsigned_copies if name not in machine and not name.startswith("x-")]


def _warnings(facts: Facts, fact: SignatureFact | None) -> list[Reason]:
    """What the reader of a genuine mail should still know; `fact` is the signature that counts, where one does."""
    reasons = []
    user_text = facts.record is not None and facts.record.sent.has_user_text
    if user_text or facts.numbers_elsewhere:
        reasons.append(Reason(Code.USER_SUPPLIED_TEXT, 70, {"numbers": listed(facts.numbers_elsewhere)}))
    if facts.other_recipient:
        reasons.append(Reason(Code.OTHER_RECIPIENT, 60, {"address": masked(facts.other_recipient)}))
    if facts.original.carrier is not None:
        reasons.append(Reason(Code.INSIDE_ANOTHER, 65))
    if fact is None:
        return reasons
    if fact.result.expired:
        reasons.append(Reason(Code.SIGNATURE_EXPIRED, 50))
    if facts.dated and not fact.result.covers("date") and fact.result.signed_at is None:
        reasons.append(Reason(Code.DATE_NOT_COVERED, 40))
    return reasons


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else learns."""
    local, at, host = address.partition("@")
    return f"{local[:1]}…{at}{host}" if at else "…"


def _how_changed(fact: SignatureFact, facts: Facts) -> list[Reason]:
    """How a copy differs from what we signed: exactly where the record has the mail, else what stands out."""
    appended = fact.result.is_valid
    reasons = [Reason(Code.TEXT_APPENDED if appended else Code.BODY_CHANGED, 100, {"domain": fact.result.domain})]
    match = facts.copy_of
    if match is not None and not match.told.none:
        return reasons + difference_reasons(match.told)
    if facts.hosts_elsewhere:
        reasons.append(Reason(Code.LINKS_ELSEWHERE, 60, {"hosts": listed(facts.hosts_elsewhere)}))
    if facts.numbers_elsewhere:
        reasons.append(Reason(Code.NUMBERS_ELSEWHERE, 50, {"numbers": listed(facts.numbers_elsewhere)}))
    return reasons


def difference_reasons(found: Differences) -> list[Reason]:
    """One reason per kind of difference."""
    reasons = []
    if found.links_added:
        reasons.append(Reason(Code.LINKS_DIFFER, 90, {"hosts": listed(found.hosts_added or found.links_added)}))
    if found.numbers_added:
        reasons.append(Reason(Code.NUMBERS_DIFFER, 85, {"numbers": listed(found.numbers_added)}))
    if found.sentences_added or found.sentences_missing:
        reasons.append(Reason(Code.SENTENCES_DIFFER, 80))
    if found.subject:
        reasons.append(Reason(Code.SUBJECT_DIFFERS, 75, {"sent": found.subject[0]}))
    return reasons


def _recorded(facts: Facts) -> RecordMatch | None:
    """The mail of the record that this one may be held against: from one sender of ours, with its fields at hand."""
    at_hand = facts.original.mail is not None and facts.from_ours and facts.from_fields == 1
    return facts.record if at_hand else None


def _as_recorded(facts: Facts, profile: BrandProfile) -> Decision | None:
    """Source equal to the record, every link included, and nothing in the head that anybody could have written."""
    match = _recorded(facts)
    if match is None or not match.exact or not facts.original.is_source:
        return None
    open_to_others = facts.fields_elsewhere or facts.attachments or facts.repeated_fields
    if open_to_others or facts.has_loose_text or facts.is_malformed or not _is_our_name(facts, match.sent, profile):
        return None
    reasons = [Reason(Code.IN_OUR_RECORD, 100, {"purpose": match.sent.purpose})]
    return decide(VerdictKind.SENT_BY_US, reasons + _warnings(facts, None))


def _unlike_the_record(facts: Facts) -> Decision | None:
    """Our Message-ID and sender, with other content."""
    match = _recorded(facts)
    if match is None or not match.by_message_id:
        return None
    differs = not match.exact and not match.but_small if facts.original.is_source else match.differences.any_added
    if not differs:
        return None
    reasons = [Reason(Code.RECORD_DIFFERS, 100, {"purpose": match.sent.purpose}), *difference_reasons(match.told)]
    if len(reasons) == 1:
        reasons.append(Reason(Code.PARTS_DIFFER, 70))
    return decide(VerdictKind.SENT_BY_US_ALTERED, reasons)


def _is_our_name(facts: Facts, sent: SentMail, profile: BrandProfile) -> bool:
    """Whether the name shown beside the address is one that we use: without a signature anything can stand there."""
    names = {"", sent.sender_name, profile.name, *profile.aliases, *(sender.display_name for sender in profile.senders)}
    return all(" ".join(box.name.split()) in names for box in facts.senders)
