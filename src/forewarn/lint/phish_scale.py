"""Two measures of a message: how much it is like a lure, and how hard a lure that copied it would be to tell."""

from __future__ import annotations

from collections import Counter

from forewarn.lint.context import LintContext
from forewarn.lint.findings import Finding, PhishScale
from forewarn.lint.severity import MessageClass
from forewarn.lint.table import BY_ID

REPEATED = 0.25  # share of its weight that each further finding of a rule adds
MAX_REPEATS = 4
_OWN_CUES = 2  # a copy always has these: its sender's address and where its link or answer leads


def phish_likeness(findings: list[Finding]) -> int:
    """0 to 100: the weights of the cues present, joined so that many weak cues never pass one strong one by sum alone."""
    innocent = 1.0
    for rule_id, count in Counter(f.rule for f in findings).items():
        weight = BY_ID[rule_id].weight
        for repeat in range(min(count, MAX_REPEATS)):
            innocent *= 1 - weight * (1 if repeat == 0 else REPEATED)
    return round(100 * (1 - innocent))


def phish_scale(findings: list[Finding], message_class: MessageClass, context: LintContext) -> PhishScale:
    """The scale of TN 2276 for a lure that copies this message (evidence A.3, read for customers; not validated)."""
    cues = _OWN_CUES + sum(1 for f in findings if BY_ID[f.rule].cue)
    premise = _imitates(findings) + _relevance(message_class) + context.season_match + _fear(findings) - context.taught
    category, alignment = _category(cues), _alignment(premise)
    return PhishScale(cues, category, premise, alignment, _DIFFICULTY[category, alignment])


def difficulties(cues: int, premise: int) -> tuple[str, ...]:
    """What TN 2276 calls a lure with so many cues and this premise rating: `least`, `moderate` or `very`; two where it leaves both open."""
    words = _DIFFICULTY[_category(cues), _alignment(premise)]
    return tuple(
        short for short, long in (("least", "least"), ("moderate", "moderately"), ("very", "very")) if long in words
    )


def _category(cues: int) -> str:
    return "few" if cues <= 8 else "some" if cues <= 14 else "many"


def _alignment(premise: int) -> str:
    return "weak" if premise <= 10 else "medium" if premise <= 17 else "strong"


_DIFFICULTY = {
    ("few", "strong"): "very difficult",
    ("few", "medium"): "very difficult",
    ("few", "weak"): "moderately difficult",
    ("some", "strong"): "very difficult",
    ("some", "medium"): "moderately difficult",
    ("some", "weak"): "moderately to least difficult",
    ("many", "strong"): "moderately difficult",
    ("many", "medium"): "moderately difficult",
    ("many", "weak"): "least difficult",
}
_ASKS = ("FW-RQ-01", "FW-RQ-02", "FW-RQ-03", "FW-RQ-05", "FW-LK-01", "FW-PH-01")
_LEADS_AWAY = ("FW-LK-02", "FW-LK-03", "FW-LK-04", "FW-LK-05", "FW-AT-01", "FW-AT-02", "FW-QR-01")


def _imitates(findings: list[Finding]) -> int:
    """Premise 1: the more the genuine mail asks, the less a lure has to change. 8 asks, 6 leads away, 4 links, 2 none."""
    rules = {f.rule for f in findings}
    if rules & set(_ASKS):
        return 8
    if rules & set(_LEADS_AWAY):
        return 6
    return 4 if "FW-LK-07" in rules or "FW-LK-08" in rules else 2


def _relevance(message_class: MessageClass) -> int:
    """Premise 2: mail about what the customer bought or holds fits more than news and offers."""
    return {
        MessageClass.TRANSACTIONAL: 6,
        MessageClass.MANDATED: 6,
        MessageClass.OPERATIONAL: 6,
        MessageClass.CARE: 4,
        MessageClass.MARKETING: 2,
        MessageClass.MIXED: 4,
    }[message_class]


def _fear(findings: list[Finding]) -> int:
    """Premise 4: fear of what happens to those who do not act."""
    rules = {f.rule for f in findings}
    if rules & {"FW-PR-02", "FW-PR-05"}:
        return 8
    return 6 if "FW-PR-01" in rules else 0
