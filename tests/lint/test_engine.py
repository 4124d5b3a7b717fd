"""The engine: what is skipped and why, positions, languages, waivers, measures, and the table of rules."""

from dataclasses import replace
from datetime import date

import pytest

from corpora import corpora
from forewarn.lint.context import ComposedMail, LintContext
from forewarn.lint.engine import MAX_PER_RULE, composed_bytes, lint_mail
from forewarn.lint.findings import Finding, Where, shorten
from forewarn.lint.phish_scale import phish_likeness, phish_scale
from forewarn.lint.severity import MessageClass, Severity, severities
from forewarn.lint.table import BY_ID, RULES
from forewarn.lint.waivers import UnableToReadWaiver, Waiver, apply_waivers, waiver_from
from lint.mails import BRAND, CALM, NOW, found, lint, lint_page, mail, page, skipped

CATALOGUE = [
    "ID-01",
    "ID-02",
    "ID-03",
    "ID-04",
    "ID-05",
    "ID-06",
    "ID-07",
    "ID-08",
    "ID-09",
    "ID-10",
    "LK-01",
    "LK-02",
    "LK-03",
    "LK-04",
    "LK-05",
    "LK-06",
    "LK-07",
    "LK-08",
    "LK-09",
    "LK-10",
    "AT-01",
    "AT-02",
    "AT-03",
    "QR-01",
    "PH-01",
    "PH-02",
    "IM-01",
    "IM-02",
    "IM-03",
    "RQ-01",
    "RQ-02",
    "RQ-03",
    "RQ-04",
    "RQ-05",
    "PR-01",
    "PR-02",
    "PR-03",
    "PR-04",
    "PR-05",
    "WD-01",
    "WD-02",
    "WD-03",
    "WD-04",
    "WD-05",
    "WD-06",
    "WD-07",
    "WD-08",
    "RD-01",
    "RD-02",
    "RD-03",
    "RD-04",
    "RD-05",
    "HD-01",
    "HD-02",
    "HD-03",
    "HD-04",
    "PV-01",
    "PV-02",
    "PV-03",
    "FO-01",
    "FO-02",
    "FO-03",
]


def test_the_table_holds_the_62_rules_of_the_catalogue_and_one_for_what_was_not_read():
    assert len(CATALOGUE) == 62
    assert {rule.id for rule in RULES} == {f"FW-{name}" for name in CATALOGUE} | {"FW-IN-01"}
    assert len(RULES) == len(BY_ID) == 63
    assert RULES[-1].id == "FW-RQ-04", "it reads what the others found"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_all_of_itself(rule):
    for words in (rule.title, rule.checks, rule.why, rule.source, rule.breaks, rule.fix):
        assert words.strip() == words
        assert words
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    assert rule.words in ("", "part", "all")
    assert 0 <= rule.weight < 1
    assert bool(rule.weight) == bool(rule.cue)
    assert rule.classes
    assert rule.check.__doc__ and rule.check.__doc__.startswith(f"{rule.id}: ")


# Severities of evidence part E, read by hand: rule → care, mandated, transactional, marketing.
GIVEN = {
    "FW-ID-01": ("block", "block", "block", "block"),
    "FW-ID-02": ("error", "error", "error", "error"),
    "FW-ID-03": ("block", "block", "error", "error"),
    "FW-ID-07": ("error", "error", "warn", "warn"),
    "FW-ID-10": ("block", "block", "error", "error"),
    "FW-LK-02": ("block", "block", "error", "error"),
    "FW-LK-03": ("block", "block", "block", "error"),
    "FW-LK-07": ("block", "block", "warn", "warn"),
    "FW-AT-01": ("block", "block", "error", "block"),
    "FW-QR-01": ("block", "block", "error", "error"),
    "FW-PR-01": ("block", "block", "error", "warn"),
    "FW-PR-02": ("error", "error", "error", "error"),
    "FW-PR-03": ("block", "block", "block", "warn"),
    "FW-PR-04": ("block", "block", "block", "error"),
    "FW-RD-01": ("error", "error", "error", "error"),
    "FW-HD-01": ("error", "error", "error", "block"),
    "FW-PV-01": ("block", "block", "block", "warn"),
    "FW-FO-01": ("block", "block", "error", "error"),
}


# The others have one severity for every class that they are for.
ONE_FOR_ALL = {
    "block": "ID-04 ID-05 ID-09 LK-01 LK-04 LK-05 LK-06 AT-02 AT-03 PH-01 RQ-01 RQ-02 RQ-03 RQ-04 RQ-05 WD-01 WD-04 WD-05 WD-08 PV-02 PV-03",
    "error": "LK-08 LK-10 PH-02 IM-01 IM-02 IM-03 PR-05 WD-02 WD-03 RD-02 RD-03 RD-04 RD-05 HD-02 FO-03",
    "warn": "ID-06 ID-08 LK-09 WD-06 WD-07 HD-03 HD-04 FO-02",
}


def test_the_other_rules_have_the_one_severity_that_the_catalogue_gives():
    others = {f"FW-{name}": severity for severity, names in ONE_FOR_ALL.items() for name in names.split()}
    assert set(others) | set(GIVEN) == {f"FW-{name}" for name in CATALOGUE}
    for rule, severity in others.items():
        assert {BY_ID[rule].severity_for(c).value for c in BY_ID[rule].classes} == {severity}, rule


@pytest.mark.parametrize("rule", GIVEN)
def test_severities_are_those_of_the_catalogue_or_the_next_stricter_class(rule):
    classes = (MessageClass.CARE, MessageClass.MANDATED, MessageClass.TRANSACTIONAL, MessageClass.MARKETING)
    assert tuple(BY_ID[rule].severity_for(c).value for c in classes) == GIVEN[rule]
    assert BY_ID[rule].severity_for(MessageClass.MIXED) == BY_ID[rule].severity_for(MessageClass.MARKETING)


def test_a_class_without_severity_takes_the_next_stricter_one():
    only_care = severities(c="block", k="warn")
    assert only_care.of(MessageClass.TRANSACTIONAL) is Severity.BLOCK
    assert only_care.of(MessageClass.MANDATED) is Severity.BLOCK
    assert only_care.of(MessageClass.MIXED) is Severity.WARN
    assert severities("error", t="warn").of(MessageClass.OPERATIONAL) is Severity.ERROR
    assert Severity.BLOCK.at_most(Severity.WARN) is Severity.WARN
    assert Severity.INFO.at_most(Severity.WARN) is Severity.INFO


def test_a_finding_says_everything():
    finding = found(lint(mail(f"{CALM['en']} Claim your prize.")), "FW-PR-03")[0]
    rule = BY_ID["FW-PR-03"]
    assert finding.message == "“Claim your prize” baits the reader."
    assert (finding.why, finding.source, finding.breaks, finding.fix) == (rule.why, rule.source, rule.breaks, rule.fix)
    assert finding.where == Where("text", 1, len(CALM["en"]) + 2, "Claim your prize")
    assert not finding.experimental


def test_findings_are_gravest_first_and_bounded():
    many = "".join(f'<a href="https://bit.ly/{n}">Sign in</a> ' for n in range(60))
    report = lint(mail(html=many))
    ranks = [f.severity.rank for f in report.findings]
    assert ranks == sorted(ranks, reverse=True)
    links = found(report, "FW-LK-01")
    assert len(links) == MAX_PER_RULE
    assert "40 more" in " ".join(f.message for f in links)


def test_a_mail_of_a_stranger_takes_its_brand_from_the_sender():
    report = lint(mail(From="x@other.test", html='<a href="https://www.other.test/p">Your parcel</a>'), profile=None)
    assert not found(report, "FW-LK-02")
    assert (
        skipped(report, "profile")
        == "no profile was given: the brand is the organisation of the From domain other.test"
    )
    nobody = lint_page(page('<a href="https://www.other.test/p">Your parcel</a>'), profile=None)
    assert not found(nobody, "FW-LK-02")
    assert "no domain is known" in skipped(nobody, "FW-LK-02")


def test_the_locale_of_the_context_overrides_the_guess():
    raw = mail("Confirme su clave.")
    assert found(lint(raw, context=LintContext(locale="es-MX")), "FW-RQ-01")
    assert lint(raw, context=LintContext(locale="es-MX")).language == "es"


def test_a_composed_mail_is_linted_as_its_bytes():
    composed = ComposedMail(
        "Alder", "care@safety.alder.example", "A note", "Confirm your password.", "<p>Confirm your password.</p>"
    )
    one = lint_mail(composed, message_class="care", now=NOW, profile=BRAND)
    two = lint_mail(composed_bytes(composed), message_class="care", now=NOW, profile=BRAND)
    assert [f for f in one.findings] == [f for f in two.findings]
    assert found(one, "FW-RQ-01")[0].where.part == "html"


@pytest.mark.parametrize("name", ['Al "the" der', "Ålder, Inc.", ""])
def test_names_of_composed_mails_survive(name):
    composed = ComposedMail(name, "a@alder.example", "s\nBcc: x@evil.test", "t")
    report = lint_mail(
        composed, message_class="care", now=NOW, profile=replace(BRAND, name=name.replace('"', "") or "x")
    )
    assert not found(report, "FW-ID-01")
    assert b"\nBcc:" not in composed_bytes(composed)


def waived(**more):
    given = {"rule": "FW-LK-02", "person": "Mara", "reason": "parcel page", "expires": date(2026, 12, 31), **more}
    return Waiver(**given)


OFF_BRAND = '<p>Your parcel.</p><a href="https://parcel.test/1">Where it is</a>'


def test_a_waiver_lets_an_error_pass_and_names_the_person():
    report = lint(mail(html=OFF_BRAND), waivers=(waived(),))
    finding = found(report, "FW-LK-02")[0]
    assert finding.waived_by == "Mara until 2026-12-31: parcel page"
    assert not finding.gates
    assert report.passes
    assert report.errors == ()


def test_a_waiver_never_covers_a_block_nor_another_rule_nor_other_words():
    report = lint(mail(html=OFF_BRAND), "care", waivers=(waived(),))
    assert not found(report, "FW-LK-02")[0].waived_by
    assert not found(lint(mail(html=OFF_BRAND), waivers=(waived(rule="FW-LK-01"),)), "FW-LK-02")[0].waived_by
    assert found(lint(mail(html=OFF_BRAND), waivers=(waived(match="parcel.test"),)), "FW-LK-02")[0].waived_by
    assert not found(lint(mail(html=OFF_BRAND), waivers=(waived(match="other.test"),)), "FW-LK-02")[0].waived_by
    by_file = lint(mail(html=OFF_BRAND), waivers=(waived(match="ship"),), context=LintContext(file="mails/ship.eml"))
    assert found(by_file, "FW-LK-02")[0].waived_by


def test_an_expired_waiver_does_not_count_and_is_told():
    report = lint(mail(html=OFF_BRAND), waivers=(waived(expires=date(2026, 11, 22)),))
    assert not report.passes
    assert "expired on 2026-11-22" in skipped(report, "FW-LK-02")
    on_its_last_day = lint(mail(html=OFF_BRAND), waivers=(waived(expires=date(2026, 11, 23)),))
    assert on_its_last_day.passes


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({}, "rule"),
        ({"rule": "FW-LK-02", "reason": "r", "expires": "2027-01-01"}, "person"),
        ({"rule": "FW-LK-02", "person": "p", "reason": "r"}, "expires"),
        ({"rule": "FW-LK-02", "person": "p", "reason": "r", "expires": "soon"}, "expires"),
        ({"rule": "FW-LK-02", "person": "p", "reason": "r", "expires": "2027-01-01", "match": 3}, "match"),
        ({"rule": "FW-LK-02", "person": "p", "reason": "r", "expires": "2027-11-25"}, "366 days"),
        ({"rule": "FW-LK-02", "person": "p", "reason": "r", "expires": "2027-01-01", "why": "r"}, "why"),
    ],
)
def test_a_waiver_that_lacks_something_is_refused(row, what):
    with pytest.raises(UnableToReadWaiver, match=what):
        waiver_from(row, "waivers[1]", date(2026, 11, 23))


def finding(rule, severity="warn"):
    entry = BY_ID[rule]
    return Finding(rule, Severity(severity), Where("text"), "m", entry.why, entry.source, entry.breaks, entry.fix)


def test_waivers_leave_other_findings_as_they_are():
    findings = [finding("FW-LK-02", "error"), finding("FW-PR-02", "error")]
    marked, expired = apply_waivers(findings, (waived(),), NOW)
    assert [bool(f.waived_by) for f in marked] == [True, False]
    assert expired == []


def test_phish_likeness_grows_with_cues_and_stays_within_bounds():
    assert phish_likeness([]) == 0
    one = phish_likeness([finding("FW-RQ-01")])
    two = phish_likeness([finding("FW-RQ-01"), finding("FW-LK-05")])
    assert 0 < one < two <= 100
    assert phish_likeness([finding("FW-RQ-01")] * 50) < phish_likeness([finding(rule.id) for rule in RULES] * 3) <= 100
    assert phish_likeness([finding("FW-HD-04")]) == 0, "no cue, no likeness"


@pytest.mark.parametrize(
    ("rules", "message_class", "context", "expected"),
    [
        ((), "marketing", LintContext(), (2, "few", 4, "weak", "moderately difficult")),
        (("FW-RQ-01",), "transactional", LintContext(), (3, "few", 14, "medium", "very difficult")),
        (("FW-RQ-01", "FW-PR-02"), "transactional", LintContext(), (4, "few", 22, "strong", "very difficult")),
        (("FW-RQ-01", "FW-PR-02"), "transactional", LintContext(taught=8), (4, "few", 14, "medium", "very difficult")),
        (("FW-PR-03",) * 8, "marketing", LintContext(), (10, "some", 4, "weak", "moderately to least difficult")),
        (("FW-PR-03",) * 14, "marketing", LintContext(), (16, "many", 4, "weak", "least difficult")),
        (("FW-LK-02",), "care", LintContext(season_match=8), (3, "few", 18, "strong", "very difficult")),
    ],
)
def test_the_phish_scale_follows_its_tables(rules, message_class, context, expected):
    scale = phish_scale([finding(rule) for rule in rules], MessageClass(message_class), context)
    assert (scale.cues, scale.category, scale.premise, scale.alignment, scale.difficulty) == expected


def test_shorten_keeps_one_line():
    assert shorten("a\n  b") == "a b"
    assert len(shorten("x" * 500)) == 160
    assert shorten("x" * 500).endswith("…")


@pytest.mark.corpora
def test_lures_are_told_from_honest_mail():
    """A sample of the acceptance check: blocks on many lures, on few honest mails."""
    prefixes = ("FW-RQ", "FW-PR", "FW-AT", "FW-LK-01", "FW-LK-02", "FW-LK-03", "FW-LK-04", "FW-LK-05", "FW-LK-06")

    def share(files, level):
        hit = 0
        for file in files:
            report = lint(file.read_bytes(), profile=None)
            hit += any(f.rule.startswith(prefixes) and f.severity.rank >= level for f in report.findings)
        return hit / len(files)

    lures = sorted(corpora("phish/phishing_pot").glob("*.eml"))[::4]
    honest = sorted(corpora("brand").rglob("*.eml"))
    assert share(lures, 2) >= 0.6
    assert share(honest, 3) <= 0.15
    assert share(lures, 3) >= share(honest, 3) + 0.3
