"""What can be tried at a seed address, and what later changes of the register do to what waits."""

from __future__ import annotations

import json
from datetime import timedelta

import dkim
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from journal_builders import OWN_KEY, VENDOR_HOST, VENDOR_KEY, arrive, brand_with_seed, letter, signed, vendor_zone

from factories import NOW
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.brands.models import DkimKey
from forewarn.journal import actions, letters, queries
from forewarn.journal.letters import Recipient
from forewarn.journal.models import Campaign, Copy
from forewarn.journal.tasks import tick
from forewarn.mail.fingerprints import fingerprint
from forewarn.vendors.actions import save_vendor
from forewarn.verification.queries import checker_for
from forewarn.verification.reasons import VerdictKind

pytestmark = pytest.mark.django_db
HOST = "lantern.example"
LURE = "Call +1 800 555 0199 or lose your account"


@pytest.fixture
def brand(settings, tmp_path):
    path = tmp_path / "zone.json"
    path.write_text(json.dumps(vendor_zone()))
    settings.ZONE_FILE = str(path)
    return brand_with_seed()


def signed_over(raw: bytes, names: list[bytes]) -> bytes:
    return dkim.sign(raw, b"fw1", HOST.encode(), OWN_KEY.private_pem.encode(), include_headers=names) + raw


def by_vendor(raw: bytes) -> bytes:
    return signed(raw, key=VENDOR_KEY, domain=VENDOR_HOST, selector="v1")


# -- attacks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(lambda raw: raw.replace(b"Subject: The garden letter", f"Subject: {LURE}".encode()), id="changed"),
        pytest.param(lambda raw: f"Subject: {LURE}\r\n".encode() + raw, id="above"),
    ],
)
def test_a_replay_with_a_lures_subject_proves_nothing(brand, attack):
    """The signature covers no Subject, so it still holds whatever the subject says."""
    replayed = attack(signed_over(letter(HOST), [b"from", b"date", b"message-id"]))
    arrive(replayed)
    assert Campaign.objects.get().standing == "undisclosed"
    number = Copy.objects.get().message_id
    assert checker_for(brand).record.by_message_id(number) is None


def test_a_second_subject_above_a_covered_one_proves_nothing(brand):
    arrive(f"Subject: {LURE}\r\n".encode() + signed(letter(HOST), domain=HOST))
    assert Campaign.objects.get().standing == "undisclosed"


def test_a_body_with_a_length_tag_and_words_below_proves_nothing(brand):
    raw = letter(HOST)
    pem = OWN_KEY.private_pem.encode()
    head = dkim.sign(raw, b"fw1", HOST.encode(), pem, include_headers=[b"from", b"subject"], length=True)
    arrive(head + raw + f"<p>{LURE}</p>\r\n".encode())
    assert Campaign.objects.get().standing == "undisclosed"


def test_a_key_from_before_it_was_in_use_proves_nothing(brand):
    DkimKey.objects.update(valid_from=NOW + timedelta(days=3650))
    arrive(signed(letter(HOST), domain=HOST))
    assert Campaign.objects.get().standing == "undisclosed"


def test_another_customer_of_our_vendor_is_not_our_mail(brand):
    """The vendor's signature holds, but the sender shown is somebody else."""
    arrive(by_vendor(letter("evil.example")))
    assert Campaign.objects.get().standing == "undisclosed"
    assert not queries.campaigns(brand).exists()


def test_a_lure_at_a_guessed_seed_never_makes_its_copy_ours(brand):
    lure = letter(HOST, Subject=LURE, body=f"<p>{LURE}. Sign in at https://evil.example/login now.</p>")
    for raw in (lure, by_vendor(lure.replace(b"evil.example/login", b"evil.example/again"))):
        arrive(raw)
        for standing in (None, True):
            found = Campaign.objects.latest("pk")
            if standing and found.standing == "undisclosed":
                actions.judge_undisclosed(campaign=found, is_ours=True, by=Actor.staff(1, "Ana"), now=NOW)
            verdict = checker_for(brand).check(raw, NOW)
            assert verdict.kind not in (VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED)


def test_a_strangers_mail_does_not_make_a_silent_seed_look_alive(brand):
    arrive(letter(HOST))
    [seed] = queries.seeds(brand, now=NOW)
    assert (seed.last_heard, seed.campaigns) == (None, 0)
    arrive(signed(letter(HOST, Subject="Another", token="b" * 16), domain=HOST))
    [seed] = queries.seeds(brand, now=NOW)
    assert (seed.last_heard, seed.campaigns) == (NOW, 1)


# -- whose seed, whose signature ---------------------------------------------------------------------------------------


def test_a_copy_is_noted_at_the_seed_it_came_to(brand):
    save_vendor(brand=brand, slug=None, name="Parcels", sending_domains=["p.example"], by=SYSTEM, now=NOW)
    arrive(by_vendor(letter(HOST, To="journal+parcels@mail.lantern.example")), seed="parcels")
    assert Campaign.objects.get().vendor.name == "Quillpost"
    assert Copy.objects.get().vendor.name == "Parcels"
    assert {one.slug: one.campaigns for one in queries.seeds(brand, now=NOW)} == {"quillpost": 0, "parcels": 1}


def test_a_vendor_that_is_listed_later_explains_what_waits(brand, settings, tmp_path):
    vendor = brand.pk and save_vendor(
        brand=brand, slug="quillpost", name="Quillpost", sending_domains=["old.example"], by=SYSTEM, now=NOW
    )
    arrive(by_vendor(letter(HOST)))
    arrive(by_vendor(letter("evil.example")))
    arrive(letter(HOST, Subject="Unsigned"))
    tick(NOW)
    assert set(Campaign.objects.values_list("standing", flat=True)) == {"undisclosed"}
    save_vendor(brand=brand, slug=vendor.slug, name="Quillpost", sending_domains=[VENDOR_HOST], by=SYSTEM, now=NOW)
    tick(NOW)
    explained = Campaign.objects.get(standing="explained")
    assert (explained.proof, explained.from_address, explained.vendor) == (VENDOR_HOST, f"news@{HOST}", vendor)
    assert AuditEvent.objects.filter(verb="campaign.explained").count() == 1
    assert Campaign.objects.filter(standing="undisclosed").count() == 2


def test_strangers_mail_is_forgotten(brand):
    arrive(letter(HOST))
    arrive(signed(letter(HOST), domain=HOST))
    tick(NOW + timedelta(days=401))
    assert [one.standing for one in Campaign.objects.all()] == ["proven"]


# -- whose copy it was -------------------------------------------------------------------------------------------------


def test_the_seeds_own_name_is_not_kept(brand):
    to = "Robin Seedsman <journal+quillpost@mail.lantern.example>"
    arrive(signed(letter(HOST, To=to, name="Robin", Subject="Robin, the garden letter"), domain=HOST))
    found = Campaign.objects.get()
    kept = json.dumps([found.letter, found.headers, found.html, found.subject])
    assert "Robin" not in kept
    assert "Hello [name]," in found.letter["text"]
    assert found.subject == "[name], the garden letter"


@pytest.mark.parametrize("code", ["8f3kd92", "4711", "QxRtYbn"])
def test_a_short_code_that_would_unsubscribe_the_seed_is_not_kept(brand, code):
    """Too short to be told from a word in other links, such as a number of the subscriber."""
    way_out = f"<https://www.{HOST}/out/{code}>, <mailto:out-{code}@{HOST}?subject=out>"
    body = f"<p>The garden letter.</p><p><a href='https://www.{HOST}/out/{code}'>Leave</a> https://www.{HOST}/o/{code}/x</p>"
    arrive(signed(letter(HOST, List_Unsubscribe=way_out, body=body), domain=HOST))
    found = Campaign.objects.get()
    kept = json.dumps([found.letter, found.headers, found.html, found.subject, found.findings])
    assert code not in kept
    assert f"https://www.{HOST}/out/*" in kept


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Mark", "Hi Mark,\nMark your calendar", "Hi [name],\nMark your calendar"),
        ("Ana Ruiz", "<p>Dear Ana Ruiz:</p> for Ana\u00a0Ruiz", "<p>Dear [name]:</p> for [name]"),
        ("", "Hello there,", "Hello there,"),
        ("(*", "Hello (*, ha", "Hello (*, ha"),
    ],
)
def test_names_are_taken_out_of_greetings_only(name, text, left):
    assert Recipient("journal+x@y.example", name).taken_out_of(text) == left


# -- many campaigns with one foot --------------------------------------------------------------------------------------


def test_the_letter_is_found_among_many_with_the_same_foot(brand, monkeypatch):
    monkeypatch.setattr(queries, "SHARING", 3)
    foot = " ".join(f"w{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}x" for n in range(60))
    first = " ".join(f"q{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}y" for n in range(60))
    arrive(signed(letter(HOST, Subject="The first", body=f"<p>{first}</p><p>{foot}</p>"), domain=HOST))
    mark = fingerprint(letters.from_json(Campaign.objects.get().letter).text)
    for number in "abcdefghijkl":
        other = " ".join(f"{number}{word}" for word in first.split())
        arrive(
            signed(letter(HOST, Subject=f"Another {number}", body=f"<p>{other}</p><p>{foot}</p>"), domain=HOST),
        )
    with CaptureQueriesContext(connection) as asked:
        found = queries.most_alike(brand, mark)
    assert found.subject == "The first"
    assert len(asked) == 2  # who shares a number, and the one
