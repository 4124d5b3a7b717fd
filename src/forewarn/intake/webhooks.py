"""Where providers hand over mail that they received for us: one address per relay, which nobody can guess."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from forewarn.brands.models import Brand
from forewarn.foundation.clock import now
from forewarn.foundation.signed_links import UnableToRead, make_token, read_token
from forewarn.intake.actions import NoRoom, UnableToReceive, note_unfetched, receive_at
from forewarn.intake.domains import intake_domains
from forewarn.intake.limits import MAX_MAIL_BYTES
from forewarn.intake.mailboxes.polling import ADDRESS_FIELDS
from forewarn.intake.provider_mail import MISSHAPEN, SOURCES, ProviderMail, UnableToReadPost, posted_mails
from forewarn.intake.provider_trouble import note_refused, note_taken
from forewarn.intake.rules import Destination, Route, Source, destination_of
from forewarn.mail.reading.message import read_mail
from forewarn.outbound.envelopes import RelayTrouble
from forewarn.outbound.models import Relay, RelayKind
from forewarn.outbound.transports.providers import PROVIDERS, Provider
from forewarn.outbound.webhooks import inbound_key

_PURPOSE = "inbound webhook"
_ENDINGS = {"mailgun": "mime"}  # it posts the source only to an address that ends so
MAX_POST_BYTES = (
    MAX_MAIL_BYTES * 3 // 2
)  # bytes: base64 and JSON make a mail by a third longer, and escapes a little more

RETRY_SECONDS = 600  # after which a provider may post again what could not be taken; most have a rhythm of their own

TOO_LARGE = f"the mail is larger than {MAX_MAIL_BYTES // 1024**2} MB"


@dataclass(frozen=True, slots=True)
class InboundAddress:
    """Where a provider hands mail over: the path to enter there, whether it hands over the source, and the option by
    which its posts are checked (empty: the address alone is the secret)."""

    relay: str
    provider: str
    path: str
    keeps_source: bool
    key: str


def inbound_addresses(brand: Brand) -> list[InboundAddress]:
    """One for each of the brand's relays whose provider takes mail in."""
    found = []
    for relay in Relay.objects.filter(brand=brand, kind=RelayKind.ANYMAIL).order_by("pk"):
        provider = PROVIDERS.get(relay.provider)
        if provider is not None and provider.inbound:
            whole = relay.provider in SOURCES
            found.append(
                InboundAddress(relay.name, provider.label, inbound_path(relay), whole, provider.key_of_mail_in)
            )
    return found


def inbound_path(relay: Relay) -> str:
    """The path to enter at the provider as the address for mail that it receives."""
    return f"/webhooks/inbound/{make_token(_PURPOSE, relay.pk)}/{_ENDINGS.get(relay.provider, '')}"


@csrf_exempt
def inbound_webhook(request: HttpRequest, token: str) -> HttpResponse:
    """Store what a provider received, after django-anymail checked that the provider posted it. Twice is once."""
    relay = _relay(token)
    provider = PROVIDERS.get(relay.provider) if relay else None
    if relay is None or provider is None or not provider.inbound:
        raise Http404
    if request.method != "POST":  # some providers look whether the address is there
        return HttpResponse(status=HTTPStatus.OK if request.method == "HEAD" else HTTPStatus.METHOD_NOT_ALLOWED)
    try:
        _store(_posted(relay, provider, request), relay)
    except Refused as refusal:
        note_refused(relay, refusal.words, now=now())
        later = {"Retry-After": str(RETRY_SECONDS)} if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        plain = "text/plain; charset=utf-8"
        return HttpResponse(f"{refusal.words}\n", status=refusal.status, content_type=plain, headers=later)
    note_taken(relay)
    return HttpResponse()


class Refused(Exception):
    """A post is not taken: the status that the provider gets, and why in words. It posts most of them again."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words, self.status = words, status


def _posted(relay: Relay, provider: Provider, request: HttpRequest) -> list[ProviderMail]:
    """The mails of a post, once it is known to be the provider's. Raises Refused."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_POST_BYTES:
        raise Refused(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not (request.content_type or "").startswith("multipart/"):
        request._body = request.read()  # bounded above; Django's limit is for forms of people
    # These bring in an HTTP client, which pages need not wait for.
    from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure

    view_class: Any = type("Inbound", (import_string(provider.inbound),), {"warn_if_no_basic_auth": False})
    try:
        view = view_class(**inbound_key(provider, relay))
        view.setup(request)
        view.run_validators(request)
        mails = posted_mails(relay.provider, request)
        if mails is None:
            mails = [_written_out(event, request.body) for event in view.parse_events(request) if event is not None]
    except AnymailWebhookValidationFailure as error:
        wrong = f"the signature is wrong: is {provider.key_of_mail_in or 'the key'} of this relay the provider's?"
        raise Refused(wrong, HTTPStatus.BAD_REQUEST) from error
    except (AnymailConfigurationError, RelayTrouble) as error:
        raise Refused(f"this relay cannot check its posts: {error}", HTTPStatus.SERVICE_UNAVAILABLE) from error
    except RequestDataTooBig as error:
        raise Refused(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from error
    except UnableToReadPost as error:
        raise Refused(str(error), HTTPStatus.BAD_REQUEST) from error
    except (SuspiciousOperation, MultiPartParserError, *MISSHAPEN) as error:
        raise Refused(f"this is no mail as {provider.label} posts them", HTTPStatus.BAD_REQUEST) from error
    return mails


def _store(mails: list[ProviderMail], relay: Relay) -> None:
    """All of a post's mails or none: what fails is posted again. What cannot be kept is shown: nobody has it any more.
    Raises Refused."""
    moment = now()
    with transaction.atomic():
        for mail in mails:
            to = _destination(mail, relay)
            try:
                receive_at(raw=mail.raw, to=to, mail_from=mail.mail_from, source=Source.WEBHOOK, now=moment)
            except NoRoom as error:
                words = "the disk is nearly full; mail is taken again once there is room"
                raise Refused(words, HTTPStatus.SERVICE_UNAVAILABLE) from error
            except UnableToReceive as error:  # it would not do so the next time either
                mark, why = hashlib.sha256(mail.raw).hexdigest(), f"{error} {relay.name} brought it; look for it there."
                note_unfetched(to=to, mark=mark, size=len(mail.raw), reason=why, source=Source.WEBHOOK, now=moment)


def _destination(mail: ProviderMail, relay: Relay) -> Destination:
    """The address of ours that it came to: by the envelope, else by its fields; a provider's own address is check@."""
    domains = {domain: brand_id for domain, brand_id in intake_domains().items() if brand_id == relay.brand_id}
    if found := destination_of(mail.rcpt_to, domains):
        return found
    parsed = read_mail(mail.raw)
    for name in ADDRESS_FIELDS:
        for box in parsed.mailboxes(name):
            if found := destination_of(box.address, domains):
                return found
    return Destination(relay.brand_id, Route.CHECK, "", mail.rcpt_to or f"check@{relay.brand.intake_domain}")


def _written_out(event: Any, posted: bytes) -> ProviderMail:
    """A mail of parts as bytes; the same post gives the same bytes, so that it counts once."""
    message, mark = event.message, hashlib.sha256(posted).hexdigest()[:24]
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{mark}_{place}")
    return ProviderMail(message.as_bytes(), message.envelope_recipient or "", message.envelope_sender or "unknown")


def _relay(token: str) -> Relay | None:
    try:
        [relay_id] = read_token(_PURPOSE, token)
    except (UnableToRead, ValueError):
        return None
    return Relay.objects.filter(pk=relay_id, kind=RelayKind.ANYMAIL).select_related("brand").first()


urlpatterns = [
    path("webhooks/inbound/<str:token>/", inbound_webhook, name="inbound_webhook"),
    *(path(f"webhooks/inbound/<str:token>/{ending}", inbound_webhook) for ending in _ENDINGS.values()),
]
