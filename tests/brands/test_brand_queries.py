"""Reading brands: by host, what signs, what must be published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands import actions, queries
from forewarn.brands.models import DkimKey
from forewarn.brands.rules.dns import What

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["safety.lantern.example", "SAFETY.lantern.example:443", "safety.lantern.example."])
def test_a_brand_is_found_by_its_public_host(host):
    brand = make_brand("lantern")
    make_brand("other")
    assert queries.brand_by_host(host) == brand


def test_an_unknown_host_shows_no_brand():
    make_brand("lantern")
    assert queries.brand_by_host("lantern.example") is None
    assert queries.brand_by_host("") is None


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_on_loopback_the_sample_brand_answers_else_the_only_one(host):
    assert queries.brand_by_host(host) is None
    first = make_brand("first")
    assert queries.brand_by_host(host) == first
    make_brand("second")
    assert queries.brand_by_host(host) is None
    sample = make_brand("sample", sample=True)
    assert queries.brand_by_host(host) == sample


def signing(brand, domain, **fields):
    row = brand.sending_domains.filter(domain=domain).first()
    row = row or actions.add_domain(brand=brand, domain=domain, stream="care", by=SYSTEM, now=NOW)
    key = actions.create_key(domain=row, by=SYSTEM, now=NOW)
    DkimKey.objects.filter(pk=key.pk).update(**({"valid_from": NOW} | fields))
    return key


def test_the_newest_key_in_use_signs():
    brand = make_brand("lantern")
    signing(brand, "lantern.example", valid_from=NOW - timedelta(days=90))
    newer = signing(brand, "lantern.example", valid_from=NOW)
    assert queries.signing_key(brand, "lantern.example") == newer


@pytest.mark.parametrize(
    "fields",
    [{"valid_from": None}, {"valid_until": NOW}, {"compromised_since": NOW}, {"private_key_sealed": ""}],
)
def test_keys_that_may_not_sign_are_left_out(fields):
    brand = make_brand("lantern")
    signing(brand, "lantern.example", **fields)
    assert queries.signing_key(brand, "lantern.example") is None
    assert queries.signer(brand, "lantern.example") is None


def test_a_subdomain_is_signed_with_the_key_nearest_above():
    brand = make_brand("lantern")
    above = signing(brand, "lantern.example")
    assert queries.signing_key(brand, "news.lantern.example") == above
    own = signing(brand, "news.lantern.example")
    assert queries.signing_key(brand, "News.Lantern.example") == own


def test_a_key_of_another_brand_or_name_signs_nothing_here():
    signing(make_brand("other"), "other.example")
    brand = make_brand("lantern")
    assert queries.signing_key(brand, "other.example") is None
    assert queries.signing_key(brand, "evil-lantern.example") is None


def test_the_signer_carries_domain_selector_and_a_lifetime():
    brand = make_brand("lantern")
    key = signing(brand, "lantern.example")
    signer = queries.signer(brand, "lantern.example")
    assert (signer.domain, signer.selector, signer.lifetime) == (
        "lantern.example",
        key.selector,
        queries.SIGNATURE_LIFETIME,
    )
    assert queries.signer(brand, "lantern.example") is signer


def test_only_keys_in_use_or_waiting_must_be_published():
    brand = make_brand("lantern")
    signing(brand, "lantern.example", valid_until=NOW)
    signing(brand, "lantern.example", compromised_since=NOW)
    current = signing(brand, "lantern.example")
    [domain] = queries.sending_domains(brand)
    names = [r.name for r in queries.wanted_records(domain) if r.what is What.DKIM]
    assert names == [f"{current.selector}._domainkey.lantern.example"]


def test_mail_comes_home_to_the_public_host_unless_another_server_is_named():
    brand = make_brand("lantern")
    assert queries.mail_home(brand).server == "safety.lantern.example"
    brand.mail_host = "mx.lantern.example"
    assert queries.mail_home(brand).server == "mx.lantern.example"
    brand.intake_domain = ""
    assert queries.mail_home(brand) is None


def test_what_is_missing_of_the_identity_is_named():
    brand = make_brand("lantern", postal_address="", signer_name="")
    assert queries.missing_identity(brand) == ("postal_address", "signer_name")


def test_single_rows_are_read_within_the_brand_only():
    brand, other = make_brand("lantern"), make_brand("other")
    key = signing(other, "other.example")
    assert queries.key(other, key.pk) == key
    assert queries.key(brand, key.pk) is None
    assert queries.sending_domain(brand, key.sending_domain_id) is None
    assert queries.sender(brand, other.senders.get().pk) is None
