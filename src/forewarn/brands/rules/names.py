"""Names: of brands in addresses, of hosts, of locales."""

from __future__ import annotations

import re
import unicodedata

from forewarn.mail.domains import canonical_host

SLUG_LENGTH = 40  # characters; it stands in every address of the console
# Words that already mean something where a brand's name would stand: /console/<brand>/.
RESERVED_SLUGS = frozenset({"account", "api", "brand", "invitation", "new", "static"})
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
SENDER_ID = re.compile(r"[A-Za-z0-9_-]{5,15}")  # SenderId of Feedback-ID: 5 to 15 characters
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
HOST_LENGTH = 120  # characters; DNS allows 253, no brand's host comes near


class UnableToName(ValueError):
    """The text cannot be used as that name; the message says what to write."""


def slug_of(name: str) -> str:
    """The name as it stands in addresses: ASCII, lower case, hyphens; empty where nothing remains."""
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:SLUG_LENGTH].rstrip("-")


def host_of(text: str) -> str:
    """The canonical host of what a person typed: "https://Shop.Example/x" gives "shop.example". Raises UnableToName."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip().lower()).split("/")[0].split("@")[-1]
    host = canonical_host(bare.partition(":")[0])
    labels = host.split(".")
    if len(labels) < 2 or len(host) > HOST_LENGTH or not all(_LABEL.fullmatch(label) for label in labels):
        raise UnableToName("Write a host name such as shop.example, without https:// and without a path.")
    if labels[-1].isdigit():
        raise UnableToName("Write a host name, not a number such as an IP address.")
    return host


def locales_of(texts: list[str]) -> list[str]:
    """Language codes in the form "en" or "pt-BR", each once, in order. Raises UnableToName."""
    found: list[str] = []
    for text in texts:
        language, _, region = text.strip().replace("_", "-").partition("-")
        locale = language.lower() + (f"-{region.upper()}" if region else "")
        if not LOCALE.fullmatch(locale):
            raise UnableToName(f"“{text.strip()}” is not a language code. Write en, es or pt-BR.")
        if locale not in found:
            found.append(locale)
    if not found:
        raise UnableToName("Name at least one language, such as en.")
    return found
