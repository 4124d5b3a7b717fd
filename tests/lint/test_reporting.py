"""What is printed: JSON by its schema, SARIF by its standard, GitHub commands, docs from the table, trip rates."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from corpora import corpora
from forewarn.lint.baseline import Baseline, UnableToReadBaseline, fingerprint, read_baseline
from forewarn.lint.findings import Finding, Where
from forewarn.lint.rates import SetRates, rates_mapping, rates_table
from forewarn.lint.reporting.github import annotation, unread_annotation
from forewarn.lint.reporting.json_lines import report_mapping, unread_mapping
from forewarn.lint.reporting.rules_page import rules_page
from forewarn.lint.reporting.sarif import sarif_log
from forewarn.lint.severity import Severity
from forewarn.lint.table import BY_ID, RULES
from lint.mails import CALM, lint, lint_page, mail, page

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/schemas/lint.schema.json").read_text("utf-8"))
SARIF = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text("utf-8"))
BAD = mail(
    f"{CALM['en']} Claim your prize.", subject="Parcel 50% off!!", html='<a href="https://bit.ly/x">Click here</a>'
)


def finding(**more):
    rule = BY_ID["FW-PR-03"]
    given = {
        "rule": rule.id,
        "severity": Severity.BLOCK,
        "where": Where("html", 3, 7, "Claim"),
        "message": "100% “Claim”: x.\nline",
        "why": rule.why,
        "source": rule.source,
        "breaks": rule.breaks,
        "fix": rule.fix,
        **more,
    }
    return Finding(**given)


def test_the_schema_itself_is_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "report",
    [lint(BAD), lint(BAD, "care"), lint(mail()), lint_page(page("<p>a</p>"), profile=None), lint(b"")],
    ids=["bad", "care", "good", "html", "empty"],
)
def test_json_follows_the_published_schema(report):
    mapping = json.loads(json.dumps(report_mapping("a.eml", report, 2)))
    jsonschema.validate(mapping, SCHEMA)
    assert list(mapping)[:3] == ["file", "class", "language"]


def test_json_of_an_unreadable_file_follows_the_schema():
    mapping = unread_mapping("gone.eml", "care", "cannot be read")
    jsonschema.validate(mapping, SCHEMA)
    assert mapping["error"] == "cannot be read"


def test_sarif_follows_the_standard():
    log = sarif_log([("mails/a b.eml", lint(BAD)), ("c.eml", lint(mail()))], [("gone.eml", "cannot be read")], "0.1.0")
    jsonschema.validate(json.loads(json.dumps(log)), SARIF)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "mails/a%20b.eml"
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "cannot be read"


POLISH = "Szanowni Państwo, państwa paczka opuściła dziś nasz magazyn i dotrze w czwartek. Zapakowaliśmy ją w papier."
JAPANESE = (
    "お客様のお荷物は本日倉庫を出発しました。木曜日にお届けします。紙で包装しています。よろしくお願いいたします。"
)


@pytest.mark.parametrize(("text", "language"), [(POLISH, "pl"), (JAPANESE, "ja")])
def test_a_language_without_lists_is_linted_and_what_is_left_out_is_said(text, language):
    report = lint(mail(text, subject=text[:12], html=f'<p>{text}</p><a href="http://192.0.2.7/">{text[:6]}</a>'))
    assert report.language == language
    assert "FW-LK-06" in {f.rule for f in report.findings}, "what is free of language is found"
    left_out = [s for s in report.skipped if f"no word list for “{language}”" in s.why]
    assert {"FW-RQ-01", "FW-PR-01"} <= {s.rule for s in left_out}
    assert {s["rule"] for s in report_mapping("a.eml", report)["skipped"]} >= {s.rule for s in left_out}
    log = json.loads(json.dumps(sarif_log([("a.eml", report)], [], "0")))
    jsonschema.validate(log, SARIF)
    notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    told = {n["associatedRule"]["id"] for n in notes if f"no word list for “{language}”" in n["message"]["text"]}
    assert told == {s.rule for s in left_out}
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is True, "a rule left out is no failure"


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["brand", "templates", "phish/authenticated"])
def test_sarif_of_real_mail_follows_the_standard(name):
    reports = []
    for path in sorted(corpora(name).rglob("*"))[:60]:
        if path.suffix in (".eml", ".html"):
            raw = path.read_bytes()
            lints = lint_page(raw.decode("utf-8", "replace")) if path.suffix == ".html" else lint(raw, profile=None)
            reports.append((str(path.relative_to(corpora(name))), lints))
    validator = jsonschema.Draft7Validator(SARIF, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    assert reports
    assert not [e.message for e in validator.iter_errors(json.loads(json.dumps(sarif_log(reports, [], "0.1.0"))))]


def test_sarif_names_files_as_references_and_every_result_a_line():
    def log(file):
        return sarif_log([(file, lint(BAD))], [], "0")["runs"][0]["results"]

    def uri(file):
        return log(file)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert uri("a: b/ü#1.eml") == "a%3A%20b/%C3%BC%231.eml", "a colon would make a scheme of what is before it"
    assert uri("/in ci/a.eml") == "file:///in%20ci/a.eml"
    assert all(r["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1 for r in log("a.eml"))


def test_sarif_levels_and_suppressions():
    from lint.test_engine import OFF_BRAND, waived

    report = lint(mail(html=OFF_BRAND), waivers=(waived(),))
    results = sarif_log([("a.eml", report)], [], "0")["runs"][0]["results"]
    suppressed = [r for r in results if r["ruleId"] == "FW-LK-02"]
    assert suppressed[0]["suppressions"][0]["justification"].startswith("Mara")
    assert {r["level"] for r in results} <= {"error", "warning", "note"}


def test_places_shown_beside_a_file_are_those_of_the_file():
    head = "From: Alder <orders@alder.example>\nTo: c@people.example\nSubject: Hi\nMIME-Version: 1.0\n"
    body = "Good day.\nSend us your password =\n  please."
    plain = lint(f"{head}\n{body}".encode())
    [found] = [f for f in plain.findings if f.rule == "FW-RQ-01"]
    assert (found.where.line, found.where.file_place) == (2, (7, 1))
    folded = lint(f"{head}Content-Transfer-Encoding: quoted-printable\n\n{body}".encode())
    [found] = [f for f in folded.findings if f.rule == "FW-RQ-01"]
    assert found.where.file_place == (7, 1), "the part begins there; its own lines are folded"
    region = sarif_log([("a.eml", plain)], [], "0")["runs"][0]["results"]
    assert any(r["locations"][0]["physicalLocation"].get("region", {}).get("startLine") == 7 for r in region)


def test_github_annotations_are_escaped():
    line = annotation("mails/a,b:c.eml", finding())
    assert line.startswith(
        "::error file=mails/a%2Cb%3Ac.eml,line=3,col=7,title=FW-PR-03::html: 100%25 “Claim”: x.%0Aline"
    )
    assert annotation("a.eml", finding(severity=Severity.WARN, where=Where("message"))).startswith(
        "::warning file=a.eml,title="
    )
    waived = annotation("a.eml", finding(severity=Severity.ERROR, waived_by="Mara until 2027"))
    assert waived.startswith("::notice")
    assert "waived by Mara" in waived
    assert unread_annotation("a.eml", "gone") == "::error file=a.eml,title=unreadable::gone"


def test_every_rule_is_documented_and_the_page_is_fresh():
    assert (ROOT / "docs/lint-rules.md").read_text("utf-8") == rules_page(), (
        "run: forewarn lint --rules > docs/lint-rules.md"
    )
    for rule in RULES:
        assert f"## {rule.id}\n" in rules_page()


def test_the_page_marks_what_is_experimental_and_what_needs_the_network():
    section = rules_page().split("## FW-RD-03\n")[1].split("\n## ")[0]
    assert "*Experimental.*" in section
    assert "`--net`" in rules_page().split("## FW-LK-10\n")[1].split("\n## ")[0]
    assert re.search(r"\[FW-HD-01\].*\| error \| - \| - \| block \| - \|", rules_page())


def test_every_rule_stands_in_the_published_trip_rates():
    text = (ROOT / "docs/lint-trip-rates.md").read_text("utf-8")
    for rule in RULES:
        mark = " *(experimental)*" if rule.experimental else ""
        assert f"| {rule.id} {rule.title}{mark} |" in text, rule.id
        assert not rule.experimental or f"`{rule.id}`" in text.split("## As transactional")[0], rule.id


def test_the_precision_page_counts_its_own_list():
    text = (ROOT / "docs/lint-precision.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \|.*\| (yes|no: .*) \|$", text, re.MULTILINE)
    agreed = sum(verdict == "yes" for _, verdict in rows)
    assert len(rows) == 100
    assert f"**{agreed}** are findings" in text


def test_rates_count_mails_not_findings():
    rates = SetRates("bad")
    rates.add(lint(BAD))
    rates.add(lint(mail()))
    mapping = rates_mapping([rates])["bad"]
    assert mapping["mails"] == 2
    assert mapping["rules"]["FW-LK-04"] == {"any": 0.5, "error_or_block": 0.5, "block": 0.5}
    assert mapping["rules"]["FW-LK-08"] == {"any": 0.5, "error_or_block": 0.0, "block": 0.0}
    assert mapping["languages"] == {"en": 2}
    table = rates_table([rates, SetRates("none")])
    assert "| rule | bad (2) | none (0) |" in table
    assert re.search(r"\| FW-LK-04 .* \| 50 / 50 / 50 \| 0 \|", table)


def test_a_baseline_knows_findings_by_words_not_lines(tmp_path):
    baseline = Baseline(folder=tmp_path)
    mine = str(tmp_path / "a.eml")
    baseline.add(mine, (finding(), finding(where=Where("html", 3, 7, "Other"))))
    path = tmp_path / "baseline.json"
    baseline.write(path)
    read = read_baseline(path)
    moved = finding(where=Where("html", 99, 1, "claim"))
    new, known = read.split(mine, (moved, finding(where=Where("html", 1, 1, "New"))))
    assert (len(new), known) == (1, 1)
    assert new[0].where.text == "New"
    twice, known = read.split(mine, (moved, moved))
    assert (len(twice), known) == (1, 1), "a second one is new"
    assert read.split(str(tmp_path / "b.eml"), (moved,))[1] == 0
    led = finding(where=Where("html", 3, 7, "Claim", target="evil.test"))
    assert fingerprint("a", led) != fingerprint("a", finding()), "where its link leads counts"
    assert fingerprint("a", finding()) != fingerprint("a", finding(rule="FW-PR-01"))


@pytest.mark.parametrize("content", ["", "[]", '{"findings": []}', '{"findings": {"a": "x"}}'])
def test_a_broken_baseline_says_what_to_do(tmp_path, content):
    path = tmp_path / "b.json"
    path.write_text(content)
    with pytest.raises(UnableToReadBaseline, match="--write-baseline"):
        read_baseline(path)
