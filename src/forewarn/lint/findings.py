"""What linting a message gives: findings, rules that could not run, and two measures."""

from __future__ import annotations

from dataclasses import dataclass, field

from forewarn.lint.severity import MessageClass, Severity

MAX_WORDS_SHOWN = 160  # characters of the exact words in a finding


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the message. `part`: "html", "text", "header Subject", "attachment x.pdf" or "message".

    Line and column count from 1, in the decoded part (for a header: the line of the file); 0 where there is none.
    `in_file` is that place in the mail's file: exact where the part stands in it as it is, else where the part begins.
    `target` is where a link leads, of which its words need not speak: the host, or the scheme of an address without one.
    """

    part: str
    line: int = 0
    column: int = 0
    text: str = ""
    in_file: tuple[int, int] | None = field(default=None, compare=False)
    target: str = field(default="", compare=False)

    @property
    def file_place(self) -> tuple[int, int]:
        """Line and column in the file, for tools that show findings beside it; (0, 0) where there is none."""
        return self.in_file or (self.line, self.column)


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule. `message` says what was seen; `why` and `source`, `breaks`, `fix` what that means."""

    rule: str
    severity: Severity
    where: Where
    message: str
    why: str
    source: str
    breaks: str
    fix: str
    experimental: bool = False
    waived_by: str = ""

    @property
    def gates(self) -> bool:
        """Whether it stops the mail: a block always, an error unless somebody waived it."""
        if self.severity is Severity.BLOCK:
            return True
        return self.severity is Severity.ERROR and not self.waived_by


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule, or a part of one, that was not run, and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class PhishScale:
    """The NIST Phish Scale of a lure that copied this message (TN 2276, read for a brand's customers)."""

    cues: int
    category: str
    premise: int
    alignment: str
    difficulty: str


@dataclass(frozen=True, slots=True)
class LintReport:
    """All that was found in one message, the gravest first."""

    message_class: MessageClass
    language: str
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    phish_likeness: int
    phish_scale: PhishScale

    @property
    def blocks(self) -> tuple[Finding, ...]:
        """The findings with which the message must not be sent."""
        return tuple(f for f in self.findings if f.severity is Severity.BLOCK)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The errors that nobody has waived."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR and not f.waived_by)

    @property
    def passes(self) -> bool:
        """Whether nothing stands in the way of sending."""
        return not any(f.gates for f in self.findings)


def shorten(text: str, limit: int = MAX_WORDS_SHOWN) -> str:
    """One line of at most this many characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
