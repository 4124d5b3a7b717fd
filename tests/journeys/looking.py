"""Looking at a page as it stays, not at one moment of its coming."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe


def axe_findings(page: Any) -> Any:
    """What axe-core finds where nothing moves: half faded in, any colour is too pale."""
    page.emulate_media(reduced_motion="reduce")
    try:
        return Axe().run(page)
    finally:
        page.emulate_media(reduced_motion="no-preference")
