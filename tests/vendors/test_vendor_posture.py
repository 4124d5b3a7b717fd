"""The mail of vendors' domains: looked at, kept with its time, looked at again, honest where nobody answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.mail.posture import Grade
from forewarn.mail.resolver import UnableToResolve, ZoneResolver
from forewarn.vendors import tasks
from forewarn.vendors.actions import save_vendor
from forewarn.vendors.models import MailPosture
from forewarn.vendors.posture.actions import ask_to_look, look_at_mail
from forewarn.vendors.posture.limits import COUNTS_FOR, LOOK_AGAIN, LOOK_EVERY, MOST_DOMAINS
from forewarn.vendors.posture.queries import due, mail_findings, postures

pytestmark = pytest.mark.django_db

GOOD = ZoneResolver.from_mapping(
    {
        "_dmarc.quillpost.example": {"TXT": "v=DMARC1; p=reject"},
        "quillpost.example": {"TXT": "v=spf1 ip4:192.0.2.1 -all"},
        "_dmarc.news.quillpost.example": {"TXT": "v=DMARC1; p=none"},
    }
)


class Silent(ZoneResolver):
    """No name server answers."""

    def texts(self, name):
        raise UnableToResolve(f"TXT {name}: timed out")


@pytest.fixture
def vendor():
    domains = ["quillpost.example", "news.quillpost.example"]
    return save_vendor(
        brand=make_brand("lantern"), slug=None, name="Quillpost", sending_domains=domains, by=SYSTEM, now=NOW
    )


def look(vendor, resolver=GOOD, now=NOW):
    return look_at_mail(vendor=vendor, resolver=resolver, now=now)


def test_what_was_seen_is_kept_with_its_time(vendor):
    look(vendor)
    news, own = postures(vendor, now=NOW)
    assert (own.domain, own.posture.dmarc.says, own.posture.spf.says) == ("quillpost.example", "reject", "refuse")
    assert (news.posture.dmarc.grade, news.posture.spf.grade) == (Grade.WEAK, Grade.MISSING)
    assert own.found_at == own.tried_at == NOW


def test_only_what_is_good_is_said_in_public_and_until_when_it_counts(vendor):
    look(vendor)
    told = mail_findings(vendor, now=NOW)
    assert [(one.code, one.domain, one.basis, one.stale) for one in told] == [
        ("dmarc_reject", "quillpost.example", "tested by us", False),
        ("spf", "quillpost.example", "tested by us", False),
    ]
    assert told[0].verified_on == NOW.date()
    assert told[0].verified_until == (NOW + COUNTS_FOR).date()


def test_without_an_answer_the_last_one_stays_with_its_own_date_and_goes_stale(vendor):
    look(vendor)
    later = NOW + timedelta(days=3)
    look(vendor, Silent(), now=later)
    seen = postures(vendor, now=later)[1]
    assert (seen.posture.dmarc.says, seen.found_at, seen.tried_at) == ("reject", NOW, later)
    assert "timed out" in seen.problem
    assert not seen.stale
    much_later = NOW + COUNTS_FOR + timedelta(hours=1)
    assert postures(vendor, now=much_later)[1].stale
    assert {one.stale for one in mail_findings(vendor, now=much_later)} == {True}


def test_nothing_is_said_of_a_domain_that_never_answered(vendor):
    look(vendor, Silent())
    assert mail_findings(vendor, now=NOW) == []
    assert {seen.posture for seen in postures(vendor, now=NOW)} == {None}


def test_a_domain_that_is_listed_no_more_is_forgotten(vendor):
    look(vendor)
    save_vendor(
        brand=vendor.brand,
        slug=vendor.slug,
        name="Quillpost",
        sending_domains=["quillpost.example"],
        by=SYSTEM,
        now=NOW,
    )
    vendor.refresh_from_db()
    look(vendor)
    assert list(MailPosture.objects.values_list("domain", flat=True)) == ["quillpost.example"]


def test_a_change_is_in_the_audit_log_and_an_equal_look_is_not(vendor):
    look(vendor)
    look(vendor, now=NOW + LOOK_EVERY)
    assert not AuditEvent.objects.filter(verb="vendor.mail_posture_changed").exists()
    look(vendor, ZoneResolver(), now=NOW + 2 * LOOK_EVERY)
    changed = AuditEvent.objects.filter(verb="vendor.mail_posture_changed", data__domain="quillpost.example").get()
    assert changed.data["before"].startswith("DMARC reject, SPF refuse")
    assert changed.data["after"].startswith("DMARC missing, SPF missing")


def test_the_tick_looks_once_a_day_and_sooner_where_nobody_answered(vendor, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, **ids: queued.append(ids["vendor_id"]))
    tasks.tick(NOW)
    tasks.tick(NOW + timedelta(seconds=15))
    assert queued == [vendor.pk]
    look(vendor)
    assert due(now=NOW + LOOK_EVERY - timedelta(seconds=1)) == []
    assert due(now=NOW + LOOK_EVERY) == [vendor]
    look(vendor, Silent())
    assert due(now=NOW + LOOK_AGAIN) == [vendor]


def test_a_look_that_was_lost_with_its_worker_is_asked_for_again(vendor):
    ask_to_look(vendor=vendor, now=NOW)
    assert due(now=NOW + timedelta(minutes=5)) == []
    assert due(now=NOW + LOOK_AGAIN) == [vendor]


def test_a_vendor_without_domains_is_left_alone(vendor):
    save_vendor(brand=vendor.brand, slug=vendor.slug, name="Quillpost", sending_domains=[], by=SYSTEM, now=NOW)
    assert due(now=NOW) == []


def test_so_many_domains_and_no_more(vendor):
    many = [f"d{number:03}.example" for number in range(MOST_DOMAINS + 5)]
    save_vendor(brand=vendor.brand, slug=vendor.slug, name="Quillpost", sending_domains=many, by=SYSTEM, now=NOW)
    vendor.refresh_from_db()
    assert len(look(vendor, ZoneResolver())) == MOST_DOMAINS
    assert due(now=NOW) == []


def test_the_task_asks_the_zone_file_of_the_installation(vendor, settings, tmp_path):
    file = tmp_path / "zone.json"
    file.write_text('{"_dmarc.quillpost.example": {"TXT": "v=DMARC1; p=quarantine"}}')
    settings.ZONE_FILE = str(file)
    tasks.look_at_vendor_mail.call(vendor_id=vendor.pk)
    assert MailPosture.objects.get(domain="quillpost.example").found["dmarc"]["says"] == "quarantine"
