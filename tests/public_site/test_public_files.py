"""What machines read: the ledger, security.txt, robots.txt, the style sheet, pictures."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from public_samples import HOST, harbour_pine

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands.actions import set_logo
from forewarn.brands.models import Brand, BrandLogo
from forewarn.promises.actions import withdraw_promise
from forewarn.promises.models import Promise, PromiseText
from forewarn.public_site.files import _expiry

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "schemas" / "promises.schema.json"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M0 0h40v40z"/></svg>'


@pytest.fixture
def brand() -> Brand:
    return harbour_pine()


@pytest.fixture
def public() -> Client:
    return Client(HTTP_HOST=HOST)


def valid(data: Any) -> bool:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return not list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(data))


def test_the_ledger_keeps_its_published_schema(brand: Brand, public: Client) -> None:
    answer = public.get("/never.json")
    told = answer.json()
    assert answer.headers["Content-Type"].startswith("application/json")
    assert valid(told)
    assert told["version"] == 1
    assert told["brand"] == "Harbour & Pine"
    assert date.fromisoformat(told["as_of"]) <= date.today() + timedelta(days=1)
    assert told["page"] == f"https://{HOST}/never/"
    first = told["promises"][0]
    assert first["id"] == "password"
    assert set(first["texts"]) == {"en", "es"}


def test_the_schema_refuses_what_it_should(brand: Brand, public: Client) -> None:
    told = public.get("/never.json").json()
    for change in ({"version": 2}, {"as_of": "today"}, {"sha256": "x"}, {"extra": 1}, {"promises": [{"id": "a"}]}):
        assert not valid({**told, **change})


def test_the_digest_follows_the_promises_and_nothing_else(brand: Brand, public: Client) -> None:
    told = public.get("/never.json").json()
    canonical = json.dumps(told["promises"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert told["sha256"] == hashlib.sha256(canonical.encode()).hexdigest()
    Brand.objects.update(name="Another name")
    assert public.get("/never.json").json()["sha256"] == told["sha256"]
    text = PromiseText.objects.filter(locale="es").first()
    assert text
    PromiseText.objects.create(
        promise=text.promise, locale="es", version=2, statement="Nunca.", explanation="", written_at=NOW
    )
    after = public.get("/never.json").json()
    assert after["sha256"] != told["sha256"]
    assert after["updated"] == NOW.isoformat()


def test_a_withdrawn_promise_stays_with_its_dates(brand: Brand, public: Client) -> None:
    withdraw_promise(
        brand=brand, key="qr-code", reason="Our app needs one.", by=SYSTEM, now=datetime(2026, 11, 20, 12, tzinfo=UTC)
    )
    told = {row["id"]: row for row in public.get("/never.json").json()["promises"]}
    assert told["qr-code"]["until"] == "2026-11-20"
    html = public.get("/never/").content.decode()
    assert "What we took off this list" in html
    assert '<time datetime="2026-11-20">20 November 2026</time>' in html
    assert "QR" not in public.get("/").content.decode()


def test_an_empty_ledger_is_valid_too() -> None:
    make_brand("fresh")
    told = Client(HTTP_HOST="safety.fresh.example").get("/never.json").json()
    assert valid(told)
    assert told["updated"] is None
    assert told["promises"] == []


def test_every_promise_can_be_pointed_at(brand: Brand, public: Client) -> None:
    html = public.get("/never/").content.decode()
    for promise in Promise.objects.filter(brand=brand):
        assert f'id="{promise.key}"' in html


def test_security_txt(brand: Brand, public: Client) -> None:
    answer = public.get("/.well-known/security.txt")
    fields = [line.partition(": ")[::2] for line in answer.content.decode().splitlines()]
    told = dict(fields)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert [name for name, _ in fields].count("Expires") == 1
    assert told["Contact"] == "mailto:care@harbourpine.example"
    assert told["Canonical"] == f"https://{HOST}/.well-known/security.txt"
    assert told["Preferred-Languages"] == "en, es"
    left = datetime.fromisoformat(told["Expires"]) - datetime.now(UTC)
    assert timedelta(days=90) < left < timedelta(days=365)


@pytest.mark.parametrize(
    ("today", "expires"),
    [(date(2026, 1, 31), "2026-07-01"), (date(2026, 6, 1), "2026-12-01"), (date(2026, 12, 31), "2027-06-01")],
)
def test_security_txt_always_expires_within_a_year(today: date, expires: str) -> None:
    assert _expiry(today).date().isoformat() == expires


def test_robots_may_read_what_is_for_everybody(brand: Brand, public: Client) -> None:
    text = public.get("/robots.txt").content.decode()
    assert text.splitlines()[0] == "User-agent: *"
    assert "Disallow: /unsubscribe/" in text
    assert "Disallow: /vendor-questions/" in text
    assert "console" not in text


def test_the_style_sheet_is_kept_for_a_year_under_its_version_only(brand: Brand, public: Client) -> None:
    html = public.get("/").content.decode()
    address = html.partition('rel="stylesheet" href="')[2].partition('"')[0]
    sheet = public.get(address)
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "immutable" not in public.get("/site.css").headers["Cache-Control"]
    assert "immutable" not in public.get("/site.css?v=old").headers["Cache-Control"]
    assert "--accent:#1f5f4a" in sheet.content.decode()
    Brand.objects.update(accent="#7a1f5f")
    assert address not in public.get("/").content.decode()
    assert "--accent:#7a1f5f" in public.get("/site.css").content.decode()


def test_the_logo_and_what_it_may_do(brand: Brand, public: Client) -> None:
    set_logo(brand=brand, content=DRAWING, by=SYSTEM, now=NOW)
    logo = public.get("/logo")
    assert logo.headers["Content-Type"] == "image/svg+xml"
    assert logo.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert logo.headers["X-Content-Type-Options"] == "nosniff"
    html = public.get("/").content.decode()
    assert '<img src="/logo" alt="" width="40" height="40"><span class="word">Harbour &amp; Pine</span>' in html


def test_a_wide_logo_stands_for_the_name(brand: Brand, public: Client) -> None:
    set_logo(brand=brand, content=DRAWING.replace(b"0 0 40 40", b"0 0 200 40"), by=SYSTEM, now=NOW)
    html = public.get("/").content.decode()
    assert '<img src="/logo" alt="Harbour &amp; Pine" width="200" height="40">' in html
    assert 'class="word"' not in html


def test_the_small_picture_is_the_logo_where_it_fits(brand: Brand, public: Client) -> None:
    assert b">H<" in public.get("/favicon.ico").content
    set_logo(brand=brand, content=DRAWING, by=SYSTEM, now=NOW)
    assert b"<path" in public.get("/favicon.ico").content
    BrandLogo.objects.update(width=400)
    assert b">H<" in public.get("/favicon.ico").content
    BrandLogo.objects.update(width=40, content=DRAWING + b" " * 9_000)
    assert b">H<" in public.get("/favicon.ico").content
