"""Builders for the things most tests need."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator

from forewarn.accounts.models import Membership, StaffUser
from forewarn.alerts.actions.writing import begin_alert, write_alert
from forewarn.alerts.models import Alert
from forewarn.alerts.queries.drafts import alert_by_id
from forewarn.alerts.rules import Outline
from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.brands.models import Brand, Sender, SendingDomain
from forewarn.foundation.secrets import seal
from forewarn.promises.actions import add_recommended

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # base32, as an authenticator app takes it
_numbers = count(1)


def make_brand(slug: str = "", **fields: Any) -> Brand:
    """A brand with a sending domain and a care sender."""
    name = slug or f"brand{next(_numbers)}"
    domain = fields.pop("domain", f"{name}.example")
    fields = {
        "name": name.title(),
        "legal_name": f"{name.title()} Ltd",
        "postal_address": "1 Quay Street, Bristol BS1 4DJ, United Kingdom",
        "website": domain,
        "public_host": f"safety.{domain}",
        "contact_address": f"care@{domain}",
        "intake_domain": f"mail.{domain}",
        "locales": ["en", "es"],
        "country": "GB",
        "time_zone": "Europe/London",
        "signer_name": "Ana Ortiz",
        "signer_role": "Head of Customer Safety",
        "created_at": NOW,
    } | fields
    brand = Brand.objects.create(slug=name, **fields)
    SendingDomain.objects.create(brand=brand, domain=domain, stream="care")
    Sender.objects.create(brand=brand, display_name=brand.name, address=f"safety@{domain}", for_care=True)
    return brand


def make_programme(slug: str = "lantern", *, now: datetime = NOW, **fields: Any) -> Brand:
    """A brand that can write alerts: with an app, the recommended promises, and a customer to write to."""
    brand = make_brand(slug, app_name=slug.title(), **fields)
    add_recommended(brand=brand, by=SYSTEM, now=now)
    make_customer(brand)
    return brand


def make_alert(brand: Brand, outline: Outline, *, by: Actor, quarter: int, now: datetime = NOW) -> Alert:
    """The alert of a quarter of 2026 with these words, not handed in."""
    alert = begin_alert(brand=brand, year=2026, quarter=quarter, by=by, now=now)
    write_alert(alert=alert, outline=outline, by=by, now=now)
    written = alert_by_id(alert.pk)
    assert written is not None
    return written


def make_author(brand: Brand) -> Actor:
    """An editor of the brand, who writes."""
    return Actor.staff(make_staff(brand, "editor").pk, "Ben")


def make_staff(brand: Brand, role: str = "owner", **fields: Any) -> StaffUser:
    """A member of staff with a role at the brand and an authenticator app; `second_step=False` leaves that out."""
    second_step = fields.pop("second_step", True)
    email = fields.pop("email", f"staff{next(_numbers)}@{brand.website}")
    user = StaffUser.objects.create_user(email, "correct horse battery staple", **fields)
    Membership.objects.create(user=user, brand=brand, role=role, created_at=NOW)
    if second_step:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal(TOTP_SECRET)})
    return user


def make_customer(brand: Brand, **fields: Any) -> Customer:
    """A reachable customer who gets care mail."""
    number = next(_numbers)
    email = fields.pop("email", f"customer{number}@people.example")
    fields = {
        "external_id": f"C{number}",
        "locale": "en",
        "country": "GB",
        "created_at": NOW,
        "updated_at": NOW,
    } | fields
    return Customer.objects.create(brand=brand, email=email, email_key=email.lower(), **fields)
