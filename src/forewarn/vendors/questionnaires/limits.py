"""What holds for questionnaires."""

from __future__ import annotations

from datetime import timedelta

LIFETIMES = (14, 30, 60)  # days in which a vendor can answer; people need holidays, links should not live for ever
TOKEN_BYTES = 32  # 256 bits: nobody guesses it
MAX_SAVES = 200  # of one link: far more than anybody needs
COUNTS_FOR = timedelta(days=365)  # after which what a vendor declared should be asked again
MAX_NAME = 100  # characters of who answered
MAX_ROWS = 10  # certificates that the page has room for
SPARE_ROWS = 2  # empty ones after those that are known
MAIL_LIFETIME = timedelta(days=3)  # of a mail that waits for a relay
"""After which it is not sent any more: whoever asked sees that and sends the link again."""
