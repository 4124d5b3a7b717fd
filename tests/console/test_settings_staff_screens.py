"""Settings: who works for the brand."""

from __future__ import annotations

import pytest
from fixed_set import signed_in

from factories import make_brand, make_staff
from forewarn.accounts import queries
from forewarn.accounts.models import Invitation, Membership

pytestmark = pytest.mark.django_db

STAFF = "/console/lantern/settings/staff"


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def owner(brand):
    return signed_in(brand, "owner")


def test_everybody_is_listed_with_role_and_sign_in(owner, brand):
    make_staff(brand, "viewer", email="eve@lantern.example", name="Eve", second_step=False)
    make_staff(make_brand("other"), "viewer", email="zoe@other.example")
    page = owner.get(f"{STAFF}/").content.decode()
    assert "eve@lantern.example" in page
    assert "password only" in page
    assert "two steps" in page
    assert "zoe@other.example" not in page


def test_an_invitation_shows_its_link_to_hand_over(owner, brand):
    answer = owner.post(f"{STAFF}/invite/", {"email": "Ana@people.example", "role": "approver"}, follow=True)
    invitation = Invitation.objects.get()
    assert f"http://testserver/console/invitation/{queries.invitation_token(invitation)}/" in answer.content.decode()
    assert "ana@people.example" in owner.get(f"{STAFF}/").content.decode()


@pytest.mark.parametrize(
    "data", [{"email": "ana", "role": "viewer"}, {"email": "ana@people.example", "role": "king"}, {}]
)
def test_a_bad_invitation_is_refused(owner, data):
    assert owner.post(f"{STAFF}/invite/", data).status_code == 422
    assert not Invitation.objects.exists()


def test_a_colleague_is_not_invited_again(owner, brand):
    member = make_staff(brand, "viewer")
    answer = owner.post(f"{STAFF}/invite/", {"email": member.email, "role": "editor"})
    assert answer.status_code == 422
    assert "already works" in answer.content.decode()


def test_an_expired_invitation_offers_no_link(owner, brand):
    owner.post(f"{STAFF}/invite/", {"email": "ana@people.example", "role": "viewer"})
    invitation = Invitation.objects.get()
    Invitation.objects.update(expires_at=invitation.created_at)
    page = owner.get(f"{STAFF}/invitations/{invitation.pk}/").content.decode()
    assert "has expired" in page
    assert "/console/invitation/" not in page
    assert "expired" in owner.get(f"{STAFF}/").content.decode()


def test_an_invitation_is_withdrawn_after_asking(owner):
    owner.post(f"{STAFF}/invite/", {"email": "ana@people.example", "role": "viewer"})
    path = f"{STAFF}/invitations/{Invitation.objects.get().pk}/withdraw/"
    assert "Withdraw the invitation" in owner.get(path).content.decode()
    owner.post(path)
    assert Invitation.objects.get().withdrawn_at
    assert owner.get(path).status_code == 404


def test_a_role_is_changed(owner, brand):
    member = make_staff(brand, "viewer").memberships.get()
    owner.post(f"{STAFF}/{member.pk}/", {"role": "editor"})
    member.refresh_from_db()
    assert member.role == "editor"


def test_the_last_owner_is_told_why_not(owner, brand):
    own = Membership.objects.get(brand=brand, role="owner")
    answer = owner.post(f"{STAFF}/{own.pk}/", {"role": "viewer"})
    assert answer.status_code == 422
    assert "last owner" in answer.content.decode()
    page = owner.post(f"{STAFF}/{own.pk}/remove/", follow=True).content.decode()
    assert "last owner" in page


def test_a_person_is_removed_after_asking(owner, brand):
    member = make_staff(brand, "viewer").memberships.get()
    path = f"{STAFF}/{member.pk}/remove/"
    assert "lose access" in owner.get(path).content.decode()
    owner.post(path)
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_who_removes_themselves_lands_among_their_brands(owner, brand):
    make_staff(brand, "owner")
    own = Membership.objects.filter(brand=brand, role="owner").order_by("pk").first()
    answer = owner.post(f"{STAFF}/{own.pk}/remove/")
    assert answer["Location"] == "/console/"


def test_a_page_of_staff_asks_the_database_the_same_number_of_times(owner, brand, django_assert_max_num_queries):
    for _ in range(15):
        make_staff(brand, "viewer")
    with django_assert_max_num_queries(8):
        owner.get(f"{STAFF}/")
