"""Mails through a provider's API, by django-anymail.

The provider writes the mail anew from its parts and signs it; subject, both texts, list headers, sender, recipient and
return path are handed over as they are. Tracking of opens and clicks is switched off.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterable, Mapping
from email.message import EmailMessage as StandardMessage
from email.utils import parseaddr
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailError, AnymailRecipientsRefused
from anymail.message import AnymailMessage
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble, Stage, Status, TroubleKind
from forewarn.outbound.transports.groups import Group, Prepared
from forewarn.outbound.transports.providers import Provider

REPLY_LENGTH = 500  # characters kept of a provider's answer

# What the provider writes itself, from the other parts of the message.
_NOT_HANDED_OVER = frozenset(
    {"from", "to", "subject", "date", "mime-version", "content-type", "content-transfer-encoding", "dkim-signature"}
)
_STATUSES = {
    "sent": Status.ACCEPTED,
    "queued": Status.ACCEPTED,
    "invalid": Status.REFUSED,
    "rejected": Status.REFUSED,
    "failed": Status.DEFERRED,
}


class AnymailTransport:
    """Delivers through one provider's API. For one thread at a time."""

    def __init__(
        self,
        name: str,
        provider: Provider,
        settings: Mapping[str, Any],
        *,
        wait_for_turn: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.provider = provider
        self.trouble: RelayTrouble | None = None
        self._settings = dict(settings)
        self._wait_for_turn = wait_for_turn
        self._backend: Any = None

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Send a group, one call of the API per mail; every envelope has its outcome when this returns."""
        self.trouble = None
        group = Group(self.name, envelopes, self._wait_for_turn)
        prepared: Prepared | None = None
        try:
            self._open()
            while prepared := group.take():
                self._send(prepared, group)
        except RelayTrouble as trouble:
            self.trouble = trouble
            group.leave_the_rest(trouble)
        return group.outcomes

    def try_out(self) -> None:
        """See that the settings are complete; whether the key is right shows only when a mail is sent."""
        self._open()

    def close(self) -> None:
        """End the connection."""
        if self._backend:
            self._backend.close()
            self._backend = None

    def _open(self) -> None:
        if self._backend:
            return
        try:
            backend = import_string(self.provider.backend)
            self._backend = backend(ignore_unsupported_features=True, **self._settings)
        except (AnymailConfigurationError, ImproperlyConfigured) as error:
            raise RelayTrouble(TroubleKind.SETTINGS, f"{self.provider.label}: {error}") from error
        self._backend.open()

    def _send(self, prepared: Prepared, group: Group) -> None:
        """Send one mail and note what became of it. Raises RelayTrouble if it would become of every mail."""
        message = as_message(prepared, self.provider)
        try:
            self._backend.send_messages([message])
        except AnymailRecipientsRefused:
            pass  # the status says so too
        except AnymailAPIError as error:
            self._note_failure(error, prepared, group)
            return
        except AnymailError as error:
            group.note(prepared.envelope, Status.REFUSED, Stage.COMPOSING, _short(str(error)))
            return
        told = next(iter(message.anymail_status.recipients.values()), None)
        said = told.status if told else "unknown"
        status = _STATUSES.get(said, Status.IN_DOUBT)
        stage = Stage.RECIPIENT if status is Status.REFUSED else Stage.CONTENT
        identity = f" as {told.message_id}" if told and told.message_id else ""
        group.note(prepared.envelope, status, stage, f"{said}{identity}")

    def _note_failure(self, error: AnymailAPIError, prepared: Prepared, group: Group) -> None:
        """Tell a mail that was refused from a provider in trouble."""
        code = error.status_code or 0
        words = _short(f"{self.provider.label}: {code or ''} {error}")
        if code < 300 or code in (500, 502, 504):  # no answer, none that can be read, or a fault midway
            if _reached(error):
                group.note(prepared.envelope, Status.IN_DOUBT, Stage.CONTENT, words, code)
            else:
                group.put_back(prepared)
            kind = TroubleKind.PROVIDER if _reached(error) else TroubleKind.UNREACHABLE
            raise RelayTrouble(kind, words) from error
        if code in _TROUBLE:
            group.put_back(prepared)
            raise RelayTrouble(_TROUBLE[code], words) from error
        status = Status.REFUSED if 400 <= code < 500 else Status.DEFERRED
        group.note(prepared.envelope, status, Stage.CONTENT, words, code)


_TROUBLE = {
    401: TroubleKind.AUTHENTICATION,
    402: TroubleKind.PROVIDER,
    403: TroubleKind.AUTHENTICATION,
    429: TroubleKind.BUSY,
    503: TroubleKind.BUSY,
}


def as_message(prepared: Prepared, provider: Provider) -> AnymailMessage:
    """A composed mail in the parts that providers' APIs take."""
    mail = email.message_from_bytes(prepared.data, policy=email.policy.default)
    assert isinstance(mail, StandardMessage)  # noqa: S101 - for the type checker; the policy makes it so
    headers = {name: str(value) for name, value in mail.items() if name.lower() not in _NOT_HANDED_OVER}
    name, _ = parseaddr(str(mail["To"]))
    message = AnymailMessage(
        subject=str(mail["Subject"]),
        body=_text(mail, "plain"),
        from_email=str(mail["From"]),
        to=[f'"{_quotable(name)}" <{prepared.recipient}>' if name else prepared.recipient],
        headers=headers | dict(provider.headers),
        envelope_sender=prepared.sender or None,
        metadata={"message_id": str(mail["Message-ID"]), "return_path": prepared.sender},
        track_opens=False,
        track_clicks=False,
    )
    if html := _text(mail, "html"):
        message.attach_alternative(html, "text/html")
    return message


def _text(mail: StandardMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return str(part.get_content()) if part else ""


def _quotable(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _reached(error: AnymailAPIError) -> bool:
    """Whether the provider may have got the request: false only where no connection came about."""
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.InvalidURL):
        return False
    if isinstance(cause, requests.ConnectionError):
        return "Max retries exceeded" not in str(cause)  # urllib3 says so only of connections that never opened
    return True


def _short(text: str) -> str:
    return " ".join(text.split())[:REPLY_LENGTH]
