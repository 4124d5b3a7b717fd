"""Screens of imports: upload, columns with a preview, progress, result, rejects."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand
from forewarn.audience.importing import actions
from forewarn.audience.importing.running import run_import
from forewarn.audience.models import Customer, Import
from forewarn.audience.tasks import import_customers, tick
from forewarn.audit.rules import SYSTEM

pytestmark = pytest.mark.django_db

LIST = (
    "Kundennummer;E-Mail;Name;Newsletter;Land\n1;ana@people.example;Ana Ortiz;ja;MX\n2;not an address;Bob;;\n"
    "3;eve@people.example;Eve;vielleicht;GB\n4;tom@people.example;Tom;;Narnia\n"
)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def brand():
    return make_brand("lantern", choice_wording="By our terms.")


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


def upload(client, text=LIST, name="kunden.csv", **told):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(), content_type="text/csv")
    return client.post("/console/lantern/customers/imports/new/", {"file": file, **told})


def taken_up(brand, text=LIST):
    path = actions.keep_upload([text.encode()])
    return actions.take_up(brand=brand, source=actions.Source(path, "kunden.csv", True), by=SYSTEM, now=NOW)


def done(brand, text=LIST):
    run = taken_up(brand, text)
    actions.start(run=run, by=SYSTEM, now=NOW)
    return run_import(run.pk, clock=lambda: NOW)


def at(run, what=""):
    return f"/console/lantern/customers/imports/{run.pk}/{what}"


def text_of(answer, code=200):
    assert answer.status_code == code
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "role", "post_only"),
    [
        ("", "viewer", False),
        ("new/", "editor", False),
        ("{}/columns/", "editor", False),
        ("{}/progress/", "viewer", False),
        ("{}/stop/", "editor", True),
        ("{}/continue/", "editor", True),
        ("{}/discard/", "editor", True),
    ],
)
def test_fixed_set(brand, address, role, post_only):
    check(Screen("customers/imports/" + address.format(taken_up(brand).pk), role, post_only), brand)


@pytest.mark.parametrize(("address", "role"), [("{}/", "viewer"), ("{}/rejects/", "editor")])
def test_fixed_set_of_a_finished_import(brand, address, role):
    check(Screen("customers/imports/" + address.format(done(brand).pk), role), brand)


def test_an_empty_list_says_what_to_do(editor):
    assert "No imports yet" in text_of(editor.get("/console/lantern/customers/imports/"))


def test_from_the_file_to_the_customers(editor, brand, django_capture_on_commit_callbacks):
    answer = upload(editor)
    run = Import.objects.get()
    assert answer["Location"] == at(run, "columns/")
    assert Customer.objects.count() == 0
    assert (run.file_name, run.uploaded, run.rows, run.state) == ("kunden.csv", True, 4, "uploaded")
    shown = text_of(editor.get(at(run, "columns/")))
    assert "Nothing is imported yet" in shown
    assert "2 would be rejected" in shown
    assert "1 with an invalid address" in shown
    assert "“Narnia” (1)" in shown
    assert "By our terms." in shown
    assert '<option value="external_id" selected>' in shown
    chosen = {"column_0": "external_id", "column_1": "email", "column_2": "name", "column_3": "marketing",
              "column_4": "country", "wording": "Yes to news.", "start": "1"}  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True) as queued:
        assert editor.post(at(run, "columns/"), chosen)["Location"] == at(run)
    assert len(queued) == 1
    run.refresh_from_db()
    assert run.state in ("waiting", "finished")
    if run.state == "waiting":
        assert "waits for the worker" in text_of(editor.get(at(run)))
        assert 'hx-trigger="every 1s"' in text_of(editor.get(at(run, "progress/")))
        import_customers.func(import_id=run.pk)
    result = text_of(editor.get(at(run)))
    assert "hx-trigger" not in text_of(editor.get(at(run, "progress/")))
    assert "Download the rejected rows" in result
    assert "Yes to news." in result
    assert set(Customer.objects.values_list("email", flat=True)) == {"ana@people.example", "tom@people.example"}
    run.refresh_from_db()
    assert run.file_path == ""


def test_looking_again_shows_the_columns_as_they_were_chosen_and_starts_nothing(editor, brand):
    run = taken_up(brand)
    chosen = {"column_0": "ignore", "column_1": "email", "column_2": "attribute.name", "column_3": "ignore",
              "column_4": "country"}  # fmt: skip
    shown = text_of(editor.post(at(run, "columns/"), chosen))
    assert '<option value="ignore" selected>' in shown
    assert "1 would be rejected" in shown
    run.refresh_from_db()
    assert run.state == "uploaded"


def test_columns_that_make_no_customers_are_refused_and_kept_as_typed(editor, brand):
    run = taken_up(brand)
    chosen = {"column_0": "external_id", "column_1": "ignore", "column_2": "name", "column_3": "ignore",
              "column_4": "country", "wording": "Mine", "start": "1"}  # fmt: skip
    shown = text_of(editor.post(at(run, "columns/"), chosen), 422)
    assert "No column looks like email addresses" in shown
    assert "Say which column has the email addresses" in shown
    assert 'value="Mine"' in shown
    run.refresh_from_db()
    assert run.state == "uploaded"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty."),
        ("\n\n", "The file is empty."),
        ('email\n"never closed\n', "Line 2: a quote"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(editor, tmp_path, text, says):
    assert says in text_of(upload(editor, text), 422)
    assert Import.objects.count() == 0
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_no_file_at_all(editor):
    assert "This field is required" in text_of(editor.post("/console/lantern/customers/imports/new/", {}), 422)


def test_an_encoding_and_a_delimiter_can_be_told(editor):
    upload(editor, "email|name\nd@people.example|Dvořák\n".encode("cp1250"), encoding="windows-1250", delimiter="pipe")
    shown = text_of(editor.get(at(Import.objects.get(), "columns/")))
    assert "Dvořák" in shown
    assert "pipe between columns" in shown


def test_cells_are_shown_and_never_run(editor):
    upload(editor, "email,<b>x</b>\na@people.example,<script>alert(1)</script>\n")
    shown = text_of(editor.get(at(Import.objects.get(), "columns/")))
    assert "<script>alert" not in shown
    assert "<b>x</b>" not in shown


def test_the_rejects_are_a_file(editor, brand):
    run = done(brand)
    answer = editor.get(at(run, "rejects/"))
    assert answer["Content-Disposition"] == 'attachment; filename="kunden.rejects.csv"'
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert content.startswith("rejected_line;rejected_reason;Kundennummer")
    assert "3;An email address must have an @-sign.;2;not an address" in content
    Path(Import.objects.get().rejects_path).unlink()
    assert editor.get(at(run, "rejects/")).status_code == 404


def test_an_import_of_the_command_line_names_its_place_and_serves_no_file(editor, brand, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("email\nbad\n")
    source = actions.Source(path, "mine.csv")
    run = actions.survey(brand=brand, source=source, by=SYSTEM, now=NOW)
    run = actions.begin(run=run, rejects_path=tmp_path / "mine.rejects.csv", by=SYSTEM, now=NOW)
    run = run_import(run.pk, clock=lambda: NOW)
    assert "mine.rejects.csv, where the command was run" in text_of(editor.get(at(run)))
    assert editor.get(at(run, "rejects/")).status_code == 404


def test_stopping_going_on_and_throwing_away(editor, brand, django_capture_on_commit_callbacks):
    run = taken_up(brand)
    assert "throw this file away" in text_of(editor.get(at(run, "columns/"))).lower()
    actions.start(run=run, by=SYSTEM, now=NOW)
    assert "it can go on from there" in text_of(editor.post(at(run, "stop/"), follow=True))
    run.refresh_from_db()
    assert run.state == "stopped"
    assert "not running" in text_of(editor.post(at(run, "stop/"), follow=True))
    assert "it stays in the list" in text_of(editor.post(at(run, "discard/"), follow=True))
    with django_capture_on_commit_callbacks() as queued:
        editor.post(at(run, "continue/"))
    assert len(queued) == 1
    assert "cannot go on" in text_of(editor.post(at(run, "continue/"), follow=True))
    other = taken_up(brand)
    with django_capture_on_commit_callbacks(execute=True):
        assert "Nothing was imported" in text_of(editor.post(at(other, "discard/"), follow=True))
    assert not Import.objects.filter(pk=other.pk).exists()


def test_a_failed_import_says_why_and_can_go_on(editor, brand):
    run = taken_up(brand)
    actions.start(run=run, by=SYSTEM, now=NOW)
    path = Path(run.file_path)
    path.rename(f"{path}.away")
    import_customers.func(import_id=run.pk)
    shown = text_of(editor.get(at(run)))
    assert "No such file or directory" in shown
    assert "Go on" in shown
    viewer = text_of(signed_in(brand, "viewer").get(at(run)))
    assert "Go on" not in viewer


def test_the_list_of_imports(editor, brand):
    done(brand)
    shown = text_of(editor.get("/console/lantern/customers/imports/"))
    assert "kunden.csv" in shown
    assert "Forewarn" in shown


def test_a_viewer_sees_an_import_that_waits_for_its_columns(brand):
    run = taken_up(brand)
    assert "waits for its columns" in text_of(signed_in(brand, "viewer").get(at(run)))
    assert signed_in(brand, "editor").get(at(run))["Location"] == at(run, "columns/")


def test_the_tick_asks_again_for_uploads_whose_task_was_lost(brand, django_capture_on_commit_callbacks):
    run = taken_up(brand)
    actions.start(run=run, by=SYSTEM, now=NOW)
    with django_capture_on_commit_callbacks() as queued:
        tick(NOW + timedelta(minutes=2))
    assert len(queued) == 1
