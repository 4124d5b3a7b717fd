"""What a mail is once read: a tree of parts, the letter a reader sees, and the files that came with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from forewarn.mail.reading.addresses import Mailbox, mailboxes_of
from forewarn.mail.reading.headers import Header
from forewarn.mail.reading.limits import Defect


@dataclass(frozen=True, eq=False)
class Part:
    """One node of the tree. `path` is "1.2" as in IMAP; `content` is decoded bytes, `text` is set for text parts.

    `line` is the line of the file on which the body begins, counted from 1. An attached mail is read into `message`.
    """

    path: str
    headers: tuple[Header, ...]
    content_type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    source: bytes
    span: tuple[int, int]
    line: int
    content: bytes = b""
    text: str = ""
    charset: str = ""
    children: tuple[Part, ...] = ()
    message: ParsedMail | None = None

    @property
    def raw(self) -> bytes:
        """The body as it came, before transfer decoding."""
        return self.source[self.span[0] : self.span[1]]

    @property
    def is_leaf(self) -> bool:
        """Whether it holds content of its own."""
        return not self.children

    @property
    def content_id(self) -> str:
        """The Content-ID without brackets, by which HTML refers to it (`cid:`)."""
        return first_value(self.headers, "content-id").strip().strip("<>")

    def walk(self) -> Iterator[Part]:
        """This part and all below, in order; the inside of attached mails is not entered."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, eq=False)
class ParsedMail:
    """A mail that was read as far as it can be."""

    source: bytes
    span: tuple[int, int]
    headers: tuple[Header, ...]
    body_start: int
    root: Part
    defects: tuple[Defect, ...] = ()
    _by_name: dict[str, list[Header]] = field(default_factory=dict)
    _mailboxes: dict[str, list[Mailbox]] = field(default_factory=dict)

    def all(self, name: str) -> list[Header]:
        """Every field of this name, in order."""
        return self._by_name.get(name.lower(), [])

    def value(self, name: str) -> str:
        """The decoded value of the first field of this name; nothing where there is none."""
        fields = self.all(name)
        return fields[0].value if fields else ""

    def mailboxes(self, name: str) -> list[Mailbox]:
        """The mailboxes of all fields of this name ("from", "to", "reply-to", …), read once."""
        if name not in self._mailboxes:
            self._mailboxes[name] = mailboxes_of(header.text for header in self.all(name))
        return self._mailboxes[name]

    @property
    def senders(self) -> list[Mailbox]:
        """The mailboxes of every From field."""
        return self.mailboxes("from")

    @property
    def subject(self) -> str:
        """The decoded subject."""
        return self.value("subject")

    @property
    def raw(self) -> bytes:
        """The mail's bytes, byte for byte as they came (a signature covers these)."""
        return self.source[self.span[0] : self.span[1]]

    @property
    def body(self) -> bytes:
        """The bytes after the headers."""
        return self.source[self.body_start : self.span[1]]

    @property
    def head(self) -> bytes:
        """The bytes before the body; `body_start` counts in `source`, in which an attached mail begins later."""
        return self.source[self.span[0] : self.body_start]

    def parts(self) -> list[Part]:
        """All parts in order, the root first."""
        return list(self.root.walk())

    @property
    def texts(self) -> list[Part]:
        """The text/plain parts that a reader sees as the letter."""
        return [p for p in self._bodies() if p.content_type != "text/html"]

    @property
    def htmls(self) -> list[Part]:
        """The text/html parts that a reader sees as the letter."""
        return [p for p in self._bodies() if p.content_type == "text/html"]

    @property
    def attachments(self) -> list[Part]:
        """Leaves that arrive as files: not the letter itself and not an image shown inside it; attached mails too."""
        bodies = {id(p) for p in self._bodies()}
        return [p for p in self.root.walk() if p.is_leaf and id(p) not in bodies and not _is_shown_inside(p)]

    @property
    def inline_images(self) -> list[Part]:
        """Images that belong to the HTML (a Content-ID, or inline without being a file)."""
        return [p for p in self.root.walk() if p.is_leaf and _is_shown_inside(p)]

    @property
    def attached_mails(self) -> list[ParsedMail]:
        """The mails inside message/rfc822 parts."""
        return [p.message for p in self.root.walk() if p.message is not None]

    def _bodies(self) -> list[Part]:
        bodies: list[Part] = []
        for part in self.root.walk():
            if not part.is_leaf or part.content_type not in _BODY_TYPES or part.disposition == "attachment":
                continue
            named_file = part.name and part.disposition != "inline" and bodies
            if not named_file:
                bodies.append(part)
        return bodies


_BODY_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/x-amp-html", "text"})


def _is_shown_inside(part: Part) -> bool:
    return part.content_type.startswith("image/") and (
        part.disposition == "inline" or (part.disposition != "attachment" and bool(part.content_id))
    )


def first_value(headers: tuple[Header, ...], name: str) -> str:
    """The decoded value of the first field of this name (in lower case); nothing where there is none."""
    return next((h.value for h in headers if h.name.lower() == name), "")
