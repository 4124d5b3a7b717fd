"""Reading the sent record."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Max, Q, QuerySet
from django.db.models.functions import TruncMonth

from forewarn.brands.models import Brand
from forewarn.intake.models import ReceivedMail
from forewarn.journal.models import Campaign, Copy
from forewarn.journal.rules import NO_SEED, OURS, Origin, Standing
from forewarn.journal.statements import campaigns_sharing
from forewarn.mail.fingerprints import Fingerprint
from forewarn.vendors.queries import vendors

SILENT = timedelta(days=45)  # a provider that sends monthly is heard within it
ALIKE = 50  # campaigns that are compared with a customer's copy
SHARING = 60  # newest campaigns with one number that are looked at; eight numbers make 480 at most
_OURS = [one.value for one in OURS]
_SHOWN_ONLY = ("packed_html", "findings", "headers")  # columns that no comparison reads


def campaigns(
    brand: Brand,
    *,
    message_class: str = "",
    vendor: str = "",
    words: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
) -> QuerySet[Campaign]:
    """Our mail, the last seen first; `vendor` is a slug, or "own" for what Forewarn sent; `words` stand in the subject
    or the sender; seen at `since` or later, and first seen before `before`."""
    rows = Campaign.objects.filter(brand=brand, standing__in=_OURS).select_related("vendor")
    if message_class:
        rows = rows.filter(message_class=message_class)
    if vendor == "own":
        rows = rows.exclude(origin=Origin.SEED.value)
    elif vendor:
        rows = rows.filter(vendor__slug=vendor)
    for word in words.split()[:8]:
        rows = rows.filter(Q(subject__icontains=word) | Q(from_address__icontains=word) | Q(title__icontains=word))
    if since:
        rows = rows.filter(last_seen__gte=since)
    if before:
        rows = rows.filter(first_seen__lt=before)
    return _light(rows).order_by("-last_seen", "-pk")


def undisclosed(brand: Brand, *, judged: bool = False) -> QuerySet[Campaign]:
    """Mail at our seed addresses that nothing explains; `judged`: what staff said of earlier ones."""
    wanted = [Standing.CONFIRMED.value, Standing.DISMISSED.value] if judged else [Standing.UNDISCLOSED.value]
    rows = Campaign.objects.filter(brand=brand, standing__in=wanted).select_related("vendor")
    return _light(rows).order_by("-last_seen", "-pk")


def brands_waiting() -> list[Brand]:
    """Brands with mail that nothing explains yet."""
    waiting = Campaign.objects.filter(standing=Standing.UNDISCLOSED.value).order_by()
    return list(Brand.objects.filter(pk__in=waiting.values("brand_id")))


def _light(rows: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Without what a list does not show."""
    return rows.defer("letter", "packed_html", "fingerprint", "headers", "findings")


def campaign(brand: Brand, campaign_id: int) -> Campaign | None:
    """One campaign of the brand, whatever its standing."""
    return Campaign.objects.filter(brand=brand, pk=campaign_id).select_related("vendor").first()


def copies(found: Campaign) -> QuerySet[Copy]:
    """Where and when it was seen, newest first."""
    return Copy.objects.filter(campaign=found).select_related("vendor").order_by("-seen_at", "-pk")


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed address of one vendor, and when mail last came there."""

    vendor: str
    slug: str
    address: str
    campaigns: int
    last_heard: datetime | None
    is_silent: bool


def seeds(brand: Brand, *, now: datetime) -> list[Seed]:
    """One seed per vendor that sends for the brand; none without a domain for mail in.

    Mail of strangers does not count as heard: it would hide that the seed fell off the list.
    """
    if not brand.intake_domain:
        return []
    heard = {
        row["vendor_id"]: row
        for row in Copy.objects.filter(brand=brand, vendor__isnull=False, campaign__standing__in=_OURS)
        .order_by()
        .values("vendor_id")
        .annotate(last=Max("seen_at"), n=Count("campaign_id", distinct=True))
    }
    found = []
    for vendor in vendors(brand):
        if not vendor.sending_domains:
            continue
        row = heard.get(vendor.pk)
        last = row["last"] if row else None
        silent = last is None or now - last > SILENT
        address = f"journal+{vendor.slug}@{brand.intake_domain}"
        found.append(Seed(vendor.name, vendor.slug, address, row["n"] if row else 0, last, silent))
    return found


@dataclass(frozen=True, slots=True)
class UnknownSeed:
    """A seed address of no vendor at which mail came: a slip on a list at a provider, or a vendor that is not listed."""

    address: str
    mails: int
    last_heard: datetime


def unknown_seeds(brand: Brand, *, now: datetime, limit: int = 10) -> list[UnknownSeed]:
    """Those of the last weeks, the most used first."""
    rows = ReceivedMail.objects.filter(brand=brand, received_at__gte=now - SILENT, outcome__what=NO_SEED).order_by()
    counted = rows.values("outcome__vendor").annotate(n=Count("pk"), last=Max("received_at")).order_by("-n", "-last")
    return [
        UnknownSeed(f"journal+{row['outcome__vendor']}@{brand.intake_domain}", row["n"], row["last"])
        for row in counted[:limit]
    ]


# -- what the verdict asks ---------------------------------------------------------------------------------------------


def proven_copy(brand: Brand, message_id: str) -> Copy | None:
    """The single mail with this Message-ID that a relay took from us, else the copy of a proven campaign that a seed got."""
    proven = Copy.objects.filter(brand=brand, message_id=message_id, campaign__standing=Standing.PROVEN.value)
    found = proven.values_list("campaign__origin", "campaign__last_seen", "pk")  # few columns: most mails have none
    if not found:
        return None
    _, _, best = max((origin == Origin.SINGLE.value, last, pk) for origin, last, pk in found)
    return Copy.objects.select_related("campaign").defer(*(f"campaign__{name}" for name in _SHOWN_ONLY)).get(pk=best)


def most_alike(brand: Brand, mark: Fingerprint) -> Campaign | None:
    """The proven campaign whose words are most like this fingerprint, of those that share a number with it.

    Those that share the rarest and most numbers are compared. A number that comes from the foot of every letter is
    shared by all of them: only the newest of those are looked at, and they count for little.
    """
    sharing = campaigns_sharing(brand.pk, mark, of_each=SHARING)
    having = Counter(one.number for one in sharing)
    weights: dict[int, float] = defaultdict(float)
    for one in sharing:
        weights[one.campaign_id] += 1 / having[one.number]
    proven = {one.campaign_id: one.fingerprint for one in sharing if one.is_proven}
    chosen = sorted(proven, key=lambda pk: (-weights[pk], -pk))[:ALIKE]
    alike = {pk: Fingerprint.from_bytes(proven[pk]).resemblance(mark) for pk in chosen}
    best = max(alike, key=lambda pk: alike[pk], default=None)
    return Campaign.objects.defer(*_SHOWN_ONLY).filter(pk=best).first() if best is not None else None


def variant_of_mailing(brand: Brand, mailing_id: int, locale: str) -> Campaign | None:
    """A mailing's campaign in this locale."""
    rows = Campaign.objects.filter(brand=brand, mailing_id=mailing_id)
    return rows.filter(locale=locale).first() or rows.first()


# -- for the packages above --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundInOurMail:
    """A rule that the brand's own mail broke: how often, when last, and one campaign to look at."""

    rule: str
    severity: str
    campaign_id: int
    subject: str
    last_seen: datetime
    campaigns: int
    message: str = ""  # of that campaign


def recent_findings(brand: Brand, *, since: datetime) -> list[FoundInOurMail]:
    """The rules at block or error that our mail broke since then, the most frequent first."""
    rows = Campaign.objects.filter(brand=brand, standing__in=_OURS, last_seen__gte=since)
    rows = rows.filter(Q(blocks__gt=0) | Q(errors__gt=0)).order_by("-last_seen")
    newest: dict[str, FoundInOurMail] = {}
    count: dict[str, int] = {}
    for pk, subject, seen, findings in rows.values_list("pk", "subject", "last_seen", "findings"):
        grave = {one["rule"]: one for one in findings if one["severity"] in ("block", "error")}
        for rule, one in grave.items():
            count[rule] = count.get(rule, 0) + 1
            newest.setdefault(rule, FoundInOurMail(rule, one["severity"], pk, subject, seen, 1, one["message"]))
    found = [replace(one, campaigns=count[rule]) for rule, one in newest.items()]
    return sorted(found, key=lambda one: (-one.campaigns, one.rule))


def genuine_mails(brand: Brand, *, locale: str, limit: int = 20) -> list[Campaign]:
    """Proven mail of the brand in a language, newest first, with its words: for practice with real mail."""
    rows = Campaign.objects.filter(brand=brand, standing=Standing.PROVEN.value).exclude(origin=Origin.SINGLE.value)
    return list(rows.filter(locale=locale).order_by("-last_seen")[:limit])


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The campaigns of a class that were first seen in a month: how many, how many broke a rule at block or error,
    and how like a lure they look on average, 0 to 100."""

    month: datetime
    message_class: str
    campaigns: int
    breached: int
    phish_likeness: float


def counts_by_month(brand: Brand, *, since: datetime) -> list[MonthCount]:
    """Campaigns per month and class, oldest month first."""
    rows = (
        Campaign.objects.filter(brand=brand, standing__in=_OURS, first_seen__gte=since)
        .exclude(origin=Origin.SINGLE.value)
        .annotate(month=TruncMonth("first_seen"))
        .order_by("month", "message_class")
        .values("month", "message_class")
        .annotate(n=Count("pk"), bad=Count("pk", filter=Q(blocks__gt=0) | Q(errors__gt=0)), like=Avg("phish_likeness"))
    )
    return [MonthCount(row["month"], row["message_class"], row["n"], row["bad"], float(row["like"])) for row in rows]
