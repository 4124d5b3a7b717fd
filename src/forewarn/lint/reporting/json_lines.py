"""Reports as JSON: one object per file, keys as docs/schemas/lint.schema.json says."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forewarn.lint.findings import Finding, LintReport


def finding_mapping(finding: Finding) -> dict[str, Any]:
    """One finding as plain JSON."""
    where = finding.where
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "where": {"part": where.part, "line": where.line, "column": where.column, "text": where.text},
        "message": finding.message,
        "why": finding.why,
        "source": finding.source,
        "breaks": finding.breaks,
        "fix": finding.fix,
        "experimental": finding.experimental,
        "waived_by": finding.waived_by or None,
    }


def report_mapping(file: str, report: LintReport, known: int = 0) -> dict[str, Any]:
    """One file's report as plain JSON; `known` counts findings that a baseline left out."""
    return {
        "file": file,
        "class": report.message_class.value,
        "language": report.language or None,
        "phish_likeness": report.phish_likeness,
        "phish_scale": asdict(report.phish_scale),
        "skipped": [asdict(skip) for skip in report.skipped],
        "findings": [finding_mapping(f) for f in report.findings],
        "known": known,
    }


def unread_mapping(file: str, message_class: str, error: str) -> dict[str, Any]:
    """The object of a file that could not be read."""
    return {
        "file": file,
        "class": message_class,
        "language": None,
        "phish_likeness": None,
        "phish_scale": None,
        "skipped": [],
        "findings": [],
        "known": 0,
        "error": error,
    }
