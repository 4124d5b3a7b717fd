"""Whether two hosts belong to one organisation (RFC 9989 section 4.10)."""

from __future__ import annotations

from forewarn.mail.domains import canonical_host, organisational_domain, organisational_domain_by_dns
from forewarn.mail.resolver import Resolver


def aligned(one: str, other: str, resolver: Resolver | None = None) -> bool:
    """Whether two hosts belong to one organisation (relaxed alignment): by tree walk with DNS, else by the list."""
    first, second = canonical_host(one), canonical_host(other)
    if not first or not second:
        return False
    if first == second:
        return True
    if resolver is None:
        return organisational_domain(first) == organisational_domain(second)
    return organisational_domain_by_dns(first, resolver) == organisational_domain_by_dns(second, resolver)
