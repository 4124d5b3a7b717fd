"""Real bounces, broken mail and torture messages at our own addresses: read, never broken by, never misled."""

from __future__ import annotations

import pytest
from intake_builders import LATER, listening_in, take

from corpora import corpora
from factories import make_brand
from forewarn.intake.models import ReceivedMail
from forewarn.intake.reading import read_received
from forewarn.intake.tokens import bounce_token

pytestmark = [pytest.mark.django_db, pytest.mark.corpora]


def _mails(name, most=120):
    folder = corpora(name)
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in {".eml", ".msg", ".txt", ".out", ""}]
    return [path for path in found if path.is_file() and path.name != "SOURCE.txt"][:most]


@pytest.mark.parametrize("name", ["bounces", "mime", "phish/phishing_pot"])
def test_real_mail_is_read_at_every_address_of_ours(name):
    make_brand("lantern")
    ids = set()
    for customer, path in enumerate(_mails(name), start=1):
        raw = path.read_bytes()
        for word in (f"bounce+{bounce_token(3, customer)}", "fbl", "check", "bounce") if raw.strip() else ():
            ids.add(take(raw, f"{word}@mail.lantern.example").mail_id)
    with listening_in() as heard:
        for mail_id in ids:
            read_received(mail_id, now=LATER)
    assert ids
    assert not ReceivedMail.objects.exclude(state__in=["done", "kept"]).exists()
    told = [event.customer_id for event in heard.hard + heard.soft + heard.complaints]
    assert len(told) == len(set(told))  # by the token alone: the same mail at the other addresses proves nothing
    if name == "bounces":
        assert len(heard.hard) > 20 and len(heard.soft) > 20
