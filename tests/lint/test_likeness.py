"""Phish-likeness and the Phish Scale: more cues never make a mail less like a lure."""

from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.lint.context import LintContext
from forewarn.lint.findings import Finding, Where
from forewarn.lint.phish_scale import phish_likeness, phish_scale
from forewarn.lint.severity import MessageClass, Severity
from forewarn.lint.table import RULES
from lint.mails import CALM, lint, mail

RULE_IDS = st.sampled_from([rule.id for rule in RULES])
CUE_SENTENCES = (
    "Confirm your password.",
    "Act now.",
    "Your account will be closed.",
    "Claim your prize.",
    "Buy gift cards and send us the codes.",
    "Please install AnyDesk.",
    "Enter your card number.",
    "Visit http://192.0.2.7/login now.",
)


def findings_of(rules):
    return [Finding(rule, Severity.ERROR, Where("message"), "", "", "", "", "") for rule in rules]


@given(st.lists(RULE_IDS, max_size=40), RULE_IDS, st.sampled_from(list(MessageClass)))
def test_one_finding_more_lowers_neither_likeness_nor_cues_nor_premise(rules, more, message_class):
    before, after = findings_of(rules), findings_of([*rules, more])
    assert 0 <= phish_likeness(before) <= phish_likeness(after) <= 100
    few, many = (phish_scale(found, message_class, LintContext()) for found in (before, after))
    assert few.cues <= many.cues
    assert few.premise <= many.premise


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(CUE_SENTENCES), unique=True), st.sampled_from(CUE_SENTENCES))
def test_a_sentence_with_a_cue_never_makes_a_mail_less_like_a_lure(sentences, more):
    def likeness(said):
        return lint(mail(" ".join((CALM["en"], *said)))).phish_likeness

    assert likeness(sentences) <= likeness([*sentences, more])
