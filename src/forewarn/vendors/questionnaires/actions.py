"""Asking a vendor, taking its answers, and deciding on them field by field."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import translation

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor, ActorKind
from forewarn.mail.addresses import UnableToReadAddress, read_address
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single
from forewarn.vendors.in_words import day_in_words
from forewarn.vendors.models import Questionnaire, Vendor
from forewarn.vendors.queries import facts_of
from forewarn.vendors.questionnaires.answers import Answers
from forewarn.vendors.questionnaires.limits import LIFETIMES, MAIL_LIFETIME, MAX_NAME, MAX_SAVES, TOKEN_BYTES
from forewarn.vendors.questionnaires.queries import State, hash_of, proposals_of, state_of
from forewarn.vendors.register import Because, NoticeMissing, UnableToChangeVendor, enter_facts
from forewarn.vendors.rules import Ground, merged

OPERATIONAL = "operational"


class UnableToAsk(Exception):
    """It is not possible; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A new questionnaire with its link, which is known this once and kept nowhere."""

    questionnaire: Questionnaire
    link: str


@transaction.atomic
def ask(*, vendor: Vendor, days: int, send_to: str, by: Actor, now: datetime, locale: str = "") -> Asked:
    """Make a link for a vendor, and mail it where `send_to` is an address; an open one from before stops working.

    Raises UnableToAsk.
    """
    if days not in LIFETIMES:
        raise UnableToAsk(f"A link can live for {', '.join(map(str, LIFETIMES))} days.")
    address = _address(send_to)
    for before in Questionnaire.objects.filter(vendor=vendor, answered_at=None, withdrawn_at=None):
        if state_of(before, now) is State.OPEN:
            withdraw(questionnaire=before, by=by, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Questionnaire.objects.create(
        vendor=vendor,
        token_hash=hash_of(token),
        asked_by=by.label[:200],
        asked_at=now,
        expires_at=now + timedelta(days=days),
        sent_to=address,
    )
    link = f"https://{vendor.brand.public_host}/vendor-questions/{token}/"
    if address:
        _mail(made, link, address, locale or vendor.brand.default_locale, now)
    _record("vendor.asked", made, by, now, {"days": days, "mailed": bool(address)})
    return Asked(made, link)


def _address(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return read_address(text).email
    except UnableToReadAddress as error:
        raise UnableToAsk(f"“{text.strip()}” is not a whole email address.") from error


def _mail(made: Questionnaire, link: str, address: str, locale: str, now: datetime) -> None:
    brand = made.vendor.brand
    with translation.override(locale):
        until = day_in_words(made.expires_at.astimezone(brand.zone).date())
    context = {
        "vendor": made.vendor.name,
        "link": link,
        "until": until,
        "contact": brand.contact_address,
    }
    try:
        queue_single(
            brand=brand,
            wording=Wording("vendors/questions", context, OPERATIONAL),
            to=Recipient(address, locale),
            now=now,
            idempotency_key=f"vendor questions {made.pk}",
            lifetime=MAIL_LIFETIME,
        )
    except UnableToQueue as error:
        raise UnableToAsk(
            f"The mail cannot be sent: {error} Make the link without an address, and send it yourself."
        ) from error


@transaction.atomic
def withdraw(*, questionnaire: Questionnaire, by: Actor, now: datetime) -> None:
    """Make the link useless; what was handed in stays as it is. Raises UnableToAsk where it was answered."""
    gone = Questionnaire.objects.filter(pk=questionnaire.pk, answered_at=None, withdrawn_at=None)
    if not gone.update(withdrawn_at=now, draft={}):
        raise UnableToAsk("This one is answered or withdrawn already.")
    _record("vendor.asking_withdrawn", questionnaire, by, now, {})


@transaction.atomic
def save_draft(*, questionnaire: Questionnaire, answers: Answers, now: datetime) -> None:
    """Keep what was typed, for going on later. Raises UnableToAsk where the link does not work any more."""
    _write(questionnaire, now, draft=answers.to_json())


@transaction.atomic
def hand_in(*, questionnaire: Questionnaire, answers: Answers, name: str, now: datetime) -> None:
    """Take the answers as proposed. Raises UnableToAsk where something is wrong or the link does not work any more."""
    who = " ".join(name.split())[:MAX_NAME]
    if not who:
        raise UnableToAsk("Write who you are: it is kept with the answers.")
    if answers.wrong:
        raise UnableToAsk("Some answers cannot be understood.")
    if not answers.facts and not answers.measures:
        raise UnableToAsk("Nothing is answered yet.")
    _write(questionnaire, now, draft={}, answers=answers.to_json(), answered_by=who, answered_at=now)
    by = Actor(ActorKind.SYSTEM, "", f"{questionnaire.vendor.name}: {who}"[:200])
    _record("vendor.answered", questionnaire, by, now, {})
    questionnaire.refresh_from_db()
    if not proposals_of(questionnaire):  # the register says all of it already
        questionnaire.settled_at = now
        questionnaire.save(update_fields=["settled_at"])


def _write(questionnaire: Questionnaire, now: datetime, **fields: object) -> None:
    mine = Questionnaire.objects.filter(
        pk=questionnaire.pk, answered_at=None, withdrawn_at=None, expires_at__gt=now, saves__lt=MAX_SAVES
    )
    if not mine.update(saves=F("saves") + 1, **fields):
        raise UnableToAsk("This link does not work any more. Ask for a new one.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one fact of the answers; one that is not taken says why."""

    taken: bool
    reason: str = ""


@transaction.atomic
def decide(
    *, questionnaire: Questionnaire, decisions: Mapping[str, Decision], seen: int | None, by: Actor, now: datetime,
    ground: Ground | None = None, why: str = "",
) -> int:  # fmt: skip
    """Take facts into the register as one version, and note why others are not taken; returns how many were taken.

    `seen` is the number of the version that the person compared with; `why` and `ground` are needed where customers
    should hear of it first. Raises UnableToAsk and NoticeMissing, with nothing decided.
    """
    row = Questionnaire.objects.select_for_update(of=("self",)).select_related("vendor__brand").get(pk=questionnaire.pk)
    if state_of(row, now) is not State.ANSWERED:
        raise UnableToAsk("Nothing of this one waits for a decision any more.")
    open_ones = {one.code: one for one in proposals_of(row)}
    wanted = {code: decision for code, decision in decisions.items() if code in open_ones}
    if missing := [code for code, decision in wanted.items() if not decision.taken and not decision.reason.strip()]:
        raise UnableToAsk(f"Say why you do not take it: {', '.join(missing)}.")
    taken = [code for code, decision in wanted.items() if decision.taken]
    if taken:
        facts = merged(facts_of(row.vendor), {code: open_ones[code].after for code in taken})
        reason = f"As {row.answered_by} of {row.vendor.name} answered on {row.answered_at:%Y-%m-%d}"[:500]
        try:
            enter_facts(vendor=row.vendor, facts=facts, reason=Because(reason, why, ground), by=by, now=now, seen=seen)
        except NoticeMissing:
            raise
        except UnableToChangeVendor as error:
            raise UnableToAsk(str(error)) from error
    noted = {
        code: {"taken": d.taken, "reason": d.reason.strip()[:300], "by": by.label, "at": now.isoformat()}
        for code, d in wanted.items()
    }
    row.decisions = {**row.decisions, **noted}
    if not set(open_ones) - set(wanted):
        row.settled_at = now
    row.save(update_fields=["decisions", "settled_at"])
    _record(
        "vendor.answers_decided", row, by, now, {code: "taken" if d.taken else "left" for code, d in wanted.items()}
    )
    return len(taken)


def _record(verb: str, row: Questionnaire, by: Actor, now: datetime, data: dict[str, object]) -> None:
    vendor = row.vendor
    record(verb, by=by, now=now, brand_id=vendor.brand_id, target=("vendor", vendor.pk, vendor.name), data=data)
