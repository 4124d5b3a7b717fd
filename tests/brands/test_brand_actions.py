"""Changing brands: what is stored, what is refused, what the log keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from published_zone import zone_of

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.brands import actions, queries
from forewarn.brands.actions import UnableToChangeBrand
from forewarn.brands.models import BrandLogo, DkimKey, Sender
from forewarn.brands.rules.dns import State
from forewarn.brands.rules.keys import KeyState
from forewarn.foundation.secrets import unseal
from forewarn.mail.dkim.keys import public_half
from forewarn.mail.resolver import UnableToResolve, ZoneResolver

pytestmark = pytest.mark.django_db

OWNER = Actor.staff(7, "Olive")
LATER = NOW + timedelta(days=30)
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


def created(**fields):
    values = {"name": "Harbour & Pine", "domain": "harbourpine.example", "public_host": "safety.harbourpine.example"}
    return actions.create_brand(**(values | fields), by=OWNER, now=NOW)


def verbs(brand):
    return list(AuditEvent.objects.filter(brand_id=brand.pk).order_by("pk").values_list("verb", flat=True))


def test_a_new_brand_can_be_set_up_from_there():
    brand = created()
    assert brand.slug == "harbour-pine"
    assert brand.intake_domain == "mail.safety.harbourpine.example"
    assert queries.care_sender(brand).address == "safety@harbourpine.example"
    [domain] = queries.sending_domains(brand)
    [key] = domain.keys.all()
    assert (domain.domain, key.selector, key.state) == ("harbourpine.example", "fw2611", KeyState.WAITING)
    assert verbs(brand) == ["brand.created", "domain.added", "key.created", "sender.added"]
    assert set(AuditEvent.objects.values_list("actor_label", flat=True)) == {"Olive"}


def test_the_private_half_is_sealed_and_belongs_to_the_public_half():
    brand = created()
    key = DkimKey.objects.get()
    assert "PRIVATE" not in key.private_key_sealed
    assert public_half(unseal(key.private_key_sealed)) == key.public_key
    assert brand.name


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"domain": "not a host"}, "host name"),
        ({"public_host": ""}, "host name"),
        ({"name": "灯台"}, "Latin letters"),
        ({"name": "Account"}, "Latin letters"),
    ],
)
def test_a_brand_that_could_not_be_addressed_is_refused(fields, reason):
    with pytest.raises(UnableToChangeBrand, match=reason):
        created(**fields)
    assert not AuditEvent.objects.exists()


def test_names_and_public_hosts_are_not_shared():
    created()
    with pytest.raises(UnableToChangeBrand, match="already a brand"):
        created(domain="b.example", public_host="safety.b.example")
    with pytest.raises(UnableToChangeBrand, match="another brand"):
        created(name="Other", domain="b.example")
    with pytest.raises(UnableToChangeBrand, match="belongs to another brand"):
        created(name="Other", public_host="safety.b.example")


@pytest.mark.parametrize(("name", "sender_id"), [("Ox", "ox-care"), ("Harbour & Pine of Bristol", "harbour-pine-of")])
def test_the_sender_id_fits_feedback_id(name, sender_id):
    assert created(name=name).feedback_sender_id == sender_id


def test_a_change_is_logged_with_old_and_new_and_nothing_else():
    brand = created()
    actions.change_brand(brand=brand, legal_name="Harbour & Pine Ltd", country="", by=OWNER, now=LATER)
    event = AuditEvent.objects.get(verb="brand.changed")
    assert event.data == {"legal_name": ["", "Harbour & Pine Ltd"]}
    brand.refresh_from_db()
    assert brand.legal_name == "Harbour & Pine Ltd"


def test_saving_the_same_again_logs_nothing():
    brand = created()
    actions.change_brand(brand=brand, name=brand.name, locales=["en"], by=OWNER, now=LATER)
    assert "brand.changed" not in verbs(brand)


def test_findings_about_old_records_are_forgotten():
    brand = created()
    actions.check_dns(brand=brand, resolver=ZoneResolver(), by=SYSTEM, now=NOW)
    assert brand.dns_findings
    actions.change_brand(brand=brand, intake_domain="in.harbourpine.example", by=OWNER, now=LATER)
    brand.refresh_from_db()
    assert (brand.dns_findings, brand.dns_checked_at) == ([], None)


def test_the_public_host_of_another_brand_cannot_be_taken():
    other = make_brand("other")
    with pytest.raises(UnableToChangeBrand, match="another brand"):
        actions.change_brand(brand=created(), public_host=other.public_host, by=OWNER, now=NOW)


def test_a_logo_is_cleaned_replaced_and_removed():
    brand = created()
    actions.set_logo(brand=brand, content=LOGO, by=OWNER, now=NOW)
    first = brand.logo_digest
    assert queries.logo(brand).media_type == "image/svg+xml"
    actions.set_logo(brand=brand, content=LOGO.replace(b"h9", b"h8"), by=OWNER, now=LATER)
    assert brand.logo_digest not in ("", first)
    assert BrandLogo.objects.count() == 1
    actions.remove_logo(brand=brand, by=OWNER, now=LATER)
    assert queries.logo(brand) is None
    assert verbs(brand)[-3:] == ["brand.logo_changed", "brand.logo_changed", "brand.logo_removed"]


def test_a_file_that_is_no_logo_changes_nothing():
    brand = created()
    with pytest.raises(UnableToChangeBrand, match="PNG or SVG"):
        actions.set_logo(brand=brand, content=b"hello", by=OWNER, now=NOW)
    assert brand.logo_digest == ""


def test_a_published_key_begins_to_sign_by_itself_where_none_does():
    brand = created()
    assert queries.signing_key(brand, "harbourpine.example") is None
    found = actions.check_dns(brand=brand, resolver=zone_of(brand), by=SYSTEM, now=LATER)
    assert {f.state for f in found} == {State.OK}
    key = queries.signing_key(brand, "harbourpine.example")
    assert (key.valid_from, key.seen_in_dns_at, key.state) == (LATER, LATER, KeyState.SIGNING)
    assert verbs(brand)[-1] == "key.signing"


def test_an_unpublished_key_goes_on_waiting():
    brand = created()
    actions.check_dns(brand=brand, resolver=ZoneResolver(), by=SYSTEM, now=LATER)
    assert DkimKey.objects.get().state is KeyState.WAITING


def test_a_new_key_waits_until_somebody_says_so_and_the_old_one_keeps_its_dates():
    brand = created()
    actions.check_dns(brand=brand, resolver=zone_of(brand), by=SYSTEM, now=NOW)
    old = DkimKey.objects.get()
    new = actions.create_key(domain=old.sending_domain, by=OWNER, now=NOW)
    actions.check_dns(brand=brand, resolver=zone_of(brand), by=SYSTEM, now=LATER)
    new.refresh_from_db()
    assert (new.state, new.seen_in_dns_at) == (KeyState.WAITING, LATER)
    actions.start_signing(key=new, by=OWNER, now=LATER)
    old.refresh_from_db()
    assert (old.valid_from, old.valid_until, old.state) == (NOW, LATER, KeyState.RETIRED)
    assert queries.signing_key(brand, "harbourpine.example") == new
    with pytest.raises(UnableToChangeBrand, match="no longer sign"):
        actions.start_signing(key=old, by=OWNER, now=LATER)


def test_signing_twice_with_the_same_key_changes_nothing():
    brand = created()
    key = DkimKey.objects.get()
    actions.start_signing(key=key, by=OWNER, now=NOW)
    actions.start_signing(key=key, by=OWNER, now=LATER)
    assert key.valid_from == NOW
    assert verbs(brand).count("key.signing") == 1


def test_a_selector_is_never_used_twice():
    brand = created()
    [domain] = queries.sending_domains(brand)
    with pytest.raises(UnableToChangeBrand, match="used before"):
        actions.create_key(domain=domain, selector="FW2611", by=OWNER, now=NOW)
    with pytest.raises(UnableToChangeBrand, match="letters, digits"):
        actions.create_key(domain=domain, selector="no good", by=OWNER, now=NOW)
    assert actions.create_key(domain=domain, by=OWNER, now=NOW).selector == "fw2611b"


def test_a_compromised_key_never_signs_again():
    brand = created()
    key = DkimKey.objects.get()
    actions.start_signing(key=key, by=OWNER, now=NOW)
    actions.mark_compromised(key=key, since=NOW, by=OWNER, now=LATER)
    key.refresh_from_db()
    assert (key.compromised_since, key.valid_until, key.state) == (NOW, LATER, KeyState.COMPROMISED)
    assert queries.signing_key(brand, "harbourpine.example") is None
    with pytest.raises(UnableToChangeBrand):
        actions.start_signing(key=key, by=OWNER, now=LATER)


def test_the_moment_of_compromise_only_moves_back_and_never_lies_ahead():
    created()
    key = DkimKey.objects.get()
    with pytest.raises(UnableToChangeBrand, match="has passed"):
        actions.mark_compromised(key=key, since=LATER, by=OWNER, now=NOW)
    actions.mark_compromised(key=key, since=NOW, by=OWNER, now=LATER)
    actions.mark_compromised(key=key, since=LATER, by=OWNER, now=LATER)
    assert key.compromised_since == NOW


def test_no_transaction_is_open_while_dns_is_asked(django_assert_num_queries):
    from django.db import connection

    class Watching(ZoneResolver):
        asked = 0

        def texts(self, name):
            type(self).asked += 1
            assert len(connection.savepoint_ids) == depth
            return []

    brand = created()
    depth = len(connection.savepoint_ids)
    actions.check_dns(brand=brand, resolver=Watching(), by=SYSTEM, now=NOW)
    assert Watching.asked


def test_a_silent_name_server_changes_no_key():
    class Silent(ZoneResolver):
        def texts(self, name):
            raise UnableToResolve("timed out")

    brand = created()
    actions.start_signing(key=DkimKey.objects.get(), by=OWNER, now=NOW)
    found = actions.check_dns(brand=brand, resolver=Silent(), by=SYSTEM, now=LATER)
    assert State.UNKNOWN in {f.state for f in found}
    assert DkimKey.objects.get().state is KeyState.SIGNING


def test_one_sender_has_the_care_role():
    brand = created()
    other = actions.save_sender(
        brand=brand, display_name="Harbour", address="care@harbourpine.example", for_care=True, by=OWNER, now=NOW
    )
    assert queries.care_sender(brand) == other
    assert Sender.objects.filter(brand=brand, for_care=True).count() == 1


def test_the_same_sender_is_not_listed_twice():
    brand = created()
    first = queries.care_sender(brand)
    with pytest.raises(UnableToChangeBrand, match="already listed"):
        actions.save_sender(
            brand=brand, display_name=first.display_name, address=first.address, for_care=False, by=OWNER, now=NOW
        )
    assert queries.care_sender(brand) == first


def test_the_care_sender_stays_until_there_is_another():
    brand = created()
    care = queries.care_sender(brand)
    with pytest.raises(UnableToChangeBrand, match="another one"):
        actions.remove_sender(sender=care, by=OWNER, now=NOW)
    extra = actions.save_sender(
        brand=brand, display_name="Shop", address="shop@harbourpine.example", for_care=False, by=OWNER, now=NOW
    )
    actions.remove_sender(sender=extra, by=OWNER, now=NOW)
    assert verbs(brand)[-1] == "sender.removed"
