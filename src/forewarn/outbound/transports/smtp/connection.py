"""One SMTP connection (RFC 5321): opened, protected, signed in; bytes out, replies in."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import struct
from collections import deque
from typing import NamedTuple

from forewarn.outbound.envelopes import RelayTrouble, TroubleKind
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint, Tls, is_loopback

REPLY_LINE = 4096  # bytes; RFC 5321 allows 512, real servers write more
REPLY_LINES = 100  # more is not an answer but a fault, and would fill memory
READ = 65_536  # bytes asked of the socket at once

CLOSING = 421

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_CODES = {str(code).encode(): code for code in range(200, 600)}


class ConnectionLost(Exception):
    """The connection broke, was closed, fell silent or spoke nonsense; the text says which."""


class Reply(NamedTuple):
    """A reply: its code, and what stands after the code in each of its lines."""

    code: int
    lines: tuple[bytes, ...]

    @property
    def positive(self) -> bool:
        """Whether the server agreed (2xx)."""
        return 200 <= self.code < 300

    @property
    def text(self) -> str:
        """The words on one line, without the repeated enhanced codes of later lines."""
        if len(self.lines) == 1:
            return self.lines[0].decode("utf-8", "replace").strip()
        first, *others = (line.decode("utf-8", "replace").strip() for line in self.lines)
        return " ".join([first, *(_ENHANCED.sub("", line, count=1) for line in others)])

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


def enhanced_status(text: str) -> str:
    """The enhanced status code (RFC 3463) at the start of a reply's text, or empty."""
    match = _ENHANCED.match(text)
    return match[1] if match else ""


class SmtpConnection:
    """An open connection. Raises RelayTrouble while opening, ConnectionLost afterwards."""

    def __init__(self, endpoint: SmtpEndpoint) -> None:
        self.endpoint = endpoint
        self.extensions: dict[str, str] = {}
        self._lines: deque[bytes] = deque()  # received and not read yet
        self._begun = b""  # the start of a line whose end has not come
        self._socket = self._connect()
        try:
            self._greet()
        except ConnectionLost as error:
            self.abort()
            raise RelayTrouble(TroubleKind.UNREACHABLE, f"{self._where}: {error}") from error
        except BaseException:
            self.abort()
            raise

    @property
    def _where(self) -> str:
        return f"{self.endpoint.host}:{self.endpoint.port}"

    def offers(self, extension: str) -> bool:
        """Whether the server announced the extension."""
        return extension in self.extensions

    # -- opening ------------------------------------------------------------------------------------------------------

    def _connect(self) -> socket.socket:
        end = self.endpoint
        if end.tls is Tls.NONE and not is_loopback(end.host):
            raise RelayTrouble(TroubleKind.SETTINGS, f"{self._where}: a relay on another machine needs TLS")
        try:
            plain = socket.create_connection((end.host, end.port), timeout=end.timeouts.connect)
        except (OSError, UnicodeError) as error:
            raise RelayTrouble(TroubleKind.UNREACHABLE, f"{self._where}: no connection ({error})") from error
        # Envelopes are small and must not wait for the acknowledgement of the mail before them.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._protected(plain) if end.tls is Tls.IMPLICIT else plain

    def _protected(self, plain: socket.socket) -> ssl.SSLSocket:
        plain.settimeout(self.endpoint.timeouts.connect)
        try:
            context = ssl.create_default_context()
            if self.endpoint.ca_certificate:
                context.load_verify_locations(cadata=self.endpoint.ca_certificate)
            return context.wrap_socket(plain, server_hostname=self.endpoint.host)
        except ssl.SSLCertVerificationError as error:
            plain.close()
            raise RelayTrouble(TroubleKind.TLS, f"{self._where}: {error.verify_message}") from error
        except (ssl.SSLError, OSError, ValueError) as error:
            plain.close()
            raise RelayTrouble(TroubleKind.TLS, f"{self._where}: no TLS connection ({error})") from error

    def _greet(self) -> None:
        self._wait_at_most(self.endpoint.timeouts.connect)
        greeting = self.read_verdict()
        if greeting.code != 220:
            raise self._trouble(greeting, TroubleKind.UNREACHABLE)
        self._say_hello()
        if self.endpoint.tls is Tls.STARTTLS:
            if not self.offers("STARTTLS"):
                raise RelayTrouble(TroubleKind.TLS, f"{self._where}: the relay does not offer STARTTLS")
            answer = self.ask(b"STARTTLS\r\n")
            if answer.code != 220:
                raise self._trouble(answer, TroubleKind.TLS)
            self._lines.clear()  # what came before TLS could be anybody's words
            self._begun = b""
            self._socket = self._protected(self._socket)
            self._wait_at_most(self.endpoint.timeouts.connect)
            self._say_hello()
        if self.endpoint.username:
            self._sign_in()
        self._wait_at_most(self.endpoint.timeouts.answer)

    def _say_hello(self) -> None:
        name = (self.endpoint.client_name or self._own_literal()).encode("ascii", "replace")
        answer = self.ask(b"EHLO " + name + b"\r\n")
        if answer.code in (500, 501, 502, 504):
            answer = self.ask(b"HELO " + name + b"\r\n")
            self.extensions = {}
        else:
            names = (line.decode("ascii", "replace").strip().partition(" ") for line in answer.lines[1:])
            self.extensions = {name.upper(): rest for name, _, rest in names}
        if not answer.positive:
            raise self._trouble(answer, TroubleKind.UNREACHABLE)

    def _own_literal(self) -> str:
        address = self._socket.getsockname()[0]
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def _sign_in(self) -> None:
        end = self.endpoint
        mechanisms = self.extensions.get("AUTH", "").upper().split()
        if "PLAIN" in mechanisms:
            identity = f"\0{end.username}\0{end.password}".encode()
            answer = self.ask(b"AUTH PLAIN " + base64.b64encode(identity) + b"\r\n")
        elif "LOGIN" in mechanisms:
            answer = self.ask(b"AUTH LOGIN\r\n")
            for secret in (end.username, end.password):
                if answer.code == 334:
                    answer = self.ask(base64.b64encode(secret.encode()) + b"\r\n")
        else:
            offered = " ".join(mechanisms) or "none"
            raise RelayTrouble(
                TroubleKind.AUTHENTICATION, f"{self._where}: sign-in is offered by {offered}; PLAIN or LOGIN is needed"
            )
        if not answer.positive:
            temporary = 400 <= answer.code < 500
            raise self._trouble(answer, TroubleKind.BUSY if temporary else TroubleKind.AUTHENTICATION)

    def _trouble(self, answer: Reply, kind: TroubleKind) -> RelayTrouble:
        return RelayTrouble(TroubleKind.BUSY if answer.code == CLOSING else kind, f"{self._where}: {answer}")

    # -- talking ------------------------------------------------------------------------------------------------------

    def _wait_at_most(self, seconds: float) -> None:
        """Limit every read and write from now on."""
        if isinstance(self._socket, ssl.SSLSocket):
            self._socket.settimeout(seconds)
            return
        # Without TLS the kernel keeps the time: Python's own way makes twice as many calls of it.
        self._socket.settimeout(None)
        limit = struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)

    def send(self, *parts: bytes) -> None:
        """Write all of it, in one go."""
        try:
            if len(parts) == 1 or isinstance(self._socket, ssl.SSLSocket):
                self._socket.sendall(b"".join(parts))
                return
            sent = self._socket.sendmsg(parts)  # without joining them first: a mail is tens of kilobytes
            if sent < sum(map(len, parts)):
                self._socket.sendall(b"".join(parts)[sent:])
        except OSError as error:
            raise ConnectionLost(f"the connection broke while sending ({_words(error)})") from error

    def ask(self, command: bytes) -> Reply:
        """Write a command and read its reply, as `read` does."""
        self.send(command)
        return self.read()

    def read(self) -> Reply:
        """Read one reply. 421 means that the server is closing: it is raised as ConnectionLost."""
        reply = self.read_verdict()
        if reply.code == CLOSING:
            raise ConnectionLost(str(reply))
        return reply

    def read_verdict(self) -> Reply:
        """Read the reply to a whole mail: the same, but 421 is an answer like others."""
        line = self._lines.popleft() if self._lines else self._next_line()
        code = _CODES.get(line[:3])
        if code is None:
            raise ConnectionLost(f"the server's reply is not SMTP: {line[:80]!r}")
        if line[3:4] != b"-":
            return Reply(code, (line[4:],))
        texts = [line[4:]]
        while line[3:4] == b"-":
            line = self._next_line()
            texts.append(line[4:])
            if len(texts) > REPLY_LINES:
                raise ConnectionLost("the server's reply does not end")
        return Reply(code, tuple(texts))

    def _next_line(self) -> bytes:
        while not self._lines:
            if len(self._begun) > REPLY_LINE:
                raise ConnectionLost("the server's reply does not end")
            try:
                received = self._socket.recv(READ)
            except OSError as error:
                raise ConnectionLost(f"no answer came ({_words(error)})") from error
            if not received:
                raise ConnectionLost("the server closed the connection")
            self._lines.extend((self._begun + received).split(b"\n"))
            self._begun = self._lines.pop()
        return self._lines.popleft()

    def quit(self) -> None:
        """Say goodbye and close, without waiting long for an answer."""
        try:
            self._wait_at_most(1.0)
            self.ask(b"QUIT\r\n")
        except ConnectionLost:
            pass
        finally:
            self.abort()

    def abort(self) -> None:
        """Close at once."""
        self._socket.close()


def _words(error: OSError) -> str:
    return "it took too long" if isinstance(error, TimeoutError | BlockingIOError) else str(error)
