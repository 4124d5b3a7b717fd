"""Whether a mail pretends to be the brand, and where it says so."""

from dataclasses import replace

import pytest

from brand_mail import PROFILE, check, codes
from forewarn.mail.forwards.originals import How, Original
from forewarn.mail.letters import Letter
from forewarn.mail.lookalikes.brand_names import brand_names
from forewarn.mail.mailbox_providers import gives_mailboxes
from forewarn.mail.profile import BrandProfile
from forewarn.mail.reading.addresses import parse_mailboxes
from forewarn.mail.reading.message import read_mail
from forewarn.verification.claims import Claim, ClaimPlace, letter_claims, owns_sender, sender_claims, speaks_as

NAMES = brand_names(PROFILE)
NORTON = BrandProfile(name="Norton", domains=("norton.example",))


def places(sender: str, profile: BrandProfile = PROFILE) -> list[str]:
    return [claim.place.value for claim in sender_claims(parse_mailboxes(sender), profile, brand_names(profile))]


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("safety@acme.example", ["from_own"]),
        ("safety@news.acme.example", ["from_own"]),
        ("Acme <safety@acme.co.uk>", ["from_own", "from_name"]),
        ("Acme Help <acme.help@mailbox.example>", ["from_listed", "from_name"]),
        ("Acme <someone@mailbox.example>", ["from_name"]),
        ("acme.support@mailbox.example", ["from_address"]),
        ("Kim <kim@mailbox.example>", []),
        ("Acme <x@evil.example>", ["from_name"]),
        ("Kim <kim@evil.example>", []),
        ("x@acme-login.example", ["from_lookalike"]),
        ("x@login.acme.evil.example", ["from_lookalike"]),
        ('"safety@acme.example" <x@evil.example>', ["from_name", "from_name"]),
        ("AСМЕ <x@evil.example>", ["from_name"]),
        ("A.c.m.e <x@evil.example>", ["from_name"]),
        ("", []),
    ],
)
def test_senders(sender: str, expected: list[str]) -> None:
    assert places(sender) == expected


def test_disguise_is_told() -> None:
    claims = sender_claims(parse_mailboxes("Aсmе <x@evil.example>"), PROFILE, NAMES)
    assert claims == [Claim(ClaimPlace.FROM_NAME, "Aсmе", disguised=True)]


def test_one_letter_wrong_in_a_long_name() -> None:
    microsoft = BrandProfile(name="Microsoft", domains=("microsoft.com",))
    assert places("Conta Microsft <x@evil.example>", microsoft) == ["from_name"]
    assert places("Microscope news <x@evil.example>", microsoft) == []


def test_whose_address() -> None:
    own = lambda address: owns_sender(PROFILE, parse_mailboxes(address)[0])  # noqa: E731
    assert own("a@acme.example")
    assert own("a@deep.sub.acme.example")
    assert own("acme.help@mailbox.example")
    assert own("ACME.Help@Mailbox.Example")
    assert not own("b@mailbox.example")
    assert not own("a@notacme.example")
    assert not own("a@acme.example.evil.example")


def original(subject: str = "", text: str = "", images: tuple[str, ...] = (), head: str = "") -> Original:
    mail = read_mail((head + "Subject: x\r\n\r\n").encode()) if head else None
    return Original(How.ITSELF, Letter(text, image_texts=images, images=len(images)), mail, subject=subject)


def letter_places(**parts: object) -> list[str]:
    return [claim.place.value for claim in letter_claims(original(**parts), NAMES)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Acme customer,\nyour parcel waits.",
        "Hello Acme user, please log in.",
        "Sehr geehrter Acme Kunde,\n",
        "Estimado Acme cliente:",
        "Your card expires.\n\nAcme Team\n",
        "Your card expires.\n\nThe Acme Support Team",
        "Thank you.\nAcme customer service\n",
        "Bye\nYour Acme Helpdesk.\n",
        "Pay now. © 2026 Acme. All rights reserved.",
        "(c) 2025-2026 Acme Inc.",
    ],
)
def test_letters_in_the_brands_voice(text: str) -> None:
    assert letter_places(text=text) == ["voice"]
    assert speaks_as(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "I bought it at Acme last week.",
        "Follow us on Acme and elsewhere.",
        "Acme buys its rival, says the Acme support forum of today in a long article.",
        "Dear Acme team,\nis this mail from you?",
        "Acme shares rose. Acme customers rejoice.",
        "The Acme security flaw was mended.",
    ],
)
def test_letters_that_only_mention_the_brand(text: str) -> None:
    assert letter_places(text=text) == ["mentioned"]
    assert not speaks_as(text, NAMES)


def test_letters_that_do_not_name_it() -> None:
    assert letter_places(text="Nothing here. Acmeology is a science, and pacme a word.") == []


def test_pictures_name_it_too() -> None:
    assert letter_places(images=("Acme",)) == ["mentioned"]


def test_subjects() -> None:
    assert letter_places(subject="Your Acme parcel") == ["subject"]
    assert letter_places(subject="Your A\u200bcme parcel") == ["subject"]
    assert letter_places(subject="Your parcel") == []


def test_people_on_mailing_lists_talk_about_brands() -> None:
    listed = "List-Post: <mailto:list@lists.example>\r\n"
    assert letter_places(subject="Acme buys its rival", head=listed) == []


MAIL = "From: {sender}\r\nTo: kim@customer.example\r\nSubject: {subject}\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\n{text}\r\n"


def verdict(sender: str, subject: str = "hello", text: str = "See you at one.", profile: BrandProfile = PROFILE) -> str:
    return check(MAIL.format(sender=sender, subject=subject, text=text).encode(), profile).kind.value


def test_people_who_bear_the_brands_name() -> None:
    assert verdict("Mary Norton <mary@people.example>", profile=NORTON) == "not_about_us"
    assert verdict("Mary Norton <mary.norton@people.example>", profile=NORTON) == "not_about_us"
    assert verdict("Norton Renewal <x@evil.example>", text="Call us on +1 888 555 0100", profile=NORTON) == "not_ours"
    assert verdict("Norton Renewal 2026 <x@evil.example>", profile=NORTON) == "not_ours"
    assert verdict("NORTON <x@evil.example>", profile=NORTON) == "not_ours"
    assert verdict("Mary Norton <mary@people.example>", subject="Your Norton plan ends", profile=NORTON) == "not_ours"
    assert verdict("Mary Norton <mary@people.example>", text="Your Norton plan ends", profile=NORTON) == "not_ours"


def test_a_mention_becomes_a_claim_beside_a_look_alike() -> None:
    assert verdict("Help <x@evil.example>", text="Your Acme parcel waits.") == "not_about_us"
    assert verdict("Help <x@evil.example>", text="Your Acme parcel waits: https://acme-parcels.example/") == "not_ours"
    assert verdict("Help <x@evil.example>", text="Your parcel waits: https://parcels.example/") == "not_about_us"


def test_addresses_that_anybody_can_have() -> None:
    assert gives_mailboxes("gmail.com", PROFILE)
    assert gives_mailboxes("yahoo.co.uk", PROFILE)
    assert gives_mailboxes("mailbox.example", PROFILE)
    assert not gives_mailboxes("acme.example", PROFILE)
    raw = MAIL.format(sender="Acme Support <x@gmail.com>", subject="Your Acme parcel", text="hi").encode()
    assert codes(check(raw))[0] == "from_mailbox_provider"


def test_aliases_are_names() -> None:
    profile = replace(PROFILE, aliases=("Acme Rocket Post",))
    assert verdict("Rocket Post <x@evil.example>", profile=profile) == "not_about_us"
    assert verdict("Acme-Rocket-Post <x@evil.example>", profile=profile) == "not_ours"


def test_accents_of_the_brand_are_no_disguise() -> None:
    itau = BrandProfile(name="Itaú", domains=("itau.example",))
    for sender, disguised in (("Itaú", False), ("ITAÚ", False), ("Itau", False), ("Ιtaú", True), ("Itäu", True)):
        claims = sender_claims(parse_mailboxes(f"{sender} <x@evil.example>"), itau, brand_names(itau))
        assert [(claim.place, claim.disguised) for claim in claims] == [(ClaimPlace.FROM_NAME, disguised)], sender


def test_a_name_spelt_out_letter_by_letter_is_disguised() -> None:
    for sender in ("A c m e", "A.C.M.E. Support", "A-c-m-e"):
        claims = sender_claims(parse_mailboxes(f'"{sender}" <x@evil.example>'), PROFILE, brand_names(PROFILE))
        assert [(claim.place, claim.disguised) for claim in claims] == [(ClaimPlace.FROM_NAME, True)], sender
    assert not sender_claims(parse_mailboxes('"J. R. R. Tolkien" <x@evil.example>'), PROFILE, brand_names(PROFILE))


@pytest.mark.parametrize(
    "name", ["Harbour and Pine", "Harbour & Pine", "HARBOUR AND PINE Support", "Harbour  &amp Pine"][:3]
)
def test_an_ampersand_is_read_out(name: str) -> None:
    names = brand_names(BrandProfile(name="Harbour & Pine", domains=("harbourpine.example",)))
    assert names.named_in(name)
    assert not names.named_in("The harbour and its pines, Harbour andPine")
