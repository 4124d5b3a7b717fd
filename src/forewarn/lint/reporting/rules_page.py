"""The reference page of all rules, written from the table."""

from __future__ import annotations

from forewarn.lint.rule import Rule
from forewarn.lint.severity import MessageClass
from forewarn.lint.table import RULES

_HEAD = """# Lint rules

Written by `forewarn lint --rules`; a test fails where this page and the table of rules differ.
Severities: **block** must not be sent · **error** needs a named person's waiver with an end · **warn** · **info**.
A rule marked *experimental* fires as often on honest mail as on lures: for transactional and marketing mail it is at most a
warning, for care and mandated mail, which the brand writes itself, it stands ([trip rates](lint-trip-rates.md)).
Sources in square brackets are those of the project's evidence page. `-` means: not checked for this class.

"""
_CLASSES = (
    MessageClass.CARE,
    MessageClass.MANDATED,
    MessageClass.TRANSACTIONAL,
    MessageClass.MARKETING,
    MessageClass.OPERATIONAL,
)


def rules_page() -> str:
    """The whole page in Markdown."""
    table = ["| rule | " + " | ".join(_CLASSES) + " |", "|---|" + "---|" * len(_CLASSES)]
    table += [
        f"| [{rule.id}](#{rule.id.lower()}) {rule.title} | " + " | ".join(_severities(rule)) + " |" for rule in RULES
    ]
    return _HEAD + "\n".join(table) + "\n\n" + "\n".join(_section(rule) for rule in RULES)


def _severities(rule: Rule) -> list[str]:
    return [rule.severity_for(c).value if c in rule.classes else "-" for c in _CLASSES]


def _section(rule: Rule) -> str:
    notes = {
        "all": "Needs a word list of the mail's language (English, Spanish, French, German).",
        "part": "Its words need a list of the mail's language (English, Spanish, French, German); the rest runs always.",
        "": "",
    }[rule.words]
    lines = [
        f"## {rule.id}",
        f"**{rule.title}.** {rule.checks}",
        "",
        f"- *Why:* {rule.why} ({rule.source})",
        f"- *Breaks:* {rule.breaks}",
        f"- *To mend it:* {rule.fix}",
    ]
    if rule.cue:
        lines.append(f"- *Phish Scale cue:* {rule.cue}; weight in phish-likeness {rule.weight:.2f}")
    if notes:
        lines.append(f"- *Language:* {notes}")
    if rule.needs_headers:
        lines.append("- *Needs:* a whole mail with headers, not HTML alone.")
    if rule.needs_network:
        lines.append("- *Needs:* the network (`--net`) or, for DNS, a zone file (`--zone`).")
    if rule.experimental:
        lines.append("- *Experimental.*")
    return "\n".join(lines) + "\n"
