"""Writes a small Outlook .msg file (MS-CFB, MS-OXMSG), as much as a test needs."""

from __future__ import annotations

import struct

_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_SUBJECT, _HEADERS, _BODY = 0x0037, 0x007D, 0x1000
_UNICODE = 0x001F


def msg_file(headers: str, subject: str, body: str) -> bytes:
    """An Outlook file with transport headers, subject and text."""
    texts = {_SUBJECT: subject, _HEADERS: headers, _BODY: body}
    properties = struct.pack("<8x4I8x", 0, 0, 0, 0)
    streams = {}
    for tag, text in texts.items():
        data = text.encode("utf-16-le")
        properties += struct.pack("<HHIII", _UNICODE, tag, 6, len(data) + 2, 0)
        streams[f"__substg1.0_{tag:04X}{_UNICODE:04X}"] = data
    return compound_file({"__properties_version1.0": properties, **streams})


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each padded to whole sectors of 512 bytes."""
    padded = {
        name: data + b"\0" * (max(4096, -(-len(data) // 512) * 512) - len(data)) for name, data in streams.items()
    }
    fat: list[int] = [0xFFFFFFFD, _END]  # the table itself, then the directory
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    directory_sectors = -(-(len(streams) + 1) * 128 // 512)
    fat = [0xFFFFFFFD, *(at + 2 for at in range(directory_sectors - 1)), _END]
    content = b""
    names = sorted(padded, key=lambda name: (len(name), name.upper()))
    for place, name in enumerate(names, 1):
        start, count = len(fat), len(padded[name]) // 512
        fat += [start + at + 1 for at in range(count - 1)] + [_END]
        content += padded[name]
        size = len(streams[name]) if len(streams[name]) >= 4096 else 4096
        entries.append(_entry(name, 2, start, size, right=place + 1 if place < len(names) else _FREE))
    entries += [b"\0" * 128] * (directory_sectors * 4 - len(entries))
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    assert len(fat) <= 128
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    head += struct.pack("<108I", *([_FREE] * 108))
    return head[:512] + table + b"".join(entries) + content


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le")
    return (
        (wide + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBBIII", len(wide) + 2, kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
