"""Addresses of lures written so that no program follows them."""

from __future__ import annotations

import re

_WEB = re.compile(r"(?i)(?:(https?)://)?([^/?#\s]+)")


def defanged(url: str) -> str:
    """An address that no program follows: hxxp, and [.] for every dot of the host. What comes after the host is cut, since
    it often names the reader."""
    found = _WEB.match(url)
    if found is None:
        return ""
    scheme = (found.group(1) or "http").lower().replace("http", "hxxp")
    host = found.group(2).rpartition("@")[2].replace(".", "[.]")
    rest = "/…" if len(url) > found.end() + 1 else ""
    return f"{scheme}://{host}{rest}"


def defanged_whole(url: str) -> str:
    """The same with everything behind the host, for staff and those who take pages down."""
    found = re.match(r"(?i)(https?)://([^/?#\s]+)(.*)", url, re.DOTALL)
    if found is None:
        return url.replace(".", "[.]")
    return f"{found.group(1).lower().replace('http', 'hxxp')}://{found.group(2).replace('.', '[.]')}{found.group(3)}"
