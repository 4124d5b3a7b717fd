"""The practice pages without a script: from the list to the end, and all that can go wrong on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from itertools import pairwise

import pytest
from django.test import Client
from public_samples import HOST, harbour_pine

from factories import NOW, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.models import OneTimeCode
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import Brand
from forewarn.foundation.clock import now
from forewarn.foundation.secrets import unseal
from forewarn.journal.models import Campaign
from forewarn.lessons.actions.visiting import forget_old
from forewarn.lessons.models import Answer, BrandLesson, Learner, PartDone, Visit
from forewarn.lessons.rules.reading.loading import load_library

pytestmark = pytest.mark.django_db
LESSON = "check-with-us"


@pytest.fixture
def brand() -> Brand:
    return harbour_pine()


@pytest.fixture
def visitor(brand: Brand) -> Client:
    return Client(HTTP_HOST=HOST)


def begin(visitor: Client, slug: str = LESSON, **form: str) -> str:
    answer = visitor.post(f"/practice/{slug}/begin/", form)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return answer["Location"]


def page(visitor: Client, address: str) -> str:
    answer = visitor.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def open_mails(html: str) -> list[str]:
    return re.findall(r'href="([^"]+/mail/[^"]+)" data-swap>', html)


def answer_all(visitor: Client, here: str, ours: str = "no", do: str = "check") -> None:
    for mail in open_mails(page(visitor, here)):
        assert visitor.post(mail, {"ours": ours, "do": do}).status_code == HTTPStatus.SEE_OTHER


def do_part(visitor: Client, address: str) -> str:
    """Hand something in that finishes the part, whatever its kind; returns the page that says so."""
    html = page(visitor, address)
    if ladders := re.findall(r"\?ladder=([\w-]+)", html):
        html = page(visitor, f"{address}?ladder={ladders[0]}")
    while 'name="reply"' in html:
        trail = re.search(r'name="trail" value="([^"]*)"', html)[1]
        html = visitor.post(address, {"trail": trail, "reply": "0"}).content.decode()
    if 'class="go"' in html:
        return html
    radios: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"', html):
        radios.setdefault(name, []).append(value)
    hands = [{"choice": value} for value in radios.get("choice", ())] or [{n: v[0] for n, v in radios.items()}]
    for hand in hands:
        if ladders:
            steps = re.findall(r'name="(step-\d+)"', html)
            hand |= {"ladder": ladders[0]} | {name: str(place + 1) for place, name in enumerate(steps)}
        html = visitor.post(address, hand).content.decode()
        if 'class="go"' in html:
            return html
    raise AssertionError(html)


def go_through(visitor: Client, here: str) -> str:
    """A whole visit; returns the last page."""
    answer_all(visitor, here)
    slug = here.split("/")[2]
    lesson = next(lesson for lesson in load_library() if lesson.slug == slug)
    for part in lesson.exercise.parts:
        do_part(visitor, f"{here}part/{part.id}/")
    answer_all(visitor, here)
    return page(visitor, here)


@pytest.mark.parametrize("slug", [lesson.slug for lesson in load_library()])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_lesson_can_be_finished_without_a_script(visitor: Client, slug: str, language: str) -> None:
    here = begin(visitor, slug)
    Visit.objects.update(locale=language)
    visitor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    end = go_through(visitor, here)
    assert {"en": "Thank you", "es": "Gracias"}[language] in end
    visit = Visit.objects.get()
    assert visit.finished_at is not None
    assert Answer.objects.count() == 10
    assert Answer.objects.filter(lure=True).count() == 5
    assert "{" not in re.sub(r"<script.*?</script>", "", end)


def test_no_cookie_no_sign_in_and_small(visitor: Client) -> None:
    here = begin(visitor)
    for address in ["/practice/", f"/practice/{LESSON}/", f"/practice/{LESSON}/read/", here]:
        answer = visitor.get(address)
        assert not answer.cookies
        assert len(answer.content) < 30_000
    assert not visitor.cookies


def test_the_pages_for_everybody_are_kept_in_memory_and_a_visit_never(visitor: Client) -> None:
    assert visitor.get("/practice/")["Cache-Control"] == "public, max-age=10"
    assert "no-store" in visitor.get(begin(visitor))["Cache-Control"]


def test_the_first_answer_counts_also_from_two_tabs(visitor: Client) -> None:
    here = begin(visitor)
    mail = open_mails(page(visitor, here))[0]
    visitor.post(mail, {"ours": "no", "do": "report"})
    visitor.post(mail, {"ours": "yes", "do": "act"})
    one = Answer.objects.get()
    assert (one.said_fake, one.did) == (True, "report")


def test_any_order_counts_the_same_and_the_end_comes_when_all_is_done(visitor: Client) -> None:
    here = begin(visitor)
    items = [item for item, _ in Visit.objects.get().items]
    for item in reversed(items):
        visitor.post(f"{here}mail/{item}/", {"ours": "no", "do": "leave"})
    assert Visit.objects.get().finished_at is None
    for part in ("do-it", "odd-call", "odd-mail"):
        do_part(visitor, f"{here}part/{part}/")
    assert Visit.objects.get().finished_at is not None
    assert PartDone.objects.count() == 3


def test_half_an_answer_is_none_and_nothing_is_lost(visitor: Client) -> None:
    mail = open_mails(page(visitor, begin(visitor)))[0]
    for form in ({"ours": "no"}, {"do": "act"}, {"ours": "maybe", "do": "act"}, {"ours": "no", "do": "shout"}, {}):
        answer = visitor.post(mail, form)
        assert answer.status_code == 422
        assert "Choose one answer" in answer.content.decode()
    assert not Answer.objects.exists()


def test_what_is_learned_stands_there_at_once(visitor: Client) -> None:
    mail = open_mails(page(visitor, begin(visitor)))[0]
    assert "What it wanted" not in page(visitor, mail)
    told = visitor.post(mail, {"ours": "no", "do": "check"}, follow=True).content.decode()
    assert "What it wanted" in told
    assert "How you could have checked" in told


def test_it_can_be_left_and_taken_up_again(visitor: Client, brand: Brand) -> None:
    here = begin(visitor)
    visitor.post(open_mails(page(visitor, here))[0], {"ours": "no", "do": "check"})
    elsewhere = Client(HTTP_HOST=HOST)
    assert "1 of 13 done" in page(elsewhere, here)


@pytest.mark.parametrize("address", ["/practice/none/", "/practice/none/begin/", f"/practice/{LESSON}/v/none/"])
def test_nothing_there(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_a_visit_of_another_brand_is_not_there(visitor: Client) -> None:
    from factories import make_brand

    here = begin(visitor)
    other = make_brand("other")
    assert Client(HTTP_HOST=other.public_host).get(here).status_code == 404


def test_begin_by_get_begins_nothing(visitor: Client) -> None:
    assert visitor.get(f"/practice/{LESSON}/begin/").status_code == 302
    assert not Visit.objects.exists()


def test_a_lesson_that_is_switched_off_is_gone_but_can_be_finished(visitor: Client, brand: Brand) -> None:
    here = begin(visitor)
    BrandLesson.objects.create(brand=brand, slug=LESSON, given=False, changed_at=NOW)
    assert visitor.get(f"/practice/{LESSON}/").status_code == 404
    assert f"/practice/{LESSON}/" not in page(visitor, "/practice/")
    assert "Thank you" in go_through(visitor, here)


def test_how_many_finished_is_told_from_twenty_on(visitor: Client, brand: Brand) -> None:
    def finished(number: int) -> None:
        Visit.objects.bulk_create(
            Visit(
                brand=brand, key=f"k{number}-{n}", lesson=LESSON, items=[], started_at=NOW, finished_at=NOW, locale="en"
            )
            for n in range(number)
        )

    finished(19)
    assert "times" not in page(visitor, "/practice/")
    finished(1)
    assert "20 times" in page(visitor, "/practice/")


def test_inside_a_frame_of_the_brand_alone(visitor: Client, brand: Brand) -> None:
    answer = visitor.get(f"/practice/{LESSON}/embed/")
    assert "X-Frame-Options" not in answer
    assert (
        "frame-ancestors 'self' https://harbourpine.example https://*.harbourpine.example"
        in (answer["Content-Security-Policy"])
    )
    here = begin(visitor, **{"in": "frame"})
    inside = visitor.get(here)
    assert "X-Frame-Options" not in inside
    assert "frame-ancestors 'self' https://harbourpine.example" in inside["Content-Security-Policy"]
    assert '<header class="top">' not in inside.content.decode()
    assert visitor.get(f"/practice/{LESSON}/")["X-Frame-Options"] == "SAMEORIGIN"


def test_a_caveat_where_our_own_mail_broke_the_rule(visitor: Client, brand: Brand) -> None:
    assert "We are mending it" not in page(visitor, f"/practice/{LESSON}/read/")
    finding = {"rule": "FW-LK-01", "severity": "error", "message": "", "fix": "", "text": ""}
    Campaign.objects.create(
        brand=brand,
        origin="seed",
        standing="proven",
        message_class="marketing",
        subject="Sale",
        first_seen=now(),
        last_seen=now(),
        findings=[finding],
        errors=1,
    )
    read = page(visitor, f"/practice/{LESSON}/read/")
    assert "We are mending it" in read
    assert "Don&#x27;t use the message to check the message." in read


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("slug", [lesson.slug for lesson in load_library()])
def test_the_printed_sheet_is_one_page(visitor: Client, slug: str, language: str) -> None:
    answer = visitor.get(f"/practice/{slug}/sheet.pdf?lang={language}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.count(b"/Type /Page\n") == 1
    assert answer.content == visitor.get(f"/practice/{slug}/sheet.pdf?lang={language}").content


def remembered(visitor: Client, email: str, **form: str) -> Learner:
    visitor.post("/practice/progress/", {"step": "address", "email": email, **form})
    import json

    code = json.loads(unseal(OneTimeCode.objects.latest("pk").sealed))["code"]
    answer = visitor.post("/practice/progress/", {"step": "code", "email": email, "code": code, **form})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    cookie = answer.cookies["practice"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/practice/"
    return Learner.objects.get()


@pytest.fixture
def kept_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The background does not run, so that the code stays readable."""
    monkeypatch.setattr("forewarn.audience.actions.codes.enqueue", lambda *_, **__: None)


@pytest.mark.usefixtures("kept_codes")
def test_progress_is_remembered_for_who_asks_and_forgotten_when_they_say(visitor: Client, brand: Brand) -> None:
    customer = make_customer(brand)
    here = begin(visitor)
    key = here.rstrip("/").rpartition("/")[2]
    learner = remembered(visitor, customer.email, visit=key)
    assert learner.customer_id == customer.pk
    assert Visit.objects.get(key=key).learner == learner
    assert "go on with it" in page(visitor, "/practice/progress/")
    begin(visitor)
    assert Visit.objects.filter(learner=learner).count() == 2
    answer = visitor.post("/practice/progress/", {"step": "forget"})
    assert "We deleted" in answer.content.decode()
    assert not Learner.objects.exists()
    assert not Visit.objects.exists()


@pytest.mark.usefixtures("kept_codes")
def test_erasing_a_customer_erases_their_lessons_and_leaves_those_of_nobody(visitor: Client, brand: Brand) -> None:
    customer = make_customer(brand)
    begin(Client(HTTP_HOST=HOST))
    remembered(visitor, customer.email)
    begin(visitor)
    erase_customer(brand=brand, customer_id=customer.pk, by=SYSTEM, now=NOW)
    assert not Learner.objects.exists()
    assert Visit.objects.get().learner is None


def test_an_unknown_address_is_told_the_same(visitor: Client, brand: Brand) -> None:
    make_customer(brand, email="known@people.example")
    pages = [
        visitor.post("/practice/progress/", {"step": "address", "email": email}).content.decode().replace(email, "")
        for email in ("known@people.example", "other@people.example")
    ]
    assert pages[0] == pages[1]
    assert not Learner.objects.exists()


def test_visits_are_deleted_after_twelve_months(visitor: Client, brand: Brand) -> None:
    begin(visitor)
    begin(visitor)
    old = Visit.objects.first()
    Visit.objects.filter(pk=old.pk).update(started_at=NOW - timedelta(days=366))
    Visit.objects.exclude(pk=old.pk).update(started_at=NOW - timedelta(days=364))
    assert forget_old(now=NOW) == 1
    assert Visit.objects.count() == 1


def test_a_refresher_shows_four_messages_and_nothing_else(visitor: Client) -> None:
    assert (
        'name="how" value="refresh"' in visitor.get("/practice/check-with-us/", headers={"host": HOST}).content.decode()
    )
    here = begin(visitor, how="refresh")
    assert len(open_mails(page(visitor, here))) == 4
    answer_all(visitor, here)
    assert "Thank you" in page(visitor, here)
    assert Answer.objects.filter(phase="refresh").count() == 4


@pytest.mark.parametrize("lesson", load_library(), ids=lambda lesson: lesson.slug)
def test_headings_of_every_message_follow_each_other(visitor: Client, lesson) -> None:
    """A heading inside a message comes below the message's own, whichever message is drawn."""
    here = begin(visitor, lesson.slug)
    Visit.objects.update(items=[[item.id, "before"] for item in lesson.items])
    for item in lesson.items:
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", page(visitor, f"{here}mail/{item.id}/"))]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), item.id
