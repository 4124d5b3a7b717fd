"""The local mailbox: mails as files, read page by page."""

import errno
import mailbox
import os
from pathlib import Path

import pytest

from forewarn.outbound import mailbox as reading
from forewarn.outbound.envelopes import Envelope, RelayTrouble, Status, TroubleKind
from forewarn.outbound.transports.maildir import MaildirTransport

MAIL = b"From: Brand <safety@brand.example>\r\nTo: Zoe <%s>\r\nSubject: =?utf-8?b?TsO6bWVybw==?= %d\r\n\r\n.Hello\r\n"


def envelope(key: int) -> Envelope:
    address = f"c{key}@customer.example"
    return Envelope(key, f"bounce+{key}@brand.example", address, MAIL % (address.encode(), key))


def test_every_mail_is_one_file_that_mail_programs_read(tmp_path: Path) -> None:
    outcomes = MaildirTransport("local", tmp_path / "box").deliver([envelope(n) for n in range(1, 6)])
    assert {(o.status, o.code, o.relay) for o in outcomes} == {(Status.ACCEPTED, 250, "local")}
    stored = mailbox.Maildir(tmp_path / "box", create=False)
    assert sorted(mail["Delivered-To"] for mail in stored) == [f"c{n}@customer.example" for n in range(1, 6)]
    assert {mail["Return-Path"] for mail in stored} >= {"<bounce+1@brand.example>"}
    assert list((tmp_path / "box" / "tmp").iterdir()) == []


def test_the_mail_itself_is_stored_byte_for_byte(tmp_path: Path) -> None:
    MaildirTransport("local", tmp_path).deliver([envelope(1)])
    [line] = reading.read_page(tmp_path).lines
    raw = reading.read_stored(tmp_path, line.key)
    assert raw and raw.endswith(MAIL % (b"c1@customer.example", 1))


def test_it_is_readable_by_the_owner_only(tmp_path: Path) -> None:
    MaildirTransport("local", tmp_path / "box").deliver([envelope(1)])
    assert (tmp_path / "box" / "new").stat().st_mode & 0o077 == 0


def test_a_bad_address_does_not_stop_the_others(tmp_path: Path) -> None:
    outcomes = MaildirTransport("local", tmp_path).deliver([Envelope(1, "", "nobody", b""), envelope(2)])
    assert [o.status for o in sorted(outcomes)] == [Status.REFUSED, Status.ACCEPTED]


def test_a_full_disk_leaves_the_rest_untried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    transport = MaildirTransport("local", tmp_path)
    outcomes = transport.deliver([envelope(n) for n in range(1, 6)])
    assert [o.status for o in sorted(outcomes)] == [Status.ACCEPTED] * 2 + [Status.UNTRIED] * 3
    assert transport.trouble and transport.trouble.kind is TroubleKind.STORAGE
    assert "No space left on device. Make room on the disk" in sorted(outcomes)[2].reply
    assert len(list((tmp_path / "new").iterdir())) == 2 and list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_when_trying_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RelayTrouble, match="file"):
        MaildirTransport("local", tmp_path / "file").try_out()
    MaildirTransport("local", tmp_path / "fine").try_out()
    assert list((tmp_path / "fine" / "tmp").iterdir()) == []


def test_the_newest_mails_come_first_page_by_page(tmp_path: Path) -> None:
    transport = MaildirTransport("local", tmp_path)
    for number in range(1, 8):
        transport.deliver([envelope(number)])
    page = reading.read_page(tmp_path, start=0, count=3)
    assert page.total == 7
    assert [line.subject for line in page.lines] == ["Número 7", "Número 6", "Número 5"]
    assert [line.to for line in reading.read_page(tmp_path, start=6, count=3).lines] == ["c1@customer.example"]
    assert page.lines[0].sender == "Brand <safety@brand.example>"
    assert page.lines[0].stored_at >= page.lines[1].stored_at and page.lines[0].size > 100


def test_searching_by_address_and_subject(tmp_path: Path) -> None:
    MaildirTransport("local", tmp_path).deliver([envelope(n) for n in range(1, 13)])
    found = reading.read_page(tmp_path, search="C1@CUSTOMER")
    assert ([line.to for line in found.lines], found.total) == (["c1@customer.example"], 1)
    assert reading.read_page(tmp_path, search="número 1", count=2).total == 4  # 1, 10, 11, 12


def test_mails_that_a_mail_program_has_seen_stay_in_the_list(tmp_path: Path) -> None:
    MaildirTransport("local", tmp_path).deliver([envelope(1)])
    [path] = (tmp_path / "new").iterdir()
    path.rename(tmp_path / "cur" / f"{path.name}:2,S")
    [line] = reading.read_page(tmp_path).lines
    assert reading.read_stored(tmp_path, line.key)


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "/etc/passwd", "nothing", ".hidden", "a/b"])
def test_a_key_leads_nowhere_else(tmp_path: Path, key: str) -> None:
    MaildirTransport("local", tmp_path).deliver([envelope(1)])
    (tmp_path / "passwd").write_text("secret")
    assert reading.read_stored(tmp_path, key) is None


def test_a_mailbox_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert reading.read_page(tmp_path / "none") == reading.MailboxPage((), 0)
