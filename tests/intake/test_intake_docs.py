"""The page on mail in says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from forewarn.foundation.machine import FULL_DISK
from forewarn.intake import limits
from forewarn.intake.mailboxes.polling import ADDRESS_FIELDS
from forewarn.intake.rules import DOORS

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "mail-in.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", sorted(DOORS))
def test_every_address_is_explained(word):
    assert f"`{word}@" in PAGE or f"`{word}+<" in PAGE


@pytest.mark.parametrize(
    "words",
    [
        f"| size of a mail | {limits.MAX_MAIL_BYTES // 1024**2} MB |",
        f"| recipients of one mail | {limits.MAX_RECIPIENTS} |",
        f"| {limits.MAX_SESSIONS}, of one network (IPv4 /24, IPv6 /48) {limits.MAX_SESSIONS_PER_NETWORK};",
        f"| {limits.SESSION_SECONDS} seconds |",
        f"| a connection in all | {limits.SESSION_LIFE_SECONDS // 60} minutes |",
        f"| free disk | {FULL_DISK // 1_000_000} MB |",
        f"| {limits.SENDER_PER_HOUR} mails an hour |",
        f"| {limits.NETWORK_PER_HOUR:,} mails an hour; complaints {limits.COMPLAINTS_PER_HOUR:,} |",
        f"| {limits.TOKEN_PER_HOUR} mails an hour |",
        f"goes after {limits.METADATA_KEPT.days} days",
    ],
)
def test_every_limit_stands_there_with_its_number(words):
    assert words in PAGE


def test_the_fields_of_fetched_mail_are_named_in_their_order():
    places = [PAGE.lower().index(f"`{name}`") for name in ADDRESS_FIELDS]
    assert places == sorted(places)
