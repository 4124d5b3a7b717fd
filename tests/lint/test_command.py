"""`forewarn lint` from the outside: exit codes, forms of output, settings, folders, and the pipeline guide as written."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from forewarn.cli.bench import lint as bench_lint
from forewarn.cli.lint.command import command
from forewarn.cli.lint.inputs import inputs
from forewarn.cli.lint.prober import HttpProber
from lint.mails import CALM, mail, page

ROOT = Path(__file__).resolve().parents[2]
PROFILE = """
name = "Alder"
domains = ["alder.example"]
website = "alder.example"

[[senders]]
display_name = "Alder Orders"
address = "orders@receipts.alder.example"
"""
OFF_BRAND = '<p>Your parcel.</p><a href="https://parcel.test/1">Where it is</a>'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a profile, a good and a bad mail; the command runs in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "brand.toml").write_text(PROFILE)
    (tmp_path / "good.eml").write_bytes(mail())
    (tmp_path / "bad.eml").write_bytes(mail(html=OFF_BRAND))
    return tmp_path


def run(*arguments, expect=0):
    result = CliRunner().invoke(command, [str(a) for a in arguments])
    assert result.exit_code == expect, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def lines(*arguments, expect=0):
    return [json.loads(line) for line in run(*arguments, "--json", expect=expect).stdout.splitlines()]


def test_a_good_mail_passes_and_a_bad_one_fails(folder):
    assert "passes" in run("good.eml", "--profile", "brand.toml").output
    output = run("bad.eml", "--profile", "brand.toml", expect=1).output
    assert re.search(r"error\s+FW-LK-02\s+html:4:20\s+A link leads to parcel.test", output)
    assert "A copy of this" not in output
    assert "like a lure:" in output


def test_json_has_one_object_per_file_in_order_also_for_unreadable_ones(folder):
    rows = lines("bad.eml", "gone.eml", "good.eml", "--profile", "brand.toml", "--class", "care", expect=1)
    assert [row["file"] for row in rows] == ["bad.eml", "gone.eml", "good.eml"]
    assert "No such file" in rows[1]["error"]
    schema = json.loads((ROOT / "docs/schemas/lint.schema.json").read_text("utf-8"))
    for row in rows:
        jsonschema.validate(row, schema)
        assert row["class"] == "care"


def test_without_class_and_profile_it_says_what_it_took(folder):
    row = lines("good.eml")[0]
    why = {skip["rule"]: skip["why"] for skip in row["skipped"]}
    assert row["class"] == "transactional"
    assert "--class" in why["class"]
    assert "receipts.alder.example" in why["profile"]


@pytest.mark.parametrize("name", ["care", "mandated", "transactional", "marketing", "mixed", "operational"])
def test_every_class_is_a_choice(folder, name):
    assert lines("good.eml", "--class", name, expect=lines_exit(name))[0]["class"] == name


def lines_exit(name):
    """Care, mandated and marketing mail needs headers or blocks that the good receipt lacks."""
    return 0 if name in ("transactional", "operational") else 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ([], "no files named"),
        (["good.eml", "--profile", "gone.toml"], "gone.toml"),
        (["good.eml", "--class", "news"], "news"),
        (["good.eml", "--zone", "gone.json"], "gone.json"),
        (["good.eml", "--baseline", "gone.json"], "gone.json"),
        (["good.eml", "--config", "gone.toml"], "give the path of a forewarn.toml"),
        (["--rates", "nothing"], "NAME=FOLDER"),
        (["--rates", "a=gone"], "NAME=FOLDER"),
        (["empty"], "no mails or HTML files"),
        (["empty", "--sarif"], "no mails or HTML files"),
        (["good.eml", "--profile", "page.toml"], "“https://alder.example/” is no domain"),
        (["good.eml", "--profile", "promise.toml"], "promises[1].rules: there is no rule FW-RQ-99"),
    ],
)
def test_where_nothing_can_run_one_line_says_why_and_the_code_is_2(folder, arguments, what):
    (folder / "empty").mkdir()
    (folder / "page.toml").write_text('name = "Alder"\ndomains = ["https://alder.example/"]\n')
    (folder / "promise.toml").write_text(
        f'{PROFILE}[[promises]]\nkey = "k"\nstatement = "We never ask."\nrules = ["FW-RQ-99"]\n'
    )
    result = run(*arguments, expect=2)
    assert what in result.output
    assert not result.stdout, "nothing half-done"


def test_folders_are_walked_for_mails_and_html_by_name_and_content(folder):
    below = folder / "mails" / "deep"
    below.mkdir(parents=True)
    (below / "a.eml").write_bytes(mail())
    (below / "b.html").write_text(page("<p>{{ name }}</p>"))
    (below / "c").write_bytes(mail())
    (below / "readme.txt").write_text("No mail at all.\nReally: none.")
    (below / "SOURCE.txt").write_text("repo: somewhere\nlicence: MIT\n")
    (below / "picture.png").write_bytes(b"\x89PNG")
    (below / ".hidden.eml").write_bytes(mail())
    found = [(Path(i.file).name, i.is_html) for i in inputs(("mails",))]
    assert found == [("a.eml", False), ("b.html", True), ("c", False)]
    assert [Path(i.file).name for i in inputs(("mails/deep/readme.txt",))] == ["readme.txt"], "what is named is read"


def test_templates_are_linted_with_tags(folder):
    (folder / "t.html").write_text(page('<p>Dear {{ name }},</p><a href="{{ url }}">Sign in</a>'))
    row = lines("t.html", "--profile", "brand.toml", expect=1)[0]
    assert {f["rule"] for f in row["findings"] if f["severity"] == "block"} == {"FW-LK-01"}
    assert any(skip["rule"] == "FW-PR-04" for skip in row["skipped"])
    assert not [f for f in lines("t.html", "--solicited")[0]["findings"] if f["severity"] == "block"]


def test_sarif_and_github_forms(folder):
    log = json.loads(run("bad.eml", "gone.eml", "--profile", "brand.toml", "--sarif", expect=1).stdout)
    assert {r["ruleId"] for r in log["runs"][0]["results"]} >= {"FW-LK-02"}
    output = run("bad.eml", "gone.eml", "--profile", "brand.toml", "--github", expect=1).stdout
    line = int(re.search(r"::error file=bad\.eml,line=(\d+),col=20,title=FW-LK-02::", output)[1])
    assert "parcel.test" in (folder / "bad.eml").read_text().splitlines()[line - 1], "the line is that of the file"
    assert "::error file=gone.eml,title=unreadable::" in output


def test_a_baseline_lets_only_new_findings_fail(folder):
    run("bad.eml", "--profile", "brand.toml", "--write-baseline", "known.json")
    assert (
        "known findings are in the baseline"
        in run("bad.eml", "--profile", "brand.toml", "--baseline", "known.json").output
    )
    assert lines("bad.eml", "--profile", "brand.toml", "--baseline", "known.json")[0]["known"] >= 1
    (folder / "bad.eml").write_bytes(mail(html=OFF_BRAND + '<a href="https://bit.ly/x">A short one</a>'))
    rows = lines("bad.eml", "--profile", "brand.toml", "--baseline", "known.json", expect=1)
    assert "FW-LK-04" in {f["rule"] for f in rows[0]["findings"]}
    assert "parcel.test" not in json.dumps([f["message"] for f in rows[0]["findings"]])


def test_known_words_over_a_link_that_leads_elsewhere_are_new(folder):
    run("bad.eml", "--profile", "brand.toml", "--write-baseline", "known.json")
    (folder / "bad.eml").write_bytes(mail(html=OFF_BRAND.replace("parcel.test", "parcel-alder.test")))
    rows = lines("bad.eml", "--profile", "brand.toml", "--baseline", "known.json", expect=1)
    assert [f["rule"] for f in rows[0]["findings"] if "parcel-alder.test" in f["message"]] == ["FW-LK-02"]


def test_a_baseline_holds_from_another_folder_too(folder, monkeypatch):
    (folder / "elsewhere").mkdir()
    run("bad.eml", "--profile", "brand.toml", "--write-baseline", "known.json")
    monkeypatch.chdir(folder / "elsewhere")
    known = ("--profile", "../brand.toml", "--baseline", "../known.json")
    assert lines("../bad.eml", *known)[0]["known"] >= 1
    assert lines(folder / "bad.eml", *known)[0]["known"] >= 1


STEERING = "\x1b[2J\x1b]0;owned\x07 \x9b31m \u202eparcel"


def test_a_mail_cannot_steer_the_terminal_it_is_shown_on(folder, monkeypatch):
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)  # as at a terminal
    name = "odd\x1b[31m\n::error::x.html"
    (folder / name).write_text(page(f'<p>{STEERING}</p><a href="https://e\x1b[1mvil.test/{STEERING}">In{STEERING}</a>'))
    for form in ((), ("--all",), ("--github",), ("--json",)):
        output = run(name, "gone\x1b.eml", "--profile", "brand.toml", *form, expect=1).stdout
        assert not set(output) & set("\x1b\x07"), form
        if form != ("--json",):  # there they are escaped or data
            assert not set(output) & set("\x9b\u202e"), form
            assert not [line for line in output.splitlines() if line.startswith("::error::x")], form
    assert "␛[31m␊::error::x.html" in run(name, "--profile", "brand.toml", expect=1).stdout


def test_no_colour_where_the_reader_wants_none(folder, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("good.eml", "--profile", "brand.toml").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("good.eml", "--profile", "brand.toml").stdout


def test_an_expired_waiver_is_told_once_in_every_form(folder):
    (folder / "forewarn.toml").write_text(f'profile = "brand.toml"\n{WAIVER}expires = 2026-11-01\n')
    told = "FW-LK-02: the waiver of p expired on 2026-11-01 and no longer counts"
    for form in ((), ("--json",), ("--sarif",)):
        result = run("bad.eml", "good.eml", "--as-of", "2026-11-02", *form, expect=1)
        assert result.stderr.splitlines() == [f"forewarn.toml: {told}"], form
    output = run("bad.eml", "--as-of", "2026-11-02", "--github", expect=1)
    assert f"::warning file=forewarn.toml,title={told.replace(': ', '::')}" in output.stdout.splitlines()
    assert not run("bad.eml", "--as-of", "2026-11-01").stderr, "its last day counts"


def test_settings_of_the_folder_are_read(folder):
    (folder / "forewarn.toml").write_text(
        'profile = "brand.toml"\nclass = "care"\n\n[[mails]]\nmatch = "bad.eml"\nclass = "transactional"\n\n'
        '[[waivers]]\nrule = "FW-LK-02"\nperson = "Mara"\nreason = "theirs"\nexpires = 2027-01-01\nmatch = "parcel.test"\n'
    )
    row = lines("bad.eml", "--as-of", "2026-11-23")[0]
    waived = [f for f in row["findings"] if f["rule"] == "FW-LK-02"]
    assert row["class"] == "transactional"
    assert waived[0]["waived_by"] == "Mara until 2027-01-01: theirs"
    assert lines("good.eml", "--as-of", "2026-11-23", expect=1)[0]["class"] == "care"
    late = lines("bad.eml", "--as-of", "2027-01-02", expect=1)[0]
    assert any("expired on 2027-01-01" in skip["why"] for skip in late["skipped"])
    assert "waived by Mara" in run("bad.eml", "--as-of", "2026-11-23").output


WAIVER = '[[waivers]]\nrule = "FW-LK-02"\nperson = "p"\nreason = "r"\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("classes = 1", "classes"),
        ('class = "news"', "news"),
        ('[[waivers]]\nrule = "FW-XX-01"\nperson = "p"\nreason = "r"\nexpires = 2027-01-01', "FW-XX-01"),
        ('[[waivers]]\nrule = "FW-LK-02"\nreason = "r"\nexpires = 2027-01-01', "person"),
        ("[[mails]]\nclass = 'care'", "match"),
        ('[[mails]]\nmatch = "x"\npurpose = "fun"', "fun"),
        ("[waivers]\nx = 1", "waivers"),
        (WAIVER + 'expires = 2027-01-01\nmach = "parcel"', "waivers[1].mach"),
        (WAIVER + "expires = 2199-01-01", "366 days"),
        ('[[mails]]\nmatch = "x"\nclas = "care"', "mails[1].clas"),
        ('[[mails]]\nmatch = "x"\nsolicited = "no"', "true or false"),
        ("profile = 5", "path of a file"),
        ("baseline = []", "path of a file"),
        ("= broken", "TOML"),
    ],
)
def test_bad_settings_are_one_line_and_code_2(folder, text, what):
    (folder / "forewarn.toml").write_text(text)
    output = run("good.eml", expect=2).output
    assert what in output
    assert "forewarn.toml" in output
    assert len(output.splitlines()) == 1


def test_a_baseline_that_cannot_be_written_is_one_line_and_code_2(folder):
    output = run("bad.eml", "--write-baseline", "gone/baseline.json", expect=2).output
    assert "gone/baseline.json: cannot be written" in output
    assert len(output.splitlines()) == 1


def test_dns_from_a_zone_file(folder):
    (folder / "zone.json").write_text(json.dumps({"_dmarc.alder.example": {"TXT": "v=DMARC1; p=none"}}))
    row = lines("good.eml", "--profile", "brand.toml", "--zone", "zone.json", expect=1)[0]
    messages = [f["message"] for f in row["findings"] if f["rule"] == "FW-ID-05"]
    assert any("policy of alder.example is none" in message for message in messages)


def test_rates_of_sets_as_table_and_json(folder):
    for name, raw in (("bad", mail(html=OFF_BRAND)), ("good", mail())):
        (folder / name).mkdir()
        (folder / name / "1.eml").write_bytes(raw)
    table = run("--rates", "bad=bad", "good=good", "--profile", "brand.toml").output
    assert "| rule | bad (1) | good (1) |" in table
    assert re.search(r"\| FW-LK-02 [^|]*\| 100 / 100 / 0 \| 0 \|", table)
    mapping = json.loads(run("--rates", "bad=bad", "--rates", "good=good", "--profile", "brand.toml", "--json").output)
    assert mapping["bad"]["rules"]["FW-LK-02"]["error_or_block"] == 1.0
    assert mapping["good"]["mails"] == 1


def test_text_output_is_bounded_and_all_shows_the_rest(folder):
    many = "".join(
        f'<a href="https://bit.ly/{n}">Sign in</a> <a href="https://t.co/{n}">Verify</a> ' for n in range(40)
    )
    (folder / "many.eml").write_bytes(
        mail(f"{CALM['en']} Act now. Claim your prize. You won!", html=many, subject="FREE PRIZE!!")
    )
    short = run("many.eml", "--profile", "brand.toml", expect=1).output
    assert "more; --all shows them" in short
    full = run("many.eml", "--profile", "brand.toml", "--all", expect=1).output
    assert len(full.splitlines()) > len(short.splitlines())
    assert "not run  FW-LK-10" in full


def test_the_reference_page_is_printed():
    assert run("--rules").output == (ROOT / "docs/lint-rules.md").read_text("utf-8")


def test_links_into_private_networks_are_never_followed():
    for url in ("http://127.0.0.1/x", "http://localhost/x", "http://[::1]/x", "http://10.0.0.1/"):
        steps = HttpProber().follow(url)
        assert "private" in steps[0].problem, url
    assert "no web page" in HttpProber().follow("mailto:a@b.example")[0].problem


def blocks_of(language):
    text = (ROOT / "docs/linting-in-a-pipeline.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_pipeline_guide_works_as_written(tmp_path):
    """Its two TOML files are put down, its commands are run as they stand."""
    profile, settings = blocks_of("toml")
    (tmp_path / "brand.toml").write_text(profile)
    (tmp_path / "forewarn.toml").write_text(settings)
    tomllib.loads(settings)
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "order.html").write_text(page("<p>Dear {{ name }}, your parcel leaves today.</p><p>Alder</p>"))
    (templates / "reset.html").write_text(
        page('<p>Here it is.</p><a href="{{ link }}">Reset your password</a><p>Alder</p>')
    )
    commands = [line for block in blocks_of("sh") for line in block.splitlines() if line.startswith("forewarn")]
    assert len(commands) >= 3
    for line in commands:
        order = [sys.executable, "-m", "forewarn.cli", *line.split()[1:]]
        done = subprocess.run(order, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert (tmp_path / "lint-baseline.json").exists()


def test_the_yaml_of_the_guide_and_the_hook_file_name_the_command():
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "id: forewarn-lint" in hook
    assert "entry: forewarn lint" in hook
    assert any("forewarn lint templates --github" in block for block in blocks_of("yaml"))


def test_the_benchmark_measures_and_prints_json(monkeypatch, folder):
    monkeypatch.setattr(bench_lint, "ROUNDS", 1)
    output = CliRunner().invoke(bench_lint.command, ["--mails", "."]).output
    result = json.loads(output.splitlines()[-1])
    assert result["mails"] == 2
    assert result["mails_per_second"] > 0
    assert result["cold_start_seconds"] > 0
    sample = bench_lint.sample_mail(1)
    assert 50_000 < len(sample) < 80_000
    assert sample != bench_lint.sample_mail(2)
