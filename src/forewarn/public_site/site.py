"""The site of one brand as one reader meets it: brand, language, links; and how a page of it is rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info

from forewarn.brands.queries import logo
from forewarn.public_site.look import sheet_version

if TYPE_CHECKING:
    from forewarn.brands.models import Brand

INTERFACE_LANGUAGES = (
    "en",
    "es",
    "fr",
    "de",
)  # those in public_site/locale; others read the site's own words in English


class Links(Protocol):
    """Where the pages are: on the server that renders them, or in a folder of files."""

    @property
    def chosen(self) -> str:
        """The language that the reader chose on this server; empty where none was."""
        ...

    @property
    def interactive(self) -> bool:
        """Whether forms that need the server can stand on the page."""
        ...

    def to(self, name: str, *args: str) -> str:
        """The address of a page by its name in urls.py."""
        ...

    def in_language(self, locale: str) -> str:
        """The address of the present page in another language."""
        ...

    def numbered(self, name: str, number: int, terms: dict[str, str]) -> str:
        """The address of one page of a long list, found by these terms."""
        ...


@dataclass(frozen=True, slots=True)
class LiveLinks:
    """Addresses on this server; a language that the reader chose stays chosen on every further page."""

    path: str = "/"
    chosen: str = ""
    query: str = ""  # what else the address of this page carries, without the language
    interactive: bool = True

    def to(self, name: str, *args: str) -> str:
        """The address of a page by its name in urls.py."""
        address = reverse(f"public_site:{name}", args=args)
        return f"{address}?lang={self.chosen}" if self.chosen else address

    def in_language(self, locale: str) -> str:
        """The address of the present page in another language."""
        return f"{self.path}?{self.query}{'&' if self.query else ''}lang={locale}"

    def numbered(self, name: str, number: int, terms: dict[str, str]) -> str:
        """The address of one page of a long list, found by these terms."""
        asked = {"lang": self.chosen, "page": str(number) if number > 1 else "", **terms}
        query = urlencode({key: value for key, value in asked.items() if value})
        address = reverse(f"public_site:{name}")
        return f"{address}?{query}" if query else address


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site, as its own speakers call it."""

    locale: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Site:
    """The public site of a brand in one language."""

    brand: Brand
    locale: str  # of what the brand says
    now: datetime
    links: Links = field(default_factory=LiveLinks)

    @property
    def interface(self) -> str:
        """The language of the site's own words."""
        return interface_language(self.locale)

    @property
    def today(self) -> date:
        """The day where the brand is."""
        return self.now.astimezone(self.brand.zone).date()

    @property
    def typed_address(self) -> str:
        """What a customer types to come here: the brand's own address, which they know."""
        return self.brand.website or self.brand.public_host

    @property
    def origin(self) -> str:
        """The site's address in the world; mail programs and feeds need it whole."""
        return f"https://{self.brand.public_host}"

    @property
    def languages(self) -> list[Language]:
        """Every language of the brand."""
        return [
            Language(code, language_name(code), self.links.in_language(code), code == self.locale)
            for code in self.brand.locales or ["en"]
        ]

    @property
    def sheet(self) -> str:
        """The address of the brand's style sheet, with its version."""
        return (
            f"{self.links.to('sheet').partition('?')[0]}?v={sheet_version(self.brand.accent, self.brand.accent_dark)}"
        )


WORDMARK = 2.2  # a logo this many times as wide as high holds the name in letters; a squarer one is a mark beside it


@dataclass(frozen=True, slots=True)
class Logo:
    """The logo as a page needs it."""

    width: int
    height: int

    @property
    def says_the_name(self) -> bool:
        """Whether the logo is wide enough to be the name itself."""
        return self.width >= WORDMARK * self.height


def _logo(brand: Brand) -> Logo | None:
    picture = logo(brand)
    return Logo(picture.width, picture.height) if picture else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: its template, what the template shows, and its place in the menu."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    here: str = ""
    status: int = 200


def interface_language(locale: str) -> str:
    """The language of the site's own words beside content in this locale."""
    language = locale.lower().partition("-")[0]
    return language if language in INTERFACE_LANGUAGES else INTERFACE_LANGUAGES[0]


def language_name(locale: str) -> str:
    """The language's name in that language, with a capital; the code where Django does not know it."""
    try:
        name = str(get_language_info(locale)["name_local"])
    except KeyError:
        return locale
    return name[:1].upper() + name[1:]


def render(site: Site, page: Page) -> str:
    """The page as HTML, in the site's language."""
    shared = {"site": site, "brand": site.brand, "logo": _logo(site.brand), "here": page.here}
    with translation.override(site.interface):
        return render_to_string(f"public_site/{page.template}", shared | page.context)
