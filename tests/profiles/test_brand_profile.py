"""A brand's profile holds what the linter and the verdict need, and nothing of another brand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import DkimKey
from forewarn.profiles.queries import brand_profile
from forewarn.promises.actions import add_recommended, withdraw_promise
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db


def test_profile_of_a_whole_brand():
    brand = make_brand(
        "lantern", phone_numbers=["+44 117 496 0000"], aliases=["Lantern Post"], signs_all_mail_since=date(2026, 1, 1)
    )
    add_recommended(brand=brand, by=SYSTEM, now=NOW)
    withdraw_promise(brand=brand, key="qr-code", reason="lockers", by=SYSTEM, now=NOW)
    save_vendor(
        brand=brand, slug=None, name="Post Haste", sending_domains=["Mail.PostHaste.example"], by=SYSTEM, now=NOW
    )
    DkimKey.objects.create(
        sending_domain=brand.sending_domains.get(),
        selector="fw1",
        public_key="AAAA",
        created_at=NOW,
        compromised_since=NOW,
    )
    profile = brand_profile(brand)
    assert profile.name == "Lantern"
    assert profile.domains == ("lantern.example",)
    assert profile.aliases == ("Lantern Post",)
    assert profile.owns_host("news.lantern.example")
    assert not profile.owns_host("lantern.example.net")
    assert [(k.selector, k.domain, k.compromised_since) for k in profile.keys] == [("fw1", "lantern.example", NOW)]
    assert profile.vendors[0].sending_domains == ("mail.posthaste.example",)
    assert "password" in {p.key for p in profile.promises}
    assert "qr-code" not in {p.key for p in profile.promises}
    assert profile.signs_all_mail_since == datetime(2026, 1, 1, tzinfo=UTC)
    assert profile.senders[0].address == "safety@lantern.example"


def test_profile_of_an_empty_brand_has_its_domain_and_no_more():
    make_brand("other")
    profile = brand_profile(make_brand("bare"))
    assert profile.domains == ("bare.example",)
    assert (profile.keys, profile.vendors, profile.promises) == ((), (), ())
