"""The few lines that mail programs put above a forwarded mail, found by their shape.

A block is a run of "Label: value" lines of which one holds an address; labels are known in many languages, and where
they are not, the shape is enough: the first address is the sender's, as in every program seen. The other shape is the
one line "On … Name <address> wrote:".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from forewarn.mail.forwards.labels import Role, labelled, labelled_without_colon, role_of, spread
from forewarn.mail.reading.addresses import Mailbox, mailbox

MAX_LINES = 20_000  # of one text that are searched
MAX_CHARACTERS = 5_000  # of one of them; a list of a hundred recipients has as many
MAX_BLOCKS = 20  # of one text; people forward a forward of a forward, not more
WRAPS_FROM = 40  # characters of a subject; programs break none that is shorter, and Yahoo indents the letter below it
# Looked for from where it may begin: a long run of letters is read once, not from each of them.
_ADDRESS = re.compile(r"(?<![^\s<>()\[\],;:\"'«»])[^\s<>()\[\],;:\"'«»]{1,300}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
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

Row = tuple[Role | None, str]  # what a labelled line holds, and its value


class Line:
    """A line of a text: its quote marks and its words. Blocks may begin at each line and are read on from there, so what
    a line says is worked out once, when it is asked for the first time."""

    def __init__(self, text: str) -> None:
        self.marks, self.words = unquoted(text[:MAX_CHARACTERS])

    @cached_property
    def row(self) -> Row | None:
        """What it holds as "Label: value", in whatever language."""
        found = labelled(self.words)
        return (role_of(found[0]), found[1]) if found else None

    @cached_property
    def role(self) -> Role | None:
        """The role of its label, where that is known."""
        return self.row[0] if self.row else None

    @cached_property
    def bare_row(self) -> Row | None:
        """What it holds where its label has no colon."""
        found = labelled_without_colon(self.words)
        return (role_of(found[0]), found[1]) if found else None


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
    found = _QUOTE.match(line) if ">" in line or "|" in line else None
    if not found or not found.group(1).strip():
        return "", line.strip(_MARKS)
    return _BLANKS.sub("", found.group(1)), line[found.end() :].strip(_MARKS)


def find_blocks(texts: list[str]) -> list[HeaderBlock]:
    """Every block in these lines, from the top, as far as the limits go."""
    lines = [Line(text) for text in texts[:MAX_LINES]]
    blocks: list[HeaderBlock] = []
    at = 0
    while at < len(lines) and len(blocks) < MAX_BLOCKS:
        block = _labelled_block(lines, at) or _bare_block(lines, at) or _attribution(lines, at)
        if block:
            blocks.append(block)
        at = block.end if block else at + 1
    return blocks


def _labelled_block(lines: list[Line], first: int) -> HeaderBlock | None:
    top = lines[first]
    pieces = spread(top.words)
    if len(pieces) > 1:
        found = [row for row in map(labelled, pieces[1:]) if row]
        return _block(first, first + 1, top.marks, [(role_of(label), value) for label, value in found])
    if not top.row:
        return None
    rows, end = _rows(lines, first, top.marks)
    return _block(first, end, top.marks, rows)


def _bare_block(lines: list[Line], first: int) -> HeaderBlock | None:
    """Rows whose labels have no colon: the sender with an address first, and two more of them right below."""
    top = lines[first]
    if top.bare_row is None or top.bare_row[0] is not Role.FROM:
        return None
    values: dict[Role, str] = {}
    waiting: Role | None = None  # a label alone, whose value is on the next line
    end = first
    for at, line in enumerate(lines[first : first + 16], first):
        row = line.bare_row if line.marks == top.marks else None
        role = row[0] if row else None
        words = line.words.strip()
        if waiting and line.marks == top.marks and words and not (row and not row[1]):
            values[waiting], waiting, end = words, None, at + 1
        elif row and role and role not in values:
            values[role], waiting, end = row[1], None if row[1] else role, at + 1
        elif words or line.marks != top.marks:
            break
    told = sum(role in values for role in (Role.TO, Role.DATE, Role.SUBJECT))
    if told < 2 or not _ADDRESS.search(values.get(Role.FROM, "")):
        return None
    return HeaderBlock(first, end, top.marks, values, read_sender(values[Role.FROM]))


def _rows(lines: list[Line], first: int, quote: str) -> tuple[list[Row], int]:
    """The labelled lines from here on, wrapped values joined; blank lines inside the block are passed over."""
    rows: list[Row] = []
    roles: list[Role] = []
    at = end = first
    while at < len(lines) and len(rows) < 12:
        line = lines[at]
        if line.marks != quote:
            break
        if line.role in roles and line.role not in (Role.OTHER, Role.COPY):
            break  # the letter's own words begin with a label
        if line.row and (line.role or len(roles) < 3):
            rows.append(line.row)
            roles += [line.role] if line.role else []
            end = at + 1
        elif not line.words.strip():
            if not _label_follows(lines, at + 1, quote):
                break
        elif rows and _goes_on(rows[-1], line.words):
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.words.strip()}")
            end = at + 1
        else:
            break
        at += 1
    return rows, end


def _label_follows(lines: list[Line], at: int, quote: str) -> bool:
    """Whether the next line is a known label (Outlook on phones puts blank lines between)."""
    return at < len(lines) and lines[at].marks == quote and lines[at].role not in (None, Role.OTHER)


def _goes_on(row: Row, words: str) -> bool:
    """Whether these words are the rest of a value: of a label that stands alone, or of a list of addresses."""
    role, value = row
    if not value:
        return True
    if role in (Role.SUBJECT, Role.DATE):
        return words[:1] in (" ", "\t") and len(value) >= WRAPS_FROM
    return (
        bool(_WRAPPED.search(value))
        or (words[:1] in (" ", "\t") and "@" in words)
        or bool(_ADDRESS.match(words.strip(" <")))
    )


def _block(first: int, end: int, quote: str, rows: list[Row]) -> HeaderBlock | None:
    """The block these rows are, or None where they are only words with colons."""
    values: dict[Role, str] = {}
    for role, value in rows:
        if role:
            values.setdefault(role, value)
    told = sum(role in values for role in (Role.FROM, Role.TO, Role.DATE, Role.SUBJECT))
    if Role.FROM in values and told >= 2 and (told >= 3 or _ADDRESS.search(values[Role.FROM])):
        return HeaderBlock(first, end, quote, values, read_sender(values[Role.FROM]))
    return _block_by_shape(first, end, quote, rows) if told < 3 <= len(rows) else None


def _block_by_shape(first: int, end: int, quote: str, rows: list[Row]) -> HeaderBlock | None:
    """A block in a language whose labels are not known: three rows, an address first, a date, and a subject."""
    addressed = [value for _, value in rows if _ADDRESS.search(value)]
    dated = [value for _, value in rows if _DATE_LIKE.search(value) and not _ADDRESS.search(value)]
    if not addressed or not dated:
        return None
    rest = [value for _, value in rows if value not in addressed and value not in dated]
    values = {Role.FROM: addressed[0], Role.DATE: dated[0]}
    if len(addressed) > 1:
        values[Role.TO] = addressed[1]
    if rest:
        values[Role.SUBJECT] = rest[0]
    return HeaderBlock(first, end, quote, values, read_sender(addressed[0]))


def _attribution(lines: list[Line], at: int) -> HeaderBlock | None:
    """ "On Monday, Name <address> wrote:", on one line or wrapped over two or three."""
    quote, text = lines[at].marks, ""
    for end, line in enumerate(lines[at : at + 4], at + 1):
        if line.marks != quote or (text and not line.words.strip()):
            return None
        text = f"{text.rstrip()} {line.words.strip()}" if text else line.words
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
