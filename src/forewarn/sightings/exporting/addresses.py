"""A sighting's addresses as a list, and as URIs."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

from forewarn.mail.links import parse_link
from forewarn.mail.redaction.defanging import defanged_whole
from forewarn.sightings.exporting.identities import utc
from forewarn.sightings.models import Sighting

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate begins so (OWASP, CSV injection)


def links_csv(sighting: Sighting) -> str:
    """Its addresses as CSV, defanged: address, host, first seen, last seen. All ASCII, so that every program reads it
    without being told the encoding."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["address", "host", "first_seen", "last_seen"])
    for link in sighting.links:
        address, host = defanged_whole(uri_of(link)), parse_link(link).host.replace(".", "[.]")
        row = (address, host, utc(sighting.first_seen), utc(sighting.last_seen))
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    return out.getvalue()


def uri_of(link: str) -> str:
    """An address in ASCII (RFC 3987, 3.1): its host as DNS has it, other letters by their bytes."""
    if link.isascii() or not parse_link(link).is_web:
        return quote(link, safe="".join(map(chr, range(0x21, 0x7F))))
    return absolute_uri(link)


def absolute_uri(link: str) -> str:
    """A web address as a whole URI (RFC 3986), as a browser would ask for it."""
    read = parse_link(link)
    host = f"[{read.host}]" if ":" in read.host else read.host
    port = f":{read.port}" if read.port is not None else ""
    path = quote(read.path, safe="/%=&;,:@!$()*+~.-_'")
    return f"{read.scheme}://{host}{port}" + re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", path)
