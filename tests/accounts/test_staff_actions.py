"""Who works for a brand: taken in, changed, removed, invited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand, make_staff
from forewarn.accounts import actions, queries
from forewarn.accounts.actions import UnableToChangeStaff
from forewarn.accounts.models import Invitation, Membership, StaffUser
from forewarn.accounts.rules import INVITATION_LIFETIME
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor

pytestmark = pytest.mark.django_db

OWNER = Actor.staff(7, "Olive")
PASSWORD = "four words you remember"


def person(email="ana@people.example"):
    return actions.create_staff(email=email, name="Ana", password=PASSWORD, by=OWNER, now=NOW)


def invited(brand, email="ana@people.example", role="approver"):
    return actions.invite(brand=brand, email=email, role=role, invited_by=None, by=OWNER, now=NOW)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_a_person_can_sign_in_with_any_case_of_the_address():
    user = person(" Ana@People.Example ")
    assert user.email == "ana@people.example"
    assert user.check_password(PASSWORD)
    assert queries.staff_by_email("ANA@people.example") == user


def test_an_address_has_one_sign_in():
    person()
    with pytest.raises(UnableToChangeStaff, match="already"):
        person("ANA@people.example")


@pytest.mark.parametrize("password", ["short", "ana@people.example", "1qaz2wsx3edc4rfv"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(UnableToChangeStaff):
        actions.create_staff(email="ana@people.example", name="Ana", password=password, by=OWNER, now=NOW)
    assert not StaffUser.objects.exists()


def test_a_person_has_one_role_at_a_brand():
    brand, user = make_brand("lantern"), person()
    actions.add_member(brand=brand, user=user, role="editor", by=OWNER, now=NOW)
    with pytest.raises(UnableToChangeStaff, match="already works"):
        actions.add_member(brand=brand, user=user, role="owner", by=OWNER, now=NOW)
    assert queries.membership_of(user, brand_slug="lantern").role == "editor"
    assert queries.membership_of(user, brand_slug="other") is None


def test_an_unknown_role_is_refused():
    with pytest.raises(ValueError, match="wizard"):
        actions.add_member(brand=make_brand("lantern"), user=person(), role="wizard", by=OWNER, now=NOW)


def test_the_last_owner_stays_owner():
    brand = make_brand("lantern")
    owner = make_staff(brand, "owner").memberships.get()
    make_staff(brand, "approver")
    with pytest.raises(UnableToChangeStaff, match="last owner"):
        actions.change_role(membership=owner, role="viewer", by=OWNER, now=NOW)
    with pytest.raises(UnableToChangeStaff, match="last owner"):
        actions.remove_member(membership=owner, by=OWNER, now=NOW)
    owner.refresh_from_db()
    assert owner.role == "owner"


def test_an_owner_who_cannot_sign_in_does_not_count():
    brand = make_brand("lantern")
    owner = make_staff(brand, "owner").memberships.get()
    make_staff(brand, "owner", is_active=False)
    with pytest.raises(UnableToChangeStaff, match="last owner"):
        actions.remove_member(membership=owner, by=OWNER, now=NOW)


def test_an_owner_of_another_brand_does_not_count():
    brand, other = make_brand("lantern"), make_brand("other")
    make_staff(other, "owner")
    owner = make_staff(brand, "owner").memberships.get()
    with pytest.raises(UnableToChangeStaff, match="last owner"):
        actions.remove_member(membership=owner, by=OWNER, now=NOW)


def test_one_of_two_owners_may_go():
    brand = make_brand("lantern")
    first, second = make_staff(brand, "owner").memberships.get(), make_staff(brand, "owner").memberships.get()
    actions.change_role(membership=first, role="editor", by=OWNER, now=NOW)
    with pytest.raises(UnableToChangeStaff):
        actions.remove_member(membership=second, by=OWNER, now=NOW)
    assert AuditEvent.objects.get(verb="staff.role_changed").data == {"role": ["owner", "editor"]}


def test_the_same_role_again_logs_nothing():
    brand = make_brand("lantern")
    editor = make_staff(brand, "editor").memberships.get()
    actions.change_role(membership=editor, role="editor", by=OWNER, now=NOW)
    assert verbs() == []


def test_a_removed_person_has_nothing_here_any_more():
    brand = make_brand("lantern")
    editor = make_staff(brand, "editor")
    actions.remove_member(membership=editor.memberships.get(), by=OWNER, now=NOW)
    assert queries.membership_of(editor, brand_slug="lantern") is None
    assert AuditEvent.objects.get(verb="staff.removed").target_label == str(editor)


def test_an_invitation_is_accepted_once():
    brand, user = make_brand("lantern"), person()
    invitation = invited(brand)
    token = queries.invitation_token(invitation)
    assert queries.invitation_by_token(token, now=NOW) == invitation
    actions.accept_invitation(invitation=invitation, user=user, now=NOW)
    assert queries.membership_of(user, brand_slug="lantern").role == "approver"
    assert queries.invitation_by_token(token, now=NOW) is None
    with pytest.raises(UnableToChangeStaff, match="already used"):
        actions.accept_invitation(invitation=invitation, user=user, now=NOW)


def test_an_invitation_ends_by_itself():
    invitation = invited(make_brand("lantern"))
    token = queries.invitation_token(invitation)
    end = NOW + INVITATION_LIFETIME
    assert queries.invitation_by_token(token, now=end - timedelta(seconds=1)) == invitation
    assert queries.invitation_by_token(token, now=end) is None
    with pytest.raises(UnableToChangeStaff):
        actions.accept_invitation(invitation=invitation, user=person(), now=end)
    assert not Membership.objects.exists()


def test_a_withdrawn_invitation_works_no_more():
    brand = make_brand("lantern")
    invitation = invited(brand)
    actions.withdraw_invitation(invitation=invitation, by=OWNER, now=NOW)
    assert queries.invitation_by_token(queries.invitation_token(invitation), now=NOW) is None
    assert list(queries.open_invitations(brand)) == []


def test_inviting_again_replaces_the_older_invitation():
    brand = make_brand("lantern")
    first = invited(brand)
    second = invited(brand, email="ANA@people.example", role="viewer")
    assert [i.pk for i in queries.open_invitations(brand)] == [second.pk]
    assert queries.invitation_by_token(queries.invitation_token(first), now=NOW) is None


def test_who_works_here_is_not_invited():
    brand = make_brand("lantern")
    member = make_staff(brand, "viewer")
    with pytest.raises(UnableToChangeStaff, match="already works"):
        invited(brand, email=member.email.upper())
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("token", ["", "abc", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ÄÖÜ"])
def test_forged_links_lead_nowhere(token):
    invited(make_brand("lantern"))
    assert queries.invitation_by_token(token, now=NOW) is None


def test_a_link_of_another_purpose_leads_nowhere():
    from forewarn.foundation.signed_links import make_token

    invitation = invited(make_brand("lantern"))
    numbers = (invitation.pk, int(invitation.created_at.timestamp()))
    assert queries.invitation_by_token(make_token("unsubscribe", *numbers), now=NOW) is None
    assert queries.invitation_by_token(make_token("invitation", *numbers), now=NOW) == invitation


def test_people_are_listed_with_how_they_sign_in():
    brand = make_brand("lantern")
    make_staff(brand, "owner", email="b@lantern.example")
    make_staff(brand, "viewer", email="a@lantern.example", second_step=False)
    make_staff(make_brand("other"), "owner")
    assert [(m.user.email, m.second_step) for m in queries.members(brand)] == [
        ("a@lantern.example", False),
        ("b@lantern.example", True),
    ]
    assert queries.approvers(brand) == (2, 1)


def test_single_rows_are_read_within_the_brand_only():
    brand, other = make_brand("lantern"), make_brand("other")
    foreign = make_staff(other, "viewer").memberships.get()
    assert queries.member(brand, foreign.pk) is None
    assert queries.invitation(brand, invited(other).pk) is None
