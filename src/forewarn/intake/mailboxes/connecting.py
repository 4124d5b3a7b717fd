"""Connections to mailboxes by IMAP, and what can go wrong with them in words."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.intake.limits import IMAP_SECONDS
from forewarn.intake.models import Mailbox
from forewarn.outbound.transports.smtp.endpoint import Tls


class UnableToPoll(Exception):
    """The mailbox cannot be looked into; the text says what was seen and what to do."""


@contextmanager
def signed_in(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """The mailbox with its folder open. Raises UnableToPoll, also for what goes wrong inside the block."""
    try:
        there = _connect(mailbox)
        try:
            password = unseal(mailbox.password_sealed)
            plain = mailbox.username.isascii() and password.isascii()
            sign_in = there.login if plain else there.login_utf8
            sign_in(mailbox.username, password, initial_folder=mailbox.folder)
            yield there
        finally:
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


def _leave(there: BaseMailBox) -> None:
    """Say goodbye where somebody still listens; the socket is closed in any case."""
    try:
        there.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        there.client.shutdown()


def _in_words(mailbox: Mailbox, error: Exception) -> str:
    where, seen = f"{mailbox.host}:{mailbox.port}", str(error).strip() or type(error).__name__
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
        case MailboxLoginError():
            return f"{where} does not let us in: {seen}. Check the user name and password; many providers want one made for programs."
        case MailboxFolderSelectError():
            return f"{where} has no folder {mailbox.folder}: {seen}. Check its name."
        case _:
            return f"{where} answered with something unexpected: {seen}. It is tried again."
