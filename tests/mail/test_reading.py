"""Reading any mail: addresses, headers, parts, bodies, defects, and what must never happen."""

import email
import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.reading.addresses import MAX_MAILBOXES, parse_mailboxes
from forewarn.mail.reading.charsets import decode_text, known_codec
from forewarn.mail.reading.headers import decode_words
from forewarn.mail.reading.limits import ReadingLimits
from forewarn.mail.reading.message import read_mail
from forewarn.mail.reading.parameters import parse_field


def codes(mail):
    return {defect.code for defect in mail.defects}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brand <a@b.example>", [("Brand", "a@b.example")]),
        ("a@b.example", [("", "a@b.example")]),
        ("Brand, Inc. <a@b.example>", [("Brand, Inc.", "a@b.example")]),
        ('"Brand, Inc." <a@b.example>, c@d.example', [("Brand, Inc.", "a@b.example"), ("", "c@d.example")]),
        ('"Offer@shop.example", <x@evil.example>', [("Offer@shop.example", "x@evil.example")]),
        ("support@brand.example <x@evil.example>", [("support@brand.example", "x@evil.example")]),
        (
            '"Brand" <service@brand.example> <x@evil.example>',
            [("Brand <service@brand.example", "x@evil.example")],
        ),
        ("x@y.example (Real Name)", [("Real Name", "x@y.example")]),
        ("Team: a@b.example, c@d.example;", [("Team", "a@b.example"), ("", "c@d.example")]),
        ("=?utf-8?B?UGF5UGFsIDx4QHkuY29tPg==?=", [("PayPal", "x@y.com")]),
        ("=?utf-8?Q?a=2C_b?= <c@d.example>", [("a, b", "c@d.example")]),
        ("Prize!,(<noreply@post.example>)", [("Prize!", "noreply@post.example")]),
        ("Name <a@b.example", [("Name", "a@b.example")]),
        ('"unclosed <a@b.example>', [("unclosed", "a@b.example")]),
        ("<@r1,@r2:u@h.example>", [("", "u@h.example")]),
        ('"a b"@x.example', [("", '"a b"@x.example')]),
        ("Tower <pH@<noreply@post.example>", [("Tower <pH@", "noreply@post.example")]),
        ("Aviso <info@correios>", [("Aviso", "info@correios")]),
        ("Nobody at all", [("Nobody at all", "")]),
        ("", []),
    ],
)
def test_address_fields_of_real_lures_are_read(text, expected):
    boxes = parse_mailboxes(text)
    assert [(b.name, b.address) for b in boxes] == expected


def test_the_host_of_an_address_is_canonical():
    assert parse_mailboxes("Ä <a@MÜNCHEN.example.>")[0].domain == "xn--mnchen-3ya.example"


def test_several_from_fields_are_all_senders():
    mail = read_mail(b"From: A <a@one.example>\nFrom: B <b@two.example>\n\nhello")
    assert [box.address for box in mail.senders] == ["a@one.example", "b@two.example"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?B?R3LDvA==?= =?utf-8?Q?=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "ü"),  # one letter cut in two
        ("=?utf-8?Q?with space?=", "with space"),
        ("a =?utf-8?Q?b?= c", "a b c"),
        ('"=?utf-8?B?w7w=?="', '"ü"'),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?no-such-charset?Q?x?=", "=?no-such-charset?Q?x?="),
        ("=?utf-8?B?R3L?=", "Gr"),
        ("=?utf-8*en?Q?lang?=", "lang"),
    ],
)
def test_encoded_words(raw, shown):
    assert decode_words(raw) == shown


@pytest.mark.parametrize(
    ("text", "value", "parameters"),
    [
        ('text/html; charset="UTF-8"', "text/html", {"charset": "UTF-8"}),
        ("TEXT/HTML;CHARSET=utf-8;", "text/html", {"charset": "utf-8"}),
        ("attachment; filename*=UTF-8''%e2%82%ac.pdf", "attachment", {"filename": "€.pdf"}),
        ('attachment; filename*0="a";\n filename*1="b.pdf"', "attachment", {"filename": "ab.pdf"}),
        ("attachment; filename*0*=iso-8859-1''%fc; filename*1=x.pdf", "attachment", {"filename": "üx.pdf"}),
        ('attachment; filename="=?utf-8?Q?r=C3=A9.pdf?="', "attachment", {"filename": "ré.pdf"}),
        ('multipart/mixed; boundary="a;b\\"c"', "multipart/mixed", {"boundary": 'a;b"c'}),
        ("", "", {}),
    ],
)
def test_structured_fields(text, value, parameters):
    field = parse_field(text)
    assert (field.value, field.parameters) == (value, parameters)


@pytest.mark.parametrize(
    ("data", "declared", "text", "true"),
    [
        ("Grüße".encode(), "utf-8", "Grüße", True),
        ("Grüße".encode("cp1252"), "iso-8859-1", "Grüße", True),
        ("Grüße".encode(), "us-ascii", "Grüße", True),
        ("Grüße – ein längerer Satz mit schönen Wörtern".encode("cp1252"), "utf-8", None, False),
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本", True),
        (b"\xef\xbb\xbfx", "", "x", True),
        ("é".encode(), "x-unknown", "é", False),
        (b"plain", "no-such-charset", "plain", False),
    ],
)
def test_charsets(data, declared, text, true):
    read, _, kept = decode_text(data, declared)
    assert kept is true
    if text is not None:
        assert read == text


def test_a_cut_letter_does_not_make_utf8_something_else():
    assert decode_text("Grüße und Küsse aus Köln".encode() + b"\xc3", "")[0].startswith("Grüße und Küsse aus Köln")


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "base64", "rot13", "", "é", "undefined"])
def test_codecs_that_no_mail_means_are_not_known(name):
    assert known_codec(name) is None


def alternative() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Brand <a@brand.example>", "c@customer.example", "Grüße"
    mail.set_content("Grüße als Text\n")
    mail.add_alternative("<p>Grüße als HTML</p>\n", subtype="html")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Rechnung März.pdf")
    return mail.as_bytes()


def test_bodies_and_attachments_of_an_ordinary_mail():
    mail = read_mail(alternative())
    assert mail.subject == "Grüße"
    assert [p.text.strip() for p in mail.texts] == ["Grüße als Text"]
    assert [p.text.strip() for p in mail.htmls] == ["<p>Grüße als HTML</p>"]
    assert [(p.name, p.content_type, p.content, p.path) for p in mail.attachments] == [
        ("Rechnung März.pdf", "application/pdf", b"%PDF-1.4", "1.2")
    ]
    assert not mail.defects


def test_an_attached_mail_keeps_its_bytes_and_its_own_defects():
    inner = b"From: x@evil.example\r\nSubject: Inner\r\n\r\nclick  \r\n"
    raw = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nlook\r\n'
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )
    attached = read_mail(raw).attached_mails
    assert [m.subject for m in attached] == ["Inner"]
    assert attached[0].raw == inner
    assert attached[0].body == b"click  \r\n"
    assert attached[0].defects == ()


def test_an_attached_mail_in_base64_is_read_too():
    import base64

    inner = base64.encodebytes(b"Subject: Inner\n\nhello")
    raw = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner
    assert read_mail(raw).attached_mails[0].subject == "Inner"


def test_lines_of_parts_are_lines_of_the_file():
    raw = alternative()
    mail = read_mail(raw)
    lines = raw.splitlines()
    for part in mail.parts():
        first = part.raw.splitlines()[0] if part.raw.strip() else b""
        assert lines[part.line - 1].strip() == first.strip()


def test_an_inline_image_is_no_attachment():
    raw = (
        b"Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<img src=cid:logo>\n"
        b"--r\nContent-Type: image/png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw0=\n--r--\n"
    )
    mail = read_mail(raw)
    assert [p.content_id for p in mail.inline_images] == ["logo"]
    assert mail.attachments == []


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"Content-Type: multipart/mixed\n\nno boundary at all", "no_boundary"),
        (b"Content-Type: multipart/mixed; boundary=b\n\ntext", "no_parts"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext", "no_end"),
        (b"Content-Transfer-Encoding: base64\n\nR3L!!!!=x", "broken_transfer"),
        (b"Content-Transfer-Encoding: x-rot\n\ntext", "broken_transfer"),
        (b"Content-Transfer-Encoding: quoted-printable\n\n=ZZ", "broken_qp"),
        (b"Content-Type: text/plain; charset=x-none\n\n\xe9", "wrong_charset"),
        (b"Content-Type: text/plain\n\na\0b", "null_bytes"),
        (b"Subject: x\nnot a header at all\nTo: y\n\nbody", "not_a_header"),
        (b"Subject: x\nThis is text already.\nMore text.", "no_empty_line"),
        ("Subject: x\n\nhallo".encode("utf-16"), "utf16"),
        (b"Subject: x\r\rhello", "bare_cr"),
        (b"X: " + b"a" * 70_000 + b"\n\nbody", "long_header"),
        (b"X: a\n" * 1_500 + b"\nbody", "many_headers"),
    ],
)
def test_what_could_not_be_read_is_named(raw, code):
    mail = read_mail(raw)
    assert code in codes(mail)
    assert all(defect.text for defect in mail.defects)


def test_null_bytes_are_left_out_of_the_text():
    assert read_mail(b"\n\npass\0word").texts[0].text.strip() == "password"


def test_a_boundary_right_after_the_headers_begins_the_first_part():
    mail = read_mail(b"Content-Type: multipart/mixed; boundary=b\n--b\nContent-Type: text/html\n\n<p>x\n--b--\n")
    assert [p.content_type for p in mail.parts()] == ["multipart/mixed", "text/html"]
    assert codes(mail) == {"no_empty_line"}


def test_an_mbox_line_is_not_a_header():
    mail = read_mail(b"From someone Mon Jan  1 00:00:00 2024\nFrom: a@b.example\n\nhi")
    assert not mail.defects
    assert mail.senders[0].address == "a@b.example"


def test_limits_hold_and_say_so():
    limits = ReadingLimits(mail_bytes=100_000, parts=5, nesting=3)
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(30))
    assert "nesting" in codes(read_mail(nested + b"\ntext", limits))
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50
    mail = read_mail(many, limits)
    assert "many_parts" in codes(mail)
    assert len(mail.parts()) <= limits.parts
    assert "long_mail" in codes(read_mail(b"\n" + b"x" * 200_000, limits))
    rings = b"Content-Type: message/rfc822\n\n" * 30
    assert "nesting" in codes(read_mail(rings, limits))


HOSTILE = [
    b"From: " + b"<" * 60_000,
    b"From: " + b"," * 60_000 + b"a@b",
    b"From: " + b"(" * 60_000,
    b"From: " + b'"\\' * 30_000,
    b"From: " + b"a@b, " * 20_000,
    b"Subject: " + b"=?utf-8?Q?" * 6_000,
    b"Content-Type: text/plain" + b"; a=b" * 20_000,
    b'Content-Type: text/plain; name="' + b"\\" * 60_000,
    b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 500_000,
    b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b" * 500_000,
    b"Content-Transfer-Encoding: base64\n\n" + b"=" * 2_000_000,
    b"X\n" * 500_000,
    b"\t" * 2_000_000,
    b"a" * 2_000_000,
    b"\xe9\xff" * 1_000_000,
]


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_mail_made_to_hurt_is_read_quickly(raw):
    start = time.process_time()
    mail = read_mail(raw)
    assert len(mail.senders) <= MAX_MAILBOXES
    assert isinstance(mail.subject, str)
    assert time.process_time() - start < 2


headerish = st.binary(max_size=60).map(lambda b: b.replace(b"\n", b""))
blocks = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
                b"Content-Type: message/rfc822\n\n",
                b"Content-Transfer-Encoding: base64\n\n",
                b"Content-Type: text/html; charset=utf-7\n\n",
                b"--b\n",
                b"--b--\n",
                b"From: =?utf-8?B?",
                b"\r\n",
            ]
        ),
        headerish,
        st.binary(max_size=200),
    ),
    max_size=20,
).map(b"".join)


@settings(deadline=None, max_examples=300)
@given(blocks)
def test_no_bytes_make_it_raise(raw):
    mail = read_mail(raw)
    for part in mail.parts():
        assert 0 <= part.span[0] <= part.span[1] <= len(part.source)
        assert "\0" not in part.text
    for header in mail.headers:
        assert isinstance(header.value, str)
    for name in ("from", "to", "reply-to"):
        for box in mail.mailboxes(name):
            assert isinstance(box.domain, str)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=200))
def test_no_text_makes_the_address_parser_raise(text):
    for box in parse_mailboxes(text):
        assert box.address == "" or "@" in box.address or box.domain == ""


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_what_the_standard_library_wrote_is_read_back(text):
    mail = EmailMessage()
    mail.set_content(text)
    assert read_mail(mail.as_bytes()).texts[0].text.rstrip("\n") == text.rstrip("\n")


@pytest.mark.corpora
def test_every_mime_torture_message_is_read():
    for folder, pattern in (("mime/mime4j", "**/*.msg"), ("mime/cpython", "*.txt")):
        files = sorted(corpora(folder).glob(pattern))
        assert files
        for file in files:
            mail = read_mail(file.read_bytes())
            assert mail.parts()


@pytest.mark.corpora
def test_leaves_agree_with_the_standard_library_on_real_mail():
    """An independent reader finds the same types and the same content in genuine mail."""
    files = sorted(corpora("brand").rglob("*.eml"))
    assert len(files) > 20
    for file in files:
        raw = file.read_bytes()
        theirs = [p for p in email.message_from_bytes(raw).walk() if not p.is_multipart()]
        ours = [p for p in read_mail(raw).parts() if p.is_leaf and p.message is None]
        assert [p.content_type for p in ours] == [p.get_content_type() for p in theirs], file.name
        for mine, other in zip(ours, theirs, strict=True):
            assert mine.content.split() == (other.get_payload(decode=True) or b"").split(), file.name


@pytest.mark.corpora
def test_every_lure_with_an_address_in_from_has_a_sender():
    files = sorted(corpora("phish/phishing_pot").glob("*.eml"))
    for file in files:
        mail = read_mail(file.read_bytes())
        fields = mail.all("from")
        if fields and "@" in fields[0].text:
            assert any(box.domain for box in mail.senders), (file.name, fields[0].text)
