"""Importing files from beginning to end, on a real database: counted, resumed, repeated, never half-done."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lists import bring_in, clock, counts, people, survey, write

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.choices import withdraw_choice
from forewarn.audience.importing import actions, chunks, queries, running
from forewarn.audience.importing.crowds import Crowds
from forewarn.audience.importing.rejects import UnableToWriteRejects
from forewarn.audience.importing.running import UnableToRun, is_dead, run_import, set_aside
from forewarn.audience.importing.stores.reading import erased_hash
from forewarn.audience.importing.tidying import REJECTS_KEPT, UPLOADS_KEPT, delete_old_files
from forewarn.audience.importing.trying import try_out
from forewarn.audience.models import Customer, ErasedAddress, Import, ImportChunk
from forewarn.audience.queries.choices import choice_history
from forewarn.audience.rules.choices import Choice, ChoiceSource, Crowd
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM, Actor

pytestmark = pytest.mark.django_db

LIST = """Kundennummer;E-Mail;Vorname;Name;Land;Sprache;Newsletter;Tarif
1;Ana.Ortiz@People.example;Ana;Ortiz;Spanien;es;ja;gold
2;not an address;Bob;X;DE;de;nein;
3;ana.ortiz@people.example;Ana;Ortiz;ES;es;ja;gold
4;jürgen@bücher.example;Jürgen;Groß;Deutschland;klingonx;;basic
5;eve@people.example;Eve;Adam;GB;en;vielleicht;
6;;;;;;;
7;chloe@people.example;"Chloé
Marie";Dubois;FR;fr;oui;gold;extra
8;tom@people.example
"""


@pytest.fixture
def brand():
    return make_brand("lantern", choice_wording="Since 2019 every order says so.")


def rejected(run):
    with Path(run.rejects_path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_list_from_a_spreadsheet(brand, tmp_path):
    run = bring_in(brand, write(tmp_path, LIST))
    assert (run.state, run.rows, run.position) == ("finished", 8, 8)
    assert counts(run) == (3, 0, 0, 5)
    here = people(brand)
    assert set(here) == {"ana.ortiz@people.example", "jürgen@xn--bcher-kva.example", "tom@people.example"}
    ana = here["ana.ortiz@people.example"]
    assert (ana.external_id, ana.email, ana.name) == ("1", "Ana.Ortiz@people.example", "Ana Ortiz")
    assert (ana.locale, ana.country, ana.attributes) == ("es", "ES", {"tarif": "gold"})
    assert (ana.name_key, ana.surname_key) == ("ana ortiz", "ortiz ana")
    assert (ana.care, ana.marketing, ana.reachable) == (True, True, True)
    assert (ana.created_at, ana.updated_at) == (NOW, NOW)
    jurgen = here["jürgen@xn--bcher-kva.example"]
    assert (jurgen.care, jurgen.marketing, jurgen.locale) == (True, False, "")
    assert run.not_understood == {"Sprache": {"klingonx": 1}}


def test_every_rejected_row_is_in_the_file_with_line_reason_and_its_own_columns(brand, tmp_path):
    rows = rejected(bring_in(brand, write(tmp_path, LIST)))
    assert [row["rejected_line"] for row in rows] == ["3", "4", "6", "7", "8"]
    assert rows[0]["E-Mail"] == "not an address"
    assert "@-sign" in rows[0]["rejected_reason"]
    assert "Line 2 has the same address" in rows[1]["rejected_reason"]
    assert "neither yes nor no" in rows[2]["rejected_reason"]
    assert "no email address" in rows[3]["rejected_reason"]
    assert "9 columns" in rows[4]["rejected_reason"]
    assert rows[4]["Vorname"] == "Chloé\nMarie"


def test_the_rejects_file_can_be_mended_and_imported(brand, tmp_path):
    run = bring_in(brand, write(tmp_path, LIST))
    mended = Path(run.rejects_path).read_text(encoding="utf-8-sig").replace("not an address", "bob@people.example")
    again = bring_in(brand, write(tmp_path, mended, "mended.csv"))
    assert "bob@people.example" in people(brand)
    assert again.mapping[:2] == ["ignore", "ignore"]
    assert again.added == 1


@pytest.mark.parametrize("chunk_rows", [1, 2, 3, 100])
def test_the_same_file_twice_changes_nothing(brand, tmp_path, chunk_rows):
    path = write(tmp_path, LIST)
    bring_in(brand, path, chunk_rows=chunk_rows)
    before = list(Customer.objects.order_by("pk").values())
    run = bring_in(brand, path, chunk_rows=chunk_rows)
    assert counts(run) == (0, 0, 3, 5)
    assert list(Customer.objects.order_by("pk").values()) == before


def test_a_list_without_rejects_leaves_no_rejects_file(brand, tmp_path):
    run = bring_in(brand, write(tmp_path, "email\nana@people.example\n"))
    assert run.rejects_path == ""
    assert not (tmp_path / "list.csv.rejects.csv").exists()


@pytest.mark.parametrize(
    "data",
    [
        "email,name\r\njose@people.example,José Nuñez\r\n".encode("cp1252"),
        "email\tname\njose@people.example\tJosé Nuñez\n".encode("utf-16"),
        b"\xef\xbb\xbf" + "email|name\njose@people.example|José Nuñez\n".encode(),
        "jose@people.example;José Nuñez\n".encode(),
    ],
    ids=["windows-1252", "utf-16 with tabs", "utf-8 with a mark and pipes", "no header"],
)
def test_how_a_list_is_written_does_not_matter(brand, tmp_path, data):
    told = ["name=2"] if data.startswith(b"jose") else []
    run = bring_in(brand, write(tmp_path, data), told=told)
    assert counts(run) == (1, 0, 0, 0)
    assert people(brand)["jose@people.example"].name == "José Nuñez"


def test_later_lists_change_what_they_say_and_leave_the_rest(brand, tmp_path):
    bring_in(brand, write(tmp_path, "id,email,name,plan\nC1,ana@people.example,Ana,gold\n"))
    later = bring_in(brand, write(tmp_path, "id,email,name,tier\nC1,ana@new.example,,2\n", "later.csv"))
    assert counts(later) == (0, 1, 0, 0)
    [ana] = Customer.objects.filter(brand=brand)
    assert (ana.email_key, ana.name, ana.attributes) == ("ana@new.example", "Ana", {"plan": "gold", "tier": "2"})


def test_addresses_that_change_hands_are_written_without_a_clash(brand, tmp_path):
    bring_in(brand, write(tmp_path, "id,email\nC1,a@p.example\nC2,b@p.example\nC3,c@p.example\n"))
    turned = "id,email\nC1,b@p.example\nC2,c@p.example\nC3,a@p.example\nC4,d@p.example\n"
    run = bring_in(brand, write(tmp_path, turned, "turned.csv"), chunk_rows=10)
    assert counts(run) == (1, 3, 0, 0)
    assert {c.external_id: key[0] for key, c in people(brand).items()} == {"C1": "b", "C2": "c", "C3": "a", "C4": "d"}


def test_a_new_address_makes_a_customer_reachable_again(brand, tmp_path):
    make_customer(brand, external_id="C1", email="old@p.example", reachable=False, unreachable_reason="gone",
                  unreachable_since=NOW)  # fmt: skip
    make_customer(brand, external_id="C2", email="same@p.example", reachable=False, unreachable_reason="gone",
                  unreachable_since=NOW)  # fmt: skip
    bring_in(brand, write(tmp_path, "id,email,name\nC1,new@p.example,\nC2,same@p.example,Bob\n"))
    here = people(brand)
    moved, stayed = here["new@p.example"], here["same@p.example"]
    assert (moved.reachable, moved.unreachable_reason, moved.unreachable_since) == (True, "", None)
    assert (stayed.reachable, stayed.unreachable_reason, stayed.unreachable_since) == (False, "gone", NOW)
    assert stayed.name == "Bob"


def test_an_import_never_restores_what_was_withdrawn_here(brand, tmp_path):
    path = write(tmp_path, "email,care,newsletter\nana@people.example,yes,yes\nbob@people.example,yes,yes\n")
    bring_in(brand, path)
    ana = people(brand)["ana@people.example"]
    for choice in Choice:
        withdraw_choice(customer_id=ana.pk, choice=choice, source=ChoiceSource.PAGE, by=Actor.customer(ana.pk), now=NOW)
    assert counts(bring_in(brand, path)) == (0, 0, 2, 0)
    ana.refresh_from_db()
    assert (ana.care, ana.marketing) == (False, False)
    bring_in(brand, write(tmp_path, "email,care\nbob@people.example,no\n", "later.csv"))
    assert people(brand)["bob@people.example"].care is False
    bring_in(brand, write(tmp_path, "email,care\nbob@people.example,yes\n", "last.csv"))
    assert people(brand)["bob@people.example"].care is True


def test_the_brands_default_counts_as_it_was_when_the_import_began(tmp_path):
    brand = make_brand(care_default=False, marketing_default=True, choice_wording="By law.")
    bring_in(brand, write(tmp_path, "email\nana@people.example\n"))
    ana = people(brand)["ana@people.example"]
    assert (ana.care, ana.marketing) == (False, True)


def test_each_choice_keeps_source_time_and_wording_without_a_row_each(brand, tmp_path):
    path = write(tmp_path, "email,newsletter\nana@people.example,yes\nbob@people.example,\n")
    bring_in(brand, path, wording="Yes, send me offers.")
    history = choice_history(people(brand)["ana@people.example"])
    said = {event.choice: event for event in history}
    news, care = said[Choice.MARKETING], said[Choice.CARE]
    assert (news.granted, news.source, news.wording, news.by_default) == (
        True, ChoiceSource.IMPORT, "Yes, send me offers.", False,
    )  # fmt: skip
    assert (care.granted, care.wording, care.by_default) == (True, "Since 2019 every order says so.", True)
    assert news.file_name == "list.csv"
    assert news.at == NOW
    bring_in(brand, write(tmp_path, "email,newsletter\nana@people.example,no\n", "later.csv"))
    newest = choice_history(people(brand)["ana@people.example"])
    assert sum(event.choice is Choice.MARKETING for event in newest) == 2
    assert ImportChunk.objects.count() < 12


def test_erased_addresses_stay_out(brand, tmp_path):
    ErasedAddress.objects.create(brand=brand, address_hash=erased_hash(brand.pk, "ana@people.example"), erased_at=NOW)
    run = bring_in(brand, write(tmp_path, "email\nAna@people.example\nbob@people.example\n"))
    assert counts(run) == (1, 0, 0, 1)
    assert run.reasons == {"erased": 1}


def test_brands_do_not_touch_each_other(brand, tmp_path):
    other = make_brand()
    theirs = make_customer(other, email="ana@people.example", external_id="1", name="Somebody else")
    run = bring_in(brand, write(tmp_path, LIST))
    assert run.added == 3
    theirs.refresh_from_db()
    assert theirs.name == "Somebody else"


class Killed(Exception):
    """Stands for a process that dies."""


def killed_after(number):
    seen = []

    def watch(run):
        seen.append(run.position)
        if len(seen) == number:
            raise Killed

    return watch


def begun(brand, path):
    run = survey(brand, path)
    return actions.begin(run=run, rejects_path=Path(f"{path}.rejects.csv"), by=SYSTEM, now=NOW)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_interrupted_import_goes_on_where_it_was(brand, tmp_path, monkeypatch, after):
    whole = bring_in(make_brand(), write(tmp_path, LIST, "whole.csv"), chunk_rows=2)
    path = write(tmp_path, LIST)
    run = begun(brand, path)
    with pytest.raises(Killed):
        run_import(run.pk, clock=clock, watch=killed_after(after), chunk_rows=2)
    # What a chunk wrote to the rejects file and never committed is cut off.
    run.refresh_from_db()
    if Path(run.rejects_path).exists():
        with Path(run.rejects_path).open("ab") as file:
            file.write(b"99;half a li")
    monkeypatch.setattr(running, "is_dead", lambda runner: True)
    resumed = begun(brand, path)
    assert resumed.pk == run.pk
    done = run_import(resumed.pk, clock=clock, chunk_rows=2)
    assert counts(done) == counts(whole)
    assert done.reasons == whole.reasons
    assert Path(done.rejects_path).read_bytes() == Path(whole.rejects_path).read_bytes()
    assert set(Crowds(done).seen) == {c.pk for c in people(brand).values()}


def test_a_repeated_customer_is_known_again_after_an_interruption(brand, tmp_path, monkeypatch):
    path = write(tmp_path, "email\na@p.example\nb@p.example\na@p.example\n")
    run = begun(brand, path)
    with pytest.raises(Killed):
        run_import(run.pk, clock=clock, watch=killed_after(1), chunk_rows=2)
    monkeypatch.setattr(running, "is_dead", lambda runner: True)
    assert counts(run_import(run.pk, clock=clock, chunk_rows=2)) == (2, 0, 0, 1)


def test_nobody_takes_an_import_from_a_living_runner_until_it_falls_silent(brand, tmp_path):
    run = begun(brand, write(tmp_path, LIST))
    with pytest.raises(Killed):
        run_import(run.pk, clock=clock, watch=killed_after(1), chunk_rows=2)
    with pytest.raises(UnableToRun, match="is running"):
        run_import(run.pk, clock=clock)
    later = NOW + running.SILENT_AFTER + timedelta(seconds=1)
    assert run_import(run.pk, clock=lambda: later).state == "finished"


def test_the_one_who_lost_an_import_writes_nothing_more(brand, tmp_path):
    run = begun(brand, write(tmp_path, "email\na@p.example\nb@p.example\nc@p.example\n"))

    def taken_over(current):
        Import.objects.filter(pk=current.pk).update(runner="somebody else")

    lost = run_import(run.pk, clock=clock, watch=taken_over, chunk_rows=1)
    assert (lost.position, lost.runner, lost.state) == (1, "somebody else", "running")
    assert Customer.objects.count() == 1


def test_stopping_and_going_on(brand, tmp_path):
    run = begun(brand, write(tmp_path, "email\na@p.example\nb@p.example\nc@p.example\n"))

    def stop(current):
        actions.stop(run=current, by=SYSTEM, now=NOW)

    stopped = run_import(run.pk, clock=clock, watch=stop, chunk_rows=1)
    assert (stopped.state, stopped.position) == ("stopped", 1)
    actions.go_on(run=stopped, by=SYSTEM, now=NOW)
    assert run_import(run.pk, clock=clock).added == 3
    with pytest.raises(actions.UnableToImport):
        actions.go_on(run=stopped, by=SYSTEM, now=NOW)
    with pytest.raises(actions.UnableToImport):
        actions.stop(run=stopped, by=SYSTEM, now=NOW)


def test_setting_aside_keeps_what_is_in(brand, tmp_path):
    run = begun(brand, write(tmp_path, LIST))
    with pytest.raises(Killed):
        run_import(run.pk, clock=clock, watch=killed_after(1), chunk_rows=2)
    run.refresh_from_db()
    set_aside(run, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.position) == ("stopped", 2)
    assert run_import(run.pk, clock=clock).state == "finished"


def test_one_import_of_a_brand_at_a_time(brand, tmp_path):
    first = begun(brand, write(tmp_path, LIST))
    with pytest.raises(Killed):
        run_import(first.pk, clock=clock, watch=killed_after(1), chunk_rows=2)
    second = begun(brand, write(tmp_path, "email\nx@p.example\n", "other.csv"))
    with pytest.raises(UnableToRun, match=r"Another file \(list.csv\)"):
        run_import(second.pk, clock=clock)
    elsewhere = begun(make_brand(), write(tmp_path, "email\nx@p.example\n", "other.csv"))
    assert run_import(elsewhere.pk, clock=clock).state == "finished"


def test_a_file_that_changed_meanwhile_is_not_mixed(brand, tmp_path):
    path = write(tmp_path, LIST)
    run = begun(brand, path)
    path.write_text("email\nx@p.example\n")
    failed = run_import(run.pk, clock=clock)
    assert failed.state == "failed"
    assert "another one than when the import began" in failed.problem
    assert Customer.objects.count() == 0
    assert AuditEvent.objects.get(verb="import.failed").data["problem"] == failed.problem


def test_a_file_that_is_gone_fails_with_a_reason_and_goes_on_once_it_is_back(brand, tmp_path):
    path = write(tmp_path, LIST)
    run = begun(brand, path)
    path.rename(tmp_path / "away.csv")
    failed = run_import(run.pk, clock=clock)
    assert failed.problem == "The file cannot be read: No such file or directory."
    (tmp_path / "away.csv").rename(path)
    assert run_import(run.pk, clock=clock).added == 3


def test_no_room_for_the_rejects_file(brand, tmp_path, monkeypatch):
    run = begun(brand, write(tmp_path, LIST))

    def full(*_):
        raise UnableToWriteRejects("The rejects file cannot be written: No space left on device.")

    monkeypatch.setattr(chunks.RejectsFile, "append", full)
    failed = run_import(run.pk, clock=clock)
    assert (failed.state, failed.position) == ("failed", 0)
    assert "No space left" in failed.problem
    assert Customer.objects.count() == 0


def look_first(monkeypatch, stale):
    """The first look at the customers of a chunk gives `stale(found)`, as if the rest happened a moment later."""
    looks = []

    def look(brand_id, rows):
        found = looking(brand_id, rows)
        looks.append(len(rows))
        return stale(found) if len(looks) == 1 else found

    looking = chunks.known_customers
    monkeypatch.setattr(chunks, "known_customers", look)
    return looks


def test_somebody_who_appears_between_looking_and_writing_is_seen(brand, tmp_path, monkeypatch):
    make_customer(brand, email="a@p.example", external_id="", name="Already here")
    looks = look_first(monkeypatch, lambda found: [])
    run = bring_in(brand, write(tmp_path, "email,name\na@p.example,Ana\nb@p.example,Bob\n"))
    assert counts(run) == (1, 1, 0, 0)
    assert looks == [2, 2]


def test_a_choice_withdrawn_between_looking_and_writing_stays_withdrawn(brand, tmp_path, monkeypatch):
    ana = make_customer(brand, email="a@p.example", external_id="", care=False, care_withdrawn_here=True)
    stale = [True] if connection.vendor == "postgresql" else []  # SQLite has one writer: nobody comes between
    looks = look_first(
        monkeypatch,
        lambda found: [replace(known, care=True, care_withdrawn_here=False) for known in found] if stale else found,
    )
    bring_in(brand, write(tmp_path, "email,name,care\na@p.example,Ana,yes\n"))
    ana.refresh_from_db()
    assert (ana.name, ana.care) == ("Ana", False)
    assert len(looks) == 1 + len(stale)


def test_a_dry_run_says_the_same_and_writes_nothing(brand, tmp_path):
    make_customer(brand, email="tom@people.example", external_id="8")
    run = survey(brand, write(tmp_path, LIST))
    before = Customer.objects.count(), Import.objects.count(), AuditEvent.objects.count()
    outcome = try_out(run, rejects_path=tmp_path / "dry.csv")
    assert (Customer.objects.count(), Import.objects.count(), AuditEvent.objects.count()) == before
    real = bring_in(brand, write(tmp_path, LIST))
    assert (outcome.added, outcome.changed, outcome.unchanged, outcome.rejected) == counts(real)
    assert dict(outcome.reasons) == real.reasons
    assert (tmp_path / "dry.csv").read_bytes() == Path(real.rejects_path).read_bytes()


def test_a_dry_run_knows_who_came_chunks_before(brand, tmp_path, monkeypatch):
    monkeypatch.setattr("forewarn.audience.importing.trying.CHUNK_ROWS", 1)
    text = "id,email\nC1,a@p.example\nC2,a@p.example\nC1,b@p.example\n,c@p.example\n"
    outcome = try_out(survey(brand, write(tmp_path, text)), rejects_path=None)
    assert (outcome.added, outcome.rejected) == (2, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "No column looks like email addresses"),
        ('email\n"never closed\n', "Line 2: a quote"),
    ],
)
def test_what_cannot_be_imported_leaves_nothing_behind(brand, tmp_path, text, says):
    with pytest.raises(actions.UnableToImport, match=says):
        begun(brand, write(tmp_path, text))
    assert Import.objects.count() == 0


def test_an_encoding_that_is_told(brand, tmp_path):
    path = write(tmp_path, "email,name\na@p.example,Dvořák\n".encode("cp1250"))
    source = actions.Source(path, "list.csv", encoding="windows-1250")
    run = actions.survey(brand=brand, source=source, by=SYSTEM, now=NOW)
    assert queries.preview(run).rows[0].row.name == "Dvořák"
    with pytest.raises(actions.UnableToImport, match="“klingon” is no encoding"):
        actions.survey(brand=brand, source=actions.Source(path, "x", encoding="klingon"), by=SYSTEM, now=NOW)


def test_the_preview_shows_rows_and_what_would_be_rejected(brand, tmp_path):
    run = survey(brand, write(tmp_path, LIST))
    shown = queries.preview(run)
    assert (shown.tried, shown.rejected) == (8, 4)  # repeated rows show only when they meet the database
    assert shown.rows[0].row.name == "Ana Ortiz"
    assert shown.rows[1].reject.why.value == "invalid_address"
    assert dict(shown.reasons)["unclear_choice"] == 1
    assert shown.not_understood == {"Sprache": {"klingonx": 1}}
    without = queries.preview(run, ["ignore"] * 8)
    assert (without.tried, without.rows[0].row) == (0, None)


def test_more_rows_take_no_more_queries(brand, tmp_path):
    def queries_for(rows, name):
        text = "id,email,name\n" + "".join(f"{name}{n},{name}{n}@p.example,Ana\n" for n in range(rows))
        run = begun(brand, write(tmp_path, text, f"{name}.csv"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run_import(run.pk, clock=clock, chunk_rows=1000)
        return len(captured)

    queries_for(3, "warm")
    assert queries_for(30, "few") == queries_for(300, "many")


def test_files_that_are_too_old_are_deleted(brand, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    kept = actions.keep_upload([b"email\n", b"a@p.example\nbad\n"])
    source = actions.Source(kept, "list.csv", uploaded=True)
    forgotten = actions.take_up(brand=brand, source=source, by=SYSTEM, now=NOW)
    other = actions.keep_upload([b"email\n", b"a@p.example\nbad\n"])
    done = actions.take_up(brand=brand, source=actions.Source(other, "b.csv", uploaded=True), by=SYSTEM, now=NOW)
    actions.start(run=done, by=SYSTEM, now=NOW)
    done = run_import(done.pk, clock=clock)
    assert not other.exists()
    assert done.file_path == ""
    rejects = Path(done.rejects_path)
    assert rejects.exists()
    assert delete_old_files(now=NOW) == 0
    assert delete_old_files(now=NOW + UPLOADS_KEPT + timedelta(hours=1)) == 1
    assert not kept.exists()
    assert delete_old_files(now=NOW + REJECTS_KEPT + timedelta(hours=1)) == 1
    assert not rejects.exists()
    forgotten.refresh_from_db()
    assert forgotten.file_path == ""


def test_what_the_command_line_wrote_is_left_alone(brand, tmp_path):
    run = bring_in(brand, write(tmp_path, LIST))
    delete_old_files(now=NOW + REJECTS_KEPT * 2)
    assert Path(run.rejects_path).exists()
    assert Path(run.file_path).exists()


def test_an_upload_that_is_thrown_away(brand, tmp_path, settings, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    path = actions.keep_upload([b"email\na@p.example\n"])
    run = actions.take_up(brand=brand, source=actions.Source(path, "a.csv", uploaded=True), by=SYSTEM, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(run=run, by=SYSTEM, now=NOW)
    assert not path.exists()
    assert Import.objects.count() == 0


@pytest.mark.parametrize("runner", ["", "elsewhere:1:abc", "nonsense"])
def test_a_runner_that_cannot_be_asked_is_not_dead(runner):
    assert not is_dead(runner)


def test_seen_is_everybody_of_the_file(brand, tmp_path):
    make_customer(brand, email="nobody@p.example")
    run = bring_in(brand, write(tmp_path, LIST))
    stored = ImportChunk.objects.filter(import_run=run, crowd=Crowd.SEEN.value)
    assert sum(chunk.count for chunk in stored) == 3
