"""A broken lesson file names file, line and field, and nothing of it is used."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.lessons.rules.reading.loading import LIBRARY, BrokenLibrary, load_files, load_folder, load_library

FOLDER = LIBRARY / "01-check-with-us"
GOOD = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
ES, EN, PLAN = "es.items.yaml", "en.items.yaml", "lesson.yaml"


def _line_of(name: str, start: str) -> int:
    return next(number for number, line in enumerate(GOOD[name].splitlines(), 1) if line.startswith(start))


def _broken(name: str, old: str, new: str) -> list[tuple[str, int, str, str]]:
    assert old in GOOD[name]
    loaded = load_files({**GOOD, name: GOOD[name].replace(old, new, 1)})
    assert loaded.lesson is None and loaded.problems
    return [(problem.file, problem.line, problem.field, problem.message) for problem in loaded.problems]


def test_the_good_files_load() -> None:
    assert load_files(GOOD).problems == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "start", "field", "says"),
    [
        (PLAN, "kind: lure", "kind: lurer", "    kind: lure", "items.0.kind", "one of: lure, genuine"),
        (PLAN, "number: 1", "number: one", "number:", "number", "a whole number"),
        (PLAN, "minutes: 4", "minutes: 12", "minutes:", "minutes", "5"),
        (PLAN, "quarter: 1", "quartal: 1", "quarter:", "quartal", "not a known name here; known are: number"),
        (PLAN, "difficulty: least", "difficulty: very", "    difficulty: least", "items.0.difficulty", "14 cues"),
        (PLAN, "- id: a2", "- id: a1", "  - id: a2", "items.1.id", "the id of two messages"),
        (PLAN, "[2, 2, 0, 6, 2]", "[2, 3, 0, 6, 2]", "    premise: [2, 2", "items.0.premise.1", "one of: 0, 2"),
        (PLAN, "domain_spoofing: 1", "domain_spofing: 1", "    cues: {spelling", "items.0.cues", "domain_spofing"),
        (PLAN, "{app: right,", "{ap: right,", "", "exercise.parts.odd-mail.things.ap", "is missing"),
        (
            EN,
            "verify@mail-check.example",
            "verify@mail-check.com",
            "    from: ",
            "items.a1.from",
            "could be somebody's",
        ),
        (EN, "  g4:\n", "  g44:\n", "  g4:", "items.g44", "is not a message of lesson.yaml"),
        (
            EN,
            "    tell: It offers to check",
            "    tel: It offers to check",
            "    tell:",
            "items.a1.tel",
            "not a known name",
        ),
        (EN, "100% Secured", "{brnd} Secured", "    body: ", "items.a1.body", "{brnd} is not a known placeholder"),
        (EN, "[VERIFY NOW](https", "[VERIFY NOW](http", "    body: ", "items.a1.body", "a link is written as"),
        (EN, "orders@{domain}", "orders@shop.example", "    from: ", "items.g2.from", "use {domain}"),
        (EN, "<verify@mail-check.example>", "", "    from: ", "items.a1.from", "needs a name and an address"),
        (ES, "    subject: Tu {purchase} va de camino\n", "", "", "items.g2.subject", "is missing"),
        ("en.md", "## story", "## storry", "## story", "storry", "is not a known heading"),
        (
            "en.md",
            "{app} with her own",
            "{ap} with her own",
            "Her sister told",
            "story",
            "{ap} is not a known placeholder",
        ),
        ("es.md", "## closing", "## myth", "## closing", "myth", "stands here twice"),
        ("en.md", "Maya was making soup", "[Maya](https://a.example) was", "Maya was", "story", "holds a link"),
        (
            EN,
            "how: Leave the button.",
            "how: See [here](https://a.example).",
            "    how: Leave",
            "items.a1.how",
            "a link",
        ),
        (EN, "No message can be", "No [message](https://a.example)", "    tell: ", "items.a1.tell", "holds a link"),
        ("es.md", "Ya tienes un camino", "", "", "", ""),
    ],
)
def test_a_mistake_is_named_with_its_file_line_and_field(
    name: str, old: str, new: str, start: str, field: str, says: str
) -> None:
    if not field:  # a shorter text is no mistake
        assert load_files({**GOOD, name: GOOD[name].replace(old, new, 1)}).lesson is not None
        return
    problems = _broken(name, old, new)
    found = [problem for problem in problems if problem[2] == field]
    assert found, problems
    assert found[0][0].endswith(name) or found[0][0] in (EN, ES)
    assert says in found[0][3]
    if start:
        number = found[0][1]
        assert GOOD[name].splitlines()[number - 1].startswith(start), (number, problems)


def test_yaml_that_cannot_be_read_names_the_line() -> None:
    line = _line_of(EN, "    wanted: To get you onto")
    problems = _broken(EN, "    wanted: To get you onto", "    wanted: Note: to get you onto")
    assert problems[0][:2] == (EN, line)
    assert "needs quotes" in problems[0][3]


def test_the_same_name_twice_is_a_mistake() -> None:
    problems = _broken(PLAN, "number: 1\n", "number: 1\nnumber: 2\n")
    assert problems == [(PLAN, 3, "", "“number” stands here twice")]


def test_aliases_are_refused_since_they_can_make_a_small_file_endless() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    (problem,) = load_files({**GOOD, PLAN: bomb}).problems
    assert (problem.file, problem.line) == (PLAN, 2) and "alias" in problem.message


def test_tags_that_would_make_objects_are_only_text() -> None:
    loaded = load_files(
        {**GOOD, PLAN: GOOD[PLAN].replace("slug: check-with-us", "slug: !!python/name:os.system check", 1)}
    )
    assert loaded.lesson is None or loaded.lesson.slug == "check"


def test_words_that_yaml_would_change_stay_words() -> None:
    changed = GOOD[EN].replace("    subject: Your {purchase} is on its way", "    subject: no", 1)
    lesson = load_files({**GOOD, EN: changed}).lesson
    assert lesson is not None and lesson.texts["en"].items["g2"].subject == "no"
    assert lesson.items[0].time == "06:41"


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\x1b", "\x00"])
@pytest.mark.parametrize("name", [EN, "es.md"])
def test_characters_that_nobody_sees_are_refused(name: str, character: str) -> None:
    text = GOOD[name].splitlines(keepends=True)
    at = next(number for number in range(4, 20) if "e" in text[number])
    text[at] = text[at].replace("e", f"e{character}", 1)
    problems = load_files({**GOOD, name: "".join(text)}).problems
    assert (problems[0].file, problems[0].line) == (name, at + 1)
    assert f"U+{ord(character):04X}" in problems[0].message


def test_a_missing_file_is_named() -> None:
    for name in (EN, "es.md"):
        problems = load_files({key: text for key, text in GOOD.items() if key != name}).problems
        assert [(problem.file, problem.message) for problem in problems] == [(name, "the file is missing")]
    assert load_files({}).problems[0].file == PLAN
    assert "no language" in load_files({PLAN: GOOD[PLAN]}).problems[0].message


def test_several_mistakes_are_all_told_at_once() -> None:
    files = {
        **GOOD,
        EN: GOOD[EN].replace("    tell:", "    tells:"),
        "es.md": GOOD["es.md"].replace("## sheet", "## hoja"),
    }
    problems = load_files(files).problems
    assert len({problem.field for problem in problems}) > 20


def test_a_form_that_lost_a_message_is_named() -> None:
    text = GOOD[PLAN].replace("form: A\n    difficulty: very", "form: B\n    difficulty: very", 1)
    messages = [problem.message for problem in load_files({**GOOD, PLAN: text}).problems]
    assert messages == [
        "form A has 0 lures marked very; it needs 1",
        "form B has 2 lures marked very; it needs 1",
    ]


def test_an_exercise_with_a_way_that_leads_nowhere_is_named() -> None:
    folder = LIBRARY / "05-too-good"
    files = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    broken = {**files, EN: files[EN].replace("to: own-app}", "to: own-ap}", 1)}
    messages = {problem.field: problem.message for problem in load_files(broken).problems}
    assert messages["exercise.parts.refund.nodes"] == "an answer leads to “own-ap”, which is not there"
    assert messages["exercise.parts.refund.nodes.own-app"] == "no answer leads here"


def test_a_folder_reports_bytes_that_are_no_text_and_leaves_other_files_alone(tmp_path: Path) -> None:
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "notes.docx").write_bytes(b"\x00\xff")
    assert load_folder(tmp_path).lesson is not None
    (tmp_path / EN).write_bytes(b"exercise:\n  intro: caf\xe9\n")
    (problem,) = load_folder(tmp_path).problems
    assert (problem.file, problem.line) == (EN, 2) and "UTF-8" in problem.message


def test_a_broken_library_lists_every_problem_with_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "01-mine"
    folder.mkdir()
    for name, text in GOOD.items():
        (folder / name).write_text(text.replace("number: 1", "number: x"), "utf-8")
    with pytest.raises(BrokenLibrary, match=r"01-mine/lesson\.yaml:2: number: is “x”"):
        load_library(tmp_path)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200), st.sampled_from(sorted(GOOD)))
def test_no_text_at_all_makes_the_loader_fail(text: str, name: str) -> None:
    loaded = load_files({**GOOD, name: text})
    assert loaded.lesson is None and loaded.problems


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_file_cut_anywhere_never_makes_the_loader_fail(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(GOOD)))
    at = data.draw(st.integers(0, len(GOOD[name])))
    loaded = load_files({**GOOD, name: GOOD[name][:at]})
    assert (loaded.lesson is None) == bool(loaded.problems)
