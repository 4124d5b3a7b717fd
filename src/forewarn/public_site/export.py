"""The public pages as files, for a CDN or any plain web server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse

from forewarn.alerts.queries.published import published_alerts
from forewarn.public_site import files, our_mail, pages, scams, vendor_changes
from forewarn.public_site.site import Page, Site, render
from forewarn.public_site.vendors import data, feeds, fragment
from forewarn.public_site.vendors import pages as vendors
from forewarn.vendors.public import register_on

if TYPE_CHECKING:
    from forewarn.brands.models import Brand

FONTS = Path(__file__).parent / "static" / "public_site"
LIVE = frozenset(
    {"check", "practice", "your-data-request", *files.FOR_ONE_PERSON}
)  # only the server can answer these; the CDN must pass them on
ONCE = frozenset(
    {
        "sheet",
        "logo",
        "icon",
        "robots",
        "security-txt",
        "never-json",
        "vendors-json",
        "vendors-schema",
        "vendors-dpv",
        "vendor-document",
    }
)  # the same in every language
LIST = ".forewarn-site"  # in the folder: what was written, so that the next export removes what is gone, and only that
ENDINGS = {"image/png": "png", "image/svg+xml": "svg"}


class UnableToExport(Exception):
    """The files cannot be written; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Addresses among files: the first language at the top, each other one in a folder of its own."""

    locale: str
    first: str
    pictures: dict[str, str]  # "logo" and "icon" → the address, with the ending that servers tell the type by
    here: str = "/"
    interactive: bool = False
    chosen: str = ""

    def to(self, name: str, *args: str) -> str:
        """The address of a page by its name in urls.py."""
        if name in self.pictures:
            return self.pictures[name]
        address = reverse(f"public_site:{name}", args=args)
        if name in LIVE:
            return address if self.locale == self.first else f"{address}?lang={self.locale}"
        return address if name in ONCE else self._in(self.locale, address)

    def in_language(self, locale: str) -> str:
        """The address of the present page in another language."""
        return self._in(locale, self.here)

    def numbered(self, name: str, number: int, terms: dict[str, str]) -> str:
        """The address of one page of a long list; searches are for the server alone."""
        return self._in(self.locale, _numbered(reverse(f"public_site:{name}"), number))

    def _in(self, locale: str, address: str) -> str:
        return address if locale == self.first else f"/{locale.lower()}{address}"


def _numbered(address: str, number: int) -> str:
    return f"{address}page-{number}/" if number > 1 else address


def export_site(brand: Brand, folder: Path, *, now: datetime) -> list[str]:
    """Write every public page of the brand into a folder; returns the addresses written. Raises UnableToExport.

    The folder is new, empty, or one that was exported to before; then files of pages that are gone are removed.
    """
    try:
        before = _written_before(folder)
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for address, content in _everything(brand, now):
            place = folder / _file_of(address)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            written.append(address)
        for address in before - set(written):
            (folder / _file_of(address)).unlink(missing_ok=True)
        (folder / LIST).write_text("".join(f"{address}\n" for address in written), encoding="utf-8")
    except OSError as error:
        raise UnableToExport(f"{error.filename}: {error.strerror}. Mend that, or name another folder.") from error
    return written


def _written_before(folder: Path) -> set[str]:
    if not folder.exists():
        return set()
    if (folder / LIST).exists():
        return set((folder / LIST).read_text(encoding="utf-8").splitlines())
    if any(folder.iterdir()):
        raise UnableToExport(f"{folder} holds other files. Name a new or an empty folder.")
    return set()


def _file_of(address: str) -> str:
    return f"{address[1:]}index.html" if address.endswith("/") else address[1:]


def _everything(brand: Brand, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Every address with its content, in every language; the page that says “there is no such page” included."""
    locales = brand.locales or ["en"]
    site = Site(brand=brand, locale=locales[0], now=now)
    pictures = dict(_pictures(site))
    links = FileLinks(locales[0], locales[0], {name: address for name, (address, _) in pictures.items()})
    site = replace(site, links=links)
    for address, content in pictures.values():
        yield address, content
    yield from _texts_once(site)
    for locale in locales:
        local = replace(site, locale=locale, links=replace(links, locale=locale))
        for address, page in _pages(local):
            here = replace(local, links=replace(links, locale=locale, here=address))
            yield here.links.in_language(locale), render(here, page).encode()
        for name, response in _texts(local):
            yield local.links.to(*name), response.content
    yield "/404.html", render(site, Page("not_found.html")).encode()
    for font in sorted(FONTS.glob("*next-*")):
        yield f"/static/public_site/{font.name}", font.read_bytes()


def _pictures(site: Site) -> Iterator[tuple[str, tuple[str, bytes]]]:
    made = {"logo": files.brand_logo(site), "icon": files.icon(site)}
    for name, response in made.items():
        if response is not None:
            yield name, (f"/{name}.{ENDINGS[response.headers['Content-Type']]}", response.content)


def _texts_once(site: Site) -> Iterator[tuple[str, bytes]]:
    made = {
        "sheet": files.sheet(site),
        "robots": files.robots_txt(site),
        "security-txt": files.security_txt(site),
        "never-json": files.never_json(site),
        "vendors-json": data.vendors_json(site),
        "vendors-schema": data.schema_json(site),
        "vendors-dpv": data.dpv_json(site),
    }
    for name, response in made.items():
        if response is not None:
            yield site.links.to(name), response.content
    for listed in register_on(site.brand, site.now):
        for version in listed.versions:
            slug, number = version.said.slug, version.said.number
            if (text := data.document(site, slug, number)) is not None:
                yield site.links.to("vendor-document", slug, str(number)), text.content


def _pages(site: Site) -> Iterator[tuple[str, Page]]:
    """The pages with their addresses in the first language."""
    yield "/", pages.home(site)
    yield "/never/", pages.never(site)
    yield "/our-mail/", our_mail.our_mail(site)
    yield "/scams/", scams.scams(site)
    yield "/report/", pages.report(site)
    yield "/vendors/", vendors.vendors(site)
    for listed in register_on(site.brand, site.now):
        if found := vendors.vendor(site, listed.now.said.slug):
            yield f"/vendors/{listed.now.said.slug}/", found
    yield from _numbered_pages("/vendors/changes/", lambda number: vendors.changes(site, number=number))
    yield from _numbered_pages("/messages/", lambda number: pages.messages(site, number=number))
    yield from vendor_changes.exported(site)
    for alert in published_alerts(site.brand):
        if note := pages.message(site, alert.slug):
            yield f"/messages/{alert.slug}/", note


def _numbered_pages(address: str, made: Callable[[str], Page]) -> Iterator[tuple[str, Page]]:
    number, more = 1, True
    while more:
        page = made(str(number))
        yield _numbered(address, number), page
        number, more = number + 1, page.context["page"].has_next()


def _texts(site: Site) -> Iterator[tuple[tuple[str, ...], HttpResponse]]:
    yield ("feed",), files.feed(site)
    yield ("scams-feed",), scams.scams_feed(site)
    yield ("scams-json",), scams.scams_json(site)
    yield ("vendor-feed",), feeds.atom(site)
    yield ("vendor-json-feed",), feeds.json_feed(site)
    yield ("vendor-fragment",), fragment.html(site)
    yield ("vendor-fragment-md",), fragment.markdown(site)
    for alert in published_alerts(site.brand):
        if (text := files.message_text(site, alert.slug)) is not None:
            yield ("message-text", alert.slug), text
