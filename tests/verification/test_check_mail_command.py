"""`forewarn check-mail`: the contract of its output and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from brand_mail import ALERT, LURE, attached, keys, sign
from forewarn.cli.check_mail import command

BRAND = f"""name = "Acme"
aliases = []
domains = ["acme.example"]
phone_numbers = ["+44 20 7946 0000"]
mailbox_domains = []
signs_all_mail_since = 2020-01-01

[[keys]]
selector = "s1"
domain = "acme.example"
public_key = "{keys("brand").public_key}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "a.eml").write_bytes(sign())
    (tmp_path / "mails" / "b.eml").write_bytes(attached(sign()))
    (tmp_path / "mails" / "c.eml").write_bytes(LURE)
    (tmp_path / "mails" / "d.eml").write_bytes(sign().replace(b"www.acme.example", b"login.example"))
    (tmp_path / "brand.toml").write_text(BRAND)
    (tmp_path / "zone.json").write_text(
        json.dumps({"s1._domainkey.acme.example": {"TXT": f"v=DKIM1; p={keys('brand').public_key}"}})
    )
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments])


def rows(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_json_lines_in_order(folder: Path) -> None:
    result = run(folder / "mails", "--profile", folder / "brand.toml", "--json")
    assert result.exit_code == 0
    assert [r["verdict"] for r in rows(result)] == ["sent_by_us", "sent_by_us", "not_ours", "sent_by_us_altered"]
    for row in rows(result):
        assert set(row) == {"file", "verdict", "reasons", "original", "facts", "next_step"}


def test_the_keys_of_the_contract(folder: Path) -> None:
    row = rows(run(folder / "mails" / "b.eml", "--profile", folder / "brand.toml", "--json"))[0]
    original = row["original"]
    assert isinstance(original, dict)
    assert original["how"] == "attached"
    assert original["from"] == {"name": "Acme Safety", "address": "safety@acme.example"}
    assert original["subject"] == "What scammers send in our name this autumn"
    assert original["date"] == "2026-11-02T10:00:00+00:00"
    assert "We never ask for your password." in original["body"]
    facts = row["facts"]
    assert isinstance(facts, dict)
    assert {"signatures", "alignment", "lookalikes", "matches", "differences"} <= set(facts)
    assert facts["signatures"][0]["state"] == "valid"
    reasons = row["reasons"]
    assert isinstance(reasons, list)
    assert [set(reason) for reason in reasons] == [{"code", "text"}] * len(reasons)


def test_the_changed_host_is_in_the_answer(folder: Path) -> None:
    result = run(folder / "mails" / "d.eml", "--profile", folder / "brand.toml", "--json")
    assert "login.example" in result.stdout


def test_unreadable_file_has_its_line_and_exit_1(folder: Path) -> None:
    result = run(folder / "gone.eml", folder / "mails" / "a.eml", "--profile", folder / "brand.toml", "--json")
    assert result.exit_code == 1
    assert "cannot be read" in str(rows(result)[0]["error"])
    assert rows(result)[1]["verdict"] == "sent_by_us"


def test_zone_file_stands_in_for_dns(folder: Path) -> None:
    bare = folder / "bare.toml"
    bare.write_text(BRAND.partition("[[keys]]")[0])
    assert rows(run(folder / "mails" / "a.eml", "--profile", bare, "--json"))[0]["verdict"] == "cannot_tell"
    found = rows(run(folder / "mails" / "a.eml", "--profile", bare, "--zone", folder / "zone.json", "--json"))[0]
    assert found["verdict"] == "sent_by_us"


def test_without_a_profile_the_sender_is_asked_for(folder: Path) -> None:
    result = run(folder / "mails" / "a.eml", "--zone", folder / "zone.json", "--json")
    assert rows(result)[0]["verdict"] == "sent_by_us"
    (folder / "text.txt").write_text("Your parcel from somebody waits.")
    assert rows(run(folder / "text.txt", "--json"))[0]["verdict"] == "not_about_us"


def test_text_for_people(folder: Path) -> None:
    result = run(folder / "mails", folder / "gone.eml", "--profile", folder / "brand.toml")
    assert "not_ours" in result.stdout
    assert "We do not send mail from there" in result.stdout or "looks like ours" in result.stdout
    assert "→" in result.stdout
    assert "cannot be read" in result.stdout


@pytest.mark.parametrize("arguments", [["--profile", "gone.toml"], ["--zone", "gone.json"], ["--zone", "z", "--dns"]])
def test_what_cannot_run_is_exit_2(folder: Path, arguments: list[str]) -> None:
    result = run(folder / "mails", *arguments)
    assert result.exit_code == 2
    assert "Error" in result.stderr


def test_no_files_is_exit_2(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2


def test_broken_profile_names_the_place(folder: Path) -> None:
    (folder / "broken.toml").write_text('name = "Acme"\n')
    result = run(folder / "mails", "--profile", folder / "broken.toml")
    assert result.exit_code == 2
    assert "domains" in result.stderr
    assert ALERT
