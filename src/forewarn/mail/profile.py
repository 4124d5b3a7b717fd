"""What a brand says of itself, as plain data: read from `brand.toml` or built from the database by `profiles`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from forewarn.mail.domains import canonical_host, is_within, organisational_domain

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class UnableToReadProfile(Exception):
    """The profile is not usable; the text names the file, the place and what to do."""


@dataclass(frozen=True, slots=True)
class SenderAddress:
    """An address the brand writes from, with the name shown beside it."""

    display_name: str
    address: str


@dataclass(frozen=True, slots=True)
class ProfileKey:
    """A DKIM key of the brand: `public_key` is the base64 of the `p=` tag; dates bound its use."""

    selector: str
    domain: str
    public_key: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    compromised_since: datetime | None = None
    key_type: str = "rsa"


@dataclass(frozen=True, slots=True)
class ProfileVendor:
    """A vendor that may send for the brand, with the domains it sends from."""

    name: str
    sending_domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfilePromise:
    """A statement of what the brand never asks, per locale, with the ids of the lint rules that keep it."""

    key: str
    statements: dict[str, str] = field(default_factory=dict, hash=False)  # profiles are keys of caches
    rules: tuple[str, ...] = ()

    def statement(self, locale: str = "en") -> str:
        """The words in this locale, else in English, else in any."""
        return (
            self.statements.get(locale) or self.statements.get("en") or next(iter(self.statements.values()), self.key)
        )


@dataclass(frozen=True, slots=True)
class BrandProfile:
    """The brand as the linter and the verdict see it. Domains are canonical ASCII; dates are aware UTC."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    phone_numbers: tuple[str, ...] = ()
    senders: tuple[SenderAddress, ...] = ()
    mailbox_domains: tuple[str, ...] = ()
    signs_all_mail_since: datetime | None = None
    keys: tuple[ProfileKey, ...] = ()
    vendors: tuple[ProfileVendor, ...] = ()
    promises: tuple[ProfilePromise, ...] = ()
    website: str = ""
    default_region: str = ""
    derived: bool = False  # made from a From header because no profile was given

    def owns_host(self, host: str) -> bool:
        """Whether the host is one of the brand's domains or a name under one; mailbox domains count as strangers'."""
        if any(canonical_host(host) == canonical_host(m) for m in self.mailbox_domains):
            return False
        return any(is_within(host, domain) for domain in self.domains)

    @property
    def organisations(self) -> frozenset[str]:
        """The organisational domains of the brand's domains."""
        return frozenset(organisational_domain(d) for d in self.domains)


def derived_profile(from_host: str, name: str = "") -> BrandProfile:
    """The profile of whoever owns this From host: its organisational domain, and nothing else known."""
    domain = organisational_domain(from_host)
    return BrandProfile(name=name or domain.split(".")[0], domains=(domain,) if domain else (), derived=True)


def read_profile(path: Path) -> BrandProfile:
    """Read a `brand.toml`. Raises UnableToReadProfile with file, place and remedy."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnableToReadProfile(
            f"{path}: cannot be read ({error.strerror}); give the path of a brand.toml"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnableToReadProfile(f"{path}: not valid TOML: {error}; mend it there and run again") from error
    try:
        return profile_from_mapping(content)
    except UnableToReadProfile as error:
        raise UnableToReadProfile(f"{path}: {error}") from error


def profile_from_mapping(content: dict[str, Any]) -> BrandProfile:
    """Build a profile from parsed TOML. Raises UnableToReadProfile naming the key at fault."""
    domains = _hosts(content, "domains")
    name = content.get("name")
    if not isinstance(name, str) or not name.strip():
        raise UnableToReadProfile('name: missing; add name = "Your brand"')
    if not domains:
        raise UnableToReadProfile('domains: missing; add domains = ["brand.example"]')
    return BrandProfile(
        name=name.strip(),
        aliases=_texts(content, "aliases"),
        domains=domains,
        phone_numbers=_texts(content, "phone_numbers"),
        senders=tuple(
            SenderAddress(
                _text(row, "display_name", where) if "display_name" in row else "", _text(row, "address", where)
            )
            for where, row in _tables(content, "senders")
        ),
        mailbox_domains=_hosts(content, "mailbox_domains"),
        signs_all_mail_since=_moment(content.get("signs_all_mail_since"), "signs_all_mail_since"),
        keys=tuple(_key(row, where) for where, row in _tables(content, "keys")),
        vendors=tuple(
            ProfileVendor(_text(row, "name", where), _hosts(row, "sending_domains", where))
            for where, row in _tables(content, "vendors")
        ),
        promises=tuple(_promise(row, where) for where, row in _tables(content, "promises")),
        website=str(content.get("website", "")),
        default_region=str(content.get("default_region", "")).upper(),
    )


def _text(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UnableToReadProfile(f"{where}.{key}: expected a text")
    return value.strip()


def _texts(row: dict[str, Any], key: str, where: str = "") -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise UnableToReadProfile(f"{where + '.' if where else ''}{key}: expected a list of texts")
    return tuple(v.strip() for v in value if v.strip())


def _hosts(row: dict[str, Any], key: str, where: str = "") -> tuple[str, ...]:
    """Domains in their canonical form; an address of a page or a mailbox, which would match no host, is refused."""
    hosts = _texts(row, key, where)
    for host in hosts:
        if not _HOST.fullmatch(host.rstrip(".")):
            place = f"{where}.{key}" if where else key
            raise UnableToReadProfile(f'{place}: “{host}” is no domain; write it alone, as in "brand.example"')
    return tuple(map(canonical_host, hosts))


def _tables(content: dict[str, Any], key: str) -> list[tuple[str, dict[str, Any]]]:
    value = content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise UnableToReadProfile(f"{key}: expected tables, each under [[{key}]]")
    return [(f"{key}[{i}]", row) for i, row in enumerate(value, 1)]


def _moment(value: object, where: str) -> datetime | None:
    """A date, a date-time or an ISO text as an aware UTC moment; nothing as None."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise UnableToReadProfile(f"{where}: {value!r} is not a date (write 2026-05-01)") from error
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time.min, UTC)
    raise UnableToReadProfile(f"{where}: expected a date (write 2026-05-01)")


def _key(row: dict[str, Any], where: str) -> ProfileKey:
    compromised = row.get("compromised")
    if compromised is True:  # since ever: nothing this key signed proves anything
        compromised = "1970-01-01"
    elif compromised is False:
        compromised = None
    return ProfileKey(
        selector=_text(row, "selector", where).lower(),
        domain=canonical_host(_text(row, "domain", where)),
        public_key="".join(_text(row, "public_key", where).split()),
        valid_from=_moment(row.get("from"), f"{where}.from"),
        valid_until=_moment(row.get("until"), f"{where}.until"),
        compromised_since=_moment(compromised, f"{where}.compromised"),
        key_type=str(row.get("key_type", "rsa")).lower(),
    )


def _promise(row: dict[str, Any], where: str) -> ProfilePromise:
    statement = row.get("statement", row.get("text", ""))
    statements = statement if isinstance(statement, dict) else {str(row.get("locale", "en")): str(statement)}
    if not all(isinstance(s, str) and s.strip() for s in statements.values()) or not statements:
        raise UnableToReadProfile(f"{where}.statement: expected a text, or a table locale → text")
    return ProfilePromise(str(row.get("key") or row.get("id") or where), statements, _texts(row, "rules", where))
