"""Findings as GitHub workflow commands, which GitHub shows beside the lines of a change."""

from __future__ import annotations

from forewarn.lint.findings import Finding
from forewarn.lint.severity import Severity
from forewarn.mail.showing import harmless

_COMMANDS = {Severity.BLOCK: "error", Severity.ERROR: "error", Severity.WARN: "warning", Severity.INFO: "notice"}


def annotation(file: str, finding: Finding) -> str:
    """One workflow command; a waived error is only a notice."""
    command = "notice" if finding.waived_by else _COMMANDS[finding.severity]
    places = [f"file={_property(file)}"]
    line, column = finding.where.file_place
    if line:
        places += [f"line={line}", f"col={max(1, column)}"]
    places.append(f"title={_property(finding.rule)}")
    waived = f" (waived by {finding.waived_by})" if finding.waived_by else ""
    text = f"{finding.where.part}: {finding.message} {finding.fix}{waived}"
    return f"::{command} {','.join(places)}::{_data(text)}"


def _data(text: str) -> str:
    """GitHub's escapes; a mail's own control characters, which would steer the log, are shown as signs before."""
    plain = "\n".join(map(harmless, text.replace("\r\n", "\n").split("\n")))
    return plain.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def expired_annotation(file: str, rule: str, why: str) -> str:
    """The command for a waiver in this settings file that no longer counts."""
    return f"::warning file={_property(file)},title={_property(rule)}::{_data(why)}"


def unread_annotation(file: str, error: str) -> str:
    """The command for a file that could not be read."""
    return f"::error file={_property(file)},title=unreadable::{_data(error)}"
