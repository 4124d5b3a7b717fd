"""A letter compiled once and joined many times: per recipient only the slots are encoded and one signature is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from forewarn.mail.composing import fields
from forewarn.mail.composing.addresses import wire_address
from forewarn.mail.composing.body import CompiledBody, compile_body
from forewarn.mail.composing.letters import SLOT, Letter, UnableToCompose, as_html, rendered, split_at_slots
from forewarn.mail.dkim.signing import DkimSigner, covered_names
from forewarn.mail.domains import same_organisation

MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")

# Written here and nowhere else; Bcc and Return-Path have no place in a mail that is being sent.
_WRITTEN_HERE = frozenset(
    {"from", "to", "cc", "bcc", "subject", "date", "message-id", "dkim-signature", "return-path", "received"}
    | {"mime-version", "content-type", "content-transfer-encoding", "content-language"}
)

Fill = Callable[[Mapping[str, str]], str]
OWN_FIELDS = ("To", "Message-ID", "Date")  # written for each recipient, after the varying ones


@dataclass(frozen=True, slots=True)
class CompiledFields:
    """The headers: those that are the same for all as two blocks of bytes (as sent, and as DKIM hashes them), the others
    as functions for their folded values and as templates with a %s for each."""

    constant: bytes
    constant_canonical: bytes
    fills: tuple[Fill, ...]
    template: str
    template_canonical: str
    covered: str  # the value of h=


@dataclass(frozen=True, slots=True)
class CompiledLetter:
    """A letter ready to be joined with each recipient's values. Immutable; threads may share it."""

    letter: Letter
    slots: frozenset[str]
    signers: tuple[DkimSigner, ...]
    _fields: CompiledFields
    _body: CompiledBody

    def compose(
        self, values: Mapping[str, str], *, to_address: str, message_id: str, date: datetime, to_name: str = ""
    ) -> bytes:
        """The mail for one recipient: CRLF, ASCII (but for a non-ASCII local part in To), no line starts with a dot.

        `date` is aware, `message_id` has its angle brackets. Raises UnableToCompose.
        """
        if not MESSAGE_ID.fullmatch(message_id):
            raise UnableToCompose(f"{message_id!r} is not a Message-ID of the form <left@domain>")
        at = int(date.timestamp())
        compiled = self._fields
        try:
            body = self._body.filled(values)
            own = [fill(values) for fill in compiled.fills]
        except KeyError as error:
            raise UnableToCompose(f"no value for {error} was given for this recipient") from error
        own += (fields.mailbox("To", to_name, to_address), message_id, _date_text(at))
        varying = (compiled.template % tuple(own)).encode("utf-8", "replace")
        if not self.signers:
            return b"".join((compiled.constant, varying, *body))
        unfolded = [value.replace("\r\n", "") for value in own]
        canonical = compiled.constant_canonical + (compiled.template_canonical % tuple(unfolded)).encode(
            "utf-8", "replace"
        )
        body_hash = self._body.hash_of(body)
        signatures = [signer.signature_field(compiled.covered, canonical, body_hash, at) for signer in self.signers]
        return b"".join((*signatures, compiled.constant, varying, *body))

    def plain(self, values: Mapping[str, str]) -> tuple[str, str, str]:
        """Subject, text and HTML for one recipient before any encoding: what the decoded mail says."""
        letter = self.letter
        return (
            fields.one_line(rendered(letter.subject, values)),
            rendered(letter.text, values),
            rendered(letter.html, values, as_html),
        )


def compile_letter(
    letter: Letter, *, slots: Collection[str] = (), signers: Sequence[DkimSigner] = ()
) -> CompiledLetter:
    """Compile a letter; without signers the relay signs. Raises UnableToCompose with the part at fault.

    `slots` are the names that `{{…}}` may use. Several signers each add a signature; one of them must sign for the
    organisation of the From address, or DMARC would fail.
    """
    sender = wire_address(letter.from_address)
    if not sender.isascii():
        raise UnableToCompose(f"{sender}: a From address must be ASCII before the @, or many servers refuse it")
    host = sender.rpartition("@")[2]
    if signers and not any(same_organisation(signer.domain, host) for signer in signers):
        raise UnableToCompose(f"no signing key belongs to the domain of {sender}; DMARC would fail")
    body = compile_body(letter, slots)
    compiled = _compile_fields(letter, sender, body, frozenset(slots))
    return CompiledLetter(letter, frozenset(slots), tuple(signers), compiled, body)


def _compile_fields(letter: Letter, sender: str, body: CompiledBody, slots: frozenset[str]) -> CompiledFields:
    """Write the constant fields and prepare the varying ones. Raises UnableToCompose."""
    if not fields.one_line(letter.subject):
        raise UnableToCompose("subject: it is empty")
    constant = [
        ("From", fields.mailbox("From", letter.from_name, sender)),
        ("MIME-Version", "1.0"),
        ("Content-Type", body.content_type),
        ("Content-Transfer-Encoding", body.transfer_encoding),
        ("Content-Language", fields.structured("Content-Language", letter.language)),
    ]
    varying: list[tuple[str, str]] = []
    for name, source in [("Subject", letter.subject), *_own_headers(letter)]:
        split_at_slots(source, slots, name)  # an unknown slot is refused here, not at the first recipient
        if SLOT.search(source):
            varying.append((name, source))
        else:
            constant.append((name, _folded_value(name, source)))
    block = [fields.write_field(name, value) for name, value in constant]
    changing = [*(name for name, _ in varying), *OWN_FIELDS]
    marks = [name.replace("%", "%%") for name in changing]
    return CompiledFields(
        constant="".join(field.raw for field in block).encode(),
        constant_canonical="".join(field.canonical for field in block).encode(),
        fills=tuple(_filler(name, source) for name, source in varying),
        template="".join(f"{mark}: %s\r\n" for mark in marks) + "\r\n",
        template_canonical="".join(f"{mark.lower()}:%s\r\n" for mark in marks),
        covered=covered_names([*(name for name, _ in constant), *changing]),
    )


def _own_headers(letter: Letter) -> tuple[tuple[str, str], ...]:
    """The letter's further headers. Raises UnableToCompose for a name that is ours to write, wrong or there twice."""
    seen: set[str] = set()
    for name, _ in letter.headers:
        lower = fields.check_field_name(name).lower()
        if lower in _WRITTEN_HERE or lower in seen:
            raise UnableToCompose(f"{name}: this header is written by Forewarn itself, or stands twice; leave it out")
        seen.add(lower)
    return letter.headers


def _folded_value(name: str, value: str) -> str:
    fold = fields.unstructured if fields.is_free_text(name) else fields.structured
    return fold(name, value)


def _filler(name: str, source: str) -> Fill:
    """A function that gives the field's folded value for one recipient's values."""
    # The % operator fills a value in a fraction of the time that a substitution by pattern takes.
    template = SLOT.sub("%s", source.replace("%", "%%"))
    names = SLOT.findall(source)

    def free_text(values: Mapping[str, str]) -> str:
        return fields.unstructured(name, template % tuple([values[slot] for slot in names]))

    def with_grammar(values: Mapping[str, str]) -> str:
        return fields.structured(name, template % tuple([fields.in_uri(values[slot]) for slot in names]))

    return free_text if fields.is_free_text(name) else with_grammar


@lru_cache(maxsize=64)
def _date_text(at: int) -> str:
    """A second since 1970 as the Date field writes it, in UTC."""
    return f"{datetime.fromtimestamp(at, UTC):%a, %d %b %Y %H:%M:%S} +0000"
