"""The public pages as files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from public_samples import HOST, harbour_pine, small_note

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands.actions import set_logo
from forewarn.brands.models import Brand
from forewarn.public_site import export
from forewarn.public_site.export import UnableToExport, export_site
from forewarn.public_site.export_command import command

pytestmark = pytest.mark.django_db

LIVE = (
    "/practice/",
    "/check/",
    "/preferences/",
    "/unsubscribe/",
    "/vendor-answer/",
    "/vendor-questions/",
    "/your-data/",
)


@pytest.fixture
def brand() -> Brand:
    return harbour_pine()


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_every_page_in_every_language(brand: Brand, tmp_path: Path) -> None:
    export_site(brand, tmp_path / "site", now=NOW)
    written = files_in(tmp_path / "site")
    for page in ("", "never/", "our-mail/", "report/", "messages/", "messages/2026-spring/"):
        assert f"{page}index.html" in written
        assert f"es/{page}index.html" in written
    assert {"never.json", "robots.txt", ".well-known/security.txt", "site.css", "icon.svg", "404.html"} <= written
    assert {"messages/feed.xml", "messages/2026-spring.txt", "es/messages/feed.xml"} <= written
    assert '<html lang="es">' in (tmp_path / "site/es/never/index.html").read_text()
    assert "Añade una llave de acceso" in (tmp_path / "site/es/messages/2026-spring.txt").read_text()


def test_every_address_in_every_file_leads_to_a_file(brand: Brand, tmp_path: Path) -> None:
    set_logo(
        brand=brand,
        content=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>',
        by=SYSTEM,
        now=NOW,
    )
    for number in range(14):
        small_note(brand, "Some words.", on=date(2010 + number, 5, 1))
    export_site(brand, tmp_path, now=NOW)
    fragments = [
        tmp_path / "vendors/fragment.html",
        tmp_path / "es/vendors/fragment.html",
    ]  # for other sites: whole addresses
    pages = [path for path in tmp_path.rglob("*.html") if path not in fragments]
    assert all(fragment.is_file() for fragment in fragments)
    assert len(pages) > 30
    for page in pages:
        for address in re.findall(r'(?:href|src|action)="([^"]+)"', page.read_text()):
            path = address.partition("#")[0].partition("?")[0]
            if path and not path.startswith(LIVE):
                assert path.startswith("/")
                target = tmp_path / (f"{path[1:]}index.html" if path.endswith("/") else path[1:])
                assert target.is_file(), (page, address)
    for address in re.findall(r"url\(([^)]+)\)", (tmp_path / "site.css").read_text()):
        assert (tmp_path / address[1:]).is_file()
    assert (tmp_path / "messages/page-2/index.html").is_file()
    assert (tmp_path / "vendors/postbird/1.json").is_file()
    assert '<img src="/logo.svg"' in (tmp_path / "index.html").read_text()


def test_forms_that_need_the_server_are_left_out_and_its_pages_are_pointed_at(brand: Brand, tmp_path: Path) -> None:
    export_site(brand, tmp_path, now=NOW)
    for page in tmp_path.rglob("*.html"):
        assert "<form" not in page.read_text()
    assert 'href="/preferences/"' in (tmp_path / "index.html").read_text()
    assert 'href="/preferences/?lang=es"' in (tmp_path / "es/index.html").read_text()


def test_the_words_are_those_of_the_server(brand: Brand, tmp_path: Path) -> None:
    export_site(brand, tmp_path, now=NOW)
    public = Client(HTTP_HOST=HOST)

    def letter(html: str) -> str:
        return html.partition("<article")[2].partition("</article>")[0]

    served = public.get("/messages/2026-spring/").content.decode()
    assert letter((tmp_path / "messages/2026-spring/index.html").read_text()) == letter(served) != ""
    assert (tmp_path / "never.json").read_bytes().partition(b'"promises"')[2] == public.get(
        "/never.json"
    ).content.partition(b'"promises"')[2]
    assert (tmp_path / "site.css").read_bytes() == public.get("/site.css").content


def test_only_this_brand(brand: Brand, tmp_path: Path) -> None:
    other = make_brand("quayside", name="Quayside")
    small_note(other, "Words of Quayside.", on=date(2026, 11, 3))
    export_site(brand, tmp_path, now=NOW)
    assert not any("Quayside" in path.read_text() for path in tmp_path.rglob("*.html"))


def test_again_removes_what_is_gone_and_leaves_what_is_not_ours(brand: Brand, tmp_path: Path) -> None:
    export_site(brand, tmp_path, now=NOW)
    (tmp_path / "CNAME").write_text("safety.harbourpine.example")
    brand.alerts.filter(slug="2026-spring").update(published_at=None)
    export_site(brand, tmp_path, now=NOW)
    written = files_in(tmp_path)
    assert "messages/2026-spring/index.html" not in written
    assert "es/messages/2026-spring.txt" not in written
    assert {"CNAME", "messages/2026-summer/index.html"} <= written


def test_a_folder_with_other_files_is_left_alone(brand: Brand, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(UnableToExport, match="holds other files"):
        export_site(brand, tmp_path, now=NOW)
    assert files_in(tmp_path) == {"letters.txt"}


def test_no_space_is_said(brand: Brand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(export.Path, "write_bytes", full)
    with pytest.raises(UnableToExport, match="No space left on device"):
        export_site(brand, tmp_path / "site", now=NOW)


def test_the_command(brand: Brand, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--brand", "harbour-pine", str(tmp_path / "site")])
    assert done.exit_code == 0
    assert re.fullmatch(r"\d+ files in .*site\.\n", done.output)
    assert (tmp_path / "site/index.html").is_file()


@pytest.mark.parametrize("slug", ["", "nobody"])
def test_the_command_refuses_an_unknown_brand(brand: Brand, tmp_path: Path, slug: str) -> None:
    done: Any = CliRunner().invoke(command, ["--brand", slug, str(tmp_path / "site")])
    assert done.exit_code == 2
    assert "Brands here: harbour-pine." in done.output
    assert not (tmp_path / "site").exists()
