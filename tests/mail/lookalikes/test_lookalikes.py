"""Hosts and names that pass for a brand's, and those that only look like it to a machine."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.lookalikes.brand_names import brand_names, registrable_label, squeezed
from forewarn.mail.lookalikes.hosts import LookalikeKind, lookalike, permutations, technique
from forewarn.mail.lookalikes.skeletons import plain_letters, skeleton
from forewarn.mail.profile import BrandProfile

PAYPAL = BrandProfile(name="PayPal", domains=("paypal.com", "paypal.de"))
UPS = BrandProfile(name="UPS", domains=("ups.com",), aliases=("United Parcel Service",))
TELEKOM = BrandProfile(
    name="Telekom", domains=("telekom.de", "t-online.de"), mailbox_domains=("t-online.de",), aliases=("T-Online",)
)


def kind(host: str, profile: BrandProfile = PAYPAL) -> str:
    found = lookalike(host, profile, brand_names(profile))
    return found.kind.value if found else ""


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("paypal.com", ""),
        ("www.paypal.com", ""),
        ("paypa1.com", "same_shape"),
        ("paypai.com", "same_shape"),
        ("раypаl.com", "same_shape"),
        ("xn--pypl-53dc.com", "same_shape"),
        ("paypál.com", "same_shape"),
        ("paypaI.com", "same_shape"),
        ("payypal.com", "misspelt"),
        ("paypla.com", "misspelt"),
        ("aypal.com", "misspelt"),
        ("pay-pal.com", "misspelt"),
        ("payp.al.com", "misspelt"),
        ("paypal.xyz", "other_ending"),
        ("paypal.co.uk", "other_ending"),
        ("paypal.com.evil.example", "domain_inside"),
        ("www.paypal.com-login.example", "domain_inside"),
        ("paypal-com.evil.example", "domain_inside"),
        ("paypal-login.com", "name_inside"),
        ("mypaypalaccount.net", "name_inside"),
        ("paypal.evil.example", "name_inside"),
        ("secure.paypal.evil.example", "name_inside"),
        ("example.com", ""),
        ("papaya.com", ""),
        ("payday.com", ""),
        ("raypal.com", ""),
        ("localhost", ""),
        ("", ""),
        ("192.0.2.1", ""),
    ],
)
def test_hosts(host: str, expected: str) -> None:
    assert kind(host) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("ups.evil.example", "name_inside"),
        ("ups-delivery.com", "name_inside"),
        ("upsdelivery.com", "name_inside"),
        ("trackups24.com", "name_inside"),
        ("upside.com", ""),
        ("groups.example", ""),
        ("startups.example", ""),
        ("ops.com", ""),
        ("usps.com", ""),
    ],
)
def test_short_names_must_stand_alone(host: str, expected: str) -> None:
    assert kind(host, UPS) == expected


@pytest.mark.parametrize(
    "host", ["online.com", "newsletter.online.com", "bet-online.example", "telecom.example.org", "t-online.de"]
)
def test_names_with_a_hyphen_are_not_their_parts(host: str) -> None:
    assert kind(host, TELEKOM) in ("", "misspelt" if host.startswith("telecom") else "")
    assert kind("t-online-kunden.example", TELEKOM) == "name_inside"


def test_what_it_resembles_is_told() -> None:
    found = lookalike("xn--pypl-53dc.com", PAYPAL, brand_names(PAYPAL))
    assert found is not None
    assert (found.shown, found.resembles, found.kind) == ("pаypаl.com", "paypal.com", LookalikeKind.SAME_SHAPE)


def test_dnstwist_names_the_trick() -> None:
    found = lookalike("paypla.com", PAYPAL, brand_names(PAYPAL))
    assert found is not None
    assert technique(found) == "transposition"
    unknown = lookalike("mypaypalaccount.net", PAYPAL, brand_names(PAYPAL))
    assert unknown is not None
    assert technique(unknown) == ""


@pytest.mark.parametrize("domain", ["paypal.com", "santander.com", "sparkasse.de", "spotify.com", "whatsapp.com"])
def test_dnstwists_permutations_are_recognised(domain: str) -> None:
    profile = BrandProfile(name=domain.split(".")[0], domains=(domain,))
    made = permutations(domain)
    missed = [host for host in made if not lookalike(host, profile, brand_names(profile))]
    assert len(made) > 500
    assert len(missed) <= 0.02 * len(made)


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["paypal", "netflix", "coinbase", "sparkasse", "spotify", "bradesco"])
def test_popular_sites_do_not_pass_for_a_brand(name: str) -> None:
    hosts = (corpora("lookalike/misp-warninglists") / "tranco-top200k.txt").read_text().split()
    profile = BrandProfile(name=name, domains=(f"{name}.com",))
    names = brand_names(profile)
    found = [
        h
        for h in hosts
        if (seen := lookalike(h, profile, names)) and seen.kind is not LookalikeKind.OTHER_ENDING and name not in h
    ]
    assert len(found) <= 5, found[:20]


@pytest.mark.corpora
def test_known_phishing_hosts_that_carry_the_name() -> None:
    lines = next(corpora("lookalike/openphish").glob("*.tsv")).read_text().splitlines()
    hosts = {part.split("/")[2].lower() for line in lines for part in line.split("\t") if part.startswith("http")}
    carrying = [h for h in hosts if "netflix" in h]
    netflix = BrandProfile(name="Netflix", domains=("netflix.com",))
    seen = [h for h in carrying if lookalike(h, netflix, brand_names(netflix))]
    assert len(carrying) > 5
    assert len(seen) >= 0.95 * len(carrying)


@pytest.mark.parametrize(
    ("text", "named", "disguised"),
    [
        ("PayPal", True, False),
        ("service from paypal", True, False),
        ("PAYPAL Support", True, False),
        ("Pay Pal", False, True),
        ("PayPaI", False, True),
        ("Раураl", False, True),
        ("P\u200bayPal", False, True),
        ("P.a.y.P.a.l", False, True),
        ("PayPalService", False, True),
        ("𝗣𝗮𝘆𝗣𝗮𝗹 team", True, True),
        ("Papal visit", False, False),
        ("", False, False),
    ],
)
def test_names_in_words(text: str, named: bool, disguised: bool) -> None:
    names = brand_names(PAYPAL)
    assert (bool(names.named_in(text)) or names.disguised_in(text)) == (named or disguised)
    if disguised:
        assert names.disguised_in(text)
    if named and not disguised:
        assert names.named_in(text)
        assert not names.disguised_in(text)


def test_one_letter_wrong() -> None:
    microsoft = brand_names(BrandProfile(name="Microsoft", domains=("microsoft.com",)))
    assert microsoft.misspelt_in("Conta Microsft")
    assert not microsoft.misspelt_in("Conta Microsoft")
    assert not microsoft.misspelt_in("microscope")
    assert not brand_names(UPS).misspelt_in("uups")


def test_names_of_several_words() -> None:
    names = brand_names(UPS)
    assert names.named_in("the united  parcel-service of today")
    assert not names.named_in("united parcels")


def test_labels() -> None:
    assert registrable_label("www.paypal.co.uk") == "paypal"
    assert registrable_label("xn--mnchen-3ya.de") == "münchen"
    assert registrable_label("localhost") == "localhost"
    assert brand_names(TELEKOM).labels == ("telekom", "t-online")
    assert squeezed("T-Online GmbH") == "tonlinegmbh"


@pytest.mark.parametrize(
    ("one", "other"),
    [("paypal", "раураӏ"), ("amazon", "αmαzοn"), ("microsoft", "rnicrosoft"), ("itau", "ıtaú"), ("google", "g00gle")],
)
def test_shapes(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    plain_letters(text)
    names = brand_names(PAYPAL)
    names.named_in(text)
    names.disguised_in(text)
    lookalike(text, PAYPAL, names)


def test_long_hosts_cost_little() -> None:
    started = time.process_time()
    for at in range(200):
        lookalike(f"{'a-' * 500}{at}.example", PAYPAL, brand_names(PAYPAL))
    assert time.process_time() - started < 2
