"""DNS is looked at again by itself, and what is broken is said."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from published_zone import zone_of

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands import actions
from forewarn.brands.health import KEY_AGE, problems
from forewarn.brands.models import Brand
from forewarn.brands.tasks import CHECK_AGAIN, CHECK_EVERY, check_brand_dns, tick
from forewarn.foundation.health import Severity
from forewarn.mail.resolver import ZoneResolver

pytestmark = pytest.mark.django_db(transaction=True)


def set_up(name="lantern"):
    brand = make_brand(name)
    actions.create_key(domain=brand.sending_domains.get(), by=SYSTEM, now=NOW)
    return brand


def queued():
    return DBTaskResult.objects.count()


def test_a_brand_never_looked_at_is_queued_once_a_tick():
    set_up()
    tick(NOW)
    assert queued() == 1


def test_a_complete_brand_rests_for_hours_an_incomplete_one_for_minutes():
    complete, incomplete = set_up("complete"), set_up("incomplete")
    actions.check_dns(brand=complete, resolver=zone_of(complete), by=SYSTEM, now=NOW)
    actions.check_dns(brand=incomplete, resolver=ZoneResolver(), by=SYSTEM, now=NOW)
    tick(NOW + CHECK_AGAIN - timedelta(seconds=1))
    assert queued() == 0
    tick(NOW + CHECK_AGAIN)
    assert queued() == 1
    tick(NOW + CHECK_EVERY)
    assert queued() == 3


def test_the_task_asks_the_resolver_of_the_installation(settings, tmp_path):
    brand = set_up()
    zone = tmp_path / "zone.json"
    zone.write_text(json.dumps(zone_of(brand).zone))
    settings.ZONE_FILE = str(zone)
    check_brand_dns.call(brand_id=brand.pk)
    brand.refresh_from_db()
    assert {row["state"] for row in brand.dns_findings} == {"ok"}


def test_a_brand_that_is_gone_is_no_error():
    check_brand_dns.call(brand_id=4711)


def test_a_brand_that_was_never_checked_has_nothing_broken():
    set_up()
    assert list(problems(NOW)) == []


def test_a_complete_brand_has_nothing_broken():
    brand = set_up()
    actions.check_dns(brand=brand, resolver=zone_of(brand), by=SYSTEM, now=NOW)
    assert list(problems(NOW)) == []


def test_missing_records_are_named_with_what_to_do():
    brand = set_up()
    actions.check_dns(brand=brand, resolver=ZoneResolver(), by=SYSTEM, now=NOW)
    found = {problem.what: problem for problem in problems(NOW)}
    assert found["Lantern: the MX record of mail.lantern.example"].severity is Severity.ERROR
    assert found["Lantern: the TXT record of _dmarc.lantern.example"].severity is Severity.WARNING
    assert found["Lantern: no key signs mail from lantern.example"].brand_id == brand.pk
    assert all(problem.fix for problem in found.values())


def test_a_key_that_signs_for_a_year_is_old():
    brand = set_up()
    actions.check_dns(brand=brand, resolver=zone_of(brand), by=SYSTEM, now=NOW)
    assert list(problems(NOW + KEY_AGE)) == []
    [problem] = problems(NOW + KEY_AGE + timedelta(seconds=1))
    assert "has signed since 2026-11-23" in problem.what
    assert problem.severity is Severity.WARNING
    assert Brand.objects.count() == 1
