"""The way in: sign-in with a second step, invitations, and what the log keeps of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from factories import NOW, TOTP_SECRET, make_brand, make_staff
from forewarn.accounts import actions, queries
from forewarn.accounts.models import Invitation, StaffUser
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.foundation.secrets import unseal

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
ACCOUNT = "/console/account"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def brand():
    return make_brand("lantern")


def code(secret=TOTP_SECRET):
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client, email, password=PASSWORD):
    return client.post(f"{ACCOUNT}/login/", {"login": email, "password": password})


def confirm(client):
    """The password once more, as changes to one's own sign-in ask for it."""
    assert client.post(f"{ACCOUNT}/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_the_page_offers_password_and_passkey_and_no_sign_up(client):
    page = client.get(f"{ACCOUNT}/login/").content.decode()
    assert "Use a passkey" in page
    assert "an owner of the brand invites you" in page
    assert "signup" not in page
    assert " style=" not in page


def test_nobody_signs_up(client):
    assert "Nobody signs up here" in client.get(f"{ACCOUNT}/signup/").content.decode()
    client.post(f"{ACCOUNT}/signup/", {"email": "eve@people.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not StaffUser.objects.filter(email="eve@people.example").exists()


def test_password_then_code(client, brand):
    user = make_staff(brand, "owner")
    answer = sign_in(client, user.email)
    assert answer["Location"].startswith(f"{ACCOUNT}/2fa/authenticate/")
    assert client.get("/console/lantern/").status_code == 302
    wrong = client.post(f"{ACCOUNT}/2fa/authenticate/", {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode()
    done = client.post(f"{ACCOUNT}/2fa/authenticate/", {"code": code()})
    assert done["Location"] == "/console/"
    assert client.get("/console/lantern/").status_code == 200
    assert AuditEvent.objects.filter(brand_id=brand.pk, verb="staff.signed_in", actor_label=str(user)).count() == 1


def test_a_wrong_password_and_an_unknown_address_sound_the_same(client, brand):
    user = make_staff(brand, "viewer", second_step=False)
    wrong = sign_in(client, user.email, "not the password at all").content.decode()
    unknown = sign_in(client, "nobody@people.example", "not the password at all").content.decode()

    def said(page):
        return re.search(r'role="alert">(.*?)</div>', page, re.DOTALL).group(1)

    assert said(wrong) == said(unknown)
    assert "not correct" in said(wrong)


def test_guessing_is_stopped(client, brand):
    user = make_staff(brand, "viewer", second_step=False)
    for _ in range(6):
        sign_in(client, user.email, "a wrong guess")
    page = sign_in(client, user.email).content.decode()
    assert "Too many failed login attempts" in page
    assert client.get("/console/").status_code == 302


@pytest.mark.parametrize("role", ["owner", "approver"])
def test_roles_that_release_mail_are_led_to_a_second_step(client, brand, role):
    client.force_login(make_staff(brand, role, second_step=False))
    answer = client.get("/console/lantern/")
    assert answer["Location"] == f"{ACCOUNT}/second-step/?brand=Lantern"
    page = client.get(answer["Location"]).content.decode()
    assert "Add a passkey" in page
    assert "Set up an app" in page
    assert client.post("/console/lantern/promises/recommended/").status_code == 302
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("role", "sample"), [("editor", False), ("viewer", False), ("owner", True), ("approver", True)]
)
def test_others_and_the_sample_brand_are_not(client, role, sample):
    brand = make_brand("lantern", sample=sample)
    client.force_login(make_staff(brand, role, second_step=False))
    assert client.get("/console/lantern/").status_code == 200


def test_who_has_a_second_step_is_not_asked_again(client, brand):
    client.force_login(make_staff(brand, "owner"))
    assert client.get(f"{ACCOUNT}/second-step/")["Location"] == "/console/"


def test_setting_up_an_app_with_a_picture_drawn_here(client, brand, django_capture_on_commit_callbacks):
    user = make_staff(brand, "owner", second_step=False)
    sign_in(client, user.email)
    confirm(client)
    page = client.get(f"{ACCOUNT}/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;' in page
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{ACCOUNT}/2fa/totp/activate/", {"code": code(secret)})
    assert "lets you in once" in client.get(answer["Location"]).content.decode()
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept
    assert unseal(kept) == secret
    assert client.get("/console/lantern/").status_code == 200
    assert AuditEvent.objects.filter(brand_id=brand.pk, verb="staff.second_step_added").exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("2fa/", "Your sign-in"),
        ("2fa/totp/deactivate/", "Deactivate"),
        ("2fa/recovery-codes/generate/", "Recovery Codes"),
        ("2fa/webauthn/", "No passkey yet"),
        ("2fa/webauthn/add/", "Add a passkey"),
        ("password/change/", "Change Password"),
        ("logout/", "You are signed in as"),
    ],
)
def test_the_pages_of_ones_own_sign_in_look_like_the_rest(client, brand, address, says):
    user = make_staff(brand, "owner")
    sign_in(client, user.email)
    client.post(f"{ACCOUNT}/2fa/authenticate/", {"code": code()})
    confirm(client)
    page = client.get(f"{ACCOUNT}/{address}").content.decode()
    assert says in page
    assert "console/console.css" in page
    assert 'class="rail"' in page
    assert " style=" not in page


def test_changing_how_one_signs_in_asks_once_more(client, brand):
    client.force_login(make_staff(brand, "viewer", second_step=False))
    answer = client.get(f"{ACCOUNT}/2fa/totp/activate/")
    assert "reauthenticate" in answer["Location"]
    assert "Is it still you?" in client.get(answer["Location"]).content.decode()


def invited(brand, email="ana@people.example", role="viewer"):
    invitation = actions.invite(brand=brand, email=email, role=role, invited_by=None, by=SYSTEM, now=now())
    return f"/console/invitation/{queries.invitation_token(invitation)}/"


WELCOME = {"name": "Ana Ortiz", "password": "four words you remember", "again": "four words you remember"}


def test_an_invited_person_chooses_a_password_and_is_in(client, brand):
    link = invited(brand)
    page = client.get(link).content.decode()
    assert "Work for Lantern" in page
    assert "ana@people.example" in page
    answer = client.post(link, WELCOME)
    assert answer["Location"] == "/console/lantern/"
    assert client.get("/console/lantern/").status_code == 200
    user = queries.staff_by_email("ana@people.example")
    assert (user.name, user.check_password(WELCOME["password"])) == ("Ana Ortiz", True)
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"again": "five words"}, "differ"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "ana@people.example", "again": "ana@people.example"}, "too similar"),
        ({"name": ""}, "required"),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_never_echoed(client, brand, change, says):
    answer = client.post(invited(brand), WELCOME | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "four words" not in page
    assert queries.staff_by_email("ana@people.example") is None


def test_looking_at_an_invitation_changes_nothing(client, brand):
    link = invited(brand)
    client.get(link)
    assert Invitation.objects.get().accepted_at is None
    assert not StaffUser.objects.exists()


def test_who_has_a_sign_in_uses_it_to_accept(client, brand):
    user = make_staff(make_brand("other"), "viewer", email="ana@people.example")
    link = invited(brand)
    assert "You have a sign-in here already" in client.get(link).content.decode()
    assert client.post(link, WELCOME).status_code == 200
    assert queries.membership_of(user, brand_slug="lantern") is None
    client.force_login(user)
    assert "Accept" in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/console/lantern/"
    assert queries.membership_of(user, brand_slug="lantern").role == "viewer"


def test_an_invitation_is_for_one_person_only(client, brand):
    make_staff(make_brand("other"), "viewer", email="ana@people.example")
    link = invited(brand)
    stranger = make_staff(make_brand("third"), "viewer")
    client.force_login(stranger)
    assert "for another person" in client.get(link).content.decode()
    client.post(link)
    assert queries.membership_of(stranger, brand_slug="lantern") is None


@pytest.mark.parametrize("token", ["abc", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_forged_or_old_link_says_what_to_do(client, brand, token):
    answer = client.get(f"/console/invitation/{token}/")
    assert answer.status_code == 404
    assert "Ask the person who invited you" in answer.content.decode()
    link = invited(brand)
    Invitation.objects.update(expires_at=NOW - timedelta(days=1))
    assert client.get(link).status_code == 404


def test_the_brands_of_a_person(client, brand):
    user = make_staff(brand, "viewer")
    client.force_login(user)
    assert client.get("/console/")["Location"] == "/console/lantern/"
    assert "Lantern" in client.get("/console/?all").content.decode()
    actions.add_member(brand=make_brand("other"), user=user, role="viewer", by=SYSTEM, now=NOW)
    page = client.get("/console/").content.decode()
    assert "Lantern" in page
    assert "Other" in page


def test_a_person_without_a_brand_learns_what_to_do(client):
    client.force_login(StaffUser.objects.create_user("eve@people.example", PASSWORD))
    page = client.get("/console/").content.decode()
    assert "You do not work for a brand yet" in page
    assert "forewarn init" in page


def test_the_console_needs_sign_in():
    answer = Client().get("/console/")
    assert answer["Location"] == f"{ACCOUNT}/login/?next=/console/"


def mails():
    """The words of every queued single mail: (address, template, text)."""
    import json

    from forewarn.outbound.models import SingleMail

    rows = SingleMail.objects.order_by("pk")
    return [(r.to_address, r.template, json.loads(unseal(r.content_sealed))["letter"]["text"]) for r in rows]


def test_an_invitation_goes_out_by_mail(client, brand):
    client.force_login(make_staff(brand, "owner", name="Olive"))
    page = client.post(
        "/console/lantern/settings/staff/invite/", {"email": "ana@people.example", "role": "viewer"}, follow=True
    ).content.decode()
    [(address, template, text)] = mails()
    link = re.search(r"http://testserver/console/invitation/\w+/", text).group()
    assert (address, template) == ("ana@people.example", "accounts/invitation")
    assert "Olive invites you to work for Lantern" in text
    assert link in page
    assert client.get(link).status_code == 200


def test_without_a_sender_the_link_is_handed_over(client, brand):
    brand.senders.all().delete()
    client.force_login(make_staff(brand, "owner"))
    page = client.post(
        "/console/lantern/settings/staff/invite/", {"email": "ana@people.example", "role": "viewer"}, follow=True
    ).content.decode()
    assert "No mail could be sent" in page
    assert "/console/invitation/" in page
    assert mails() == []


def test_a_forgotten_password_is_mended_by_mail(client, brand):
    user = make_staff(brand, "viewer", second_step=False)
    page = client.post(f"{ACCOUNT}/password/reset/", {"email": user.email}, follow=True).content.decode()
    assert "Look at your mail" in page
    [(address, template, text)] = mails()
    assert (address, template) == (user.email, "accounts/new_password")
    link = re.search(r"http://testserver(\S+)", text).group(1)
    shown = client.get(link, follow=True)
    assert "Change Password" in shown.content.decode()
    new = {"password1": "four words you remember", "password2": "four words you remember"}
    client.post(shown.request["PATH_INFO"], new)
    user.refresh_from_db()
    assert user.check_password("four words you remember")
    assert AuditEvent.objects.filter(verb="staff.password_changed", brand_id=brand.pk).exists()


def test_asking_for_an_unknown_address_looks_the_same_and_mails_nobody(client, brand):
    page = client.post(f"{ACCOUNT}/password/reset/", {"email": "nobody@people.example"}, follow=True).content.decode()
    assert "Look at your mail" in page
    assert mails() == []


def test_behind_a_proxy_guessing_is_counted_by_the_address_before_it(client, brand, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        client.post(
            f"{ACCOUNT}/login/",
            {"login": f"guess{number}@people.example", "password": "a wrong guess"},
            headers={"X-Forwarded-For": "203.0.113.9"},
        )
    user = make_staff(brand, "viewer", second_step=False)
    blocked = client.post(
        f"{ACCOUNT}/login/", {"login": user.email, "password": PASSWORD}, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert "Too many failed login attempts" in blocked.content.decode()
    free = client.post(
        f"{ACCOUNT}/login/", {"login": user.email, "password": PASSWORD}, headers={"X-Forwarded-For": "198.51.100.4"}
    )
    assert free.status_code == 302
