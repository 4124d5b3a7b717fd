"""Writing a mailing, and changing it before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from pyroaring import BitMap

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation import customer_sets
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import UnableToCompose
from forewarn.mail.domains import canonical_host, is_within
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.actions.stepping import audit_target, identity, step
from forewarn.mailings.models import AudienceChunk, Mailing, Variant
from forewarn.mailings.queries.content import Audience, audience_of, current_hash
from forewarn.mailings.rules.classes import TO_CUSTOMERS, MessageClass
from forewarn.mailings.rules.content import Words, audience_mark
from forewarn.mailings.rules.states import State, Step

__all__ = ["Audience", "Draft", "create_mailing", "edit_mailing"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A mailing to be made. `source` names what it carries, as (type, id) in the words of the caller."""

    title: str
    message_class: MessageClass
    variants: Sequence[Words]
    audience: Audience = field(default_factory=Audience)
    source: tuple[str, str] = ("", "")
    needs_page: bool = True
    keeps_quiet_hours: bool = True


@transaction.atomic
def create_mailing(*, brand: Brand, draft: Draft, by: Actor, now: datetime) -> Mailing:
    """Write a mailing down as a draft. Raises UnableToChangeMailing with the variant and part at fault."""
    if draft.message_class not in TO_CUSTOMERS:
        raise UnableToChangeMailing(
            f"Mail of the class {draft.message_class} goes to staff and vendors, never in a mailing."
        )
    _check_words(brand, draft.variants, draft.audience)
    mailing = Mailing.objects.create(
        brand=brand,
        title=draft.title[:200],
        message_class=draft.message_class.value,
        source_type=draft.source[0],
        source_id=draft.source[1],
        needs_page=draft.needs_page,
        keeps_quiet_hours=draft.keeps_quiet_hours,
        authors=[identity(by)],
        written_by_name=by.label,
        created_at=now,
    )
    _write(mailing, draft.variants, draft.audience)
    data = {"class": mailing.message_class, "locales": sorted({words.locale for words in draft.variants})}
    record("mailing.created", by=by, now=now, brand_id=brand.pk, target=audit_target(mailing), data=data)
    return mailing


@transaction.atomic
def edit_mailing(
    *, mailing: Mailing, variants: Sequence[Words], audience: Audience | None = None, by: Actor, now: datetime
) -> None:
    """Replace the words, and the audience where one is given. Any approval is taken back: it was for other words.

    Who edits becomes an author too, and cannot approve. Raises UnableToChangeMailing once anything was sent.
    """
    _check_words(mailing.brand, variants, audience or audience_of(mailing))
    before = mailing.content_hash
    approved = mailing.approved_hash
    authors = list(dict.fromkeys([*mailing.authors, identity(by)]))
    step(
        mailing,
        Step.EDIT,
        to=State.DRAFT,
        approved_hash="",
        approved_by="",
        approved_by_name="",
        approved_at=None,
        submitted_at=None,
        scheduled_for=None,
        emergency=False,
        emergency_reason="",
        authors=authors,
    )
    _write(mailing, variants, audience or audience_of(mailing))
    data = {"approval_withdrawn": bool(approved), "changed": mailing.content_hash != before}
    record("mailing.edited", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing), data=data)


def _check_words(brand: Brand, variants: Sequence[Words], audience: Audience) -> None:
    """Every group has the default locale or is complete without it, and every variant can be composed."""
    if not variants:
        raise UnableToChangeMailing("There are no words to send. Write them in at least one language.")
    groups = {words.group for words in variants}
    if missing := sorted(set(audience.sets or [""]) - groups):
        raise UnableToChangeMailing(f"There are no words for the group “{missing[0]}”.")
    if sum(map(len, audience.sets.values())) > len(BitMap.union(BitMap(), *audience.sets.values())):
        raise UnableToChangeMailing("Somebody is in two groups and would get two mails. Give each customer one group.")
    places = [(words.group, words.locale) for words in variants]
    if len(set(places)) < len(places):
        raise UnableToChangeMailing("The same language is given twice.")
    domains = [domain.domain for domain in brand.sending_domains.all()]
    for words in variants:
        _check_variant(words, domains)


def _check_variant(words: Words, domains: Sequence[str]) -> None:
    host = canonical_host(words.from_address.rpartition("@")[2])
    if not any(is_within(host, domain) for domain in domains):
        raise UnableToChangeMailing(
            f"{words.locale}: {words.from_address} is not at one of the brand's sending domains "
            f"({', '.join(domains) or 'none yet'}). Add the domain, or choose another sender."
        )
    if unknown := words.unknown_slots():
        raise UnableToChangeMailing(f"{words.locale}: {{{{{unknown[0]}}}}} is not a merge field. Take it out.")
    try:
        compile_letter(words.letter(), slots=words.used_slots())
    except UnableToCompose as error:
        raise UnableToChangeMailing(f"{words.locale}: {error}") from error


def _write(mailing: Mailing, variants: Sequence[Words], audience: Audience) -> None:
    Variant.objects.filter(mailing=mailing).delete()
    Variant.objects.bulk_create(
        Variant(
            mailing=mailing,
            group=words.group,
            locale=words.locale,
            subject=words.subject,
            from_name=words.from_name,
            from_address=words.from_address,
            text=words.text,
            html=words.html,
            headers=[list(pair) for pair in words.headers],
            fallbacks=dict(words.fallbacks),
        )
        for words in variants
    )
    AudienceChunk.objects.filter(mailing=mailing).delete()
    for group, members in audience.sets.items():
        customer_sets.store(AudienceChunk.objects.all(), members, mailing=mailing, group=group)
    mailing.audience, mailing.segment_id = audience.kind, audience.segment_id
    mailing.audience_mark = audience_mark(audience.kind, audience.segment_id, audience.sets)
    mailing.content_hash = current_hash(mailing)
    mailing.save(update_fields=["audience", "segment_id", "audience_mark", "content_hash"])
