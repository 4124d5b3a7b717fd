"""Messages we sent: each exactly as it was sent, found by word and by day, with its corrections."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from public_samples import HOST, correct, harbour_pine, publish_documents, small_note
from selectolax.lexbor import LexborHTMLParser

from forewarn.alerts.models import AlertText
from forewarn.brands.models import Brand
from forewarn.mail.documents import Document, Facts, Heading, Items, Paragraph, document_from, render_text
from forewarn.public_site.pages import NOTES_A_PAGE, search_for

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def brand() -> Brand:
    return harbour_pine()


@pytest.fixture
def public() -> Client:
    return Client(HTTP_HOST=HOST)


def letter(html: str) -> str:
    """The words of the message on its page, in order."""
    node = LexborHTMLParser(html).css_first("article.letter")
    assert node
    return " ".join(node.text(separator=" ").split())


def bare(text: str) -> str:
    """A text part without what only plain text needs: underlines, list marks and line breaks."""
    lines = (line for line in text.splitlines() if not re.fullmatch(r"-+", line))
    return " ".join(" ".join(re.sub(r"^(- |\d+\. )", "", line) for line in lines).split())


def test_the_page_has_the_words_of_the_mail_and_no_others(brand: Brand, public: Client) -> None:
    for text in AlertText.objects.select_related("alert"):
        html = public.get(f"/messages/{text.alert.slug}/?lang={text.locale}").content.decode()
        assert letter(html) == bare(render_text(document_from(text.document)))


def test_the_plain_text_is_that_of_the_mail_letter_for_letter(brand: Brand, public: Client) -> None:
    for text in AlertText.objects.select_related("alert"):
        answer = public.get(f"/messages/{text.alert.slug}.txt?lang={text.locale}")
        assert answer.content.decode() == render_text(document_from(text.document)) == text.plain_text
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_every_kind_of_block_is_shown(brand: Brand, public: Client) -> None:
    document = Document(
        "All kinds",
        "en",
        (
            Heading("A heading"),
            Paragraph("Strong words.", strong=True),
            Paragraph("First line.\nSecond line.", small=True),
            Items(("one", "two"), ordered=True),
            Items(("three",)),
            Facts((("A title", (("It wants", "your code"), ("The tell", "a code"))),)),
        ),
    )
    publish_documents(brand, {"en": document}, on=date(2026, 11, 3), slug="all")
    html = public.get("/messages/all/").content.decode()
    assert letter(html) == bare(render_text(document))
    for part in (
        "<h3>A heading</h3>",
        '<p class="strong">Strong words.</p>',
        "First line.<br>Second line.",
        "<ol><li>one</li>",
    ):
        assert part in html


def test_there_is_no_link_inside_the_message(brand: Brand, public: Client) -> None:
    small_note(
        brand, "Write to care@harbourpine.example or type https://harbourpine.example now.", on=date(2026, 11, 3)
    )
    html = public.get("/messages/note-2026-11/").content.decode()
    node = LexborHTMLParser(html).css_first("article.letter")
    assert node
    assert not node.css("a, img, form, button")


def facts(html: str) -> dict[str, str]:
    rows = LexborHTMLParser(html).css("dl.facts > div")
    pairs = ([cell.text(separator=" ").split() for cell in row.css("dt, dd")] for row in rows)
    return {" ".join(term): " ".join(value) for term, value in pairs}


def test_what_to_compare(brand: Brand, public: Client) -> None:
    told = facts(public.get("/messages/2026-spring/").content.decode())
    assert told["Sent"] == "12 May 2026 or in the week after"
    assert told["From"] == "Harbour & Pine <safety@harbourpine.example>"
    assert told["Subject"] == "Your Harbour & Pine safety note, spring 2026"
    assert told["Asks you for"].startswith("Nothing")
    assert told["Links in it"] == told["Phone numbers in it"] == told["Files with it"] == "None"
    assert told["On this page since"] == "12 May 2026, 09:00 BST"


def test_a_note_that_is_published_before_it_is_sent_says_so(brand: Brand, public: Client) -> None:
    small_note(brand, "Words.", on=date(2099, 11, 3))
    html = public.get("/messages/note-2099-11/").content.decode()
    assert facts(html)["Sent"] == "not yet; it goes out from 3 November 2099 on"


def test_links_and_numbers_that_were_sent_are_named(brand: Brand, public: Client) -> None:
    small_note(brand, "Call +44 20 7946 0123 or see https://harbourpine.example/help.", on=date(2026, 11, 3))
    html = public.get("/messages/note-2026-11/").content.decode()
    told = facts(html)
    assert told["Links in it"] == "https://harbourpine.example/help"
    assert told["Phone numbers in it"] == "+44 20 7946 0123"
    assert 'href="https://' not in html


def test_corrections_are_shown_beside_the_note_which_stays_as_it_was(brand: Brand, public: Client) -> None:
    alert = brand.alerts.get(slug="2026-spring")
    before = letter(public.get("/messages/2026-spring/").content.decode())
    correct(alert, "We also call on Saturdays.", at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    correct(alert, "También llamamos los sábados.", locale="es")
    html = public.get("/messages/2026-spring/").content.decode()
    assert letter(html) == before
    assert "We also call on Saturdays." in html
    assert '<time datetime="2026-06-01">1 June 2026</time>' in html
    assert "sábados" not in html
    assert "sábados" in public.get("/messages/2026-spring/?lang=es").content.decode()
    listed = public.get("/messages/").content.decode()
    assert listed.count("· corrected") == 1


def test_a_note_that_lacks_the_readers_language_is_shown_in_the_brands_own(brand: Brand, public: Client) -> None:
    small_note(brand, "Only English words.", on=date(2026, 11, 3))
    html = public.get("/messages/note-2026-11/?lang=es").content.decode()
    assert '<html lang="es">' in html
    assert '<article class="letter" lang="en">' in html
    assert "También enviado en" not in html


def test_other_languages_of_a_note_are_offered(brand: Brand, public: Client) -> None:
    html = public.get("/messages/2026-spring/").content.decode()
    assert 'Also sent in: <a href="/messages/2026-spring/?lang=es" lang="es"' in re.sub(r"\s+", " ", html)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("words=passkey", ["spring"]),
        ("words=PASSKEY", ["spring"]),
        ("words=llave+de+acceso", ["spring"]),  # words of another language find it too
        ("words=gift+cards", ["spring"]),
        ("words=nothing+like+this", []),
        ("words=", ["summer", "spring", "winter"]),
        ("day=2026-05-12", ["spring"]),
        ("day=2026-05-19", ["spring"]),  # waves of one week
        ("day=2026-05-05", ["spring"]),
        ("day=2026-05-20", []),
        ("day=2026-05-12&words=passkey", ["spring"]),
        ("day=2026-02-10&words=passkey", []),
        ("day=0001-01-01", []),
        ("day=9999-12-31", []),
        ("words=%25", []),  # a wildcard of SQL is a word like any other
        ("words=_____", []),
        ("words=%00", ["summer", "spring", "winter"]),  # nothing that could be read: nothing asked
        ("words=pass%00key", []),
    ],
)
def test_search(brand: Brand, public: Client, asked: str, found: list[str]) -> None:
    answer = public.get(f"/messages/?{asked}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'<h2><a href="/messages/2026-(\w+)/', html) == found
    assert ("No note fits what you typed" in html) is (not found)


def test_what_was_typed_stays_and_a_bad_day_is_said(brand: Brand, public: Client) -> None:
    html = public.get("/messages/?words=pass+%22key%22&day=tomorrow").content.decode()
    assert 'value="pass &quot;key&quot;"' in html
    assert 'value="tomorrow"' in html
    assert "We could not read the day." in html
    assert 'aria-invalid="true"' in html


def test_a_search_is_read_with_its_limits() -> None:
    assert len(search_for("w" * 5_000, "").words) == 100
    assert search_for("  a \n b ", " 2026-05-12 ").words == "a b"
    assert search_for("", "2026-05-12").day == date(2026, 5, 12)
    assert search_for("", "2026-13-45").day_unreadable
    assert not search_for("", "").asked


def test_long_lists_are_paged(brand: Brand, public: Client) -> None:
    for number in range(NOTES_A_PAGE):
        small_note(brand, "Some words.", on=date(2012 + number, 5, 1), subject=f"Note {number}")
    first = public.get("/messages/?lang=es").content.decode()
    assert len(re.findall(r"<h2><a", first)) == NOTES_A_PAGE
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert older[1] == "/messages/?lang=es&amp;page=2"
    second = public.get(older[1].replace("&amp;", "&")).content.decode()
    assert len(re.findall(r"<h2><a", second)) == 3
    assert 'rel="prev" href="/messages/?lang=es"' in second
    for strange in ("0", "-1", "999", "x"):
        assert public.get(f"/messages/?page={strange}").status_code == 200


def test_a_search_keeps_its_words_over_pages(brand: Brand, public: Client) -> None:
    for number in range(NOTES_A_PAGE + 1):
        small_note(brand, "Some rare words.", on=date(2010 + number, 5, 1))
    assert 'href="/messages/?page=2&amp;words=rare"' in public.get("/messages/?words=rare").content.decode()


def test_the_feed(brand: Brand, public: Client) -> None:
    alert = brand.alerts.get(slug="2026-spring")
    correct(alert, "We also call on Saturdays.", at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    answer = public.get("/messages/feed.xml")
    feed: Any = fromstring(answer.content)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}title").text == "Messages from Harbour & Pine"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}link").get("href") for entry in entries] == [
        f"https://{HOST}/messages/2026-{season}/" for season in ("summer", "spring", "winter")
    ]
    spring = entries[1]
    assert spring.find(f"{ATOM}id").text == f"tag:{HOST},2026-05-12:2026-spring"
    assert spring.find(f"{ATOM}updated").text.startswith("2026-06-01")
    words = spring.find(f"{ATOM}content").text
    assert words.startswith(AlertText.objects.get(alert=alert, locale="en").plain_text)
    assert words.rstrip().endswith("Corrected: We also call on Saturdays.")
    assert b"Nota de seguridad" not in answer.content
    spanish = fromstring(public.get("/messages/feed.xml?lang=es").content)
    assert "seguridad" in (spanish.find(f"{ATOM}entry/{ATOM}title").text or "")  # type: ignore[union-attr]


def test_the_feed_stays_the_same_while_nothing_changes(brand: Brand, public: Client) -> None:
    one, other = public.get("/messages/feed.xml"), public.get("/messages/feed.xml")
    assert one.headers["ETag"] == other.headers["ETag"]
