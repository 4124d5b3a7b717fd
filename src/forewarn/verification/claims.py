"""Whether a mail pretends to come from the brand, and where it says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from forewarn.mail.forwards.originals import Original
from forewarn.mail.lookalikes.brand_names import BrandNames, squeezed
from forewarn.mail.lookalikes.hosts import LookalikeKind, lookalike
from forewarn.mail.lookalikes.skeletons import plain_letters
from forewarn.mail.profile import BrandProfile
from forewarn.mail.reading.addresses import Mailbox

MAX_TEXT = 60_000  # characters of the letter that are searched for the brand's name
# The letter speaks in the brand's voice: it greets the brand's customers, or signs with the brand's name on a line of its own.
_GREETED = re.compile(
    r"^[\W_]{0,4}(?:user|member|client[eas]?|customer|kunde|kundin|subscriber|account holder|usu[a]?rio|utilisateur)s?\b"
)
_GREETING = re.compile(
    r"(?:dear|hello|hi|liebe[rs]?|geehrte[rs]?|cher|chere|estimad[oa]|prezad[oa]|caro|gentile|beste|kaere)[\W_]{1,4}(?:\w+[\W_]){0,1}$"
)
_ABOVE_NAME = re.compile(r"(?:^|\n)[^\w\n]*(?:(?:the|your|team|equip[eo]|ihr|l'|das|a|o|el|la) ?)*$")
_BELOW_NAME = re.compile(
    r"^(?:[ ,._-]{0,2}\w+){0,2} ?(?:team|support|customer (?:service|care)|service|kundenservice|kundendienst|sicherheit|security|help ?desk|departments?|inc\.?|llc|gmbh)?[^\w\n]*(?:\n|$)"
)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)[\W\d]{0,14}$")


class ClaimPlace(StrEnum):
    """Where a mail says that it is from us, the most telling first."""

    FROM_OWN = "from_own"  # the sender's address is at one of our domains
    FROM_LISTED = "from_listed"  # the sender is one we listed at a public mailbox provider
    FROM_LOOKALIKE = "from_lookalike"
    FROM_NAME = "from_name"
    FROM_ADDRESS = "from_address"  # our name in the address, before or after the @
    SUBJECT = "subject"
    REPLY_TO_LOOKALIKE = "reply_to_lookalike"
    LINK_LOOKALIKE = "link_lookalike"
    VOICE = "voice"  # the letter speaks as us
    MENTIONED = "mentioned"  # the letter names us, no more


STRONG = frozenset(ClaimPlace) - {ClaimPlace.MENTIONED, ClaimPlace.LINK_LOOKALIKE, ClaimPlace.REPLY_TO_LOOKALIKE}


@dataclass(frozen=True, slots=True)
class Claim:
    """One place in which the mail claims the brand; `shown` is what stands there."""

    place: ClaimPlace
    shown: str
    disguised: bool = False


def owns_sender(profile: BrandProfile, box: Mailbox) -> bool:
    """Whether the address is at a domain of the brand; at a mailbox provider only if it is listed."""
    return bool(box.domain) and (profile.owns_host(box.domain) or is_listed(profile, box))


def is_listed(profile: BrandProfile, box: Mailbox) -> bool:
    """Whether the address is one of the brand's listed senders."""
    return any(sender.address.lower() == box.address.lower() for sender in profile.senders)


def sender_claims(boxes: list[Mailbox], profile: BrandProfile, names: BrandNames) -> list[Claim]:
    """What the From fields claim."""
    claims: list[Claim] = []
    for box in boxes:
        if profile.owns_host(box.domain):
            claims.append(Claim(ClaimPlace.FROM_OWN, box.address))
        elif is_listed(profile, box):
            claims.append(Claim(ClaimPlace.FROM_LISTED, box.address))
        else:
            claims += _address_claims(box, profile, names)
        disguised = names.disguised_in(box.name) or names.misspelt_in(box.name)
        if disguised or names.named_in(box.name):
            claims.append(Claim(ClaimPlace.FROM_NAME, box.name, disguised))
    return claims


def _address_claims(box: Mailbox, profile: BrandProfile, names: BrandNames) -> list[Claim]:
    claims = []
    found = lookalike(box.domain, profile, names)
    stranger = any(box.domain == domain for domain in profile.mailbox_domains)
    if found and not stranger:
        weak = found.kind is LookalikeKind.OTHER_ENDING and len(squeezed(names.labels[0])) < 5
        place = ClaimPlace.FROM_ADDRESS if weak else ClaimPlace.FROM_LOOKALIKE
        claims.append(Claim(place, box.address, found.kind is LookalikeKind.SAME_SHAPE))
    if _label_in(box.local, names):
        claims.append(Claim(ClaimPlace.FROM_ADDRESS, box.address))
    # An address of ours shown as the name, while the mail comes from elsewhere.
    if "@" in box.name and any(f"@{d}" in box.name.lower() or f".{d}" in box.name.lower() for d in profile.domains):
        claims.append(Claim(ClaimPlace.FROM_NAME, box.name))
    return claims


def _label_in(local: str, names: BrandNames) -> bool:
    """Whether the part before the @ holds one of the brand's labels: as a word, or anywhere where it is long."""
    plain = plain_letters(local)
    words = re.split(r"[^a-z]+", plain)
    return any(label in words or (len(label) > 5 and label in plain) for label in names.labels)


def letter_claims(original: Original, names: BrandNames) -> list[Claim]:
    """What the subject and the letter claim."""
    claims = []
    to_a_list = original.mail is not None and original.mail.all("list-post")
    if to_a_list:
        pass  # people talk about brands on mailing lists
    elif names.disguised_in(original.subject):
        claims.append(Claim(ClaimPlace.SUBJECT, original.subject, disguised=True))
    elif names.named_in(original.subject):
        claims.append(Claim(ClaimPlace.SUBJECT, original.subject))
    shown = [original.letter.all_text[:MAX_TEXT], *original.letter.image_texts[:100]]
    text = plain_letters("\n".join(shown))
    found = list(names.exact.finditer(text))[:200]
    if not found:
        return claims
    if any(_is_voice(text, match) for match in found):
        claims.append(Claim(ClaimPlace.VOICE, found[0].group(0)))
    else:
        claims.append(Claim(ClaimPlace.MENTIONED, found[0].group(0)))
    return claims


def speaks_as(words: str, names: BrandNames) -> bool:
    """Whether these words speak in the brand's voice."""
    text = plain_letters(words[:MAX_TEXT])
    return any(_is_voice(text, match) for match in names.exact.finditer(text))


def _is_voice(text: str, name: re.Match[str]) -> bool:
    """Whether the brand's name stands here as whose letter it is: in the greeting, the sign-off or the rights."""
    before, after = text[max(0, name.start() - 40) : name.start()], text[name.end() : name.end() + 40]
    if _GREETING.search(before) and _GREETED.match(after):
        return True
    if _RIGHTS.search(before):
        return True
    signed = re.match(
        r"[ ,]{0,2}(?:\w+ ){0,2}(?:team|support|customer (?:service|care)|kundenservice|kundendienst|help ?desk)\b",
        after,
    )
    return bool(signed and _ABOVE_NAME.search(before) and _BELOW_NAME.match(after))
