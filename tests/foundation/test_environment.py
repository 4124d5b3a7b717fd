"""Settings from the environment: strict, and with errors that say what to write."""

from __future__ import annotations

import pytest

from forewarn.foundation.env import UnableToReadEnvironment, env_list, env_number, env_switch, env_text


def test_a_text_a_file_a_default_or_a_clear_error(monkeypatch, tmp_path):
    monkeypatch.setenv("FW_ONE", "direct")
    assert env_text("FW_ONE") == "direct"
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("FW_ONE_FILE", str(tmp_path / "secret"))
    assert env_text("FW_ONE") == "from a file"
    assert env_text("FW_TWO", "default") == "default"
    with pytest.raises(UnableToReadEnvironment, match="FW_TWO_FILE"):
        env_text("FW_TWO")
    monkeypatch.setenv("FW_ONE_FILE", str(tmp_path / "absent"))
    with pytest.raises(UnableToReadEnvironment, match="absent"):
        env_text("FW_ONE")


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("YES", True), ("1", True), ("off", False), ("0", False), ("", True)]
)
def test_switches(monkeypatch, text, value):
    monkeypatch.setenv("FW_SWITCH", text)
    assert env_switch("FW_SWITCH", default=True) is value


def test_what_is_neither_on_nor_off_is_refused(monkeypatch):
    monkeypatch.setenv("FW_SWITCH", "maybe")
    with pytest.raises(UnableToReadEnvironment, match="true or false"):
        env_switch("FW_SWITCH")


def test_numbers_and_lists(monkeypatch):
    monkeypatch.setenv("FW_NUMBER", "12")
    assert env_number("FW_NUMBER", 3) == 12
    assert env_number("FW_OTHER", 3) == 3
    monkeypatch.setenv("FW_NUMBER", "a dozen")
    with pytest.raises(UnableToReadEnvironment, match="whole number"):
        env_number("FW_NUMBER", 3)
    monkeypatch.setenv("FW_LIST", "a, b,,c ")
    assert env_list("FW_LIST") == ["a", "b", "c"]
    assert env_list("FW_NONE", ["x"]) == ["x"]
