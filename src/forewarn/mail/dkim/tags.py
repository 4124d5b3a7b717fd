"""The tags of a DKIM-Signature field (RFC 6376 section 3.5), read strictly."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from forewarn.mail.domains import canonical_host, is_within

ACCEPTED_ALGORITHMS = frozenset({"rsa-sha256", "ed25519-sha256"})
_REQUIRED = ("v", "a", "b", "bh", "d", "h", "s")
_GAPS = re.compile(r"\s+")
_QUOTED = re.compile(r"=([0-9A-F]{2})")
_DIGITS = re.compile(r"\d{1,76}\Z")  # RFC 6376: implementations must at least parse 76 digits
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+\Z")
_SELECTOR = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\Z")
_LATEST = 253_402_300_799  # the last second that a datetime can hold


class MalformedSignature(Exception):
    """The field is not a signature that could be verified; the text says why."""


@dataclass(frozen=True, slots=True)
class SignatureTags:
    """What a signature says of itself."""

    algorithm: str
    signature: bytes
    body_hash: bytes
    domain: str
    selector: str
    identity_domain: str
    header_names: tuple[str, ...]
    relaxed_headers: bool
    relaxed_body: bool
    body_length: int | None
    signed_at: datetime | None
    expires_at: datetime | None


def parse_tags(value: str) -> SignatureTags:
    """Read the value of a DKIM-Signature field. Raises MalformedSignature."""
    tags = _tag_list(value)
    missing = [name for name in _REQUIRED if name not in tags]
    if missing:
        raise MalformedSignature(f"the tag {missing[0]}= is missing")
    if tags["v"] != "1":
        raise MalformedSignature("the version is not 1")
    if "dns/txt" not in [query.strip().lower() for query in tags.get("q", "dns/txt").split(":")]:
        raise MalformedSignature("its key is not to be found in DNS (q=)")
    names = tuple(name.strip().lower() for name in tags["h"].split(":"))
    if "from" not in names:
        raise MalformedSignature("it does not cover From")
    domain, selector = canonical_host(_GAPS.sub("", tags["d"])), _GAPS.sub("", tags["s"]).lower()
    if not _HOST.match(domain) or not _SELECTOR.match(selector):
        raise MalformedSignature("its domain or selector is no host name")
    identity = _identity_domain(tags.get("i", ""), domain)
    headers, body = _canonicalization(tags.get("c", "simple/simple"))
    signed_at, expires_at = _moment(tags, "t"), _moment(tags, "x")
    if signed_at and expires_at and expires_at < signed_at:
        raise MalformedSignature("it expires before it was made")
    return SignatureTags(
        algorithm=tags["a"].lower(),
        signature=_decoded(tags["b"], "b"),
        body_hash=_decoded(tags["bh"], "bh"),
        domain=domain,
        selector=selector,
        identity_domain=identity,
        header_names=names,
        relaxed_headers=headers,
        relaxed_body=body,
        body_length=_number(tags["l"], "l") if "l" in tags else None,
        signed_at=signed_at,
        expires_at=expires_at,
    )


def _tag_list(value: str) -> dict[str, str]:
    tags: dict[str, str] = {}
    for part in value.split(";"):
        name, equals, text = part.partition("=")
        name = name.strip()
        if not part.strip():
            continue
        if not equals or not name:
            raise MalformedSignature("it is not a list of tags")
        if name in tags:
            raise MalformedSignature(f"the tag {name}= stands twice")
        tags[name] = text.strip()
    return tags


def _identity_domain(identity: str, domain: str) -> str:
    """The domain of i=, which must be d= or below it (RFC 6376 section 3.5); it may be quoted-printable."""
    if not identity:
        return domain
    plain = _QUOTED.sub(lambda found: chr(int(found.group(1), 16)), _GAPS.sub("", identity))
    _, at, host = plain.rpartition("@")
    if not at or not is_within(host, domain):
        raise MalformedSignature("its identity (i=) is not within its domain (d=)")
    return canonical_host(host)


def _canonicalization(text: str) -> tuple[bool, bool]:
    headers, _, body = _GAPS.sub("", text).lower().partition("/")
    known = {"simple": False, "relaxed": True}
    if headers not in known or (body or "simple") not in known:
        raise MalformedSignature("its canonical form (c=) is not known")
    return known[headers], known[body or "simple"]


def _decoded(text: str, name: str) -> bytes:
    try:
        data = base64.b64decode(_GAPS.sub("", text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedSignature(f"{name}= is not base64") from error
    if not data:
        raise MalformedSignature(f"{name}= is empty")
    return data


def _number(text: str, name: str) -> int:
    if not _DIGITS.match(text) or not text.isascii():
        raise MalformedSignature(f"{name}= is not a number")
    return int(text)


def _moment(tags: dict[str, str], name: str) -> datetime | None:
    if name not in tags:
        return None
    return datetime.fromtimestamp(min(_number(tags[name], name), _LATEST), UTC)
