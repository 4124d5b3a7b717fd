"""A customer asks whether a mail is ours: on the page in a browser, and by mail over a real socket."""

from __future__ import annotations

import email
import email.policy
import smtplib
import time
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

CHECK = "check@mail.harbourpine.example"
PATIENCE = 150  # seconds, on a machine that runs other tests beside it; a quiet one answers within one
LURE = (
    b"From: Harbour & Pine Care <care@harbourpine-login.example>\r\nTo: kim@post.example\r\n"
    b"Subject: Your Harbour & Pine parcel waits\r\nDate: Tue, 03 Nov 2026 11:00:00 +0000\r\n"
    b"Message-ID: <1@harbourpine-login.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
)
HOSTILE = LURE + (
    b"<script>document.title='owned';fetch('http://127.0.0.1:1/script')</script>"
    b"<form action='http://127.0.0.1:1/form'><button autofocus>Sign in</button></form>"
    b"<img src='http://127.0.0.1:1/pixel.png' onerror=\"document.title='owned'\">"
    b"<style>@import url(http://127.0.0.1:1/a.css);body{background:url(http://127.0.0.1:1/b.png)}</style>"
    b"<svg onload=\"document.title='owned'\"><image href='http://127.0.0.1:1/c.svg'/></svg>"
    b"<iframe src='http://127.0.0.1:1/frame'></iframe><link rel=stylesheet href='http://127.0.0.1:1/d.css'>"
    b"<a href='https://harbourpine-login.example/pay'>harbourpine.example</a> Call +1 888 555 0100"
)


def our_alert(home: Path) -> bytes:
    """A safety note of the sample brand, as it lies in the local mailbox."""
    for path in sorted((home / "mailbox").glob("*/*")):
        raw = path.read_bytes()
        if b"List-Unsubscribe:" in raw and b"DKIM-Signature:" in raw:
            return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    pytest.fail("no note lies in the local mailbox")


def with_one_link_changed(raw: bytes) -> bytes:
    """The first address in the body leads elsewhere."""
    at = raw.index(b"\r\n\r\n")
    changed = raw[at:].replace(b"harbourpine.example", b"harbourpine-login.example", 1)
    assert changed != raw[at:]
    return raw[:at] + changed


def attached(inner: bytes, sender: str) -> bytes:
    head = (
        f"From: Kim <{sender}>\r\nTo: {CHECK}\r\nSubject: Fwd: is this you?\r\nMessage-ID: <{time.time()}@post.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="w"\r\n\r\n--w\r\n\r\nIs it real?\r\n'
        "--w\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return head.encode() + inner + b"\r\n--w--\r\n"


def answer_to(product: Any, raw: bytes, sender: str) -> EmailMessage:
    """Mail it to the listener, and wait for the answer in the local mailbox."""
    with smtplib.SMTP("127.0.0.1", product.listener, local_hostname="mx.post.example") as line:
        line.sendmail(sender, [CHECK], raw)
    sent = time.monotonic()
    while time.monotonic() - sent < PATIENCE:
        for path in (product.home / "mailbox").glob("new/*"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if sender in str(mail["To"]) and mail["Auto-Submitted"] == "auto-replied":
                return mail
        time.sleep(0.05)
    status = product.forewarn("doctor").stdout
    log = (product.home / "log.txt").read_text()[-3000:]
    pytest.fail(f"no answer to {sender} came within {PATIENCE} seconds:\n{status}\n{log}")


def said(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def test_by_mail_over_a_real_socket(product: Any) -> None:
    alert = our_alert(product.home)
    asked = [
        (alert, "We sent this.", "ours"),
        (with_one_link_changed(alert), "We sent this, but your copy was changed.", "changed"),
        (HOSTILE, "This is not from us.", "lure"),
    ]
    for raw, headline, name in asked:
        for form, wrap in (("file", attached), ("raw", lambda inner, sender: inner)):
            sender = f"{name}.{form}@post.example"
            mail = answer_to(product, wrap(raw, sender), sender)
            assert headline in said(mail), said(mail)
            assert "harbourpine-login" not in mail.as_string() and "888" not in said(mail)


def ask(page: Any, product: Any, raw: bytes, folder: Path, query: str = "") -> None:
    file = folder / "mail.eml"
    file.write_bytes(raw)
    page.goto(f"{product.address}/check/{query}")
    page.set_input_files("#file", file)
    page.click("form.ask button")
    page.wait_for_selector("[data-verdict]")


def verdict(page: Any) -> str:
    return str(page.locator("[data-verdict]").get_attribute("data-verdict"))


@pytest.mark.parametrize("scripts", [True, False])
def test_on_the_page(browser: Any, product: Any, tmp_path: Path, scripts: bool) -> None:
    page = browser.new_context(java_script_enabled=scripts).new_page()
    alert = our_alert(product.home)
    ask(page, product, alert, tmp_path)
    assert verdict(page) == "sent_by_us"
    sent = parsedate_to_datetime(email.message_from_bytes(alert)["Date"])
    assert f"We sent it on {sent:%B} {sent.day}, {sent.year}." in page.inner_text("main")
    ask(page, product, with_one_link_changed(alert), tmp_path)
    assert verdict(page) == "sent_by_us_altered"
    assert "was changed after we sent it" in page.inner_text("main")
    ask(page, product, HOSTILE, tmp_path, "?lang=es")
    assert verdict(page) == "not_ours"
    assert "Este correo no es nuestro." in page.inner_text("main")
    number = page.inner_text(".typed").strip()
    page.goto(f"{product.address}/check/")
    page.fill("#case", number.lower())
    page.click("form.case button")
    expect(page.locator("main")).to_contain_text("Nothing new yet")
    page.close()


def test_nothing_of_a_hostile_mail_runs_or_is_fetched(browser: Any, product: Any, tmp_path: Path) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    ask(page, product, HOSTILE, tmp_path)
    page.wait_for_load_state("networkidle")
    assert verdict(page) == "not_ours"
    assert "owned" not in page.title()
    assert troubles == []
    assert [url for url in asked if not url.startswith(product.address)] == []
    links = page.locator("a").evaluate_all("all => all.map(a => a.href)")
    assert [href for href in links if not href.startswith(product.address)] == []
    assert page.locator("main form, main script, main img, main svg, main iframe, main style").count() == 0
    page.close()


def test_staff_see_a_hostile_mail_as_its_readers_did_and_nothing_of_it_acts(
    browser: Any, product: Any, sign_in: Any, tmp_path: Path
) -> None:
    visitor = browser.new_context().new_page()
    ask(visitor, product, HOSTILE, tmp_path)
    visitor.close()
    page = sign_in("editor")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.goto(f"{product.address}/console/harbour-pine/sightings/?words=harbourpine-login")
    page.get_by_role("link", name="Your Harbour & Pine parcel waits").first.click()
    frame = page.locator("iframe.mail-frame")
    frame.scroll_into_view_if_needed()
    inside = page.frame_locator("iframe.mail-frame")
    inside.get_by_text("Call +1 888 555 0100").wait_for()
    inside.get_by_text("harbourpine.example", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert inside.get_by_text("harbourpine.example", exact=True).get_attribute("title") == (
        "hxxps://harbourpine-login[.]example/pay"
    )
    assert inside.locator("script, form, button, input, svg, iframe, link, a[href]").count() == 0
    assert troubles == [] and "owned" not in page.title()
    assert [url for url in asked if not url.startswith((product.address, "data:"))] == []
    assert page.url.endswith("/") and "/sightings/" in page.url
