"""What the README promises a newcomer: import, write, approve, send, read it in the mailbox and on the public site."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey  # each goes on where the one before ended
CUSTOMERS = Path(__file__).resolve().parents[2] / "docs" / "sample-customers.csv"
CONSOLE = "/console/harbour-pine"
SECONDS = 150  # for the note to reach one of its readers


def open_alert(page: Any, product: Any) -> None:
    """This quarter's alert, from the calendar."""
    today = date.today()
    page.goto(f"{product.address}{CONSOLE}/alerts/year/{today.year}/")
    page.get_by_role("link", name=f"Q{(today.month - 1) // 3 + 1}", exact=True).click()


def test_customers_are_imported_with_a_preview_and_a_rejects_file(sign_in: Any, product: Any) -> None:
    page = sign_in("editor")
    page.goto(f"{product.address}{CONSOLE}/customers/imports/new/")
    page.locator("input[type=file]").set_input_files(CUSTOMERS)
    page.get_by_role("button", name="Look at the columns").click()
    expect(page.get_by_text("amara.abara0@new.mailbox.example").first).to_be_visible()
    page.get_by_role("button", name="Import 63 rows").click()
    expect(page.get_by_role("link", name="Download the rejected rows")).to_be_visible()
    expect(page.get_by_text("1 with an invalid address")).to_be_visible()
    page.goto(f"{product.address}{CONSOLE}/customers/?q=jürgen")
    expect(page.get_by_text("bücher").first).to_be_visible()


def test_an_alert_goes_from_the_draft_to_the_mailbox_and_the_public_site(sign_in: Any, product: Any) -> None:
    page = sign_in("editor")
    open_alert(page, product)
    page.get_by_role("link", name="Write", exact=True).click()
    about_suppliers = page.locator("[name=suppliers]").first
    known = about_suppliers.input_value()
    about_suppliers.fill("Confirm your password now.")
    expect(page.locator("#checked")).to_contain_text("must be mended")  # without a reload
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Hand in for approval").click()
    expect(page.get_by_text("FW-RQ-01").first).to_be_visible()  # and it is a draft still
    page.get_by_role("link", name="Write", exact=True).click()
    about_suppliers.fill(known)
    expect(page.locator("#checked")).not_to_contain_text("must be mended")
    page.get_by_label("It says").first.fill("“Your gift waits at the harbour”")
    expect(page.locator("#checked .paper.text")).to_contain_text("waits at the harbour")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.get_by_text("on its way")).to_be_visible()
    page.get_by_role("button", name="Hand in for approval").click()
    expect(page.get_by_text("Handed in").first).to_be_visible()

    page = sign_in("approver")
    open_alert(page, product)
    address = page.url
    page.goto(address.rstrip("/") + "/approve/")
    page.locator("main").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("It can be scheduled now")).to_be_visible()
    page.goto(address.rstrip("/") + "/schedule/")
    page.get_by_label("Also at night").check()
    page.locator("main").get_by_role("button", name="Send or schedule").click()
    page.get_by_role("link", name="Delivery").click()
    expect(page.get_by_text(re.compile("^Done|Sent", re.I)).first).to_be_visible()

    page.goto(f"{product.address}/messages/")
    page.get_by_role("link", name=re.compile(str(date.today().year))).first.click()
    expect(page.get_by_text("waits at the harbour").first).to_be_visible()


def test_a_customer_stops_the_notes_without_an_account(page: Any, product: Any, sign_in: Any) -> None:
    staff = sign_in("owner")
    for _ in range(SECONDS):
        staff.goto(f"{product.address}{CONSOLE}/mailbox/?search=abara0@new.mailbox.example")
        if staff.locator("main table a").count():
            break
        staff.wait_for_timeout(1_000)
    staff.locator("main table a").first.click()
    staff.get_by_role("link", name="Headers").click()
    expect(staff.locator("main")).to_contain_text("List-Unsubscribe")
    source = staff.content()
    token = re.search(r"/unsubscribe/([a-z2-7]+)", source)
    assert token, "the mail's headers show the one-click address"
    page.goto(f"{product.address}/unsubscribe/{token[1]}")
    page.get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("no more|stopped|will not|ya no", re.I))
