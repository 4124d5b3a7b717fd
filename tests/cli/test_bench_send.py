"""`forewarn bench send` runs from nothing and reports; how fast it is, no test asks."""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from typing import Any

import pytest
from click.testing import CliRunner

from forewarn.cli.bench import send as bench_send
from forewarn.cli.bench.sending import from_memory, servers
from forewarn.cli.bench.sending.letter import FIELDS, customers_csv, html_part, text_part
from forewarn.cli.bench.sending.servers import UnableToStart, free_port, sink
from forewarn.cli.bench.sending.signing_rate import signatures_per_second
from forewarn.mail.composing.letters import SLOT


@pytest.fixture(autouse=True)
def known_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_send, "signatures_per_second", lambda: (4000.0, "a test"))


def run(*arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(bench_send.command, [*arguments, "--count", "120", "--rounds", "1", "--json"])
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.output)
    return report


@pytest.mark.parametrize("unsigned", [False, True])
def test_it_measures_without_a_database(unsigned: bool) -> None:
    report = run("--proof", "none", *(["--unsigned"] if unsigned else []))
    [row] = report["figures"]
    assert (row["signed"], row["proof"], row["mails"]) == (not unsigned, "none", 120)
    assert row["of_signing_rate"] == pytest.approx(row["mails_per_second"] / 4000, abs=0.001)
    assert row["of_signing_cpu"] == pytest.approx(row["cpu_seconds_per_1000"] * 4, abs=0.001)
    assert 10 < row["peak_megabytes"] < 400
    assert report["machine"]["cores"] and report["machine"]["sink"]


def test_it_measures_with_the_proof_in_sqlite() -> None:
    [row] = run("--proof", "sqlite")["figures"]
    assert (row["signed"], row["proof"], row["mails"]) == (True, "sqlite", 120)


@pytest.mark.postgres
def test_it_measures_with_the_proof_in_a_postgresql_of_its_own() -> None:
    try:
        servers._postgres_programs()
    except UnableToStart as error:
        pytest.skip(str(error))
    [row] = run("--proof", "postgres")["figures"]
    assert (row["signed"], row["proof"], row["mails"]) == (True, "postgres", 120)


def test_the_table_names_every_aim() -> None:
    result = CliRunner().invoke(bench_send.command, ["--proof", "none", "--count", "100", "--rounds", "1"])
    assert result.exit_code == 0, result.output
    for words in ("signed", "peak MB", "0.9 of the signing rate", "6,000", "4,000 times a second"):
        assert words in result.output.replace("\n", " ")


def test_a_server_that_does_not_start_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers.shutil, "which", lambda name, path=None: "/bin/false")
    result = CliRunner().invoke(bench_send.command, ["--proof", "none"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: Postfix smtp-sink ended at once")


def test_without_postfix_our_own_sink_takes_every_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers.shutil, "which", lambda name, path=None: None)
    message = EmailMessage()
    message["Subject"] = "Note"
    message.set_content("Hello\n.\n")
    with sink() as (port, name), smtplib.SMTP("127.0.0.1", port) as client:
        assert name == "our own sink"
        for number in range(3):
            assert client.send_message(message, "a@b.example", f"c{number}@d.example") == {}
        assert client.has_extn("PIPELINING")


def test_our_own_sink_answers_what_comes_in_pieces() -> None:
    import socket

    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "forewarn.cli.bench.sending.own_sink", str(port)]) as process:
        try:
            servers.await_listening(port, process, "sink")
            with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
                file = client.makefile("rb")
                assert file.readline().startswith(b"220")
                for piece in (b"MAIL FROM:<a@b.ex", b"ample>\r\nRCPT TO:<c@d.example>\r\nDA", b"TA\r\n"):
                    client.sendall(piece)
                assert [file.readline()[:3] for _ in range(3)] == [b"250", b"250", b"354"]
                for piece in (b"Subject: x\r\n\r\nhello\r", b"\n.", b"\r\nQUIT\r\n"):
                    client.sendall(piece)
                assert [file.readline()[:3] for _ in range(2)] == [b"250", b"221"]
        finally:
            process.terminate()


def test_the_letter_is_as_the_figures_say() -> None:
    [envelope] = from_memory._envelopes(from_memory._compiled(True), 1)
    assert callable(envelope.data) and 30_000 <= len(envelope.data()) <= 32_000
    assert set(SLOT.findall(text_part())) == set(SLOT.findall(html_part())) == set(FIELDS)
    assert len(customers_csv(10).splitlines()) == 11


def test_rates_stand_beside_those_of_postfix_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = run("--proof", "none", "--unsigned")["figures"]
    assert row["of_smtp_source"] is None or 0.01 < row["of_smtp_source"] < 100
    monkeypatch.setattr(bench_send, "smtp_source_rate", lambda port, count: None)
    assert run("--proof", "none", "--unsigned")["figures"][0]["of_smtp_source"] is None


def test_the_signing_rate_is_measured() -> None:
    rate, by = signatures_per_second()
    assert 50 < rate < 1_000_000 and by
