"""XARF reports, judged by the schemas that their authors publish (tests/sightings/xarf-4.2.0, MIT, from xarf.org)."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import json
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from factories import NOW, make_brand
from forewarn.audit.rules import Actor
from forewarn.mail.reports.telling_apart import read_reports
from forewarn.sightings import actions
from forewarn.sightings.exporting.addresses import absolute_uri
from forewarn.sightings.exporting.desks import abuse_hosts
from forewarn.sightings.exporting.xarf import xarf_hosts, xarf_mail, xarf_report
from forewarn.sightings.models import Sighting
from forewarn.sightings.reporting import Lure, Told, add_report

SCHEMAS = Path(__file__).parent / "xarf-4.2.0"
STAFF = Actor.staff(1, "Eve Stone")
WORDS = {"en": {"says": "a", "wants": "b", "tell": "c"}}


def validator(name: str) -> Draft202012Validator:
    read = [json.loads(file.read_text(encoding="utf-8")) for file in SCHEMAS.rglob("*.json")]
    registry = Registry().with_resources([(schema["$id"], Resource.from_contents(schema)) for schema in read])
    wanted = next(schema for schema in read if schema["$id"].endswith(f"/{name}.json"))
    return Draft202012Validator(wanted, registry=registry, format_checker=FormatChecker())


def judged(text: str) -> dict:
    """The report, once the schema of its type has nothing against it."""
    report = json.loads(text)
    faults = [error.message for error in validator(f"content-{report['type']}").iter_errors(report)]
    assert faults == []
    assert urlsplit(report["url"]).scheme in ("http", "https") and urlsplit(report["url"]).hostname
    return report


@pytest.fixture
def brand(db):
    return make_brand("lantern")


def sighting(brand, **fields):
    values = {
        "subject": "Your parcel “waits”", "text": "Dear Kim Doe, pay at https://fee.shop-fee.example/pay?u=kim@people.example",
        "sender": "info@shop-fee.example", "wants": "sign_in",
        "links": ("https://fee.shop-fee.example/pay?u=kim", "https://b.shop-fee.example/ä b", "https://forms.gle/x"),
        "hosts": ("fee.shop-fee.example", "forms.gle", "sender.example"), "names": ("Kim Doe", "kim"),
    } | fields  # fmt: skip
    return add_report(brand=brand, lure=Lure(**values), told=Told("a"), now=NOW)


def held(report, at):
    return base64.b64decode(report["evidence"][at]["payload"], validate=True).decode()


def test_a_report_is_valid_by_the_schema_of_its_type(brand):
    report = judged(xarf_report(sighting(brand), host="shop-fee.example"))
    assert (report["category"], report["type"]) == ("content", "phishing")
    assert report["url"] == "https://fee.shop-fee.example/pay"
    assert report["source_identifier"] == report["domain"] == "fee.shop-fee.example"
    assert report["target_brand"] == "Lantern"
    assert report["reporter"] == {"org": "Lantern Ltd", "contact": "care@lantern.example", "domain": "lantern.example"}
    assert "confidence" not in report  # nobody has looked at it yet


def test_the_schemas_find_fault_with_a_broken_report(brand):
    report = json.loads(xarf_report(sighting(brand), host="shop-fee.example"))
    del report["reporter"]["domain"], report["url"]
    assert len(list(validator("content-phishing").iter_errors(report))) == 2


def test_the_evidence_is_whole_and_names_no_reader(brand):
    text = xarf_report(sighting(brand), host="shop-fee.example")
    report = judged(text)
    assert held(report, 0) == "https://fee.shop-fee.example/pay\nhttps://b.shop-fee.example/%C3%A4%20b\n"
    assert held(report, 1).startswith("From: info@shop-fee.example\nSubject: Your parcel “waits”\n\nDear [name]")
    for one in report["evidence"]:
        data = base64.b64decode(one["payload"])
        assert (one["size"], one["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    assert not any(word in text + held(report, 0) + held(report, 1) for word in ("Kim", "kim", "Doe", "people.example"))
    assert "forms.gle" not in text + held(report, 0)  # another desk's


def test_what_asks_for_money_is_fraud_in_the_brands_name(brand):
    report = judged(xarf_report(sighting(brand, wants="money"), host="forms.gle"))
    assert (report["type"], report["fraud_type"], report["claimed_entity"]) == ("fraud", "other", "Lantern")


def test_people_who_confirmed_it_are_sure(brand):
    found = sighting(brand)
    actions.publish(sighting=found, words=WORDS, by=STAFF, now=NOW)
    assert judged(xarf_report(found, host="forms.gle"))["confidence"] == 1.0


def test_the_same_report_has_the_same_id_and_each_host_its_own(brand):
    found = sighting(brand)
    ids = [
        json.loads(xarf_report(found, host=host))["report_id"]
        for host in ("forms.gle", "forms.gle", "shop-fee.example")
    ]
    assert ids[0] == ids[1] != ids[2]
    assert {uuid.UUID(one).version for one in ids} == {4}


def test_a_host_without_an_address_of_its_own_gets_none(brand):
    found = sighting(brand)
    assert xarf_hosts(found, abuse_hosts(found)) == {"shop-fee.example", "forms.gle"}


def test_an_address_of_numbers_is_no_domain(brand):
    found = sighting(brand, links=("http://192.0.2.7:8080/pay",), hosts=("192.0.2.7",))
    report = judged(xarf_report(found, host="192.0.2.7"))
    assert (report["source_identifier"], report["url"]) == ("192.0.2.7", "http://192.0.2.7:8080/pay")
    assert "domain" not in report


def test_it_goes_by_mail_as_xarf_goes_over_smtp(brand):
    found = sighting(brand)
    raw = xarf_mail(found, sender="care@lantern.example", host="forms.gle", now=NOW)
    [read] = list(read_reports(raw))
    assert read.feedback_type == "xarf"
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (mail["To"], mail.get_param("report-type")) == ("abuse@forms.gle", "feedback-report")
    words, feedback, report = mail.iter_parts()
    assert [part.get_content_type() for part in (words, feedback, report)] == [
        "text/plain", "message/feedback-report", "application/json"
    ]  # fmt: skip
    assert report.get_filename() == "xarf.json"
    assert report.get_content().decode() == xarf_report(found, host="forms.gle")
    assert "hxxps://forms[.]gle/x" in words.get_content() and "Kim" not in words.get_content()


ADDRESS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=60)


@given(ADDRESS)
def test_whatever_a_link_holds_its_uri_is_one(path):
    uri = absolute_uri(f"https://evil.example/{path}")
    assert uri.isascii() and " " not in uri and urlsplit(uri).hostname == "evil.example"
    assert all(
        len(piece) >= 2 and all(c in "0123456789abcdefABCDEF" for c in piece[:2]) for piece in uri.split("%")[1:]
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(max_size=50), st.text(max_size=50), ADDRESS)
def test_whatever_a_lure_says_its_report_is_valid(brand, subject, words, path):
    found = Sighting(
        brand=brand, pk=1, subject=subject, sample=words, links=[f"https://evil.example/{path}"], domains=["evil.example"],
        first_seen=NOW, last_seen=NOW, reports=1, state="waiting",
    )  # fmt: skip
    judged(xarf_report(found, host="evil.example"))
