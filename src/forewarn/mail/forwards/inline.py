"""A mail forwarded as text: the forwarder's own words told apart from the original's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forewarn.mail.forwards.blocks import MAX_LINES, HeaderBlock, find_blocks, unquoted
from forewarn.mail.forwards.labels import Role
from forewarn.mail.reading.addresses import Mailbox

MAX_ANNOUNCEMENT = 1_000  # characters; the longest that is known has a hundred
# The line that announces a forward: dashes, underscores or equals signs around words, or words that end in a colon.
_ANNOUNCES = re.compile(r"^[\s>*]*(?:[-_=–—~]{2,}.*|.{1,60}[-_=–—]{2,}|.{1,80}[:：])\s*$")


@dataclass(frozen=True, slots=True)
class InlineForward:
    """An original quoted in a text. `body_at` is the offset in the text at which the original's body begins."""

    sender: Mailbox
    subject: str
    date: str
    to: str
    body: str
    own_words: str
    body_at: int


def find_inline(text: str) -> list[InlineForward]:
    """The originals in this text, the outermost first; each body goes on to the end of the outer one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", MAX_LINES)  # what follows stays in one piece
    blocks = find_blocks(lines)
    return [_forward(lines, block, blocks[place + 1 :]) for place, block in enumerate(blocks)]


def _forward(lines: list[str], block: HeaderBlock, inner: list[HeaderBlock]) -> InlineForward:
    below = {at for one in inner for at in range(one.first, one.end)}  # header lines of deeper forwards are no words
    before = lines[: block.first]
    rest = [line for at, line in enumerate(lines) if at >= block.end and at not in below]
    body, after = _body(_without_second_announcement(rest, before), block.quote)
    while before and (not unquoted(before[-1])[1].strip() or (_is_last_announcing(before, block))):
        before.pop()
    own = "\n".join([*before, *after]).strip()
    offset = sum(len(line) + 1 for line in lines[: block.end])
    values = block.values
    return InlineForward(
        sender=block.sender,
        subject=values.get(Role.SUBJECT, ""),
        date=values.get(Role.DATE, ""),
        to=values.get(Role.TO, ""),
        body=body,
        own_words=own,
        body_at=offset,
    )


def _is_last_announcing(before: list[str], block: HeaderBlock) -> bool:
    """Whether the last line above the block only announces it (it stands right above, and at most one does)."""
    gap = block.first - len(before)
    line = before[-1]
    return gap <= 2 and _announces(line) and "http" not in line and ("@" not in line or "--" in line)


def _announces(line: str) -> bool:
    return len(line) <= MAX_ANNOUNCEMENT and bool(_ANNOUNCES.match(line))


def _without_second_announcement(rest: list[str], before: list[str]) -> list[str]:
    """The lines below the block without the line that announced it, which Zoho writes there again."""
    above = next((line.strip() for line in reversed(before) if line.strip()), "")
    first = next((at for at, line in enumerate(rest) if line.strip()), None)
    if first is not None and above and rest[first].strip() == above and _announces(above):
        return rest[first + 1 :]
    return rest


def _body(lines: list[str], quote: str) -> tuple[str, list[str]]:
    """The original's body without its quote marks, and the lines below it that are the forwarder's again."""
    marks = quote
    if not marks:
        first = next((line for line in lines if line.strip()), "")
        marks = unquoted(first)[0]
    if not marks:
        return "\n".join(lines).strip(), []
    quoted = [at for at, line in enumerate(lines) if unquoted(line)[0].startswith(marks)]
    if not quoted:
        return "\n".join(lines).strip(), []
    end = quoted[-1] + 1
    return "\n".join(_without_marks(line, marks) for line in lines[:end]).strip(), lines[end:]


def _without_marks(line: str, marks: str) -> str:
    found, rest = unquoted(line)
    if not found.startswith(marks):
        return line
    deeper = found[len(marks) :]
    return f"{deeper} {rest}" if deeper else rest
