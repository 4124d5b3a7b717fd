"""Screens of the lessons: the plan, invitations, the record, the report, and the brand's own words."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixed_set import Screen, check

from clocks import stop_the_clock
from factories import NOW, make_brand, make_customer, make_staff
from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.foundation.clock import now
from forewarn.foundation.customer_sets import load, store
from forewarn.lessons.actions.adapting import place_lesson
from forewarn.lessons.actions.making import make_from_sighting
from forewarn.lessons.actions.programme import set_programme
from forewarn.lessons.linting import objections_to
from forewarn.lessons.models import Answer, BrandLesson, HeldChunk, Invitation, Learner, Programme, Visit
from forewarn.lessons.queries.content import files_of, lesson_of
from forewarn.lessons.rules.adapting import library_files
from forewarn.lessons.rules.reading.loading import load_library
from forewarn.lint.severity import Severity
from forewarn.mailings.models import CrowdChunk, Mailing
from forewarn.promises.actions import add_recommended
from forewarn.sightings.actions import confirm, write_words
from forewarn.sightings.reporting import Lure, Told, add_report

pytestmark = pytest.mark.django_db
HERE = "/console/lantern/lessons/"
SLUG = "check-with-us"


@pytest.fixture(autouse=True)
def in_one_quarter(monkeypatch):
    stop_the_clock(monkeypatch)


@pytest.fixture
def brand():
    brand = make_brand("lantern")
    add_recommended(brand=brand, by=SYSTEM, now=NOW)
    place_lesson(brand=brand, slug=SLUG, given=True, quarter=this_quarter()[1], by=SYSTEM, now=NOW)
    return brand


@pytest.fixture
def editor(client, brand):
    client.force_login(make_staff(brand, "editor"))
    return client


SCREENS = [
    Screen("lessons/", "viewer"),
    Screen("lessons/2026/", "viewer"),
    Screen("lessons/2026/record/", "viewer"),
    Screen("lessons/2026/record.csv", "viewer"),
    Screen("lessons/effect/", "viewer"),
    Screen("lessons/report/", "viewer"),
    Screen("lessons/report.csv", "viewer"),
    Screen("lessons/report.json", "viewer"),
    Screen(f"lessons/lesson/{SLUG}/", "viewer"),
    Screen(f"lessons/lesson/{SLUG}/file/en.md", "viewer"),
    Screen("lessons/messages/", "viewer"),
    Screen("lessons/messages/new/", "editor", post_only=True),
    Screen("lessons/new/", "editor"),
    Screen(f"lessons/lesson/{SLUG}/reset/", "editor"),
    Screen("lessons/programme/", "approver"),
    Screen("lessons/2026/4/invite/", "editor", post_only=True),
    Screen(f"lessons/lesson/{SLUG}/place/", "editor", post_only=True),
    Screen(f"lessons/lesson/{SLUG}/move/", "editor", post_only=True),
    Screen(f"lessons/lesson/{SLUG}/keep/", "editor", post_only=True),
]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.address)
def test_the_fixed_set(screen, brand):
    check(screen, brand)


def this_quarter() -> tuple[int, int]:
    today = now().date()
    return today.year, (today.month - 1) // 3 + 1


def invite(editor, kind: str = "lessons"):
    year, quarter = this_quarter()
    return editor.post(f"{HERE}{year}/{quarter}/invite/", {"kind": kind})


def test_the_plan_says_what_is_due(editor):
    _year, quarter = this_quarter()
    page = editor.get(HERE).content.decode()
    assert page.count("Quarter ") >= 4
    assert "Due now" in page or "Late" in page
    assert f'Write the invitation<span class="visually-hidden"> Q{quarter}</span>' in page


def test_an_invitation_is_a_care_mail_that_waits_for_another_person(editor, brand):
    people = [make_customer(brand) for _ in range(5)]
    make_customer(brand, care=False)
    make_customer(brand, reachable=False)
    answer = invite(editor)
    mailing = Mailing.objects.get()
    assert answer["Location"] == f"/console/lantern/mailings/{mailing.pk}/"
    assert mailing.message_class == "care"
    assert mailing.state == "submitted"
    from forewarn.mailings.queries.content import audience_of

    assert sorted(audience_of(mailing).sets[""]) == sorted(person.pk for person in people)
    for variant in mailing.variants.all():
        assert "http" not in variant.text
        assert "lantern.example" in variant.text
        assert not variant.html
    assert "Waits to be sent" in editor.get(HERE).content.decode()
    assert Invitation.objects.get().kind == "lessons"
    invite(editor)
    assert Invitation.objects.count() == 1


def test_some_are_held_out_and_always_the_same(editor, brand):
    for _ in range(60):
        make_customer(brand)
    set_programme(brand=brand, hold_out_percent=30, days_between=14, sensitive=False, by=SYSTEM, now=NOW)
    invite(editor)
    invitation = Invitation.objects.get()
    assert 5 <= invitation.held_out <= 35
    from forewarn.mailings.queries.content import audience_of

    assert len(audience_of(invitation.mailing).sets[""]) + invitation.held_out == 60
    invite(editor, "held")  # the quarter is not over: they are the comparison
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("slug", [lesson.slug for lesson in load_library()])
def test_every_lesson_can_be_told_of(editor, brand, slug):
    """Also those whose titles hold what our own mail must not: the mail then names them by number."""
    make_customer(brand)
    place_lesson(brand=brand, slug=SLUG, given=False, quarter=1, by=SYSTEM, now=NOW)
    for lesson in load_library():
        place_lesson(
            brand=brand,
            slug=lesson.slug,
            given=lesson.slug == slug,
            quarter=this_quarter()[1],
            by=SYSTEM,
            now=NOW,
        )
    invite(editor)
    mailing = Invitation.objects.get().mailing
    assert objections_to(mailing, Severity.ERROR, now=now()) == []


def test_nobody_to_tell_is_said(editor, brand):
    answer = invite(editor)
    year, _quarter = this_quarter()
    assert answer["Location"] == f"{HERE}{year}/"
    assert "nobody to tell" in editor.get(answer["Location"]).content.decode()


def test_a_refresher_goes_to_those_who_asked_and_finished_four_months_ago(editor, brand):
    due, early, anonymous = make_customer(brand), make_customer(brand), make_customer(brand)
    for customer, days in ((due, 125), (early, 100)):
        learner = Learner.objects.create(customer=customer, brand=brand, wording="yes", agreed_at=NOW, seen_at=NOW)
        finished = now() - timedelta(days=days)
        Visit.objects.create(
            brand=brand,
            key=f"k{days}",
            lesson=SLUG,
            locale="en",
            items=[],
            learner=learner,
            started_at=finished,
            finished_at=finished,
        )
    assert "1 customer who asked to be remembered" in editor.get(HERE).content.decode()
    invite(editor, "refresh")
    from forewarn.mailings.queries.content import audience_of

    assert sorted(audience_of(Mailing.objects.get()).sets[""]) == [due.pk]
    assert "A refresher waits to be sent" in editor.get(HERE).content.decode()
    assert anonymous.pk


def test_the_record_counts_everybody_once(editor, brand):
    make_customer(brand)
    make_customer(brand, care=False)
    make_customer(brand, reachable=False)
    rows = list(csv.reader(io.StringIO(editor.get(f"{HERE}2026/record.csv").content.decode())))
    assert rows[1][2:] == ["3", "0", "1", "1", "1"]


def test_the_programme_is_kept_within_bounds(client, brand):
    client.force_login(make_staff(brand, "approver"))
    form = {"hold_out_percent": "60", "days_between": "14"}
    assert client.post(f"{HERE}programme/", form).status_code == 422
    assert client.post(f"{HERE}programme/", form | {"hold_out_percent": "20", "sensitive": "on"}).status_code == 302
    saved = Programme.objects.get(brand=brand)
    assert (saved.hold_out_percent, saved.sensitive) == (20, True)


# -- messages from real mail -------------------------------------------------------------------------------------------


@pytest.fixture
def made(brand):
    by = Actor.staff(make_staff(brand, "editor").pk, "Ben")
    lure = Lure(
        subject="Your parcel waits",
        text="Dear Amara Abara, pay 1.99 at https://lantern-parcel.top/x <script>alert(1)</script> today.",
        sender="service@lantern-parcel.top",
        hosts=("lantern-parcel.top",),
        locale="en",
        names=("Amara Abara",),
    )
    seen = add_report(brand=brand, lure=lure, told=Told("one"), now=NOW)
    said = {"says": "“Pay 1.99”", "wants": "your card number", "tell": "we never ask for a payment by email"}
    write_words(sighting=seen, words={"en": said}, by=by, now=NOW)
    confirm(sighting=seen, by=by, now=NOW)
    return make_from_sighting(brand=brand, sighting=seen, lesson=SLUG, by=by, now=NOW)


def form_of_made(made, **changes: str) -> dict[str, str]:
    """What a browser posts from the form, with words in every language and a rating that fits the place."""
    form = {"place": made.place, "channel": "mail", "cue-sense_of_urgency": "9", "cue-url_hyperlinking": "6"}
    form |= {f"premise-{number}": "2" for number in range(1, 6)}
    for locale in ("en", "es"):
        form |= {f"{locale}-{part}": made.words["en"].get(part, "") for part in ("from", "subject", "body", "tell")}
        form |= {f"{locale}-wanted": "Your card.", f"{locale}-how": "Type our address."}
    return {**form, "en-tell": "We never ask.", "es-tell": "Nunca pedimos.", "then": "hand-in"} | changes


@pytest.mark.parametrize(
    ("end", "role", "post_only"), [("", "viewer", False), ("drop/", "editor", False), ("decide/", "approver", True)]
)
def test_the_fixed_set_of_a_made_message(brand, made, end, role, post_only):
    check(Screen(f"lessons/messages/{made.pk}/{end}", role, post_only=post_only), brand)


def test_a_scam_is_made_into_a_message_and_let_in_by_a_second_person(brand, made, client):
    author, approver = make_staff(brand, "editor"), make_staff(brand, "approver")
    address = f"{HERE}messages/{made.pk}/"
    client.force_login(author)
    page = client.get(address).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "lantern-parcel.top" not in page
    assert "Amara" not in page
    assert client.post(address, form_of_made(made)).status_code == 302
    assert client.post(f"{address}decide/", {"answer": "use"}).status_code == 403
    client.force_login(approver)
    assert "Let it into the lesson" in client.get(address).content.decode()
    client.post(f"{address}decide/", {"answer": "use"})
    assert made.item in {item.id for item in lesson_of(brand, SLUG).lesson.items}
    assert "It stands in the lesson" in client.get(address).content.decode()
    assert client.post(address, form_of_made(made)).status_code == 422
    assert "In the lesson" in client.get(f"{HERE}messages/").content.decode()
    public = client.__class__(HTTP_HOST=brand.public_host)
    assert public.get(f"/practice/{SLUG}/").status_code == 200


def test_an_approver_who_wrote_at_it_is_told_that_another_person_looks(brand, made, client):
    client.force_login(make_staff(brand, "owner"))
    address = f"{HERE}messages/{made.pk}/"
    client.post(address, form_of_made(made))
    page = client.get(address).content.decode()
    assert "Another person" in page
    assert "Let it into the lesson" not in page
    client.post(f"{address}decide/", {"answer": "use"})
    assert made.item not in {item.id for item in lesson_of(brand, SLUG).lesson.items}


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(editor, made):
    address = f"{HERE}messages/{made.pk}/"
    body = "Go to [here](https://evil.top/x), kept words."
    answer = editor.post(address, form_of_made(made, **{"en-body": body}))
    assert answer.status_code == 422
    assert "evil.top" in answer.content.decode()
    assert "could be somebody&#x27;s" in answer.content.decode()
    assert "kept words" in editor.get(address).content.decode()
    answer = editor.post(address, form_of_made(made, **{"cue-url_hyperlinking": "many"}))
    assert answer.status_code == 422


def test_it_is_sent_back_with_a_reason_and_thrown_away(brand, made, client):
    author, approver = make_staff(brand, "editor"), make_staff(brand, "approver")
    address = f"{HERE}messages/{made.pk}/"
    client.force_login(author)
    client.post(address, form_of_made(made))
    client.force_login(approver)
    client.post(f"{address}decide/", {"answer": "back", "reason": "Name no fee <b>."})
    client.force_login(author)
    assert "Name no fee &lt;b&gt;." in client.get(address).content.decode()
    assert client.post(f"{address}drop/")["Location"] == f"{HERE}messages/"
    assert client.get(address).status_code == 404


def test_what_there_is_to_practise_with(editor, brand):
    page = editor.get(f"{HERE}messages/").content.decode()
    assert "No confirmed scam is left" in page
    assert "No proven mail in this language" in page
    for form in ({"source": "sighting", "id": "99", "lesson": SLUG}, {"source": "mail", "id": "x"}):
        assert editor.post(f"{HERE}messages/new/", form).status_code == 404


# -- the report --------------------------------------------------------------------------------------------------------


def people(
    brand,
    number: int,
    *,
    hit: float = 0.8,
    false: float = 0.2,
    phase: str = "after",
    seed: int = 1,
    lesson: str = SLUG,
    locale: str = "en",
) -> None:
    draw = random.Random(seed)
    for place in range(number):
        visit = Visit.objects.create(
            brand=brand,
            key=f"{seed}-{place}",
            lesson=lesson,
            locale=locale,
            items=[],
            started_at=now(),
            finished_at=now(),
        )
        lures = [("least", f"a{n}") for n in (1, 2)] + [("moderate", "a3"), ("very", "a5")]
        answers = [(True, d, i, draw.random() < hit) for d, i in lures]
        answers += [(False, "", f"g{n}", draw.random() < false) for n in (1, 2, 4, 5)]
        Answer.objects.bulk_create(
            Answer(
                visit=visit,
                item=item,
                phase=phase,
                lure=lure,
                difficulty=difficulty,
                said_fake=fake,
                did="check",
                did_well=True,
                at=now(),
            )
            for lure, difficulty, item, fake in answers
        )


def test_under_twenty_people_nothing_is_shown(editor, brand):
    people(brand, 19)
    page = editor.get(f"{HERE}report/").content.decode()
    assert "Too few visits yet" in page
    for row in csv.DictReader(io.StringIO(editor.get(f"{HERE}report.csv").content.decode())):
        assert row["d"] == row["people"] == ""
    content = json.loads(editor.get(f"{HERE}report.json").content)
    assert content["messages"] == []
    assert all(one["started"] is None for one in content["lessons"])


def test_a_small_group_cannot_be_worked_out_from_the_whole(editor, brand):
    """105 people less 100 who read English would be the five who read Spanish; so would it be with lessons."""
    people(brand, 60, seed=1)
    people(brand, 40, seed=2, lesson="too-good")
    people(brand, 5, seed=3, lesson="too-good", locale="es")
    people(brand, 8, seed=4, lesson="hurry-or-else")
    rows = list(csv.DictReader(io.StringIO(editor.get(f"{HERE}report.csv").content.decode())))
    shown = {(row["lesson"], row["group"]) for row in rows if row["people"]}
    assert ("", "difficulty least") in shown  # the whole
    assert not {group for lesson, group in shown if group.startswith("language")}
    assert {lesson for lesson, group in shown if group == "after the lesson"} == {SLUG}
    content = json.loads(editor.get(f"{HERE}report.json").content)
    assert {one["lesson"]: one["started"] for one in content["lessons"] if one["started"]} == {SLUG: 60}


def test_the_report_shows_what_people_reach(editor, brand):
    people(brand, 60, hit=0.6, phase="before", seed=1)
    people(brand, 60, hit=0.9, phase="after", seed=2)
    page = editor.get(f"{HERE}report/").content.decode()
    assert page.count("<svg") >= 2
    assert "99 % intervals" in page
    rows = {
        (row["lesson"], row["group"]): row
        for row in csv.DictReader(io.StringIO(editor.get(f"{HERE}report.csv").content.decode()))
    }
    before, after = rows[SLUG, "before, least and moderate"], rows[SLUG, "after, least and moderate"]
    assert float(before["d"]) < float(after["d"])
    assert float(after["d_low"]) < float(after["d"]) < float(after["d_high"])
    assert rows["", "language en"]["people"] == "60"
    assert rows["", "difficulty very"]["fakes_shown"] == "60"


def test_messages_that_everybody_gets_right_are_proposed_for_retirement(editor, brand):
    people(brand, 200, hit=1.0, false=0.5)
    page = editor.get(f"{HERE}report/").content.decode()
    assert "nearly everybody is right" in page
    content = json.loads(editor.get(f"{HERE}report.json").content)
    assert {one["message"] for one in content["messages"] if one["retire"]} == {"a1", "a2", "a3", "a5"}


def test_the_report_asks_the_database_a_fixed_number_of_questions(editor, brand, django_assert_max_num_queries):
    people(brand, 30, seed=3)
    editor.get(f"{HERE}report/")
    with django_assert_max_num_queries(25):
        editor.get(f"{HERE}report/")


def test_another_brands_visits_are_not_counted(editor, brand):
    people(make_brand("elsewhere"), 50)
    assert "Too few visits yet" in editor.get(f"{HERE}report/").content.decode()


# -- did it help ---------------------------------------------------------------------------------------------------------


def test_those_told_are_compared_with_those_held_out(editor, brand):
    assert "Nobody was held out yet" in editor.get(f"{HERE}effect/").content.decode()
    customers = [make_customer(brand) for _ in range(80)]
    set_programme(brand=brand, hold_out_percent=50, days_between=14, sensitive=False, by=SYSTEM, now=NOW)
    invite(editor)
    invitation = Invitation.objects.get()
    held = load(HeldChunk.objects.filter(invitation=invitation))
    told = [one.pk for one in customers if one.pk not in held]
    mailing = invitation.mailing
    store(CrowdChunk.objects.filter(mailing=mailing), told, mailing=mailing, crowd="reached")
    Mailing.objects.filter(pk=mailing.pk).update(started_at=now() - timedelta(days=40))
    listed = "\n".join(one.external_id for one in customers if one.pk in held)
    form = {"quarter": str(invitation.pk), "numbers": listed}
    page = editor.post(f"{HERE}effect/", form).content.decode()
    assert "Less happened to those who were told." in page
    csv_file = SimpleUploadedFile("list.csv", f"number,when\n{customers[0].external_id},today\n".encode())
    page = editor.post(f"{HERE}effect/", {"quarter": str(invitation.pk), "file": csv_file}).content.decode()
    assert "The interval holds 0" in page
    assert "1 number is no customer of yours." in page
    for bad in ({"numbers": ""}, {"quarter": "0", "numbers": "x"}, {"file": SimpleUploadedFile("x", b"\xff\xfe")}):
        assert editor.post(f"{HERE}effect/", {"quarter": str(invitation.pk)} | bad).status_code == 422


# -- the brand's own words ---------------------------------------------------------------------------------------------


def upload(editor, address: str, **files: str):
    named = [SimpleUploadedFile(name.replace("__", "."), text.encode()) for name, text in files.items()]
    return editor.post(address, {"texts": named})


def test_own_words_lie_over_the_library(editor, brand):
    words = library_files()[SLUG]["en.md"].replace("Maya was making soup", "Noor was fixing a bike")
    assert upload(editor, f"{HERE}lesson/{SLUG}/", en__md=words).status_code == 302
    assert "Noor" in lesson_of(brand, SLUG).text("en").story
    assert "Maya" in lesson_of(brand, SLUG).text("es").story
    assert list(BrandLesson.objects.get().files) == ["en.md"]
    assert "your words" in editor.get(HERE).content.decode()
    assert b"Noor" in editor.get(f"{HERE}lesson/{SLUG}/file/en.md").content


def test_a_broken_file_names_file_line_and_field_and_the_last_good_version_stays(editor, brand):
    good = library_files()[SLUG]["en.md"].replace("Maya was making soup", "Noor was fixing a bike")
    upload(editor, f"{HERE}lesson/{SLUG}/", en__md=good)
    items = library_files()[SLUG]["en.items.yaml"].replace("    wanted: ", "    wanter: ", 1)
    answer = upload(editor, f"{HERE}lesson/{SLUG}/", **{"en__items__yaml": items})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "en.items.yaml" in page
    assert "wanter" in page
    line = items[: items.index("wanter")].count("\n") + 1
    assert any(f'data-label="Line">{n}<' in page for n in range(1, line + 1))
    assert "Noor" in lesson_of(brand, SLUG).text("en").story


@pytest.mark.parametrize("text", ["\x00", ": : :", "- [", "x" * 10])
def test_nonsense_is_refused(editor, brand, text):
    answer = upload(editor, f"{HERE}lesson/{SLUG}/", lesson__yaml=text)
    assert answer.status_code == 422
    assert lesson_of(brand, SLUG).own_files == ()


def test_a_file_of_another_name_and_no_file_are_refused(editor):
    assert upload(editor, f"{HERE}lesson/{SLUG}/", evil__html="<script>").status_code == 422
    assert editor.post(f"{HERE}lesson/{SLUG}/", {}).status_code == 422
    raw = SimpleUploadedFile("en.md", b"\xff\xfe\x00")
    assert editor.post(f"{HERE}lesson/{SLUG}/", {"texts": [raw]}).status_code == 422


def test_a_newer_library_is_seen_and_own_words_can_stay_or_go(editor, brand):
    words = library_files()[SLUG]["en.md"].replace("Maya was making soup", "Noor was fixing a bike")
    upload(editor, f"{HERE}lesson/{SLUG}/", en__md=words)
    BrandLesson.objects.update(base_hash="an older one")
    assert "newer text in the library" in editor.get(f"{HERE}lesson/{SLUG}/").content.decode()
    editor.post(f"{HERE}lesson/{SLUG}/keep/")
    assert not lesson_of(brand, SLUG).newer_in_library
    editor.post(f"{HERE}lesson/{SLUG}/reset/")
    assert "Maya" in lesson_of(brand, SLUG).text("en").story


def own_lesson() -> dict[str, str]:
    files = dict(library_files()[SLUG])
    files["lesson.yaml"] = (
        files["lesson.yaml"].replace("slug: check-with-us", "slug: our-own").replace("number: 1\n", "number: 30\n")
    )
    return {name.replace(".", "__"): text for name, text in files.items()}


def test_a_lesson_of_the_brands_own(editor, brand, client):
    answer = upload(editor, f"{HERE}new/", **own_lesson())
    assert answer["Location"] == f"{HERE}lesson/our-own/"
    assert not lesson_of(brand, "our-own").in_library
    public = client.__class__(HTTP_HOST=brand.public_host)
    assert public.get("/practice/our-own/").status_code == 200
    assert lesson_of(make_brand("other"), "our-own") is None
    editor.post(f"{HERE}lesson/our-own/reset/")
    assert lesson_of(brand, "our-own") is None


HOSTILE = "<script>alert(1)</script><style>*</style><svg onload=alert(1)>"
BIDI = "\u202etxet\u202c"


def test_hostile_words_are_inert(editor, brand, client):
    files = own_lesson()
    files["en__md"] = files["en__md"].replace("Maya was making soup", HOSTILE)
    files["en__items__yaml"] = files["en__items__yaml"].replace("Dear user,", HOSTILE)
    assert upload(editor, f"{HERE}new/", **files).status_code == 302
    public = client.__class__(HTTP_HOST=brand.public_host)
    for address in ("/practice/our-own/read/", "/practice/our-own/"):
        page = public.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<style>*" not in page
        assert "<svg onload" not in page
    assert public.get("/practice/our-own/sheet.pdf").status_code == 200
    here = public.post("/practice/our-own/begin/")["Location"]
    Visit.objects.update(items=[["a1", "before"]])
    page = public.get(f"{here}mail/a1/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", ["en__md", "en__items__yaml"])
def test_marks_that_turn_the_writing_are_refused_with_their_line(editor, brand, name):
    files = own_lesson()
    files[name] = files[name].replace("Maya was", f"{BIDI} was").replace("Dear user,", BIDI)
    answer = upload(editor, f"{HERE}new/", **files)
    assert answer.status_code == 422
    assert "U+202E" in answer.content.decode()
    assert not BrandLesson.objects.filter(slug="our-own").exists()


def test_order_quarter_and_switch(editor, brand):
    editor.post(f"{HERE}lesson/who-is-it-from/move/", {"direction": "up"})
    from forewarn.lessons.queries.content import given_lessons

    assert [one.slug for one in given_lessons(brand)][:2] == ["who-is-it-from", SLUG]
    editor.post(f"{HERE}lesson/{SLUG}/place/", {"quarter": "3"})
    assert SLUG not in [one.slug for one in given_lessons(brand)]
    editor.post(f"{HERE}lesson/{SLUG}/place/", {"quarter": "3", "given": "on"})
    assert lesson_of(brand, SLUG).quarter == 3
    editor.post(f"{HERE}lesson/{SLUG}/place/", {"quarter": "9", "given": "on"})
    assert lesson_of(brand, SLUG).quarter == 3


def test_files_of_a_lesson_that_is_not_there(editor, brand):
    assert files_of(brand, "nothing") == {}
    assert editor.get(f"{HERE}lesson/nothing/").status_code == 404
    assert editor.get(f"{HERE}lesson/{SLUG}/file/passwd").status_code == 404
    assert Customer.objects.filter(brand=brand).count() == 0
