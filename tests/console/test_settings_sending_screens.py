"""Settings: domains and keys, senders, relays."""

from __future__ import annotations

import json

import pytest
from fixed_set import signed_in

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.brands import actions, queries
from forewarn.brands.models import DkimKey
from forewarn.brands.rules.keys import KeyState
from forewarn.foundation.secrets import unseal
from forewarn.outbound.models import Relay

pytestmark = pytest.mark.django_db

SETTINGS = "/console/lantern/settings"


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def owner(brand):
    return signed_in(brand, "owner")


@pytest.fixture
def key(brand):
    return actions.create_key(domain=brand.sending_domains.get(), by=SYSTEM, now=NOW)


@pytest.fixture
def zone(settings, tmp_path):
    """Writes the zone file that the installation asks."""

    def write(records):
        path = tmp_path / f"zone{len(list(tmp_path.iterdir()))}.json"
        path.write_text(json.dumps(records))
        settings.ZONE_FILE = str(path)

    write({})
    return write


def test_a_domain_comes_with_its_first_key_and_records(owner, brand):
    data = {"domain": "https://News.Lantern.example", "stream": "marketing"}
    assert owner.post(f"{SETTINGS}/domains/new/", data).status_code == 302
    page = owner.get(f"{SETTINGS}/domains/").content.decode()
    key = DkimKey.objects.get(sending_domain__domain="news.lantern.example")
    assert f"v=DKIM1; k=rsa; p={key.public_key}" in page
    assert f"{key.selector}._domainkey.news.lantern.example" in page
    assert "PRIVATE" not in page
    assert key.private_key_sealed not in page


def test_a_domain_twice_is_refused(owner):
    answer = owner.post(f"{SETTINGS}/domains/new/", {"domain": "lantern.example", "stream": "care"})
    assert answer.status_code == 422
    assert "already listed" in answer.content.decode()


def test_checking_dns_says_what_is_left(owner, brand, key, zone):
    answer = owner.post(f"{SETTINGS}/domains/check/", follow=True)
    assert "5 records are not right yet" in answer.content.decode()
    assert "missing" in answer.content.decode()


def test_a_published_key_begins_to_sign(owner, brand, key, zone):
    record = queries.key_record(key)
    zone({record.name: {"TXT": record.value}})
    owner.post(f"{SETTINGS}/domains/check/")
    key.refresh_from_db()
    assert key.state is KeyState.SIGNING
    assert ">signs<" in owner.get(f"{SETTINGS}/domains/").content.decode()


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("mail-in", "settings/mail-in/"), ("overview", ""), ("", "settings/domains/"), ("x", "settings/domains/")],
)
def test_checking_returns_to_where_it_was_asked(owner, zone, came_from, back):
    answer = owner.post(f"{SETTINGS}/domains/check/", {"from": came_from})
    assert answer["Location"] == f"/console/lantern/{back}"


def test_what_was_seen_instead_is_shown(owner, brand, zone):
    zone({"mail.lantern.example": {"MX": "10 elsewhere.example"}})
    owner.post(f"{SETTINGS}/domains/check/")
    assert "10 elsewhere.example" in owner.get(f"{SETTINGS}/mail-in/").content.decode()


def test_a_long_record_is_also_shown_in_strings(owner, key):
    page = owner.get(f"{SETTINGS}/domains/").content.decode()
    assert "&quot;v=DKIM1; k=rsa; p=" in page


def test_a_new_key_has_a_selector_of_its_own(owner, key):
    path = f"{SETTINGS}/domains/{key.sending_domain_id}/key/"
    assert owner.post(path, {"selector": "autumn"}).status_code == 302
    assert DkimKey.objects.filter(selector="autumn").exists()
    answer = owner.post(path, {"selector": "autumn"})
    assert answer.status_code == 422
    assert "used before" in answer.content.decode()


def test_signing_begins_after_asking(owner, key):
    path = f"{SETTINGS}/keys/{key.pk}/sign/"
    assert "not seen in DNS yet" in owner.get(path).content.decode()
    owner.post(path)
    key.refresh_from_db()
    assert key.state is KeyState.SIGNING


def test_a_key_that_cannot_sign_says_so(owner, key):
    actions.mark_compromised(key=key, since=NOW, by=SYSTEM, now=NOW)
    page = owner.post(f"{SETTINGS}/keys/{key.pk}/sign/", follow=True).content.decode()
    assert "can no longer sign" in page


def test_a_key_is_marked_in_the_brands_own_time(owner, brand, key):
    path = f"{SETTINGS}/keys/{key.pk}/compromised/"
    brand.time_zone = "Asia/Tokyo"
    brand.save()
    owner.post(path, {"since": "2026-07-01T09:00"})
    key.refresh_from_db()
    assert key.compromised_since.isoformat() == "2026-07-01T00:00:00+00:00"
    assert AuditEvent.objects.filter(verb="key.compromised").exists()
    assert "not believed since 1 Jul 2026" in owner.get(f"{SETTINGS}/domains/").content.decode()


@pytest.mark.parametrize("since", ["", "yesterday", "2999-01-01T00:00"])
def test_a_moment_that_will_not_do_is_refused(owner, key, since):
    answer = owner.post(f"{SETTINGS}/keys/{key.pk}/compromised/", {"since": since})
    assert answer.status_code == 422
    key.refresh_from_db()
    assert key.compromised_since is None


def test_an_empty_list_of_domains_says_what_to_do(owner, brand):
    brand.sending_domains.all().delete()
    assert "No sending domain yet" in owner.get(f"{SETTINGS}/domains/").content.decode()


SENDER = {"display_name": "Lantern Orders", "address": "orders@lantern.example"}


def test_a_sender_is_added_changed_and_removed(owner, brand):
    assert owner.post(f"{SETTINGS}/senders/new/", SENDER).status_code == 302
    sender = brand.senders.get(address="orders@lantern.example")
    owner.post(f"{SETTINGS}/senders/{sender.pk}/", SENDER | {"display_name": "Lantern", "for_care": "on"})
    sender.refresh_from_db()
    assert (sender.display_name, sender.for_care) == ("Lantern", True)
    page = owner.post(f"{SETTINGS}/senders/{sender.pk}/remove/", follow=True).content.decode()
    assert "Make another one that first" in page
    other = brand.senders.exclude(pk=sender.pk).get()
    owner.post(f"{SETTINGS}/senders/{other.pk}/remove/")
    assert list(brand.senders.all()) == [sender]


def test_a_sender_needs_an_address(owner):
    answer = owner.post(f"{SETTINGS}/senders/new/", SENDER | {"address": "orders"})
    assert answer.status_code == 422
    assert "Lantern Orders" in answer.content.decode()


def test_the_same_sender_twice_is_refused(owner):
    owner.post(f"{SETTINGS}/senders/new/", SENDER)
    answer = owner.post(f"{SETTINGS}/senders/new/", SENDER)
    assert answer.status_code == 422
    assert "already listed" in answer.content.decode()


SMTP = {
    "name": "Main",
    "host": "smtp.relay.example",
    "port": "587",
    "tls": "starttls",
    "username": "lantern",
    "password": "a secret of the relay",
    "ca_certificate": "",
    "rate": "50",
    "connections": "4",
    "priority": "10",
    "active": "on",
}


def test_a_relay_keeps_its_password_to_itself(owner, brand):
    assert owner.post(f"{SETTINGS}/relays/new/smtp/", SMTP).status_code == 302
    relay = Relay.objects.get()
    assert unseal(relay.password_sealed) == "a secret of the relay"
    for path in (f"{SETTINGS}/relays/", f"{SETTINGS}/relays/{relay.pk}/", "/console/lantern/audit/"):
        page = owner.get(path).content.decode()
        assert "a secret" not in page
        assert relay.password_sealed not in page


def test_a_password_is_not_echoed_after_a_mistake(owner):
    answer = owner.post(f"{SETTINGS}/relays/new/smtp/", SMTP | {"port": "x"})
    assert answer.status_code == 422
    assert "a secret" not in answer.content.decode()
    assert "smtp.relay.example" in answer.content.decode()


def test_an_empty_password_keeps_the_old_one(owner):
    owner.post(f"{SETTINGS}/relays/new/smtp/", SMTP)
    relay = Relay.objects.get()
    owner.post(f"{SETTINGS}/relays/{relay.pk}/", SMTP | {"password": "", "host": "mx.relay.example"})
    relay.refresh_from_db()
    assert relay.host == "mx.relay.example"
    assert unseal(relay.password_sealed) == "a secret of the relay"


def test_mail_in_clear_goes_nowhere_but_this_machine(owner):
    answer = owner.post(f"{SETTINGS}/relays/new/smtp/", SMTP | {"tls": "none"})
    assert answer.status_code == 422
    assert "on this machine" in answer.content.decode()
    assert owner.post(f"{SETTINGS}/relays/new/smtp/", SMTP | {"tls": "none", "host": "127.0.0.1"}).status_code == 302


PROVIDER = {
    "name": "Provider",
    "provider": "mailgun",
    "password": "key-1",
    "options": "sender_domain = lantern.example",
    "rate": "0",
    "connections": "2",
    "priority": "20",
    "active": "on",
}


def test_a_provider_has_further_settings(owner):
    assert owner.post(f"{SETTINGS}/relays/new/anymail/", PROVIDER).status_code == 302
    relay = Relay.objects.get()
    assert relay.options == {"sender_domain": "lantern.example"}
    page = owner.get(f"{SETTINGS}/relays/{relay.pk}/").content.decode()
    assert "sender_domain = lantern.example" in page
    assert "key-1" not in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"options": "sender_domain"}, "name = value"),
        ({"options": "color = red"}, "no setting"),
        ({"provider": "x"}, "valid choice"),
    ],
)
def test_bad_settings_of_a_provider_are_refused(owner, change, says):
    answer = owner.post(f"{SETTINGS}/relays/new/anymail/", PROVIDER | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()


MAILBOX = {"name": "Look first", "rate": "0", "connections": "1", "priority": "5", "active": "on"}


def test_a_local_mailbox_lies_in_the_brands_own_folder(owner, settings, tmp_path):
    settings.HOME = tmp_path
    assert owner.post(f"{SETTINGS}/relays/new/maildir/", MAILBOX).status_code == 302
    relay = Relay.objects.get()
    assert relay.folder == "mailboxes/lantern"
    page = owner.post(f"{SETTINGS}/relays/{relay.pk}/try/", follow=True).content.decode()
    assert "answers and lets us in" in page
    owner.post(f"{SETTINGS}/relays/{relay.pk}/", MAILBOX | {"name": "Renamed"})
    relay.refresh_from_db()
    assert (relay.name, relay.folder) == ("Renamed", "mailboxes/lantern")


def test_a_relay_that_does_not_answer_is_shown_with_the_reason(owner):
    owner.post(f"{SETTINGS}/relays/new/smtp/", SMTP | {"tls": "none", "host": "127.0.0.1", "port": "1", "username": ""})
    relay = Relay.objects.get()
    owner.post(f"{SETTINGS}/relays/{relay.pk}/try/")
    page = owner.get(f"{SETTINGS}/relays/").content.decode()
    assert "takes no mail" in page
    relay.refresh_from_db()
    assert relay.last_error


def test_an_unknown_kind_of_relay_is_not_found(owner):
    assert owner.get(f"{SETTINGS}/relays/new/pigeon/").status_code == 404


def test_a_relay_is_removed_after_asking(owner):
    owner.post(f"{SETTINGS}/relays/new/smtp/", SMTP)
    relay = Relay.objects.get()
    assert "Remove Main?" in owner.get(f"{SETTINGS}/relays/{relay.pk}/remove/").content.decode()
    owner.post(f"{SETTINGS}/relays/{relay.pk}/remove/")
    assert not Relay.objects.exists()
    assert "No way out yet" in owner.get(f"{SETTINGS}/relays/").content.decode()
