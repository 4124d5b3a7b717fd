"""A lure without whoever got it: the words, links and senders that may be kept, shown and passed on."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote, unquote

from forewarn.mail.domains import organisational_domain
from forewarn.mail.links import parse_link
from forewarn.mail.redaction.addresses import has_address, without_addresses
from forewarn.mail.redaction.defanging import defanged
from forewarn.mail.redaction.names import PLAIN, SHORTEST, signed_names, told_names, words_of
from forewarn.mail.redaction.numbers import Told, readers_numbers, readers_phones
from forewarn.mail.redaction.streets import readers_streets

MAX_TOLD = 20  # names that the words of one letter tell; a letter has one reader
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_PIECE = re.compile(r"[^;,&=.:@]+")
_HEX = re.compile(r"(?:[0-9a-f]{2}){6,400}", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+_-]{10,1000}={0,2}")
_READABLE = re.compile(r"[ -~\s]+")


class Redactor:
    """Takes readers out of one lure.

    `names` are theirs, with addresses (see `names_of`); `kept` are names of organisations, which stay: the brand's, and
    the one that the lure gives itself.
    """

    def __init__(self, names: Iterable[str] = (), kept: Iterable[str] = ()) -> None:
        self.names = tuple(sorted({name for name in names if len(name) >= SHORTEST}, key=len, reverse=True))
        self.kept = words_of(*kept) - words_of(*names)

    def words(self, text: str) -> str:
        """The words without addresses, names, streets, days of birth and numbers of readers; links made harmless and
        without what stands behind the host."""
        shown = _URL.sub(lambda found: defanged(self.link(found.group(0))), text)
        shown = without_addresses(shown, "[address]")
        found = [Told(*span, "[name]") for span in told_names(shown, kept=self.kept)][:MAX_TOLD]
        told = [shown[one.start : one.end] for one in found]
        found += [Told(*span, "[name]") for span in signed_names(shown, kept=self.kept)]
        found += [Told(*span, "[street]") for span in readers_streets(shown, kept=self.kept)]
        found += [
            Told(*place.span(), "[name]") for place in self._called(told).finditer(shown) if self._is_meant(place)
        ]
        return _marked(shown, [*found, *readers_numbers(shown)])

    def link(self, link: str) -> str:
        """A link without its query and fragment, which mostly say who got it, and without names and addresses in its
        path and below its domain, encoded or not."""
        plain = re.split(r"[?#]", re.sub(r"[\t\r\n]", "", link), maxsplit=1)[0]  # browsers drop line ends as well
        start = re.match(
            r"(?:[a-z][a-z+.-]*:)?//[^/\\]*|www\.[^/\\]*|(?!data:|mailto:|javascript:)[^/\\:]*(?=[/\\]|\Z)",
            plain,
            re.IGNORECASE,
        )
        if start is None:
            return self._opaque(plain)
        return self._host(start.group(0)) + self._path(plain[start.end() :])

    def sender(self, address: str) -> str:
        """The sender that a lure shows; nothing where it is its reader's own address, which lures put there."""
        if address.casefold() in self._whole:
            return ""
        local, at, host = address.rpartition("@")
        return f"{'_' if self._tells(local) else local}{at}{host}"

    def others_numbers(self, text: str, numbers: Iterable[str]) -> tuple[str, ...]:
        """Those of the telephone numbers in a text that are not its reader's."""
        theirs = readers_phones(text)
        return tuple(number for number in numbers if "".join(filter(str.isdigit, number)) not in theirs)

    def _host(self, written: str) -> str:
        before, at, host = written.rpartition("@")
        if at and self._tells(before.rpartition("/")[2]):
            before = f"{before[: before.rfind('/') + 1]}_"
        found = parse_link(written).host
        own = organisational_domain(found) if found else ""
        below, dot, rest = host.lower().partition(f".{own}") if own else ("", "", "")
        if not dot or rest.strip(":0123456789"):
            return before + at + host
        front, slashes, label = host[: len(below)].rpartition("//")
        kept = ".".join("_" if self._tells(one) else one for one in label.split("."))
        return before + at + front + slashes + kept + host[len(below) :]

    def _path(self, path: str) -> str:
        plain = re.sub("%40", "@", path, flags=re.IGNORECASE)
        plain = without_addresses(plain, "_")
        return "/".join(self._segment(segment) for segment in plain.split("/"))

    def _segment(self, segment: str) -> str:
        if self._hides(segment):
            return "_"
        if self._names.search(plain := decodings(segment)[0]):
            segment = quote(self._names.sub("_", plain), safe=";,&=:@!$'()*+")
        return _PIECE.sub(lambda piece: "_" if self._hides(piece.group(0)) else piece.group(0), segment)

    def _opaque(self, link: str) -> str:
        """What is no web address: of a page inside the link only its kind; whom a mail goes to, without readers."""
        scheme, colon, rest = link.partition(":")
        if scheme.casefold() == "data":
            return f"{scheme}{colon}{rest.partition(',')[0][:60]},…"
        if scheme.casefold() == "mailto":
            return f"{scheme}{colon}{self.sender(unquote(rest)) or '_'}"
        return without_addresses(link, "_")

    def _tells(self, text: str) -> bool:
        return bool(self._names.search(text) or has_address(text)) or self._hides(text)

    def _hides(self, text: str) -> bool:
        """Whether a text holds an address, in whatever encoding, or an encoded one a name of the reader's."""
        plain, *held = decodings(text)
        return any(has_address(one) for one in (plain, *held)) or any(self._names.search(one) for one in held)

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in self.names)

    @cached_property
    def _names(self) -> re.Pattern[str]:
        """Names in links: any sign may stand between their words, and no letter next to them."""
        return re.compile(
            _either([re.sub(r"[\W_]+", " ", name).strip() for name in self.names], r"(?:\s|%20|[+._-])?"), re.IGNORECASE
        )

    def _called(self, told: Iterable[str]) -> re.Pattern[str]:
        """Names in words: those that are known, and those that the letter told."""
        more = [*told, *(word for name in told for word in name.split())]
        wanted = {name for name in more if len(name) >= SHORTEST and words_of(name) - self.kept} | set(self.names)
        return re.compile(_either(sorted(wanted, key=len, reverse=True), r"\s+"), re.IGNORECASE)

    def _is_meant(self, place: re.Match[str]) -> bool:
        """Whether a word is a name here: a short one in small letters is a word of the letter, such as "mark" or "rose"."""
        word = place.group(0)
        return not word.islower() or len(word) >= PLAIN or not word.isalpha()


def _either(names: list[str], gap: str) -> str:
    either = "|".join(gap.join(map(re.escape, name.split())) for name in names if name.split())
    return rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])" if either else r"(?!)"


def _marked(text: str, told: list[Told]) -> str:
    """The text with the mark of each place; of places that overlap the first counts, the longer one before the shorter."""
    pieces, at = [], 0
    for one in sorted(told, key=lambda one: (one.start, -one.end)):
        if one.start >= at:
            pieces += [text[at : one.start], one.mark]
        at = max(at, one.end)
    return "".join([*pieces, text[at:]])


def decodings(text: str) -> list[str]:
    """A piece of a link as it stands, percent-decoded, and as what it holds in hexadecimal or Base64."""
    plain = text
    for _ in range(3):  # redirectors encode what they pass on; three deep is the most seen
        plain = unquote(plain)
    found = [plain]
    if _HEX.fullmatch(plain):
        found.append(bytes.fromhex(plain).decode("utf-8", "replace"))
    if _BASE64.fullmatch(plain):
        letters = plain.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            held = base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-8", "replace")
        except binascii.Error:
            return found
        found += [held] if _READABLE.fullmatch(held) else []
    return found
