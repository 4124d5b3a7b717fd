"""Settings: every screen's fixed set, and the forms of brand, look, choices, bounces."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand
from forewarn.accounts import actions as staff_actions
from forewarn.accounts.keys import make_key
from forewarn.accounts.rules import Scope
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.brands import actions, queries
from forewarn.outbound.actions.relays import add_relay

pytestmark = pytest.mark.django_db

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def owner(brand):
    return signed_in(brand, "owner")


def complete(brand):
    """The brand with one of everything, and the numbers of what was made."""
    domain = brand.sending_domains.get()
    key = actions.create_key(domain=domain, by=SYSTEM, now=NOW)
    actions.set_logo(brand=brand, content=LOGO, by=SYSTEM, now=NOW)
    sender = actions.save_sender(
        brand=brand, display_name="Shop", address="shop@lantern.example", for_care=False, by=SYSTEM, now=NOW
    )
    relay = add_relay(brand=brand, name="Main", kind="smtp", host="smtp.relay.example", by=SYSTEM, now=NOW)
    invitation = staff_actions.invite(
        brand=brand, email="ana@people.example", role="viewer", invited_by=None, by=SYSTEM, now=NOW
    )
    person = staff_actions.create_staff(
        email="eve@people.example", name="Eve", password="four words you remember", by=SYSTEM, now=NOW
    )
    member = staff_actions.add_member(brand=brand, user=person, role="viewer", by=SYSTEM, now=NOW)
    api_key, _ = make_key(brand=brand, label="warehouse", scopes=[Scope.READ], made_by=None, by=SYSTEM, now=NOW)
    return {
        "api_key": api_key.pk,
        "domain": domain.pk,
        "key": key.pk,
        "sender": sender.pk,
        "relay": relay.pk,
        "invitation": invitation.pk,
        "member": member.pk,
    }


SCREENS = [
    Screen("settings/"),
    Screen("settings/look/"),
    Screen("settings/look/logo/", role="viewer"),
    Screen("settings/look/logo/remove/"),
    Screen("settings/choices/"),
    Screen("settings/hours/"),
    Screen("settings/mail-in/"),
    Screen("settings/domains/"),
    Screen("settings/domains/new/"),
    Screen("settings/domains/check/", post_only=True),
    Screen("settings/domains/{domain}/key/"),
    Screen("settings/keys/{key}/sign/"),
    Screen("settings/keys/{key}/compromised/"),
    Screen("settings/senders/"),
    Screen("settings/senders/new/"),
    Screen("settings/senders/{sender}/"),
    Screen("settings/senders/{sender}/remove/"),
    Screen("settings/relays/"),
    Screen("settings/relays/new/smtp/"),
    Screen("settings/relays/new/anymail/"),
    Screen("settings/relays/new/maildir/"),
    Screen("settings/relays/{relay}/"),
    Screen("settings/relays/{relay}/try/", post_only=True),
    Screen("settings/relays/{relay}/remove/"),
    Screen("settings/api-keys/"),
    Screen("settings/api-keys/new/"),
    Screen("settings/api-keys/{api_key}/withdraw/"),
    Screen("settings/staff/"),
    Screen("settings/staff/invite/"),
    Screen("settings/staff/invitations/{invitation}/"),
    Screen("settings/staff/invitations/{invitation}/withdraw/"),
    Screen("settings/staff/{member}/"),
    Screen("settings/staff/{member}/remove/"),
]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.address)
def test_fixed_set(brand, screen):
    made = complete(brand)
    check(Screen(screen.address.format(**made), screen.role, screen.post_only), brand)


@pytest.mark.parametrize(
    "address",
    [s.address for s in SCREENS if "{" in s.address],
)
def test_things_of_another_brand_are_not_found(owner, brand, address):
    theirs = complete(make_brand("other"))
    path = f"/console/lantern/{address.format(**theirs)}"
    assert {owner.get(path).status_code, owner.post(path).status_code} <= {404, 405}, path
    assert 404 in {owner.get(path).status_code, owner.post(path).status_code}, path


def test_every_screen_of_the_settings_is_in_the_list():
    from forewarn.console.settings.urls import urlpatterns

    assert len(SCREENS) == len(urlpatterns) + 2  # one address serves three kinds of relay


IDENTITY = {
    "name": "Lantern Post",
    "aliases": "Lantern\nLP\n\nLantern",
    "legal_name": "Lantern Ltd",
    "postal_address": "1 Quay Street",
    "country": "gb",
    "time_zone": "Europe/London",
    "locales": "en\nes",
    "website": "https://Lantern.example/",
    "public_host": "safety.lantern.example",
    "contact_address": "care@lantern.example",
    "phone_numbers": "+441174960000",
    "app_name": "",
    "signer_name": "Ana Ortiz",
    "signer_role": "",
    "signs_all_mail_since": "2026-01-01",
    "mailbox_domains": "",
}


def test_identity_is_stored_in_its_canonical_form(owner, brand):
    assert owner.post("/console/lantern/settings/", IDENTITY).status_code == 302
    brand.refresh_from_db()
    assert brand.name == "Lantern Post"
    assert brand.aliases == ["Lantern", "LP"]
    assert (brand.country, brand.website, brand.locales) == ("GB", "lantern.example", ["en", "es"])
    assert brand.phone_numbers == ["+44 117 496 0000"]
    assert brand.signs_all_mail_since.isoformat() == "2026-01-01"
    assert AuditEvent.objects.get(verb="brand.changed").brand_id == brand.pk


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "This field is required"),
        ("website", "lantern", "Write a host name"),
        ("country", "GBR", "at most 2"),
        ("country", "1!", "two letters"),
        ("time_zone", "Mars/Base", "Select a valid choice"),
        ("locales", "english", "not a language code"),
        ("phone_numbers", "0117 496 0000", "country code"),
        ("phone_numbers", "+44 1", "too few"),
        ("contact_address", "nobody", "valid email"),
        ("signs_all_mail_since", "soon", "valid date"),
    ],
)
def test_bad_identity_keeps_what_was_typed_and_says_why(owner, brand, field, typed, says):
    answer = owner.post("/console/lantern/settings/", IDENTITY | {field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "Ana Ortiz" in page
    brand.refresh_from_db()
    assert brand.name == "Lantern"


def test_a_public_host_of_another_brand_is_refused_on_the_form(owner):
    make_brand("other")
    answer = owner.post("/console/lantern/settings/", IDENTITY | {"public_host": "safety.other.example"})
    assert answer.status_code == 422
    assert "another brand" in answer.content.decode()


def test_look_takes_colours_and_a_logo(owner, brand):
    upload = SimpleUploadedFile("logo.svg", LOGO, "image/svg+xml")
    data = {"accent": "1F5F4A", "accent_dark": "#7fd1b0", "logo": upload}
    assert owner.post("/console/lantern/settings/look/", data).status_code == 302
    brand.refresh_from_db()
    assert (brand.accent, bool(brand.logo_digest)) == ("#1f5f4a", True)
    answer = owner.get("/console/lantern/settings/look/logo/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert brand.logo_digest in owner.get("/console/lantern/settings/look/").content.decode()


def test_an_unreadable_colour_is_refused_with_one_that_works(owner):
    answer = owner.post("/console/lantern/settings/look/", {"accent": "#aaffcc", "accent_dark": "#7fd1b0"})
    assert answer.status_code == 422
    assert "is the nearest that works" in answer.content.decode()


def test_a_bad_logo_is_refused_and_the_colours_stay(owner, brand):
    upload = SimpleUploadedFile("logo.gif", b"GIF89a", "image/gif")
    data = {"accent": "#000000", "accent_dark": "#ffffff", "logo": upload}
    answer = owner.post("/console/lantern/settings/look/", data)
    assert answer.status_code == 422
    assert "Upload a PNG or SVG" in answer.content.decode()
    brand.refresh_from_db()
    assert brand.accent != "#000000"


def test_the_logo_goes_after_asking(owner, brand):
    actions.set_logo(brand=brand, content=LOGO, by=SYSTEM, now=NOW)
    assert "Remove the logo?" in owner.get("/console/lantern/settings/look/logo/remove/").content.decode()
    owner.post("/console/lantern/settings/look/logo/remove/")
    brand.refresh_from_db()
    assert queries.logo(brand) is None
    assert owner.get("/console/lantern/settings/look/logo/").status_code == 404


CHOICES = {"care_default": "on", "choice_wording": "Our terms, section 4", "quiet_from": "21", "quiet_until": "7"}


def test_choices_and_hours_are_stored(owner, brand):
    assert owner.post("/console/lantern/settings/choices/", CHOICES).status_code == 302
    brand.refresh_from_db()
    assert (brand.care_default, brand.marketing_default) == (True, False)
    assert (brand.quiet_from, brand.quiet_until) == (21, 7)


def test_a_default_needs_its_ground(owner):
    answer = owner.post("/console/lantern/settings/choices/", CHOICES | {"choice_wording": "  "})
    assert answer.status_code == 422
    assert "on what ground" in answer.content.decode()


MAIL_IN = {
    "intake_domain": "in.lantern.example",
    "mail_host": "",
    "spf_sources": "_spf.relay.example\nip4:192.0.2.7",
    "feedback_sender_id": "lantern-care",
}


def test_the_records_follow_what_was_entered(owner):
    assert owner.post("/console/lantern/settings/mail-in/", MAIL_IN).status_code == 302
    page = owner.get("/console/lantern/settings/mail-in/").content.decode()
    assert "v=spf1 include:_spf.relay.example ip4:192.0.2.7 -all" in page
    assert "10 safety.lantern.example." in page
    assert "not checked" in page


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("spf_sources", "all", "not a term of SPF"),
        ("feedback_sender_id", "four", "Five to fifteen"),
        ("intake_domain", "x", "host name"),
    ],
)
def test_bad_records_are_refused(owner, field, typed, says):
    answer = owner.post("/console/lantern/settings/mail-in/", MAIL_IN | {field: typed})
    assert answer.status_code == 422
    assert says in answer.content.decode()


# -- staffed hours ------------------------------------------------------------------------------------------------------

HOURS = {
    "staffed_days": ["wed", "mon"],
    "staffed_from": "08:30",
    "staffed_until": "24:00",
    "staffed_zone": "Asia/Kolkata",
}


def test_staffed_hours_are_saved_and_logged(brand, owner):
    answer = owner.post(
        "/console/lantern/settings/hours/", {**HOURS, "closed_days": "2026-12-28\n2026-12-25\n2026-12-25"}
    )
    assert answer.status_code == 302
    brand.refresh_from_db()
    hours = brand.staffed_hours
    assert (str(hours.zone), hours.days, hours.begins, hours.ends) == ("Asia/Kolkata", {0, 2}, 510, 1440)
    assert brand.closed_days == ["2026-12-25", "2026-12-28"]
    logged = AuditEvent.objects.get(verb="brand.changed").data
    assert logged["staffed_from"] == ["09:00", "08:30"]
    assert logged["staffed_days"] == [["mon", "tue", "wed", "thu", "fri"], ["mon", "wed"]]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"staffed_days": []}, "Tick at least one day"),
        ({"staffed_until": "08:30"}, "Choose another end"),
        ({"closed_days": "Christmas"}, "“Christmas” is no day"),
        ({"closed_days": "2026-02-30"}, "is no day"),
        ({"staffed_zone": "Middle/Earth"}, "Select a valid choice"),
        ({"staffed_from": "08:31"}, "Select a valid choice"),
    ],
)
def test_staffed_hours_that_cannot_be(brand, owner, given, asked):
    answer = owner.post("/console/lantern/settings/hours/", {**HOURS, **given})
    assert answer.status_code == 422
    assert asked in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="brand.changed").exists()


def test_around_the_clock_needs_no_days(brand, owner):
    owner.post("/console/lantern/settings/hours/", {**HOURS, "staffed_always": "on", "staffed_days": []})
    brand.refresh_from_db()
    assert brand.staffed_hours.always
