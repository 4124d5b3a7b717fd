"""What is sent, as plain data: the words per group and locale, and the hash that an approval freezes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from pyroaring import BitMap

from forewarn.mail.composing.letters import SLOT, Letter
from forewarn.mailings.rules.classes import MessageClass, choice_of

ATTRIBUTE = "attribute."  # {{attribute.plan}}: a customer's own attribute
SLOTS = frozenset({"name", "email", "external_id", "unsubscribe_address"})
UNSUBSCRIBE = "unsubscribe"  # the token alone, for the headers we write ourselves


@dataclass(frozen=True, slots=True)
class Words:
    """The mail for one group of the audience in one locale; `fallbacks` stand in where a customer has no value."""

    locale: str
    subject: str
    from_name: str
    from_address: str
    text: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    group: str = ""

    def letter(self, standard: Iterable[tuple[str, str]] = ()) -> Letter:
        """The letter to compile, with the headers that every mail of the mailing gets."""
        return Letter(
            from_name=self.from_name,
            from_address=self.from_address,
            subject=self.subject,
            text=self.text,
            html=self.html,
            headers=(*standard, *self.headers),
            language=self.locale,
        )

    def used_slots(self) -> frozenset[str]:
        """The merge fields that occur anywhere in the words."""
        sources = [self.subject, self.text, self.html, *(value for _, value in self.headers)]
        return frozenset(name for source in sources for name in SLOT.findall(source))

    def unknown_slots(self) -> list[str]:
        """Merge fields that no customer has."""
        return sorted(name for name in self.used_slots() if name not in SLOTS and not name.startswith(ATTRIBUTE))


def content_hash(message_class: str, audience: str, variants: Sequence[Words]) -> str:
    """SHA-256 over everything an approver approves: class, audience, and all words in all locales; 64 hex digits."""
    words = sorted((asdict(variant) for variant in variants), key=lambda v: (v["group"], v["locale"]))
    document = [message_class, audience, words]
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def audience_mark(kind: str, segment_id: int | None, sets: Mapping[str, BitMap]) -> str:
    """SHA-256 of the audience as it was given: kind, segment, and the customers listed per group; 64 hex digits."""
    digest = hashlib.sha256(f"{kind} {segment_id or ''}".encode())
    for group, members in sorted(sets.items()):
        digest.update(f"|{group}:".encode() + hashlib.sha256(members.serialize()).digest())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the headers of a mailing are made of."""

    mailing_id: int
    message_class: MessageClass
    brand_name: str
    brand_slug: str
    public_host: str
    intake_domain: str = ""
    reply_to: str = ""
    feedback_sender_id: str = ""


_STREAMS = {
    MessageClass.CARE: "care",
    MessageClass.MARKETING: "news",
    MessageClass.MIXED: "news",
    MessageClass.MANDATED: "notices",
    MessageClass.TRANSACTIONAL: "notices",
}


def standard_headers(facts: HeaderFacts) -> tuple[tuple[str, str], ...]:
    """Reply-To, List-Id, the RFC 8058 one-click pair where a choice exists, Feedback-ID, and RFC 3834 on notices.

    A mail that no choice can hide says nothing about unsubscribing: it would mislead.
    """
    headers = [("Reply-To", facts.reply_to)] if facts.reply_to else []
    stream = _STREAMS[facts.message_class]
    headers.append(("List-Id", f"<{stream}.{facts.public_host}>"))
    if choice_of(facts.message_class):
        ways = [f"<https://{facts.public_host}/unsubscribe/{{{{{UNSUBSCRIBE}}}}}>"]
        if facts.intake_domain:
            ways.append(f"<mailto:unsubscribe+{{{{{UNSUBSCRIBE}}}}}@{facts.intake_domain}?subject=unsubscribe>")
        headers += [("List-Unsubscribe", ", ".join(ways)), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    else:
        headers.append(("Auto-Submitted", "auto-generated"))
    headers.append(("Feedback-ID", f"m{facts.mailing_id}:{stream}:{facts.brand_slug}:{_sender_id(facts)}"))
    return tuple(headers)


def _sender_id(facts: HeaderFacts) -> str:
    """The constant part that Gmail wants, 5 to 15 characters."""
    chosen = facts.feedback_sender_id or "".join(c for c in facts.brand_slug if c.isalnum())
    return chosen[:15].ljust(5, "0")
