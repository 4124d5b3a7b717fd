"""Public pages from memory, before Django runs: a WSGI layer around the application.

What a view marked as the same for everybody (`KEPT`) is kept for FRESH_SECONDS by host, address and language. Every
process keeps its own: a change made in this process is seen at once (`forget`), one made elsewhere after that time.
Then one request asks Django again while the others still get the page of a moment ago. When Django fails, the last
good page is served a while longer.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.handlers import format_date_time

from forewarn.public_site.rules.locales import choose_locale

KEPT = "forewarn.public_page"  # in environ: the view says that this answer is for everybody, in one of these languages
FRESH_SECONDS = 2.0  # an edit is seen within this time; one rendering in two seconds costs next to nothing
STALE_SECONDS = 300.0  # how old a page may be that is served because Django fails
MAX_PAGES = 2_000  # kept pages of a process; at 15 kB, with their compressed form, about 40 MB
MAX_BYTES = 200_000  # bytes of a page; larger ones are not pages
MAX_QUERY = 40  # characters of a query that is kept: ?lang= and ?page=, not somebody's search
KEPT_QUERIES = frozenset({"lang", "page", "v"})
MIN_COMPRESSED = 600  # bytes; below, compressing saves less than a packet
FOR_EVERYBODY = (
    "never", "never.json", "our-mail", "messages", "report", "check", "practice", "scams", "scams.json", "vendors",
    "vendors.json", "vendors.schema.json", "vendors.jsonld",
)  # fmt: skip
FILES = (".well-known", "robots.txt", "site.css", "logo", "favicon.ico")
SEGMENTS = frozenset(["", *FOR_EVERYBODY, *FILES])  # first part of an address; all else goes to Django untouched

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]
Key = tuple[str, bool, str, str, str]

_changes = [0]  # how often something that pages show was changed in this process


def forget() -> None:
    """Let every page that is kept in this process be asked for again."""
    _changes[0] += 1


@dataclass(slots=True)
class Kept:
    """A page in memory: its forms, when it was fetched and when its content last changed."""

    plain: tuple[Headers, bytes]
    packed: tuple[Headers, bytes] | None
    unchanged: Headers
    etag: str
    fetched: float
    changed_on: str  # as an HTTP date
    at_change: int  # of `_changes`
    asking: bool = False  # somebody is asking Django for it right now


@dataclass(slots=True)
class _Answer:
    """What Django said."""

    status: str
    headers: Headers
    body: bytes
    locales: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass
class PageCache:
    """The application with pages in front of it; `clock` counts seconds, `wall` gives seconds since 1970."""

    application: Application
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    _pages: dict[Key, Kept] = field(default_factory=dict)
    _locales: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where the page is kept and fresh, else ask Django and keep what may be kept."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not _may_be_kept(
            environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        ):
            return self.application(environ, start_response)
        key = self._key(environ)
        kept = self._pages.get(key) if key else None
        if kept is not None and self._good(kept):
            return _serve(kept, environ, start_response)
        return self._ask(environ, start_response, key, kept)

    def _good(self, kept: Kept) -> bool:
        """Whether the page may be served as it is: fresh, or somebody else is already asking."""
        age = self.clock() - kept.fetched
        if kept.at_change != _changes[0]:
            return False
        return age < FRESH_SECONDS or (kept.asking and age < STALE_SECONDS)

    def _key(self, environ: Environ) -> Key | None:
        """Where the page is kept; None until a first answer said which languages the host has."""
        host = _host(environ)
        locales = self._locales.get(host)
        if locales is None:
            return None
        query = environ.get("QUERY_STRING", "")
        language = _language(query, environ.get("HTTP_ACCEPT_LANGUAGE", ""), locales)
        secure = environ.get("HTTP_X_FORWARDED_PROTO") == "https"  # its answers carry HSTS
        return host, secure, environ.get("PATH_INFO", ""), query, language

    def _ask(
        self, environ: Environ, start_response: StartResponse, key: Key | None, kept: Kept | None
    ) -> Iterable[bytes]:
        if kept is not None:
            kept.asking = True
        at_change = _changes[0]
        try:
            answer = self._fetch(environ)
        finally:
            if kept is not None:
                kept.asking = False
        if answer.status.startswith("5") and kept is not None and self.clock() - kept.fetched < STALE_SECONDS:
            return _serve(kept, environ, start_response)
        new = self._keep(environ, answer, kept, at_change)
        if new is not None:
            return _serve(new, environ, start_response)
        if key is not None:
            with self._writing:
                self._pages.pop(key, None)
        start_response(answer.status, answer.headers)
        return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []

    def _fetch(self, environ: Environ) -> _Answer:
        """Django's full answer to a GET without conditions, whatever was asked: that is what can be kept."""
        asked = {**environ, "REQUEST_METHOD": "GET"}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE"):
            asked.pop(name, None)
        heard: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, exc_info: object = None) -> None:
            heard.append((status, headers))

        chunks = self.application(asked, start)
        try:
            body = b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()
        status, headers = heard[-1]
        return _Answer(status, headers, body, asked.get(KEPT, ()))

    def _keep(self, environ: Environ, answer: _Answer, before: Kept | None, at_change: int) -> Kept | None:
        """Keep the page where its view said so; returns None where it may not be kept."""
        if not answer.locales or not answer.status.startswith("200") or len(answer.body) > MAX_BYTES:
            return None
        if answer.header("Set-Cookie") or not answer.header("Cache-Control").startswith("public"):
            return None
        same = before is not None and before.etag == answer.header("ETag")
        changed_on = before.changed_on if before and same else format_date_time(self.wall())
        kept = _kept(answer, changed_on, fetched=self.clock(), at_change=at_change)
        with self._writing:
            self._locales[_host(environ)] = answer.locales
            while len(self._pages) >= MAX_PAGES:
                del self._pages[next(iter(self._pages))]
            if key := self._key(environ):
                self._pages[key] = kept
        return kept


def _host(environ: Environ) -> str:
    """The host without its port: pages do not depend on the port, and made-up ports must not fill the memory."""
    host: str = environ.get("HTTP_HOST", "").lower()
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


@lru_cache(maxsize=4_096)
def _may_be_kept(path: str, query: str) -> bool:
    if path[1:].partition("/")[0] not in SEGMENTS:
        return False
    if not query:
        return True
    if len(query) > MAX_QUERY:
        return False
    return all(name in KEPT_QUERIES for name, _ in parse_qsl(query, keep_blank_values=True))


@lru_cache(maxsize=4_096)
def _language(query: str, accept_language: str, locales: tuple[str, ...]) -> str:
    chosen = dict(parse_qsl(query)).get("lang", "") if query else ""
    return choose_locale(chosen, accept_language, locales)


def _kept(answer: _Answer, changed_on: str, *, fetched: float, at_change: int) -> Kept:
    shared = [(n, v) for n, v in answer.headers if n.lower() not in ("content-length", "last-modified")]
    shared.append(("Last-Modified", changed_on))
    packed = None
    if len(answer.body) >= MIN_COMPRESSED and _is_text(answer.header("Content-Type")):
        shared = [(n, f"{v}, Accept-Encoding" if n.lower() == "vary" else v) for n, v in shared]
        body = gzip.compress(answer.body, compresslevel=9, mtime=0)
        other = [(n, f"W/{v}" if n.lower() == "etag" else v) for n, v in shared]
        packed = ([*other, ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))], body)
    unchanged = [(n, v) for n, v in shared if n.lower() not in ("content-type", "content-language")]
    plain = ([*shared, ("Content-Length", str(len(answer.body)))], answer.body)
    return Kept(plain, packed, unchanged, answer.header("ETag"), fetched, changed_on, at_change)


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("json", "xml"))


def _serve(kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if _has_it(kept, environ):
        start_response("304 Not Modified", kept.unchanged)
        return []
    accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
    packed = kept.packed if "gzip" in accepts and "gzip;q=0" not in accepts.replace(" ", "") else None
    headers, body = packed or kept.plain
    start_response("200 OK", headers)
    return [body] if environ["REQUEST_METHOD"] == "GET" else []


def _has_it(kept: Kept, environ: Environ) -> bool:
    """Whether the reader holds this very content (RFC 9110 section 13: If-None-Match counts before the date)."""
    if (wanted := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        held = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        return "*" in held or kept.etag in held
    return environ.get("HTTP_IF_MODIFIED_SINCE") == kept.changed_on
