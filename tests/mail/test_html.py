"""What an HTML mail shows, and where in its source it stands."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.html.marking import (
    FEW_CHARACTERS,
    FEW_TAGS,
    FORMATTING_UNREAD,
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    MAX_OPENED_AGAIN,
    bounded,
)
from forewarn.mail.html.reading import read_html
from forewarn.mail.html.styles import contrast, hiding_names, length_px, parse_colour, parse_style
from forewarn.mail.reading.message import read_mail


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One <b>bold</b> word</p>", "One bold word"),
        ("<p>Over\n   lines</p>", "Over lines"),
        ("One<br>Two", "One\nTwo"),
        ("<td>A</td><td>B</td>", "AB"),  # as browsers read it: cells without a table are no cells
        ("<table><tr><td>A</td><td>B</td></tr></table>", "A\nB"),
        ("Caf&eacute; &amp; more&nbsp;tea", "Café & more tea"),
        ("a<!-- no -->b", "ab"),
        ("<title>T</title><style>p{}</style><script>x</script>y", "y"),
        ("pass\u200bword", "password"),
        ("x <![endif]--> y", "x y"),
        ("<p>1 < 2 and {% if a < b %}x{% endif %}</p>", "1 < 2 and {% if a < b %}x{% endif %}"),
        ("", ""),
    ],
)
def test_visible_text(source, text):
    assert read_html(source).text == text


HIDING = [
    "display:none", "DISPLAY: none !important", "visibility:hidden", "opacity:0", "font-size:0", "font-size:1px",
    "max-height:0;overflow:hidden", "height:0;overflow:hidden", "text-indent:-9999px", "position:absolute;left:-9999px",
    "color:#fff;background:#ffffff",
]  # fmt: skip


@pytest.mark.parametrize("style", HIDING)
def test_hidden_words_are_not_visible(style):
    document = read_html(
        f'<p>Seen</p><div style="{style}"><span>Hidden <a href="https://x.test">words</a></span></div><p>Also</p>'
    )
    assert document.text == "Seen\nAlso"
    assert "Hidden" in document.hidden_text


def test_hidden_by_attribute_class_and_id():
    source = "<style>.pre,#x{display:none} @media (max-width:600px){.wide{display:none}}</style>"
    source += '<p class="pre">a</p><p id="x">b</p><p hidden>c</p><p class="wide">d</p>'
    document = read_html(source)
    assert document.text == "d"
    assert document.hidden_text == "a b c"


def test_a_child_with_its_own_size_shows_again():
    assert read_html('<td style="font-size:0"><p style="font-size:16px">Seen</p></td>').text == "Seen"


@pytest.mark.parametrize(
    "style", ["color:#222;background:#fff", "font-size:12px", "max-height:0", "opacity:0.9", "text-indent:-2px"]
)
def test_ordinary_styles_hide_nothing(style):
    assert read_html(f'<p style="{style}">Seen</p>').text == "Seen"


def test_white_on_an_image_may_be_readable():
    assert read_html('<td style="background:#fff url(x.png);color:#fff">Seen</td>').text == "Seen"


def test_links_with_words_images_and_places():
    source = '<p>See\n<a href="https://x.test/?a=1&amp;b=2" title="T">our <b>page</b></a> or <a href=y><img src=i.png alt="Logo"></a></p>'
    document = read_html(source)
    first, second = document.links
    assert (first.href, first.text, first.title) == ("https://x.test/?a=1&b=2", "our page", "T")
    assert document.text[first.start : first.end].strip() == "our page"
    assert (document.place(first.offset).line, document.place(first.offset).column) == (2, 1)
    assert (second.href, second.text, second.images) == ("y", "", ("Logo",))
    assert document.images[0].link == "y"


def test_links_left_open_and_without_target():
    document = read_html('<a href="a">one <a href="b">two</a> <a name="n">anchor</a>')
    assert [(link.href, link.text) for link in document.links] == [("a", "one"), ("b", "two")]


def test_images_with_sizes_and_backgrounds():
    source = '<img src="a.png" width="10" height="20" alt=""><img src=b.png style="width:5px"><table background="c.png"><tr><td>x</td></tr></table><p style="background:url(\'d.png\')">y</p>'
    images = read_html(source).images
    assert [(i.src, i.alt, i.width, i.height, i.kind) for i in images] == [
        ("a.png", "", 10.0, 20.0, "img"),
        ("b.png", None, 5.0, None, "img"),
        ("c.png", "", None, None, "background"),
        ("d.png", "", None, None, "background"),
    ]


def test_forms_fields_language_base_title_and_refresh():
    source = (
        '<html lang="de"><head><title>A  title</title><base href="https://b.test/"><meta http-equiv="refresh" content="0;url=x"></head>'
        '<body><form action="https://f.test"><input name="pin"><input type=hidden name=h><textarea name=t></textarea></form><script>1</script>'
    )
    document = read_html(source)
    assert [(f.action, f.fields) for f in document.forms] == [("https://f.test", ("pin", "t"))]
    assert (document.language, document.title, document.base) == ("de", "A title", "https://b.test/")
    assert document.refresh == "0;url=x"
    assert len(document.scripts) == 1


def test_sizes_and_colours_of_runs():
    source = '<body style="font-size:16px;color:#000;background:#fff"><p style="font-size:75%">small</p><font size="1" color="gray">tiny</font><h1>big</h1>'
    runs = {run.look.font_px: run.look for run in read_html(source).runs}
    assert sorted(runs) == [10.0, 12.0, 32.0]
    assert runs[10.0].colour == (128, 128, 128)
    assert runs[12.0].ground == (255, 255, 255)


@pytest.mark.parametrize(
    ("value", "base", "px"),
    [
        ("12px", 16, 12),
        ("12pt", 16, 16),
        ("1.5em", 16, 24),
        ("2rem", 10, 32),
        ("50%", 20, 10),
        ("small", 16, 13),
        ("auto", 16, None),
    ],
)
def test_lengths(value, base, px):
    assert length_px(value, base) == px


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#fff", (255, 255, 255)),
        ("#A1B2C3", (161, 178, 195)),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ("rgba(1,2,3,0)", None),
        ("White", (255, 255, 255)),
        ("transparent", None),
        ("#12", None),
        ("ffffff", (255, 255, 255)),
    ],
)
def test_colours(value, colour):
    assert parse_colour(value) == colour


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((255, 255, 255), (255, 255, 255)) == 1
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def test_style_attributes_and_sheets():
    assert parse_style("Color: RED; ; width:1px !important") == {"color": "red", "width": "1px"}
    css = "/* .no{display:none} */ .a,.b p{display:none} p.c{visibility:hidden} @import url(x); .d{opacity:0} @media x{.e{display:none}} .f{color:red}"
    assert hiding_names(css) == {".a", ".c", ".d"}


def test_places_are_those_of_the_source_with_entities_and_lines():
    source = "<html>\n<body>\n  <p>Caf&eacute;&nbsp;au <i>lait</i>\n  and   tea</p>"
    document = read_html(source)
    for word in ("Caf", "au", "lait", "and", "tea"):
        place = document.place_of_text(document.text.index(word))
        line = source.splitlines()[place.line - 1]
        assert line[place.column - 1 :].startswith(word), word


def test_text_that_a_table_puts_before_itself_is_found():
    source = "<p>One</p><table><tr><td>Two</td></tr><div>Three <b>four</b></div></table><p>Five &ndash; six</p>"
    document = read_html(source)
    assert document.text.split() == ["One", "Three", "four", "Two", "Five", "–", "six"]
    for word in ("One", "Two", "Three", "four", "Five", "six"):
        assert document.source_offset(document.text.index(word)) == source.index(word), word


def test_words_in_attributes_do_not_mislead_places():
    source = '<p title="Click here">x</p><a href="#" title="Click here">Click here</a>'
    document = read_html(source)
    assert document.source_offset(document.text.index("Click")) == source.rindex("Click here")
    source = '<td><b title="Click here">Click <i title="here">here</i></b>'
    document = read_html(source)
    assert document.source_offset(0) == source.rindex("Click")
    assert document.source_offset(document.text.index("here")) == source.rindex("here")


def test_marks_do_not_leak_into_what_is_read():
    document = read_html('<img alt="<b>bold</b>" src="a<i.png"><a href="x<y">z</a>')
    assert document.images[0].alt == "<b>bold</b>"
    assert document.links[0].href == "x<y"
    document = read_html("<title>a <b c</title><style>a<b{}</style><textarea>x <y z</textarea><xmp><p></xmp>")
    assert (document.title, document.css) == ("a <b c", "a<b{}")
    assert document.text == "x <y z\n<p>" or document.text == "x <y z<p>"


def test_attributes_named_like_marks_are_no_marks():
    document = read_html('<p>one</p><b fw-at="x">two <font fw-at=99999999999><a fw-at=7 href=z>three</a></font></b>')
    assert document.text == "one\ntwo three"
    assert document.source_offset(document.text.index("three")) == document.source.index("three")


def test_depth_is_bounded_and_what_was_taken_out_is_told():
    deep = MAX_DEPTH + FEW_TAGS
    kept, faults = bounded("<div>" * deep + "x" + "</div>" * 9)
    assert kept.count("<div") == MAX_DEPTH
    assert len(kept) == len("<div>" * deep + "x" + "</div>" * 9), "every character stays at its place"
    assert faults == [f"elements nested deeper than {MAX_DEPTH} were read as text"]
    words = read_html("<div>" * deep + "pass<b>word</b>")
    assert words.text == "password", "what is taken out leaves no gap"


@pytest.mark.parametrize("written", ['a{}="1" ', "a{} ", 'a{}=">" ', "a{}='<b' ", 'a{}="1"', "a{}/"])
def test_attributes_of_one_element_are_bounded(written):
    many = "".join(written.format(number) for number in range(FEW_CHARACTERS // 3))
    source = f'<p id="p" {many}>one</p><a href="https://alder.example/x">two</a>'
    kept, faults = bounded(source)
    assert faults == [f"attributes beyond the first {MAX_ATTRIBUTES} of an element were not read"]
    assert len(kept) == len(source), "every character stays at its place"
    assert f"a{MAX_ATTRIBUTES - 2}" in kept
    assert f"a{MAX_ATTRIBUTES - 1}" not in kept
    document = read_html(source)
    assert document.text == "one\ntwo"
    assert [link.href for link in document.links] == ["https://alder.example/x"]
    assert document.links[0].offset == source.index("<a href")


def test_a_long_letter_keeps_all_its_attributes():
    rows = '<tr><td style="color:#111" width=100% align=\'left\' class="a b">It\'s "here"</td></tr>\n' * 1_000
    assert len(rows) > FEW_CHARACTERS
    assert bounded(f"<table>{rows}</table>") == (f"<table>{rows}</table>", [])


@given(st.text(alphabet="<>a=\"' /b!-", max_size=400))
def test_bounding_attributes_changes_no_place(text):
    source = text + "<p>" + " " * FEW_CHARACTERS
    assert len(bounded(source)[0]) == len(source)


def test_end_tags_of_what_is_not_open_do_not_hide_the_depth():
    kept, _ = bounded("<div></x>" * FEW_TAGS)
    assert kept.count("<div") == MAX_DEPTH


def test_formatting_left_open_is_bounded():
    """Each paragraph opens again what the one before left open: n elements and n paragraphs make n times n."""
    fonts = "".join(f"<font size={n}>" for n in range(1_400))
    _, faults = bounded("<p>" + fonts + "<p>x" * 1_400)
    assert FORMATTING_UNREAD in faults
    kept, _ = bounded("<p>" + fonts + "<p>x" * 1_400)
    assert (kept.count("<font"), kept.count("<p")) == (0, 1_401)
    assert bounded("<p><b><i>Hello</i></b></p>" * 900)[1] == []
    assert MAX_OPENED_AGAIN < 1_400 * 1_400


def test_few_tags_are_read_as_they_are():
    source = "<p><b>" * 300 + "<td>x"
    assert bounded(source) == (source, [])


def test_markup_inside_raw_text_is_not_read():
    assert read_html("<style>a:after{content:'<a href=x>y</a>'}</style><a href=z>w</a>").links[0].href == "z"
    assert [link.href for link in read_html("<!-- <a href=no>x</a> --><a href=yes>x</a>").links] == ["yes"]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<a href=x>",
                    "</a>",
                    "<table>",
                    "<td>",
                    "<b>",
                    "<!--",
                    "-->",
                    "<style>",
                    "&amp;",
                    "\n",
                    "<img src=a>",
                ]
            ),
            st.text(max_size=12),
        ),
        max_size=30,
    ).map("".join)
)
def test_no_source_makes_it_raise_and_places_stay_inside(source):
    document = read_html(source)
    for at in range(0, len(document.text), 3):
        assert 0 <= document.source_offset(at) <= len(source)
    for link in document.links:
        assert document.place(link.offset).line >= 1
        assert "fw-at" not in link.href or "fw-at" in source


def test_time_is_bounded():
    start = time.process_time()
    fonts = "".join(f"<font size={n}>" for n in range(2_400))
    for source in (
        "<p>" + fonts + "<p>x" * 2_400,
        fonts.replace(">", "></x>") + "<p>x" * 20_000,
        "<div></x>" * 29_000,
        "<div>" * 100_000,
        "<b>" * 50_000 + "<p>" * 2_000,
        "<table><a href=x>" * 20_000,
        "<p>a</p>" * 200_000,
        "&lt;" * 500_000,
    ):
        read_html(source)
        read_html(source, places=False)
    assert time.process_time() - start < 10


@pytest.mark.corpora
def test_places_in_real_newsletters():
    """Nearly every word of the visible text is found at its place; only words cut by tags are not."""
    wrong = total = 0
    for file in sorted(corpora("brand").rglob("*.eml")):
        for part in read_mail(file.read_bytes()).htmls:
            document = read_html(part.text)
            for found in re.finditer(r"[A-Za-z]{4,}", document.text):
                total += 1
                wrong += not document.source.startswith(found.group(0), document.source_offset(found.start()))
    assert total > 5_000
    assert wrong <= total / 1_000
