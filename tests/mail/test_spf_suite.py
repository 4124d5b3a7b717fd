"""The SPF suites of RFC 7208 and the DMARC evaluation over SPF and DKIM."""

import base64
import ipaddress
from datetime import UTC, datetime
from typing import Any

import dkim
import pytest
import yaml

from corpora import corpora
from forewarn.mail.alignment import aligned
from forewarn.mail.authentication import Connection, Policy, SpfState, check_sender, check_spf, published_policy
from forewarn.mail.dkim.keys import generate_key
from forewarn.mail.reading.message import read_mail
from forewarn.mail.resolver import UnableToResolve, ZoneResolver

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class SuiteResolver:
    """A suite's zone: records by kind, CNAMEs followed, TIMEOUT raised."""

    def __init__(self, zone: dict[str, list[Any]]) -> None:
        self.zone = {name.lower().rstrip("."): records for name, records in zone.items()}

    def _records(self, name: str, kind: str, depth: int = 0) -> list[Any]:
        records = self.zone.get(name.lower().rstrip("."), [])
        found: list[Any] = []
        for record in records:
            if record == "TIMEOUT":
                raise UnableToResolve("time-out")
            (key, value), *_ = record.items()
            if key == kind or (
                kind == "TXT" and key == "SPF" and not any("TXT" in r for r in records if r != "TIMEOUT")
            ):
                if value == "TIMEOUT":
                    raise UnableToResolve("time-out")
                if value != "NONE":
                    found.append(value)
            elif key == "CNAME" and depth < 10:
                found += self._records(value, kind, depth + 1)
        return found

    def texts(self, name: str) -> list[str]:
        return ["".join(v) if isinstance(v, list) else v for v in self._records(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        six = [str(ipaddress.ip_address(a)) for a in self._records(name, "AAAA")]
        return [str(a) for a in self._records(name, "A")] + six

    def mail_hosts(self, name: str) -> list[tuple[int, str]]:
        return [(preference, host) for preference, host in self._records(name, "MX")]


# Cases where we say something else, each with its reason; docs/auth-suites.md tells them in words.
NO_PTR = "our resolver asks no PTR: RFC 7208 section 5.5 says not to use the mechanism, and it then never matches"
DEVIATIONS = {
    "ptr-match-target": NO_PTR,
    "ptr-match-implicit": NO_PTR,
    "ptr-match-ip6": NO_PTR,
    "ptr-case-change": NO_PTR,
    "p-macro-multiple": NO_PTR,
    "bytes-bug": NO_PTR,
    "spftimeout": "no SPF record type is asked (RFC 7208 section 3.1 retired it): here the TXT lookup itself times out",
}


def suite_cases(name: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    cases = []
    for document in yaml.safe_load_all((corpora("auth/spf") / name).read_text()):
        for case, content in document["tests"].items():
            cases.append((case, content, document["zonedata"]))
    return cases


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["rfc7208-tests.yml", "mailauth-2026/rfc7208-tests.yml", "rfc4408-tests.yml"])
def test_suite(name: str) -> None:
    cases = suite_cases(name)
    wrong = {}
    for case, content, zone in cases:
        wanted = content["result"] if isinstance(content["result"], list) else [content["result"]]
        connection = Connection(str(content["host"]), content.get("helo") or "", content.get("mailfrom") or "")
        found = check_spf(connection, SuiteResolver(zone)).value
        if found not in wanted:
            wrong[case] = found
    assert len(cases) > 150
    assert set(wrong) <= set(DEVIATIONS)
    assert "pass" not in wrong.values()


PAIR = generate_key()
ZONE = {
    "brand.example": {"TXT": "v=spf1 ip4:192.0.2.0/24 -all"},
    "_dmarc.brand.example": {"TXT": "v=DMARC1; p=reject; sp=quarantine"},
    "s1._domainkey.brand.example": {"TXT": f"v=DKIM1; p={PAIR.public_key}"},
    "provider.example": {"TXT": "v=spf1 ip4:198.51.100.7 ~all"},
    "_dmarc.odd.example": {"TXT": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]},
    "strict.example": {"TXT": "v=spf1 ip4:192.0.2.0/24 -all"},
    "news.strict.example": {"TXT": "v=spf1 ip4:192.0.2.0/24 -all"},
    "_dmarc.strict.example": {"TXT": "v=DMARC1; p=reject; aspf=s; adkim=S"},
    "s1._domainkey.news.strict.example": {"TXT": f"v=DKIM1; p={PAIR.public_key}"},
    "s1._domainkey.strict.example": {"TXT": f"v=DKIM1; p={PAIR.public_key}"},
    "_dmarc.vague.example": {"TXT": "v=DMARC1; p=maybe"},
}
MAIL = b"From: Kim <kim@brand.example>\r\nTo: check@us.example\r\nSubject: Is this you?\r\n\r\nHello\r\n"


def resolver() -> ZoneResolver:
    return ZoneResolver.from_mapping(dict(ZONE))


def check(raw: bytes = MAIL, address: str = "192.0.2.9", mail_from: str = "kim@brand.example") -> Any:
    return check_sender(
        read_mail(raw), Connection(address, "mx.brand.example", mail_from), resolver=resolver(), now=NOW
    )


def test_spf_states() -> None:
    assert check_spf(Connection("192.0.2.9", "h.example", "a@brand.example"), resolver()) is SpfState.PASS
    assert check_spf(Connection("203.0.113.1", "h.example", "a@brand.example"), resolver()) is SpfState.FAIL
    assert check_spf(Connection("203.0.113.1", "h.example", "a@provider.example"), resolver()) is SpfState.SOFTFAIL
    assert check_spf(Connection("203.0.113.1", "h.example", "a@nothing.example"), resolver()) is SpfState.NONE
    assert check_spf(Connection("not an address", "h.example", "a@brand.example"), resolver()) is SpfState.NONE
    assert check_spf(Connection("192.0.2.9", "brand.example", ""), resolver()) is SpfState.PASS


def test_dmarc_by_spf() -> None:
    result = check()
    assert result.passes
    assert (result.from_domain, result.policy, result.spf) == ("brand.example", Policy.REJECT, SpfState.PASS)


def test_spf_of_another_domain_does_not_align() -> None:
    result = check(address="198.51.100.7", mail_from="bounce@provider.example")
    assert result.spf is SpfState.PASS
    assert not result.passes
    assert "neither" in result.why


def test_dmarc_by_dkim() -> None:
    signed = dkim.sign(MAIL, b"s1", b"brand.example", PAIR.private_pem.encode(), include_headers=[b"from", b"subject"])
    result = check(signed + MAIL, address="203.0.113.1")
    assert result.passes
    assert result.dkim_domains == ("brand.example",)


def test_an_expired_signature_does_not_count_on_arrival() -> None:
    old = (
        b"DKIM-Signature: v=1; a=rsa-sha256; d=brand.example; s=s1; h=from; t=1; x=2; bh="
        + base64.b64encode(b"x")
        + b"; b=eA==\r\n"
    )
    assert not check(old + MAIL, address="203.0.113.1").passes


def test_several_senders_never_pass() -> None:
    assert not check(b"From: other@odd.example\r\n" + MAIL).passes
    assert not check(MAIL.replace(b"<kim@brand.example>", b"<kim@brand.example>, b@odd.example")).passes


@pytest.mark.parametrize(("host", "passes"), [("strict.example", True), ("news.strict.example", False)])
def test_a_domain_may_ask_that_nobody_below_it_speaks_for_it(host: str, passes: bool) -> None:
    mail = MAIL.replace(b"brand.example", b"strict.example")
    assert check(mail, mail_from=f"bounce@{host}").passes is passes
    covered = [b"from", b"subject"]
    signed = dkim.sign(mail, b"s1", host.encode(), PAIR.private_pem.encode(), include_headers=covered)
    assert check(signed + mail, address="203.0.113.1", mail_from="x@provider.example").passes is passes


def test_without_such_a_wish_any_host_of_the_organisation_speaks_for_it() -> None:
    below = MAIL.replace(b"kim@brand.example", b"kim@news.brand.example")
    assert check(below, mail_from="kim@brand.example").passes


def test_no_policy_no_pass() -> None:
    raw = MAIL.replace(b"kim@brand.example", b"kim@provider.example")
    result = check(raw, address="198.51.100.7", mail_from="kim@provider.example")
    assert (result.passes, result.policy) == (False, None)


def test_policies() -> None:
    assert published_policy("news.brand.example", resolver()) is Policy.QUARANTINE
    assert published_policy("odd.example", resolver()) is None
    assert published_policy("vague.example", resolver()) is Policy.NONE


def test_alignment() -> None:
    assert aligned("news.brand.co.uk", "mail.brand.co.uk")
    assert not aligned("brand.co.uk", "other.co.uk")
    assert not aligned("", "brand.example")
    zone = ZoneResolver.from_mapping({"_dmarc.a.host.example": {"TXT": "v=DMARC1; psd=n"}})
    assert aligned("x.a.host.example", "a.host.example", zone)
    assert not aligned("a.host.example", "b.host.example", zone)
