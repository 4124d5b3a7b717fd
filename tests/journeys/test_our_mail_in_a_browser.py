"""The sent record as staff meet it: the list, one mail in its frame, senders that nothing explains, page by page."""

from __future__ import annotations

import smtplib
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from looking import SIZES, visit
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
OUR_MAIL = "/console/harbour-pine/our-mail/"
SEED = "journal+quillpost@mail.harbourpine.example"
STRANGERS = 52  # more than one page holds
PATIENCE = 120  # seconds, on a machine that runs other tests beside it


def campaigns(page: Any, address: str) -> list[str]:
    """The addresses of every mail in the list."""
    page.goto(f"{address}{OUR_MAIL}")
    links = page.eval_on_selector_all("main tbody th a", "all => all.map(one => one.getAttribute('href'))")
    assert links
    return [f"{address}{link}" for link in links]


def test_every_mail_of_the_record_is_shown_whole(page: Any, product: Any, sign_in: Any) -> None:
    """A frame answers with the mail, never with an error page; where there is no HTML there is no frame."""
    sign_in("editor")
    framed = 0
    for link in campaigns(page, product.address):
        page.goto(link)
        assert page.locator("h1").inner_text().strip()
        for frame in page.locator("iframe.mail-frame").all():
            answer = page.request.get(product.address + frame.get_attribute("src"))
            assert answer.status == 200, link
            framed += 1
    assert framed > 5


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_fits_and_can_be_read_by_all(
    page: Any, product: Any, sign_in: Any, size: str, scheme: str
) -> None:
    sign_in("editor")
    links = campaigns(page, product.address)
    for screen in ("", "months/", "undisclosed/", "seeds/", "?words=nothing-like-it"):
        visit(page, f"{product.address}{OUR_MAIL}{screen}", size, scheme)
    for link in (links[0], links[-1], broken_rules(page, product.address)):
        visit(page, link, size, scheme)


def broken_rules(page: Any, address: str) -> str:
    """A newsletter that came to a seed and breaks rules."""
    page.goto(f"{address}{OUR_MAIL}?words=lamp")
    page.get_by_role("link", name="ONLY TODAY: 30% off every lamp").click()
    return str(page.url)


def test_one_mail_with_what_the_checks_found_and_nothing_fetched(page: Any, product: Any, sign_in: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in("editor")
    broken_rules(page, product.address)
    found = page.locator("section", has=page.get_by_role("heading", name="What the checks found"))
    assert found.locator("li").count() >= 2
    assert page.get_by_text("Where it was seen").is_visible()
    frame = page.locator("iframe.mail-frame")
    assert frame.get_attribute("sandbox") == ""
    inside = page.frame_locator("iframe.mail-frame")
    assert "lamp" in inside.locator("body").inner_text().lower()
    assert inside.locator("a[href], form, script").count() == 0
    assert {urlsplit(address).hostname for address in asked if address.startswith("http")} == {"127.0.0.1"}


def test_what_is_not_there_says_how_to_see_everything(page: Any, product: Any, sign_in: Any) -> None:
    sign_in("editor")
    page.goto(f"{product.address}{OUR_MAIL}")
    page.get_by_label("Subject or sender").fill("no such words")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing in the record fits.")).to_be_visible()
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator("main tbody tr").nth(5)).to_be_visible()


def stranger(number: int) -> bytes:
    """A mail in the brand's name from a sender that no vendor explains."""
    return (
        f"From: Harbour and Pine <news@stranger{number}.example>\r\nTo: {SEED}\r\nSubject: Stranger {number}\r\n"
        f"Message-ID: <{number}@stranger{number}.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\n"
        "A letter in the name of Harbour and Pine that nobody in the house knows about.\r\n"
    ).encode()


def test_senders_that_nothing_explains_page_by_page(page: Any, product: Any, sign_in: Any) -> None:
    with smtplib.SMTP("127.0.0.1", product.listener, timeout=60) as server:
        for number in range(STRANGERS):
            server.sendmail(f"news@stranger{number}.example", [SEED], stranger(number))
    sign_in("editor")
    place = f"{product.address}{OUR_MAIL}undisclosed/"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page.goto(f"{place}?page=2")
        if page.get_by_text(f"51 to {STRANGERS}").count():
            break
        time.sleep(1)
    page.goto(place)
    assert page.locator("main tbody tr").count() == 50
    page.get_by_role("link", name="Next").click()
    expect(page.locator("main tbody tr").nth(STRANGERS - 51)).to_be_visible()
    expect(page.get_by_role("link", name="Previous")).to_be_visible()

    row = page.locator("main tbody tr").last
    subject = row.locator("a").first.inner_text()
    row.get_by_role("button", name="Not ours").click()
    page.goto(f"{place}?judged=1")
    page.get_by_role("link", name=subject).click()
    page.get_by_role("button", name="Take that back").click()
    page.goto(f"{place}?judged=1")
    assert page.get_by_role("link", name=subject).count() == 0
