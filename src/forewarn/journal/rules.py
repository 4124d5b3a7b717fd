"""What a mail at a seed address proves, which class it has, and which campaign it belongs to."""

from __future__ import annotations

import re
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
from forewarn.mail.reading.ambiguity import SHOWN_ONCE, is_misread, is_rereadable
from forewarn.mail.reading.message import ParsedMail

SAME_TEMPLATE = 0.75  # resemblance above which two copies are one campaign with other names in it
SAME_FRAME = 0.65  # containment: what is left of a letter where each reader gets other things, more or fewer
ONE_SEND = timedelta(days=2)  # within which those copies come, though a provider sends them over a day
SAME_SEND = timedelta(days=30)  # between two copies of one campaign; a later one like it is the next issue
KEY_GRACE = timedelta(days=7)  # mail signed before a key was retired may be in queues for days
FEW_RUNS = 12  # runs of three words below which a text is too short for its resemblance to mean much


NO_SEED = "no_such_seed"  # what a mail came to whose seed address no vendor has


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


def evidence_of(
    mail: ParsedMail, results: Sequence[SignatureResult], profile: BrandProfile, *, is_malformed: bool = False
) -> Evidence:
    """What the signatures of a mail at a seed address prove; `is_malformed`: its head can be read in two ways.

    Anybody may write to a seed address once they learn it, so the address itself proves nothing.
    """
    valid = [one for one in results if one.is_valid and one.covers_whole_body and one.covers("from")]
    if len(mail.senders) != 1 or len(mail.all("from")) != 1:
        return Evidence(Standing.UNDISCLOSED, valid[0].domain if valid else "")
    sender = mail.senders[0]
    if profile.owns_host(sender.domain) and not is_malformed:
        for one in valid:
            ours = profile.owns_host(one.domain) and aligned(one.domain, sender.domain)
            if ours and _in_use(one) and _covers_what_is_shown(one, mail):
                return Evidence(Standing.PROVEN, one.domain)
    for one in valid:
        vendor = vendor_behind(one.domain, sender.address, profile)
        if vendor:
            return Evidence(Standing.EXPLAINED, one.domain, vendor)
    return Evidence(Standing.UNDISCLOSED, valid[0].domain if valid else "")


def vendor_behind(signer: str, sender: str, profile: BrandProfile) -> str:
    """The name of the vendor whose signature explains a mail of this sender; empty where none does.

    Every customer of a vendor has its signature, so the sender shown must be ours, or the vendor's own.
    """
    host = sender.rpartition("@")[2].lower()
    listed = {one.address.lower() for one in profile.senders}
    for vendor in profile.vendors:
        if any(is_within(signer, domain) for domain in vendor.sending_domains):
            vendors_own = any(is_within(host, domain) for domain in vendor.sending_domains)
            if profile.owns_host(host) or sender.lower() in listed or vendors_own:
                return vendor.name
    return ""


def _covers_what_is_shown(result: SignatureResult, mail: ParsedMail) -> bool:
    """Whether nobody could have written another subject above a mail of ours, or made its body read otherwise.

    Without it a genuine mail that is replayed to a seed with a lure's subject would put that subject into the record.
    """
    if set(result.unsigned_copies) & set(SHOWN_ONCE):
        return False
    if any(len(mail.all(name)) > 1 and not result.covers(name) for name in SHOWN_ONCE):
        return False
    if (is_misread(mail, shows=True) or is_rereadable(mail)) and not result.covers("content-type"):
        return False
    return result.covers("subject") or not mail.all("subject")


def _in_use(result: SignatureResult) -> bool:
    """A stolen key proves nothing; nor does one that was not in use when the mail was signed."""
    key = result.own_key
    if key is None:
        return True
    if key.compromised_since is not None:
        return False
    signed_at = result.signed_at
    if signed_at is None:
        return True
    early = key.valid_from is not None and signed_at < key.valid_from - KEY_GRACE
    late = key.valid_until is not None and signed_at > key.valid_until + KEY_GRACE
    return not (early or late)


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
    known: Sequence[Known],
    *,
    mark: Fingerprint,
    sender_domain: str,
    subject: str,
    at: datetime,
    is_proven: bool = False,
) -> int | None:
    """The campaign whose template this mail has, the most alike first; None for a new one.

    Of proven mail a frame in common suffices, where copies came at about the same time under about the same subject:
    anybody else could hide a lure among the copies of a campaign that way.
    """
    best: tuple[float, int] | None = None
    for one in known:
        if one.sender_domain != sender_domain or (not one.repeats and abs(at - one.last_seen) > SAME_SEND):
            continue
        alike = one.fingerprint.resemblance(mark)
        short = min(one.fingerprint.runs, mark.runs) < FEW_RUNS
        same = (alike >= SAME_TEMPLATE and not short) or (alike >= 0.5 and one.subject == subject)
        if not same and is_proven and not short and abs(at - one.last_seen) <= ONE_SEND:
            same = one.fingerprint.containment(mark) >= SAME_FRAME and subjects_alike(one.subject, subject)
        if same:
            best = max(best or (0.0, 0), (alike, one.campaign_id))
    return best[1] if best else None


def subjects_alike(one: str, other: str) -> bool:
    """Whether two subjects differ in names and numbers only, as far as that can be told: half of the words are shared."""
    mine, its = (set(re.findall(r"[^\W\d_]{2,}", text.casefold())) for text in (one, other))
    return bool(mine) and bool(its) and 2 * len(mine & its) >= max(len(mine), len(its))


def signed(number: int) -> int:
    """A 64-bit number of a fingerprint as a database's signed integer."""
    return number - (1 << 64) if number >= 1 << 63 else number
