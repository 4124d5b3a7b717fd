"""Files of vendors as rows, whatever they were written with."""

from __future__ import annotations

import pytest

from corpora import corpora
from forewarn.vendors.interchange.columns import IGNORE, UnableToMap, apply_choices, guess_meanings
from forewarn.vendors.interchange.limits import MAX_BYTES
from forewarn.vendors.interchange.reading import UnableToReadList, read_list

TABLE = "Name;Zweck;Land\r\nFähre GmbH;verschickt Briefe;Österreich\r\n\r\nMüller;druckt;Schweiz\r\n"


@pytest.fixture
def read(tmp_path):
    def read(content, name="list.csv", **told):
        path = tmp_path / "upload"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_list(path, name, **told)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_in_any_letters_with_semicolons_and_the_lines_it_stands_on(read, encoding):
    listing = read(TABLE.encode(encoding))
    assert [row.values["Name"] for row in listing.rows] == ["Fähre GmbH", "Müller"]
    assert [row.line for row in listing.rows] == [2, 4]
    assert guess_meanings(listing.columns) == ["name", "purpose", "country"]


@pytest.mark.parametrize(
    "content",
    [
        "forewarn_register: 1\nvendors:\n  - name: Quillpost\n    country: IE\n  - name: Parcelo\n",
        "- name: Quillpost\n  country: IE\n- name: Parcelo\n",
        "---\nsubprocessors:\n- {name: Quillpost, country: IE}\n- {name: Parcelo}\n",
    ],
)
def test_yaml_as_people_keep_it(read, content):
    listing = read(content, "vendors.yaml")
    assert [row.values["name"] for row in listing.rows] == ["Quillpost", "Parcelo"]
    assert listing.rows[0].line < listing.rows[1].line
    assert content.splitlines()[listing.rows[1].line - 1].strip(" -{").startswith("name: Parcelo")


def test_a_map_of_ids_and_a_single_vendor(read):
    by_id = read("quillpost:\n  name: Quillpost\nparcelo:\n  name: Parcelo\n", "v.yml")
    assert [(row.line, row.values["id"]) for row in by_id.rows] == [(1, "quillpost"), (3, "parcelo")]
    assert (
        read('{"slug": "quillpost", "name": "Quillpost", "web": "x"}', "v.json").rows[0].values["name"] == "Quillpost"
    )


def test_json_keeps_the_line_of_each_vendor(read):
    listing = read('[\n {"name": "A",\n  "web": "a.example"},\n\n {"name": "B"}]', "v.json")
    assert [row.line for row in listing.rows] == [2, 5]


def test_a_page_in_markdown_with_a_list(read):
    listing = read(
        "---\ntitle: x\n---\n# Who\n\nAll located in the United States:\n\n* [Quillpost](https://q.example/gdpr). Sends mail.\n"
        "* Not a vendor, only words\n\nIn the EU:\n\n* [Parcelo](https://parcelo.example/) - ships\n* **Boldly**: prints\n",
        "vendors.md",
    )
    assert [(row.line, *row.values.values()) for row in listing.rows] == [
        (8, "Quillpost", "Sends mail", "https://q.example/gdpr", "United States"),
        (13, "Parcelo", "ships", "https://parcelo.example/", "EU"),
        (14, "Boldly", "prints", "EU"),
    ]
    meanings = dict(zip(listing.columns, guess_meanings(listing.columns), strict=True))
    assert meanings == {
        "Name": "name", "Purpose": "purpose", "Link": "privacy_url", "Website": "website", "Located in": "country",
    }  # fmt: skip


def test_a_page_in_markdown_with_a_table(read):
    listing = read(
        "| Vendor | What for |\n|---|---|\n| [Quillpost](https://q.example) | mail |\n| Parcelo | parcels |\n", "v.md"
    )
    assert [dict(row.values) for row in listing.rows] == [
        {"Vendor": "Quillpost", "What for": "mail", "Website": "https://q.example"},
        {"Vendor": "Parcelo", "What for": "parcels"},
    ]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ("", "v.csv", "empty"),
        ("Name;Land\n", "v.csv", "lists no vendors"),
        ("[]", "v.json", "lists no vendors"),
        ('name,purpose\nA,"never closed\n', "v.csv", "never closed"),
        ("name,purpose\nA,b,c\n", "v.csv", "Line 2: 3 columns"),
        ("vendors:\n  - name: A\n    name: B\n", "v.yaml", "Line 3: “name” stands here twice"),
        ("a: &x [1]\nb: *x\n", "v.yaml", "Line 2: an alias"),
        ("vendors:\n  - name: a: b\n", "v.yaml", "Line 2: not readable as YAML"),
        ('[\n{"name": }]', "v.json", "Line 2: this is not readable as JSON"),
        ("[" * 100_000, "v.json", "deep"),
        ("forewarn_register: 9\nvendors: []\n", "v.yaml", "form 9"),
        ("- only\n- words\n", "v.yaml", "A list of vendors is expected"),
        (b"PK\x03\x04....", "v.xlsx", "Save it as CSV"),
        (b"vendors:\n  - name: M\xff\xfcller\n", "v.yaml", None),
        (b"x" * (MAX_BYTES + 1), "v.csv", "larger than 8 MB"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(read, content, name, says):
    if says is None:
        assert read(content, name).encoding == "cp1252"
        return
    with pytest.raises(UnableToReadList, match=says):
        read(content, name)


def test_letters_that_a_person_names_wrongly_are_refused_with_the_line(read):
    with pytest.raises(UnableToReadList, match="Line 2: some letters"):
        read("name;purpose\nMüller;x\n".encode("cp1252"), encoding="utf-8")
    with pytest.raises(UnableToReadList, match="no encoding"):
        read("name\nA\n", encoding="klingon")


def test_the_exact_name_of_a_fact_goes_before_words_that_mean_it():
    assert guess_meanings(["Company", "name", "Fax"]) == [IGNORE, "name", IGNORE]
    assert guess_meanings(["Datenarten", "Ort der Verarbeitung"]) == ["fields", "storage_places"]


def test_a_person_says_what_a_column_means():
    columns = ["Firm", "Link", "Fax"]
    told = apply_choices(columns, guess_meanings(columns), ["name=firm", "website=Link"])
    assert told == ["name", "website", IGNORE]
    for wrong, says in (
        (["name=Shoe"], "no column “Shoe”"),
        (["shoe=Firm"], "not something"),
        (["ignore=Firm"], "looks like the vendors' names"),
        (["Firm"], "no mapping"),
    ):
        with pytest.raises(UnableToMap, match=says):
            apply_choices(columns, told, wrong)


@pytest.mark.corpora
def test_the_real_pages_of_a_company_that_publishes_its_suppliers():
    pages = sorted((corpora("vendors") / "basecamp").rglob("*.md"))
    pages = [page for page in pages if page.name[:2] == "20"]
    assert pages
    for page in pages:
        listing = read_list(page, page.name)
        items = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("* [")]
        assert len(listing.rows) == len(items)
        assert {"name", "purpose"} <= set(guess_meanings(listing.columns))
        for row, item in zip(listing.rows, items, strict=True):
            assert f"[{row.values['Name']}]" in item
            assert row.values["Located in"] in ("United States", "EU")


@pytest.mark.corpora
def test_a_real_list_of_three_thousand_companies():
    path = corpora("vendors") / "datenanfragen" / "companies.json"
    listing = read_list(path, path.name)
    assert len(listing.rows) > 3_000
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(lines[row.line - 1].strip() == "{" for row in listing.rows)
    meanings = dict(zip(listing.columns, guess_meanings(listing.columns), strict=True))
    assert {meanings[column] for column in ("slug", "name", "address", "web", "email")} == {
        "id", "name", "address", "website", "admin_contacts",
    }  # fmt: skip
    assert meanings["fax"] == meanings["nsfw"] == IGNORE
