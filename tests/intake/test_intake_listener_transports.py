"""LMTP, STARTTLS and the PROXY protocol on real sockets."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from intake_builders import CHECK, client, mail, raw_client, running_listener

from forewarn.intake.listening import server, storage
from forewarn.intake.listening.server import Certificate, UnableToListen
from forewarn.intake.models import ReceivedMail

pytestmark = pytest.mark.django_db(transaction=True)


def test_lmtp_answers_once_per_recipient(brand):
    with running_listener(lmtp=True) as listener, raw_client(listener) as say:
        assert say(b"EHLO x\r\n")[0].startswith(b"500")
        hello = say(b"LHLO x\r\n", answers=5)
        assert hello[-1].startswith(b"250 ")
        say(b"MAIL FROM:<>\r\n")
        for address in (CHECK, "dmarc@mail.lantern.example"):
            assert say(b"RCPT TO:<" + address.encode() + b">\r\n")[0].startswith(b"250")
        assert say(b"RCPT TO:<x@elsewhere.example>\r\n")[0].startswith(b"550")
        say(b"DATA\r\n")
        answers = say(mail() + b".\r\n", answers=2)
        assert say(b"NOOP\r\n") == [b"250 OK\r\n"]
    assert [answer[:9] for answer in answers] == [b"250 2.0.0", b"250 2.0.0"]
    assert set(ReceivedMail.objects.values_list("source", flat=True)) == {"lmtp"}


def test_lmtp_refuses_a_mail_once_per_recipient(brand):
    """The other side waits for as many answers as it has recipients (RFC 2033 section 4.2)."""
    with running_listener(lmtp=True, mail_bytes=1000) as listener, raw_client(listener) as say:
        say(b"LHLO x\r\n", answers=5)
        say(b"MAIL FROM:<>\r\n")
        for address in (CHECK, "dmarc@mail.lantern.example"):
            say(b"RCPT TO:<" + address.encode() + b">\r\n")
        say(b"DATA\r\n")
        answers = say(mail(text="y" * 900 + "\r\n" + "y" * 900) + b".\r\n", answers=2)
        assert say(b"NOOP\r\n") == [b"250 OK\r\n"]
    assert [answer[:9] for answer in answers] == [b"552 5.3.4"] * 2
    assert not ReceivedMail.objects.exists()


def test_lmtp_with_the_standard_library_as_the_other_side(brand):
    with (
        running_listener(lmtp=True) as listener,
        smtplib.LMTP("127.0.0.1", listener.port, local_hostname="mx.people.example") as lmtp,
    ):
        lmtp.sendmail("kim@people.example", CHECK, mail())
    assert ReceivedMail.objects.get().route == "check"


@pytest.fixture
def certificate(tmp_path):
    return write_certificate(tmp_path)


def write_certificate(folder, name="mx.lantern.example"):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return Certificate(folder / "chain.pem", folder / "key.pem")


def trusting(certificate):
    context = ssl.create_default_context(cafile=certificate.chain)
    context.check_hostname = False  # the test connects by number
    return context


def test_starttls_where_there_is_a_certificate(brand, certificate):
    with running_listener(certificate=certificate) as listener, client(listener) as smtp:
        smtp.starttls(context=trusting(certificate))
        smtp.ehlo()
        assert not smtp.has_extn("starttls")
        assert smtp.docmd("AUTH", "PLAIN AHVzZXIAcGFzcw==")[0] >= 500
        smtp.sendmail("kim@people.example", CHECK, mail())
        assert len(listener.crowd.open) == 1
    assert ReceivedMail.objects.get().raw.data == mail()


def test_commands_slipped_in_before_tls_are_dropped(brand, certificate):
    """The STARTTLS injection of 2011: what was sent in clear must not count as said inside."""
    with running_listener(certificate=certificate) as listener:
        line = socket.create_connection(("127.0.0.1", listener.port), timeout=60)
        heard_until(line, b"220 ")
        line.sendall(b"EHLO x\r\n")
        heard_until(line, b"250 HELP")
        line.sendall(b"STARTTLS\r\nMAIL FROM:<mallory@people.example>\r\n")
        heard_until(line, b"220 ")
        with trusting(certificate).wrap_socket(line) as inside, inside.makefile("rb") as file:
            inside.sendall(b"EHLO x\r\nRCPT TO:<" + CHECK.encode() + b">\r\nQUIT\r\n")
            answers = file.read()
    assert b"503" in answers


def heard_until(line, words):
    heard = b""
    while words not in heard or not heard.endswith(b"\r\n"):
        heard += line.recv(1000)


def test_a_renewed_certificate_is_shown_without_a_restart(brand, tmp_path, monkeypatch):
    monkeypatch.setattr(server, "BEAT_SECONDS", 0.05)
    old = write_certificate(tmp_path)
    with running_listener(certificate=old) as listener:
        first = shown(listener)
        time.sleep(0.05)
        write_certificate(tmp_path, "new.lantern.example")
        deadline = time.monotonic() + 60
        while shown(listener) == first and time.monotonic() < deadline:
            time.sleep(0.05)
        assert shown(listener) != first


def shown(listener):
    context = ssl._create_unverified_context()
    with client(listener) as smtp:
        smtp.starttls(context=context)
        return smtp.sock.getpeercert(binary_form=True)


def test_a_certificate_that_cannot_be_used_is_said_clearly(tmp_path):
    (tmp_path / "chain.pem").write_text("nonsense")
    with pytest.raises(UnableToListen, match="must be PEM"):
        Certificate(tmp_path / "chain.pem", tmp_path / "missing.pem").context()


def test_behind_a_proxy_the_real_peer_counts(brand, monkeypatch):
    peers = []
    real = storage.receive_at

    def watched(**fields):
        peers.append(fields["peer"])
        return real(**fields)

    monkeypatch.setattr(storage, "receive_at", watched)
    with (
        running_listener(proxy=True) as listener,
        socket.create_connection(("127.0.0.1", listener.port), timeout=60) as line,
        line.makefile("rb") as file,
    ):
        line.sendall(b"PROXY TCP4 203.0.113.9 192.0.2.1 54321 25\r\n")
        assert file.readline().startswith(b"220")
        for command in (b"HELO x", b"MAIL FROM:<>", b"RCPT TO:<" + CHECK.encode() + b">", b"DATA"):
            line.sendall(command + b"\r\n")
            file.readline()
        line.sendall(mail() + b".\r\n")
        assert file.readline().startswith(b"250")
    assert peers == ["203.0.113.9"]
