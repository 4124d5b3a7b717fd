"""Screens of segments: by filter, by list, counting, renaming, deleting."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.segments import add_listed_segment, add_segment
from forewarn.audience.importing.actions import keep_upload
from forewarn.audience.models import Segment
from forewarn.audience.rules.filters import Filter
from forewarn.audience.tasks import evaluate_segment
from forewarn.audit.rules import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def ana(brand):
    return make_customer(brand, email="ana@people.example", country="MX", locale="es", attributes={"plan": "gold"})


@pytest.fixture
def editor(brand):
    return signed_in(brand, "editor")


def segment(brand, name="Mexico"):
    return add_segment(brand=brand, name=name, wanted=Filter(country="MX"), by=SYSTEM, now=NOW)


def text_of(answer, code=200):
    assert answer.status_code == code
    return answer.content.decode()


def at(what=""):
    return f"/console/lantern/segments/{what}"


@pytest.mark.parametrize(
    ("address", "role", "post_only"),
    [
        ("", "viewer", False),
        ("new/", "editor", False),
        ("new/list/", "editor", False),
        ("{}/", "viewer", False),
        ("{}/count/", "viewer", False),
        ("{}/rename/", "editor", False),
        ("{}/delete/", "editor", False),
        ("{}/recount/", "editor", True),
    ],
)
def test_fixed_set(brand, ana, address, role, post_only):
    check(Screen("segments/" + address.format(segment(brand).pk), role, post_only), brand)


def test_an_empty_list_says_that_none_is_needed(editor):
    assert "You need none to write to everybody" in text_of(editor.get(at()))


def test_a_segment_by_filter(editor, ana):
    made = {"name": "Gold in Mexico", "country": "MX", "attribute": "Plan", "value": "gold", "reachable": "yes",
            "created_since": "2026-01-02"}  # fmt: skip
    assert editor.post(at("new/"), made).status_code == 302
    found = Segment.objects.get()
    assert found.filter == {
        "country": "MX", "attribute": "plan", "value": "gold", "reachable": True, "created_since": "2026-01-02",
    }  # fmt: skip
    assert "Being counted" in text_of(editor.get(at(f"{found.pk}/")))
    assert 'hx-trigger="every 1s"' in text_of(editor.get(at(f"{found.pk}/count/")))
    evaluate_segment.func(segment_id=found.pk)
    shown = text_of(editor.get(at(f"{found.pk}/")))
    for text in ("country MX", "plan is “gold”", "address works", "ana@people.example"):
        assert text in shown
    assert "hx-trigger" not in text_of(editor.get(at(f"{found.pk}/count/")))
    assert "Gold in Mexico" in text_of(editor.get(at()))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "X"}, "Choose at least one thing"),
        ({"name": "", "country": "MX"}, "This field is required"),
        ({"name": "X", "attribute": "plan"}, "belong together"),
        ({"name": "X", "value": "gold"}, "belong together"),
        ({"name": "X", "created_since": "soon"}, "valid date"),
        ({"name": "X", "country": "ZZ"}, "not one of the available"),
        ({"name": "Mexico", "country": "MX"}, "already a segment called"),
    ],
)
def test_bad_input_keeps_what_was_typed(editor, brand, ana, typed, says):
    segment(brand)
    shown = text_of(editor.post(at("new/"), typed), 422)
    assert says in shown
    for value in (typed.get("name"), typed.get("attribute"), typed.get("value")):
        assert not value or f'value="{value}"' in shown
    assert Segment.objects.count() == 1


def test_a_segment_by_list(editor, ana):
    file = SimpleUploadedFile("readers.csv", b"email\nana@people.example\nnobody@people.example\n")
    assert editor.post(at("new/list/"), {"name": "Readers", "file": file}).status_code == 302
    found = Segment.objects.get()
    evaluate_segment.func(segment_id=found.pk)
    shown = text_of(editor.get(at(f"{found.pk}/")))
    assert "list readers.csv" in shown
    assert "Lines that are no customer here" in shown
    assert "ana@people.example" in shown


def test_a_list_under_a_taken_name_is_not_kept(editor, brand, tmp_path):
    segment(brand)
    file = SimpleUploadedFile("readers.csv", b"email\nana@people.example\n")
    assert "already a segment" in text_of(editor.post(at("new/list/"), {"name": "Mexico", "file": file}), 422)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_list_that_cannot_be_read_says_so(editor, brand):
    path = keep_upload([b"a,b\n1,2\n"])
    made = add_listed_segment(brand=brand, name="Bad", path=path, file_name="bad.csv", by=SYSTEM, now=NOW)
    evaluate_segment.func(segment_id=made.pk)
    assert "No column looks like addresses" in text_of(editor.get(at(f"{made.pk}/")))
    assert "failed" in text_of(editor.get(at()))


def test_a_broken_filter_is_shown_as_such(editor, brand):
    broken = Segment.objects.create(
        brand=brand, name="Broken", filter={"colour": "red"}, state="failed", created_at=NOW
    )
    assert "“colour”" in text_of(editor.get(at(f"{broken.pk}/")))


def test_counting_renaming_deleting(editor, brand, ana):
    made = segment(brand)
    evaluate_segment.func(segment_id=made.pk)
    make_customer(brand, country="MX")
    assert editor.post(at(f"{made.pk}/recount/")).status_code == 302
    evaluate_segment.func(segment_id=made.pk)
    made.refresh_from_db()
    assert made.size == 2
    other = segment(brand, "Other")
    assert "already" in text_of(editor.post(at(f"{other.pk}/rename/"), {"name": "Mexico"}), 422)
    editor.post(at(f"{other.pk}/rename/"), {"name": "México"})
    other.refresh_from_db()
    assert other.name == "México"
    assert "customers are still here" in text_of(editor.post(at(f"{other.pk}/delete/"), follow=True))
    assert not Segment.objects.filter(pk=other.pk).exists()
    assert editor.get(at(f"{other.pk}/")).status_code == 404
