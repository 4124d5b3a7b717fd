"""Sending a started mailing over fake lines: everybody once, with proof; what is put off, refused, skipped, stopped."""

from __future__ import annotations

import pytest
from factories import make_customer
from mailing_builders import MIDDAY, RELAY_DOWN, Post, brand_that_signs, many_customers, started_mailing

from forewarn.audience.models import Customer
from forewarn.mailings.models import Batch, ProofPage
from forewarn.mailings.sending.batch_run import Halt
from forewarn.mailings.sending.closing import tally_of
from forewarn.outbound.envelopes import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return brand_that_signs()


def test_everybody_gets_it_once_and_there_is_proof(brand):
    ids = many_customers(brand, 35)
    mailing = started_mailing(brand)
    post = Post()
    with post.sender(mailing) as sender:
        assert sender.send_due() is None
    assert sorted(post.keys) == ids
    mailing.refresh_from_db()
    assert mailing.state == "done"
    assert [page.accepted for page in ProofPage.objects.order_by("pk")] == [10, 10, 10, 5]
