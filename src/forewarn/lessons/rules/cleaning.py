"""Words of real mail made fit for practice: nobody's data, no address that is anybody's, no markup of whoever wrote it.

What comes in was written by criminals or stands in the sent record. What goes out is the small Markdown of a lesson's
messages: every sign that means something there is written as a letter, every link and host ends in a reserved name or in the
brand's own, and names, addresses and numbers of readers are made up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from forewarn.lessons.rules.reading.checks import FILES, RESERVED
from forewarn.lessons.rules.showing import inert
from forewarn.mail.domains import canonical_host, is_within, organisational_domain, readable_host
from forewarn.mail.lookalikes.skeletons import skeleton

MAX_BODY = 1_200  # characters: what is read on a phone without giving up
MAX_SUBJECT = 120
SHORTEST_WORD = 4  # of the brand's address; shorter ones stand in too many names
MADE_UP_ADDRESS = "alex@mail.example"
MADE_UP_STREET = "12 Mill Lane"
MADE_UP_DAY = "03/05/1980"
MADE_UP_NUMBER = "4821 0073"
MADE_UP_PHONE = "020 7946 0173"  # Ofcom keeps this range for drama
ROLES = frozenset(
    [
        "account",
        "accounts",
        "admin",
        "alert",
        "alerts",
        "billing",
        "care",
        "contact",
        "delivery",
        "help",
        "info",
        "mail",
        "news",
        "no-reply",
        "noreply",
        "notice",
        "order",
        "orders",
        "payment",
        "payments",
        "security",
        "service",
        "services",
        "support",
        "team",
    ]
)

_TOKEN = re.compile(
    r"(?P<url>\b(?:(?:hxxps?|https?)://|www\.)(?:\[\.\]|[^\s<>\"'`\[\])}])+)"
    r"|(?P<address>[\w.+%-]+@[\w-]+(?:(?:\.|\[\.\])[\w-]+)+)"
    r"|(?P<mark>\[(?:name|address|number|street|date)\])"
    r"|(?P<host>(?<!\w)(?:[\w-]+(?:\.|\[\.\]))+[^\W\d_]{2,24}(?![\w-]|\.\w))"
    r"|(?P<number>(?<!\w)\+?\d(?:[ \-./]?\d){6,}(?!\w))",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[\w.{}@-]")
_GROWS = re.compile(r"[\w{}@-]|\.[\w{}@-]")  # would become part of the name before it
_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>&#~|!])")
_LISTED = re.compile(r"([-+*•]|\d{1,2}[.)])\s+")
_STARTS = re.compile(r"^(\d*)([-+.)])(?=\s)")  # would begin a list
_LONE_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TRAILING = ".,;:!?…)”’»"


class UnableToClean(Exception):
    """The mail cannot become a practice message; the text says why."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What is the brand's own: its name as it is written in mails, the address customers type, and its telephone numbers."""

    names: tuple[str, ...]
    domain: str
    phones: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The first part of the address."""
        return self.domain.split(".")[0]


@dataclass(slots=True)
class Cleaner:
    """Cleans the texts of one message; the same foreign host gets the same made-up name in all of them.

    With `genuine`, the message is the brand's own: an address of somebody else's is refused instead of being renamed.
    """

    ours: Ours
    genuine: bool = False
    has_phone: bool = False
    _renamed: dict[str, str] = field(default_factory=dict)

    def body(self, text: str) -> str:
        """A body as Markdown. Raises UnableToClean for a genuine message that names somebody else's address."""
        lines = [" ".join(line.split()) for line in _plain(text).split("\n")]
        if self.genuine:
            lines = [line for line in lines if not self._is_foreign_link(line)]
        cut = _shortened(_blocks(lines))
        return "\n\n".join(mark + self._paragraph(words) for mark, words in cut)

    def _paragraph(self, words: str) -> str:
        """One paragraph; a genuine message has no button, so a link that stands alone is words there."""
        found = _STARTS.sub(r"\1\\\2", self._clean(words, markdown=True))
        lone = _LONE_LINK.fullmatch(found) if self.genuine else None
        return lone[1] if lone else found

    def line(self, text: str, limit: int = MAX_SUBJECT) -> str:
        """A subject or a name: words alone."""
        return self._clean(" ".join(_plain(text).split())[:limit], markdown=False).strip()

    def sender(self, address: str) -> str:
        """The address it seems to come from; of a local part only a word that is no person's stays."""
        local, _, host = _plain(address).strip().strip("<>").rpartition("@")
        if not host:
            return ""
        kept = local.casefold()
        if self.genuine:
            return f"{kept}@{self._host(host)}"
        return f"{kept if kept in ROLES else 'mail'}@{self._host(host)}"

    def _clean(self, text: str, *, markdown: bool) -> str:
        found, after_token = "", False
        for kind, piece in _pieces(text):
            if not piece:
                continue
            made = self._token(kind, piece, markdown=markdown) if kind else self._words(piece, markdown=markdown)
            if found and made and (kind or after_token) and _ENDS.match(found[-1]) and _GROWS.match(made):
                found += " "  # nothing grows onto a name that was put in
            found, after_token = found + made, bool(kind)
        return found

    def _token(self, kind: str, piece: str, *, markdown: bool) -> str:
        if kind == "url":
            shown, target = self._link(piece)
            return f"[{shown}]({target})" if markdown else shown
        if kind == "address":
            return self._address(piece)
        if kind == "host":
            return self._bare_host(piece)
        if kind == "number":
            return piece if _digits(piece) in {_digits(phone) for phone in self.ours.phones} else self._number()
        made_up = {
            "[name]": "{customer}",
            "[address]": MADE_UP_ADDRESS,
            "[street]": MADE_UP_STREET,
            "[date]": MADE_UP_DAY,
        }
        return made_up.get(piece.casefold()) or self._number()

    def _number(self) -> str:
        return MADE_UP_PHONE if self.has_phone else MADE_UP_NUMBER

    def _words(self, text: str, *, markdown: bool) -> str:
        """Words between tokens: braces are no placeholders, signs are letters, the brand's name is a placeholder."""
        found = text.replace("{", "(").replace("}", ")").replace("@", "(at)")
        if markdown:
            found = _MEANS_SOMETHING.sub(r"\\\1", found)
        for name in sorted(self.ours.names, key=len, reverse=True):
            wanted = _MEANS_SOMETHING.sub(r"\\\1", name) if markdown else name
            found = re.sub(rf"(?<!\w){re.escape(wanted)}(?!\w)", "{brand}", found, flags=re.IGNORECASE)
        return found

    def _address(self, piece: str) -> str:
        local, _, host = piece.replace("[.]", ".").rpartition("@")
        if is_within(host, self.ours.domain):
            return f"{local.casefold()}@{self._host(host)}"
        return f"{local.casefold()}@{self._host(host)}" if local.casefold() in ROLES else MADE_UP_ADDRESS

    def _bare_host(self, piece: str) -> str:
        """A name with a dot in the words: a host, or two sentences without a space, which is left alone."""
        host = piece.replace("[.]", ".")
        end = host.rpartition(".")[2]
        if end.casefold() in FILES:
            return piece
        if end.istitle() and not host.istitle():
            return host.replace(".", ". ")
        return self._host(host)

    def _link(self, piece: str) -> tuple[str, str]:
        """What is shown and where it leads. Of the way behind the host only a first plain word stays."""
        plain = re.sub(r"^(?:hxxps?|https?)://", "", piece.replace("[.]", "."), flags=re.IGNORECASE)
        netloc, _, path = plain.partition("/")
        host = self._host(re.split(r"[?#:]", netloc.rpartition("@")[2])[0])
        first = re.match(r"[a-z][a-z-]{1,20}(?=[/?#.]|$)", path, re.IGNORECASE)
        way = f"/{first[0].casefold()}" if first else ""
        return f"{host}{way}", f"https://{host}{way}"

    def _is_foreign_link(self, line: str) -> bool:
        """Whether a line is one link to somebody else's address and nothing more."""
        found = _TOKEN.fullmatch(line.strip(" <>"))
        if found is None or found.lastgroup != "url":
            return False
        try:
            self._link(found[0])
        except UnableToClean:
            return True
        return False

    def _host(self, host: str) -> str:
        name = canonical_host(host.strip("."))
        if is_within(name, self.ours.domain):
            below = name.removesuffix(self.ours.domain)
            return "{domain}" if below in ("", "www.") else f"{below}{{domain}}"
        if self.genuine:
            raise UnableToClean(
                f"It names {name}, which is not below {self.ours.domain}. Customers learn to look for that name."
            )
        if name not in self._renamed:
            self._renamed[name] = self._made_up(name)
        return self._renamed[name]

    def _made_up(self, host: str) -> str:
        """A reserved name that keeps how the host plays on the brand's, and nothing of whoever owns it."""
        owner = organisational_domain(host)
        below = readable_host(host.removesuffix(owner).rstrip(".")) if host != owner else ""
        label = readable_host(owner.removesuffix(RESERVED[0]) if owner.endswith(RESERVED) else owner).split(".")[0]
        kept = self._playing(label) or f"notice-{len(self._renamed) + 1}"
        front = self._playing(below)
        return f"{front}.{kept}.example" if front else f"{kept}.example"

    def _playing(self, label: str) -> str:
        """The label with the brand's word as a placeholder; empty where it does not play on the word."""
        word = self.ours.word
        simple = unicodedata.normalize("NFKC", label).casefold()
        if len(word) < SHORTEST_WORD or not re.fullmatch(r"[\w.-]{1,63}", simple):
            return ""
        if word in simple:
            return simple.replace(word, "{word}")
        other = "{twin}" if simple.isascii() else "{foreign}"
        parts = [other if skeleton(part) == skeleton(word) else part for part in simple.split("-")]
        if other in parts:
            return "-".join(parts)
        before, found, after = simple.replace("-", "").partition(word)
        return "-".join(filter(None, (before, "{word}", after))) if found else ""


def _plain(text: str) -> str:
    """The text with line breaks of one kind and without what nobody can see."""
    return inert(unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in order: tokens with their kind, and the words between them with none."""
    at = 0
    for found in _TOKEN.finditer(text):
        kind, piece = found.lastgroup or "", found[0]
        kept = piece.rstrip(_TRAILING) if kind in ("url", "host") else piece
        yield "", text[at : found.start()]
        yield kind, kept
        at = found.start() + len(kept)
    yield "", text[at:]


def _blocks(lines: list[str]) -> list[tuple[str, str]]:
    """The paragraphs, each with the mark of a list before it or none; lines that were only broken are joined."""
    found: list[tuple[str, str]] = []
    fresh = True
    for line in lines:
        listed = _LISTED.match(line)
        if listed:
            number = listed[1].rstrip(".)")
            found.append((f"{number}. " if number.isdecimal() else "- ", line[listed.end() :]))
        elif line and fresh:
            found.append(("", line))
        elif line:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
        fresh = not line
    return [(mark, words) for mark, words in found if words.strip()]


def _shortened(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first paragraphs that fit; a first one that is too long ends at a word."""
    kept: list[tuple[str, str]] = []
    room = MAX_BODY
    for mark, words in blocks:
        if len(words) > room:
            return kept or [(mark, words[:room].rpartition(" ")[0] + " …")]
        kept.append((mark, words))
        room -= len(words)
    return kept


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())[-9:]
