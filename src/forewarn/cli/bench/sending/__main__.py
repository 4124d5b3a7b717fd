"""The measured process, started by `forewarn bench send` only; it prints one line of JSON.

`from-memory PORT COUNT LINES SIGNED` sends without a database. `prepare PORT COUNT LINES SIGNED` fills a database with
customers and a started mailing, and prints its id, which `send ID` then sends with its proof.
"""

from __future__ import annotations

import sys

from forewarn.cli.main import set_up_django


def main(what: str, *numbers: int) -> None:
    """Do one step. What needs Django is loaded after it is set up, what does not need it runs without."""
    if what == "from-memory":
        from forewarn.cli.bench.sending import from_memory

        port, count, lines, signed = numbers
        from_memory.send(port, count, lines, bool(signed))
        return
    set_up_django()
    from forewarn.cli.bench.sending import with_proof

    if what == "prepare":
        port, count, lines, signed = numbers
        with_proof.prepare(port, count, lines, bool(signed))
    else:
        with_proof.send(*numbers)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
