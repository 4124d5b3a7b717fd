"""A process that sends when it is told to, in a child of its own that can be killed at any moment.

Reads lines from its standard input: "send MAILING_ID" forks a child that sends what is due and prints the child's
number; when the child ends, "ended CODE" is printed.
"""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    """Serve the lines."""
    django.setup()
    from forewarn.cli.send import command  # noqa: F401 - loaded once, before the children
    from forewarn.mailings.sending.means import send_what_is_due

    for line in sys.stdin:
        _, mailing_id = line.split()
        child = os.fork()
        if child == 0:
            sent = send_what_is_due(int(mailing_id))
            os._exit(0 if sent.halt is None else 3)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("ended", os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
