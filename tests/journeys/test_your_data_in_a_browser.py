"""A customer opens their data, asks for removal at a vendor, the vendor confirms by the link of its mail, and the customer
sees it done: on a phone, without JavaScript, with mail that really went out."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from looking import axe_findings
from playwright.sync_api import expect

from forewarn.cli.sample.people import customers_csv

pytestmark = pytest.mark.journey
CODE = re.compile(r"\b\d{3} \d{3}\b")
PATIENCE = 150  # seconds for a mail to arrive in the local mailbox; the sample brand has much to send when it starts
CUSTOMER = 8  # of the sample's list; those before and after have their own stories


def address_of(number: int) -> str:
    rows = list(csv.DictReader(io.StringIO(customers_csv(number + 1))))
    found: str = next(value for name, value in rows[number].items() if "mail" in name.lower() and "@" in value)
    return found


def wait_for_mail(home: Path, fits: Callable[[EmailMessage, str], bool]) -> str:
    """The text of the first mail in the local mailbox that fits."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for path in (home / "mailbox").glob("new/*"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = mail.get_body(("plain",))
            text = body.get_content() if body else ""
            if fits(mail, text):
                return text
        time.sleep(0.2)
    pytest.fail("the mail did not come")


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A narrow browser without JavaScript, which must not get a cookie."""
    context = browser.new_context(
        java_script_enabled=False, locale="en-GB", viewport={"width": 360, "height": 740}, color_scheme="dark"
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def fits_the_phone(page: Any) -> None:
    width = page.locator("html").bounding_box()["width"]
    assert width <= 360, f"{page.url} is {width} px wide"


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    fits_the_phone(page)


def test_from_your_data_to_the_vendors_answer(phone: Any, browser: Any, product: Any) -> None:
    customer = address_of(CUSTOMER)
    phone.goto(f"{product.address}/")
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("link", name="Your data", exact=True).click()
    phone.get_by_label("Your email address").fill(customer)
    press(phone, "Send me a code")
    phone.get_by_label("The six digits from the mail").fill(code_for(product.home, customer))
    press(phone, "Go on")

    phone.locator("details#quillpost summary").click()
    expect(phone.locator("details#quillpost")).to_contain_text("Email address")
    phone.locator("details#quillpost").get_by_role("button", name="Ask for removal").click()
    press(phone, "Yes, ask them to delete it")
    told = phone.locator(".opening .told").inner_text()
    number = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", told)[0]
    received = wait_for_mail(product.home, lambda m, t: customer in str(m["To"]) and number in t)
    assert "://" not in received

    asked = wait_for_mail(product.home, lambda m, t: "privacy@quillpost.example" in str(m["To"]) and number in t)
    assert customer not in asked
    vendor = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    vendor.goto(product.address + re.search(r"https://[^/]+(/vendor-answer/\w+/)", asked)[1])
    assert customer in vendor.locator("main").inner_text()
    assert axe_findings(vendor).violations_count == 0
    vendor.get_by_label("We deleted it", exact=False).check()
    vendor.get_by_label("Your name and role").fill("Kim Lee, privacy")
    vendor.get_by_role("button", name="Send this answer").click()
    expect(vendor.locator("h1")).to_contain_text("written down as done")
    expect(vendor.locator("main")).not_to_contain_text(customer)
    vendor.context.close()

    ending = wait_for_mail(
        product.home, lambda m, t: customer in str(m["To"]) and number in t and "deleted your data" in t
    )
    assert "Quillpost" in ending
    phone.get_by_role("button", name="Use another address").click()
    press(phone, "Go back")
    expect(phone.locator(".requests").first).to_contain_text("done: your data was deleted")
    expect(phone.locator("details#quillpost")).to_have_count(0)

    press(phone, "End this visit")
    expect(phone.locator("h1")).to_have_text("Your visit is over")
    phone.goto(f"{product.address}/your-data/request/")
    phone.get_by_label("Number of the request").fill(number)
    press(phone, "Show it")
    expect(phone.locator("main")).to_contain_text("done: your data was deleted")
    expect(phone.locator("main")).not_to_contain_text(customer)


def test_the_open_pages_are_accessible(browser: Any, product: Any) -> None:
    """Behind the code no other test looks: every page of a visit, with all companies open."""
    customer = address_of(CUSTOMER + 1)
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{product.address}/your-data/")
    page.get_by_label("Your email address").fill(customer)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The six digits from the mail").fill(code_for(product.home, customer))
    page.get_by_role("button", name="Go on").click()
    for name in ("", "Use another address", "Erase my data", "Ask all of them"):
        if name:
            page.get_by_role("button", name=name).click()
        for summary in page.locator("details.company summary").all():
            summary.click()
        check(page)
        if name:
            page.get_by_role("button", name="Go back").click()
    page.get_by_role("button", name="End this visit").click()
    expect(page.locator("h1")).to_have_text("Your visit is over")
    context.close()


def code_for(home: Path, customer: str) -> str:
    """The code that was mailed to a customer who asks for one only once."""
    text = wait_for_mail(home, lambda m, t: customer in str(m["To"]) and bool(CODE.search(t)))
    assert "://" not in text
    return CODE.search(text)[0]


def check(page: Any) -> None:
    """At phone and desktop width, in light and dark: no accessibility finding, no sideways scrolling."""
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{page.url} is {overflow} px too wide at {width} px"
            found = axe_findings(page)
            assert found.violations_count == 0, f"{width}, {scheme}: {found.generate_report()}"
