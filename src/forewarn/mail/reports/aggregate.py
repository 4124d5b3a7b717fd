"""DMARC aggregate reports: XML read as a stream, entities off, repeated values kept once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from forewarn.mail.reports.kinds import AuthResult, DmarcRecord, DmarcReport

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_RECORDS = 2_000_000  # of one report; the largest honest ones have tens of thousands
MAX_REMEMBERED = 20_000  # parts of records that are kept while one report is read
MAX_TEXT = 2_000  # characters of one value
_ROOT = re.compile(rb"<\s*(?:[\w.-]+:)?feedback[\s>]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_POLICY = ("p", "sp", "np", "adkim", "aspf", "pct", "fo", "testing", "discovery_method")
_LATEST = 253_402_300_799


class UnableToReadReport(Exception):
    """The XML is not an aggregate report, or is not to be trusted."""


def looks_like_aggregate(data: bytes) -> bool:
    """Whether these bytes are XML whose root is `feedback`."""
    head = data[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    return head.startswith(b"<") and bool(_ROOT.search(data, 0, 20_000))


def read_aggregate(data: bytes) -> DmarcReport:
    """Read one aggregate report. Raises UnableToReadReport."""
    from lxml import etree  # 30 ms to import

    if _DOCTYPE.search(data):
        raise UnableToReadReport("the XML declares a document type or entities; reports never do, so it was not read")
    records: list[DmarcRecord] = []
    meta: dict[str, str] = {}
    policy: dict[str, str] = {}
    errors: list[str] = []
    version = ""
    reader = _Records(etree.tostring)
    wanted = ("{*}record", "{*}report_metadata", "{*}policy_published", "{*}version")
    try:
        parsing = etree.iterparse(
            io.BytesIO(data), events=("end",), tag=wanted, recover=True, resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for _, element in parsing:
            match _name(element.tag):
                case "record":
                    record = reader.read(element)
                    if record.source_ip or record.count:  # a report that was cut ends in an empty one
                        records.append(record)
                    _forget(element)
                case "report_metadata":
                    meta, errors = _metadata(element)
                case "policy_published":
                    policy = {_name(child.tag): _text(child) for child in element}
                case _:
                    version = version or _text(element)
            if len(records) > MAX_RECORDS:
                raise UnableToReadReport(f"more than {MAX_RECORDS:,} records; no honest report has so many")
    except etree.XMLSyntaxError as error:
        raise UnableToReadReport(f"not readable XML ({error})") from error
    if not meta and not records:
        raise UnableToReadReport("the XML holds neither metadata nor records")
    return DmarcReport(
        org=meta.get("org_name", ""),
        report_id=meta.get("report_id", ""),
        begin=_moment(meta.get("begin", "")),
        end=_moment(meta.get("end", "")),
        domain=policy.get("domain", ""),
        policy={name: policy[name] for name in _POLICY if policy.get(name)},
        records=tuple(records),
        email=meta.get("email", ""),
        version=version,
        errors=tuple(errors),
    )


def _forget(element: _Element) -> None:
    """Drop what was read, so that a large report never stands in memory as a tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _metadata(element: _Element) -> tuple[dict[str, str], list[str]]:
    meta: dict[str, str] = {}
    errors: list[str] = []
    for child in element:
        name = _name(child.tag)
        if name == "date_range":
            meta.update({_name(part.tag): _text(part) for part in child})
        elif name == "error":
            errors.append(_text(child))
        else:
            meta.setdefault(name, _text(child))
    return meta, errors


class _Records:
    """Reads records. But for address and count, most records equal others: what is the same is read once."""

    def __init__(self, as_bytes: Callable[..., bytes]) -> None:
        self.as_bytes = as_bytes  # lxml's tostring
        self.known: dict[bytes, DmarcRecord] = {}

    def read(self, element: _Element) -> DmarcRecord:
        """One record."""
        pieces = _VARYING.split(self.as_bytes(element, with_tail=False))
        if len(pieces) != 5:
            return _record(element)
        before, source, between, count, after = pieces
        key = b"\0".join((before, between, after))
        same = self.known.get(key)
        if same is None:
            if len(self.known) >= MAX_REMEMBERED:
                self.known.clear()
            same = self.known[key] = _record(element)
        return DmarcRecord(
            source.decode("ascii"),
            int(count),
            same.disposition,
            same.dkim,
            same.spf,
            same.header_from,
            same.envelope_from,
            same.envelope_to,
            same.reasons,
            same.dkim_results,
            same.spf_results,
        )


# Address and count, in the usual order and form; a record that has them otherwise is read the long way.
_VARYING = re.compile(rb"<source_ip>\s*([0-9A-Fa-f:.]{2,45})\s*</source_ip>(\s*)<count>\s*([0-9]{1,15})\s*</count>")


def _record(element: _Element) -> DmarcRecord:
    source, count = "", 0
    outcome, names, results = _NO_OUTCOME, _NO_NAMES, _NO_RESULTS
    for child in element:
        match _name(child.tag):
            case "row":
                for part in child:
                    match _name(part.tag):
                        case "source_ip":
                            source = _text(part)
                        case "count":
                            count = _count(_text(part))
                        case "policy_evaluated":
                            outcome = _outcome(part)
            case "identifiers" | "identities":  # the second is the word of the drafts
                names = _names(child)
            case "auth_results":
                results = _auth_results(child)
    return DmarcRecord(source, count, *outcome[:3], *names, outcome[3], *results)


_Outcome = tuple[str, str, str, tuple[tuple[str, str], ...]]  # disposition, dkim, spf, reasons
_NO_OUTCOME: _Outcome = ("", "", "", ())
_NO_NAMES = ("", "", "")  # header_from, envelope_from, envelope_to
_NO_RESULTS: tuple[tuple[AuthResult, ...], tuple[AuthResult, ...]] = ((), ())  # of DKIM, of SPF


def _count(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 16 else 0


def _outcome(element: _Element) -> _Outcome:
    told = {"disposition": "", "dkim": "", "spf": ""}
    reasons = []
    for part in element:
        name = _name(part.tag)
        if name == "reason":
            words = {_name(word.tag): _text(word) for word in part}
            if any(words.values()):
                reasons.append((words.get("type", ""), words.get("comment", "")))
        else:
            told[name] = _text(part).lower()
    return told["disposition"], told["dkim"], told["spf"], tuple(reasons)


def _names(element: _Element) -> tuple[str, str, str]:
    told = {_name(part.tag): _text(part).lower() for part in element}
    return told.get("header_from", ""), told.get("envelope_from", ""), told.get("envelope_to", "")


def _auth_results(element: _Element) -> tuple[tuple[AuthResult, ...], tuple[AuthResult, ...]]:
    found: dict[str, list[AuthResult]] = {"dkim": [], "spf": []}
    for part in element:
        found.setdefault(_name(part.tag), []).append(_auth_result(part))
    return tuple(found["dkim"]), tuple(found["spf"])


def _auth_result(element: _Element) -> AuthResult:
    told = {_name(part.tag): _text(part) for part in element}
    return AuthResult(
        told.get("domain", "").lower(),
        told.get("result", "").lower(),
        told.get("selector", ""),
        told.get("scope", ""),
        told.get("human_result", ""),
    )


@lru_cache(maxsize=1_024)
def _name(tag: object) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _text(element: _Element) -> str:
    text = element.text
    return text.strip()[:MAX_TEXT] if text else ""


def _moment(text: str) -> datetime | None:
    """Seconds since 1970, as the standard has it, or an ISO date, as some reporters write."""
    digits = text.partition(".")[0]
    if digits.isdigit() and len(digits) < 16:
        return datetime.fromtimestamp(min(int(digits), _LATEST), UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
