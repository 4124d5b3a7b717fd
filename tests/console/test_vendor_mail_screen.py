"""What a vendor's page says of the mail of its domains, and looking again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.console.vendors import mail
from forewarn.foundation.clock import now
from forewarn.mail.resolver import UnableToResolve, ZoneResolver
from forewarn.vendors import tasks
from forewarn.vendors.actions import save_vendor
from forewarn.vendors.posture.actions import look_at_mail

pytestmark = pytest.mark.django_db
PAGE = "/console/lantern/vendors/quillpost/"
ZONE = ZoneResolver.from_mapping(
    {
        "_dmarc.q.example": {"TXT": "v=DMARC1; p=reject"},
        "q.example": {"TXT": "v=spf1 ip4:192.0.2.1 ?all"},
        "_smtp._tls.q.example": {"TXT": "v=TLSRPTv1; rua=nowhere"},
    }
)


class Silent(ZoneResolver):
    def texts(self, name):
        raise UnableToResolve(f"TXT {name}: timed out")


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return save_vendor(brand=brand, slug=None, name="Quillpost", sending_domains=["q.example"], by=SYSTEM, now=NOW)


def shown(brand, role="viewer"):
    answer = signed_in(brand, role).get(PAGE)
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_records_with_their_time_and_what_each_does(brand, vendor):
    look_at_mail(vendor=vendor, resolver=ZONE, now=now())
    text = shown(brand)
    assert re.search(r"q\.example As seen on \d+ \w+ \d+, \d\d:\d\d\.", text)
    assert "DMARC good Mail that falsely uses this domain is turned away. v=DMARC1; p=reject" in text
    assert "SPF weak Servers that are not named may send too." in text
    assert "MTA-STS missing" in text
    assert "TLS-RPT broken" in text


def test_without_an_answer_it_says_so_and_keeps_what_was_seen(brand, vendor):
    look_at_mail(vendor=vendor, resolver=ZONE, now=now() - timedelta(days=20))
    look_at_mail(vendor=vendor, resolver=Silent(), now=now())
    text = shown(brand)
    assert "out of date" in text
    assert "The name servers did not answer: TXT _dmarc.q.example: timed out" in text
    assert "DMARC good" in text


def test_before_the_first_look_and_without_domains(brand, vendor):
    assert "q.example Not looked at yet." in shown(brand)
    save_vendor(brand=brand, slug="quillpost", name="Quillpost", sending_domains=[], by=SYSTEM, now=NOW)
    assert "looked up by us" not in shown(brand)


def test_looking_again_needs_a_role_and_a_post(brand, vendor):
    check(Screen("vendors/quillpost/mail/look/", role="editor", post_only=True), brand)
    assert "Look again" not in shown(brand, "viewer")


def test_looking_again_is_queued_and_not_more_often_than_makes_sense(brand, vendor, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, **ids: queued.append(ids["vendor_id"]))
    moment = now()
    monkeypatch.setattr(mail, "now", lambda: moment)
    client = signed_in(brand, "editor")
    assert "being looked up" in client.post(f"{PAGE}mail/look/", follow=True).content.decode()
    assert "less than a minute ago" in client.post(f"{PAGE}mail/look/", follow=True).content.decode()
    assert queued == [vendor.pk]
    monkeypatch.setattr(mail, "now", lambda: moment + timedelta(minutes=2))
    client.post(f"{PAGE}mail/look/")
    assert queued == [vendor.pk] * 2
