"""Limits of mail that comes in; each with its unit and its reason."""

from __future__ import annotations

from datetime import timedelta

MAX_MAIL_BYTES = 25 * 1024 * 1024  # bytes; where nearly every provider stops
MAX_RECIPIENTS = 50  # of one mail; a report has one, a copy for the record a few
READ_AHEAD_BYTES = 1 << 20  # bytes of a connection that wait to be looked at; a command beyond it is refused
MAX_SESSIONS = 100  # connections at a time; each may hold one mail in memory
MAX_SESSIONS_PER_NETWORK = 20  # of those; big providers open about ten, and nobody may take all of them
SESSION_SECONDS = 120  # without a word from the other side; a mail must arrive whole within it
SESSION_LIFE_SECONDS = 600  # in all; a sender with more mail opens another connection
UNPRODUCTIVE_SECONDS = 30  # without a mail, after which a connection gives way where all places are taken
# Commands of one connection. Whoever has mail sends thousands of the first, and has no use for many of the others.
COMMANDS_PER_SESSION = {"MAIL": 10_000, "RCPT": 10_000, "DATA": 10_000, "RSET": 10_000, "*": 50}

MAX_ATTEMPTS = 3  # at reading one mail; then it is shown to a person instead
READ_WITHIN = timedelta(minutes=2)  # a reading that was begun and is not done by then ended with its worker
RETRY_AFTER = (timedelta(seconds=5), READ_WITHIN)  # trouble with the database, which is mostly over within seconds
CLOCK_STEP = timedelta(seconds=2)  # by which the clock of the machine that reads may be behind that of the listener
ASK_AFTER = timedelta(minutes=1)  # a mail that is due for so long is asked for again: its task was lost
AT_ONCE = 500  # mails that one tick asks for again; the next tick asks for more

SENDER_PER_HOUR = 60  # mails of one sender to an address that people write to: one a minute is a very busy person
NETWORK_PER_HOUR = 2_000  # mails of one network (IPv4 /24, IPv6 /48): a big provider's customers during a wave
SENDER_SHARE = 10  # mails of one sender in an hour; those beyond are read after everybody else's
NETWORK_SHARE = 30  # the same for one network: read within seconds, so that others wait no longer
TOKEN_PER_HOUR = 20  # mails to an address made for one mail to one customer; a mail has one report, a late one a few
COMPLAINTS_PER_HOUR = 20_000  # of one network: a provider reports a big mailing within the hour

METADATA_KEPT = timedelta(days=400)  # what is known of a mail without its bytes: a year's reports can be compared

POLL_EVERY = timedelta(seconds=60)  # of a mailbox; a customer who asks waits no longer
POLL_PAUSE = timedelta(minutes=15)  # between polls of a mailbox that keeps failing, at most
POLL_LEASE = timedelta(minutes=5)  # during which nobody else polls the same mailbox
POLL_SECONDS = 20.0  # one mailbox may hold up the tick; what is left comes with the next
POLL_ROUND_SECONDS = 60.0  # after which a tick begins with no other mailbox: mailings are started by the same tick
POLL_LIFE_SECONDS = 240.0  # of one connection, below the lease: the largest mail over a slow line, but no endless drip
IMAP_SECONDS = 15.0  # to wait for one answer of an IMAP server

LISTENER = "listener"  # the name of the listener's sign of life
LISTENER_SILENT = timedelta(seconds=90)  # after which it counts as stopped; it beats every twenty seconds
