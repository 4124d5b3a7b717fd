"""Addresses on the wire."""

import pytest

from forewarn.mail.composing.addresses import wire_address
from forewarn.mail.composing.letters import UnableToCompose


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("zoe@brand.example", "zoe@brand.example"),
        ("Zoe.Q+tag@Brand.Example", "Zoe.Q+tag@brand.example"),
        ("zoe@münchen.example", "zoe@xn--mnchen-3ya.example"),
        ("zoe@brand.example.", "zoe@brand.example"),
        ("zoë@münchen.example", "zoë@xn--mnchen-3ya.example"),
        ('"with space"@brand.example', '"with space"@brand.example'),
        (" zoe@brand.example ", "zoe@brand.example"),
        ("o'neil!#$%&*/=?^_`{|}~@brand.example", "o'neil!#$%&*/=?^_`{|}~@brand.example"),
        ("root@localhost", "root@localhost"),
        ("用户@例子.example", "用户@xn--fsqu00a.example"),
    ],
)
def test_it_keeps_the_local_part_and_writes_the_host_in_ascii(given: str, expected: str) -> None:
    assert wire_address(given) == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zoe",
        "@brand.example",
        "zoe@",
        "a@b@brand.example",
        "zoe @brand.example",
        "zoe\r\n@brand.example",
        "zoe@brand.example\r\nRCPT TO:<x@y.example>",
        "zoe@brand..example",
        "zoe@-brand.example",
        "<zoe@brand.example>",
        ".zoe@brand.example",
        "zoe.@brand.example",
        '"unclosed@brand.example',
        '"in\nject"@brand.example',
        f"{'x' * 65}@brand.example",
        f"{'ü' * 40}@brand.example",
        f"x@{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 20}.example",
    ],
)
def test_it_refuses_what_no_mail_reaches(address: str) -> None:
    with pytest.raises(UnableToCompose):
        wire_address(address)
