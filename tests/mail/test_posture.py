"""What a domain's records say of mail in its name, asked through the one resolver."""

from __future__ import annotations

import pytest

from forewarn.mail.posture import Grade, Posture, look_at
from forewarn.mail.resolver import UnableToResolve, ZoneResolver

DMARC, SPF = "v=DMARC1; p=reject; rua=mailto:d@quill.example", "v=spf1 include:_spf.quill.example -all"


def zone(**records):
    """A zone; the keyword's underscores stand for the name: dmarc, spf, top."""
    names = {
        "dmarc": "_dmarc.quill.example",
        "sub_dmarc": "_dmarc.mail.quill.example",
        "spf": "quill.example",
        "included": "_spf.quill.example",
        "sts": "_mta-sts.quill.example",
        "tls": "_smtp._tls.quill.example",
    }
    return ZoneResolver.from_mapping({names[key]: {"TXT": value} for key, value in records.items()})


class Silent(ZoneResolver):
    """A name server that answers only for some names."""

    deaf: tuple[str, ...] = ("",)

    def texts(self, name):
        if any(name.endswith(end) for end in self.deaf):
            raise UnableToResolve(f"TXT {name}: timed out")
        return super().texts(name)


def test_a_well_kept_domain():
    found = look_at(
        "quill.example",
        zone(
            dmarc=DMARC,
            spf=SPF,
            included="v=spf1 ip4:192.0.2.0/24 -all",
            sts="v=STSv1; id=20260101;",
            tls="v=TLSRPTv1; rua=mailto:t@quill.example",
        ),
    )
    assert (found.dmarc.grade, found.dmarc.says, found.dmarc.record) == (Grade.GOOD, "reject", DMARC)
    assert (found.spf.grade, found.spf.says) == (Grade.GOOD, "refuse")
    assert (found.mta_sts.grade, found.tls_rpt.grade) == (Grade.GOOD, Grade.GOOD)
    assert found.answered


@pytest.mark.parametrize(
    ("record", "grade", "says"),
    [
        ("v=DMARC1; p=none", Grade.WEAK, "none"),
        ("v=DMARC1; p=quarantine", Grade.GOOD, "quarantine"),
        ("v=DMARC1; p=reject; t=y", Grade.WEAK, "reject"),
        ("v=DMARC1; p=reject; pct=5", Grade.WEAK, "reject"),
        ("v=DMARC1; p=perhaps", Grade.BROKEN, ""),
    ],
)
def test_what_dmarc_asks_for(record, grade, says):
    found = look_at("quill.example", zone(dmarc=record)).dmarc
    assert (found.grade, found.says) == (grade, says)


def test_two_dmarc_records_are_broken_and_say_why():
    found = look_at("quill.example", zone(dmarc=["v=DMARC1; p=reject", "v=DMARC1; p=none"])).dmarc
    assert found.grade is Grade.BROKEN
    assert "Multiple" in found.problem


def test_a_subdomain_follows_the_policy_for_subdomains_of_its_parent():
    found = look_at("mail.quill.example", zone(dmarc="v=DMARC1; p=reject; sp=none"))
    assert (found.dmarc.grade, found.dmarc.says) == (Grade.WEAK, "none")
    own = look_at("mail.quill.example", zone(dmarc="v=DMARC1; p=none", sub_dmarc="v=DMARC1; p=reject"))
    assert (own.dmarc.grade, own.dmarc.says) == (Grade.GOOD, "reject")


@pytest.mark.parametrize(
    ("record", "grade", "says"),
    [
        ("v=spf1 ip4:192.0.2.1 ~all", Grade.GOOD, "suspect"),
        ("v=spf1 ip4:192.0.2.1 ?all", Grade.WEAK, "anybody"),
        ("v=spf1 ip4:192.0.2.1", Grade.WEAK, "anybody"),
        ("v=spf1 +all", Grade.WEAK, "anybody"),
        ("v=spf1 redirect=_spf.quill.example", Grade.GOOD, "refuse"),
        ("v=spf1 ip4:nowhere -all", Grade.BROKEN, ""),
        ("v=spf1 include:quill.example -all", Grade.BROKEN, ""),
    ],
)
def test_what_spf_says_of_other_servers(record, grade, says):
    found = look_at("quill.example", zone(spf=record, included="v=spf1 ip4:192.0.2.0/24 -all")).spf
    assert (found.grade, found.says) == (grade, says)


def test_a_long_record_in_several_strings_is_read_whole():
    record = "v=spf1 " + " ".join(f"ip4:192.0.2.{number}" for number in range(40)) + " -all"
    assert len(record) > 255
    assert look_at("quill.example", zone(spf=record)).spf.record == record


def test_a_domain_without_records():
    found = look_at("quill.example", zone())
    assert {found.dmarc.grade, found.spf.grade, found.mta_sts.grade, found.tls_rpt.grade} == {Grade.MISSING}
    assert found.answered


def test_no_answer_is_not_the_same_as_no_record():
    found = look_at("quill.example", Silent())
    assert {found.dmarc.grade, found.spf.grade, found.mta_sts.grade, found.tls_rpt.grade} == {Grade.UNKNOWN}
    assert "timed out" in found.dmarc.problem
    assert not found.answered


def test_an_include_that_does_not_answer_leaves_spf_unknown():
    resolver = Silent.from_mapping({"quill.example": {"TXT": SPF}})
    object.__setattr__(resolver, "deaf", ("_spf.quill.example",))
    found = look_at("quill.example", resolver)
    assert (found.spf.grade, found.dmarc.grade) == (Grade.UNKNOWN, Grade.MISSING)


def test_a_look_sees_what_is_published_now_and_not_what_was():
    assert look_at("quill.example", zone(dmarc="v=DMARC1; p=none")).dmarc.says == "none"
    assert look_at("quill.example", zone(dmarc="v=DMARC1; p=reject")).dmarc.says == "reject"


def test_it_is_stored_and_read_back():
    found = look_at("quill.example", zone(dmarc=DMARC))
    assert Posture.from_json(found.to_json()) == found
