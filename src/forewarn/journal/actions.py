"""Writing the sent record."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.journal import letters
from forewarn.journal.models import Campaign, CampaignKey, Copy
from forewarn.journal.recognising import CANDIDATES, campaign_like
from forewarn.journal.rules import OURS, Origin, Standing, signed, vendor_behind
from forewarn.journal.seeing import SeenMail, lint_fields
from forewarn.lint.context import ComposedMail, LintContext
from forewarn.lint.engine import composed_bytes, lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.domains import organisational_domain
from forewarn.mail.fingerprints import Fingerprint, fingerprint
from forewarn.mail.letters import letter_of
from forewarn.mail.reading.message import read_mail
from forewarn.profiles.queries import brand_profile
from forewarn.vendors.models import Vendor

COPIES_KEPT = timedelta(days=400)  # as long as intake keeps what a mail led to
_WITH_DIGITS = re.compile(r"\S*\d\S*(?:\s+\S*\d\S*)*")


class UnableToChangeCampaign(Exception):
    """The change is not possible; the text says why."""


@transaction.atomic
def note_copy(*, seen: SeenMail) -> Campaign:
    """Put a copy from a seed address into the record: into its campaign, or as a new one."""
    brand = Brand.objects.select_for_update().get(pk=seen.brand_id)  # two seeds may bring one campaign at once
    campaign = campaign_like(seen)
    if campaign is None:
        campaign = Campaign.objects.create(
            brand=brand,
            vendor_id=seen.vendor_id,
            origin=Origin.SEED.value,
            standing=seen.evidence.standing.value,
            proof=seen.evidence.domain,
            subject=seen.subject,
            sender_domain=seen.sender_domain,
            message_class=seen.message_class.value,
            first_seen=seen.at,
            last_seen=seen.at,
            fingerprint=seen.fingerprint.to_bytes(),
            **seen.fields,
        )
        _index(campaign, seen.fingerprint)
    else:
        changes: dict[str, Any] = {"copies": F("copies") + 1, "last_seen": max(campaign.last_seen, seen.at)}
        changes["first_seen"] = min(campaign.first_seen, seen.at)
        Campaign.objects.filter(pk=campaign.pk).update(**changes)
    Copy.objects.create(
        campaign=campaign,
        brand=brand,
        vendor_id=seen.seed_vendor_id,
        message_id=seen.message_id,
        seen_at=seen.at,
        mail_id=seen.mail_id,
    )
    return campaign


def _index(campaign: Campaign, mark: Fingerprint) -> None:
    keys = [CampaignKey(campaign=campaign, brand_id=campaign.brand_id, key=signed(number)) for number in set(mark.keys)]
    CampaignKey.objects.bulk_create(keys)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words of a mailing of ours in one locale, slots and all."""

    locale: str
    subject: str
    from_name: str
    from_address: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def note_mailing(
    *,
    brand: Brand,
    mailing_id: int,
    title: str,
    message_class: str,
    words: Sequence[OwnWords],
    page: str,
    now: datetime,
) -> None:
    """Put a mailing of ours into the record, one campaign per set of words; doing it twice changes nothing."""
    if Campaign.objects.filter(mailing_id=mailing_id).exists():
        return
    profile = brand_profile(brand)
    for one in words:
        mail = ComposedMail(one.from_name, one.from_address, one.subject, one.text, one.html, one.headers)
        letter = letter_of(read_mail(composed_bytes(mail)))
        mark = fingerprint(letter.text)
        report = lint_mail(
            mail,
            message_class=message_class,
            now=now,
            profile=profile,
            context=LintContext(registered=True, locale=one.locale),
        )
        campaign = Campaign.objects.create(
            brand=brand,
            origin=Origin.MAILING.value,
            standing=Standing.PROVEN.value,
            proof=one.from_address.rpartition("@")[2],
            subject=one.subject[:300],
            from_name=one.from_name[:200],
            from_address=one.from_address,
            sender_domain=organisational_domain(one.from_address.rpartition("@")[2]),
            message_class=message_class,
            locale=one.locale,
            title=title[:200],
            page=page,
            mailing_id=mailing_id,
            first_seen=now,
            last_seen=now,
            letter=letters.as_json(letter),
            packed_html=zlib.compress(one.html.encode()),
            fingerprint=mark.to_bytes(),
            **lint_fields(report),
        )
        _index(campaign, mark)


@dataclass(frozen=True, slots=True)
class SingleSent:
    """A single mail that a relay accepted: what it was, never its words, which may hold a code."""

    brand_id: int
    template: str
    locale: str
    message_class: str
    subject: str
    from_name: str
    from_address: str
    message_id: str
    customer_id: int | None


@transaction.atomic
def note_single(*, sent: SingleSent, now: datetime) -> None:
    """Put a single mail into the record, under its template; the same Message-ID twice is one."""
    Brand.objects.select_for_update().get(pk=sent.brand_id)
    if Copy.objects.filter(brand_id=sent.brand_id, message_id=sent.message_id).exists():
        return
    campaign, new = Campaign.objects.get_or_create(
        brand_id=sent.brand_id,
        origin=Origin.SINGLE.value,
        title=sent.template,
        locale=sent.locale,
        defaults={
            "standing": Standing.PROVEN.value,
            "proof": sent.from_address.rpartition("@")[2],
            "subject": _without_digits(sent.subject)[:300],
            "from_name": sent.from_name[:200],
            "from_address": sent.from_address,
            "sender_domain": organisational_domain(sent.from_address.rpartition("@")[2]),
            "message_class": sent.message_class,
            "first_seen": now,
            "last_seen": now,
        },
    )
    if not new:
        Campaign.objects.filter(pk=campaign.pk).update(copies=F("copies") + 1, last_seen=now)
    Copy.objects.create(
        campaign=campaign, brand_id=sent.brand_id, message_id=sent.message_id, seen_at=now, customer_id=sent.customer_id
    )


def _without_digits(text: str) -> str:
    """A subject without what may be a code, or the number of a case."""
    return _WITH_DIGITS.sub("…", text)


@transaction.atomic
def change_class(*, campaign: Campaign, message_class: str, by: Actor, now: datetime) -> None:
    """Say what class a campaign has, where the record guessed wrong. Raises UnableToChangeCampaign."""
    if campaign.origin != Origin.SEED.value:
        raise UnableToChangeCampaign("The class of a mail that Forewarn sent was approved with it.")
    if message_class not in {one.value for one in MessageClass}:
        raise UnableToChangeCampaign(f"There is no class “{message_class}”.")
    before = campaign.message_class
    campaign.message_class, campaign.class_by_staff = message_class, True
    campaign.save(update_fields=["message_class", "class_by_staff"])
    _audit("campaign.classed", campaign, by, now, {"from": before, "to": message_class})


@transaction.atomic
def mark_user_text(*, campaign: Campaign, has_user_text: bool, by: Actor, now: datetime) -> None:
    """Say whether users of the brand can write words of their own into this mail, as into the note of an invoice."""
    if campaign.has_user_text == has_user_text:
        return
    campaign.has_user_text = has_user_text
    campaign.save(update_fields=["has_user_text"])
    _audit("campaign.user_text", campaign, by, now, {"has_user_text": has_user_text})


@transaction.atomic
def judge_undisclosed(*, campaign: Campaign, is_ours: bool | None, by: Actor, now: datetime) -> None:
    """Say whether a campaign of an undisclosed sender is ours; None takes that back. Raises UnableToChangeCampaign.

    Saying yes puts it among our mail for linting and counting. It never proves a customer's copy: only signatures do.
    """
    judged = {Standing.UNDISCLOSED.value, Standing.CONFIRMED.value, Standing.DISMISSED.value}
    if campaign.standing not in judged:
        raise UnableToChangeCampaign("The sender of this mail is known by its signature.")
    answers = {True: Standing.CONFIRMED, False: Standing.DISMISSED, None: Standing.UNDISCLOSED}
    campaign.standing = answers[is_ours].value
    campaign.save(update_fields=["standing"])
    _audit("campaign.judged", campaign, by, now, {"standing": campaign.standing})


def _audit(verb: str, campaign: Campaign, by: Actor, now: datetime, data: dict[str, Any]) -> None:
    target = ("campaign", campaign.pk, campaign.subject)
    record(verb, by=by, now=now, brand_id=campaign.brand_id, target=target, data=data)


def forget_customer(*, brand_id: int, customer_id: int) -> None:
    """Delete the single mails of a customer who is erased."""
    Copy.objects.filter(brand_id=brand_id, customer_id=customer_id).delete()


@transaction.atomic
def explain_again(*, brand: Brand, by: Actor, now: datetime) -> int:
    """Explain what waits by vendors that were listed since; returns how many campaigns. Staff's own word stands."""
    waiting = Campaign.objects.filter(brand=brand, standing=Standing.UNDISCLOSED.value).exclude(proof="")
    rows = list(waiting.only("proof", "from_address", "subject", "brand_id", "standing")[:CANDIDATES])
    if not rows:
        return 0
    profile, explained = brand_profile(brand), 0
    for row in rows:
        name = vendor_behind(row.proof, row.from_address, profile)
        if not name:
            continue
        vendor = Vendor.objects.filter(brand=brand, name=name).first()
        Campaign.objects.filter(pk=row.pk).update(standing=Standing.EXPLAINED.value, vendor=vendor)
        _audit("campaign.explained", row, by, now, {"vendor": name})
        explained += 1
    return explained


def forget_old(*, now: datetime) -> None:
    """Delete old copies, and old campaigns that nobody said are ours: they may hold a stranger's words."""
    before = now - COPIES_KEPT
    Copy.objects.filter(seen_at__lt=before).delete()
    strangers = (Standing.DISMISSED.value, Standing.UNDISCLOSED.value)
    Campaign.objects.filter(standing__in=strangers, last_seen__lt=before).delete()


IN_THE_RECORD = tuple(standing.value for standing in OURS)
