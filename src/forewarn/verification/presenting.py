"""A verdict as JSON-ready data, with the keys of the command contract."""

from __future__ import annotations

from typing import Any

from forewarn.mail.lookalikes.hosts import Lookalike, LookalikeKind, technique
from forewarn.verification.checking import Verdict
from forewarn.verification.comparing import Differences
from forewarn.verification.facts import Facts, SignatureFact

MAX_BODY = 100_000  # characters of the original's body that are printed


def as_mapping(verdict: Verdict, locale: str = "en") -> dict[str, Any]:
    """The verdict, its reasons by weight, the original, the facts and the next step; `others` where several mails came."""
    original = verdict.original
    sender = original.sender
    dated = verdict.facts.dated
    mapping = {
        "verdict": verdict.kind.value,
        "reasons": [{"code": code, "text": text} for code, text in verdict.reasons(locale)],
        "original": {
            "how": original.how.value,
            "from": {"name": sender.name if sender else "", "address": sender.address if sender else ""},
            "subject": original.subject,
            "date": dated.isoformat() if dated else original.date,
            "body": (original.letter.plain or original.letter.text)[:MAX_BODY],
        },
        "facts": {**facts_mapping(verdict.facts), "summary": verdict.summary(locale)},
        "next_step": verdict.next_step(locale),
    }
    if verdict.others:
        mapping["others"] = [as_mapping(other, locale) for other in verdict.others]
    return mapping


def facts_mapping(facts: Facts) -> dict[str, Any]:
    """The facts alone."""
    return {
        "signatures": [_signature(fact) for fact in facts.signatures],
        "alignment": {
            "from_domains": list(dict.fromkeys(box.domain for box in facts.senders)),
            "from_is_ours": facts.from_ours,
            "aligned_signatures": [fact.result.domain for fact in facts.signatures if fact.is_aligned],
        },
        "claims": [{"place": c.place.value, "shown": c.shown, "disguised": c.disguised} for c in facts.claims],
        "lookalikes": [_lookalike(found) for found in facts.lookalikes],
        "links": {
            "own": list(dict.fromkeys(link.address.host for link in facts.links if link.is_own)),
            "elsewhere": list(facts.hosts_elsewhere),
        },
        "phone_numbers": list(facts.numbers),
        "attachments": list(facts.attachments),
        "reply_to_elsewhere": list(facts.reply_to_elsewhere),
        "other_recipient": bool(facts.other_recipient),
        "matches": _match(facts),
        "differences": _differences(facts.record.told) if facts.record else {},
        "notes": list(facts.original.notes),
    }


def _signature(fact: SignatureFact) -> dict[str, Any]:
    result = fact.result
    return {
        "domain": result.domain,
        "selector": result.selector,
        "algorithm": result.algorithm,
        "state": result.state.value,
        "why": result.why,
        "ours": fact.is_own,
        "aligned": fact.is_aligned,
        "vendor": fact.vendor,
        "key_found_in": result.found_in.value if result.found_in else None,
        "key_bits": result.key_bits,
        "key_compromised": bool(result.own_key and result.own_key.compromised_since),
        "signed_at": result.signed_at.isoformat() if result.signed_at else None,
        "expired": result.expired,
        "signed_headers": list(dict.fromkeys(result.signed_headers)),
        "unsigned_copies": list(result.unsigned_copies),
        "body_covered": result.body_covered,
        "body_length": result.body_length,
    }


def _lookalike(found: Lookalike) -> dict[str, str]:
    named = found.kind in (LookalikeKind.MISSPELT, LookalikeKind.SAME_SHAPE)
    return {
        "host": found.host,
        "shown": found.shown,
        "resembles": found.resembles,
        "kind": found.kind.value,
        "technique": technique(found) if named else "",
    }


def _match(facts: Facts) -> dict[str, Any]:
    match = facts.record
    if match is None:
        return {}
    return {
        "by": "message_id" if match.by_message_id else "words",
        "resemblance": round(match.resemblance, 3),
        "subject": match.sent.subject,
        "sent_at": match.sent.sent_at.isoformat(),
        "purpose": match.sent.purpose,
        "page": match.sent.page,
    }


def _differences(found: Differences) -> dict[str, Any]:
    return {
        "links_added": list(found.links_added),
        "links_missing": list(found.links_missing),
        "hosts_added": list(found.hosts_added),
        "numbers_added": list(found.numbers_added),
        "numbers_missing": list(found.numbers_missing),
        "sentences_added": list(found.sentences_added),
        "sentences_missing": list(found.sentences_missing),
        "subject": list(found.subject) if found.subject else [],
    }
