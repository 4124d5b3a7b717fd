"""What the console's few scripts do, and that the same works without them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
PASSWORD = "a-quiet-harbour-at-dawn"  # of the sample staff, printed by `forewarn demo`
SETTINGS = "/console/harbour-pine/settings"


def test_a_risky_action_asks_in_a_dialog_that_escape_and_cancel_close(sign_in: Any, product: Any) -> None:
    page = sign_in("owner")
    page.goto(f"{product.address}{SETTINGS}/domains/")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.locator("dialog").get_by_text("Cancel").click()):
        page.get_by_role("link", name="Compromised?").first.click()
        page.locator("dialog[open] #confirm").wait_for()
        assert page.evaluate("document.getElementById('dialog').contains(document.activeElement)")
        leave()
        expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith(f"{SETTINGS}/domains/")


def test_without_scripts_the_same_action_asks_on_its_own_page(sign_in: Any, product: Any, browser: Any) -> None:
    state = sign_in("owner").context.storage_state()
    page = browser.new_context(storage_state=state, java_script_enabled=False).new_page()
    page.goto(f"{product.address}{SETTINGS}/domains/")
    page.get_by_role("link", name="Compromised?").first.click()
    expect(page).to_have_url(re.compile(r"/settings/keys/\d+/compromised/$"))
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(f"{product.address}{SETTINGS}/domains/")


def test_a_record_is_copied_with_one_click(sign_in: Any, product: Any) -> None:
    page = sign_in("owner")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=product.address)
    page.goto(f"{product.address}{SETTINGS}/mail-in/")
    page.locator("details summary").first.click()
    button = page.locator("button[data-copy$='-value']").first
    button.click()
    page.get_by_text("Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("10 ")


def test_the_figures_of_the_overview_follow(sign_in: Any, product: Any) -> None:
    page = sign_in("viewer")
    page.goto(f"{product.address}/console/harbour-pine/")
    page.locator("dl.tiles").wait_for()
    assert page.locator("svg.drawing").bounding_box()["height"] > 20
    assert page.locator("svg.drawing .serie-0 rect").first.bounding_box()["height"] > 10


def test_the_menu_on_a_phone_opens_and_closes_with_the_keyboard(sign_in: Any, product: Any) -> None:
    page = sign_in("viewer")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{product.address}/console/harbour-pine/")
    assert not page.locator("#menu").is_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(page.locator("#menu").get_by_role("link", name="Audit log")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()


def test_a_passkey_is_added_and_signs_in_alone(page: Any, product: Any) -> None:
    address = product.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto(f"{address}/console/account/login/")
    page.get_by_label("Email").fill("viewer@harbourpine.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{address}/console/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{address}/console/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/console/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/console/harbour-pine/")
    page.goto(f"{address}/console/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("No passkey yet").wait_for()
