"""Which hosts are answered, and with what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from public_samples import HOST, harbour_pine

from factories import make_brand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hosts(settings: Any) -> None:
    settings.HOSTS = ["127.0.0.1", "localhost", "console.operator.test"]


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:8443", f"{HOST}."])
def test_a_brand_is_found_by_its_public_host_without_a_restart(host: str) -> None:
    harbour_pine()
    assert "Did we really" in Client(HTTP_HOST=host).get("/").content.decode()


@pytest.mark.parametrize("host", ["other.test", "harbourpine.example", "a..b", "bad host", "evil.test:80:80", "[::1"])
def test_any_other_host_gets_a_plain_404(host: str) -> None:
    harbour_pine()
    for address in ("/", "/console/", "/messages/2026-spring/", "/static/public_site/site.css"):
        answer = Client(HTTP_HOST=host).get(address)
        assert answer.status_code == 404
        assert answer.content == b"Not found\n"


def test_the_console_answers_only_where_the_operator_said() -> None:
    harbour_pine()
    assert Client(HTTP_HOST=HOST).get("/console/").status_code == 404
    assert Client(HTTP_HOST="console.operator.test").get("/console/").status_code == 302


def test_the_operators_own_host_shows_no_brand() -> None:
    harbour_pine()
    make_brand("other")
    answer = Client(HTTP_HOST="console.operator.test").get("/")
    assert (answer.status_code, answer.content) == (404, b"Not found\n")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost"])
def test_loopback_shows_the_sample_brand_among_several(host: str) -> None:
    make_brand("other")
    harbour_pine(sample=True)
    assert "Harbour &amp; Pine" in Client(HTTP_HOST=host).get("/").content.decode()


def test_loopback_shows_nobody_where_several_brands_and_no_sample_are() -> None:
    make_brand("one")
    make_brand("two")
    assert Client(HTTP_HOST="127.0.0.1:8000").get("/").status_code == 404


def test_a_forged_host_never_stands_in_a_page() -> None:
    harbour_pine()
    answer = Client(HTTP_HOST=HOST, HTTP_X_FORWARDED_HOST="evil.test").get("/messages/feed.xml")
    assert b"evil.test" not in answer.content
    assert f"https://{HOST}/messages/".encode() in answer.content
