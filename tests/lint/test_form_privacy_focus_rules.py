"""FW-RD, FW-HD, FW-PV, FW-FO and FW-IN: how the mail reads and looks, its headers, what it gives away, what it is."""

import base64
from datetime import date

import pytest

from forewarn.lint.context import LintContext, PromisedDate, Purpose, SendingHistory
from forewarn.lint.reading_grade import reading_grade
from lint.mails import CALM, found, lint, lint_page, mail, page, severities, skipped

HARD = {
    "en": "Notwithstanding the aforementioned considerations, organisational representatives responsible for administrative"
    " coordination subsequently initiated comprehensive investigations regarding unauthorised information dissemination.",
    "de": "Unbeschadet der vorstehend erläuterten Überlegungen veranlassten die verantwortlichen Organisationsvertreter"
    " umfangreiche Untersuchungsmaßnahmen hinsichtlich unberechtigter Informationsweitergaben innerhalb der Organisation.",
    "es": "Independientemente de las consideraciones anteriormente mencionadas, los representantes organizativos responsables"
    " iniciaron exhaustivas investigaciones administrativas relativas a la divulgación indebida de información confidencial.",
    "fr": "Indépendamment des considérations précédemment mentionnées, les représentants organisationnels responsables ont"
    " ultérieurement entrepris d'approfondies investigations administratives relatives à la divulgation d'informations.",
}


@pytest.mark.parametrize("language", HARD)
def test_rd01_grade_by_the_languages_own_formula(language):
    hard = " ".join([HARD[language]] * 4)
    easy = " ".join([CALM[language]] * 5)
    assert reading_grade(hard, language).grade > 10
    assert reading_grade(easy, language).grade <= 8
    messages = [f.message for f in found(lint(mail(hard, Content_Language=language)), "FW-RD-01")]
    assert any("grade" in message for message in messages)
    assert not found(lint(mail(easy, Content_Language=language)), "FW-RD-01")


def test_rd01_long_sentences():
    long = (
        "The box is in the hall and the key is on the nail and the cat is on the mat and the dog is at the door. " * 4
    )
    assert any("words on average" in f.message for f in found(lint(mail(long)), "FW-RD-01"))


def test_rd01_is_stricter_in_care_and_not_for_marketing():
    middling = " ".join(
        ["We therefore contacted several organisations concerning additional information about your parcel."] * 8
    )
    assert reading_grade(middling, "en").grade > 8
    hard = " ".join([HARD["en"]] * 4)
    assert found(lint(mail(middling), "care"), "FW-RD-01")
    assert not found(lint(mail(hard), "marketing"), "FW-RD-01")


def test_rd01_another_language_has_no_formula():
    text = " ".join(["Paczka wyszła dziś rano z naszego magazynu i będzie u Pani w czwartek."] * 12)
    assert "no reading formula" in skipped(lint(mail(text, Content_Language="pl")), "FW-RD-01")


def test_rd01_jargon_that_is_not_explained():
    raw = mail(CALM["en"] + " This is about phishing and two-factor authentication.")
    words = {f.where.text for f in found(lint(raw, "care"), "FW-RD-01")}
    assert words == {"phishing", "two-factor authentication"}
    known = LintContext(glossary=("Phishing", "two-factor authentication"))
    assert not found(lint(raw, "care", context=known), "FW-RD-01")


@pytest.mark.parametrize(
    ("message_class", "purpose", "limit"),
    [
        ("care", None, 250),
        ("care", Purpose.CHECK_IN, 90),
        ("mandated", None, 600),
        ("transactional", Purpose.LEAK_NOTICE, 600),
    ],
)
def test_rd02_lengths(message_class, purpose, limit):
    context = LintContext(purpose=purpose)
    long = "word " * (limit + 1)
    assert "error" in severities(lint(mail(long), message_class, context=context), "FW-RD-02")
    short = "word " * (limit - 30)
    assert not found(lint(mail(short), message_class, context=context), "FW-RD-02")


def test_rd02_actions_of_a_notice():
    many = "What you can do\n" + "\n".join(f"{n}. Do this. 1 minute." for n in range(1, 7))
    assert "6 actions" in found(lint(mail(many), "mandated"), "FW-RD-02")[0].message
    untimed = "What you can do\n1. Change the word you use."
    assert "how long" in found(lint(mail(untimed), "mandated"), "FW-RD-02")[0].message
    assert not found(lint(mail("What you can do\n1. Change it. 5 minutes."), "mandated"), "FW-RD-02")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<html><body><p>Hello there</p></body></html>", "no language"),
        (page('<p style="font-size:11px">Small print of the offer</p>'), "11 px"),
        (page('<p style="color:#bbbbbb">Faint words</p>'), "contrast"),
        (page('<table width="600"><tr><td>Wide</td></tr></table>'), "600 px"),
    ],
)
def test_rd03_forms_that_some_cannot_read(source, what):
    report = lint_page(source, "care")
    assert any(what in f.message for f in found(report, "FW-RD-03")), found(report, "FW-RD-03")
    assert set(severities(report, "FW-RD-03")) == {"error"}
    assert set(severities(lint_page(source), "FW-RD-03")) == {"warn"}, "experimental outside care"


def test_rd03_a_mail_without_text_part_and_a_good_page():
    raw = f"From: a@alder.example\nTo: c@people.example\nSubject: s\nContent-Type: text/html\n\n{page('<p>Hello</p>')}".encode()
    assert "no text part" in found(lint(raw, "care"), "FW-RD-03")[0].message
    good = page('<table width="100%" style="max-width:560px"><tr><td>Hello</td></tr></table>')
    assert not found(lint_page(good, "care"), "FW-RD-03")
    assert not found(lint_page(page('<h1 style="color:#777777">Large and grey</h1>'), "care"), "FW-RD-03")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Dear {{ first_name }},", "{{ first_name }}"),
        ("Hello *|FNAME|*,", "*|FNAME|*"),
        ("Hello %%name%%,", "%%name%%"),
        ("Dear [First Name],", "[First Name]"),
        ("Lorem ipsum dolor.", "Lorem ipsum"),
        ("It is in the the box.", "the the"),
        ("Sch\u00c3\u00b6ne Gr\u00fc\u00dfe", "\u00c3"),
        ("© 2021 Alder", "2021"),
    ],
)
def test_rd05_leftovers(text, what):
    report = lint(mail(f"{CALM['en']} {text}"))
    assert "error" in severities(report, "FW-RD-05")
    assert any(what in f.message for f in found(report, "FW-RD-05"))


@pytest.mark.parametrize(
    "text", ["© 2019–2026 Alder", "It had had a dent.", "Nous nous voyons.", "Prices [in euro] below", "50% or 60%"]
)
def test_rd05_no_leftovers(text):
    assert not found(lint(mail(f"{CALM['en']} {text}")), "FW-RD-05")


def test_rd05_tags_belong_into_templates():
    report = lint_page(page("<p>Dear {{ first_name }}, your parcel *|ID|* is here.</p>"))
    assert not found(report, "FW-RD-05")
    assert found(lint_page(page("<p>Dear {{ first_name }}, [First Name]</p>")), "FW-RD-05")


WAY_OUT = " To stop these notes, write to us or unsubscribe: https://alder.example/unsubscribe/Zk93jfLQpw82mxTb"
LIST = {
    "List_Unsubscribe": "<https://alder.example/u/Zk93jfLQpw82mxTb>",
    "List_Unsubscribe_Post": "List-Unsubscribe=One-Click",
}


def test_hd01_the_pair_and_a_way_out():
    raw = mail(CALM["en"] + WAY_OUT, **LIST)
    for message_class in ("care", "marketing", "mixed"):
        assert not found(lint(raw, message_class), "FW-HD-01"), message_class
    assert not found(lint(mail()), "FW-HD-01"), "transactional mail needs none"


@pytest.mark.parametrize(
    ("headers", "text", "what"),
    [
        ({}, WAY_OUT, "no List-Unsubscribe"),
        ({**LIST, "List_Unsubscribe_Post": None}, WAY_OUT, "One-Click is missing"),
        ({**LIST, "List_Unsubscribe": "<mailto:stop@alder.example>"}, WAY_OUT, "0 https"),
        (
            {**LIST, "List_Unsubscribe": "<https://a.example/u/abcdefghijklm>, <https://b.example/u/abcdefghijklm>"},
            WAY_OUT,
            "2 https",
        ),
        ({**LIST, "List_Unsubscribe": "<https://alder.example/u?e=c@people.example>"}, WAY_OUT, "hard to guess"),
        (LIST, "", "does not say how to stop"),
        (
            {**LIST, "DKIM_Signature": "v=1; a=rsa-sha256; d=alder.example; s=x; h=From:Subject; b=x"},
            WAY_OUT,
            "DKIM signature covers",
        ),
    ],
)
def test_hd01_what_lacks(headers, text, what):
    report = lint(mail(CALM["en"] + text, **headers), "marketing")
    assert set(severities(report, "FW-HD-01")) == {"block"}
    assert any(what in f.message for f in found(report, "FW-HD-01")), found(report, "FW-HD-01")
    assert set(severities(lint(mail(CALM["en"] + text, **headers), "care"), "FW-HD-01")) == {"error"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Abbestellen: mit der Schaltfläche."),
        ("es", "Para darse de baja, escríbanos."),
        ("fr", "Pour vous désabonner, écrivez."),
    ],
)
def test_hd01_a_sentence_is_a_way_out_in_each_language(language, sentence):
    raw = mail(f"{CALM[language]} {sentence}", Content_Language=language, **LIST)
    assert not found(lint(raw, "care"), "FW-HD-01")


def test_hd02_a_leak_notice_offers_no_way_out():
    assert severities(lint(mail(**LIST), "mandated"), "FW-HD-02") == ["error"]
    words = mail(CALM["en"] + " Unsubscribe from breach notices here: https://alder.example/unsubscribe")
    assert found(lint(words, "mandated"), "FW-HD-02")
    assert not found(lint(mail(), "mandated"), "FW-HD-02")


@pytest.mark.parametrize(
    ("headers", "what"),
    [
        ({"Feedback_ID": "a:b:c:Alder1"}, "no List-Id"),
        ({"List_Id": "<safety.alder.example>"}, "no Feedback-ID"),
        ({"List_Id": "safety", "Feedback_ID": "a:b:c:Alder1"}, "not of the form"),
        ({"List_Id": "<safety.alder.example>", "Feedback_ID": "a:b:Al"}, "5 to 15"),
        ({"List_Id": "<safety.alder.example>", "Feedback_ID": "c@people.example:b:c:Alder1"}, "one person"),
    ],
)
def test_hd03_list_id_and_feedback_id(headers, what):
    report = lint(mail(**headers), "care")
    assert set(severities(report, "FW-HD-03")) == {"warn"}
    assert any(what in f.message for f in found(report, "FW-HD-03"))


def test_hd03_good_headers():
    good = mail(List_Id="Safety <safety.alder.example>", Feedback_ID="q4:safety:alder:Alder1")
    assert not found(lint(good, "marketing"), "FW-HD-03")


def test_hd04_automatic_mail():
    assert severities(lint(mail(Auto_Submitted=None)), "FW-HD-04") == ["warn"]
    assert severities(lint(mail(Precedence="bulk")), "FW-HD-04") == ["warn"]
    assert not found(lint(mail()), "FW-HD-04")
    assert not found(lint(mail(Auto_Submitted=None), "marketing"), "FW-HD-04")


PIXEL = '<p>a</p><img src="https://www.alder.example/o.gif" width="1" height="1" alt="">'


@pytest.mark.parametrize(
    ("html", "message_class", "severity"),
    [
        (PIXEL, "care", "block"),
        (PIXEL, "mandated", "block"),
        (PIXEL, "marketing", "warn"),
        ('<p>a</p><img src="https://cdn.other.test/x.png" alt="A box">', "marketing", "warn"),
        ('<p>a</p><img src="https://www.alder.example/x.png" alt="A box">', "care", "block"),
        ('<table background="https://cdn.other.test/b.png"><tr><td>a</td></tr></table>', "marketing", "warn"),
    ],
)
def test_pv01_what_watches(html, message_class, severity):
    assert severities(lint(mail(html=html), message_class), "FW-PV-01") == [severity]


@pytest.mark.parametrize(
    "html", ['<img src="cid:logo" alt="Alder">', '<img src="data:image/gif;base64,R0lGOD" alt="a">']
)
def test_pv01_images_inside_the_mail_watch_nobody(html):
    assert not found(lint(mail(html=f"<p>a</p>{html}"), "care"), "FW-PV-01")
    assert not found(
        lint(mail(html='<img src="https://www.alder.example/x.png" alt="A box">'), "marketing"), "FW-PV-01"
    )


@pytest.mark.parametrize(
    "href",
    [
        "https://www.alder.example/x?e=customer@people.example",
        "https://www.alder.example/x?e=customer%40people.example",
        "https://www.alder.example/x?q=" + base64.urlsafe_b64encode(b"id=7;customer@people.example;x").decode(),
        "https://www.alder.example/x?e={{ email }}",
        "https://www.alder.example/x?n=*|FNAME|*",
    ],
)
def test_pv02_personal_data_in_addresses(href):
    for message_class in ("care", "transactional", "marketing"):
        assert severities(lint(mail(html=f'<a href="{href}">Your parcel</a>'), message_class), "FW-PV-02") == ["block"]


def test_pv02_the_subject_and_references_that_mean_nothing():
    assert severities(lint(mail(subject="For customer@people.example")), "FW-PV-02") == ["block"]
    assert severities(lint(mail(subject="DE89 3704 0044 0532 0130 00")), "FW-PV-02") == ["block"]
    assert not found(lint(mail(html='<a href="https://www.alder.example/x?r=8f3kq9">Your parcel</a>')), "FW-PV-02")
    assert not found(lint(mail(html='<a href="mailto:help@alder.example">Write to us</a>')), "FW-PV-02")


@pytest.mark.parametrize(
    ("headers", "fires"),
    [
        ({"To": "a@people.example, b@people.example"}, True),
        ({"Cc": "b@people.example"}, True),
        ({"To": "undisclosed-recipients:;"}, True),
        ({}, False),
        ({"To": "A <a@people.example>", "Cc": "A <A@people.example>"}, False),
    ],
)
def test_pv03_one_recipient(headers, fires):
    assert severities(lint(mail(**headers)), "FW-PV-03") == (["block"] if fires else [])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Save up to 30 % off in our shop, shop now."),
        ("de", "Jetzt kaufen und bis zu 30 % sparen, mit Rabatt."),
        ("es", "Compre ahora con un descuento del 30 %."),
        ("fr", "Achetez maintenant et profitez de 30 % de remise."),
    ],
)
def test_fo01_selling_in_other_classes(language, sentence):
    raw = mail(f"{CALM[language]} {sentence}", Content_Language=language)
    assert severities(lint(raw, "care"), "FW-FO-01") == ["block"]
    assert severities(lint(raw), "FW-FO-01") == ["error"]
    assert not found(lint(raw, "marketing"), "FW-FO-01")
    assert not found(lint(mail(CALM[language], Content_Language=language), "care"), "FW-FO-01")


def test_fo01_one_word_does_not_make_a_receipt_an_advert():
    raw = mail(CALM["en"] + " Your discount of two euros is taken off.")
    assert not found(lint(raw), "FW-FO-01")
    assert found(lint(raw, "care"), "FW-FO-01")


@pytest.mark.parametrize(
    ("history", "message_class", "what"),
    [
        (SendingHistory(days_since_last_care=3), "care", "3 days ago"),
        (SendingHistory(quiet_days=(date(2026, 12, 24),), planned_on=date(2026, 12, 24)), "marketing", "quiet day"),
        (SendingHistory(marketing_share=0.8), "marketing", "80%"),
    ],
)
def test_fo02_too_often(history, message_class, what):
    report = lint(mail(), message_class, context=LintContext(history=history))
    assert severities(report, "FW-FO-02") == ["warn"]
    assert what in found(report, "FW-FO-02")[0].message


def test_fo02_within_the_caps_and_unknown():
    fine = SendingHistory(days_since_last_care=40, marketing_share=0.3)
    assert not found(lint(mail(), "care", context=LintContext(history=fine)), "FW-FO-02")
    assert "console" in skipped(lint(mail()), "FW-FO-02")


def test_fo03_promised_dates():
    late = PromisedDate("Change of vendor", 30, date(2026, 11, 23), date(2026, 12, 1))
    report = lint(mail(), context=LintContext(promised=late))
    assert severities(report, "FW-FO-03") == ["error"]
    assert "8 days before" in found(report, "FW-FO-03")[0].message
    in_time = PromisedDate("Change of vendor", 30, date(2026, 11, 23), date(2027, 1, 1))
    urgent = PromisedDate("Change of vendor", 30, date(2026, 11, 23), date(2026, 12, 1), "the vendor closes")
    for promised in (in_time, urgent):
        assert not found(lint(mail(), context=LintContext(promised=promised)), "FW-FO-03")
    assert skipped(lint(mail()), "FW-FO-03")


@pytest.mark.parametrize(
    ("raw", "severity", "what"),
    [
        (b"From: a@alder.example\nContent-Transfer-Encoding: base64\n\n!!!!", "error", "ase64"),
        (b"From: a@alder.example\nContent-Type: multipart/mixed; boundary=b\n\nno part", "error", "no parts"),
        (b"From: a@alder.example\nContent-Type: text/plain; charset=x-no\n\n\xe9", "warn", "x-no"),
        (b"", "error", "empty"),
    ],
)
def test_in01_what_could_not_be_read(raw, severity, what):
    findings = found(lint(raw), "FW-IN-01")
    assert any(what in f.message and f.severity.value == severity for f in findings), findings


def test_in01_a_whole_mail_is_silent():
    assert not found(lint(mail(html="<p>Hello</p>")), "FW-IN-01")
