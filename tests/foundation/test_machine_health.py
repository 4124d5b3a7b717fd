"""The disk and the queue: what is said when they run into trouble."""

from __future__ import annotations

from collections import namedtuple
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from forewarn.foundation import machine
from forewarn.foundation.background import forget_done, queue_state
from forewarn.foundation.clock import now
from forewarn.foundation.health import Severity, beat, parts

pytestmark = pytest.mark.django_db

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def free(monkeypatch, settings, tmp_path):
    """Sets how many bytes are free."""
    settings.HOME = tmp_path

    def tell(size):
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: Usage(10**12, 0, size))

    tell(10**12)
    return tell


def task(status, **fields):
    values = {"status": status, "task_path": "forewarn.brands.tasks.check_brand_dns", "args_kwargs": {}, "priority": 0}
    values |= {"queue_name": "default", "backend_name": "default", "exception_class_path": "", "traceback": ""}
    made = DBTaskResult.objects.create(**values)
    DBTaskResult.objects.filter(pk=made.pk).update(**fields)


def test_a_quiet_machine_has_no_problems(free):
    assert list(machine.problems(now())) == []


@pytest.mark.parametrize(
    ("size", "severity"),
    [
        (machine.LOW_DISK - 1, Severity.WARNING),
        (machine.FULL_DISK, Severity.WARNING),
        (machine.FULL_DISK - 1, Severity.ERROR),
    ],
)
def test_a_disk_that_fills_up_is_said_early(free, size, severity):
    free(size)
    [problem] = machine.problems(now())
    assert problem.severity is severity
    assert "MB are left" in problem.what
    assert ("No more mail is taken in" in problem.what) == machine.disk_is_full() == (severity is Severity.ERROR)
    assert problem.brand_id is None


def test_a_disk_with_room_is_no_problem(free):
    free(machine.LOW_DISK)
    assert list(machine.problems(now())) == []


def test_a_home_that_is_not_there_yet_is_no_problem(settings, tmp_path):
    settings.HOME = tmp_path / "nothing"
    assert list(machine.problems(now())) == []


def test_work_that_waits_too_long_is_said(free):
    moment = now()
    task("READY", enqueued_at=moment - machine.LATE)
    assert list(machine.problems(moment)) == []
    task("READY", enqueued_at=moment - machine.LATE - timedelta(seconds=1))
    [problem] = machine.problems(moment)
    assert problem.what.startswith("2 tasks wait")
    assert "forewarn worker" in problem.fix


def test_work_for_later_does_not_wait(free):
    moment = now()
    task("READY", enqueued_at=moment - timedelta(hours=2), run_after=moment + timedelta(hours=1))
    assert queue_state(since=moment).waiting == 0


def test_failures_of_today_are_said_with_their_name(free):
    moment = now()
    task("FAILED", finished_at=moment - timedelta(days=2))
    assert list(machine.problems(moment)) == []
    task("FAILED", finished_at=moment - timedelta(hours=1))
    [problem] = machine.problems(moment)
    assert "check_brand_dns" in problem.what
    assert problem.severity is Severity.WARNING


def test_parts_tell_when_they_were_last_seen():
    moment = now()
    beat("tick", now=moment - timedelta(minutes=10), note="domains: KeyError")
    beat("worker", now=moment)
    seen = {part.name: part for part in parts(now=moment)}
    assert (seen["worker"].alive, seen["tick"].alive) == (True, False)
    assert seen["tick"].note == "domains: KeyError"
    assert seen["worker"].at == moment


def test_parts_that_never_ran_are_listed():
    assert [(part.alive, part.at) for part in parts(now=now())] == [(False, None), (False, None)]


def test_what_was_done_is_forgotten_and_what_waits_is_not():
    moment = now()
    task("READY", enqueued_at=moment - timedelta(days=90))
    task("SUCCESSFUL", finished_at=moment - timedelta(days=3))
    task("SUCCESSFUL", finished_at=moment - timedelta(days=1))
    task("FAILED", finished_at=moment - timedelta(days=3))
    task("FAILED", finished_at=moment - timedelta(days=31))
    forget_done(now=moment)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY", "SUCCESSFUL"]
