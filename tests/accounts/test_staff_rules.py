"""What each role may do."""

from __future__ import annotations

import pytest

from forewarn.accounts.rules import May, needs_second_step, role_may

ALLOWED = {
    "viewer": {May.LOOK},
    "editor": {May.LOOK, May.WRITE},
    "approver": {May.LOOK, May.WRITE, May.APPROVE},
    "owner": set(May),
    "stranger": set(),
    "": set(),
}


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("what", list(May))
def test_each_role_may_exactly_this(role, what):
    assert role_may(role, what) == (what in ALLOWED[role])


@pytest.mark.parametrize(
    ("role", "needed"), [("owner", True), ("approver", True), ("editor", False), ("viewer", False)]
)
def test_who_can_release_mail_needs_more_than_a_password(role, needed):
    assert needs_second_step(role, sample=False) is needed
    assert needs_second_step(role, sample=True) is False
