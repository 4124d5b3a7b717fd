"""Keys of the API: made once, recognised by a keyed hash, withdrawn at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from forewarn.accounts.models import ApiKey, StaffUser
from forewarn.accounts.rules import Scope
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.secrets import keyed_hash

PREFIX = "fwk_"  # so that scanners for leaked secrets know one when they see it
USE_NOTED_EVERY = timedelta(hours=1)  # a busy system does not write a row with every call


@transaction.atomic
def make_key(
    *, brand: Brand, label: str, scopes: Iterable[Scope], made_by: StaffUser | None, by: Actor, now: datetime
) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can read again."""
    text = PREFIX + secrets.token_urlsafe(32)
    allowed = sorted({Scope(scope).value for scope in scopes})
    key = ApiKey.objects.create(
        brand=brand, label=label.strip(), key_hash=_hash(text), ending=text[-4:], scopes=allowed, made_by=made_by,
        created_at=now,
    )  # fmt: skip
    _record("api_key.made", key, by, now)
    return key, text


@transaction.atomic
def withdraw_key(*, key: ApiKey, by: Actor, now: datetime) -> None:
    """Make a key useless, at once."""
    if ApiKey.objects.filter(pk=key.pk, withdrawn_at=None).update(withdrawn_at=now):
        _record("api_key.withdrawn", key, by, now)


def keys(brand: Brand) -> QuerySet[ApiKey]:
    """The brand's keys, those in use first, then the newest."""
    return ApiKey.objects.filter(brand=brand).select_related("made_by").order_by("withdrawn_at", "-created_at")


def key_by_text(text: str, *, now: datetime) -> ApiKey | None:
    """The key in use with this text, its brand with it; None for any other. Its use is noted."""
    key = ApiKey.objects.select_related("brand").filter(key_hash=_hash(text), withdrawn_at=None).first()
    if key is not None and (key.last_used_at is None or key.last_used_at < now - USE_NOTED_EVERY):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def _hash(text: str) -> str:
    return keyed_hash("api key", text)


def _record(verb: str, key: ApiKey, by: Actor, now: datetime) -> None:
    target = ("api key", key.pk, key.label)
    record(verb, by=by, now=now, brand_id=key.brand_id, target=target, data={"scopes": key.scopes})
