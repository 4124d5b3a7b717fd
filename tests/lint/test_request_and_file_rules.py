"""FW-AT, FW-QR, FW-PH, FW-IM and the parts of FW-RQ that are not words."""

import base64
import io
import zipfile
from dataclasses import replace

import pytest
import qrcode

from forewarn.lint.context import LintContext
from forewarn.lint.images import MAX_IMAGES
from forewarn.mail.profile import ProfilePromise
from lint.mails import BRAND, CALM, found, lint, lint_page, mail, page, severities, skipped


def attached(name, kind, content=b"x", message_class="transactional", **more):
    return lint(mail(attachments=((name, kind, content),)), message_class, **more)


def archive(password=False, inner="word/document.xml"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(inner, "text")
    data = bytearray(buffer.getvalue())
    if password:
        data[6] |= 1
        data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def picture_of(text):
    buffer = io.BytesIO()
    qrcode.make(text).save(buffer, format="PNG")
    return buffer.getvalue()


def test_at01_any_file_and_the_pdf_that_was_asked_for():
    for message_class, severity in (
        ("care", "block"),
        ("mandated", "block"),
        ("marketing", "block"),
        ("transactional", "error"),
    ):
        report = attached("bill.pdf", "application/pdf", b"%PDF-1.4", message_class)
        assert severities(report, "FW-AT-01") == [severity]
        assert found(report, "FW-AT-01")[0].where.part == "attachment bill.pdf"
    asked = LintContext(solicited=True)
    assert not found(attached("bill.pdf", "application/pdf", b"%PDF-1.4", context=asked), "FW-AT-01")
    assert found(attached("bill.docx", "application/msword", context=asked), "FW-AT-01")
    assert found(attached("bill.pdf", "application/pdf", b"%PDF-1.4", "care", context=asked), "FW-AT-01")


def test_at01_a_signature_and_an_inline_image_are_no_files():
    assert not found(attached("smime.p7s", "application/pkcs7-signature"), "FW-AT-01")
    assert not found(lint(mail()), "FW-AT-01")


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("form.html", "text/html", b"<html>"),
        ("form.HTM", "application/octet-stream", b"x"),
        ("plan.svg", "image/svg+xml", b"<svg>"),
        ("all.zip", "application/zip", b"x"),
        ("disc.iso", "application/octet-stream", b"x"),
        ("sheet.xlsm", "application/octet-stream", b"x"),
        ("open.lnk", "application/octet-stream", b"x"),
        ("run.js", "text/plain", b"x"),
        ("notes.one", "application/octet-stream", b"x"),
        ("visit.ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("bill.pdf", "application/pdf", b"<!DOCTYPE html><p>"),
        ("bill.pdf", "application/pdf", b"MZ\x90\x00"),
        ("bill.docx", "application/octet-stream", b"PK\x03\x04" + b"x" * 30 + b"vbaProject.bin"),
        ("bill", "application/octet-stream", b"PK\x03\x04" + b"x" * 30),
        ("bill\u202efdp.exe", "application/octet-stream", b"x"),
    ],
)
def test_at02_types_that_carry_phish(name, kind, content):
    for message_class in ("care", "transactional", "marketing"):
        assert severities(attached(name, kind, content, message_class), "FW-AT-02") == ["block"]


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("bill.pdf", "application/pdf", b"%PDF-1.4"),
        ("photo.png", "image/png", b"\x89PNG"),
        ("text.docx", "application/msword", archive()),
    ],
)
def test_at02_other_types(name, kind, content):
    assert not found(attached(name, kind, content), "FW-AT-02")


def test_at02_an_invitation_in_the_body_counts():
    raw = (
        b"From: orders@receipts.alder.example\nTo: c@people.example\nSubject: Visit\n"
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nCome by.\n"
        b"--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--\n"
    )
    assert severities(lint(raw), "FW-AT-02") == ["block"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("all.zip", archive(password=True)),
        ("bill.pdf", b"%PDF-1.4\n" + b"x" * 50 + b"trailer << /Encrypt 12 0 R >>"),
        ("text.docx", b"\xd0\xcf\x11\xe0" + b"x" * 40 + "EncryptedPackage".encode("utf-16-le")),
    ],
)
def test_at03_locked_files(name, content):
    assert severities(attached(name, "application/octet-stream", content), "FW-AT-03") == ["block"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", 'The password is "blue7boat".'),
        ("en", "Your temporary password is: x7Kq91"),
        ("de", "Das Passwort lautet: Boot7blau"),
        ("es", "La contraseña es: barco77"),
        ("fr", "Le mot de passe est : bateau77"),
    ],
)
def test_at03_a_password_in_the_mail(language, sentence):
    assert severities(lint(mail(f"{CALM[language]} {sentence}", Content_Language=language)), "FW-AT-03") == ["block"]


@pytest.mark.parametrize(
    "sentence", ["Your password was changed.", "A password is something you know.", "The password is missing."]
)
def test_at03_talk_of_passwords(sentence):
    assert not found(lint(mail(f"{CALM['en']} {sentence}")), "FW-AT-03")
    assert not found(attached("text.docx", "application/msword", archive()), "FW-AT-03")


def test_qr01_codes_are_decoded_in_attachments_and_data_addresses():
    picture = picture_of("https://evil.test/x")
    report = attached("code.png", "image/png", picture, "care")
    assert severities(report, "FW-QR-01") == ["block"]
    assert "https://evil.test/x" in found(report, "FW-QR-01")[0].message
    inline = f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}" alt="x" width="200" height="200">'
    assert severities(lint(mail(html=f"<p>a</p>{inline}")), "FW-QR-01") == ["error"]


def test_qr01_codes_on_nothing_and_in_a_later_picture_of_an_animation():
    from PIL import Image

    code = Image.open(io.BytesIO(picture_of("https://evil.test/x"))).convert("L")
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=code.point(lambda shade: 255 - shade))
    buffer = io.BytesIO()
    clear.save(buffer, format="PNG")
    assert found(attached("clear.png", "image/png", buffer.getvalue()), "FW-QR-01")
    buffer = io.BytesIO()
    Image.new("L", code.size, 255).save(buffer, format="GIF", save_all=True, append_images=[code], duration=100)
    [moving] = found(attached("moving.gif", "image/gif", buffer.getvalue()), "FW-QR-01")
    assert "https://evil.test/x" in moving.message


def test_qr01_images_that_cannot_be_decoded_are_told():
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, format="PNG")
    assert "1 images inside the mail were not decoded" in skipped(
        attached("bomb.png", "image/png", buffer.getvalue()), "FW-QR-01"
    )
    assert "not decoded" in skipped(attached("torn.png", "image/png", picture_of("x")[:100]), "FW-QR-01")
    picture = base64.b64encode(picture_of("x")).decode()
    many = f'<img src="data:image/png;base64,{picture}" alt="x">' * (MAX_IMAGES + 2)
    report = lint(mail(html=f"<p>a</p>{many}"))
    assert "2 images inside" in skipped(report, "FW-QR-01")
    assert len(found(report, "FW-QR-01")) == MAX_IMAGES


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://api.qrserver.com/v1/create-qr-code/?data=x" alt="x">',
        '<img src="https://www.alder.example/x.png" alt="QR code">',
        "<p>Scan the QR code to go on.</p>",
    ],
)
def test_qr01_codes_by_name_and_words(html):
    assert found(lint(mail(html=html)), "FW-QR-01")


def test_qr01_other_images_and_what_was_not_looked_at():
    report = attached("photo.png", "image/png", picture_of("x")[:60])
    assert not found(report, "FW-QR-01")
    report = lint(
        mail(html='<p>We never put a QR code in a mail.</p><img src="https://www.alder.example/x.png" alt="A box">')
    )
    assert not found(report, "FW-QR-01")
    assert "1 images lie on the web" in skipped(report, "FW-QR-01")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Call us on +44 20 7946 0958 today.", "+44 20 7946 0958"),
        ("Call 01 437 4550 now.", "01 437 4550"),
        ("Our hotline: 00353 1 437 4550.", "00353 1 437 4550"),
    ],
)
def test_ph01_numbers_that_are_not_public(text, number):
    report = lint(mail(f"{CALM['en']} {text}"))
    assert severities(report, "FW-PH-01") == ["block"]
    assert found(report, "FW-PH-01")[0].where.text == number


def test_ph01_the_public_number_is_fine_but_not_in_care():
    raw = mail(f"{CALM['en']} Call us: +353 (0)1 679 5000.", html='<p>Or <a href="tel:+35316795000">call us</a></p>')
    assert not found(lint(raw), "FW-PH-01")
    assert severities(lint(raw, "care"), "FW-PH-01") == ["block"]


@pytest.mark.parametrize(
    "text",
    [
        "Order 2026-11-23-4455667788.",
        "Your total is 1.234.567,00 €.",
        "ISBN 978 3 16 148410 0",
        "Tracking 00340434161094000000",
    ],
)
def test_ph01_other_numbers(text):
    assert not found(lint(mail(f"{CALM['en']} {text}"), "care"), "FW-PH-01")


def test_ph01_without_a_profile_is_left_out_but_care_needs_none():
    raw = mail(f"{CALM['en']} Call +44 20 7946 0958.")
    assert "public phone numbers are not known" in skipped(lint(raw, profile=None), "FW-PH-01")
    raw = mail(f"{CALM['en']} Call +44 20 7031 3000.")
    assert severities(lint(raw, "care", profile=None), "FW-PH-01") == ["block"]


GOOD_CODE = {
    "en": "You asked Alder to sign in. This is the code: 482 193. We never ask for this code; don't share it with anyone.",
    "de": "Ihr Code von Alder zur Anmeldung: 482 193. Geben Sie ihn niemandem weiter. Wir fragen nie danach.",
    "es": "Tu código de Alder para iniciar sesión: 482193. No lo compartas. Nunca pedimos este código.",
    "fr": "Votre code Alder pour vous connecter : 482193. Ne le partagez jamais. Nous ne demandons jamais ce code.",
}


@pytest.mark.parametrize("language", GOOD_CODE)
def test_ph02_a_code_that_says_all(language):
    assert not found(lint(mail(GOOD_CODE[language], Content_Language=language)), "FW-PH-02")


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("Alder: your code is 482193. Use it to sign in.", "nobody will ask"),
        ("Alder: your code is 482193. Never share it with anyone.", "what the code is for"),
        ("Your code is 482193, to sign in. Never share it with anyone.", "brand"),
    ],
)
def test_ph02_a_code_that_lacks_something(text, lacks):
    profile = replace(BRAND, name="Rowan", aliases=()) if lacks == "brand" else BRAND
    report = lint(mail(text), profile=profile)
    assert severities(report, "FW-PH-02") == ["error"]
    assert lacks in found(report, "FW-PH-02")[0].message


def test_ph02_a_link_beside_a_code():
    report = lint(mail(GOOD_CODE["en"] + " https://www.alder.example/x"))
    assert severities(report, "FW-PH-02") == ["error"]
    assert "link" in found(report, "FW-PH-02")[0].message


def test_rq02_a_form_and_a_field():
    form = '<form action="https://evil.test/x"><input type="password" name="pin"><button>Go</button></form>'
    report = lint(mail(html=f"<p>a</p>{form}"))
    assert severities(report, "FW-RQ-02") == ["block"]
    assert "pin" in found(report, "FW-RQ-02")[0].message
    search = page("<p>x</p><input name=q>")
    assert severities(lint_page(search), "FW-RQ-02") == ["error"], "a search box asks for nothing of one's own"
    assert severities(lint_page(search, "care"), "FW-RQ-02") == ["block"]
    assert not found(lint(mail(html="<p>a</p><input type=hidden name=x>")), "FW-RQ-02")


def test_rq04_a_promise_is_broken_in_its_own_words():
    report = lint(mail(f"{CALM['en']} Confirm your password."))
    broken = found(report, "FW-RQ-04")
    assert [f.severity.value for f in broken] == ["block"]
    assert "“We never ask for your password by email.”" in broken[0].message
    assert broken[0].breaks == "The promise “We never ask for your password by email.”"
    assert broken[0].where == found(report, "FW-RQ-01")[0].where


def test_rq04_only_promises_about_the_same_matter_are_broken():
    promises = (
        ProfilePromise("code", {"en": "We never ask you for a one-time code."}, ("FW-RQ-01",)),
        ProfilePromise("card", {"en": "We never ask for card details by email."}, ("FW-RQ-01",)),
        ProfilePromise("tone", {"en": "We never rush you."}, ()),
    )
    report = lint(mail(f"{CALM['en']} Enter your card number."), profile=replace(BRAND, promises=promises))
    assert [f.breaks for f in found(report, "FW-RQ-04")] == ["The promise “We never ask for card details by email.”"]
    assert "We never rush you" in skipped(report, "FW-RQ-04")


def test_rq04_is_told_in_the_mails_language():
    promise = ProfilePromise(
        "p", {"en": "We never ask for your password.", "de": "Wir fragen nie nach Ihrem Passwort."}, ("FW-RQ-01",)
    )
    raw = mail(f"{CALM['de']} Bestätigen Sie Ihr Passwort.", Content_Language="de")
    assert (
        "Wir fragen nie nach Ihrem Passwort."
        in found(lint(raw, profile=replace(BRAND, promises=(promise,))), "FW-RQ-04")[0].message
    )


def test_rq04_kept_promises_are_silent():
    assert not found(lint(mail()), "FW-RQ-04")
    assert "no promises" in skipped(lint(mail(), profile=replace(BRAND, promises=())), "FW-RQ-04")


def test_rq05_links_to_programs_and_stores():
    assert severities(lint(mail(html='<a href="https://www.alder.example/app.exe">Our tool</a>')), "FW-RQ-05") == [
        "block"
    ]
    store = '<p>Get it:</p><a href="https://apps.apple.com/app/id1">App Store</a>'
    assert not found(lint(mail(html=store)), "FW-RQ-05")
    assert severities(lint(mail(html=store), "mandated"), "FW-RQ-05") == ["block"]


def test_rq05_words_are_milder_than_a_link_to_a_program_outside_care():
    for words in ("Download our app.", "Install the attached program."):
        raw = mail(f"{CALM['en']} {words}")
        assert severities(lint(raw), "FW-RQ-05") == ["error"]
        assert severities(lint(raw, "care"), "FW-RQ-05") == ["block"]


@pytest.mark.parametrize(
    ("html", "what"),
    [
        (
            '<p>Some words here to read.</p><img src="https://www.alder.example/a.png" width="300" height="200">',
            "alternative text",
        ),
        ('<img src="https://www.alder.example/a.png" alt="Offer" width="600" height="900">', "0 words beside 1 images"),
        ("<p>You pay 12,50 € on 24.12.2026 for the parcel.</p>", "the text part does not"),
    ],
)
def test_im01_what_only_images_or_one_part_say(html, what):
    report = lint(mail(html=html), "care")
    assert any(what in f.message for f in found(report, "FW-IM-01")), found(report, "FW-IM-01")
    assert set(severities(report, "FW-IM-01")) == {"error"}


def test_im01_the_same_in_both_parts():
    raw = mail(
        "You pay 12,50 € on 24.12.2026 for the parcel.", html="<p>You pay 12,50 € on 24.12.2026 for the parcel.</p>"
    )
    assert not found(lint(raw, "care"), "FW-IM-01")
    decorated = '<p>Words.</p><img src="https://www.alder.example/line.png" width="600" height="2">'
    assert not found(lint(mail(html=decorated), "care"), "FW-IM-01"), "a rule says nothing"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://www.alder.example/padlock.png" alt="">',
        '<img src="https://www.alder.example/x.png" alt="Verified by Norton">',
        "<p>\U0001f512 Your parcel is on its way</p>",
    ],
)
def test_im02_signs_of_safety(html):
    assert "error" in severities(lint(mail(html=html)), "FW-IM-02")


def test_im02_a_subject_with_a_lock():
    assert found(lint(mail(subject="\U0001f512 Your parcel")), "FW-IM-02")[0].where.part == "header Subject"
    assert not found(
        lint(mail(html='<p>a</p><img src="https://www.alder.example/clock.png" alt="A clock">')), "FW-IM-02"
    )
