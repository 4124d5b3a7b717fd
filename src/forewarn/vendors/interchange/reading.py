"""A file of vendors as rows: a table of text, YAML, JSON, or a page in Markdown with a list or a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from forewarn.foundation.reading.encodings import examine, known_encoding
from forewarn.foundation.reading.tables import UnableToReadTable, find_dialect, records
from forewarn.vendors.interchange.limits import MAX_BYTES, MAX_VENDORS
from forewarn.vendors.interchange.markdown_lists import rows_of_markdown

FORMAT = "forewarn_register"  # the key that says which form of our own YAML this is
FORMAT_VERSION = 1
_MARKDOWN = (".md", ".markdown", ".mdx")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class UnableToReadList(Exception):
    """The file cannot be read as a list of vendors; the text says where, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One vendor of the file: the line it begins on and what stands there, column → raw value."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Listing:
    """A file that was read: its form, its columns in their order, its rows; `cells` where empty means "not said"."""

    form: str  # csv, yaml, json or markdown
    encoding: str
    columns: list[str]
    rows: list[Row]

    @property
    def cells(self) -> bool:
        """Whether every row has every column, so that an empty one says nothing."""
        return self.form in ("csv", "markdown")


def read_list(path: Path, name: str, *, encoding: str = "", delimiter: str = "") -> Listing:
    """Read a file of vendors; what it holds is told by its content, and Markdown by its `name`.

    Raises UnableToReadList.
    """
    facts = examine(path)
    if facts.size > MAX_BYTES:
        raise UnableToReadList(f"The file is larger than {MAX_BYTES >> 20} MB. Split it.")
    told = known_encoding(encoding) if encoding else None
    if encoding and told is None:
        raise UnableToReadList(f"“{encoding}” is no encoding. Try utf-8, utf-16 or windows-1252.")
    letters = told or facts.encoding.name
    content = path.read_bytes()
    if content.startswith(_SPREADSHEETS):
        raise UnableToReadList("This is a spreadsheet file. Save it as CSV and bring that.")
    suffix = Path(name).suffix.lower()
    if suffix in (".yaml", ".yml", ".json", *_MARKDOWN) or (suffix not in (".csv", ".tsv") and _looks_nested(content)):
        form, rows = _read_text(_decoded(content, letters), suffix)
    else:
        form, rows = (
            "csv",
            _read_table(path, letters, damaged=told is not None or facts.encoding.damaged, mark=delimiter),
        )
    if not rows:
        raise UnableToReadList("The file lists no vendors.")
    if len(rows) > MAX_VENDORS:
        raise UnableToReadList(f"The file lists {len(rows):,} vendors; at most {MAX_VENDORS:,} can come at once.")
    columns = Counter(column for row in rows for column in row.values)
    first = list(dict.fromkeys(column for row in rows for column in row.values))
    return Listing(form, letters.removesuffix("-sig"), sorted(columns, key=first.index), rows)


def _looks_nested(content: bytes) -> bool:
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    return start[:1] in b"[{" or start.startswith((b"---", FORMAT.encode(), b"vendors:", b"- "))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnableToReadList(
            f"Line {line}: some letters are not readable as {encoding}. Save the file as UTF-8."
        ) from error


def _read_text(text: str, suffix: str) -> tuple[str, list[Row]]:
    text = text.lstrip("\ufeff")
    if suffix in _MARKDOWN:
        return "markdown", [Row(line, values) for line, values in rows_of_markdown(text)]
    if text.lstrip()[:1] in ("[", "{"):
        return "json", _rows_of_json(text)
    return "yaml", _rows_of_yaml(text)


def _read_table(path: Path, encoding: str, *, damaged: bool, mark: str) -> list[Row]:
    rows = []
    try:
        dialect = find_dialect(path, encoding, damaged=damaged, delimiter=mark)
        for record in records(path, dialect):
            if len(record.cells) > len(dialect.columns):
                raise UnableToReadList(
                    f"Line {record.line}: {len(record.cells)} columns, and the first line names {len(dialect.columns)}. "
                    "Put quotes around a text that holds the mark between columns."
                )
            if record.damaged:
                raise UnableToReadList(
                    f"Line {record.line}: some letters are not readable as {encoding}. Save the file as UTF-8."
                )
            rows.append(Row(record.line, dict(zip(dialect.columns, record.cells, strict=False))))
    except UnableToReadTable as error:
        raise UnableToReadList(str(error)) from error
    return rows


def _rows_of_json(text: str) -> list[Row]:
    decoder = json.JSONDecoder()
    start = len(text) - len(text.lstrip())
    try:
        whole, _ = decoder.raw_decode(text, start)
        if not isinstance(whole, list):
            return _rows(whole, {})
        lines, position, line, counted = {}, start + 1, 1, 0
        for number in range(len(whole)):
            while text[position] in " \t\r\n,":
                position += 1
            line, counted = line + text.count("\n", counted, position), position
            lines[number] = line
            _, position = decoder.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise UnableToReadList(f"Line {error.lineno}: this is not readable as JSON: {error.msg}.") from error
    except RecursionError as error:
        raise UnableToReadList("Lists stand too deep inside each other.") from error
    return _rows(whole, lines)


def _rows_of_yaml(text: str) -> list[Row]:
    loader = _Loader(text)
    try:
        for event in yaml.parse(text, Loader=_Parser):
            if isinstance(event, yaml.AliasEvent):
                raise UnableToReadList(f"Line {_line(event)}: an alias (*) is not allowed here; write the value out.")
        node = loader.get_single_node()
        if node is None:
            return []
        _refuse_twice(node)
        whole = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UnableToReadList(
            f"Line {line}: not readable as YAML: {error.problem or 'it cannot be read'}. A text that holds “: ” or "
            "begins with { or @ needs quotes around it."
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UnableToReadList("This is not readable as YAML.") from error
    finally:
        loader.dispose()
    listed = _listed_node(node)
    return _rows(whole, {number: _line(child) for number, child in enumerate(listed)})


_Parser: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Loader: type = _Parser


def _line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _refuse_twice(node: yaml.Node) -> None:
    """Raises UnableToReadList where a map says a key twice: the later one would win without a word."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise UnableToReadList(f"Line {_line(key)}: “{key.value}” stands here twice.")
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
            _refuse_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_twice(child)


def _listed_node(node: yaml.Node) -> list[yaml.Node]:
    """The nodes of the vendors, in the order in which `_rows` takes them."""
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            if isinstance(value, yaml.SequenceNode) and value.value and isinstance(value.value[0], yaml.MappingNode):
                return list(value.value)
        maps = [key for key, value in node.value if isinstance(value, yaml.MappingNode)]
        return maps or [node]
    return []


def _rows(whole: object, lines: Mapping[int, int]) -> list[Row]:
    """The vendors of what was read: a list of them, a list under any name, a map of id to vendor, or one vendor."""
    if isinstance(whole, Mapping):
        if whole.get(FORMAT, FORMAT_VERSION) != FORMAT_VERSION:
            raise UnableToReadList(
                f"This file has form {whole[FORMAT]} of the register, and only form {FORMAT_VERSION} can be read here."
            )
        named = [value for value in whole.values() if _is_list_of_maps(value)]
        maps = {key: value for key, value in whole.items() if isinstance(value, Mapping)}
        if named:
            whole = named[0]
        elif maps and not any(key in whole for key in ("name", "id")):
            whole = [{"id": str(key), **value} for key, value in maps.items()]
        elif FORMAT in whole or "vendors" in whole:
            return []
        else:
            whole = [whole]
    if not isinstance(whole, list) or not _all_maps(whole):
        raise UnableToReadList("A list of vendors is expected, each with its fields by name.")
    return [
        Row(lines.get(number, 1), {str(key): value for key, value in one.items()}) for number, one in enumerate(whole)
    ]


def _is_list_of_maps(value: object) -> bool:
    return isinstance(value, list) and bool(value) and _all_maps(value)


def _all_maps(values: Iterable[object]) -> bool:
    return all(isinstance(one, Mapping) for one in values)
