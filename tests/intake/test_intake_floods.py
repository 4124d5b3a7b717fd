"""A flood gives way: its mails are read after those of others, and its connection is answered more slowly."""

import pytest
from intake_builders import mail

from factories import NOW, make_brand
from forewarn.foundation import background
from forewarn.intake import actions, floods
from forewarn.intake.floods import Crowding
from forewarn.intake.listening import door
from forewarn.intake.rules import Source
from forewarn.intake.tasks import tick

pytestmark = pytest.mark.django_db
CHECK = "check@mail.lantern.example"


@pytest.fixture
def brand():
    return make_brand("lantern", intake_domain="mail.lantern.example")


@pytest.fixture
def queued(monkeypatch):
    """What is queued: whether each gives way."""
    seen = []
    monkeypatch.setattr(actions, "enqueue", lambda task, after_others=False, **ids: seen.append(after_others))
    return seen


@pytest.fixture
def low_shares(monkeypatch):
    monkeypatch.setattr(floods, "SENDER_SHARE", 3)
    monkeypatch.setattr(floods, "NETWORK_SHARE", 6)
    monkeypatch.setattr(floods, "NETWORK_PER_HOUR", 12)


def take(words, sender="mallory@evil.example", peer="203.0.113.5", source=Source.SMTP):
    return actions.receive(raw=mail(words), rcpt_to=CHECK, mail_from=sender, source=source, now=NOW, peer=peer)


def test_beyond_its_share_a_sender_gives_way(brand, queued, low_shares):
    for number in range(5):
        take(f"Report {number}")
    take("Mine", sender="kim@people.example", peer="198.51.100.1")
    assert queued == [False, False, False, True, True, False]


def test_beyond_its_share_a_network_gives_way_whatever_its_names(brand, queued, low_shares):
    found = [take(f"Report {n}", sender=f"m{n}@evil.example", peer=f"203.0.113.{n}").crowding for n in range(14)]
    assert found == [Crowding.FEW] * 6 + [Crowding.MANY] * 6 + [Crowding.TOO_MANY] * 2
    assert queued == [False] * 6 + [True] * 6


def test_what_staff_bring_never_gives_way(brand, queued, low_shares):
    for number in range(20):
        take(f"Report {number}", source=Source.UPLOAD)
    assert queued == [False] * 20


def test_copies_without_end_are_a_flood_too(brand, queued):
    found = [take("The same").crowding for _ in range(15)]
    assert found[0] is Crowding.FEW
    assert found[-1] is Crowding.TOO_MANY
    assert queued == [False]


def test_what_waits_for_long_goes_after_new_mail(brand, monkeypatch):
    from datetime import timedelta

    from forewarn.intake import tasks

    take("Report")
    seen = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, after_others=False, **ids: seen.append(after_others))
    tick(NOW + timedelta(minutes=5))
    assert seen == [True]


def test_giving_way_is_a_lower_priority_of_urgent_work_alone(monkeypatch):
    seen = []

    class Task:
        module_path = "x"
        priority = background.AHEAD

        def using(self, **changes):
            seen.append(changes)
            return self

        def enqueue(self, **ids):
            seen.append(ids)

    monkeypatch.setattr(background.transaction, "on_commit", lambda put: put())
    background.enqueue(Task(), after_others=True, mail_id=1)
    Task.priority = 0
    background.enqueue(Task(), after_others=True, mail_id=2)
    assert seen == [{"priority": background.AFTER_OTHERS}, {"mail_id": 1}, {"mail_id": 2}]
    assert 0 < background.AFTER_OTHERS < background.AHEAD


def test_every_degree_has_its_wait():
    waits = [door.ANSWER_AFTER[one] for one in Crowding]
    assert waits == sorted(waits)
    assert waits[0] == 0
