"""The few lines that mail programs put above a forwarded mail, found by their shape.

A block is a run of "Label: value" lines of which one holds an address; labels are known in many languages, and where
they are not, the shape is enough: the first address is the sender's, as in every program seen. The other shape is the
one line "On … Name <address> wrote:".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from forewarn.mail.forwards.labels import Role, labelled, labelled_without_colon, role_of, spread
from forewarn.mail.reading.addresses import Mailbox, mailbox

MAX_LINES = 20_000  # of one text that are searched
MAX_KEPT = 1_000  # characters of a line that is kept in memory
WRAPS_FROM = 40  # characters of a subject; programs break none that is shorter, and Yahoo indents the letter below it
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'«»]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_QUOTE = re.compile(r"^[ \t\u00a0\ufeff]*((?:>[ \t\u00a0]?|\|[ \t])*)")
_BLANKS = re.compile(r"[ \t\u00a0]+")
_DATE_LIKE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d年")
_WRAPPED = re.compile(r"[,;][ \t]*$")
_MARKS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069\ufeff"
_WROTE = re.compile(  # where it stands before the name
    r"^\s*(?:(?:uhr )?schrieb|schreef|skrev|wrote|escribió|escreveu|ha scritto|a écrit|napsal(?:\(a\))?|пишет|написал(?:\(а\))?)\s+",
    re.IGNORECASE,
)
_PARTED = re.compile(
    r"[ \t\u00a0\ufeff]*(?:on behalf of|im auftrag von|de la part de|en nombre de|em nome de|w imieniu|от имени|per conto di|i vegne af|namens)\b",
    re.IGNORECASE,
)

Read = tuple[str, str, tuple[str, str] | None, Role | None]


@dataclass(slots=True)
class HeaderBlock:
    """A block that was found: its lines in the text (first, last + 1), its quote mark, and what it says."""

    first: int
    end: int
    quote: str
    values: dict[Role, str]
    sender: Mailbox


def unquoted(line: str) -> tuple[str, str]:
    """The quote marks before a line, squeezed, and the line without them."""
    found = _QUOTE.match(line)
    if not found or not found.group(1).strip():
        return "", line.strip(_MARKS)
    return _BLANKS.sub("", found.group(1)), line[found.end() :].strip(_MARKS)


def find_blocks(lines: list[str]) -> list[HeaderBlock]:
    """Every block in these lines, from the top."""
    blocks: list[HeaderBlock] = []
    at = 0
    while at < min(len(lines), MAX_LINES):
        block = _labelled_block(lines, at) or _bare_block(lines, at) or _attribution(lines, at)
        if block:
            blocks.append(block)
        at = block.end if block else at + 1
    return blocks


def _labelled_block(lines: list[str], first: int) -> HeaderBlock | None:
    quote, top = unquoted(lines[first])
    pieces = spread(top)
    if len(pieces) > 1:
        rows = [row for row in map(labelled, pieces[1:]) if row]
        return _block(first, first + 1, quote, rows)
    if not _read(lines[first])[2]:
        return None
    rows, end = _rows(lines, first, quote)
    return _block(first, end, quote, rows)


def _bare_block(lines: list[str], first: int) -> HeaderBlock | None:
    """Rows whose labels have no colon: the sender with an address first, and two more of them right below."""
    quote, top = unquoted(lines[first])
    begun = labelled_without_colon(top)
    if begun is None or role_of(begun[0]) is not Role.FROM:
        return None
    values: dict[Role, str] = {}
    waiting: Role | None = None  # a label alone, whose value is on the next line
    end = first
    for at in range(first, min(first + 16, len(lines))):
        marks, line = unquoted(lines[at])
        row = labelled_without_colon(line) if marks == quote else None
        role = role_of(row[0]) if row else None
        if waiting and marks == quote and line.strip() and not (row and not row[1]):
            values[waiting], waiting, end = line.strip(), None, at + 1
        elif row and role and role not in values:
            values[role], waiting, end = row[1], None if row[1] else role, at + 1
        elif line.strip() or marks != quote:
            break
    told = sum(role in values for role in (Role.TO, Role.DATE, Role.SUBJECT))
    if told < 2 or not _ADDRESS.search(values.get(Role.FROM, "")):
        return None
    return HeaderBlock(first, end, quote, values, read_sender(values[Role.FROM]))


def _read(line: str) -> Read:
    """The quote marks, the words, the label with its value, and its role. Each line may begin a block, so that those
    below it are read again and again: short ones are kept for a while."""
    return _short(line) if len(line) <= MAX_KEPT else _short.__wrapped__(line)


@lru_cache(maxsize=64)
def _short(line: str) -> Read:
    marks, words = unquoted(line)
    row = labelled(words)
    return marks, words, row, role_of(row[0]) if row else None


def _rows(lines: list[str], first: int, quote: str) -> tuple[list[tuple[str, str]], int]:
    """The labelled lines from here on, wrapped values joined; blank lines inside the block are passed over."""
    rows: list[tuple[str, str]] = []
    roles: list[Role] = []
    at = end = first
    while at < len(lines) and len(rows) < 12:
        marks, line, row, role = _read(lines[at])
        if marks != quote:
            break
        if role in roles and role not in (Role.OTHER, Role.COPY):
            break  # the letter's own words begin with a label
        if row and (role or len(roles) < 3):
            rows.append(row)
            roles += [role] if role else []
            end = at + 1
        elif not line.strip():
            if not _label_follows(lines, at + 1, quote):
                break
        elif rows and _goes_on(rows[-1], line):
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.strip()}")
            end = at + 1
        else:
            break
        at += 1
    return rows, end


def _label_follows(lines: list[str], at: int, quote: str) -> bool:
    """Whether the next line is a known label (Outlook on phones puts blank lines between)."""
    if at >= len(lines):
        return False
    marks, _, _, role = _read(lines[at])
    return marks == quote and role not in (None, Role.OTHER)


def _goes_on(row: tuple[str, str], line: str) -> bool:
    """Whether this line is the rest of a value: of a label that stands alone, or of a list of addresses."""
    if not row[1]:
        return True
    role = role_of(row[0])
    if role in (Role.SUBJECT, Role.DATE):
        return line[:1] in (" ", "\t") and len(row[1]) >= WRAPS_FROM
    return (
        bool(_WRAPPED.search(row[1]))
        or (line[:1] in (" ", "\t") and "@" in line)
        or bool(_ADDRESS.match(line.strip(" <")))
    )


def _block(first: int, end: int, quote: str, rows: list[tuple[str, str]]) -> HeaderBlock | None:
    """The block these rows are, or None where they are only words with colons."""
    values: dict[Role, str] = {}
    for label, value in rows:
        role = role_of(label)
        if role:
            values.setdefault(role, value)
    told = sum(role in values for role in (Role.FROM, Role.TO, Role.DATE, Role.SUBJECT))
    if Role.FROM in values and told >= 2 and (told >= 3 or _ADDRESS.search(values[Role.FROM])):
        return HeaderBlock(first, end, quote, values, read_sender(values[Role.FROM]))
    return _block_by_shape(first, end, quote, rows) if told < 3 else None


def _block_by_shape(first: int, end: int, quote: str, rows: list[tuple[str, str]]) -> HeaderBlock | None:
    """A block in a language whose labels are not known: three rows, an address first, a date, and a subject."""
    addressed = [value for _, value in rows if _ADDRESS.search(value)]
    dated = [value for _, value in rows if _DATE_LIKE.search(value) and not _ADDRESS.search(value)]
    if len(rows) < 3 or not addressed or not dated:
        return None
    rest = [value for _, value in rows if value not in addressed and value not in dated]
    values = {Role.FROM: addressed[0], Role.DATE: dated[0]}
    if len(addressed) > 1:
        values[Role.TO] = addressed[1]
    if rest:
        values[Role.SUBJECT] = rest[0]
    return HeaderBlock(first, end, quote, values, read_sender(addressed[0]))


def _attribution(lines: list[str], at: int) -> HeaderBlock | None:
    """ "On Monday, Name <address> wrote:", on one line or wrapped over two or three."""
    quote, text = unquoted(lines[at])
    for end in range(at + 1, min(at + 4, len(lines)) + 1):
        if end > at + 1:
            marks, more = unquoted(lines[end - 1])
            if marks != quote or not more.strip():
                return None
            text = f"{text.rstrip()} {more.strip()}"
        plain = text.strip(" \t\u00a0*")
        if len(plain) > 300:
            return None
        if plain.endswith((":", "：", ":>")):
            found = _ADDRESS.findall(plain)
            if len(set(found)) == 1 and _DATE_LIKE.search(plain.replace(found[0], "")):
                return HeaderBlock(at, end, quote, {Role.DATE: _date_in(plain)}, _attributed(plain, found[0]))
            return None
        if "@" not in plain and not _DATE_LIKE.search(plain):
            return None
    return None


def _date_in(text: str) -> str:
    found = re.search(r"\d[\d./: -]*\d(?:[^<>\"]{0,20}\d[\d:.]*)*", text)
    return found.group(0).strip() if found else ""


def _attributed(text: str, address: str) -> Mailbox:
    """The sender of an attribution line: the name is what stands between the date and the address."""
    before = text[: text.find(address)].rstrip(" <([\"'«»")
    name = re.split(r"\d[,.]?\s|,\s|\d{1,2}[:.]\d\d\S*\s", before)[-1]
    return mailbox(_WROTE.sub("", name).strip(" \"'«»<"), address)


def read_sender(value: str) -> Mailbox:
    """The sender in the value of a From line, as programs print it: [mailto:…] and doubled addresses included."""
    principal = _PARTED.split(value, maxsplit=1)[0]
    plain = re.sub(
        r"<?\[?mailto:[^\s<>\]]+\]?>?",
        lambda m: " <" + m.group(0).strip("<>[]").removeprefix("mailto:") + ">",
        principal,
    )
    found = _ADDRESS.search(plain)
    if not found:
        return mailbox(value.strip(" \"'*<>[]"), "")
    name = plain[: found.start()].strip(" \t\"'*<([«»")
    return mailbox(name, found.group(0))
