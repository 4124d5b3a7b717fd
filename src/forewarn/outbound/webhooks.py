"""Where providers report bounces and complaints: one address per relay, which nobody can guess."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from forewarn.foundation.signed_links import UnableToRead, make_token, read_token
from forewarn.outbound.envelopes import RelayTrouble
from forewarn.outbound.models import Relay, RelayKind
from forewarn.outbound.relays import relay_secret
from forewarn.outbound.transports.providers import PROVIDERS, Provider

_PURPOSE = "provider webhook"


def webhook_path(relay: Relay) -> str:
    """The path to enter at the provider as the address for its reports."""
    return f"/webhooks/mail/{make_token(_PURPOSE, relay.pk)}/"


@csrf_exempt
def provider_webhook(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take a provider's reports for the relay whose token this is; django-anymail checks and reads them."""
    from anymail.exceptions import AnymailConfigurationError  # brings in an HTTP client, which pages need not wait for

    relay = _relay(token)
    provider = PROVIDERS.get(relay.provider) if relay else None
    if relay is None or provider is None or not provider.webhook:
        raise Http404
    # The address is the secret that the provider shares with us, so no second one is asked for.
    view_class: Any = type("Webhook", (import_string(provider.webhook),), {"warn_if_no_basic_auth": False})
    try:
        view = view_class(**webhook_key(provider, relay, provider.webhook_key))
        view.setup(request)
        response: HttpResponseBase = view.dispatch(request)
    except (AnymailConfigurationError, RelayTrouble) as error:
        return HttpResponse(f"This relay cannot check reports: {error}", status=503, content_type="text/plain")
    return response


def _relay(token: str) -> Relay | None:
    try:
        [relay_id] = read_token(_PURPOSE, token)
    except (UnableToRead, ValueError):
        return None
    return Relay.objects.filter(pk=relay_id, kind=RelayKind.ANYMAIL).first()


def inbound_key(provider: Provider, relay: Relay) -> dict[str, str]:
    """The same for what it received for us, which may be signed with a key of its own. Raises RelayTrouble."""
    if own := relay.options.get(provider.inbound_option):
        return {provider.inbound_key: str(own)}
    return webhook_key(provider, relay, provider.inbound_key)


def webhook_key(provider: Provider, relay: Relay, name: str) -> dict[str, str]:
    """The key that the provider signs what it posts with, by the name that the view knows it under. Raises RelayTrouble."""
    if not name:
        return {}
    if own := relay.options.get(name):
        return {name: str(own)}
    if name in (provider.secret, "webhook_signing_key"):  # Mailgun's is the API key where none is given
        return {name: relay_secret(relay)}
    return {}


urlpatterns = [path("webhooks/mail/<str:token>/", provider_webhook, name="provider_webhook")]
