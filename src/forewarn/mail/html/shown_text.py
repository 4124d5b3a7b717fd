"""The text that a person sees, gathered in the order of reading."""

from __future__ import annotations

from forewarn.mail.folding import INVISIBLE
from forewarn.mail.html.document import HtmlDocument
from forewarn.mail.html.looks import Look
from forewarn.mail.html.marking import MARK, without_marks
from forewarn.mail.html.places import TextRun

MAX_TEXT_CHARACTERS = 300_000  # of visible text; a long newsletter has 20,000
_INVISIBLE = str.maketrans(dict.fromkeys(INVISIBLE))


class ShownText:
    """Pieces of text as they come, white space collapsed as browsers do; what is hidden apart."""

    def __init__(self, document: HtmlDocument, *, is_marked: bool) -> None:
        self.document = document
        self.is_marked = is_marked
        self.pieces: list[str] = []
        self.length = 0
        self.gap = ""  # what stands between the last text and the next: "", " " or a line end
        self.tag = -1  # where in the source the last tag that was met begins; -1 for none
        self.met: set[int] = set()  # where the tags met so far begin; the parser repeats some to mend bad nesting
        self.hidden: list[str] = []
        self.hidden_length = 0
        self.full = False

    def add(self, written: str, look: Look) -> None:
        """Take in one stretch of text in one look."""
        if self.is_marked and MARK in written:
            written = without_marks(written)
        words = (written if written.isascii() else written.translate(_INVISIBLE)).split()
        if not words:
            self.gap = self.gap or (" " if written else "")
            return
        collapsed = " ".join(words)
        if not look.shows_text:
            if self.hidden_length < MAX_TEXT_CHARACTERS:
                self.hidden.append(collapsed)
                self.hidden_length += len(collapsed)
        elif not self.full:
            self._show(written, collapsed, look)

    def _show(self, written: str, collapsed: str, look: Look) -> None:
        gap = self.gap or (" " if written[0].isspace() else "")
        if gap and self.pieces:
            self.pieces.append(gap)
            self.length += 1
        if self.length + len(collapsed) > MAX_TEXT_CHARACTERS:
            self.full = True
            collapsed = collapsed[: max(0, MAX_TEXT_CHARACTERS - self.length)]
            self.document.faults.append(f"only the first {MAX_TEXT_CHARACTERS} characters of visible text were read")
        self.document.runs.append(TextRun(self.length, len(collapsed), look, written, self.tag))
        self.pieces.append(collapsed)
        self.length += len(collapsed)
        self.gap = " " if written[-1].isspace() else ""

    def passed(self, mark: str) -> int:
        """Take note of a tag by its mark; its offset in the source, or that of the tag before where it is no mark."""
        try:
            offset = int(mark)
        except ValueError:  # the mail has an attribute of that name
            return self.tag
        if offset not in self.met:
            self.met.add(offset)
            self.tag = offset
        return offset

    @property
    def next_start(self) -> int:
        """Where the next text will begin."""
        return self.length + (1 if self.gap and self.pieces else 0)

    def since(self, start: int) -> str:
        """The text from an offset on."""
        pieces: list[str] = []
        length = self.length
        for piece in reversed(self.pieces):
            if length <= start:
                break
            pieces.append(piece)
            length -= len(piece)
        return "".join(reversed(pieces)).strip()

    def finish(self) -> None:
        """Hand the text over to the document."""
        self.document.text = "".join(self.pieces)
        self.document.hidden_text = " ".join(self.hidden)
