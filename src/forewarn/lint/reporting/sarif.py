"""Reports as SARIF 2.1.0 (OASIS), for the code scanning pages of forges."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from forewarn.lint.baseline import fingerprint
from forewarn.lint.findings import Finding, LintReport, Skipped
from forewarn.lint.rule import Rule
from forewarn.lint.severity import Severity
from forewarn.lint.table import RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.BLOCK: "error", Severity.ERROR: "error", Severity.WARN: "warning", Severity.INFO: "note"}


def sarif_log(reports: list[tuple[str, LintReport]], unread: list[tuple[str, str]], version: str) -> dict[str, Any]:
    """One run over all files; files that could not be read, and rules that were not run, become notifications."""
    places = {rule.id: index for index, rule in enumerate(RULES)}
    notes = [
        {"level": "error", "message": {"text": error}, "locations": [{"physicalLocation": _artifact(file)}]}
        for file, error in unread
    ]
    notes += [_left_out(file, skip, places) for file, report in reports for skip in report.skipped]
    invocation = {"executionSuccessful": not unread, "toolExecutionNotifications": notes}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "forewarn lint",
                        "semanticVersion": version,
                        "rules": [_rule(rule) for rule in RULES],
                    }
                },
                "invocations": [invocation],
                "columnKind": "unicodeCodePoints",
                "results": [_result(file, f, places) for file, report in reports for f in report.findings],
            }
        ],
    }


def _left_out(file: str, skip: Skipped, places: dict[str, int]) -> dict[str, Any]:
    note: dict[str, Any] = {
        "level": "note",
        "message": {"text": f"Not run, or in part: {skip.rule}: {skip.why}"},
        "locations": [{"physicalLocation": _artifact(file)}],
    }
    if skip.rule in places:
        note["associatedRule"] = {"id": skip.rule, "index": places[skip.rule]}
    return note


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.check.__name__.split("_")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.checks},
        "help": {"text": f"{rule.why} Source: {rule.source}. {rule.fix}"},
        "properties": {"breaks": rule.breaks, "experimental": rule.experimental},
    }


def _artifact(file: str) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(file)}}


def _uri(file: str) -> str:
    """A relative path as a relative reference, which tools resolve in their own copy; a path from the root as file:."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/@!$&'()*+,;=~-._")


def _result(file: str, finding: Finding, places: dict[str, int]) -> dict[str, Any]:
    physical = _artifact(file)
    line, column = finding.where.file_place
    # What concerns the whole mail is shown at its first line: forges drop a result without one.
    physical["region"] = {"startLine": line or 1, "startColumn": max(1, column)}
    if line and finding.where.text:
        physical["region"]["snippet"] = {"text": finding.where.text}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.why} {finding.fix}"},
        "locations": [{"physicalLocation": physical, "logicalLocations": [{"name": finding.where.part}]}],
        "partialFingerprints": {"forewarn/v1": fingerprint(file, finding)},
        "properties": {"severity": finding.severity.value, "breaks": finding.breaks, "source": finding.source},
    }
    if finding.waived_by:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.waived_by}]
    return result
