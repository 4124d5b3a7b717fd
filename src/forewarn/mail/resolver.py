"""The one seam through which everything asks DNS: a live resolver or a zone file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

QUERY_SECONDS = 5.0  # one question; a page or a verdict must not wait longer for a dead name server


class UnableToResolve(Exception):
    """The question could not be answered (time-out, server failure); this is not "there is no such record"."""


class UnableToReadZone(Exception):
    """The zone file is not JSON of the form name → {type → text or list of texts}."""


class Resolver(Protocol):
    """Answers DNS questions. An empty list means: the name or the record does not exist."""

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each with its strings joined."""
        ...

    def addresses(self, name: str) -> list[str]:
        """The A and AAAA records of a name."""
        ...

    def mail_hosts(self, name: str) -> list[tuple[int, str]]:
        """The MX records of a name: (preference, host), lowest preference first."""
        ...


def _plain(name: str) -> str:
    return name.rstrip(".").lower()


@dataclass(frozen=True)
class ZoneResolver:
    """Answers from a zone file: JSON, name → {"TXT": text or list, "A": …, "AAAA": …, "MX": ["10 host", …]}."""

    zone: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def from_file(cls, path: Path) -> ZoneResolver:
        """Read a zone file. Raises UnableToReadZone with the place and what is wrong."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UnableToReadZone(f"{path}: not a readable zone file in JSON ({error})") from error
        if not isinstance(content, dict):
            raise UnableToReadZone(f"{path}: a zone file is an object: name → record types")
        return cls.from_mapping(content)

    @classmethod
    def from_mapping(cls, content: dict[str, object]) -> ZoneResolver:
        """Build from already read JSON; values may be a text or a list of texts, other keys are left alone."""
        zone: dict[str, dict[str, list[str]]] = {}
        for name, records in content.items():
            if not isinstance(records, dict):
                raise UnableToReadZone(f"{name}: expected an object with TXT, A, AAAA or MX")
            kinds = zone.setdefault(_plain(name), {})
            for kind in ("TXT", "A", "AAAA", "MX"):
                value = records.get(kind)
                if value is not None:
                    kinds[kind] = [str(v) for v in value] if isinstance(value, list) else [str(value)]
        return cls(zone)

    def _records(self, name: str, kind: str) -> list[str]:
        return self.zone.get(_plain(name), {}).get(kind, [])

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name."""
        return self._records(name, "TXT")

    def addresses(self, name: str) -> list[str]:
        """The A and AAAA records of a name."""
        return self._records(name, "A") + self._records(name, "AAAA")

    def mail_hosts(self, name: str) -> list[tuple[int, str]]:
        """The MX records of a name, lowest preference first."""
        hosts = [
            record.split(None, 1) if " " in record.strip() else ["10", record] for record in self._records(name, "MX")
        ]
        return sorted((int(preference), _plain(host)) for preference, host in hosts)


class LiveResolver:
    """Answers from the DNS of this machine."""

    def __init__(self) -> None:
        import dns.resolver  # with what it brings it takes 60 ms, and most runs ask no name server

        self._resolver = dns.resolver.Resolver()
        self._resolver.lifetime = QUERY_SECONDS

    def _ask(self, name: str, kind: str) -> list[Any]:
        import dns.exception
        import dns.resolver

        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise UnableToResolve(f"{kind} {name}: {error}") from error

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name. Raises UnableToResolve."""
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        """The A and AAAA records of a name. Raises UnableToResolve."""
        return [record.to_text() for kind in ("A", "AAAA") for record in self._ask(name, kind)]

    def mail_hosts(self, name: str) -> list[tuple[int, str]]:
        """The MX records of a name, lowest preference first. Raises UnableToResolve."""
        return sorted((int(r.preference), _plain(r.exchange.to_text())) for r in self._ask(name, "MX"))
