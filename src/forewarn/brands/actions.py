"""Changing brands: identity, look, domains, keys, senders. Everything is audited; keys are never deleted."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any, Unpack

from django.db import IntegrityError, transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands import queries
from forewarn.brands.fields import BrandFields, MoreFields
from forewarn.brands.models import Brand, BrandLogo, DkimKey, Sender, SendingDomain
from forewarn.brands.rules.dns import Finding, State, check
from forewarn.brands.rules.keys import KeyState, next_selector
from forewarn.brands.rules.logos import UnableToUseLogo, read_logo
from forewarn.brands.rules.names import RESERVED_SLUGS, UnableToName, host_of, slug_of
from forewarn.foundation.secrets import seal
from forewarn.mail.dkim.keys import generate_key, is_selector
from forewarn.mail.resolver import Resolver

SENDER_ID_LENGTH = (5, 15)  # characters of the SenderId in Feedback-ID


class UnableToChangeBrand(Exception):
    """The change is not possible; the text says why and what to do."""


@transaction.atomic
def create_brand(
    *,
    name: str,
    domain: str,
    public_host: str,
    by: Actor,
    now: datetime,
    sample: bool = False,
    **fields: Unpack[MoreFields],
) -> Brand:
    """A new brand with its first sending domain, a DKIM key that waits for its DNS record, and a care sender.

    Raises UnableToChangeBrand.
    """
    try:
        host, site = host_of(domain), host_of(public_host)
    except UnableToName as error:
        raise UnableToChangeBrand(str(error)) from error
    slug = slug_of(name)
    if not slug or slug in RESERVED_SLUGS:
        raise UnableToChangeBrand(f"“{name}” cannot stand in an address. Choose a name with Latin letters or digits.")
    if Brand.objects.filter(slug=slug).exists():
        raise UnableToChangeBrand(f"There is already a brand called “{name}”.")
    if Brand.objects.filter(public_host=site).exists():
        raise UnableToChangeBrand(f"{site} already shows another brand. Choose another public host.")
    values: dict[str, Any] = {
        "website": host,
        "intake_domain": f"mail.{site}",
        "feedback_sender_id": _sender_id(slug),
        "locales": ["en"],
    } | dict(fields)
    brand = Brand.objects.create(slug=slug, name=name, public_host=site, sample=sample, created_at=now, **values)
    record("brand.created", by=by, now=now, brand_id=brand.pk, target=("brand", brand.pk, name))
    first = add_domain(brand=brand, domain=host, stream="care", by=by, now=now)
    create_key(domain=first, by=by, now=now)
    save_sender(brand=brand, display_name=name, address=f"safety@{host}", for_care=True, by=by, now=now)
    return brand


def _sender_id(slug: str) -> str:
    shortest, longest = SENDER_ID_LENGTH
    return (slug if len(slug) >= shortest else f"{slug}-care")[:longest]


@transaction.atomic
def change_brand(*, brand: Brand, by: Actor, now: datetime, **fields: Unpack[BrandFields]) -> Brand:
    """Change what is given; the log keeps the old and the new value. Raises UnableToChangeBrand."""
    site = fields.get("public_host", brand.public_host)
    if Brand.objects.filter(public_host=site).exclude(pk=brand.pk).exists():
        raise UnableToChangeBrand(f"{site} already shows another brand. Choose another public host.")
    changed = {name: [_plain(getattr(brand, name)), _plain(value)] for name, value in fields.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return brand
    for name, value in fields.items():
        setattr(brand, name, value)
    if {"public_host", "intake_domain", "mail_host", "spf_sources"} & changed.keys():
        brand.dns_findings, brand.dns_checked_at = [], None  # they spoke of other records
    brand.save()
    record("brand.changed", by=by, now=now, brand_id=brand.pk, target=("brand", brand.pk, brand.name), data=changed)
    return brand


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def set_logo(*, brand: Brand, content: bytes, by: Actor, now: datetime) -> None:
    """Use this PNG or SVG as logo, cleaned. Raises UnableToChangeBrand."""
    try:
        logo = read_logo(content)
    except UnableToUseLogo as error:
        raise UnableToChangeBrand(str(error)) from error
    values = {"content": logo.content, "media_type": logo.media_type, "width": logo.width, "height": logo.height}
    BrandLogo.objects.update_or_create(brand=brand, defaults={**values, "changed_at": now})
    brand.logo_digest = hashlib.sha256(logo.content).hexdigest()[:16]
    brand.save(update_fields=["logo_digest"])
    data = {"type": logo.media_type, "bytes": len(logo.content)}
    record("brand.logo_changed", by=by, now=now, brand_id=brand.pk, target=("brand", brand.pk, brand.name), data=data)


@transaction.atomic
def remove_logo(*, brand: Brand, by: Actor, now: datetime) -> None:
    """Show the brand's name instead of a logo."""
    BrandLogo.objects.filter(brand=brand).delete()
    brand.logo_digest = ""
    brand.save(update_fields=["logo_digest"])
    record("brand.logo_removed", by=by, now=now, brand_id=brand.pk, target=("brand", brand.pk, brand.name))


@transaction.atomic
def add_domain(*, brand: Brand, domain: str, stream: str, by: Actor, now: datetime) -> SendingDomain:
    """Add a domain the brand sends from. Raises UnableToChangeBrand."""
    try:
        host = host_of(domain)
    except UnableToName as error:
        raise UnableToChangeBrand(str(error)) from error
    if SendingDomain.objects.filter(brand=brand, domain=host).exists():
        raise UnableToChangeBrand(f"{host} is already listed.")
    if SendingDomain.objects.filter(domain=host).exists():
        raise UnableToChangeBrand(f"{host} belongs to another brand of this installation.")
    row = SendingDomain.objects.create(brand=brand, domain=host, stream=stream, since=now.astimezone(brand.zone).date())
    record("domain.added", by=by, now=now, brand_id=brand.pk, target=("domain", row.pk, host), data={"stream": stream})
    return row


@transaction.atomic
def create_key(*, domain: SendingDomain, by: Actor, now: datetime, selector: str = "") -> DkimKey:
    """Make an RSA key of 2,048 bits for the domain; it signs nothing until `start_signing`. Raises UnableToChangeBrand."""
    taken = set(domain.keys.values_list("selector", flat=True))
    name = selector.strip().lower() or next_selector(taken, now=now)
    if not is_selector(name):
        raise UnableToChangeBrand("A selector is made of letters, digits and hyphens, such as fw2611.")
    if name in taken:
        raise UnableToChangeBrand(
            f"The selector {name} was used before. Choose a new one; old mail still needs the old."
        )
    pair = generate_key()
    key = DkimKey.objects.create(
        sending_domain=domain,
        selector=name,
        public_key=pair.public_key,
        private_key_sealed=seal(pair.private_pem),
        created_at=now,
    )
    _record_key("key.created", key, by=by, now=now)
    return key


@transaction.atomic
def start_signing(*, key: DkimKey, by: Actor, now: datetime) -> None:
    """Sign with this key from now on; the one used until now keeps its dates. Raises UnableToChangeBrand."""
    if not key.usable:
        raise UnableToChangeBrand("This key can no longer sign. Make a new one.")
    if key.state is KeyState.SIGNING:
        return
    before = DkimKey.objects.filter(
        sending_domain=key.sending_domain, valid_from__isnull=False, valid_until__isnull=True
    ).exclude(pk=key.pk)
    for old in before:
        old.valid_until = now
        old.save(update_fields=["valid_until"])
        _record_key("key.retired", old, by=by, now=now)
    key.valid_from = now
    key.save(update_fields=["valid_from"])
    _record_key("key.signing", key, by=by, now=now)


@transaction.atomic
def mark_compromised(*, key: DkimKey, since: datetime, by: Actor, now: datetime) -> None:
    """Stop believing this key for anything signed `since` then; it never signs again. Raises UnableToChangeBrand."""
    if since > now:
        raise UnableToChangeBrand("Choose a moment that has passed.")
    key.compromised_since = since if key.compromised_since is None else min(since, key.compromised_since)
    if key.valid_from is not None and key.valid_until is None:
        key.valid_until = now
    key.save(update_fields=["compromised_since", "valid_until"])
    _record_key("key.compromised", key, by=by, now=now, data={"since": since.isoformat()})


def _record_key(verb: str, key: DkimKey, *, by: Actor, now: datetime, data: dict[str, Any] | None = None) -> None:
    brand_id = key.sending_domain.brand_id
    record(verb, by=by, now=now, brand_id=brand_id, target=("key", key.pk, str(key)), data=data)


def check_dns(*, brand: Brand, resolver: Resolver, by: Actor, now: datetime) -> list[Finding]:
    """Ask DNS for every record the brand needs and keep what was found.

    A key that is published starts to sign where its domain has none in use yet. No transaction is open while DNS is
    asked.
    """
    domains = list(queries.sending_domains(brand).select_related("brand"))
    of_brand = check(queries.wanted_brand_records(brand), resolver)
    of_domains = [(domain, check(queries.wanted_records(domain), resolver)) for domain in domains]
    with transaction.atomic():
        brand.dns_findings, brand.dns_checked_at = [f.as_json() for f in of_brand], now
        brand.save(update_fields=["dns_findings", "dns_checked_at"])
        for domain, found in of_domains:
            domain.findings, domain.checked_at = [f.as_json() for f in found], now
            domain.save(update_fields=["findings", "checked_at"])
            _notice_keys(domain, found, by=by, now=now)
    return [*of_brand, *(f for _, found in of_domains for f in found)]


def _notice_keys(domain: SendingDomain, found: list[Finding], *, by: Actor, now: datetime) -> None:
    published = {f.name for f in found if f.state is State.OK}
    in_use = any(k.state is KeyState.SIGNING for k in domain.keys.all())
    for key in sorted(domain.keys.all(), key=lambda k: k.pk):
        if str(key) not in published:
            continue
        if key.seen_in_dns_at is None:
            key.seen_in_dns_at = now
            key.save(update_fields=["seen_in_dns_at"])
        if key.state is KeyState.WAITING and not in_use:
            start_signing(key=key, by=by, now=now)
            in_use = True


@transaction.atomic
def save_sender(
    *,
    brand: Brand,
    display_name: str,
    address: str,
    for_care: bool,
    by: Actor,
    now: datetime,
    sender_id: int | None = None,
) -> Sender:
    """Add a sender, or change the one with this id; at most one is for care mail. Raises UnableToChangeBrand."""
    sender = Sender(brand=brand) if sender_id is None else Sender.objects.get(brand=brand, pk=sender_id)
    if for_care:
        Sender.objects.filter(brand=brand, for_care=True).exclude(pk=sender.pk or 0).update(for_care=False)
    sender.display_name, sender.address, sender.for_care = display_name.strip(), address.strip(), for_care
    try:
        with transaction.atomic():
            sender.save()
    except IntegrityError as error:
        raise UnableToChangeBrand("This name and address are already listed.") from error
    verb = "sender.added" if sender_id is None else "sender.changed"
    record(verb, by=by, now=now, brand_id=brand.pk, target=("sender", sender.pk, str(sender)), data={"care": for_care})
    return sender


@transaction.atomic
def remove_sender(*, sender: Sender, by: Actor, now: datetime) -> None:
    """Take a sender from the list. The care sender stays until another one is. Raises UnableToChangeBrand."""
    if sender.for_care:
        raise UnableToChangeBrand("This is the sender of alerts. Make another one that first.")
    target = ("sender", sender.pk, str(sender))
    record("sender.removed", by=by, now=now, brand_id=sender.brand_id, target=target)
    sender.delete()
