"""Past leaks as they concern one customer: only where data of theirs was there at that time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from your_data_samples import browser, give, known_code, lantern, open_page, vendor_at

from factories import make_customer
from forewarn.foundation.clock import now
from forewarn.vendors.rules import Touch
from forewarn.your_data.queries.leaks import leaks_of_customer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def day(away: int) -> str:
    return (now() + away * DAY).date().isoformat()


def leak(began: int, ended: int, **more: object) -> dict[str, object]:
    return {"began_on": day(began), "ended_on": day(ended), "what": "copied", **more}


@pytest.fixture
def brand():
    return lantern()


def test_only_whose_data_was_there_then_and_only_their_fields(brand):
    inside = leak(-1, 1, fields=["email", "phone"], ours=True, known_by="log_confirmed")
    vendor = vendor_at(brand, "Leaky", leaks=[inside, leak(-900, -800, ours=True)])
    there, elsewhere = make_customer(brand), make_customer(brand)
    give(vendor, there)
    (mine,) = leaks_of_customer(there, now=now())
    assert (mine.vendor, mine.fields, mine.touch) == ("Leaky", ("email",), Touch.YES)
    assert leaks_of_customer(elsewhere, now=now()) == []


def test_a_leak_that_names_no_fields_concerns_all_that_was_there_and_proof_leaves_it_out(brand):
    proven = leak(-1, 1, ours=False, known_by="structural")
    claimed = leak(0, 0, ours=False, known_by="vendor_statement")
    vendor = vendor_at(brand, "Leaky", leaks=[proven, claimed])
    customer = make_customer(brand)
    give(vendor, customer)
    (mine,) = leaks_of_customer(customer, now=now())
    assert (mine.fields, mine.touch) == (("name", "email"), Touch.SAID_NOT)


def test_the_page_says_what_happened_and_which_data_was_there(brand, monkeypatch):
    vendor = vendor_at(brand, "Leaky", leaks=[leak(-1, 1, note="A key was lost.", evidence="private-evidence")])
    customer = make_customer(brand)
    give(vendor, customer)
    known_code(monkeypatch)
    page = open_page(browser(), customer.email).content.decode()
    for words in ("Strangers copied data", "A key was lost.", "We do not know if data of our customers was touched"):
        assert words in page
    assert "Of your data, this was there: Name, Email address." in page
    assert "private-evidence" not in page
    assert "no leak of your data" not in page
