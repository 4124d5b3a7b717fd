"""Every page at phone and desktop width, in light and dark: no accessibility finding, no sideways scrolling, no error."""

from __future__ import annotations

import re
from typing import Any

import pytest
from looking import SIZES, visit

pytestmark = pytest.mark.journey
CONSOLE = "/console/harbour-pine"
PUBLIC = [
    "/", "/never/", "/our-mail/", "/messages/", "/report/", "/preferences/", "/your-data/", "/vendors/",
    "/vendors/parcel-lane/", "/vendors/ledgerwell/", "/vendors/changes/", "/vendors/?on=2026-01-05",
]  # fmt: skip
STAFF = [
    f"{CONSOLE}/",
    f"{CONSOLE}/alerts/",
    f"{CONSOLE}/vendors/",
    f"{CONSOLE}/vendors/new/",
    f"{CONSOLE}/vendors/quillpost/",
    f"{CONSOLE}/vendors/quillpost/edit/",
    f"{CONSOLE}/vendors/quillpost/history/",
    f"{CONSOLE}/vendors/quillpost/measures/new/",
    f"{CONSOLE}/vendors/quillpost/move/leaving/",
    f"{CONSOLE}/vendors/quillpost/questions/",
    f"{CONSOLE}/vendor-files/",
    f"{CONSOLE}/alerts/waivers/",
    f"{CONSOLE}/holdings/",
    f"{CONSOLE}/holdings/parcel-lane/",
    f"{CONSOLE}/holdings/parcel-lane/transfers/",
    f"{CONSOLE}/holdings/parcel-lane/lists/new/",
    f"{CONSOLE}/removals/",
    f"{CONSOLE}/removals/figures/",
    f"{CONSOLE}/removals/vendors/",
    f"{CONSOLE}/removals/vendors/quillpost/",
    f"{CONSOLE}/promises/",
    f"{CONSOLE}/promises/new/",
    f"{CONSOLE}/customers/",
    f"{CONSOLE}/segments/",
    f"{CONSOLE}/mailings/",
    f"{CONSOLE}/mail-in/",
    f"{CONSOLE}/mailbox/",
    f"{CONSOLE}/audit/",
    f"{CONSOLE}/settings/",
    f"{CONSOLE}/settings/hours/",
    f"{CONSOLE}/sightings/",
    f"{CONSOLE}/sightings/1/",
    f"{CONSOLE}/sightings/2/",
    f"{CONSOLE}/our-mail/seeds/",
    f"{CONSOLE}/status/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", sorted(SIZES))
def test_the_public_pages(page: Any, product: Any, size: str, scheme: str) -> None:
    for path in PUBLIC:
        visit(page, product.address + path, size, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", sorted(SIZES))
def test_the_console(sign_in: Any, product: Any, size: str, scheme: str) -> None:
    page = sign_in("owner")
    for path in STAFF:
        visit(page, product.address + path, size, scheme)


@pytest.mark.parametrize("size", sorted(SIZES))
def test_the_questions_for_a_vendor(sign_in: Any, product: Any, size: str) -> None:
    staff = sign_in("owner")
    staff.goto(f"{product.address}{CONSOLE}/vendors/quillpost/questions/")
    staff.get_by_role("button", name="Make a link").click()
    link = re.search(r"/vendor-questions/[\w-]+/", staff.content())
    assert link, "no link was made"
    visit(staff, product.address + link[0], size, "light")
    visit(staff, product.address + link[0], size, "dark")
