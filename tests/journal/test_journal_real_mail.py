"""Real newsletters, each received at two addresses: one campaign each, and proven by the keys of their senders."""

from __future__ import annotations

import json

import pytest

from corpora import corpora
from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.intake.actions import receive
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Source
from forewarn.journal.models import Campaign
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    made = make_brand("lantern")
    for name in ("First", "Second"):
        save_vendor(brand=made, slug=None, name=name, sending_domains=[f"{name}.example"], by=SYSTEM, now=NOW)
    return made


def test_each_newsletter_is_one_campaign_however_often_it_comes(brand, settings, tmp_path):
    files = sorted(corpora("brand/unspy-newsletters").glob("*.eml"))
    for file in files:
        seed = "first" if "u1" in file.name else "second"
        receipt = receive(
            raw=file.read_bytes(), rcpt_to=f"journal+{seed}@mail.lantern.example", source=Source.SMTP, now=NOW
        )
        read_received(receipt.mail_id, now=NOW)
    found = Campaign.objects.all()
    assert len(files) > 10
    assert len(found) == len(files) / 2
    assert {(one.copies, one.seen.values("vendor").distinct().count()) for one in found} == {(2, 2)}
    assert {one.standing for one in found} == {"undisclosed"}  # none of them is this brand's
    assert all(json.dumps(one.findings) and one.locale == "de" for one in found)
