"""Addresses that no program follows."""

from __future__ import annotations

from forewarn.mail.redaction.defanging import defanged, defanged_whole


def test_links_are_defanged():
    assert defanged("HTTPS://user@Evil.example/x?y") == "hxxps://Evil[.]example/…"
    assert defanged_whole("https://evil.example/x?id=1") == "hxxps://evil[.]example/x?id=1"
    assert defanged_whole("javascript:alert(1)") == "javascript:alert(1)"
