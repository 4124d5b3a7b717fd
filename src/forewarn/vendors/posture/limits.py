"""How often the domains of vendors are looked at, how many, and how long a look counts."""

from __future__ import annotations

from datetime import timedelta

LOOK_EVERY = timedelta(days=1)  # records change rarely; what changed should be seen the next day
LOOK_AGAIN = timedelta(hours=1)  # where the name servers did not answer
COUNTS_FOR = timedelta(days=14)  # after which what we saw says nothing of today: two weeks without an answer
MOST_DOMAINS = 20  # of one vendor: each costs some ten questions, and a vendor with more lists them in groups
EVERY_PAUSE = timedelta(minutes=1)  # between looks that a person asks for
