"""Every page for everybody: works, in its language, for its brand only, without cookies, light enough, kept by caches."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.staticfiles.finders import find
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from public_samples import HOST, correct, harbour_pine, publish_documents, small_note

from factories import NOW, make_brand
from forewarn.alerts.models import Alert
from forewarn.audit.rules import SYSTEM
from forewarn.brands.actions import set_logo
from forewarn.brands.models import Brand, Sender, SendingDomain
from forewarn.brands.rules.logos import MAX_BYTES
from forewarn.mail.documents import Document, Facts, Heading, Items, Paragraph
from forewarn.promises.models import Promise, PromiseText
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db

PAGES = {
    "/": "Did we really send that?",
    "/never/": "We never ask for your password or PIN by email.",
    "/our-mail/": "safety@harbourpine.example",
    "/messages/": "Your Harbour &amp; Pine safety note, spring 2026",
    "/messages/2026-spring/": "Add a passkey to your email account.",
    "/report/": "check@mail.harbourpine.example",
    "/vendors/": "Postbird",
    "/vendors/postbird/": "sends our order mail",
    "/vendors/changes/": "is on our list",
}
TEXTS = [
    "/vendors.json",
    "/vendors/changes.xml",
    "/vendors/fragment.md",
    "/never.json",
    "/messages/feed.xml",
    "/messages/2026-spring.txt",
    "/.well-known/security.txt",
    "/robots.txt",
]


@pytest.fixture
def brand() -> Brand:
    return harbour_pine()


@pytest.fixture
def public() -> Client:
    return Client(HTTP_HOST=HOST)


@pytest.mark.parametrize(("address", "words"), PAGES.items())
def test_each_page_works(brand: Brand, public: Client, address: str, words: str) -> None:
    page = public.get(address)
    html = page.content.decode()
    assert page.status_code == 200
    assert words in html
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en">' in html
    assert len(re.findall(r"<h1", html)) == 1
    assert "as of <time" in html


@pytest.mark.parametrize("address", [*PAGES, *TEXTS, "/site.css", "/favicon.ico"])
def test_each_answer_can_be_kept_by_caches(brand: Brand, public: Client, address: str) -> None:
    page = public.get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("public, max-age=")
    assert "Accept-Language" in page.headers["Vary"]
    assert "Cookie" not in page.headers["Vary"]
    assert not page.cookies
    assert "Set-Cookie" not in page.headers
    again = public.get(address, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = public.get(address, headers={"If-None-Match": '"something else"'})
    assert other.status_code == 200


@pytest.mark.parametrize("address", [*PAGES, *TEXTS])
def test_each_page_answers_head_and_refuses_to_be_written_to(brand: Brand, public: Client, address: str) -> None:
    head = public.head(address)
    assert head.status_code == 200
    assert head.content == b""
    assert public.post(address).status_code == 405
    assert public.delete(address).status_code == 405


@pytest.mark.parametrize("address", [*PAGES, *TEXTS, "/site.css", "/favicon.ico", "/nothing/"])
def test_get_changes_nothing(brand: Brand, public: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        public.get(address)
    assert asked.captured_queries
    assert all(query["sql"].lstrip("( ").upper().startswith("SELECT") for query in asked.captured_queries)


@pytest.mark.parametrize("address", PAGES)
def test_each_page_in_the_readers_language(brand: Brand, public: Client, address: str) -> None:
    by_browser = public.get(address, headers={"Accept-Language": "es-MX,es;q=0.9"})
    chosen = public.get(f"{address}?lang=es", headers={"Accept-Language": "en"})
    for page in (by_browser, chosen):
        assert page.headers["Content-Language"] == "es"
        assert '<html lang="es">' in page.content.decode()
    assert 'href="/never/?lang=es"' in chosen.content.decode()  # the choice stays chosen
    assert 'href="/never/"' in by_browser.content.decode()


def test_languages_are_offered_in_their_own_words(brand: Brand, public: Client) -> None:
    html = public.get("/messages/2026-spring/?page=2").content.decode()
    assert 'href="/messages/2026-spring/?page=2&amp;lang=es" lang="es" hreflang="es">Español</a>' in html
    assert 'lang="en" hreflang="en" aria-current="true">English</a>' in html


@pytest.mark.parametrize("path", ["//evil.example/x", "/%2fevil.example", '/"><b>', "/ñ o/", "///"])
def test_language_links_never_lead_elsewhere(brand: Brand, public: Client, path: str) -> None:
    html = public.generic("GET", path, PATH_INFO=unquote(path)).content.decode()
    links = re.findall(r'href="([^"]*lang=es)"', html)
    assert links
    assert all(re.match(r"/[^/\\]", link) or link.startswith("/?") for link in links), links
    assert "<b>" not in html


def test_a_brand_with_one_language_offers_no_choice() -> None:
    make_brand("solo", locales=["en"])
    html = Client(HTTP_HOST="safety.solo.example").get("/").content.decode()
    assert "hreflang" not in html


def test_content_in_a_language_the_site_does_not_speak_is_marked_as_such(brand: Brand, public: Client) -> None:
    brand.locales = ["sv"]
    brand.save()
    publish_documents(brand, {"sv": Document("Hej", "sv", (Paragraph("Hej hej."),))}, on=date(2026, 11, 3), slug="hej")
    html = public.get("/messages/hej/").content.decode()
    assert '<html lang="en">' in html
    assert '<article class="letter" lang="sv">' in html


@pytest.mark.parametrize("address", [*PAGES, "/preferences/", "/your-data/"])
def test_a_page_with_all_it_loads_weighs_under_100_kb(brand: Brand, public: Client, address: str) -> None:
    shape = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 80"><path d="M0 0{}"/></svg>'
    heavy = shape.format(" l1 1" * ((MAX_BYTES - 200) // 5)).encode()
    set_logo(brand=brand, content=heavy, by=SYSTEM, now=NOW)
    html = public.get(address).content
    sheet = public.get(re.search(r'rel="stylesheet" href="([^"]+)"', html.decode())[1]).content
    fonts = re.findall(r"url\((/static/[^)]+)\)", sheet.decode())
    loaded = [html, sheet, public.get("/logo").content, public.get("/favicon.ico").content]
    loaded += [Path(find(font.removeprefix("/static/")) or "").read_bytes() for font in fonts]
    assert len(fonts) == 2
    assert len(loaded[2]) > 30_000  # as heavy as a logo may be
    assert sum(map(len, loaded)) < 100_000


@pytest.mark.parametrize(
    "address", [*PAGES, *TEXTS, "/site.css", "/logo", "/favicon.ico", "/preferences/", "/your-data/"]
)
def test_an_unknown_host_is_told_nothing(brand: Brand, address: str) -> None:
    answer = Client(HTTP_HOST="somebody-else.example").get(address)
    assert answer.status_code == 404
    assert answer.content == b"Not found\n"
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("address", PAGES)
def test_other_brands_are_invisible(brand: Brand, public: Client, address: str) -> None:
    other = make_brand("quayside", name="Quayside Bikes", contact_address="hello@quayside.example")
    save_vendor(brand=other, slug=None, name="Other Vendor", sending_domains=["v.example"], by=SYSTEM, now=NOW)
    publish_documents(
        other,
        {"en": Document("Quayside note", "en", (Paragraph("Words of Quayside."),))},
        on=date(2026, 11, 3),
        slug="q",
    )
    assert "uayside" not in public.get(address).content.decode()
    assert "Other Vendor" not in public.get(address).content.decode()
    assert public.get("/messages/q/").status_code == 404
    theirs = Client(HTTP_HOST="safety.quayside.example")
    assert theirs.get("/messages/q/").status_code == 200
    assert "Harbour" not in theirs.get("/messages/").content.decode()


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ brand }}{% now %}"


def test_hostile_words_of_a_brand_stay_words(brand: Brand, public: Client) -> None:
    Brand.objects.filter(pk=brand.pk).update(
        name=HOSTILE[:80],
        legal_name=HOSTILE[:120],
        postal_address=HOSTILE,
        app_name=HOSTILE[:80],
        website="x.example/<b>",
        phone_numbers=[HOSTILE],
        accent="</sty>",
    )
    PromiseText.objects.update(statement=HOSTILE, explanation=HOSTILE)
    Sender.objects.filter(brand=brand).update(display_name=HOSTILE[:80])
    hostile: dict[str, Any] = {"name": HOSTILE[:120], "purpose": HOSTILE, "sending_domains": ["v.example"]}
    save_vendor(brand=brand, slug=None, by=SYSTEM, now=NOW, **hostile)
    document = Document(
        HOSTILE,
        "en",
        (
            Heading(HOSTILE),
            Paragraph(HOSTILE, strong=True),
            Items((HOSTILE,), ordered=True),
            Facts(((HOSTILE, ((HOSTILE, HOSTILE),)),)),
        ),
    )
    alert = publish_documents(brand, {"en": document}, on=date(2026, 11, 3), slug="hostile")
    correct(alert, HOSTILE)
    for address in [*PAGES, "/messages/hostile/", f"/messages/?words={HOSTILE}&day={HOSTILE}"]:
        html = public.get(address).content.decode()
        assert "<script" not in html
        assert "<img src=x" not in html
        assert "<b>" not in html
        assert "</sty>" not in html
    feed = public.get("/messages/feed.xml").content.decode()
    assert "<script" not in feed


@pytest.mark.parametrize("address", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere(brand: Brand, public: Client, address: str) -> None:
    page = public.get(address)
    html = page.content.decode()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "<script" not in html
    assert " style=" not in html
    assert "<style" not in html
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_questions_to_the_database_does_not_grow(brand: Brand, public: Client, address: str) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert public.get(address).status_code == 200
        return len(asked)

    few = questions()
    for number in range(1, 9):
        small_note(brand, "Some words.", on=date(2010 + number, 5, 1))
        name = f"Vendor {number}"
        save_vendor(brand=brand, slug=None, name=name, sending_domains=["v.example"], by=SYSTEM, now=NOW)
        SendingDomain.objects.create(brand=brand, domain=f"d{number}.example")
        Sender.objects.create(brand=brand, display_name="More", address=f"s{number}@harbourpine.example")
        promise = Promise.objects.create(brand=brand, key=f"p{number}", since=date(2020, 1, 1))
        PromiseText.objects.create(promise=promise, locale="en", statement="We never do.", written_at=NOW)
    assert questions() == few


def test_an_address_without_its_last_slash_leads_to_the_page(brand: Brand, public: Client) -> None:
    answer = public.get("/never")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/never/"


def test_a_missing_page_shows_the_brands_face(brand: Brand, public: Client) -> None:
    answer = public.get("/nothing/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "There is no such page" in html
    assert "Harbour &amp; Pine" in html
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert public.get("/messages/none/").status_code == 404
    assert public.get("/messages/none.txt").status_code == 404
    assert public.get("/logo").status_code == 404


def test_a_brand_that_has_nothing_yet_says_so_on_every_page() -> None:
    make_brand("fresh", contact_address="", intake_domain="")
    public = Client(HTTP_HOST="safety.fresh.example")
    assert "We have not sent a note yet." in public.get("/").content.decode()
    assert "We have not written down our promises yet." in public.get("/never/").content.decode()
    assert "We have not sent a note yet." in public.get("/messages/").content.decode()
    assert "We have no address for reports yet." in public.get("/report/").content.decode()
    assert "We could not look this up yet." in public.get("/our-mail/").content.decode()
    assert public.get("/.well-known/security.txt").status_code == 404
    assert "security.txt" not in public.get("/").content.decode()


def test_nothing_unpublished_is_shown(brand: Brand, public: Client) -> None:
    Alert.objects.filter(slug="2026-spring").update(published_at=None)
    assert public.get("/messages/2026-spring/").status_code == 404
    assert public.get("/messages/2026-spring.txt").status_code == 404
    for address in ("/", "/messages/", "/messages/feed.xml", "/messages/?words=passkey"):
        assert "spring 2026" not in public.get(address).content.decode()


@pytest.mark.parametrize("locales", [[], ["es"], ["es", "en"]])
def test_the_first_locale_is_the_default(brand: Brand, public: Client, locales: list[str]) -> None:
    brand.locales = locales
    brand.save()
    assert public.get("/").headers["Content-Language"] == (locales or ["en"])[0]
