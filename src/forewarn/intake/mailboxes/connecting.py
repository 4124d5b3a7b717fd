"""Connections to mailboxes by IMAP, and what can go wrong with them in words."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
    UnexpectedCommandStatusError,
)

from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.intake.limits import IMAP_SECONDS, POLL_LIFE_SECONDS
from forewarn.intake.models import Mailbox
from forewarn.outbound.transports.smtp.endpoint import Tls


class UnableToPoll(Exception):
    """The mailbox cannot be looked into; the text says what was seen and what to do."""


@contextmanager
def signed_in(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """The mailbox with its folder open. Raises UnableToPoll, also for what goes wrong inside the block."""
    try:
        there = _connect(mailbox)
        end = Timer(POLL_LIFE_SECONDS, _cut, [there])
        end.daemon = True
        end.start()
        try:
            _sign_in(there, mailbox)
            there.folder.set(mailbox.folder)
            yield there
        finally:
            end.cancel()
            _leave(there)
    except (OSError, imaplib.IMAP4.error, ImapToolsError, UnableToUnseal, ValueError) as error:
        raise UnableToPoll(_in_words(mailbox, error)) from error


def _connect(mailbox: Mailbox) -> BaseMailBox:
    host, port = mailbox.host, mailbox.port
    if mailbox.tls == Tls.NONE:
        return MailBoxUnencrypted(host, port, timeout=IMAP_SECONDS)
    context = ssl.create_default_context()
    if mailbox.ca_certificate:
        context.load_verify_locations(cadata=mailbox.ca_certificate)
    if mailbox.tls == Tls.STARTTLS:
        return MailBoxStartTls(host, port, timeout=IMAP_SECONDS, ssl_context=context)
    return MailBox(host, port, timeout=IMAP_SECONDS, ssl_context=context)


def _sign_in(there: BaseMailBox, mailbox: Mailbox) -> None:
    """Raises UnableToPoll where the server does not let us in, in whichever way it is asked."""
    password = unseal(mailbox.password_sealed)
    plain = mailbox.username.isascii() and password.isascii()
    try:
        (there.login if plain else there.login_utf8)(mailbox.username, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise  # the connection is gone, which says nothing about the password
    except (imaplib.IMAP4.error, MailboxLoginError) as error:
        raise UnableToPoll(
            f"{mailbox.host}:{mailbox.port} does not let {mailbox.username} in: {_seen(error)}. Check the user name and "
            "password; many providers want a password made for programs."
        ) from error


def _cut(there: BaseMailBox) -> None:
    """End a connection that lasts too long: each answer that waits breaks off."""
    with suppress(OSError):
        there.client.sock.shutdown(socket.SHUT_RDWR)


def _leave(there: BaseMailBox) -> None:
    """Say goodbye where somebody still listens; the socket is closed in any case."""
    try:
        there.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        there.client.shutdown()


def _in_words(mailbox: Mailbox, error: Exception) -> str:
    where, seen = f"{mailbox.host}:{mailbox.port}", _seen(error)
    match error:
        case UnableToUnseal():
            return seen
        case ssl.SSLCertVerificationError():
            return (
                f"The certificate of {where} is not trusted: {error.verify_message}. The host must be the name in the "
                "certificate."
            )
        case ssl.SSLError():
            return f"{where} speaks no TLS as expected: {seen}. Check the port and the encryption."
        case TimeoutError():
            return f"{where} did not answer within {IMAP_SECONDS:.0f} seconds. Check the host and port."
        case OSError():
            return f"{where} cannot be reached: {error.strerror or seen}. Check the host and port."
        case imaplib.IMAP4.abort():
            return f"{where} ended the connection: {seen}. It is tried again."
        case MailboxFolderSelectError():
            return f"{where} has no folder {mailbox.folder}: {seen}. Check its name."
        case _:
            return f"{where} answered with something unexpected: {seen}. It is tried again."


def _seen(error: Exception) -> str:
    """What the server said, without the library's words around it."""
    text = str(error)
    if isinstance(error, UnexpectedCommandStatusError):
        _, said = error.command_result
        text = b" ".join(part for part in said if isinstance(part, bytes)).decode("utf-8", "replace")
    return text.strip().rstrip(".") or type(error).__name__
