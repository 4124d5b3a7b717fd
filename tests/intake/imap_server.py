"""A small IMAP server (RFC 3501) on a loopback socket: one account, folders of mails with uids and flags."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Folder:
    """A folder: `mails` are (uid, bytes, flags)."""

    validity: int = 1
    mails: dict[int, tuple[bytes, set[str]]] = field(default_factory=dict)

    def add(self, raw: bytes) -> int:
        """Put a mail in; its uid."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = (raw, set())
        return uid


@dataclass
class ImapServer:
    """Answers LOGIN, AUTHENTICATE PLAIN, SELECT, UID SEARCH, UID FETCH, UID STORE, EXPUNGE and LOGOUT.

    `breaks_at` closes the connection when that command comes (its first words); `commands` remembers what was said.
    """

    folders: dict[str, Folder] = field(default_factory=lambda: {"INBOX": Folder()})
    password: str = "correct horse"
    breaks_at: str = ""
    declared_size: int = 0  # said instead of the real size
    refuses: dict[int, str] = field(default_factory=dict)  # uid → what is answered to FETCH instead of the mail
    vanish: set[int] = field(default_factory=set)  # uids that somebody deletes once they were listed
    drips: bool = False  # sends endless answers about mail, a byte now and then
    cuts: int = 0  # the uid in the middle of whose bytes the connection ends
    starttls: ssl.SSLContext | None = None
    implicit_tls: ssl.SSLContext | None = None
    commands: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def inbox(self) -> Folder:
        """The usual folder."""
        return self.folders["INBOX"]


@contextlib.contextmanager
def serving(server: ImapServer) -> Iterator[ImapServer]:
    """The server on a free port of 127.0.0.1 until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    sessions: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            sessions.append(threading.Thread(target=_Session(server, client).run, daemon=True))
            sessions[-1].start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for one in [thread, *sessions]:
            one.join(timeout=5)


class _Session:
    def __init__(self, server: ImapServer, client: socket.socket) -> None:
        self.server, self.client, self.buffer = server, client, b""
        self.folder: Folder | None = None

    def run(self) -> None:
        self.client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each answer goes out in several pieces
        with contextlib.suppress(OSError, EOFError):
            if self.server.implicit_tls:
                self.client = self.server.implicit_tls.wrap_socket(self.client, server_side=True)
            self.say(b"* OK ready")
            while True:
                tag, _, rest = self.line().partition(" ")
                self.server.commands.append(re.sub(r'^(LOGIN ".*?").*', r"\1", rest))
                if self.server.breaks_at and rest.upper().startswith(self.server.breaks_at):
                    break
                self.command(tag, rest)
        self.client.close()

    def line(self) -> str:
        while b"\r\n" not in self.buffer:
            received = self.client.recv(65_536)
            if not received:
                raise EOFError
            self.buffer += received
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line.decode()

    def say(self, text: bytes) -> None:
        self.client.sendall(text + b"\r\n")

    def command(self, tag: str, rest: str) -> None:
        while self.server.drips and rest.upper().startswith("UID"):
            self.client.sendall(b"*")
            time.sleep(0.02)
        verb, _, arguments = rest.partition(" ")
        if verb.upper() == "UID":
            verb, _, arguments = arguments.partition(" ")
            verb = f"UID_{verb}"
        done = getattr(self, f"on_{verb.lower()}", self.on_unknown)(arguments)
        if done == "STARTTLS" and self.server.starttls:
            self.say(f"{tag} OK begin".encode())
            self.client, self.buffer = self.server.starttls.wrap_socket(self.client, server_side=True), b""
            return
        self.say(f"{tag} {done}".encode())
        if verb.upper() == "LOGOUT":
            raise EOFError

    def on_unknown(self, arguments: str) -> str:
        return "BAD what?"

    def on_capability(self, arguments: str) -> str:
        self.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN" + (b" STARTTLS" if self.server.starttls else b""))
        return "OK done"

    def on_starttls(self, arguments: str) -> str:
        return "STARTTLS"

    def on_noop(self, arguments: str) -> str:
        return "OK done"

    def on_login(self, arguments: str) -> str:
        return "OK in" if f'"{self.server.password}"' in arguments else "NO [AUTHENTICATIONFAILED] wrong password"

    def on_authenticate(self, arguments: str) -> str:
        self.say(b"+ ")
        import base64

        password = base64.b64decode(self.line()).decode().split("\x00")[2]
        return "OK in" if password == self.server.password else "NO wrong password"

    def on_select(self, arguments: str) -> str:
        self.folder = self.server.folders.get(arguments.strip('"'))
        if self.folder is None:
            return "NO no such folder"
        self.say(f"* {len(self.folder.mails)} EXISTS".encode())
        self.say(f"* OK [UIDVALIDITY {self.folder.validity}] UIDs valid".encode())
        return "OK [READ-WRITE] selected"

    def on_uid_search(self, arguments: str) -> str:
        """Only `a:b UID n:*`; as real servers do, a range beyond the end names the last mail (section 6.4.8)."""
        found = re.fullmatch(r"(\d+):(\d+) UID (\d+):\*", arguments)
        assert self.folder is not None and found is not None, arguments
        every = sorted(self.folder.mails)
        first, last, least = map(int, found.groups())
        assert 1 <= first <= last <= len(every), arguments
        uids = [uid for uid in every[first - 1 : last] if uid >= least or uid == every[-1]]
        self.say(b"* SEARCH" + "".join(f" {uid}" for uid in uids).encode())
        for uid in self.server.vanish & set(uids):
            del self.folder.mails[uid]
        return "OK done"

    def on_uid_fetch(self, arguments: str) -> str:
        uid, wanted = int(arguments.split(" ")[0]), arguments.partition(" ")[2]
        assert self.folder is not None
        if uid in self.server.refuses:
            return self.server.refuses[uid]
        if uid not in self.folder.mails:
            return "OK nothing"
        raw, flags = self.folder.mails[uid]
        if "RFC822.SIZE" in wanted:
            self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {self.server.declared_size or len(raw)})".encode())
        else:
            if "PEEK" not in wanted:
                flags.add(r"\Seen")
            begun = f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}".encode() + b"\r\n"
            if uid == self.server.cuts:
                self.client.sendall(begun + raw[: len(raw) // 2])
                raise EOFError
            self.say(begun + raw + b")")
        return "OK done"

    def on_uid_store(self, arguments: str) -> str:
        uid = int(arguments.split(" ")[0])
        assert self.folder is not None
        self.folder.mails[uid][1].update(re.findall(r"\\\w+", arguments))
        return "OK done"

    def on_expunge(self, arguments: str) -> str:
        assert self.folder is not None
        self.folder.mails = {u: m for u, m in self.folder.mails.items() if r"\Deleted" not in m[1]}
        return "OK done"

    def on_logout(self, arguments: str) -> str:
        self.say(b"* BYE")
        return "OK done"
