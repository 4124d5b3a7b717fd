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
    addresses = [f"bounce+{bounce_token(3, 9)}", "fbl", "check", "bounce"]
    ids = []
    for path in _mails(name):
        raw = path.read_bytes()
        if raw.strip():
            ids += [take(raw, f"{word}@mail.lantern.example").mail_id for word in addresses]
    with listening_in() as heard:
        for mail_id in set(ids):
            read_received(mail_id, now=LATER)
    assert ids
    assert not ReceivedMail.objects.exclude(state__in=["done", "kept"]).exists()
    everything = heard.hard + heard.soft + heard.complaints
    assert all((event.mailing_id, event.customer_id) == (3, 9) for event in everything)  # by the token alone
    if name == "bounces":
        assert len(heard.hard) > 20 and len(heard.soft) > 20
