"""Report files out of their wrapping, with bounds on what unpacking may cost."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

MAX_INFLATED = 200_000_000  # bytes of one file; the largest honest reports stay under 50 MB
MAX_RATIO = 250  # inflated to packed; honest reports reach 42 to 1
FREE_BYTES = 5_000_000  # below this the ratio is not asked: a small bomb hurts nobody
MAX_MEMBERS = 100  # files in one archive; reporters send one
CHUNK = 1 << 20
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


# What the standard library raises on damaged, hostile, encrypted or exotic archives.
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, LookupError, EOFError, struct.error,
)  # fmt: skip


class UnableToUnpack(Exception):
    """The archive is broken, or larger than any honest one."""


def is_packed(data: bytes) -> bool:
    """Whether these bytes are a gzip or zip archive."""
    return data.startswith((_GZIP, _ZIP))


def unpacked(data: bytes) -> Iterator[bytes]:
    """The files inside; the data itself where it is no archive. Raises UnableToUnpack."""
    if data.startswith(_GZIP):
        yield _gunzip(data)
    elif data.startswith(_ZIP):
        yield from _unzip(data)
    else:
        yield data


def _allowed(packed: int) -> int:
    return min(MAX_INFLATED, max(FREE_BYTES, packed * MAX_RATIO))


def _gunzip(data: bytes) -> bytes:
    """One gzip file, its members joined; what follows the last member is left out, a cut one is read as far as it goes."""
    out, allowed = io.BytesIO(), _allowed(len(data))
    rest = data
    while rest.startswith(_GZIP):
        inflater = zlib.decompressobj(wbits=31)
        try:
            while not inflater.eof and (rest or inflater.unconsumed_tail):
                piece = inflater.decompress(inflater.unconsumed_tail or rest[:CHUNK], CHUNK)
                if not inflater.unconsumed_tail:
                    rest = rest[CHUNK:]
                if out.tell() + len(piece) > allowed:
                    raise UnableToUnpack(f"unpacks to more than {allowed:,} bytes; no honest report does")
                out.write(piece)
                if not piece and not rest and not inflater.eof:
                    break
        except zlib.error as error:
            if not out.tell():
                raise UnableToUnpack(f"a broken gzip file ({error})") from error
            break
        rest = inflater.unused_data + rest
    return out.getvalue()


def _unzip(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.filename.endswith("/")]
            if len(members) > MAX_MEMBERS:
                raise UnableToUnpack(f"holds {len(members)} files; reports come one or a few to an archive")
            for info in members:
                yield _member(archive, info, _allowed(info.compress_size))
    except _BROKEN_ZIP as error:
        raise UnableToUnpack(f"a broken or protected zip file ({error})") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowed: int) -> bytes:
    """A member read in pieces: the size that the archive states may be a lie."""
    out = io.BytesIO()
    with archive.open(info) as file:
        while piece := file.read(CHUNK):
            if out.tell() + len(piece) > allowed:
                raise UnableToUnpack(f"unpacks to more than {allowed:,} bytes; no honest report does")
            out.write(piece)
    return out.getvalue()
