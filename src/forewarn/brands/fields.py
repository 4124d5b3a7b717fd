"""What can be said and changed of a brand, by name."""

from __future__ import annotations

from datetime import date
from typing import TypedDict


class MoreFields(TypedDict, total=False):
    """What can be said of a brand besides its name and public host."""

    aliases: list[str]
    legal_name: str
    postal_address: str
    website: str
    app_name: str
    contact_address: str
    phone_numbers: list[str]
    time_zone: str
    country: str
    locales: list[str]
    signer_name: str
    signer_role: str
    accent: str
    accent_dark: str
    care_default: bool
    marketing_default: bool
    choice_wording: str
    quiet_from: int
    quiet_until: int
    staffed_always: bool
    staffed_days: list[str]
    staffed_from: str
    staffed_until: str
    staffed_zone: str
    closed_days: list[str]
    intake_domain: str
    mail_host: str
    spf_sources: list[str]
    feedback_sender_id: str
    signs_all_mail_since: date | None
    mailbox_domains: list[str]


class BrandFields(MoreFields, total=False):
    """What can be changed of a brand; anything left out stays."""

    name: str
    public_host: str
