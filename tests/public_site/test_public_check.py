"""“Did you really send this?” on the page: what is asked, what is answered, and what is never told."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from brand_mail import ALERT, attached, keys, sign
from factories import make_brand, make_customer
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand, DkimKey
from forewarn.foundation.clock import now
from forewarn.intake.models import RawMail, ReceivedMail
from forewarn.public_site.page_cache import PageCache
from forewarn.sightings.actions import confirm, reopen, write_words
from forewarn.sightings.models import Sighting
from forewarn.verification.actions import UnableToDecide, decide
from forewarn.verification.cases import new_case, shown_case, typed_case
from forewarn.verification.models import Question
from forewarn.verification.reasons import VerdictKind
from forewarn.verification.tasks import tick

pytestmark = pytest.mark.django_db
HOST = "safety.acme.example"
HOSTILE = (
    b"From: <script>alert(1)</script> Acme <x@acme-verify.example>\r\nTo: k@p.example\r\n"
    b"Subject: <img src=https://evil.example/p.png onerror=alert(2)> Acme\r\nContent-Type: text/html\r\n\r\n"
    b'<script>alert(3)</script><form action="https://evil.example"><input></form><svg onload=alert(4)>'
    b'<a href="https://acme-login.example/&quot;&gt;&lt;script&gt;alert(5)&lt;/script&gt;">Acme</a>'
)


@pytest.fixture(autouse=True)
def brand(settings: object, tmp_path: object) -> Brand:
    zone = tmp_path / "zone.json"  # type: ignore[operator]
    zone.write_text("{}")
    settings.ZONE_FILE = str(zone)  # type: ignore[attr-defined]
    made = make_brand("acme", locales=["en", "es", "fr", "de"])
    long_ago = now() - timedelta(days=2_000)
    key = keys("brand").public_key
    domain = made.sending_domains.get()
    DkimKey.objects.create(
        sending_domain=domain, selector="s1", public_key=key, valid_from=long_ago, created_at=long_ago
    )
    return made


def upload(raw: bytes, name: str = "mail.eml", query: str = "", **more: object):
    file = BytesIO(raw)
    file.name = name
    return Client(HTTP_HOST=HOST).post(f"/check/{query}", {"file": file, "text": ""}, **more)


def paste(text: str, **more: object):
    return Client(HTTP_HOST=HOST).post("/check/", {"text": text}, **more)


def verdict(response) -> str:
    found = LexborHTMLParser(response.content.decode()).css_first("[data-verdict]")
    assert found is not None, response.content.decode()
    return found.attributes["data-verdict"] or ""


def text_of(response) -> str:
    body = LexborHTMLParser(response.content.decode()).css_first("main")
    return " ".join(body.text(separator=" ").split())


# --- the answers --------------------------------------------------------------------------------------------------


def test_our_mail_as_a_file() -> None:
    response = upload(sign())
    assert (response.status_code, verdict(response)) == (200, "sent_by_us")
    said = text_of(response)
    assert "We sent this." in said
    assert "We sent it on November 2, 2026." in said
    assert "It does not ask for a" not in said  # the alert speaks of a password, so nothing is claimed of it
    assert "What the real mail is" in said and "It has links to: www.acme.example." in said


def test_our_mail_attached_to_a_saved_forward() -> None:
    response = upload(attached(sign()))
    assert verdict(response) == "sent_by_us"
    assert "The mail inside the one you sent" in text_of(response)


def test_one_changed_link() -> None:
    response = upload(sign().replace(b'href="https://www.acme.example/safety"', b'href="https://evil.example/x"'))
    assert verdict(response) == "sent_by_us_altered"
    assert "evil.example" in text_of(response)


def test_a_lure_pasted_as_source_and_as_words() -> None:
    lure = "From: Acme <x@acme-verify.example>\r\nTo: k@p.example\r\nSubject: Your Acme account\r\n\r\nOpen https://acme-verify.example\r\n"
    assert verdict(paste(lure)) == "not_ours"
    assert verdict(paste(f"\n\n{lure}")) == "not_ours"
    words = paste("Your Acme parcel waits: pay at https://acme-parcels.example/")
    assert verdict(words) == "cannot_tell"
    assert "acme-parcels.example" in text_of(words)
    assert verdict(paste("Your Acme parcel waits: pay at https://acme.example.evil.example/")) == "not_ours"
    assert verdict(paste("See you at one.")) == "not_about_us"
    assert verdict(paste(sign().decode())) == "sent_by_us"


def test_the_answer_speaks_the_readers_language() -> None:
    spanish = upload(sign(), query="?lang=es")
    assert "Este correo es nuestro." in text_of(spanish)
    assert "Por qué lo decimos" in text_of(spanish)
    french = upload(sign(), query="?lang=fr")
    assert 'lang="fr"' in french.content.decode()
    assert "Cet e-mail vient de nous." in text_of(french)
    assert "Diese Mail ist von uns." in text_of(upload(sign(), query="?lang=de"))


def test_every_question_is_kept_with_its_mail(brand: Brand) -> None:
    upload(sign())
    question = Question.objects.get()
    assert (question.channel, question.answered, question.verdict) == ("page", "on_page", "sent_by_us")
    row = ReceivedMail.objects.get()
    assert (row.source, row.state, row.outcome) == ("page", "done", {"what": "checked", "verdict": "sent_by_us"})
    assert RawMail.objects.get().data == sign()
    upload(sign())  # another reader of the same mail
    assert ReceivedMail.objects.get().copies == 2
    assert Question.objects.count() == 2


# --- what is wrong with it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing_to_check(text: str) -> None:
    response = paste(text)
    assert response.status_code == 422
    assert "There is nothing to check yet" in text_of(response)


def test_what_cannot_be_read_says_what_to_do() -> None:
    assert "We cannot read this kind of file" in text_of(upload(b"\x89PNG", "shot.PNG"))
    for name in ("shot", "shot.eml", "shot.txt"):
        assert "We cannot read this kind of file" in text_of(upload(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, name))
    large = upload(b"x" * (10 * 1024 * 1024 + 300_000))
    assert large.status_code == 413
    assert "too large" in text_of(large)
    long = paste("x" * 1_000_001)
    assert (long.status_code, "too long for the box" in text_of(long)) == (413, True)
    whole = Client(HTTP_HOST=HOST).post("/check/", b"--x\r\ngarbage", content_type="multipart/form-data; boundary=\xff")
    assert whole.status_code == 422
    assert not Question.objects.exists()


def test_what_was_pasted_stays_when_a_file_cannot_be_read() -> None:
    file = BytesIO(b"x")
    file.name = "shot.png"
    response = Client(HTTP_HOST=HOST).post("/check/", {"text": "my words", "file": file})
    assert "my words" in response.content.decode()


def test_broken_bytes_get_an_answer() -> None:
    for raw in (
        b"\xff\xfe\x00" * 50,
        b"From: \x00\r\n\r\n\xff",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk",
        b"a" * 100_000,
    ):
        assert upload(raw, "mail.msg").status_code == 200
    assert paste("\x00 \ud800".encode("utf-8", "replace").decode()).status_code == 200


def test_one_network_asks_only_so_often() -> None:
    heard = [paste(f"Question {n}").status_code for n in range(33)]
    assert (heard.count(200), heard.count(429)) == (30, 3)
    assert paste("Another", REMOTE_ADDR="198.51.100.7").status_code == 200


# --- what is never told -------------------------------------------------------------------------------------------


def test_customers_and_others_get_the_same_with_the_same_questions(
    brand: Brand, django_assert_num_queries: object
) -> None:
    make_customer(brand, email="kim@customer.example")
    paste("warm")
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for raw in (sign(), sign(ALERT.replace(b"kim@customer.example", b"al@customer.example"))):
        with CaptureQueriesContext(connection) as queries:
            response = upload(raw)
        counts.append(len(queries))
        assert verdict(response) == "sent_by_us"
        assert not any("audience_customer" in query["sql"] for query in queries)
    assert counts[0] == counts[1]


def test_hostile_content_stands_as_text() -> None:
    html = upload(HOSTILE).content.decode()
    assert "<script" not in html and "<img src=https" not in html and "<svg" not in html
    assert "evil.example" not in re.sub(r"<bdi>.*?</bdi>", "", html, flags=re.DOTALL)
    assert not re.search(r'(?:href|src|action)="[^"]*(?:evil|acme-login|acme-verify)', html)
    assert "&lt;img src=https" in html


def test_answers_are_kept_by_nobody() -> None:
    response = upload(sign())
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "default-src" in response.headers["Content-Security-Policy"]
    empty = Client(HTTP_HOST=HOST).get("/check/")
    assert empty.headers["Cache-Control"].startswith("public")
    assert not empty.cookies


def test_the_page_in_memory_never_swallows_a_question() -> None:
    asked = []

    def application(environ, start_response):
        asked.append(environ["REQUEST_METHOD"])
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"answer"]

    cache = PageCache(application)
    for _ in range(2):
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/check/", "QUERY_STRING": "", "HTTP_HOST": HOST}
        assert cache(environ, lambda status, headers, exc=None: None) == [b"answer"]
    assert asked == ["POST", "POST"]


def test_it_works_without_a_token_since_nothing_rides_along() -> None:
    assert Client(HTTP_HOST=HOST, enforce_csrf_checks=True).post("/check/", {"text": "hello"}).status_code == 200


def test_only_a_brands_own_host_answers() -> None:
    assert Client(HTTP_HOST="other.example").post("/check/", {"text": "hello"}).status_code == 404


# --- cases --------------------------------------------------------------------------------------------------------


def case(number: str, **more: object):
    return Client(HTTP_HOST=HOST).post("/check/", {"step": "case", "case": number}, **more)


def test_a_case_tells_what_was_decided_later(brand: Brand) -> None:
    paste("Your Acme parcel waits.")
    question = Question.objects.get()
    assert question.verdict == "cannot_tell"
    number = shown_case(question.case).lower()
    assert "Nothing new yet" in text_of(case(number))
    decide(question=question, verdict=VerdictKind.NOT_OURS, by=Actor.command("test"), now=now())
    said = text_of(case(f" {number} "))
    assert "This is not from us." in said and "We cannot tell from this copy." in said
    assert "parcel" not in said


def test_who_reports_what_is_decided_already_can_read_it_at_once_until_it_is_taken_back(brand: Brand) -> None:
    asked = [f"Your Acme parcel waits: pay the fee at https://acme.example.evil.example/{number}" for number in (1, 2)]
    assert verdict(paste(asked[0], REMOTE_ADDR="192.0.2.1")) == "not_ours"
    by, lure = Actor.command("test"), Sighting.objects.get()
    line = {"says": "A parcel waits", "wants": "a small fee", "tell": "we never ask for a fee by email"}
    write_words(sighting=lure, words={brand.default_locale: line}, by=by, now=now())
    confirm(sighting=lure, by=by, now=now())
    assert "We know this scam. Others told us of it" in text_of(paste(asked[1], REMOTE_ADDR="192.0.2.2"))
    assert Sighting.objects.get().reports == 2
    numbers = list(Question.objects.order_by("pk").values_list("case", flat=True))
    decided = "Our people looked at it and decided this."
    assert all(decided in text_of(case(number)) for number in numbers)
    reopen(sighting=Sighting.objects.get(), by=by, now=now())
    assert all("Nothing new yet" in text_of(case(number)) for number in numbers)


def test_a_case_of_another_brand_or_none_says_the_same(brand: Brand) -> None:
    other = make_brand("harbour")
    Client(HTTP_HOST=other.public_host).post("/check/", {"text": "Harbour parcel"})
    foreign = case(Question.objects.get().case)
    assert foreign.status_code == 422
    assert text_of(foreign).replace(Question.objects.get().case, "") == text_of(case(new_case())).replace("x", "x")
    assert case("<script>").status_code == 422


def test_case_numbers_cannot_be_tried_out() -> None:
    heard = [case(new_case()).status_code for _ in range(22)]
    assert heard[:20] == [422] * 20
    assert heard[20:] == [429, 429]


def test_case_numbers_as_people_type_them() -> None:
    number = new_case()
    assert typed_case(shown_case(number)) == typed_case(f" {number[:3]} {number[3:].lower()}") == number
    assert typed_case("AEIOU123") == typed_case("") == typed_case("2" * 9) == ""


def test_nobody_decides_that_we_sent_a_mail(brand: Brand) -> None:
    paste("Your Acme parcel waits.")
    question = Question.objects.get()
    with pytest.raises(UnableToDecide):
        decide(question=question, verdict=VerdictKind.SENT_BY_US, by=Actor.command("test"), now=now())
    upload(sign())
    proven = Question.objects.get(verdict="sent_by_us")
    with pytest.raises(UnableToDecide):
        decide(question=proven, verdict=VerdictKind.NOT_OURS, by=Actor.command("test"), now=now())


def test_what_a_question_quotes_goes_with_the_bytes_and_the_question_later(brand: Brand) -> None:
    upload(HOSTILE)
    tick(now() + timedelta(days=29))
    assert Question.objects.get().facts
    tick(now() + timedelta(days=31))
    question = Question.objects.get()
    assert (question.subject, question.sender, question.facts, question.source_hash) == ("", "", {}, "")
    assert all(set(reason) == {"code"} for reason in question.reasons)
    assert case(question.case).status_code == 200
    tick(now() + timedelta(days=401))
    assert not Question.objects.exists()


def test_every_mail_in_a_file_is_told() -> None:
    strange = b"From: jo@elsewhere.example\r\nTo: k@x.example\r\nSubject: lunch\r\n\r\nAt one.\r\n"
    lure = b"From: Acme <help@acme-pay.example>\r\nTo: k@x.example\r\nSubject: Acme\r\n\r\nPay now.\r\n"
    parts = b"".join(b"--s\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n" for raw in (strange, lure))
    head = b"From: kim@people.example\r\nTo: al@people.example\r\nSubject: Fwd: two\r\nContent-Type: multipart/mixed; boundary=s\r\n\r\n"
    said = text_of(upload(head + b"--s\r\n\r\nlook\r\n" + parts + b"--s--\r\n"))
    other = Question.objects.get(verdict="not_about_us")
    assert "This answer is about mail 2 of those that you attached." in said
    assert f"Its case number is {other.case[:4]}-{other.case[4:]}" in said
