"""What can be known of a mail without judging it: signatures, sender, claims, links, the record, the recipient."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property

from forewarn.mail.alignment import aligned
from forewarn.mail.dkim.canonical import SignedForm, signed_form
from forewarn.mail.dkim.key_sources import KeySource
from forewarn.mail.dkim.verifying import SignatureResult, verify_form
from forewarn.mail.domains import is_within, organisational_domain
from forewarn.mail.forwards.originals import How, Original
from forewarn.mail.links import WebAddress, destinations, parse_link
from forewarn.mail.lookalikes.brand_names import BrandNames, brand_names
from forewarn.mail.lookalikes.hosts import Lookalike, LookalikeKind, lookalike
from forewarn.mail.mailbox_providers import gives_mailboxes
from forewarn.mail.phone_numbers import phone_numbers, same_number
from forewarn.mail.profile import BrandProfile
from forewarn.mail.reading.addresses import Mailbox
from forewarn.mail.reading.ambiguity import SHOWN_ONCE, has_loose_text, is_misread, is_rereadable, is_stray
from forewarn.mail.reading.message import ParsedMail
from forewarn.mail.resolver import Resolver
from forewarn.verification.claims import Claim, ClaimPlace, is_listed, letter_claims, owns_sender, sender_claims
from forewarn.verification.heads import fields_elsewhere, is_plain_sender
from forewarn.verification.matching import RecordMatch, match_in
from forewarn.verification.record import SentRecord

MAX_LINKS = 400  # of one letter that are looked at; a long newsletter has two hundred
_LOOKS_LIKE_HOST = re.compile(r"^\s*(?:https?://)?((?:[\w-]+\.)+[a-z]{2,24})(?:[/:?#]\S*)?\s*$", re.IGNORECASE)
_CALL = re.compile(
    r"\b(?:call|phone|dial|ring|contact us|reach us|helpline|toll[- ]?free|anruf\w*|rufen|hotline|llam\w+|telefone|ligue|appel\w*|chiam\w*|bel\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SignatureFact:
    """A signature, and whose it is."""

    result: SignatureResult
    is_own: bool  # its domain is the brand's, or that of a listed sender's provider
    is_aligned: bool  # it is of the same organisation as the From address
    vendor: str = ""  # the name of a listed vendor whose domain it is


@dataclass(frozen=True, slots=True)
class LinkFact:
    """A link of the letter and where it leads."""

    address: WebAddress
    shown: str
    is_own: bool
    resembles: Lookalike | None = None
    shows_other: bool = False  # the words shown are a host, and another one


@dataclass(frozen=True)
class Facts:
    """Everything the verdict rests on."""

    original: Original
    senders: tuple[Mailbox, ...]
    from_fields: int
    from_ours: bool
    from_vendor: str
    from_mailbox_provider: bool
    signatures: tuple[SignatureFact, ...]
    claims: tuple[Claim, ...]
    links: tuple[LinkFact, ...]
    reply_to: tuple[Mailbox, ...]
    reply_to_elsewhere: tuple[str, ...]
    fields_elsewhere: tuple[str, ...]  # names of fields by which answers and clicks reach neither us nor the sender
    repeated_fields: tuple[str, ...]
    is_malformed: bool
    is_misread: bool  # the head says how to read the body, and it cannot be read so
    is_rereadable: bool  # another head above the same body would show other words
    has_loose_text: bool  # words outside of the parts, or a content type that programs may read in different ways
    dated: datetime | None
    numbers: tuple[str, ...]
    numbers_not_ours: tuple[str, ...]
    numbers_elsewhere: tuple[str, ...]  # of these the ones that can be held against the letter
    record: RecordMatch | None
    other_recipient: str
    attachments: tuple[str, ...]
    says_it_was_checked: bool

    @property
    def copy_of(self) -> RecordMatch | None:
        """The mail of the record that this one is, or was made from: where words alone speak for it, one with another
        subject is not, since letters of one frame are alike."""
        match = self.record
        return None if match is None or (match.differences.subject and not match.by_message_id) else match

    @cached_property
    def lookalikes(self) -> tuple[Lookalike, ...]:
        """Hosts in links that resemble the brand's, each once."""
        return tuple({link.resembles.host: link.resembles for link in self.links if link.resembles}.values())

    @cached_property
    def hosts_elsewhere(self) -> tuple[str, ...]:
        """Hosts of links that are not the brand's, the one that stands out most first: the rarest organisation."""
        hosts = [link.address.host for link in self.links if not link.is_own and link.address.is_web]
        count = Counter(organisational_domain(host) for host in hosts)
        return tuple(sorted(dict.fromkeys(hosts), key=lambda host: count[organisational_domain(host)]))


def gather(
    original: Original,
    *,
    profile: BrandProfile,
    key_source: KeySource,
    record: SentRecord,
    now: datetime,
    resolver: Resolver | None = None,
) -> Facts:
    """Gather the facts of an original; asks nothing but the key source, the record and the resolver."""
    names = brand_names(profile)
    mail = original.mail
    boxes = tuple(mail.senders) if mail else ((original.sender,) if original.sender else ())
    form = signed_form(mail.raw) if mail and original.is_source else SignedForm((), b"")
    reply_to = tuple(box for box in mail.mailboxes("reply-to") if box.domain) if mail else ()
    numbers = phone_numbers(original.letter.all_text)
    strange = tuple(one for one in numbers if not any(same_number(one, own) for own in profile.phone_numbers))
    links = _links(original, profile, names)
    shows = bool(original.letter.all_text.strip() or original.letter.images)
    return Facts(
        original=original,
        senders=boxes,
        from_fields=len(mail.all("from")) if mail else len(boxes),
        from_ours=bool(boxes) and all(owns_sender(profile, box) for box in boxes),
        from_vendor=_vendor(profile, boxes[0].domain) if boxes else "",
        from_mailbox_provider=bool(boxes) and gives_mailboxes(boxes[0].domain, profile),
        signatures=tuple(_signatures(form, mail, boxes, profile, key_source, now, resolver)),
        claims=tuple(_claims(original, boxes, reply_to, links, profile, names)),
        links=links,
        reply_to=reply_to,
        reply_to_elsewhere=tuple(box.address for box in reply_to if _is_elsewhere(box, boxes, profile)),
        fields_elsewhere=fields_elsewhere(mail, profile, boxes) if mail else (),
        repeated_fields=tuple(name for name in SHOWN_ONCE if form.counts.get(name, 0) > 1),
        is_malformed=form.malformed or (mail is not None and is_stray(mail)),
        is_misread=mail is not None and is_misread(mail, shows=shows),
        is_rereadable=mail is not None and is_rereadable(mail),
        has_loose_text=mail is not None and has_loose_text(mail),
        dated=parse_date(original.date),
        numbers=numbers,
        numbers_not_ours=strange,
        numbers_elsewhere=strange if profile.phone_numbers else _to_be_called(original.letter.all_text, strange),
        record=match_in(record, original, boxes),
        other_recipient=_other_recipient(original),
        attachments=tuple(part.name or part.content_type for part in mail.attachments) if mail else (),
        says_it_was_checked=bool(mail and mail.all("authentication-results")),
    )


def parse_date(text: str) -> datetime | None:
    """The moment of a Date field, aware; None where it cannot be read."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _signatures(
    form: SignedForm,
    mail: ParsedMail | None,
    boxes: tuple[Mailbox, ...],
    profile: BrandProfile,
    key_source: KeySource,
    now: datetime,
    resolver: Resolver | None,
) -> list[SignatureFact]:
    facts = []
    plain = mail is not None and is_plain_sender(mail)
    hosts = {box.domain for box in boxes}
    for result in verify_form(form, key_source=key_source, now=now):
        fits = len(hosts) == 1 and aligned(result.domain, next(iter(hosts)), resolver)
        # A listed sender at a provider counts with the provider's signature; one at a vendor's domain only with a key
        # of our own history, since the vendor signs for others there too. The provider vouches for one address of the
        # field, and its users write what stands around it.
        personal = result.domain in profile.mailbox_domains or result.own_key is not None
        listed = fits and personal and plain and any(is_listed(profile, box) for box in boxes)
        facts.append(
            SignatureFact(result, profile.owns_host(result.domain) or listed, fits, _vendor(profile, result.domain))
        )
    return facts


def _vendor(profile: BrandProfile, host: str) -> str:
    """The name of the vendor that sends from this host; the brand's own hosts are no vendor's."""
    if not host or profile.owns_host(host):
        return ""
    return next((v.name for v in profile.vendors if any(is_within(host, d) for d in v.sending_domains)), "")


def _links(original: Original, profile: BrandProfile, names: BrandNames) -> tuple[LinkFact, ...]:
    found: dict[tuple[str, str], LinkFact] = {}
    for link in original.letter.all_links[: MAX_LINKS * 3]:
        address = parse_link(link.href)
        if not address.is_web or (address.host, link.text) in found:
            continue
        shown = _LOOKS_LIKE_HOST.match(link.text)
        other = bool(shown) and organisational_domain(shown.group(1) if shown else "") != address.domain
        found[(address.host, link.text)] = LinkFact(
            address, link.text, profile.owns_host(address.host), _resembles(address, profile, names), other
        )
        if len(found) >= MAX_LINKS:
            break
    return tuple(found.values())


def _resembles(address: WebAddress, profile: BrandProfile, names: BrandNames) -> Lookalike | None:
    """The look-alike that the link leads to, directly or through a redirector that names it."""
    hosts = [address.host, *(inner.host for inner in destinations(address)[:5])]
    return next((found for host in hosts if (found := lookalike(host, profile, names))), None)


def _to_be_called(text: str, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Of telephone numbers those that the reader is told to call: where a brand lists none, others may be its own."""
    plain = " ".join(text.split())
    return tuple(n for n in numbers if _CALL.search(plain[max(0, plain.find(n) - 80) : max(0, plain.find(n))]))


def _claims(
    original: Original,
    boxes: tuple[Mailbox, ...],
    reply_to: tuple[Mailbox, ...],
    links: tuple[LinkFact, ...],
    profile: BrandProfile,
    names: BrandNames,
) -> list[Claim]:
    claims = sender_claims(list(boxes), profile, names) + letter_claims(original, names)
    for box in reply_to:
        if lookalike(box.domain, profile, names) and box.domain not in profile.mailbox_domains:
            claims.append(Claim(ClaimPlace.REPLY_TO_LOOKALIKE, box.address))
    for link in links:
        if link.resembles:
            disguised = link.resembles.kind is LookalikeKind.SAME_SHAPE
            claims.append(Claim(ClaimPlace.LINK_LOOKALIKE, link.resembles.shown, disguised))
            break
    order = list(ClaimPlace)
    return sorted(claims, key=lambda claim: order.index(claim.place))


def _is_elsewhere(box: Mailbox, senders: tuple[Mailbox, ...], profile: BrandProfile) -> bool:
    """Whether answers would go to somebody who is neither the sender's organisation, the brand nor its vendor."""
    if owns_sender(profile, box) or _vendor(profile, box.domain):
        return False
    return not any(aligned(box.domain, sender.domain) for sender in senders)


def _other_recipient(original: Original) -> str:
    """The address the mail was written to, where it reached or was reported by another; nothing where it fits."""
    mail = original.mail
    if mail is None or original.how is How.INLINE:
        return ""
    written = [box.address.lower() for name in ("to", "cc", "bcc") for box in mail.mailboxes(name) if box.address]
    reached = original.reporter.lower() or _delivered_to(mail)
    if not written or not reached or any(_same_mailbox(reached, address) for address in written):
        return ""
    return written[0]


def _delivered_to(mail: ParsedMail) -> str:
    for name in ("delivered-to", "x-original-to", "x-delivered-to", "envelope-to"):
        boxes = mail.mailboxes(name)
        if boxes and boxes[0].address:
            return boxes[0].address.lower()
    return ""


def _same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses are one mailbox, with or without a +tag."""
    local, _, host = one.partition("@")
    second, _, domain = other.partition("@")
    return host == domain and local.split("+")[0] == second.split("+")[0]
