"""Pages from memory, before Django runs."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from public_samples import HOST, harbour_pine

from forewarn.public_site import page_cache
from forewarn.public_site.page_cache import FRESH_SECONDS, KEPT, SEGMENTS, STALE_SECONDS, PageCache, forget

LONG = "Some words that repeat. " * 60


@dataclass
class Application:
    """Django's stand-in: counts how often it is asked."""

    status: str = "200 OK"
    body: str = LONG
    headers: dict[str, str] = field(default_factory=dict)
    locales: tuple[str, ...] = ("en", "es")
    asked: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        if self.locales:
            environ[KEPT] = self.locales
        body = f"{environ.get('HTTP_ACCEPT_LANGUAGE', '')}|{environ.get('QUERY_STRING', '')}|{self.body}".encode()
        base = {
            "Content-Type": "text/html; charset=utf-8",
            "ETag": f'"{hash(body)}"',
            "Cache-Control": "public, max-age=10",
            "Vary": "Accept-Language",
            "Content-Length": str(len(body)),
        }
        start_response(self.status, list((base | self.headers).items()))
        return _Body(body, self)


class _Body:
    def __init__(self, body: bytes, owner: Application) -> None:
        self.body, self.owner = body, owner

    def __iter__(self) -> Any:
        return iter([self.body])

    def close(self) -> None:
        self.owner.closed += 1


@dataclass
class Browser:
    """Asks the cache, with a clock that stands still until it is moved."""

    application: Application
    seconds: float = 1000.0

    def __post_init__(self) -> None:
        self.cache = PageCache(self.application, clock=lambda: self.seconds, wall=lambda: 1_700_000_000 + self.seconds)

    def get(self, path: str = "/never/", **more: str) -> tuple[str, dict[str, str], bytes]:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "a.example"} | more
        heard: list[Any] = []
        chunks = self.cache(environ, lambda status, headers, *rest: heard.append((status, headers)))
        body = b"".join(chunks)
        if close := getattr(chunks, "close", None):
            close()
        return heard[0][0], dict(heard[0][1]), body


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def browser(application: Application) -> Browser:
    return Browser(application)


def test_the_second_reader_gets_the_page_without_django(browser: Browser, application: Application) -> None:
    first = browser.get()
    assert browser.get() == first
    assert len(application.asked) == 1
    assert application.closed == 1
    status, headers, body = first
    assert status == "200 OK"
    assert headers["Content-Length"] == str(len(body))
    assert "Last-Modified" in headers


def test_after_its_time_it_is_asked_for_again(browser: Browser, application: Application) -> None:
    browser.get()
    application.body = "Other words."
    browser.seconds += FRESH_SECONDS - 0.1
    assert LONG.encode() in browser.get()[2]
    browser.seconds += 0.2
    assert b"Other words." in browser.get()[2]


def test_a_change_in_this_process_is_seen_at_once(browser: Browser, application: Application) -> None:
    browser.get()
    application.body = "Other words."
    forget()
    assert b"Other words." in browser.get()[2]


def test_a_change_while_django_is_asked_is_not_lost(browser: Browser, application: Application) -> None:
    """What was read before the change must not be kept as if it were read after it."""

    class Changing(Application):
        def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            answer = super().__call__(environ, start_response)
            forget()
            return answer

    slow = Changing()
    reader = Browser(slow)
    reader.get()
    reader.get()
    assert len(slow.asked) == 2


def test_last_modified_moves_only_with_the_content(browser: Browser, application: Application) -> None:
    before = browser.get()[1]["Last-Modified"]
    browser.seconds += 60
    assert browser.get()[1]["Last-Modified"] == before
    application.body = "Other words."
    browser.seconds += 60
    assert browser.get()[1]["Last-Modified"] > before


@pytest.mark.parametrize("kind", ["etag", "weak", "list", "star", "date"])
def test_who_has_the_page_is_not_sent_it_again(browser: Browser, kind: str) -> None:
    _, headers, _ = browser.get()
    etag = headers["ETag"]
    asked = {
        "etag": {"HTTP_IF_NONE_MATCH": etag},
        "weak": {"HTTP_IF_NONE_MATCH": f"W/{etag}"},
        "list": {"HTTP_IF_NONE_MATCH": f'"other", {etag}'},
        "star": {"HTTP_IF_NONE_MATCH": "*"},
        "date": {"HTTP_IF_MODIFIED_SINCE": headers["Last-Modified"]},
    }[kind]
    status, headers, body = browser.get(**asked)
    assert (status, body) == ("304 Not Modified", b"")
    assert "Content-Length" not in headers
    assert headers["ETag"] == etag


def test_the_etag_counts_before_the_date(browser: Browser) -> None:
    _, headers, _ = browser.get()
    status, _, _ = browser.get(HTTP_IF_NONE_MATCH='"other"', HTTP_IF_MODIFIED_SINCE=headers["Last-Modified"])
    assert status == "200 OK"


def test_a_condition_in_the_very_first_question_still_fills_the_memory(
    browser: Browser, application: Application
) -> None:
    browser.get(HTTP_IF_NONE_MATCH='"other"', HTTP_RANGE="bytes=0-3")
    assert "HTTP_IF_NONE_MATCH" not in application.asked[0]
    assert "HTTP_RANGE" not in application.asked[0]
    browser.get()
    assert len(application.asked) == 1


def test_head_is_answered_like_get_without_the_body(browser: Browser, application: Application) -> None:
    for _ in range(2):
        status, headers, body = browser.get(REQUEST_METHOD="HEAD")
        assert (status, body) == ("200 OK", b"")
        assert int(headers["Content-Length"]) > 1000
    assert len(browser.get()[2]) > 1000
    assert len(application.asked) == 1


def test_it_is_compressed_for_those_who_can_read_that(browser: Browser) -> None:
    _, plain_headers, plain = browser.get()
    _, headers, packed = browser.get(HTTP_ACCEPT_ENCODING="br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 3
    assert headers["ETag"] == f"W/{plain_headers['ETag']}"
    assert plain_headers["Vary"] == headers["Vary"] == "Accept-Language, Accept-Encoding"
    assert browser.get(HTTP_ACCEPT_ENCODING="gzip;q=0, br")[2] == plain
    status, _, _ = browser.get(HTTP_IF_NONE_MATCH=headers["ETag"], HTTP_ACCEPT_ENCODING="gzip")
    assert status == "304 Not Modified"


def test_languages_are_kept_apart_and_equal_wishes_together(browser: Browser, application: Application) -> None:
    english = browser.get(HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")[2]
    spanish = browser.get(HTTP_ACCEPT_LANGUAGE="es-MX")[2]
    assert english != spanish
    assert browser.get(HTTP_ACCEPT_LANGUAGE="en-US")[2] == english
    assert browser.get(HTTP_ACCEPT_LANGUAGE="es;q=0.5, sv")[2] == spanish
    assert len(application.asked) == 2
    browser.get(QUERY_STRING="lang=es", HTTP_ACCEPT_LANGUAGE="en")
    browser.get(QUERY_STRING="lang=es", HTTP_ACCEPT_LANGUAGE="sv")
    assert len(application.asked) == 3


def test_hosts_and_schemes_are_kept_apart_ports_are_not(browser: Browser, application: Application) -> None:
    browser.get()
    browser.get(HTTP_HOST="b.example")
    browser.get(HTTP_X_FORWARDED_PROTO="https")
    assert len(application.asked) == 3
    for port in range(50):
        browser.get(HTTP_HOST=f"A.example:{port}")
    assert len(application.asked) == 3


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"},
        {"path": "/console/"},
        {"path": "/preferences/"},
        {"path": "/your-data/"},
        {"path": "/unsubscribe/x"},
        {"path": "/static/public_site/site.css"},
        {"QUERY_STRING": "words=refund"},
        {"QUERY_STRING": "lang=es&utm_source=x"},
        {"QUERY_STRING": "page=" + "1" * 60},
        {"QUERY_STRING": "day"},
    ],
)
def test_everything_else_goes_to_django_untouched(
    browser: Browser, application: Application, environ: dict[str, str]
) -> None:
    for _ in range(2):
        browser.get(HTTP_IF_NONE_MATCH="x", **environ)
    assert len(application.asked) == 2
    assert application.asked[0]["HTTP_IF_NONE_MATCH"] == "x"


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "404 Not Found"},
        {"status": "301 Moved Permanently"},
        {"locales": ()},
        {"headers": {"Set-Cookie": "a=b"}},
        {"headers": {"Cache-Control": "no-store"}},
        {"body": "x" * 300_000},
    ],
)
def test_what_may_not_be_kept_is_not(changed: dict[str, Any]) -> None:
    application = Application(**changed)
    browser = Browser(application)
    first = browser.get()
    assert browser.get() == first
    assert len(application.asked) == 2


def test_a_page_that_is_gone_is_gone(browser: Browser, application: Application) -> None:
    browser.get()
    browser.seconds += FRESH_SECONDS + 1
    application.status = "404 Not Found"
    assert browser.get()[0] == "404 Not Found"
    application.status = "500 Internal Server Error"
    assert browser.get()[0] == "500 Internal Server Error"  # nothing old comes back


def test_while_django_fails_the_last_page_is_served(browser: Browser, application: Application) -> None:
    good = browser.get()
    application.status = "500 Internal Server Error"
    browser.seconds += FRESH_SECONDS + 1
    assert browser.get() == good
    browser.seconds += STALE_SECONDS
    assert browser.get()[0] == "500 Internal Server Error"


def test_one_asks_and_the_others_do_not_wait(browser: Browser, application: Application) -> None:
    browser.get()
    browser.seconds += FRESH_SECONDS + 1
    began, go_on = threading.Event(), threading.Event()
    answer = application.__class__.__call__

    class Slow(Application):
        def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            began.set()
            assert go_on.wait(5)
            return answer(self, environ, start_response)

    browser.cache.application = Slow(body="New words.")
    first: list[bytes] = []
    thread = threading.Thread(target=lambda: first.append(browser.get()[2]))
    thread.start()
    assert began.wait(5)
    assert LONG.encode() in browser.get()[2]  # the page of a moment ago, at once
    go_on.set()
    thread.join(5)
    assert b"New words." in first[0]
    assert b"New words." in browser.get()[2]


def test_an_error_in_the_application_leaves_nothing_behind(browser: Browser, application: Application) -> None:
    browser.get()
    browser.seconds += FRESH_SECONDS + 1

    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise RuntimeError("broken")

    browser.cache.application = broken
    with pytest.raises(RuntimeError):
        browser.get()
    browser.cache.application = application
    application.body = "New words."
    assert b"New words." in browser.get()[2]


def test_memory_is_bounded(browser: Browser, application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MAX_PAGES", 10)
    for number in range(40):
        browser.get(f"/messages/m{number}/")
    assert len(browser.cache._pages) == 10
    browser.get("/messages/m39/")
    assert len(application.asked) == 40


def test_every_address_for_everybody_is_among_those_that_are_kept() -> None:
    """The layer and the address list are two places; they must not drift apart."""
    for pattern in get_resolver("forewarn.public_site.urls").url_patterns:
        first = str(pattern.pattern).partition("/")[0]
        assert (first in SEGMENTS) is (
            getattr(pattern, "name", "")
            not in {"preferences", "unsubscribe", "vendor-answer", "vendor-questions", "your-data", "your-data-request"}
        ), pattern


@pytest.mark.django_db(transaction=True)
def test_with_the_real_application(monkeypatch: pytest.MonkeyPatch) -> None:
    from forewarn.config.wsgi import application as served

    brand = harbour_pine()
    environ = Client(HTTP_HOST=HOST)._base_environ(PATH_INFO="/never/")

    def page(**more: Any) -> tuple[str, dict[str, str], bytes]:
        heard: list[Any] = []
        body = b"".join(served({**environ, **more}, lambda status, headers, *rest: heard.append((status, headers))))
        return heard[0][0], dict(heard[0][1]), body

    forget()
    status, headers, body = page()
    assert status == "200 OK"
    assert "Last-Modified" in headers
    assert "Set-Cookie" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    with monkeypatch.context() as without:
        without.setattr(served, "application", None)  # from here on only memory can answer
        assert page()[2] == body
        assert page(HTTP_IF_NONE_MATCH=headers["ETag"])[0].startswith("304")
    brand.name = "Harbour and Larch"
    brand.save()
    assert b"Harbour and Larch" in page()[2]
    brand.public_host = "elsewhere.example"
    brand.save()
    assert page()[0].startswith("404")
