"""The verdict, from facts alone.

"We sent this" takes a signature that holds, by a key of ours that nobody stole, for the sender shown, over the whole
body and everything a reader sees of the head; or the mail's source equal to our record with every link. Nothing else
reaches it. "Your copy was changed" takes our signature over the head while the body differs, or our Message-ID and
sender in the record while the content differs.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from forewarn.mail.dkim.verifying import SignatureState
from forewarn.mail.forwards.originals import How
from forewarn.mail.lookalikes.hosts import LookalikeKind
from forewarn.mail.profile import BrandProfile
from forewarn.verification.claims import STRONG, ClaimPlace
from forewarn.verification.comparing import Differences, differences
from forewarn.verification.facts import SAME_WORDS, Facts, SignatureFact
from forewarn.verification.reasons import Code, Decision, Reason, VerdictKind, decide
from forewarn.verification.record import SentMail

KEY_GRACE = timedelta(days=7)  # mail signed before a key was retired may be in queues for days
_SHOWN = 5  # hosts, numbers or sentences that one reason names
# Words that stand beside a company's name, never beside a person's.
_OF_A_COMPANY = re.compile(
    r"team|support|services?|security|safety|care|help(?:desk)?|desk|info|news(?:letter)?|alerts?|notices?|notifications?|accounts?"
    r"|billing|updates?|customers?|online|mail|bank|card|renewals?|departments?|payments?|orders?|delivery|express|shop|store|rewards?"
    r"|survey|subscription|antivirus|protection|kundenservice|sicherheit|atendimento|soporte|servicio|assistenza",
    re.IGNORECASE,
)
# What can be said of words alone, without saying whose they are.
_TOLD_OF_WORDS = frozenset({Code.LINK_LOOKALIKE, Code.NUMBERS_ELSEWHERE})
# States in which a signature that names us says neither yes nor no.
_UNCLEAR = {
    SignatureState.HEADERS_CHANGED: Code.SIGNATURE_BROKEN,
    SignatureState.NO_KEY: Code.KEY_UNKNOWN,
    SignatureState.KEY_UNREACHABLE: Code.KEY_UNREACHABLE,
    SignatureState.KEY_REVOKED: Code.KEY_UNUSABLE,
    SignatureState.KEY_UNUSABLE: Code.KEY_UNUSABLE,
    SignatureState.NOT_ACCEPTED: Code.KEY_UNUSABLE,
}


def judge(facts: Facts, profile: BrandProfile, now: datetime) -> Decision:
    """The verdict on one mail."""
    original = facts.original
    if "unreadable_msg" in original.notes:
        return decide(VerdictKind.CANNOT_TELL, [Reason(Code.UNREADABLE, 100)])
    if not original.letter.all_text.strip() and not original.letter.images and not facts.senders:
        return decide(VerdictKind.CANNOT_TELL, [Reason(Code.EMPTY, 100)])
    decision = _by_signature(facts) or _by_record(facts, profile)
    if decision:
        return decision
    unsure = _incomplete_signature(facts)
    if unsure:
        return decide(VerdictKind.CANNOT_TELL, unsure)
    words_alone = original.mail is None and not facts.senders and bool(facts.claims)
    if not pretends(facts) and not _says_our_words(facts) and not words_alone:
        return _not_about_us(facts)
    if original.mail is None:
        return _on_words_alone(facts)
    return _sender_is_ours(facts, profile, now) if facts.from_ours else _sender_is_not_ours(facts)


# --- what we sent ---------------------------------------------------------------------------------------------------


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


def _by_signature(facts: Facts) -> Decision | None:
    proving = [fact for fact in facts.signatures if proves(fact, facts)]
    whole = [fact for fact in proving if fact.result.covers_whole_body and not _gaps(fact, facts)]
    if whole:
        fact = max(whole, key=lambda one: not one.result.expired)
        reasons = [Reason(Code.SIGNED_BY_US, 100, {"domain": fact.result.domain})]
        return decide(VerdictKind.SENT_BY_US, reasons + _warnings(facts, fact))
    changed = [fact for fact in proving if not fact.result.covers_whole_body]
    if changed and not any(fact.result.covers_whole_body for fact in proving):
        return decide(VerdictKind.SENT_BY_US_ALTERED, _how_changed(changed[0], facts))
    return None


def _gaps(fact: SignatureFact, facts: Facts) -> list[Reason]:
    """What a reader sees of the head and the signature does not cover, so that anybody could have written it."""
    result = fact.result
    reasons = []
    added = [name for name in facts.repeated_fields if not result.covers(name)]
    if added or result.unsigned_copies:
        names = ", ".join(dict.fromkeys(name.title() for name in (*added, *_shown_copies(fact))))
        if names:
            reasons.append(Reason(Code.HEADER_ADDED, 90, {"fields": names}))
    if facts.is_malformed or (facts.is_misread and not result.covers("content-type")):
        reasons.append(Reason(Code.HEADER_MALFORMED, 85))
    if facts.original.subject and not result.covers("subject"):
        reasons.append(Reason(Code.SUBJECT_NOT_COVERED, 80))
    if facts.reply_to_elsewhere and not result.covers("reply-to"):
        reasons.append(Reason(Code.REPLY_TO_NOT_COVERED, 75))
    return reasons


def _shown_copies(fact: SignatureFact) -> list[str]:
    machine = {"received", "dkim-signature", "arc-seal", "list-unsubscribe", "list-id", "x-mailer"}
    return [name for name in fact.result.unsigned_copies if name not in machine and not name.startswith("x-")]


def _warnings(facts: Facts, fact: SignatureFact) -> list[Reason]:
    """What the reader of a genuine mail should still know."""
    reasons = []
    user_text = facts.record is not None and facts.record.sent.has_user_text
    if user_text or facts.numbers_elsewhere:
        reasons.append(Reason(Code.USER_SUPPLIED_TEXT, 70, {"numbers": ", ".join(facts.numbers_elsewhere[:_SHOWN])}))
    if facts.other_recipient:
        reasons.append(Reason(Code.OTHER_RECIPIENT, 60, {"address": masked(facts.other_recipient)}))
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
    if facts.record is not None and not facts.record.differences.none:
        return reasons + difference_reasons(facts.record.differences)
    if facts.hosts_elsewhere:
        reasons.append(Reason(Code.LINKS_ELSEWHERE, 60, {"hosts": _list(facts.hosts_elsewhere)}))
    if facts.numbers_elsewhere:
        reasons.append(Reason(Code.NUMBERS_ELSEWHERE, 50, {"numbers": _list(facts.numbers_elsewhere)}))
    return reasons


def difference_reasons(found: Differences) -> list[Reason]:
    """One reason per kind of difference."""
    reasons = []
    if found.links_added:
        reasons.append(Reason(Code.LINKS_DIFFER, 90, {"hosts": _list(found.hosts_added or found.links_added)}))
    if found.numbers_added:
        values = {"numbers": _list(found.numbers_added), "sent": _list(found.numbers_missing)}
        reasons.append(Reason(Code.NUMBERS_DIFFER, 85, values))
    if found.sentences_added or found.sentences_missing:
        values = {"added": str(len(found.sentences_added)), "missing": str(len(found.sentences_missing))}
        reasons.append(Reason(Code.SENTENCES_DIFFER, 80, values))
    if found.subject:
        reasons.append(Reason(Code.SUBJECT_DIFFERS, 75, {"sent": found.subject[0]}))
    return reasons


def _by_record(facts: Facts, profile: BrandProfile) -> Decision | None:
    """Source equal to the record, every link included; or our Message-ID and sender with other content."""
    match = facts.record
    if match is None or facts.original.mail is None or not facts.from_ours or facts.from_fields != 1:
        return None
    clean = not facts.reply_to_elsewhere and not facts.attachments and not facts.repeated_fields
    clean = (
        clean
        and not facts.has_loose_text
        and match.exact
        and not facts.is_malformed
        and _is_our_name(facts, match.sent, profile)
    )
    if facts.original.is_source and clean:
        fact = _any_signature(facts)
        reasons = [Reason(Code.IN_OUR_RECORD, 100, {"purpose": match.sent.purpose})]
        return decide(VerdictKind.SENT_BY_US, reasons + (_warnings(facts, fact) if fact else []))
    differs = not match.exact and not match.but_small if facts.original.is_source else match.differences.any_added
    if match.by_message_id and differs:
        found = match.differences
        if found.none:  # a word here and there
            found = differences(facts.original.letter, match.sent.letter, alike=100.0)
        reasons = [Reason(Code.RECORD_DIFFERS, 100, {"purpose": match.sent.purpose}), *difference_reasons(found)]
        if len(reasons) == 1:
            reasons.append(Reason(Code.PARTS_DIFFER, 70))
        return decide(VerdictKind.SENT_BY_US_ALTERED, reasons)
    return None


def _is_our_name(facts: Facts, sent: SentMail, profile: BrandProfile) -> bool:
    """Whether the name shown beside the address is one that we use: without a signature anything can stand there."""
    names = {"", sent.sender_name, profile.name, *profile.aliases, *(sender.display_name for sender in profile.senders)}
    return all(" ".join(box.name.split()) in names for box in facts.senders)


def _any_signature(facts: Facts) -> SignatureFact | None:
    return facts.signatures[0] if facts.signatures else None


# --- what we cannot tell --------------------------------------------------------------------------------------------


def _incomplete_signature(facts: Facts) -> list[Reason]:
    """A signature of ours that holds and still proves too little: stolen key, uncovered subject, an added field."""
    reasons: list[Reason] = []
    for fact in facts.signatures:
        if not (fact.is_own and fact.result.headers_hold):
            continue
        fault = key_fault(fact, facts.dated)
        if fault:
            reasons.append(Reason(fault, 95, {"domain": fact.result.domain}))
        elif facts.from_fields > 1 or len(facts.senders) > 1:
            reasons.append(Reason(Code.SEVERAL_SENDERS, 95))
        elif proves(fact, facts):
            reasons += _gaps(fact, facts)
        elif fact.is_aligned and not fact.result.covers("from"):
            reasons.append(Reason(Code.HEADER_ADDED, 90, {"fields": "From"}))
    return reasons


def _sender_is_ours(facts: Facts, profile: BrandProfile, now: datetime) -> Decision:
    """The address shown is ours, and nothing proves it."""
    if not facts.original.is_source:
        return _unproved(facts, [Reason(Code.OUTLOOK_FILE, 90)])
    named_us = [fact for fact in facts.signatures if fact.is_own and fact.is_aligned]
    unclear = [_UNCLEAR[fact.result.state] for fact in named_us if fact.result.state in _UNCLEAR]
    if unclear:
        return _unproved(facts, [Reason(code, 90) for code in unclear])
    if facts.from_fields > 1:
        return decide(VerdictKind.NOT_OURS, [Reason(Code.SEVERAL_SENDERS, 95), *_support(facts)])
    since = profile.signs_all_mail_since
    if since is not None and (facts.dated is None or facts.dated >= since or facts.dated > now):
        values = {"address": facts.senders[0].address, "date": since.date().isoformat()}
        return decide(VerdictKind.NOT_OURS, [Reason(Code.UNSIGNED_FROM_US, 95, values), *_support(facts)])
    vendor = next((fact.vendor for fact in facts.signatures if fact.vendor and fact.result.is_valid), "")
    if vendor:
        return _unproved(facts, [Reason(Code.VENDOR_ONLY, 85, {"vendor": vendor})])
    return _unproved(facts, [Reason(Code.UNSIGNED, 85)])


def _unproved(facts: Facts, reasons: list[Reason]) -> Decision:
    """Cannot tell, unless a link leads to a host that passes for ours: we never link to such a host."""
    if _links_to_a_trap(facts):
        return decide(VerdictKind.NOT_OURS, [*_support(facts), *reasons])
    if _says_our_words(facts) and facts.record is not None:
        reasons = [*reasons, Reason(Code.WORDS_ARE_OURS, 60, {"purpose": facts.record.sent.purpose})]
    return decide(VerdictKind.CANNOT_TELL, reasons)


def _links_to_a_trap(facts: Facts) -> bool:
    traps = (LookalikeKind.SAME_SHAPE, LookalikeKind.MISSPELT, LookalikeKind.DOMAIN_INSIDE)
    return any(found.kind in traps for found in facts.lookalikes)


def _on_words_alone(facts: Facts) -> Decision:
    """Text that was pasted or forwarded: words never prove that we wrote them."""
    if facts.senders and facts.senders[0].domain and not facts.from_ours:
        return _sender_is_not_ours(facts)
    if _links_to_a_trap(facts):
        return decide(VerdictKind.NOT_OURS, _support(facts))
    code = Code.WORDS_ARE_OURS if _says_our_words(facts) else Code.ONLY_WORDS
    purpose = facts.record.sent.purpose if facts.record else ""
    if not facts.original.letter.all_text.strip() and facts.original.letter.images:
        code = Code.ONLY_IMAGE
    beside = [] if facts.record else [one for one in _support(facts) if one.code in _TOLD_OF_WORDS]
    return decide(VerdictKind.CANNOT_TELL, [Reason(code, 90, {"purpose": purpose}), *beside])


# --- what is not ours -----------------------------------------------------------------------------------------------


def pretends(facts: Facts) -> bool:
    """Whether the mail says that it comes from us."""
    places = {claim.place for claim in facts.claims}
    if places & (STRONG - {ClaimPlace.SUBJECT, ClaimPlace.FROM_NAME, ClaimPlace.FROM_ADDRESS}):
        return True
    named = places & {ClaimPlace.MENTIONED, ClaimPlace.SUBJECT, ClaimPlace.FROM_NAME, ClaimPlace.FROM_ADDRESS}
    if named and places & {ClaimPlace.LINK_LOOKALIKE, ClaimPlace.REPLY_TO_LOOKALIKE}:
        return True
    if ClaimPlace.SUBJECT in places:
        return True
    return bool(places & {ClaimPlace.FROM_NAME, ClaimPlace.FROM_ADDRESS}) and not _is_a_person(facts)


def _says_our_words(facts: Facts) -> bool:
    """Whether the letter says what a mail of the record says."""
    return facts.record is not None and not facts.record.by_message_id and facts.record.resemblance >= SAME_WORDS


def _is_a_person(facts: Facts) -> bool:
    """Whether the brand's name in the sender is a person's: "Mary Norton" who writes no word about the brand."""
    if any(claim.disguised for claim in facts.claims):
        return False
    words = [word for box in facts.senders for word in box.name.replace(",", " ").split()]
    person = 2 <= len(words) <= 3 and all(word[:1].isupper() and word.isalpha() for word in words)
    person = person and not any(_OF_A_COMPANY.fullmatch(word) for word in words)
    mentioned = any(claim.place is ClaimPlace.MENTIONED for claim in facts.claims)
    plain = not facts.original.letter.is_html and len(facts.links) <= 2
    return person and plain and not mentioned


def _sender_is_not_ours(facts: Facts) -> Decision:
    """The mail pretends to be us, and its sender is somebody else."""
    box = facts.senders[0] if facts.senders else None
    if box is None or not box.address:
        if facts.original.mail is None:
            return _on_words_alone(facts) if facts.senders == () else decide(VerdictKind.NOT_OURS, _support(facts))
        return decide(VerdictKind.NOT_OURS, [Reason(Code.NO_SENDER, 90), *_support(facts)])
    if facts.from_vendor and len(facts.senders) == 1:
        return _unproved(facts, [Reason(Code.VENDOR_ONLY, 85, {"vendor": facts.from_vendor})])
    return decide(VerdictKind.NOT_OURS, [*_about_the_sender(facts), *_support(facts)])


def _about_the_sender(facts: Facts) -> list[Reason]:
    box = facts.senders[0]
    places = {claim.place: claim for claim in facts.claims}
    reasons = []
    if facts.from_fields > 1 or len({one.domain for one in facts.senders}) > 1:
        reasons.append(Reason(Code.SEVERAL_SENDERS, 92))
    if ClaimPlace.FROM_LOOKALIKE in places:
        reasons.append(Reason(Code.FROM_LOOKALIKE, 100, {"host": box.domain}))
    elif facts.from_mailbox_provider:
        reasons.append(Reason(Code.FROM_MAILBOX_PROVIDER, 95, {"host": box.domain}))
    else:
        reasons.append(Reason(Code.FROM_ELSEWHERE, 95, {"host": box.domain}))
    named = places.get(ClaimPlace.FROM_NAME)
    if named:
        reasons.append(Reason(Code.NAME_DISGUISED if named.disguised else Code.NAME_ONLY, 85, {"name": named.shown}))
    signer = next((fact.result.domain for fact in facts.signatures if fact.result.is_valid and not fact.is_own), "")
    if signer:
        reasons.append(Reason(Code.SIGNED_BY_OTHER, 40, {"host": signer}))
    return reasons


def _support(facts: Facts) -> list[Reason]:
    """What else speaks against the mail."""
    reasons = []
    if facts.lookalikes:
        found = facts.lookalikes[0]
        reasons.append(Reason(Code.LINK_LOOKALIKE, 80, {"host": found.shown, "ours": found.resembles}))
    shows = next((link for link in facts.links if link.shows_other and not link.is_own), None)
    if shows:
        reasons.append(Reason(Code.LINK_SHOWS_OTHER, 70, {"shown": shows.shown.strip(), "host": shows.address.host}))
    if facts.reply_to_elsewhere:
        reasons.append(Reason(Code.REPLY_TO_ELSEWHERE, 65, {"address": facts.reply_to_elsewhere[0]}))
    if facts.record is not None:
        reasons.append(Reason(Code.RESEMBLES_OURS, 55, {"purpose": facts.record.sent.purpose}))
    if facts.hosts_elsewhere and not facts.lookalikes:
        reasons.append(Reason(Code.LINKS_ELSEWHERE, 50, {"hosts": _list(facts.hosts_elsewhere)}))
    if facts.numbers_elsewhere:
        reasons.append(Reason(Code.NUMBERS_ELSEWHERE, 45, {"numbers": _list(facts.numbers_elsewhere)}))
    if facts.says_it_was_checked and facts.original.how is not How.INLINE:
        reasons.append(Reason(Code.CHECK_CLAIMED, 10))
    return reasons


def _not_about_us(facts: Facts) -> Decision:
    mentioned = bool(facts.claims)
    code = Code.MENTIONED_ONLY if mentioned else Code.NOT_NAMED
    return decide(VerdictKind.NOT_ABOUT_US, [Reason(code, 90)])


def _list(texts: tuple[str, ...]) -> str:
    return ", ".join(texts[:_SHOWN])
