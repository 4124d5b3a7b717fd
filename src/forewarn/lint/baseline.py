"""A baseline: today's findings written down, so that only new ones fail."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from forewarn.lint.findings import Finding

VERSION = 1


class UnableToReadBaseline(Exception):
    """The baseline file is not usable; the text says what to do."""


class UnableToWriteBaseline(Exception):
    """The baseline file cannot be written; the text says why and what to do."""


def fingerprint(file: str, finding: Finding) -> str:
    """What makes a finding the same tomorrow: its file, rule, part, words and where its link leads, not its line."""
    words = " ".join(finding.where.text.casefold().split()) or finding.message
    # Known words over a link that leads elsewhere than yesterday are a new finding.
    target = (finding.where.target,) if finding.where.target else ()
    key = "\0".join((file, finding.rule, finding.where.part, words, *target))
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:24]


@dataclass
class Baseline:
    """How often each known finding was there; a finding beyond that count is new.

    Files are known by their place beside `folder`, where the baseline lies, so that it holds from wherever it is used.
    """

    known: Counter[str] = field(default_factory=Counter)
    folder: Path = field(default_factory=Path)

    def split(self, file: str, findings: tuple[Finding, ...]) -> tuple[list[Finding], int]:
        """The new findings of a file, and how many known ones were left out."""
        left = Counter(self.known)
        place = self._place(file)
        new: list[Finding] = []
        for finding in findings:
            key = fingerprint(place, finding)
            if left[key] > 0:
                left[key] -= 1
            else:
                new.append(finding)
        return new, len(findings) - len(new)

    def add(self, file: str, findings: tuple[Finding, ...]) -> None:
        """Take the findings of a file in."""
        place = self._place(file)
        self.known.update(fingerprint(place, finding) for finding in findings)

    def _place(self, file: str) -> str:
        """The file as named from the folder of the baseline; as given where they share no root."""
        try:
            return Path(os.path.relpath(file, self.folder)).as_posix()
        except ValueError:  # another drive
            return file

    def write(self, path: Path) -> None:
        """Write it as JSON, sorted, so that it reads well in a diff. Raises UnableToWriteBaseline."""
        content = {"version": VERSION, "findings": dict(sorted(self.known.items()))}
        try:
            path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise UnableToWriteBaseline(
                f"{path}: cannot be written ({error.strerror}); name a file in a folder that is there"
            ) from error


def read_baseline(path: Path) -> Baseline:
    """Read a baseline file. Raises UnableToReadBaseline."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        known = {str(key): int(count) for key, count in content["findings"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnableToReadBaseline(
            f"{path}: not a baseline ({error}); write one with forewarn lint … --write-baseline {path}"
        ) from error
    return Baseline(Counter(known), path.parent)
