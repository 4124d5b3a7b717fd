"""What the sent record keeps of a seed's copy cannot be pressed: no way out of the list, no link that names the seed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_builders import arrive, brand_with_seed, letter, signed

from forewarn.journal.masking import masked_link, masked_text
from forewarn.journal.models import Campaign
from forewarn.mail.links import parse_link
from forewarn.verification.comparing import link_shape

HOST = "lantern.example"
CODES = ("8f3a9b2c4d5e6f70", "Zk9QbW1xT2ZpUHJpdmF0ZQ", "seed-token-0123456789")
BODY = f"""<html><body><p>Hello,</p><p>The garden letter of this month has three things for dry weeks.</p>
<p><a href="https://www.{{host}}/garden/{CODES[0]}?u={CODES[1]}&amp;p=1">the whole letter</a></p>
<p><a href="https://click.quillpost.example/c/{CODES[0]}?to=https%3A%2F%2Fwww.{{host}}%2Fgarden">more</a></p>
<p>No more letters: <a href="https://out.quillpost.example/leave?t={CODES[1]}">leave</a>,
<a href="mailto:unsubscribe+{CODES[2]}@out.quillpost.example?subject={CODES[1]}">by mail</a></p>
<img src="https://open.quillpost.example/o.gif?t={CODES[1]}"></body></html>"""


@pytest.mark.django_db
def test_nothing_of_a_seeds_copy_can_be_pressed():
    brand_with_seed()
    way_out = f"<https://out.quillpost.example/one-click/{CODES[0]}?t={CODES[1]}>, <mailto:leave+{CODES[2]}@out.quillpost.example>"
    arrive(signed(letter(HOST, body=BODY, List_Unsubscribe=way_out), domain=HOST))
    found = Campaign.objects.get()
    letter_shown = {name: value for name, value in found.letter.items() if name != "image_sources"}
    kept = json.dumps([letter_shown, found.headers, found.html, found.findings, found.subject])
    for code in CODES:
        assert code not in kept
    hosts = {parse_link(link[0]).host for link in found.letter["links"]}
    assert {"www.lantern.example", "click.quillpost.example", "out.quillpost.example"} <= hosts
    assert "https://click.quillpost.example/c/*?to=https://www.lantern.example/" in kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://www.acme.example/safety", "https://www.acme.example/safety"),
        ("https://www.acme.example/u/8f3a9b2c4d5e6f70?x=1#y", "https://www.acme.example/u/*"),
        ("https://acme.example:8443/a?u=https://b.example/c?d=1", "https://acme.example:8443/a?to=https://b.example/"),
        ("mailto:help@acme.example?subject=Hi", "mailto:help@acme.example"),
        ("tel:+442079460000", "tel:+442079460000"),
        ("#top", "#top"),
    ],
)
def test_a_link_keeps_where_it_leads(written, kept):
    assert masked_link(written) == kept


def test_texts_keep_their_words_and_stops():
    assert (
        masked_text("See https://a.example/x?t=1. Or (https://b.example/y), now")
        == "See https://a.example/x. Or (https://b.example/y), now"
    )


@given(
    host=st.sampled_from(["acme.example", "www.acme.example", "click.vendor.example"]),
    path=st.text("abcdef0123456789/-._~%=", max_size=60),
    inner=st.sampled_from(["", "https://www.acme.example/a", "https%3A%2F%2Fb.example%2Fc"]),
)
def test_masking_changes_nothing_that_the_verdict_compares(host, path, inner):
    link = f"https://{host}/{path}" + (f"?u={inner}&t=8f3a9b2c4d" if inner else "")
    assert link_shape(parse_link(masked_link(link))) == link_shape(parse_link(link))
    assert masked_link(masked_link(link)) == masked_link(link)
