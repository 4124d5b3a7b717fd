"""Real mail made fit for practice: whatever it holds, nothing of it is live and nothing is anybody's."""

from __future__ import annotations

import contextlib
import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forewarn.lessons.rules.cleaning import MADE_UP_NUMBER, MAX_BODY, Cleaner, Ours, UnableToClean
from forewarn.lessons.rules.reading.bodies import links
from forewarn.lessons.rules.reading.checks import hosts_of_others
from forewarn.lessons.rules.reading.placeholders import NAMES, BrandFacts, fill, values_for
from forewarn.lessons.rules.reading.yaml_files import hidden_character
from forewarn.lessons.rules.showing import shown_lines

OURS = Ours(("Harbour & Pine", "H&P"), "harbourpine.example", ("+44 117 496 0120",))
VALUES = values_for(BrandFacts("Harbour & Pine", "harbourpine.example"), "en", date(2026, 5, 4))


def lure(text: str) -> str:
    return Cleaner(OURS).body(text)


def own(text: str) -> str:
    return Cleaner(OURS, genuine=True).body(text)


def shown(text: str) -> str:
    """The words that a reader sees."""
    return "\n".join("".join(piece.text for piece in line.pieces) for line in shown_lines(text, VALUES))


@pytest.mark.parametrize(
    ("host", "becomes"),
    [
        ("harbourpine-login.com", "{word}-login.example"),
        ("harbour-pine-login.co.uk", "{word}-login.example"),
        ("harb0urpine.com", "{twin}.example"),
        ("hаrbourpine.com", "{foreign}.example"),  # with a Cyrillic а
        ("harbourpine.com.verify.top", "{word}.com.notice-1.example"),
        ("a-florist-in-bath.co.uk", "notice-1.example"),  # a victim's site is not named
        ("203.0.113.9", "notice-1.example"),
        ("harbourpine.example", "{domain}"),
        ("www.harbourpine.example", "{domain}"),
        ("shop.harbourpine.example", "shop.{domain}"),
        ("harbourpine-parcel1.example", "{word}-parcel1.example"),
    ],
)
def test_a_host_keeps_how_it_plays_on_the_brand_and_nothing_of_its_owner(host, becomes):
    assert links(lure(f"Go to https://{host}/x9f3e?u=77 now")) == [(becomes, f"https://{becomes}")]


def test_the_same_host_has_the_same_name_everywhere_and_two_have_two():
    cleaner = Cleaner(OURS)
    assert cleaner.sender("service@one.top") == "service@notice-1.example"
    assert "notice-1.example" in cleaner.body("See https://one.top and https://two.top/pay")
    assert "notice-2.example" in cleaner.line("two.top")


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Dear [name], order [number]", f"Dear Alex, order {MADE_UP_NUMBER}"),
        ("Call 0800 123 4567 today", f"Call {MADE_UP_NUMBER} today"),
        ("write to jo.smith@people.top or help@pay.top", "write to alex@mail.example or help@notice-1.example"),
        ("harbour & pine and H&P", "Harbour & Pine and Harbour & Pine"),
        ("hxxps://harbourpine-pay[.]top/…", "harbourpine-pay.example…"),
        ("one\ntwo\n\nthree", "one two\nthree"),
        ("Do this:\n- first\n- second", "Do this:\nfirst\nsecond"),
        ("it ends tonight.Sign in", "it ends tonight. Sign in"),
        ("open invoice.pdf", "open invoice.pdf"),
        ("1. one\n12) two", "one\ntwo"),
        ("- - x", "- x"),
    ],
)
def test_words_of_a_lure(text, reads):
    assert shown(lure(text)) == reads


HOSTILE = [
    "<script>alert(1)</script><style>*{}</style><svg onload=alert(1)>",
    "[click](https://evil.top/x)",
    "![x](https://evil.top/x.png)",
    "<https://evil.top>",
    "[a]: https://evil.top\n\n[a]",
    "&#x5b;click&#x5d;&#40;https://evil.top&#41;",
    r"\[click\](https://evil.top)",
    "{check} {domain} {day+3} {nothing}",
    "\u202etxet\u202c \u200bhid\u00adden\x00",
    "https://harbourpine.example@evil.top/login",
    "https://[::1]/x http://evil.top:8080/ HTTPS://EVIL.TOP",
    "javascript:alert(1) tel:+441174960120 mailto:x@evil.top",
    "xn--80ak6aa92e.com and xn--\ud7ff.com",
    "# not a heading\n> no quote\n| a | b |\n```\ncode\n```",
    "a" * 5_000 + "@evil.top",
]


def harmless(text: str) -> None:
    assert hosts_of_others(text) == set()
    assert hidden_character("x", text) is None
    assert set(re.findall(r"\{([^{}\n]{0,40})\}", text)) <= NAMES.keys()
    assert len(text) < MAX_BODY * 3
    for _words, target in links(text):
        host = target.removeprefix("https://").split("/")[0]
        assert host.endswith((".example", "{domain}")), target
    for line in shown_lines(text, VALUES):
        assert line.kind in ("paragraph", "button", "bullet", "number")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text):
    harmless(lure(text))
    assert "evil" not in fill(lure(text).replace("evil words", ""), VALUES)


@given(
    st.text(max_size=300) | st.lists(st.sampled_from([*HOSTILE[:14], "[name]", " ", "\n", ".", "]", ")"])).map("".join)
)
@example("www.")
@example("hxxp://[.]/")
@example("a.b@c.d.e")
def test_whatever_is_written_it_comes_out_harmless(text):
    harmless(lure(text))
    with contextlib.suppress(UnableToClean):
        harmless(own(text))


def test_markup_stays_letters():
    text = shown(lure("<b>Pay</b> [now](x) *today* &amp; `quick`"))
    assert text == "<b>Pay</b> [now](x) *today* &amp; `quick`"


def test_our_own_mail_keeps_our_addresses_and_numbers():
    text = own(
        "Hello [name],\n\nsee www.harbourpine.example/orders or call +44 117 496 0120.\n\nhttps://www.harbourpine.example"
    )
    assert shown(text) == "Hello Alex,\nsee harbourpine.example/orders or call +44 117 496 0120.\nharbourpine.example"
    assert links(text) == [("{domain}/orders", "https://{domain}/orders")]


def test_a_line_that_is_somebody_elses_link_goes_and_anything_more_of_theirs_is_refused():
    assert own("Good day.\n\nhttps://click.vendor.top/x") == "Good day."
    with pytest.raises(UnableToClean, match=r"vendor\.top"):
        own("Read it on https://click.vendor.top/x today.")
    with pytest.raises(UnableToClean, match=r"mailer\.top"):
        Cleaner(OURS, genuine=True).sender("news@mailer.top")


def test_a_long_mail_ends_at_a_paragraph():
    text = lure("\n\n".join(["word " * 60] * 10))
    assert text.count("\n\n") == 3
    assert lure("word " * 600).endswith("…")
