"""Documents: one object, two renderings with the same words, nothing that a reader's input could break."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from forewarn.mail.documents import (
    TEXT_WIDTH,
    Document,
    Facts,
    Heading,
    Items,
    Look,
    Paragraph,
    document_from,
    render_html,
    render_text,
)

LOOK = Look("Lantern & Co")
SAMPLE = Document(
    "Your <note>",
    "en",
    (
        Paragraph("No action is needed.", strong=True),
        Heading("What scammers send"),
        Facts((("“Pay 1.99 & win”", (("It wants", "your card"), ("The tell", "we never ask"))),)),
        Items(("Open the settings.", "Turn it on."), ordered=True),
        Items(("one", "two")),
        Paragraph("Lantern Ltd\n1 Quay Street", small=True),
    ),
)

lines = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200).filter(str.strip)
blocks = st.one_of(
    st.builds(Heading, lines),
    st.builds(Paragraph, lines, st.booleans(), st.booleans()),
    st.builds(Items, st.lists(lines, min_size=1, max_size=4).map(tuple), st.booleans()),
    st.builds(
        Facts,
        st.lists(st.tuples(lines, st.lists(st.tuples(lines, lines), max_size=2).map(tuple)), max_size=2).map(tuple),
    ),
)
documents = st.builds(Document, lines, st.sampled_from(["en", "es"]), st.lists(blocks, max_size=5).map(tuple))


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_the_text_part_reads_as_a_person_would_write_it():
    assert render_text(SAMPLE) == (
        "No action is needed.\n\n"
        "What scammers send\n------------------\n\n"
        "“Pay 1.99 & win”\n  It wants: your card\n  The tell: we never ask\n\n"
        "1. Open the settings.\n2. Turn it on.\n\n"
        "- one\n- two\n\n"
        "Lantern Ltd\n1 Quay Street\n"
    )


def test_the_html_part_has_no_links_images_or_scripts_and_says_its_language():
    tree = HTMLParser(render_html(SAMPLE, LOOK))
    assert tree.css_first("html").attributes["lang"] == "en"
    assert tree.css_first("title").text() == "Your <note>"
    assert not tree.css("a, img, script, link, form, iframe")
    assert [node.text() for node in tree.css("ol li")] == ["Open the settings.", "Turn it on."]


def test_no_letter_is_smaller_than_14_px():
    sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", render_html(SAMPLE, LOOK))]
    assert min(sizes) >= 14


def test_the_dark_preview_is_dark_without_asking_the_reader():
    assert "prefers-color-scheme" in render_html(SAMPLE, LOOK)
    preview = render_html(SAMPLE, LOOK, always_dark=True)
    assert "prefers-color-scheme" not in preview
    assert "#15191c" in preview


def test_words_are_counted_without_numbers_and_rules():
    assert Document("s", "en", (Heading("Two words"), Items(("one", "1.99 €"), ordered=True))).words == 3


@given(documents)
def test_a_document_survives_json(document):
    assert document_from(json.loads(json.dumps(document.as_mapping()))) == document


@given(documents)
def test_both_parts_hold_the_same_words(document):
    body = HTMLParser(render_html(document, LOOK)).body.text(separator=" ")
    for block in document.blocks:
        for text in _texts(block):
            assert set(words_of(text)) <= set(words_of(body)) | set(words_of(body.lower()))
            squeezed = "".join(render_text(document).split()).lower()
            assert "".join(text.split()).lower() in squeezed or isinstance(block, Facts | Heading)


@given(documents)
def test_lines_are_short_unless_one_word_is_longer(document):
    for line in render_text(document).split("\n"):
        assert len(line) <= TEXT_WIDTH or len(line.split()) <= 2


def _texts(block):
    match block:
        case Heading(text) | Paragraph(text):
            return [text]
        case Items(items):
            return list(items)
        case Facts(entries):
            return [text for title, rows in entries for text in (title, *(part for row in rows for part in row))]
