"""Who asks: a bearer key (RFC 6750) of one brand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from forewarn.accounts.keys import key_by_text
from forewarn.accounts.rules import Scope
from forewarn.audit.rules import Actor
from forewarn.foundation.clock import now

if TYPE_CHECKING:
    from forewarn.accounts.models import ApiKey
    from forewarn.brands.models import Brand


class BearerKey(HttpBearer):
    """Lets in whoever has a key that is in use and may do this."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, or None where there is no such. Raises HttpError 403 where it may not do this."""
        key = key_by_text(token, now=now())
        if key is not None and self._scope.value not in key.scopes:
            raise HttpError(403, f"This key may not {self._scope.value}. Make one that may in the console's settings.")
        return key


READS = BearerKey(Scope.READ)
RECORDS = BearerKey(Scope.RECORD)


def brand_of(request: HttpRequest) -> Brand:
    """The brand whose key was shown."""
    brand: Brand = _key(request).brand
    return brand


def actor_of(request: HttpRequest) -> Actor:
    """Whoever has the key, for the audit log."""
    key = _key(request)
    return Actor.key(key.pk, key.label)


def _key(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
