"""Web addresses as browsers read them (WHATWG URL), and what a reader should know of them."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import unquote

from forewarn.mail.domains import canonical_host, organisational_domain, readable_host
from forewarn.mail.patterns import Guarded
from forewarn.mail.template_tags import OPEN, open_template_tags

MAX_LINK_CHARACTERS = 8_192  # browsers and servers refuse longer ones; more is read as if it ended here
MAX_HOST_CHARACTERS = 1_000  # a DNS name has at most 253
_SPECIAL = frozenset({"http", "https", "ftp", "ws", "wss"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_NOISE = re.compile(r"[\t\r\n]")
_SLASHES = re.compile(r"\A[^/]*:?//?")
_EDGES = "".join(map(chr, range(0x21))) + "\u00a0\u200b\ufeff"
_BRACKETED = re.compile(r"(\[[^\]]*\])(?::(\d*))?\Z")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")
_HOST_LIKE = re.compile(r"[^\s/?#\\@:]{1,250}\.[^\s/?#\\@:.]{2,63}(?:[/?#:]|\Z)")
_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}
_INSIDE = Guarded(r"https?(?::|%3a)(?://|%2f%2f)[^\s&\"'<>]{3,2000}", "http", flags=re.IGNORECASE)
# "?u=//elsewhere.test", which browsers follow as well.
_INSIDE_SHORT = Guarded(
    r"=(?://|%2f%2f)[^\s/&\"'<>%]{3,250}\.[^\s&\"'<>]{2,2000}", "=//", "=%2f%2f", flags=re.IGNORECASE
)
_BASE64_URL = Guarded(r"aHR0c[A-Za-z0-9+/_-]{8,2000}={0,2}", "aHR0c")
_TRACK_PATHS = re.compile(
    r"/(?:track/click|ls/click|wf/click|CL0/|c/eJ[\w-]{20}|f/a/|e3t/|tr/cl|click\Z|trk/click|linktrack|lt\.php|click\.aspx|clickthrough)",
    re.IGNORECASE,
)
_TRACK_LABEL = re.compile(
    r"(?:e|m|em|go|mail|news)?-?(?:clicks?|clickthru|clickthrough|tracks?|tracking|trk|links?|lnk|redirect|redir)-?\d*\Z"
)


class WebAddress(NamedTuple):
    """One address: canonical ASCII host, `quirks` name what lures do and honest mail does not.

    Quirks: backslash, broken (a tab or line end inside), userinfo, ip, odd_ip (written as another number), port,
    punycode, mixed_script, encoded_host, no_scheme (read as https), long, template (a tag is still in it; `OPEN` stands
    for it in all parts but `written`).
    """

    written: str
    scheme: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str = ""
    fragment: str = ""
    quirks: frozenset[str] = frozenset()

    @property
    def domain(self) -> str:
        """The organisational domain of the host."""
        return organisational_domain(self.host)

    @property
    def is_web(self) -> bool:
        """Whether it leads to a host over http or https."""
        return self.scheme in ("http", "https") and bool(self.host)

    @property
    def has_open_host(self) -> bool:
        """Whether a template's tag decides whose host it is; one that fills in a label below a known owner does not."""
        return OPEN in self.domain

    @property
    def is_root(self) -> bool:
        """Whether it names a host and nothing on it."""
        return self.path in ("", "/") and not self.query and not self.fragment


@lru_cache(maxsize=16_384)
def parse_link(written: str) -> WebAddress:
    """Read an address as a browser would; never raises. HTML entities must be decoded already."""
    quirks: set[str] = set()
    text = written.strip(_EDGES)
    if len(text) > MAX_LINK_CHARACTERS:
        text = text[:MAX_LINK_CHARACTERS]
        quirks.add("long")
    opened = open_template_tags(text)
    if opened != text:
        quirks.add("template")
        text = f"https{opened[len(OPEN) :]}" if opened.startswith(f"{OPEN}://") else opened
    noise = _NOISE.search(text)
    if noise:
        if _SLASHES.sub("", text[: noise.start()]).count("/") == 0:
            quirks.add("broken")  # inside the scheme or host; a path broken over lines is mere layout
        text = _NOISE.sub("", text)
    scheme, rest = _cut_scheme(text, quirks)
    if scheme not in _SPECIAL:
        return WebAddress(written, scheme, path=rest, quirks=frozenset(quirks))
    front, fragment = _cut(rest, "#")
    front, query = _cut(front, "?")
    if "\\" in front:
        quirks.add("backslash")
        front = front.replace("\\", "/")
    authority, slash, path = front.lstrip("/").partition("/")
    host, port, odd = _authority(authority, scheme)
    return WebAddress(written, scheme, host, port, slash + path, query, fragment, odd.union(quirks))


def _cut(text: str, mark: str) -> tuple[str, str]:
    front, _, rest = text.partition(mark)
    return front, rest


def _cut_scheme(text: str, quirks: set[str]) -> tuple[str, str]:
    """The scheme and what follows it; a bare host is read as https, as mail programs do."""
    if text.startswith(("//", "\\\\", "/\\")):
        return "https", text
    found = _SCHEME.match(text)
    if found and not (text[found.end() : found.end() + 1].isdigit() and _HOST_LIKE.match(text)):
        return found.group(1).lower(), text[found.end() :]
    if _HOST_LIKE.match(text) and not text.startswith(OPEN):
        quirks.add("no_scheme")
        return "https", "//" + text
    return "", text


@lru_cache(maxsize=1_024)
def _authority(authority: str, scheme: str) -> tuple[str, int | None, frozenset[str]]:
    """Host, port and quirks of what stands before the path; the links of a mail lead to few hosts."""
    quirks: set[str] = set()
    before, at, after = authority.rpartition("@")
    if at and before != "":
        quirks.add("userinfo")
    host, port = after, None
    bracketed = _BRACKETED.match(after)
    if bracketed:
        host, digits = bracketed.group(1), bracketed.group(2)
    else:
        name, colon, tail = after.rpartition(":")
        host, digits = (name, tail) if colon and (tail.isdigit() or not tail) else (after, "")
    if digits:
        port = int(digits[:6])
    if port is not None and port != _DEFAULT_PORTS.get(scheme):
        quirks.add("port")
    return _host(host[:MAX_HOST_CHARACTERS], quirks), port, frozenset(quirks)


def _host(host: str, quirks: set[str]) -> str:
    if "%" in host:
        quirks.add("encoded_host")
        host = unquote(host)
    if host.startswith("["):
        quirks.add("ip")
        return host.strip("[]").lower()
    number = _ipv4(host, quirks)
    if number:
        return number
    plain = canonical_host(host.strip(_EDGES))
    if "xn--" in plain:
        quirks.add("punycode")
        if mixes_scripts(readable_host(plain)):
            quirks.add("mixed_script")
    return plain


def _ipv4(host: str, quirks: set[str]) -> str:
    """A host of numbers as browsers read it: decimal, octal, hexadecimal, fewer than four parts; else nothing."""
    parts = host.rstrip(".").split(".")
    if not 1 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(p) for p in parts) or any(len(p) > 20 for p in parts):
        return ""
    values = [_number(p) for p in parts]
    if any(v > 255 for v in values[:-1]) or values[-1] >= 256 ** (5 - len(parts)):
        return ""
    total = sum(v << (8 * (3 - i)) for i, v in enumerate(values[:-1])) + values[-1]
    address = str(ipaddress.IPv4Address(total))
    quirks.add("ip")
    if address != host:
        quirks.add("odd_ip")
    return address


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return int(part[2:] or "0", 16)
    if part.startswith("0") and len(part) > 1:
        return int(part, 8) if all(c in "01234567" for c in part) else 1 << 40
    return int(part)


def mixes_scripts(name: str) -> bool:
    """Whether one label mixes Latin with Greek or Cyrillic letters, or is all of letters that look Latin."""
    for label in name.split("."):
        scripts = {_script(letter) for letter in label if letter.isalpha()}
        if "latin" in scripts and scripts & {"greek", "cyrillic"}:
            return True
        if scripts == {"cyrillic"} and all(c in _CYRILLIC_AS_LATIN or not c.isalpha() for c in label):
            return True
    return False


_CYRILLIC_AS_LATIN = frozenset("аеорсухіјѕԁһԛԝѵӏ")


def _script(letter: str) -> str:
    code = ord(letter)
    if code < 0x250 or 0x1E00 <= code <= 0x1EFF:
        return "latin"
    if 0x370 <= code <= 0x3FF or 0x1F00 <= code <= 0x1FFF:
        return "greek"
    return "cyrillic" if 0x400 <= code <= 0x52F else "other"


def destinations(link: WebAddress) -> list[WebAddress]:
    """The addresses that stand inside this one, in its query, path or fragment: where a redirector would lead."""
    inside = f"{link.path}?{link.query}#{link.fragment}" if link.is_web else ""
    found: list[WebAddress] = []
    plain = unquote(inside) if "%" in inside else inside
    for text in dict.fromkeys((inside, plain)):
        for match in _INSIDE.finditer(text):
            found.append(parse_link(unquote(match.group(0))))
        found += [parse_link(unquote(match.group(0)[1:])) for match in _INSIDE_SHORT.finditer(text)]
    for match in _BASE64_URL.finditer(inside):
        letters = match.group(0).rstrip("=").replace("-", "+").replace("_", "/")
        try:
            decoded = base64.b64decode(letters + "=" * (-len(letters) % 4))
        except binascii.Error:
            continue
        found.append(parse_link(decoded.decode("utf-8", "replace")))
    return list({(d.host, d.path): d for d in found if d.is_web and "." in d.host}.values())


@lru_cache(maxsize=2)
def _names(file: str) -> frozenset[str]:
    lines = (files("forewarn.mail.link_hosts") / file).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=4_096)
def _listed(host: str, file: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[i:]) in _names(file) for i in range(max(0, len(labels) - 5), len(labels) - 1))


def is_shortener(host: str) -> bool:
    """Whether the host hides destinations behind short names (list: link_hosts/shorteners.txt)."""
    return _listed(host, "shorteners.txt")


def is_click_tracker(link: WebAddress) -> bool:
    """Whether the link counts the click and passes on: a known provider's host, its paths, or a host named for it."""
    if not link.is_web:
        return False
    if _listed(link.host, "click_trackers.txt") or _TRACK_PATHS.match(link.path):
        return True
    labels = link.host.split(".")
    return len(labels) > 2 and bool(_TRACK_LABEL.match(labels[0]))
