"""Mailings for tests: words, people, approved and started mailings, and lines that do what a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from factories import NOW, make_brand
from forewarn.audience.models import Customer
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand, DkimKey
from forewarn.foundation.secrets import seal
from forewarn.mail.dkim.keys import KeyPair, generate_key, record_text
from forewarn.mailings.actions.approval import approve, submit
from forewarn.mailings.actions.drafting import Audience, Draft, create_mailing
from forewarn.mailings.actions.sending import schedule
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import Words
from forewarn.mailings.sending.pace import Pace
from forewarn.mailings.sending.running import Means, Sender
from forewarn.mailings.sending.starting import start
from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble, Stage, Status, TroubleKind

AUTHOR = Actor.staff(1, "Ana Author")
APPROVER = Actor.staff(2, "Abel Approver")
MIDDAY = NOW.replace(hour=12)  # day in Britain and Spain alike
_KEYS: list[KeyPair] = []


def brand_that_signs(**fields: Any) -> Brand:
    """A brand with a DKIM key in use."""
    brand = make_brand(**fields)
    if not _KEYS:
        _KEYS.append(generate_key())
    DkimKey.objects.create(
        sending_domain=brand.sending_domains.get(),
        selector="fw1",
        public_key=_KEYS[0].public_key,
        private_key_sealed=seal(_KEYS[0].private_pem),
        created_at=NOW,
        valid_from=NOW,
    )
    return brand


def words(brand: Brand, locale: str = "en", **fields: Any) -> Words:
    """A short care mail that greets by name."""
    host = brand.website
    return Words(
        **{
            "locale": locale,
            "subject": f"Your safety note ({locale})",
            "from_name": brand.name,
            "from_address": f"safety@{host}",
            "text": f"Hello {{{{name}}}},\n\nthis is the note in {locale}. We never ask for your password.\n",
            "html": f"<p>Hello {{{{name}}}},</p><p>this is the note in {locale}.</p>",
            "fallbacks": {"name": "customer"},
        }
        | fields
    )


def draft_mailing(brand: Brand, **fields: Any) -> Mailing:
    """A draft in English and Spanish for everybody, without a public page."""
    draft = Draft(
        **{
            "title": "Safety note",
            "message_class": MessageClass.CARE,
            "variants": [words(brand, "en"), words(brand, "es")],
            "audience": Audience(),
            "needs_page": False,
        }
        | fields
    )
    return create_mailing(brand=brand, draft=draft, by=AUTHOR, now=NOW)


def approved_mailing(brand: Brand, **fields: Any) -> Mailing:
    """Submitted by one person, approved by another."""
    mailing = draft_mailing(brand, **fields)
    submit(mailing=mailing, by=AUTHOR, now=NOW)
    approve(mailing=mailing, by=APPROVER, now=NOW)
    return mailing


def started_mailing(
    brand: Brand, *, at: datetime = MIDDAY, waves: int = 1, wave_days: int = 0, **fields: Any
) -> Mailing:
    """Scheduled for this moment and started."""
    mailing = approved_mailing(brand, **fields)
    schedule(mailing=mailing, at=at, waves=waves, wave_days=wave_days, by=APPROVER, now=at)
    assert start(mailing.pk, now=at), Mailing.objects.get(pk=mailing.pk).trouble
    mailing.refresh_from_db()
    return mailing


def many_customers(brand: Brand, count: int, **fields: Any) -> list[int]:
    """Customers made in one go; returns their ids."""
    start_at = Customer.objects.count()
    made = Customer.objects.bulk_create(
        [
            Customer(
                **{
                    "brand": brand,
                    "email": f"person{start_at + n}@people.example",
                    "email_key": f"person{start_at + n}@people.example",
                    "external_id": f"P{start_at + n}",
                    "locale": "en",
                    "country": "GB",
                    "created_at": NOW,
                    "updated_at": NOW,
                }
                | fields
            )
            for n in range(count)
        ],
        batch_size=500,
    )
    return [customer.pk for customer in made]


class FakeLine:
    """A line without a network: `answer(envelope)` says what becomes of each mail; by default all are accepted."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.trouble: RelayTrouble | None = None

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Compose and note every mail."""
        self.trouble = None
        outcomes = []
        for envelope in list(envelopes):
            status = Status.UNTRIED if self.trouble else self.post.answer(envelope)
            if isinstance(status, RelayTrouble):
                self.trouble, status = status, Status.UNTRIED
            outcomes.append(self.post.outcome(envelope, status))
        self.post.groups.append(len(outcomes))
        try:
            self.post.after_group()
        finally:
            connection.close()  # the hook ran in the line's thread, where it may have asked the database
        return outcomes

    def close(self) -> None:
        """Nothing is open."""


REPLIES = {
    Status.ACCEPTED: (250, "2.0.0", "2.0.0 Ok: queued as 4F1A2B3C"),
    Status.DEFERRED: (451, "4.7.1", "4.7.1 Greylisted, try again later"),
    Status.REFUSED: (550, "5.1.1", "5.1.1 No such user here"),
    Status.IN_DOUBT: (0, "", "The connection ended before the answer."),
    Status.UNTRIED: (0, "", "Not tried."),
}


class Post:
    """Where fake lines leave their mails; thread-safe."""

    def __init__(self, answer: Callable[[Envelope], Status | RelayTrouble] = lambda envelope: Status.ACCEPTED) -> None:
        self.answer = answer
        self.mails: list[tuple[int, bytes]] = []
        self.groups: list[int] = []
        self.after_group: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self.clock = Clock()

    @property
    def keys(self) -> list[int]:
        """The customers whose mails left, in order."""
        return [key for key, _ in self.mails]

    def outcome(self, envelope: Envelope, status: Status) -> Outcome:
        """Note the mail where it left, and say what became of it."""
        if status is not Status.UNTRIED:
            data = envelope.data if isinstance(envelope.data, bytes) else envelope.data()
            with self._lock:
                self.mails.append((envelope.key, data))
        code, enhanced, reply = REPLIES[status]
        at = self.clock().timestamp()
        return Outcome(envelope.key, status, Stage.CONTENT, code, enhanced, reply, "relay one", at)

    def means(self, **pace: Any) -> Means:
        """Means for a sender over fake lines; one connection unless told otherwise."""
        return Means(
            lambda: FakeLine(self),
            self.clock,
            Pace(**{"connections": 1, "first_group": 10, "group": 10, "group_seconds": 60.0} | pace),
        )

    def sender(self, mailing: Mailing, *, should_stop: Callable[[], bool] = lambda: False, **pace: Any) -> Sender:
        """A sender of this mailing over fake lines."""
        return Sender(mailing.pk, self.means(**pace), should_stop)


class Clock:
    """A clock that a test sets."""

    def __init__(self, moment: datetime = MIDDAY) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The moment."""
        return self.moment

    def advance(self, **fields: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**fields)


RELAY_DOWN = RelayTrouble(TroubleKind.UNREACHABLE, "mail.relay.example:587: no connection (refused)")


def published_keys(brand: Brand) -> dict[str, str]:
    """The DNS of the brand's keys: name → TXT."""
    rows = DkimKey.objects.filter(sending_domain__brand=brand).select_related("sending_domain")
    return {str(key): record_text(key.public_key) for key in rows}
