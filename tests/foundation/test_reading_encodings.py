"""The encoding of a list: certain where its bytes say so, the western one where nothing is clearly better."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.foundation.reading import encodings
from forewarn.foundation.reading.encodings import Encoding, examine, known_encoding

WESTERN = {
    "spanish": ["José Nuñez", "María Ibáñez", "Año nuevo, Muñoz", "Íñigo Martínez"],
    "portuguese": ["João São Paulo", "Conceição Guimarães", "Antônio", "Simões"],
    "french": ["François Lefèvre", "Hélène", "Noël", "Œuvre"],
    "german": ["Müller", "Jürgen Größe", "Köln", "Weiß"],
    "swedish": ["Åsa Öberg", "Göteborg", "Sjöström"],
    "danish": ["Søren Ærø", "København", "Bjørn Ågård"],
    "finnish": ["Mäkinen", "Hämäläinen", "Äijö"],
    "icelandic": ["Þór", "Guðrún", "Sæmundur"],
    "one letter": ["José"],
    "quotes and dashes": ["O’Brien – “x”"],
    "euro": ["€ 5 – “ok”"],
}


@pytest.fixture
def written(tmp_path):
    """Writes a list and examines it."""

    def write(data: bytes):
        path = tmp_path / "list.csv"
        path.write_bytes(data)
        return examine(path)

    return write


def listed(names):
    return "email;name\r\n" + "".join(f"c{n}@people.example;{name}\r\n" for n, name in enumerate(names))


@pytest.mark.parametrize("names", WESTERN.values(), ids=WESTERN)
@pytest.mark.parametrize("times", [1, 30])
def test_western_lists_are_read_as_windows_1252(written, names, times):
    text = listed(names * times)
    facts = written(text.encode("cp1252"))
    assert facts.encoding == Encoding("cp1252", guessed=True, damaged=True)


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", ["Łukasz Żółć", "Grażyna Święta", "Częstochowa"]),
        ("cp1250", ["Dvořák", "Jiří Příhoda", "Křížová", "Šťastný"]),
        ("cp1251", ["Анна Каренина", "Иван Грозный"]),
        ("cp1253", ["Γιώργος", "Αθήνα", "Παπαδόπουλος"]),
        ("shift_jis", ["田中太郎", "鈴木一郎", "佐藤花子"]),
    ],
)
def test_other_encodings_are_found_where_they_are_clear(written, encoding, names):
    text = listed(names)
    data = text.encode(encoding)
    assert data.decode(written(data).encoding.name) == text


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", Encoding("utf-8")),
        ("utf-8-sig", Encoding("utf-8-sig")),
        ("utf-16", Encoding("utf-16", damaged=True)),
        ("utf-16-le", Encoding("utf-16-le", guessed=True, damaged=True)),
        ("utf-16-be", Encoding("utf-16-be", guessed=True, damaged=True)),
        ("utf-32", Encoding("utf-32", damaged=True)),
    ],
)
def test_unicode_is_told_by_its_mark_or_its_bytes(written, encoding, found):
    data = listed(["José Nuñez"]).encode(encoding)
    facts = written(data)
    assert facts.encoding == found
    assert facts.size == len(data)
    assert facts.digest == hashlib.sha256(data).hexdigest()


def test_plain_ascii_and_nothing_at_all_are_utf8(written):
    assert written(b"email\nana@people.example\n").encoding == Encoding("utf-8")
    assert written(b"").encoding == Encoding("utf-8")


def test_utf8_with_some_broken_bytes_stays_utf8(written):
    data = listed(["José"] * 40).encode() + "c@people.example;Jos\xe9\n".encode("latin-1")
    assert written(data).encoding == Encoding("utf-8", guessed=True, damaged=True)


def test_a_letter_cut_at_the_end_of_the_file_is_damage(written):
    data = listed(["José"] * 40).encode() + "é".encode()[:1]
    assert written(data).encoding.damaged


def test_a_letter_across_two_blocks_is_no_damage(written, monkeypatch):
    monkeypatch.setattr(encodings, "BLOCK", 7)
    assert written(listed(["José Nuñez é"] * 20).encode()).encoding == Encoding("utf-8")


def test_a_western_list_larger_than_a_block(written, monkeypatch):
    monkeypatch.setattr(encodings, "BLOCK", 64)
    assert written(listed(["plain"] * 50 + ["Nuñez"]).encode("cp1252")).encoding.name == "cp1252"


def test_names_of_encodings():
    assert known_encoding("Windows-1252") == "cp1252"
    assert known_encoding("UTF8") == "utf-8"
    assert known_encoding("klingon") is None
    assert known_encoding("base64") is None


@given(st.binary(max_size=400))
def test_any_bytes_get_an_encoding_that_python_knows(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "list.csv"
    path.write_bytes(data)
    found = examine(path).encoding
    data.decode(found.name, "replace")
    if not found.damaged:
        data.decode(found.name)
