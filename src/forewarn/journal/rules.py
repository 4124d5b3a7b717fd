"""What a mail at a seed address proves, which class it has, and which campaign it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forewarn.lint.severity import MessageClass
from forewarn.mail.alignment import aligned
from forewarn.mail.dkim.verifying import SignatureResult
from forewarn.mail.domains import is_within
from forewarn.mail.fingerprints import Fingerprint
from forewarn.mail.profile import BrandProfile
from forewarn.mail.reading.message import ParsedMail

SAME_TEMPLATE = 0.75  # resemblance above which two copies are one campaign with other names in it
SAME_SEND = timedelta(days=30)  # between two copies of one campaign; a later one like it is the next issue
FEW_RUNS = 12  # runs of three words below which a text is too short for its resemblance to mean much


class Standing(StrEnum):
    """What is known of who sent a campaign."""

    PROVEN = "proven"  # signed whole by a key of the brand, for the address shown: it may answer for the brand
    EXPLAINED = "explained"  # signed by a vendor of the register: very likely ours, and proves nothing to a customer
    UNDISCLOSED = "undisclosed"  # nothing that the register says explains it
    CONFIRMED = "confirmed"  # undisclosed, and staff say that it is ours
    DISMISSED = "dismissed"  # staff say that it is not ours


OURS = frozenset({Standing.PROVEN, Standing.EXPLAINED, Standing.CONFIRMED})


class Origin(StrEnum):
    """How a campaign came into the record."""

    SEED = "seed"
    MAILING = "mailing"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The standing of a mail, and what it rests on: a signing domain, the name of a vendor."""

    standing: Standing
    domain: str = ""
    vendor: str = ""


def evidence_of(mail: ParsedMail, results: Sequence[SignatureResult], profile: BrandProfile) -> Evidence:
    """What the signatures of a mail at a seed address prove.

    Anybody may write to a seed address once they learn it, so the address itself proves nothing.
    """
    valid = [one for one in results if one.is_valid and one.covers_whole_body and one.covers("from")]
    hosts = {box.domain for box in mail.senders}
    if len(hosts) == 1 and len(mail.all("from")) == 1 and profile.owns_host(host := next(iter(hosts))):
        for one in valid:
            if profile.owns_host(one.domain) and aligned(one.domain, host) and _in_use(one):
                return Evidence(Standing.PROVEN, one.domain)
    for one in valid:
        for vendor in profile.vendors:
            if any(is_within(one.domain, domain) for domain in vendor.sending_domains):
                return Evidence(Standing.EXPLAINED, one.domain, vendor.name)
    return Evidence(Standing.UNDISCLOSED, next(iter(valid)).domain if valid else "")


def _in_use(result: SignatureResult) -> bool:
    """A stolen key proves nothing; a retired one nothing signed after it was retired."""
    key = result.own_key
    if key is None:
        return True
    late = key.valid_until and result.signed_at and result.signed_at > key.valid_until + timedelta(days=7)
    return key.compromised_since is None and not late


def class_of(*, sells: int, sells_in_subject: bool, is_bulk: bool, is_care: bool) -> MessageClass:
    """The class a campaign has by what it says: `sells` counts different phrases of promotion.

    What comes in bulk without a choice of its own counts as marketing; what sells without a way out is mixed.
    """
    promotes = sells_in_subject or sells >= (1 if is_care else 2)
    if is_care:
        return MessageClass.MIXED if promotes else MessageClass.CARE
    if is_bulk:
        return MessageClass.MARKETING
    return MessageClass.MIXED if promotes else MessageClass.TRANSACTIONAL


@dataclass(frozen=True, slots=True)
class Known:
    """What decides whether a mail belongs to a campaign that is in the record."""

    campaign_id: int
    fingerprint: Fingerprint
    sender_domain: str
    subject: str
    last_seen: datetime
    repeats: bool  # a template that is sent again and again, such as an order confirmation


def same_campaign(
    known: Sequence[Known], *, mark: Fingerprint, sender_domain: str, subject: str, at: datetime
) -> int | None:
    """The campaign whose template this mail has, the most alike first; None for a new one."""
    best: tuple[float, int] | None = None
    for one in known:
        if one.sender_domain != sender_domain or (not one.repeats and abs(at - one.last_seen) > SAME_SEND):
            continue
        alike = one.fingerprint.resemblance(mark)
        short = min(one.fingerprint.runs, mark.runs) < FEW_RUNS
        if (alike >= SAME_TEMPLATE and not short) or (alike >= 0.5 and one.subject == subject):
            best = max(best or (0.0, 0), (alike, one.campaign_id))
    return best[1] if best else None


def signed(number: int) -> int:
    """A 64-bit number of a fingerprint as a database's signed integer."""
    return number - (1 << 64) if number >= 1 << 63 else number
