"""Host names: their canonical form and the organisation behind them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import idna
from publicsuffixlist import PublicSuffixList

from forewarn.mail.resolver import UnableToResolve

if TYPE_CHECKING:
    from forewarn.mail.resolver import Resolver

MAX_TREE_QUERIES = 8  # RFC 9989 section 4.10: at most eight names are asked


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=65_536)
def canonical_host(host: str) -> str:
    """The host in lower case, without a trailing dot, in ASCII (IDNA 2008 with UTS 46 mapping).

    A name that IDNA refuses comes back in lower case, so that it still compares as text.
    """
    plain = host.strip().rstrip(".").lower()
    if plain.isascii():
        return plain
    try:
        return idna.encode(plain, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return plain


@lru_cache(maxsize=65_536)
def readable_host(host: str) -> str:
    """The host as a person reads it: punycode labels in their own letters where they decode."""
    try:
        return idna.decode(canonical_host(host))
    except (idna.IDNAError, UnicodeError):
        return canonical_host(host)


@lru_cache(maxsize=65_536)
def organisational_domain(host: str) -> str:
    """The registrable domain by the public suffix list; the host itself where there is none (a bare suffix, an IP)."""
    name = canonical_host(host)
    if not name or name.replace(".", "").isdigit() or ":" in name:
        return name
    return _suffixes().privatesuffix(name) or name


def organisational_domain_by_dns(host: str, resolver: Resolver) -> str:
    """The organisational domain by the DNS tree walk of RFC 9989 section 4.10, else by the public suffix list.

    At most eight names are asked; a name server that does not answer falls back to the list.
    """
    labels = canonical_host(host).split(".")
    if len(labels) > MAX_TREE_QUERIES:
        walk = [labels, *(labels[-count:] for count in range(MAX_TREE_QUERIES - 1, 0, -1))]
    else:
        walk = [labels[start:] for start in range(len(labels))]
    found: str | None = None
    try:
        for names in walk:
            name = ".".join(names)
            tags = _dmarc_tags(resolver.texts(f"_dmarc.{name}"))
            if tags is None:
                continue
            if tags.get("psd") == "n":
                return name
            if tags.get("psd") == "y":
                below = ".".join(labels[-len(names) - 1 :])
                return below if names != labels else name
            found = name
    except UnableToResolve:
        return organisational_domain(host)
    return found or organisational_domain(host)


def _dmarc_tags(records: list[str]) -> dict[str, str] | None:
    """The tags of the one DMARC record among these texts; None where there is none or more than one."""
    policies = [r for r in records if r.replace(" ", "").lower().startswith("v=dmarc1")]
    if len(policies) != 1:
        return None
    pairs = (part.partition("=") for part in policies[0].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if name.strip()}


def is_within(host: str, domain: str) -> bool:
    """Whether the host is the domain or a name under it."""
    name, top = canonical_host(host), canonical_host(domain)
    return bool(top) and (name == top or name.endswith("." + top))


def same_organisation(one: str, other: str) -> bool:
    """Whether two hosts have the same organisational domain (relaxed alignment of RFC 9989, without DNS)."""
    return bool(one) and organisational_domain(one) == organisational_domain(other)
