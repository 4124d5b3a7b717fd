"""What a vendor can hold of a customer: every field once, each in exactly one data category.

Transfers and flows name fields by their codes; the register, the notices and the customer's own page name categories.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATEGORIES: dict[str, str | Promise] = {
    "identity": _("Who you are"),
    "contact": _("How to reach you"),
    "account": _("Your account"),
    "orders": _("What you ordered"),
    "payment": _("How you pay"),
    "messages": _("What you wrote and what we wrote"),
    "use": _("How you use our site and app"),
    "place": _("Where you are"),
    "documents": _("Official papers"),
    "sensitive": _("Matters that need special care"),
}
"""Code → words for customers, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class DataField:
    """One field: its code, its category's code and its words."""

    code: str
    category: str
    label: str | Promise


_LISTED = (
    DataField("name", "identity", _("Name")),
    DataField("date_of_birth", "identity", _("Date of birth")),
    DataField("gender", "identity", _("Gender")),
    DataField("photo", "identity", _("Photo")),
    DataField("email", "contact", _("Email address")),
    DataField("phone", "contact", _("Phone number")),
    DataField("postal_address", "contact", _("Postal address")),
    DataField("customer_number", "account", _("Customer number")),
    DataField("user_name", "account", _("User name")),
    DataField("password_hash", "account", _("Password, scrambled")),
    DataField("preferences", "account", _("Language and preferences")),
    DataField("order_history", "orders", _("Orders")),
    DataField("delivery_details", "orders", _("Delivery details")),
    DataField("returns", "orders", _("Returns and complaints")),
    DataField("card_number", "payment", _("Card number")),
    DataField("card_last_digits", "payment", _("Last digits of the card")),
    DataField("bank_account", "payment", _("Bank account")),
    DataField("invoices", "payment", _("Invoices")),
    DataField("mail_history", "messages", _("Mail we sent")),
    DataField("support_messages", "messages", _("Messages to our support")),
    DataField("call_recordings", "messages", _("Recorded calls")),
    DataField("reviews", "messages", _("Reviews")),
    DataField("site_activity", "use", _("Pages visited")),
    DataField("app_activity", "use", _("Use of the app")),
    DataField("device", "use", _("Device and browser")),
    DataField("ip_address", "use", _("Network address")),
    DataField("location", "place", _("Location")),
    DataField("identity_document", "documents", _("Passport or identity card")),
    DataField("tax_number", "documents", _("Tax or social security number")),
    DataField("health", "sensitive", _("Health")),
    DataField("beliefs", "sensitive", _("Beliefs")),
    DataField("biometrics", "sensitive", _("Fingerprint, face or voice")),
)

FIELDS: dict[str, DataField] = {field.code: field for field in _LISTED}
"""Code → field, in the order in which they are shown."""


def unknown_fields(codes: Iterable[str]) -> list[str]:
    """The codes among these that are no field, each once, in their order."""
    return [code for code in dict.fromkeys(codes) if code not in FIELDS]


def in_order(codes: Iterable[str]) -> list[str]:
    """The fields in the order in which they are shown, each once."""
    wanted = set(codes)
    return [code for code in FIELDS if code in wanted]


def categories_of(codes: Iterable[str]) -> list[str]:
    """The categories that these fields touch, in the order in which they are shown."""
    touched = {FIELDS[code].category for code in codes}
    return [category for category in CATEGORIES if category in touched]
