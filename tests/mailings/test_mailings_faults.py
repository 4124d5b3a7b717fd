"""No room for the proof, and what the operator sees of it: nothing is sent that cannot be proven."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from fast_sink import fast_sink
from mailing_builders import APPROVER, MIDDAY, Post, approved_mailing, brand_that_signs, many_customers, started_mailing
from test_mailings_killed import database_url

from factories import NOW
from forewarn.mailings.actions.sending import resume
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.queries.crowds import reached
from forewarn.mailings.sending.batch_run import Halt
from forewarn.outbound.models import Relay

pytestmark = pytest.mark.django_db(transaction=True)

SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def brand():
    return brand_that_signs()


class FullDisk:
    """A switch: while it is on, the database takes no further page of proof."""

    def on(self) -> None:
        """SQLite may not add a page to its file; PostgreSQL answers with its "disk full" error."""
        with connection.cursor() as cursor:
            if SQLITE:
                cursor.execute("PRAGMA page_count")
                (pages,) = cursor.fetchone()
                cursor.execute(f"PRAGMA max_page_count = {pages}")
                return
            cursor.execute(
                "CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON mailings_proofpage FOR EACH ROW EXECUTE FUNCTION no_room()"
            )

    def off(self) -> None:
        """There is room again."""
        with connection.cursor() as cursor:
            if SQLITE:
                cursor.execute("PRAGMA max_page_count = 1073741823")
                return
            cursor.execute("DROP TRIGGER IF EXISTS no_room ON mailings_proofpage")
            cursor.execute("DROP FUNCTION IF EXISTS no_room()")


@pytest.fixture
def full_disk():
    switch = FullDisk()
    yield switch
    switch.off()


def send(mailing, post, **options):
    with post.sender(mailing, **options) as sender:
        halt = sender.send_due()
    mailing.refresh_from_db()
    return halt


def test_without_room_for_the_proof_nothing_leaves_and_it_pauses(brand, full_disk):
    many_customers(brand, 500)
    mailing = started_mailing(brand)
    post = Post()
    full_disk.on()
    assert send(mailing, post) is Halt.NO_PROOF
    assert post.mails == []
    assert (mailing.state, mailing.paused_by_itself) == ("paused", True)
    assert "proof of sending could not be stored" in mailing.pause_reason
    assert "Make room on the database's disk, then resume" in mailing.pause_reason
    assert Batch.objects.get().state == "waiting"


def test_room_that_ends_in_the_middle_costs_the_group_on_its_way(brand, full_disk, monkeypatch):
    monkeypatch.setattr("forewarn.mailings.sending.running.make_room", lambda batch: None)
    ids = many_customers(brand, 2_000)
    mailing = started_mailing(brand)
    post = Post()
    switched = []

    def full_after_a_group() -> bool:
        if post.mails and not switched:
            switched.append(full_disk.on())
        return False

    assert send(mailing, post, should_stop=full_after_a_group) is Halt.NO_PROOF
    proven = Batch.objects.get().accepted
    assert 0 < proven < 2_000
    assert len(post.mails) == proven + 10
    assert mailing.state == "paused"
    full_disk.off()
    resume(mailing=mailing, by=APPROVER, now=MIDDAY)
    assert send(mailing, post) is None
    assert list(reached(mailing)) == ids
    assert len(post.mails) == len(ids) + 10


def test_the_pause_is_written_even_where_the_audit_log_has_no_room(brand, monkeypatch):
    many_customers(brand, 10)
    mailing = started_mailing(brand)

    def no_room(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("forewarn.mailings.sending.stopping.record", no_room)
    monkeypatch.setattr("forewarn.mailings.sending.running.make_room", no_room)
    assert send(mailing, Post()) is Halt.NO_PROOF
    assert (mailing.state, mailing.paused_by_itself) == ("paused", True)
    assert "database or disk is full" in mailing.pause_reason


def send_in_a_small_file(mailing, limit):
    """`forewarn send --json` in a process that may write no file beyond so many bytes."""
    return subprocess.run(
        [sys.executable, "-m", "forewarn.cli", "send", str(mailing.pk), "--json"],
        env={**os.environ, "DATABASE_URL": database_url()},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        timeout=600,
    )


if SQLITE:  # PostgreSQL's files are not this process's

    def test_a_file_that_may_not_grow_ends_the_command_in_words_and_nothing_is_lost(brand):
        ids = many_customers(brand, 3_000)
        mailing = approved_mailing(brand)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with fast_sink() as sink:
            Relay.objects.create(brand=brand, name="sink", host="127.0.0.1", port=sink.port, tls="none", created_at=NOW)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            done = send_in_a_small_file(mailing, 600_000)
            assert done.returncode == 1
            assert "Traceback" not in done.stderr
            assert "proof" in done.stdout or "The database cannot be written" in done.stderr
            sent_once = sink.count()
            assert sent_once < len(ids)
            Mailing.objects.filter(state="paused").update(state="sending")
            again = send_in_a_small_file(mailing, 100)
            assert (again.returncode, sink.count()) == (1, sent_once)
            assert "make room on its disk" in again.stderr
            whole = send_in_a_small_file(mailing, 1_000_000_000)
            assert whole.returncode == 0, whole.stderr
            assert len({recipient for recipient, _ in sink.arrived}) == len(ids)
            assert len(set(sink.arrived)) == len(ids)
            assert len(sink.arrived) - len(ids) <= 4 * 50
        assert list(reached(mailing)) == ids
