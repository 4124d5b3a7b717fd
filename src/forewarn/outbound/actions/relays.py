"""Changing relays and trying them out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.secrets import seal
from forewarn.outbound.conditions import forget_trouble, keep_trouble
from forewarn.outbound.envelopes import RelayTrouble
from forewarn.outbound.models import Relay, RelayKind
from forewarn.outbound.relays import open_transport
from forewarn.outbound.transports.providers import PROVIDERS
from forewarn.outbound.transports.smtp.endpoint import Tls, is_loopback


class UnableToChangeRelay(Exception):
    """The relay cannot be so; the text says what to change."""


class RelayFields(TypedDict, total=False):
    """What can be said of a relay; `password` is sealed before it is stored, and an empty one leaves the old."""

    name: str
    kind: str
    host: str
    port: int
    tls: str
    username: str
    password: str
    ca_certificate: str
    provider: str
    options: dict[str, str]
    folder: str
    rate: float
    connections: int
    signs_itself: bool
    priority: int
    active: bool


@transaction.atomic
def add_relay(*, brand: Brand, by: Actor, now: datetime, **fields: Unpack[RelayFields]) -> Relay:
    """Add a way out for the brand's mail. Raises UnableToChangeRelay."""
    relay = Relay(brand=brand, created_at=now)
    if fields.get("kind") == RelayKind.ANYMAIL:
        relay.signs_itself = True  # providers write the mail anew, which no signature of ours survives
    _fill(relay, fields)
    relay.save()
    _record("relay.added", relay, by=by, now=now, data=_shown(fields))
    return relay


@transaction.atomic
def change_relay(*, relay: Relay, by: Actor, now: datetime, **fields: Unpack[RelayFields]) -> None:
    """Change a relay; its last trouble is forgotten, since it was of the old settings. Raises UnableToChangeRelay."""
    _fill(relay, fields)
    relay.last_error = relay.last_error_kind = ""
    relay.last_error_at = None
    relay.save()
    _record("relay.changed", relay, by=by, now=now, data=_shown(fields))


@transaction.atomic
def remove_relay(*, relay: Relay, by: Actor, now: datetime) -> None:
    """Take a relay away; what went through it keeps its name."""
    _record("relay.removed", relay, by=by, now=now)
    relay.delete()


def try_relay(*, relay: Relay, now: datetime) -> RelayTrouble | None:
    """Connect and sign in as for sending, without sending anything; the trouble if there is any. Kept on the relay."""
    try:
        transport = open_transport(relay)
        try:
            transport.try_out()
        finally:
            transport.close()
    except RelayTrouble as trouble:
        keep_trouble(relay.pk, trouble, now=now)
        return trouble
    forget_trouble(relay.pk)
    return None


def _fill(relay: Relay, fields: RelayFields) -> None:
    """Set the fields and check that they make a relay. Raises UnableToChangeRelay."""
    for name, value in fields.items():
        if name != "password":
            setattr(relay, name, value.strip() if isinstance(value, str) else value)
    if password := fields.get("password"):
        relay.password_sealed = seal(password)
    _CHECKS[RelayKind(relay.kind)](relay)
    try:
        relay.full_clean()
    except ValidationError as error:
        raise UnableToChangeRelay(" ".join(error.messages)) from error


def _check_smtp(relay: Relay) -> None:
    if not relay.host:
        raise UnableToChangeRelay("Give the host of the relay, for example smtp.provider.example.")
    if relay.tls == Tls.NONE and not is_loopback(relay.host):
        raise UnableToChangeRelay("Without TLS a relay must be on this machine. Choose STARTTLS or implicit TLS.")
    if relay.username and not relay.password_sealed:
        raise UnableToChangeRelay("Give the password that belongs to the user name.")


def _check_provider(relay: Relay) -> None:
    provider = PROVIDERS.get(relay.provider)
    if provider is None:
        raise UnableToChangeRelay(f"Choose one of the providers: {', '.join(sorted(PROVIDERS))}.")
    if not relay.password_sealed:
        raise UnableToChangeRelay(f"Give the key of {provider.label} ({provider.secret}).")
    if missing := [name for name in provider.required if not relay.options.get(name)]:
        raise UnableToChangeRelay(f"{provider.label} also needs: {', '.join(missing)}.")
    known = (*provider.required, *provider.optional)
    if unknown := [name for name in relay.options if name not in known]:
        raise UnableToChangeRelay(f"{provider.label} has no setting {unknown[0]} (it has: {', '.join(known)}).")


def _check_mailbox(relay: Relay) -> None:
    if ".." in relay.folder.split("/"):
        raise UnableToChangeRelay("The folder must not lead upwards.")


_CHECKS = {RelayKind.SMTP: _check_smtp, RelayKind.ANYMAIL: _check_provider, RelayKind.MAILDIR: _check_mailbox}


def _shown(fields: RelayFields) -> dict[str, Any]:
    """What the audit log keeps of a change: no secrets."""
    return {name: "changed" if name in ("password", "ca_certificate") else value for name, value in fields.items()}


def _record(verb: str, relay: Relay, *, by: Actor, now: datetime, data: dict[str, Any] | None = None) -> None:
    record(verb, by=by, now=now, brand_id=relay.brand_id, target=("relay", relay.pk, relay.name), data=data)
