"""The verdict, from facts alone.

"We sent this" takes a signature that holds, by a key of ours that nobody stole, for the sender shown, over the whole
body and everything a reader sees of the head; or the mail's source equal to our record with every link. Nothing else
reaches it. "Your copy was changed" takes our signature over the head while the body differs, or our Message-ID and
sender in the record while the content differs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from forewarn.mail.dkim.verifying import SignatureState
from forewarn.mail.forwards.originals import ONLY_REMARK, UNREAD_FILE, How
from forewarn.mail.letters import Letter
from forewarn.mail.lookalikes.hosts import LookalikeKind
from forewarn.mail.profile import BrandProfile
from forewarn.verification.claims import STRONG, ClaimPlace
from forewarn.verification.facts import Facts
from forewarn.verification.matching import SAME_WORDS, RecordMatch
from forewarn.verification.proving import gaps, key_fault, proves, sent_or_altered
from forewarn.verification.reasons import Code, Decision, Reason, VerdictKind, decide, listed

MIN_WORDS = 3  # of a pasted text; fewer are a slip of the hand
# Words that stand beside a company's name, never beside a person's.
_OF_A_COMPANY = re.compile(
    r"team|support|services?|security|safety|care|help(?:desk)?|desk|info|news(?:letter)?|alerts?|notices?|notifications?|accounts?"
    r"|billing|updates?|customers?|online|mail|bank|card|renewals?|departments?|payments?|orders?|delivery|express|shop|store|rewards?"
    r"|survey|subscription|antivirus|protection|kundenservice|sicherheit|atendimento|soporte|servicio|assistenza",
    re.IGNORECASE,
)
# What can be said of words alone, without saying whose they are.
_TOLD_OF_WORDS = frozenset({Code.LINK_LOOKALIKE, Code.NUMBERS_ELSEWHERE})
# What may speak against a mail that shows our address, and that nothing proves.
_TOLD_OF_OUR_ADDRESS = frozenset({Code.LINK_LOOKALIKE, Code.REPLY_TO_ELSEWHERE})
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
    """The verdict on one mail, which also says where not all of the mail was read."""
    decision = _judged(facts, profile, now)
    if not facts.original.letter.is_cut:
        return decision
    return decide(decision.kind, [*decision.reasons, Reason(Code.NOT_ALL_READ, 5)])


def _judged(facts: Facts, profile: BrandProfile, now: datetime) -> Decision:
    original = facts.original
    if "unreadable_msg" in original.notes:
        return decide(VerdictKind.CANNOT_TELL, [Reason(Code.UNREADABLE, 100)])
    if UNREAD_FILE in original.notes and not original.letter.all_text.strip() and not original.letter.images:
        return decide(VerdictKind.CANNOT_TELL, [Reason(Code.NOT_A_MAIL, 100)])
    if not original.letter.all_text.strip() and not original.letter.images and not facts.senders:
        return decide(VerdictKind.CANNOT_TELL, [Reason(Code.EMPTY, 100)])
    if original.mail is None and not (facts.senders or facts.links or facts.claims) and _says_little(original.letter):
        return decide(VerdictKind.CANNOT_TELL, [Reason(Code.EMPTY, 100)])
    decision = sent_or_altered(facts, profile)
    if decision:
        return decision
    unsure = _incomplete_signature(facts)
    if unsure:
        return decide(VerdictKind.CANNOT_TELL, unsure)
    words_alone = original.mail is None and not facts.senders and bool(facts.claims)
    if not pretends(facts) and not _says_our_words(facts) and not words_alone:
        return _without_a_mail(facts) or _not_about_us(facts)
    if original.mail is None:
        return _on_words_alone(facts)
    return _sender_is_ours(facts, profile, now) if facts.from_ours else _sender_is_not_ours(facts)


def _says_little(letter: Letter) -> bool:
    """Whether there are too few words to be anybody's mail."""
    return len(letter.all_text.split()) < MIN_WORDS


# --- what we cannot tell --------------------------------------------------------------------------------------------


def _without_a_mail(facts: Facts) -> Decision | None:
    """Somebody asked about a mail that they did not send along: nothing is said of their own words."""
    if ONLY_REMARK not in facts.original.notes:
        return None
    code = Code.NOT_A_MAIL if UNREAD_FILE in facts.original.notes else Code.EMPTY
    return decide(VerdictKind.CANNOT_TELL, [Reason(code, 100)])


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
            reasons += gaps(fact, facts)
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
        reasons = [*reasons, Reason(_our_words(facts.record), 60, {"purpose": facts.record.sent.purpose})]
    return decide(VerdictKind.CANNOT_TELL, [*reasons, *_of(_TOLD_OF_OUR_ADDRESS, facts)])


def _links_to_a_trap(facts: Facts) -> bool:
    traps = (LookalikeKind.SAME_SHAPE, LookalikeKind.MISSPELT, LookalikeKind.DOMAIN_INSIDE)
    return any(found.kind in traps for found in facts.lookalikes)


def _on_words_alone(facts: Facts) -> Decision:
    """Text that was pasted or forwarded: words never prove that we wrote them."""
    if facts.senders and facts.senders[0].domain and not facts.from_ours:
        return _sender_is_not_ours(facts)
    if _links_to_a_trap(facts):
        return decide(VerdictKind.NOT_OURS, _support(facts))
    code = _our_words(facts.record) if facts.record and _says_our_words(facts) else Code.ONLY_WORDS
    purpose = facts.record.sent.purpose if facts.record else ""
    if not facts.original.letter.all_text.strip() and facts.original.letter.images:
        code = Code.ONLY_IMAGE
    beside = [] if facts.record else _of(_TOLD_OF_WORDS, facts)
    weight = 75 if any(one.code is Code.LINK_LOOKALIKE for one in beside) else 90  # the link says more than their lack
    return decide(VerdictKind.CANNOT_TELL, [Reason(code, weight, {"purpose": purpose}), *beside])


def _of(codes: frozenset[Code], facts: Facts) -> list[Reason]:
    """Those reasons against the mail that are worth telling here."""
    return [one for one in _support(facts) if one.code in codes]


def _our_words(match: RecordMatch) -> Code:
    """Whether all words of the copy are ours, or one of them may turn the sense round."""
    others = replace(match.told, subject=None)  # a pasted text has none
    return Code.WORDS_ARE_LIKE_OURS if others.any_added else Code.WORDS_ARE_OURS


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
        reasons.append(Reason(Code.LINKS_ELSEWHERE, 50, {"hosts": listed(facts.hosts_elsewhere)}))
    if facts.numbers_elsewhere:
        reasons.append(Reason(Code.NUMBERS_ELSEWHERE, 45, {"numbers": listed(facts.numbers_elsewhere)}))
    if facts.says_it_was_checked and facts.original.how is not How.INLINE:
        reasons.append(Reason(Code.CHECK_CLAIMED, 10))
    return reasons


def _not_about_us(facts: Facts) -> Decision:
    if facts.claims:
        code = Code.MENTIONED_ONLY
    elif facts.original.mail is None and not facts.senders:
        code = Code.WORDS_NAME_NOBODY
    else:
        code = Code.NOT_NAMED
    return decide(VerdictKind.NOT_ABOUT_US, [Reason(code, 90)])
