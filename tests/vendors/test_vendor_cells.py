"""Facts as cells and back, and what people write instead."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_samples import every_fact

from forewarn.vendors.checking import tidied
from forewarn.vendors.fact_table import FACTS
from forewarn.vendors.interchange.cells import UnableToRead, read, read_translations, written

PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"]) | st.just(" "))


@pytest.mark.parametrize("code", sorted(FACTS))
def test_every_fact_comes_back_as_it_was_written(code):
    value = every_fact()[code]
    assert read(FACTS[code], written(value)) == value
    assert read(FACTS[code], value) == value  # as YAML holds it


def test_translations_come_back():
    said = every_fact()["translations"]
    assert read_translations(written(said)) == said


@settings(deadline=None, max_examples=300)
@given(text=PRINTABLE, lines=st.lists(PRINTABLE, max_size=4))
def test_any_text_and_any_list_comes_back(text, lines):
    said = tidied({"legal_entity": text, "software_versions": lines})
    for code in ("legal_entity", "software_versions"):
        assert read(FACTS[code], written(said.get(code))) == said.get(code)


@pytest.mark.parametrize("text", ["=1+1", "+49", "-", "@SUM(A1)", "'tis"])
def test_what_a_spreadsheet_would_calculate_is_made_harmless(text):
    cell = written(text)
    assert cell[0] == "'"
    assert read(FACTS["legal_entity"], cell) == text


@pytest.mark.parametrize(
    ("code", "cell", "value"),
    [
        ("storage_places", "Ireland, Deutschland, the EU", ["IE", "DE", "EU"]),
        ("country", "United States of America", "US"),
        ("country", False, "NO"),
        ("fields", "Email address; Name", ["email", "name"]),
        ("sending_domains", "https://Mail.Quillpost.example/x, @quillpost.example", ["mail.quillpost.example", "quillpost.example"]),
        ("website", "quillpost.example", "https://quillpost.example"),
        ("role", "Sub-Processor", "sub-processor"),
        ("transfer_mechanism", "SCC", "scc"),
        ("essential", "ja", True),
        ("opt_out", "No", False),
        ("since", date(2026, 3, 1), "2026-03-01"),
        ("backup_days", "30", 30),
        ("chain", "Sentry; Cloudflare", [{"name": "Sentry"}, {"name": "Cloudflare"}]),
        ("assurance", "SOC 2 Type II, ISO/IEC 27001, Cyber Essentials", [
            {"standard": "soc2", "level": "type-2"}, {"standard": "iso27001"}, {"standard": "other", "scope": "Cyber Essentials"},
        ]),
        ("measures", "Passkeys for staff", [{"measure": "Passkeys for staff", "basis": "self-declared"}]),
        ("admin_contacts", "daten\u00adschutz@quillpost.example", ["datenschutz@quillpost.example"]),
        ("legal_entity", "Quill\u00a0Post\tLtd", "Quill Post Ltd"),
        ("retention", "", None),
    ],
)  # fmt: skip
def test_what_people_write(code, cell, value):
    assert read(FACTS[code], cell) == value


@pytest.mark.parametrize(
    ("code", "cell", "says"),
    [
        ("since", "03/04/2026", "write 2026-03-01"),
        ("country", "Atlantis", "no country we know"),
        ("fields", "shoe size", "not a field of customer data"),
        ("role", "friend", "processor"),
        ("essential", "perhaps", "write yes or no"),
        ("backup_days", "a month", "no whole number"),
        ("measures", '[{"shoe": "x"}]', "no field is called shoe"),
        ("measures", '[{"measure": ', "not readable as JSON"),
    ],
)
def test_what_cannot_be_understood_is_said_with_what_to_write(code, cell, says):
    with pytest.raises(UnableToRead, match=says):
        read(FACTS[code], cell)
