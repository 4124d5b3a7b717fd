"""Trip rates: how often each rule fires on sets of mail, to tell rules that see something from noise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from forewarn.lint.findings import LintReport
from forewarn.lint.severity import Severity
from forewarn.lint.table import RULES


@dataclass
class SetRates:
    """What fired on one set: mails per rule, with any finding, with error or block, with block."""

    name: str
    mails: int = 0
    unread: int = 0
    fired: Counter[str] = field(default_factory=Counter)
    gating: Counter[str] = field(default_factory=Counter)
    blocking: Counter[str] = field(default_factory=Counter)
    likeness: list[int] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, report: LintReport) -> None:
        """Count one mail."""
        self.mails += 1
        self.likeness.append(report.phish_likeness)
        self.languages[report.language or "?"] += 1
        self.fired.update({f.rule for f in report.findings})
        self.gating.update({f.rule for f in report.findings if f.severity.gates})
        self.blocking.update({f.rule for f in report.findings if f.severity is Severity.BLOCK})

    def share(self, counts: Counter[str], rule: str) -> float:
        """The share of mails of this set that a rule fired on."""
        return counts[rule] / self.mails if self.mails else 0.0

    @property
    def mean_likeness(self) -> float:
        """The mean phish-likeness of the set."""
        return sum(self.likeness) / len(self.likeness) if self.likeness else 0.0


def rates_mapping(sets: list[SetRates]) -> dict[str, object]:
    """The rates as plain JSON: sets by name, then rule → shares."""
    return {
        rates.name: {
            "mails": rates.mails,
            "unread": rates.unread,
            "mean_phish_likeness": round(rates.mean_likeness, 1),
            "languages": dict(rates.languages.most_common()),
            "rules": {
                rule.id: {
                    "any": round(rates.share(rates.fired, rule.id), 4),
                    "error_or_block": round(rates.share(rates.gating, rule.id), 4),
                    "block": round(rates.share(rates.blocking, rule.id), 4),
                }
                for rule in RULES
            },
        }
        for rates in sets
    }


def rates_table(sets: list[SetRates]) -> str:
    """The rates as a table in Markdown: per set, any finding / error or block / block, in percent of mails."""
    head = "| rule | " + " | ".join(f"{s.name} ({s.mails})" for s in sets) + " |"
    rule_line = "|---|" + "---:|" * len(sets)
    rows = [head, rule_line]
    for rule in RULES:
        cells = [_cell(s, rule.id) for s in sets]
        mark = " *(experimental)*" if rule.experimental else ""
        rows.append(f"| {rule.id} {rule.title}{mark} | " + " | ".join(cells) + " |")
    rows.append("| mean phish-likeness | " + " | ".join(f"{s.mean_likeness:.0f}" for s in sets) + " |")
    return "\n".join(rows) + "\n"


def _cell(rates: SetRates, rule: str) -> str:
    shares = [rates.share(counts, rule) for counts in (rates.fired, rates.gating, rates.blocking)]
    return " / ".join(f"{100 * share:.0f}" for share in shares) if shares[0] else "0"
