"""Looking at a page as it stays, not at one moment of its coming."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
PICTURES = os.environ.get("FOREWARN_PICTURES")  # a folder to keep a picture of every page in


def axe_findings(page: Any) -> Any:
    """What axe-core finds where nothing moves: half faded in, any colour is too pale."""
    page.emulate_media(reduced_motion="reduce")
    try:
        return Axe().run(page)
    finally:
        page.emulate_media(reduced_motion="no-preference")


def requests_of(page: Any) -> list[Any]:
    """What a page asks for from now on, in that order.

    Nothing is read as the answers come: whatever waits for the browser in there goes on beside the test,
    which may be over first.
    """
    requests: list[Any] = []
    page.on("request", lambda request: requests.append(request))
    return requests


def loaded(requests: list[Any]) -> dict[str, int]:
    """The bytes each answer brought over the line, by its address."""
    return {request.url: request.sizes()["responseBodySize"] for request in requests}


def visit(page: Any, address: str, size: str, scheme: str) -> None:
    """Open a page; it must answer, fit its width, and give axe nothing to say."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    answer = page.goto(address)
    assert answer.status == 200, f"{address} answers {answer.status}"
    if PICTURES:
        name = address.split("//", 1)[1].split("/", 1)[1].strip("/").replace("/", "-") or "home"
        page.screenshot(path=Path(PICTURES) / f"{name}-{size}-{scheme}.png", full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 1, f"{address} is {overflow} px wider than a {size}"
    found = axe_findings(page)
    assert found.violations_count == 0, f"{address} ({size}, {scheme}):\n{found.generate_report()}"
    assert problems == []
