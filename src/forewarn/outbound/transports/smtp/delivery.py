"""Mails over one SMTP connection, pipelined (RFC 2920): the end of one travels together with the envelope of the next."""

from __future__ import annotations

import re

from forewarn.outbound.envelopes import RelayTrouble, Stage, Status, TroubleKind
from forewarn.outbound.transports.groups import Group, Prepared
from forewarn.outbound.transports.smtp.connection import ConnectionLost, Reply, SmtpConnection, enhanced_status

OK = 250
START_CONTENT = 354
END_OF_DATA = b".\r\n"

# Refusals of MAIL FROM that concern this one mail and not the sender: too large; an address that needs SMTPUTF8.
_ABOUT_THIS_MAIL = frozenset({"5.3.4", "5.2.3", "5.6.7"})
_BY_CLASS = {2: Status.ACCEPTED, 4: Status.DEFERRED, 5: Status.REFUSED}
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


def wire_form(mail: bytes) -> bytes:
    """Any mail with CRLF line ends, its leading dots doubled and a line end at its end (RFC 5321 section 4.5.2)."""
    lines = _LINE_END.sub(b"\r\n", mail)
    return _LEADING_DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def _beyond_ascii(prepared: Prepared) -> bool:
    """Whether an address needs SMTPUTF8 (RFC 6531); the hosts are in ASCII by now."""
    return not (prepared.sender.isascii() and prepared.recipient.isascii())


class Delivery:
    """Sends a group over one connection until the group is empty or the connection fails."""

    def __init__(self, connection: SmtpConnection, group: Group) -> None:
        self.answered = 0  # mails that the server judged
        self._connection = connection
        self._group = group
        self._pipelining = connection.offers("PIPELINING")
        self._carries_utf8 = connection.offers("SMTPUTF8")
        self._carries_8bit = connection.offers("8BITMIME")
        limit = connection.extensions.get("SIZE", "").strip()
        self._size_limit = int(limit) if limit.isdigit() else 0
        # Two mails are taken ahead: one whose envelope travels with the mail before it, and one that is composed and
        # signed while the server works.
        self._current: Prepared | None = None
        self._following: Prepared | None = None
        self._upcoming: Prepared | None = None
        self._awaiting_verdict = False

    def run(self) -> None:
        """Send all. Raises ConnectionLost or RelayTrouble after putting back what was not sent."""
        self._current, self._following = self._take(), self._take()
        try:
            self._send(b"", b"", self._current)
            while self._current:
                self._send_one(self._current)
                self._current, self._following, self._upcoming = self._following, self._upcoming, None
        except (ConnectionLost, RelayTrouble) as error:
            if self._current and self._awaiting_verdict:
                self._group.note(self._current.envelope, Status.IN_DOUBT, Stage.CONTENT, str(error))
                self._current = None
            self._group.put_back(self._current, self._following, self._upcoming)
            raise

    def _send_one(self, current: Prepared) -> None:
        """Bring one mail to its outcome, with the next one's envelope already under way if the server allows it."""
        refusal = self._read_envelope() if self._pipelining else self._ask_envelope(current)
        if refusal:
            self._note(current, *refusal)
            self._send(b"", b"RSET\r\n", self._following)
            self._upcoming = self._take()
            self._connection.read()
        else:
            self._awaiting_verdict = True
            data = current.data if current.envelope.ready else wire_form(current.data)
            self._send(data, END_OF_DATA, self._following)
            self._upcoming = self._take()
            self._note(current, Stage.CONTENT, self._connection.read_verdict())
            self._awaiting_verdict = False

    def _send(self, data: bytes, ending: bytes, ahead: Prepared | None) -> None:
        """Write a mail, what ends it, and in the same go the envelope of the next."""
        if ahead and self._pipelining:
            ending += self._envelope(ahead)
        if data:
            self._connection.send(data, ending)
        elif ending:
            self._connection.send(ending)

    def _read_envelope(self) -> tuple[Stage, Reply] | None:
        """The replies to an envelope sent in one packet: None if the mail may follow, else what was refused."""
        read = self._connection.read
        mail, rcpt, data = read(), read(), read()
        if mail.code == OK and rcpt.code == OK and data.code == START_CONTENT:
            return None
        refusal = self._refusal(mail, rcpt, data)
        if refusal and data.code == START_CONTENT:
            # The server waits for content that nobody will get; a lone dot ends it (RFC 2920 section 3.1).
            self._connection.ask(END_OF_DATA)
        return refusal

    def _ask_envelope(self, current: Prepared) -> tuple[Stage, Reply] | None:
        """The same, one command after the other."""
        replies = []
        for command in self._envelope(current).splitlines(keepends=True):
            replies.append(self._connection.ask(command))
            if not replies[-1].positive:
                break
        return self._refusal(*replies)

    def _refusal(self, mail: Reply, rcpt: Reply | None = None, data: Reply | None = None) -> tuple[Stage, Reply] | None:
        """Which reply, if any, keeps the mail from being sent. Raises RelayTrouble if it would keep every mail."""
        if not mail.positive:
            if mail.code == 552 or enhanced_status(mail.text) in _ABOUT_THIS_MAIL:
                return Stage.SENDER, mail
            kind = TroubleKind.BUSY if 400 <= mail.code < 500 else TroubleKind.SENDER
            endpoint = self._connection.endpoint
            raise RelayTrouble(kind, f"{endpoint.host}:{endpoint.port}: {mail}")
        if rcpt and not rcpt.positive:
            return Stage.RECIPIENT, rcpt
        if data and data.positive:
            raise ConnectionLost(f"the server's reply has no meaning here: {data}")  # nothing was sent to agree to
        if data and data.code != START_CONTENT:
            return Stage.CONTENT, data
        return None

    def _note(self, prepared: Prepared, stage: Stage, reply: Reply) -> None:
        status = _BY_CLASS.get(reply.code // 100)
        if status is None:
            raise ConnectionLost(f"the server's reply has no meaning here: {reply}")
        self.answered += 1
        text = reply.text
        self._group.note(prepared.envelope, status, stage, text, reply.code, enhanced_status(text))
        self._current = None  # settled: whatever breaks now must not send it again

    # -- what this server can carry -----------------------------------------------------------------------------------

    def _take(self) -> Prepared | None:
        """The next mail that this server can carry at all; the others get their outcome."""
        while prepared := self._group.take():
            if obstacle := self._obstacle(prepared):
                enhanced, words = obstacle
                self._group.note(prepared.envelope, Status.REFUSED, Stage.COMPOSING, words, enhanced=enhanced)
            else:
                return prepared
        return None

    def _obstacle(self, prepared: Prepared) -> tuple[str, str] | None:
        """Why the server cannot carry the mail: an enhanced status (RFC 3463, RFC 6531) and words."""
        size = len(prepared.data)
        if not self._carries_utf8 and _beyond_ascii(prepared):
            return "5.6.7", "The address has letters that this relay cannot carry (it does not offer SMTPUTF8)."
        if not self._carries_8bit and not prepared.is_ascii:
            return "5.6.3", "The mail is not ASCII and this relay carries nothing else (it does not offer 8BITMIME)."
        if self._size_limit and size > self._size_limit:
            return "5.3.4", f"The mail has {size} bytes; this relay takes {self._size_limit}."
        return None

    def _envelope(self, prepared: Prepared) -> bytes:
        """The commands that open the mail, one a line."""
        more = f" SIZE={len(prepared.data)}" if self._size_limit else ""
        if not prepared.is_ascii:
            more += " BODY=8BITMIME"
        if _beyond_ascii(prepared):
            more += " SMTPUTF8"
        return f"MAIL FROM:<{prepared.sender}>{more}\r\nRCPT TO:<{prepared.recipient}>\r\nDATA\r\n".encode()
