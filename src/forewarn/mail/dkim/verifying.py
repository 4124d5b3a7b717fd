"""DKIM verification (RFC 6376, 8301, 8463) that says what holds, what does not, and what a signature leaves open.

dkimpy answers yes or no, and stumbles over a `q=` list, a quoted-printable `i=` and a key record without `k=`. A
verdict needs more than yes or no, so this verifies directly; the tests hold it against dkimpy.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from forewarn.mail.dkim.canonical import RawField, SignedForm, signed_form
from forewarn.mail.dkim.key_sources import FoundIn, FoundKey, KeySource, VerifyingKey, load_public_key
from forewarn.mail.dkim.tags import ACCEPTED_ALGORITHMS, MalformedSignature, SignatureTags, parse_tags
from forewarn.mail.profile import ProfileKey
from forewarn.mail.resolver import UnableToResolve

MAX_SIGNATURES = 20  # of one mail that are verified; real mail carries up to five
MIN_KEY_BITS = 1024  # RFC 8301 section 3.2: verifiers must not accept less
_OWN_B = re.compile(rb"((?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")
_PADDING = padding.PKCS1v15()
_SHA256 = hashes.SHA256()


class SignatureState(StrEnum):
    """What came out of verifying one signature."""

    VALID = "valid"  # over its headers, and over the body as far as `body_covered` says
    BODY_CHANGED = "body_changed"  # the headers are as signed, the body is not
    HEADERS_CHANGED = "headers_changed"  # the signed headers are not as signed, or another key signed
    NO_KEY = "no_key"
    KEY_REVOKED = "key_revoked"
    KEY_UNUSABLE = "key_unusable"  # too short, of another type, or not for mail
    KEY_UNREACHABLE = "key_unreachable"
    NOT_ACCEPTED = "not_accepted"  # an algorithm that proves nothing any more
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class SignatureResult:
    """One DKIM-Signature field, verified. Lengths are octets of the canonical body; dates are aware UTC."""

    state: SignatureState
    why: str = ""
    domain: str = ""
    selector: str = ""
    identity_domain: str = ""
    algorithm: str = ""
    signed_headers: tuple[str, ...] = ()
    signed_at: datetime | None = None
    expires_at: datetime | None = None
    expired: bool = False
    body_covered: int = 0
    body_length: int = 0
    has_length_tag: bool = False
    unsigned_copies: tuple[str, ...] = ()  # names of covered fields of which the mail holds more than were signed
    found_in: FoundIn | None = None
    key_bits: int = 0
    own_key: ProfileKey | None = None
    testing: bool = False  # the key record says t=y

    @property
    def headers_hold(self) -> bool:
        """Whether the signed headers are as the key's owner signed them."""
        return self.state in (SignatureState.VALID, SignatureState.BODY_CHANGED)

    @property
    def is_valid(self) -> bool:
        """Whether headers and body (as far as covered) are as signed."""
        return self.state is SignatureState.VALID

    @property
    def covers_whole_body(self) -> bool:
        """Whether it is valid and nothing was appended below what it covers."""
        return self.is_valid and self.body_covered >= self.body_length

    def covers(self, name: str) -> bool:
        """Whether every field of this name is covered, so that none of them could be added or changed."""
        return name.lower() in self.signed_headers and name.lower() not in self.unsigned_copies


def verify_signatures(raw: bytes, *, key_source: KeySource, now: datetime) -> list[SignatureResult]:
    """Verify every signature of a mail, in the order of its fields, the topmost first. Never raises."""
    return verify_form(signed_form(raw), key_source=key_source, now=now)


def verify_form(form: SignedForm, *, key_source: KeySource, now: datetime) -> list[SignatureResult]:
    """Verify every signature of a mail that was cut already."""
    places = [place for place, one in enumerate(form.fields) if one.name == "dkim-signature"]
    return [_verify(form, place, key_source, now) for place in places[:MAX_SIGNATURES]]


def _verify(form: SignedForm, place: int, key_source: KeySource, now: datetime) -> SignatureResult:
    signature = form.fields[place]
    try:
        tags = parse_tags(signature.raw.partition(b":")[2].decode("utf-8", "replace"))
    except MalformedSignature as error:
        return SignatureResult(SignatureState.MALFORMED, str(error))
    body = form.canonical_body(tags.relaxed_body)
    covered = len(body) if tags.body_length is None else min(tags.body_length, len(body))

    def result(state: SignatureState, why: str = "", key: FoundKey | None = None) -> SignatureResult:
        loaded = load_public_key(key.record.public_key, key.record.key_type) if key else None
        return SignatureResult(
            state=state,
            why=why,
            domain=tags.domain,
            selector=tags.selector,
            identity_domain=tags.identity_domain,
            algorithm=tags.algorithm,
            signed_headers=tags.header_names,
            signed_at=tags.signed_at,
            expires_at=tags.expires_at,
            expired=tags.expires_at is not None and now > tags.expires_at,
            body_covered=covered,
            body_length=len(body),
            has_length_tag=tags.body_length is not None,
            unsigned_copies=_unsigned_copies(form, tags),
            found_in=key.found_in if key else None,
            key_bits=loaded.key_size if isinstance(loaded, RSAPublicKey) else 256 if loaded else 0,
            own_key=key.own if key else None,
            testing=bool(key and key.record.is_testing),
        )

    if tags.algorithm not in ACCEPTED_ALGORITHMS:
        return result(SignatureState.NOT_ACCEPTED, f"the algorithm {tags.algorithm[:40]} is not accepted")
    try:
        keys = key_source.find(tags.selector, tags.domain)
    except UnableToResolve as error:
        return result(SignatureState.KEY_UNREACHABLE, str(error))
    if not keys:
        return result(SignatureState.NO_KEY, "its key is not known and not published")
    message = _signed_bytes(form, place, tags)
    state, why, used = SignatureState.HEADERS_CHANGED, "", keys[0]
    for key in keys:
        state, why = _try_key(key, tags, message)
        used = key
        if state is SignatureState.VALID:
            break
    if state is SignatureState.VALID and not _body_holds(body, covered, tags):
        state, why = SignatureState.BODY_CHANGED, "the body is not the one that was signed"
    return result(state, why, used)


def _try_key(key: FoundKey, tags: SignatureTags, message: bytes) -> tuple[SignatureState, str]:
    record = key.record
    if not record.public_key:
        return SignatureState.KEY_REVOKED, "its key was revoked"
    kind, _, digest = tags.algorithm.partition("-")
    if record.key_type != kind or (record.hashes and digest not in record.hashes):
        return SignatureState.KEY_UNUSABLE, "its key is for another algorithm"
    if not {"*", "email"} & set(record.services):
        return SignatureState.KEY_UNUSABLE, "its key is not for mail"
    if "s" in record.flags and tags.identity_domain != tags.domain:
        return SignatureState.KEY_UNUSABLE, "its key does not sign for subdomains"
    loaded = load_public_key(record.public_key, record.key_type)
    if loaded is None:
        return SignatureState.KEY_UNUSABLE, "its key cannot be read"
    if isinstance(loaded, RSAPublicKey) and loaded.key_size < MIN_KEY_BITS:
        return (
            SignatureState.KEY_UNUSABLE,
            f"its key has {loaded.key_size} bits; fewer than {MIN_KEY_BITS} prove nothing",
        )
    if not _signature_holds(loaded, tags.signature, message):
        return SignatureState.HEADERS_CHANGED, "the signed headers are not as signed, or another key signed them"
    return SignatureState.VALID, ""


def _signature_holds(key: VerifyingKey, signature: bytes, message: bytes) -> bool:
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, message, _PADDING, _SHA256)
        else:
            key.verify(signature, hashlib.sha256(message).digest())  # RFC 8463 section 3
    except InvalidSignature:
        return False
    return True


def _body_holds(body: bytes, covered: int, tags: SignatureTags) -> bool:
    if tags.body_length is not None and tags.body_length > len(body):
        return False  # something was cut off (RFC 6376 section 3.5, l=)
    return hashlib.sha256(memoryview(body)[:covered]).digest() == tags.body_hash


def _signed_bytes(form: SignedForm, place: int, tags: SignatureTags) -> bytes:
    """What the signature was made over: the named fields, the last first, then the signature field without its b=."""
    own = form.fields[place]
    name, colon, value = own.raw.partition(b":")
    bare = RawField(own.name, name + colon + _OWN_B.sub(rb"\1", value))
    lines = [one.canonical(tags.relaxed_headers) + b"\r\n" for one in _named_fields(form, place, tags)]
    return b"".join(lines) + bare.canonical(tags.relaxed_headers)


def _named_fields(form: SignedForm, place: int, tags: SignatureTags) -> Iterator[RawField]:
    below: dict[str, list[RawField]] = {}
    wanted = set(tags.header_names)
    for at, one in enumerate(form.fields):
        if one.name in wanted and at != place:
            below.setdefault(one.name, []).append(one)
    for name in tags.header_names:
        if below.get(name):
            yield below[name].pop()


def _unsigned_copies(form: SignedForm, tags: SignatureTags) -> tuple[str, ...]:
    signed: dict[str, int] = {}
    for name in tags.header_names:
        signed[name] = signed.get(name, 0) + 1
    return tuple(name for name, count in signed.items() if form.counts.get(name, 0) > count)
