"""Lint findings for a person at a terminal."""

from __future__ import annotations

import os
from collections import Counter
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

from forewarn.lint.findings import Finding, LintReport
from forewarn.lint.severity import Severity
from forewarn.mail.showing import harmless

MANY = 5  # rules not run for one reason, which is then said without --all
MAX_SHOWN = 25  # findings of one file; --all shows the rest
_STYLES = {Severity.BLOCK: "bold red", Severity.ERROR: "red", Severity.WARN: "yellow", Severity.INFO: "cyan"}


def print_report(file: str, report: LintReport, known: int, show_all: bool) -> None:
    """Print one file's findings, the gravest first."""
    console = _console()
    shown = report.findings if show_all else report.findings[:MAX_SHOWN]
    console.print(_head(file, report))
    for finding, following in zip_longest(shown, shown[1:]):
        console.print(_line(finding))
        if following is None or following.rule != finding.rule:  # what a rule says of itself, once below its findings
            console.print(Text(f"         {finding.why} ({finding.source})", style="dim"))
            console.print(Text(f"         {finding.fix}", style="dim"))
    if len(shown) < len(report.findings):
        console.print(f"  … and {len(report.findings) - len(shown)} more; --all shows them")
    if known:
        console.print(f"  {known} known findings are in the baseline")
    if show_all:
        for skip in report.skipped:
            console.print(Text(harmless(f"  not run  {skip.rule}: {skip.why}"), style="dim"))
    elif report.skipped:
        for why, count in Counter(s.why for s in report.skipped).most_common(1):
            if count >= MANY:  # a language without word lists, a file without headers
                console.print(Text(f"  {count} rules: {why}", style="dim"))
        console.print(
            Text(f"  {len({s.rule for s in report.skipped})} rules not run or in part; --all says why", style="dim")
        )


def _console() -> Console:
    """A console that follows the terminal, and writes no escapes at all where NO_COLOR is set (no-color.org)."""
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(highlight=False, soft_wrap=True, color_system=None if plain else "auto")


def _head(file: str, report: LintReport) -> Text:
    verdict = ("passes", "green") if report.passes else ("fails", "bold red")
    return Text.assemble(
        (harmless(file), "bold"),
        f"  {report.message_class.value}, {report.language or 'language unknown'}  ",
        verdict,
        f"  like a lure: {report.phish_likeness}/100; a copy would be {report.phish_scale.difficulty} to tell",
    )


def _line(finding: Finding) -> Text:
    where = finding.where
    place = f"{where.part}:{where.line}:{where.column}" if where.line else where.part
    parts: list[str | tuple[str, str]] = [
        "  ",
        (f"{finding.severity.value:<6}", _STYLES[finding.severity]),
        harmless(f" {finding.rule}  {place}  {finding.message}"),
    ]
    if finding.waived_by:
        parts.append((harmless(f"  waived by {finding.waived_by}"), "green"))
    return Text.assemble(*parts)
