"""Writes small Outlook .msg files (MS-CFB, MS-OXMSG), as much as a test needs."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_SUBJECT, _HEADERS, _BODY = 0x0037, 0x007D, 0x1000
_UNICODE, _NUMBER, _BYTES, _OBJECT = 0x001F, 0x0003, 0x0102, 0x000D
_METHOD, _DATA, _FILE_NAME = 0x3705, 0x3701, 0x3707
_BY_VALUE, _EMBEDDED = 1, 5
_PROPERTIES = "__properties_version1.0"

Tree = dict[str, "bytes | Tree"]
"""What is in a compound file: streams, and storages with such in them."""


def msg_file(headers: str, subject: str, body: str, attached: Sequence[tuple[str, bytes] | Tree] = ()) -> bytes:
    """An Outlook file with transport headers, subject and text; `attached` are files (name, content) and messages."""
    return compound_file(message(headers, subject, body, attached, head=32))


def message(
    headers: str, subject: str, body: str, attached: Sequence[tuple[str, bytes] | Tree] = (), *, head: int = 24
) -> Tree:
    """A message as it stands inside another, where its properties begin after 24 bytes instead of 32."""
    texts = {_SUBJECT: subject, _HEADERS: headers, _BODY: body}
    properties, tree = _texts(texts)
    start = struct.pack("<8x4I", 0, len(attached), 0, len(attached)).ljust(head, b"\0")
    storages = {f"__attach_version1.0_#{place:08X}": _attachment(one) for place, one in enumerate(attached)}
    properties = (start + properties).ljust(4096 + head % 16, b"\0")  # a whole number of properties, as in real files
    return {_PROPERTIES: properties, **tree, **storages}


def _attachment(attached: tuple[str, bytes] | Tree) -> Tree:
    if isinstance(attached, dict):
        properties = struct.pack("<HHIII", _NUMBER, _METHOD, 6, _EMBEDDED, 0)
        properties += struct.pack("<HHIII", _OBJECT, _DATA, 6, 0xFFFFFFFF, 1)
        return {_PROPERTIES: bytes(8) + properties, f"__substg1.0_{_DATA:04X}{_OBJECT:04X}": attached}
    name, content = attached
    texts, tree = _texts({_FILE_NAME: name})
    properties = struct.pack("<HHIII", _NUMBER, _METHOD, 6, _BY_VALUE, 0)
    properties += struct.pack("<HHIII", _BYTES, _DATA, 6, len(content), 0) + texts
    return {_PROPERTIES: bytes(8) + properties, f"__substg1.0_{_DATA:04X}{_BYTES:04X}": content, **tree}


def _texts(texts: dict[int, str]) -> tuple[bytes, Tree]:
    properties, streams = b"", {}
    for tag, text in texts.items():
        data = text.encode("utf-16-le")
        properties += struct.pack("<HHIII", _UNICODE, tag, 6, len(data) + 2, 0)
        streams[f"__substg1.0_{tag:04X}{_UNICODE:04X}"] = data
    return properties, dict(streams)


def compound_file(tree: Tree) -> bytes:
    """A compound file with this tree, each stream in whole sectors of 512 bytes and too long for the small ones."""
    entries: list[bytes] = [b""]
    chains: list[bytes] = []
    first = _entries(tree, entries, chains)
    directory_sectors = -(-len(entries) // 4)
    sectors = 1 + directory_sectors  # the table itself, then the directory
    starts = []
    for data in chains:
        starts.append(sectors)
        sectors += len(data) // 512
    tables = -(-(sectors + 64) // 128)
    fat = [0xFFFFFFFD, *(at + 2 for at in range(directory_sectors - 1)), _END]
    for start, data in zip(starts, chains, strict=True):
        fat += [start + at + 1 for at in range(len(data) // 512 - 1)] + [_END]
    more = [len(fat) + at for at in range(tables - 1)]  # further sectors of the table stand last
    fat += [0xFFFFFFFD] * len(more)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512 * tables, b"\xff")
    entries[0] = _entry("Root Entry", 5, _END, 0, child=first)
    directory = b"".join(_placed(entry, starts) for entry in entries).ljust(512 * directory_sectors, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, 1, 0, 4096, _END, 0, _END, 0, 0)
    head += struct.pack("<108I", *more, *([_FREE] * (108 - len(more))))
    return head[:512] + table[:512] + directory + b"".join(chains) + table[512:]


def _entries(tree: Tree, entries: list[bytes], chains: list[bytes]) -> int:
    """Write the entries of one storage, and give the number of its first."""
    places = []
    for _ in tree:
        places.append(len(entries))
        entries.append(b"")
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    for at, (place, name) in enumerate(zip(places, names, strict=True)):
        right = places[at + 1] if at + 1 < len(places) else _FREE
        node = tree[name]
        if isinstance(node, dict):
            entries[place] = _entry(name, 1, 0, 0, child=_entries(node, entries, chains), right=right)
        else:
            entries[place] = _entry(name, 2, len(chains), max(4096, len(node)), right=right)
            chains.append(node.ljust(-(-max(4096, len(node)) // 512) * 512, b"\0"))
    return places[0] if places else _FREE


def _placed(entry: bytes, starts: list[int]) -> bytes:
    """The entry of a stream with the sector at which it begins, now that this is known."""
    if entry[66] != 2:
        return entry
    return entry[:116] + struct.pack("<I", starts[struct.unpack_from("<I", entry, 116)[0]]) + entry[120:]


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le")
    return (
        (wide + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBBIII", len(wide) + 2, kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
