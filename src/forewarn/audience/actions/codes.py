"""One-time codes: a person types their address, gets a code by mail and types it back.

Whether an address is known changes nothing that the asker can see: the same rows are read and written, the same limits
apply, and the mail is written in the background.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from forewarn.audience.codes.hashing import address_hash, code_hash
from forewarn.audience.models import Customer, OneTimeCode, WrongCode
from forewarn.audience.rules.codes import (
    DIGITS,
    LIFETIME,
    MAX_ATTEMPTS,
    PER_ADDRESS,
    PER_SOURCE,
    SOURCE_PURPOSE,
    WRONG_PER_SOURCE,
    Limit,
    typed_code,
)
from forewarn.audience.tasks import send_code
from forewarn.brands.models import Brand
from forewarn.foundation.background import enqueue
from forewarn.foundation.secrets import keyed_hash, seal
from forewarn.foundation.signed_links import UnableToRead, make_token, read_token
from forewarn.mail.addresses import Address, UnableToReadAddress, read_address

SESSION_LIFETIME = timedelta(minutes=30)  # after the code was typed back; long enough to read a page and decide


class UnableToRequestCode(Exception):
    """No code is sent; the text says why, in words that are true for known and unknown addresses alike."""


class TooManyCodes(UnableToRequestCode):
    """Too many codes were asked for, for this address or from this place."""


class TooManyTries(Exception):
    """Too many wrong codes were typed from this place, for whatever addresses; none is looked at for a while."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Somebody who proved an address: the customer, and a token for the rest of the visit (for a cookie)."""

    customer_id: int
    session: str


def request_code(*, brand: Brand, email: str, purpose: str, source: str, locale: str = "", now: datetime) -> None:
    """Send a code to an address if it is a customer's. `source` is the asker's network address, kept as a keyed hash.

    Raises UnableToRequestCode where the text is no address, TooManyCodes where the limits are reached. Says the same
    whether the address is known or not.
    """
    try:
        address = read_address(email)
    except UnableToReadAddress as error:
        raise UnableToRequestCode(str(error)) from error
    _make(brand, address, purpose, source, locale, now, {"key": address.key})


def request_code_for_new(*, customer: Customer, email: str, source: str, locale: str = "", now: datetime) -> None:
    """Send a code to an address that a customer wants us to use, whoever has it now. Raises as `request_code`."""
    try:
        address = read_address(email)
    except UnableToReadAddress as error:
        raise UnableToRequestCode(str(error)) from error
    told = {"key": address.key, "new_of": customer.pk, "email": address.email}
    _make(customer.brand, address, new_purpose(customer.pk), source, locale, now, told)


def new_purpose(customer_id: int) -> str:
    """The purpose of a code for a customer's new address; it is of no use to another customer."""
    return f"new address of {customer_id}"


def _make(
    brand: Brand, address: Address, purpose: str, source: str, locale: str, now: datetime, told: dict[str, object]
) -> None:
    hashed, source_hash = address_hash(brand.pk, address.key), keyed_hash(SOURCE_PURPOSE, source)
    with transaction.atomic():
        mine = OneTimeCode.objects.filter(brand=brand, address_hash=hashed)
        _check(mine, PER_ADDRESS, now)
        _check(OneTimeCode.objects.filter(source_hash=source_hash), PER_SOURCE, now)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        row = OneTimeCode.objects.create(
            brand=brand,
            address_hash=hashed,
            source_hash=source_hash,
            purpose=purpose,
            code_hash=code_hash(hashed, purpose, code),
            sealed=seal(json.dumps({**told, "code": code})),
            locale=locale,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        enqueue(send_code, code_id=row.pk)


def verify_code(*, brand: Brand, email: str, purpose: str, code: str, source: str, now: datetime) -> Verified | None:
    """Whom a code that was typed back proves; None where it is wrong, used, too old or tried too often.

    The newest code of the address counts. Each try is counted before it is looked at, and each wrong one for the place
    that it came from. Raises TooManyTries.
    """
    if not code_is_right(brand=brand, email=email, purpose=purpose, code=code, source=source, now=now):
        return None
    customer_id = _customer_id(brand, email)
    if customer_id is None:
        return None
    expires = int((now + SESSION_LIFETIME).timestamp())
    return Verified(customer_id, make_token(f"visit {purpose}", brand.pk, customer_id, expires))


def code_is_right(*, brand: Brand, email: str, purpose: str, code: str, source: str, now: datetime) -> bool:
    """Whether a code that was typed back proves the address; it is used up by that. Raises TooManyTries."""
    source_hash = keyed_hash(SOURCE_PURPOSE, source)
    wrong = WrongCode.objects.filter(source_hash=source_hash)
    if any(wrong.filter(at__gt=now - limit.within).count() >= limit.codes for limit in WRONG_PER_SOURCE):
        raise TooManyTries
    proved = _use(brand, email, purpose, code, now)
    if not proved:
        WrongCode.objects.create(source_hash=source_hash, at=now)
    return proved


def _use(brand: Brand, email: str, purpose: str, code: str, now: datetime) -> bool:
    try:
        address = read_address(email)
    except UnableToReadAddress:
        return False
    hashed = address_hash(brand.pk, address.key)
    newest = (
        OneTimeCode.objects.filter(brand=brand, address_hash=hashed, purpose=purpose).order_by("-created_at").first()
    )
    if newest is None:
        return False
    open_rows = OneTimeCode.objects.filter(pk=newest.pk, used_at=None, expires_at__gt=now, attempts__lt=MAX_ATTEMPTS)
    if not open_rows.update(attempts=F("attempts") + 1):
        return False
    if not hmac.compare_digest(newest.code_hash, code_hash(hashed, purpose, typed_code(code))):
        return False
    return bool(OneTimeCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=now, sealed=""))


def _customer_id(brand: Brand, email: str) -> int | None:
    key = read_address(email).key
    return Customer.objects.filter(brand=brand, email_key=key).values_list("pk", flat=True).first()


def read_session(*, brand: Brand, purpose: str, session: str, now: datetime) -> int | None:
    """The customer of a visit that `verify_code` began, or None where it is over or was never ours."""
    try:
        numbers = read_token(f"visit {purpose}", session)
    except UnableToRead:
        return None
    if len(numbers) != 3 or numbers[0] != brand.pk or numbers[2] < now.timestamp():
        return None
    known = Customer.objects.filter(brand=brand, pk=numbers[1])
    return numbers[1] if known.exists() else None


def _check(rows: QuerySet[OneTimeCode], limits: Iterable[Limit], now: datetime) -> None:
    for limit in limits:
        if rows.filter(created_at__gt=now - limit.within).count() >= limit.codes:
            raise TooManyCodes("Too many codes were asked for. Wait a while, then try again.")
