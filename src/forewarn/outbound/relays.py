"""From a relay's row to a transport: one explicit table of kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble, TroubleKind
from forewarn.outbound.models import Relay, RelayKind
from forewarn.outbound.transports.maildir import MaildirTransport
from forewarn.outbound.transports.providers import PROVIDERS
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint, Tls
from forewarn.outbound.transports.smtp.transport import SmtpTransport

WaitForTurn = Callable[[], None]


class Transport(Protocol):
    """What delivers groups for one thread; `trouble` says why the last group was not tried to its end."""

    trouble: RelayTrouble | None

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Send a group; every envelope has its outcome when this returns."""

    def try_out(self) -> None:
        """Do all that sending needs but the sending. Raises RelayTrouble."""

    def close(self) -> None:
        """End the connection."""


def open_transport(relay: Relay, *, wait_for_turn: WaitForTurn = lambda: None) -> Transport:
    """The transport of a relay; connections are made when the first group is sent. Raises RelayTrouble."""
    return _KINDS[RelayKind(relay.kind)](relay, wait_for_turn)


def mailbox_folder(relay: Relay) -> Path:
    """Where a local mailbox lies."""
    return Path(settings.HOME) / (relay.folder or f"mailboxes/{relay.brand.slug}")


def _smtp(relay: Relay, wait_for_turn: WaitForTurn) -> Transport:
    endpoint = SmtpEndpoint(
        name=relay.name,
        host=relay.host,
        port=relay.port,
        tls=Tls(relay.tls),
        username=relay.username,
        password=relay_secret(relay),
        ca_certificate=relay.ca_certificate,
        client_name=relay.brand.public_host,
    )
    return SmtpTransport(endpoint, wait_for_turn=wait_for_turn)


def _maildir(relay: Relay, wait_for_turn: WaitForTurn) -> Transport:
    return MaildirTransport(relay.name, mailbox_folder(relay), wait_for_turn=wait_for_turn)


def _anymail(relay: Relay, wait_for_turn: WaitForTurn) -> Transport:
    # Loaded only where a provider is in use: it brings in a whole HTTP client.
    from forewarn.outbound.transports.anymail import AnymailTransport

    provider = PROVIDERS.get(relay.provider)
    if provider is None:
        raise RelayTrouble(TroubleKind.SETTINGS, f"{relay.name}: {relay.provider!r} is not a provider known here")
    own: dict[str, Any] = {provider.secret: relay_secret(relay)}
    sending = {*provider.required, *provider.optional} - {
        provider.webhook_key,
        provider.inbound_key,
        provider.inbound_option,
    }
    own |= {name: relay.options[name] for name in sorted(sending) if name in relay.options}
    return AnymailTransport(relay.name, provider, own, wait_for_turn=wait_for_turn)


def relay_secret(relay: Relay) -> str:
    """The relay's password or key. Raises RelayTrouble where it cannot be opened."""
    try:
        return unseal(relay.password_sealed) if relay.password_sealed else ""
    except UnableToUnseal as error:
        raise RelayTrouble(TroubleKind.SETTINGS, f"{relay.name}: {error}") from error


_KINDS: dict[RelayKind, Callable[[Relay, WaitForTurn], Transport]] = {
    RelayKind.SMTP: _smtp,
    RelayKind.MAILDIR: _maildir,
    RelayKind.ANYMAIL: _anymail,
}
