"""What is one lure, and what it wants."""

from __future__ import annotations

import time

import pytest

from forewarn.mail.fingerprints import fingerprint
from forewarn.sightings.rules import (
    best_match,
    is_shared,
    likeness,
    marks_of,
    subject_key,
    telling_words,
    wants_of,
)

TEXT = (
    "Dear customer, your parcel could not be delivered because the address was not complete. Pay the small fee of 1.99 "
    "today and we bring it tomorrow morning between eight and twelve. Thank you, the delivery team of your shop."
)
OTHER = (
    "We have renewed your antivirus plan for three years and charged 399 dollars to your account. If you did not order "
    "this, call our billing desk within one day and we give you the money back at once."
)


def marks(text=TEXT, hosts=(), numbers=(), subject=""):
    return marks_of(fingerprint=fingerprint(text), hosts=hosts, numbers=numbers, subject=subject)


def test_the_same_words_with_other_names_and_hosts_are_one():
    found = likeness(
        marks(hosts=["a.evil.example"]), marks(TEXT.replace("customer", "Ana Ortiz"), hosts=["b.other.test"])
    )
    assert found.joins
    assert "words" in found.shares


def test_a_host_of_the_criminals_own_joins_other_words_and_languages():
    assert likeness(
        marks(hosts=["www.pay-evil.example"]), marks("Su paquete espera en el almacén", hosts=["pay-evil.example"])
    ).joins


def test_a_host_that_anybody_can_use_does_not():
    assert not likeness(marks(hosts=["docs.google.com"]), marks(OTHER, hosts=["forms.google.com"])).joins


@pytest.mark.parametrize("host", ["acme.zendesk.com", "storage.googleapis.com", "www.bing.com", "pot"])
def test_a_host_of_many_or_of_nobody_does_not_join(host):
    assert not likeness(marks(hosts=[host]), marks(OTHER, hosts=[host])).joins


def test_a_telephone_number_joins_however_it_is_written():
    assert likeness(marks(OTHER, numbers=["+1 (888) 555-0100"]), marks("Short.", numbers=["888 555 0100"])).joins


def test_the_same_subject_alone_does_not_join():
    assert not likeness(marks(subject="Your account"), marks(OTHER, subject="Your account")).joins


def test_other_lures_stay_apart():
    assert likeness(marks(hosts=["a.example"]), marks(OTHER, hosts=["b.example"])).score < 0.3


def test_the_most_alike_wins():
    known = [(1, marks(OTHER, hosts=["evil.example"])), (2, marks(hosts=["evil.example"]))]
    assert best_match(marks(hosts=["evil.example"]), known)[0] == 2
    assert best_match(marks("Something else entirely, about gardens and rain and tea."), known) is None


def test_subjects_are_compared_without_what_varies():
    assert subject_key("Re: FW: Invoice #4711 for ANA!") == subject_key("invoice 99 for ana")
    assert subject_key("Ｙour Pаrcel") == subject_key("your parcel")


@pytest.mark.parametrize(
    ("rules", "word"),
    [
        (["FW-LK-02", "FW-RQ-01"], "secrets"),
        (["FW-AT-02"], "file"),
        (["FW-PH-01"], "call"),
        (["FW-ID-01"], ""),
        ([], ""),
    ],
)
def test_what_it_wants_is_the_gravest(rules, word):
    assert wants_of(rules) == word


def told(text, hosts=("fee-desk.example",)):
    return marks_of(fingerprint=fingerprint(text), hosts=hosts, numbers=(), subject="", text=text)


PARCEL = "Your parcel could not be delivered because the address was incomplete. Pay the delivery charge before tomorrow evening."
AGAIN = "A courier tried to deliver your parcel. The address was incomplete, therefore a charge for delivery must be paid tomorrow."
CASINO = "Double your first deposit with three hundred spins on every machine. Tournaments begin nightly, jackpots are growing."


def test_one_gangs_host_does_not_join_what_tells_of_other_things():
    assert not likeness(told(PARCEL), told(CASINO)).joins
    assert likeness(told(PARCEL), told(AGAIN)).joins
    assert likeness(told(PARCEL), told("See picture.")).joins  # nothing speaks against it
    assert not likeness(told(PARCEL), told(AGAIN, hosts=("other.example",))).joins


def test_the_same_words_shortened_and_in_another_order_join():
    whole = " ".join((PARCEL, AGAIN, CASINO))
    shorter = " ".join((CASINO, PARCEL))
    one, other = told(whole, hosts=("a.example",)), told(shorter, hosts=("b.example",))
    assert one.fingerprint.resemblance(other.fingerprint) < 0.8
    assert likeness(one, other).joins


def test_what_was_taken_out_of_two_lures_is_no_word_in_common():
    filled = "[number] [address] [street] hxxps://fee-desk[.]example/… " * 9
    assert likeness(told(filled), told(f"{filled} {CASINO}")).score == pytest.approx(0.65)  # the host's alone


@pytest.mark.parametrize("domain", ["google.co.uk", "google.de", "zendesk.com.mx", "amazon.es", "nip.io"])
def test_a_host_of_everybody_is_one_in_every_country(domain):
    assert is_shared(domain)
    assert not is_shared(f"{domain.partition('.')[0]}-login.example")


def test_one_host_of_many_is_decoration():
    """A page that the letter points to, or the list it came over, is no more the criminals' own than the words round it."""
    many = [f"shop{number}.example" for number in range(6)]
    assert not likeness(marks(hosts=many), marks(OTHER, hosts=[many[0], "x.test", "y.test"])).joins
    assert likeness(marks(hosts=many), marks(OTHER, hosts=[many[0], "x.test"])).joins


@pytest.mark.parametrize("host", ["go.acemlnc.com", "bit.ly", "1drv.ms", "somebody.substack.com"])
def test_a_host_that_passes_on_elsewhere_is_nobodys(host):
    assert not likeness(marks(hosts=[host]), marks(OTHER, hosts=[host])).joins


@pytest.mark.parametrize(
    "farewell",
    [
        "If you no longer wish to receive these emails, you may unsubscribe by clicking here or by writing to us.",
        "Wenn Sie keine weiteren Mails von uns bekommen möchten, können Sie sich jederzeit hier vom Verteiler abmelden.",
        "Si ya no quieres recibir nuestros correos en esta dirección, puedes darte o darse de baja aquí cuando quieras.",
    ],
)
def test_how_one_unsubscribes_does_not_join(farewell):
    one, other = (telling_words(f"{words}\n{farewell}") for words in ("Please verify", "Garden chairs"))
    assert not likeness(marks(one), marks(other)).joins
    assert telling_words(TEXT + "\n" + farewell) == TEXT + "\n"


def test_telling_words_are_found_in_time():
    started = time.process_time()
    for run in ("a" * 20_000, "un " * 7_000, "darse d " * 2_500, "opt " * 5_000):
        telling_words(run)
    assert time.process_time() - started < 10
