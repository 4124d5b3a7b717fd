"""What of a lure is handed down to the sightings."""

from __future__ import annotations

import pytest

from brand_mail import NOW, PROFILE, check
from forewarn.verification.lures import lure_of

LURE = (
    b"From: Acme Security <news@%s>\r\nTo: kim@customer.example\r\nSubject: Your Acme account\r\n"
    b"Date: Tue, 03 Nov 2026 11:00:00 +0000\r\n\r\nDear Acme customer, open https://%s/login today.\r\n"
)


@pytest.mark.parametrize(
    ("sender", "linked", "hosts"),
    [
        (b"acme-verify.example", b"fee-desk.example", {"acme-verify.example", "fee-desk.example"}),
        (b"mail.fee-desk.example", b"www.fee-desk.example", {"mail.fee-desk.example", "www.fee-desk.example"}),
        (b"some-portal.example", b"fee-desk.example", {"fee-desk.example"}),
        (b"acme.example", b"fee-desk.example", {"fee-desk.example"}),
    ],
    ids=["imitates us", "is led to", "anybody's", "ours"],
)
def test_the_senders_domain_counts_where_it_is_the_criminals(sender, linked, hosts):
    """Anybody can write anybody's address: a stranger's domain neither ties lures together nor is reported as theirs."""
    found = lure_of(check(LURE % (sender, linked)), NOW)
    assert set(found.hosts) == hosts
    assert found.sender == f"news@{sender.decode()}"


TO_MARIA = (
    b"From: Acme Security <maria.lopez@people.example>\r\nTo: maria.lopez@people.example\r\nSubject: Maria, your Acme account\r\n"
    b"Date: Tue, 03 Nov 2026 11:00:00 +0000\r\n\r\nYour Acme account is closed, Maria. Open https://maria-lopez.fee-desk.example/login"
    b" or call +1 (888) 555-0100. We have your number +34 612 345 678.\r\n\r\nAcme Security\r\nKim Moss\r\n"
)


def test_who_got_it_and_who_reported_it_are_taken_out_and_the_rest_stays():
    found = lure_of(check(TO_MARIA), NOW, [("Kim Moss", "kim@customer.example")], ["Acme"])
    words = found.redactor.words(found.text)
    assert "maria" not in words.casefold() and "Moss" not in words and "612" not in words
    assert all(said in words for said in ("Acme Security", "hxxps://_[.]fee-desk[.]example/…", "+1 (888) 555-0100"))
    assert found.redactor.words(found.subject) == "[name], your Acme account"
    assert found.redactor.sender(found.sender) == ""
    assert found.marks().numbers == {"885550100"}


def test_our_own_telephone_number_ties_no_lures_together():
    """Lures quote it to look like us."""
    own = PROFILE.phone_numbers[0].encode()
    lure = LURE % (b"acme-verify.example", b"fee-desk.example")
    assert lure_of(check(lure + b"Or call " + own + b".\r\n"), NOW).numbers == ()
    both = lure_of(check(lure + b"Or call " + own + b" or +1 (888) 555-0100.\r\n"), NOW)
    assert both.numbers == ("+1 (888) 555-0100",)
