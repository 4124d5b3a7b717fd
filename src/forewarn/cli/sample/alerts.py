"""What the sample brand wrote to its customers in a year: one file per quarter, in the form of `forewarn alert`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Template

from forewarn.alerts.rules import Outline
from forewarn.cli.alert_files import parse_alert

WORDS = Path(__file__).parent / "words"


def outlines(year: int) -> list[Outline]:
    """The four alerts of a year."""
    return [_outline(year, quarter) for quarter in (1, 2, 3, 4)]


def _outline(year: int, quarter: int) -> Outline:
    text = Template((WORDS / f"quarter-{quarter}.toml").read_text(encoding="utf-8")).substitute(year=year)
    return parse_alert(text, Outline(year, quarter, date(year, quarter * 3, 1), (), "", 10))
