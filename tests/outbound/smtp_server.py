"""A real SMTP server on a loopback socket that does what a test tells it to, and remembers what it was sent."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import re
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HANG_UP = "hang up"  # a hook's answer: close the connection without a word
SILENCE = "silence"  # a hook's answer: say nothing more and keep the connection


@dataclass
class Received:
    """One mail that the server was sent whole, after its dots were taken back."""

    mail_from: str
    rcpt_to: list[str]
    data: bytes
    accepted: bool


@dataclass
class ScriptedServer:
    """Answers like a server; `hook(step, argument)` may answer instead: a reply line, HANG_UP, SILENCE or None.

    Steps: connect, ehlo, helo, starttls, auth, mail, rcpt, data, content, rset, quit.
    """

    extensions: tuple[str, ...] = ("PIPELINING", "SIZE 1000000", "8BITMIME", "ENHANCEDSTATUSCODES")
    hook: Callable[[str, str], str | None] = lambda step, argument: None
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    mails: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)  # what each read of the socket returned
    connections: int = 0
    port: int = 0

    @property
    def accepted(self) -> list[str]:
        """The recipients of the mails it took."""
        return [recipient for mail in self.mails if mail.accepted for recipient in mail.rcpt_to]


@contextlib.contextmanager
def running(server: ScriptedServer) -> Iterator[ScriptedServer]:
    """The server listening on a free port of 127.0.0.1 until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    sessions: list[threading.Thread] = []
    sockets: list[socket.socket] = [listener]

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            sockets.append(client)
            sessions.append(threading.Thread(target=_Session(server, client).run, daemon=True))
            sessions[-1].start()

    acceptor = threading.Thread(target=serve, daemon=True)
    acceptor.start()
    try:
        yield server
    finally:
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in [acceptor, *sessions]:
            thread.join(timeout=5)


class _Session:
    def __init__(self, server: ScriptedServer, client: socket.socket) -> None:
        self.server = server
        self.client = client
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # replies are small and come one by one
        self.buffer = b""
        self.mail_from: str | None = None
        self.rcpt_to: list[str] = []

    def run(self) -> None:
        with contextlib.suppress(OSError, EOFError, ssl.SSLError):
            if self.server.implicit_tls:
                self.secure()
            self.answer("connect", "", "220 test ESMTP")
            while True:
                self.command(self.line())
        self.client.close()

    def secure(self) -> None:
        if not self.server.tls:  # it promised TLS and has none
            self.say(SILENCE)
        assert self.server.tls
        self.buffer = b""
        self.client = self.server.tls.wrap_socket(self.client, server_side=True)

    def more(self) -> None:
        received = self.client.recv(1_000_000)
        if not received:
            raise EOFError
        self.server.packets.append(received)
        self.buffer += received

    def line(self) -> str:
        while b"\r\n" not in self.buffer:
            self.more()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line.decode()

    def answer(self, step: str, argument: str, usual: str) -> str:
        reply = self.server.hook(step, argument) or usual
        self.say(reply)
        return reply

    def say(self, reply: str) -> None:
        if reply == SILENCE:
            while True:
                self.more()
        if reply != HANG_UP:
            self.client.sendall(reply.encode() + b"\r\n")
        if reply == HANG_UP or reply.startswith("421"):
            raise EOFError

    def command(self, line: str) -> None:
        self.server.commands.append(line)
        verb = line.split(" ")[0].split(":")[0].lower()
        getattr(self, f"on_{verb}", self.on_anything_else)(line)

    def on_ehlo(self, line: str) -> None:
        protected = isinstance(self.client, ssl.SSLSocket)
        names = [name for name in self.server.extensions if name != "STARTTLS" or not protected]
        self.answer("ehlo", line, "\r\n".join([f"250-{name}" for name in ["test", *names]] + ["250 HELP"]))

    def on_helo(self, line: str) -> None:
        self.answer("helo", line, "250 test")

    def on_starttls(self, line: str) -> None:
        if self.answer("starttls", line, "220 go").startswith("220"):
            self.secure()

    def on_auth(self, line: str) -> None:
        self.answer("auth", line, "235 2.7.0 ok")

    def on_mail(self, line: str) -> None:
        if self.mail_from is not None:
            self.answer("mail", line, "503 5.5.1 nested MAIL command")
        elif self.answer("mail", line, "250 2.1.0 ok").startswith("250"):
            self.mail_from, self.rcpt_to = inside(line), []

    def on_rcpt(self, line: str) -> None:
        if self.mail_from is None:
            self.answer("rcpt", line, "503 5.5.1 MAIL first")
        elif self.answer("rcpt", line, "250 2.1.5 ok").startswith("250"):
            self.rcpt_to.append(inside(line))

    def on_data(self, line: str) -> None:
        usual = "354 go ahead" if self.rcpt_to else "554 5.5.1 no valid recipients"
        if self.answer("data", line, usual).startswith("354"):
            self.content()

    def on_rset(self, line: str) -> None:
        self.mail_from, self.rcpt_to = None, []
        self.answer("rset", line, "250 2.0.0 ok")

    def on_quit(self, line: str) -> None:
        self.answer("quit", line, "221 2.0.0 bye")
        raise EOFError

    def on_anything_else(self, line: str) -> None:
        self.answer("else", line, "500 5.5.2 what?")

    def content(self) -> None:
        lines = []
        while (line := self.raw_line()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        sender, recipients = self.mail_from or "", self.rcpt_to
        self.mail_from, self.rcpt_to = None, []
        mail = Received(sender, recipients, b"".join(lines), accepted=False)
        self.server.mails.append(mail)
        usual = "250 2.0.0 queued as 1" if recipients else "554 5.5.1 no valid recipients"
        reply = self.server.hook("content", recipients[0] if recipients else "") or usual
        mail.accepted = reply.startswith("250")
        self.say(reply)

    def raw_line(self) -> bytes:
        while b"\r\n" not in self.buffer:
            self.more()
        line, end, self.buffer = self.buffer.partition(b"\r\n")
        return line + end


def inside(line: str) -> str:
    match = re.search(r"<(.*)>", line)
    return match[1] if match else ""


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate for a name, and a server context that shows it."""

    pem: str
    context: ssl.SSLContext


@cache
def certificate(host: str = "127.0.0.1", days: int = 1) -> Certificate:
    """A certificate for the host, valid for some days (negative: already expired)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=10))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = signed.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        path.write_text(pem + private)
        context.load_cert_chain(path)
    return Certificate(pem, context)
