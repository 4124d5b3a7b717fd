"""Mail made to hurt: never a crash, two seconds at most, bounded memory, and a finding that says what was not read."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.html.marking import FEW_TAGS, MAX_HTML_CHARACTERS, MAX_TAGS
from forewarn.mail.html.shown_text import MAX_TEXT_CHARACTERS
from lint.mails import found, lint, lint_page, page

SECONDS = 6.0  # of processor time, on slow machines too; what is not bounded takes minutes
MANY_TAGS = "".join(f'<p class="c{n}">a<b>b</b></p>' for n in range(80_000))


def html_mail(source):
    head = (
        b"From: Alder <a@alder.example>\nTo: c@people.example\nSubject: s\nContent-Type: text/html; charset=utf-8\n\n"
    )
    return head + source.encode("utf-8", "surrogatepass")


HEAVY = {
    "10 MB of words": page("<p>Act now, claim your prize within 24 hours.</p> " * 220_000),
    "10 MB in one attribute": page('<a href="https://www.alder.example/' + "x" * 10_000_000 + '">a</a>'),
    "10,000 links": page(
        "".join(f'<a href="https://host{n}.test/p/{n}?u=https%3A%2F%2Fx.test">link {n}</a> ' for n in range(10_000))
    ),
    "10,000 images": page("".join(f'<img src="https://host{n}.test/{n}.png" width=1 height=1>' for n in range(10_000))),
    "many tags": page(MANY_TAGS),
    "nested divs": page("<div>" * 200_000 + "x"),
    "nested tables": page("<table><tr><td>" * 30_000 + "x"),
    "open bold": page("<b>" * 50_000 + "<p>" * 5_000 + "x"),
    "open fonts": page("".join(f"<font size={n}>" for n in range(5_000)) + "<p>x" * 3_000),
    "open links": page("".join(f"<a href=x{n}><table>" for n in range(20_000))),
    "braces": page("{{" * 500_000),
    "brackets": page("[[" * 500_000 + "{%" * 100_000),
    "entities": page("&amp;" * 500_000),
    "dots": page('<a href="https://x.test/">' + "a." * 200_000 + "</a>"),
    "at signs": page('<a href="https://www.alder.example/' + "a@b." * 2_000 + '">x</a>' * 50),
    "digits": page("1 " * 300_000 + "call +" + "1" * 100_000),
    "one word": page("a" * 2_000_000),
    "marks": page("a\u0301" * 300_000),
    "null bytes": page("a\0b" * 200_000),
    "unclosed comment": page("<!--" + "x" * 2_000_000),
    "unclosed style": "<style>" + "a{display:none}" * 200_000,
    "style": f"<style>{'@media x{.a{display:none}}' * 60_000}</style><p>x",
    "long style attribute": page(f'<p style="{"color:red;" * 200_000}">x</p>'),
    "urgent headlines": page("<h2>" + "within 24 hours confirm your password " * 20 + "</h2>" * 1) * 300,
}


@pytest.mark.parametrize("name", HEAVY)
@pytest.mark.parametrize("message_class", ["care", "marketing"])
def test_heavy_html_is_bounded_in_time(name, message_class):
    raw = html_mail(HEAVY[name])
    start = time.process_time()
    report = lint(raw, message_class)
    assert time.process_time() - start < SECONDS
    assert report.findings


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * 2_000_000 + b"\n\nhi",
        b"From: a@b.example\nTo: " + b"a@b.example,\n " * 200_000 + b"\n\nhi",
        b"From: a@b.example\nDKIM-Signature: " + b"a=b;" * 300_000 + b"\n\nhi",
        b'From: a@b.example\nContent-Type: multipart/mixed; boundary="' + b"-" * 60 + b'"\n\n' + b"-" * 4_000_000,
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
        html_mail("<a " * 1_000_000),
    ],
    ids=["open comments", "many recipients", "many tags", "dashes", "many parts", "tags that never end"],
)
def test_hostile_headers_boundaries_and_tags_are_bounded_in_time(raw):
    start = time.process_time()
    lint(raw)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("sign", ["1", "1,", ".", "::", "!", "a", "A", "a-", "a.", "111 ", "\n", "1) \n", " "])
def test_runs_of_one_sign_are_bounded_in_time(sign):
    """In the subject, a list header and both bodies; searches that begin anew at each sign would take minutes."""
    run, short = sign * (300_000 // len(sign)), (sign * (60_000 // len(sign))).replace("\n", "x")
    words = "One two three. " * 50 + "What you can do\n"
    head = f"From: a@alder.example\nTo: c@people.example\nSubject: {short}\nList-Id: <{short}\n"
    parts = f"--b\nContent-Type: text/plain\n\n{words}{run}\n--b\nContent-Type: text/html\n\n<p>{words}{run}</p>\n"
    raw = f"{head}Content-Type: multipart/alternative; boundary=b\n\n{parts}--b--\n".encode()
    for message_class in ("mandated", "marketing"):
        start = time.process_time()
        lint(raw, message_class)
        assert time.process_time() - start < SECONDS, message_class


@pytest.mark.parametrize("letters", ["é", "AAAA=AAAA", "%ff", "\udcff", "=" * 99])
def test_images_that_are_no_base64_are_read_past(letters):
    assert lint_page(page(f'<img alt="x" src="data:image/png;base64,{letters * 30}">')).skipped


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (page("<p>word</p>" * (MAX_HTML_CHARACTERS // 11 + 100_000)), "characters of the HTML"),
        (page("<b>a</b>" * MAX_TAGS), "tags of the HTML"),
        (page("<p>" + "word " * (MAX_TEXT_CHARACTERS // 4) + "</p>"), "visible text"),
        (page("<div>" * (FEW_TAGS + 1) + "deep"), "nested deeper"),
        (page('<a href="https://www.alder.example/">a</a> ' * 2_001), "links were judged"),
    ],
)
def test_what_was_left_out_is_a_finding(source, what):
    for report in (lint(html_mail(source)), lint_page(source)):
        assert any(what in f.message for f in found(report, "FW-IN-01")), found(report, "FW-IN-01")


def test_as_many_links_as_are_judged_are_no_finding():
    assert not found(lint_page(page('<a href="https://www.alder.example/">a</a> ' * 2_000)), "FW-IN-01")


def test_memory_stays_bounded():
    raw = html_mail(HEAVY["10 MB of words"])
    tracemalloc.start()
    lint(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * len(raw)


RAW = {
    "huge header": b"From: a@alder.example\nX-A: " + b"y" * 5_000_000 + b"\n\nhello",
    "many headers": b"From: a@alder.example\n" + b"X-A: y\n" * 300_000 + b"\nhello",
    "many recipients": b"From: a@alder.example\nTo: " + b"a@b.example, " * 60_000 + b"\n\nhello",
    "subject of words": b"From: a@alder.example\nSubject: " + b"=?utf-8?Q?act_now?= " * 3_000 + b"\n\nhello",
    "nested multiparts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
    )
    + b"\nx",
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 5_000,
    "many parts": b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: text/html\n\n<p>x\n" * 20_000,
    "many files": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b'--b\nContent-Disposition: attachment; filename="a.zip"\n\nPK\x03\x04xx\n' * 5_000,
    "broken base64": b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + b"PGI+====" * 500_000,
    "wrong charset": b"Content-Type: text/html; charset=utf-7\n\n" + b"+AGE-" * 300_000,
    "latin bytes": b"Content-Type: text/plain; charset=us-ascii\n\n" + b"\xe9\xff\x80" * 1_000_000,
    "long lines": b"From: a@alder.example\n\n" + b"word " * 2_000_000,
    "zeros": b"\0" * 5_000_000,
    "signatures": b"From: a@b.example\n" + b"DKIM-Signature: " + b"a=b; " * 12_000 + b"\n\nx",
    "unsubscribe": b"From: a@b.example\nList-Unsubscribe: " + b"<https://a.example/u>," * 2_900 + b"\n\nx",
}


@pytest.mark.parametrize("name", RAW)
def test_heavy_bytes_are_bounded_in_time(name):
    for message_class in ("care", "marketing"):
        start = time.process_time()
        lint(RAW[name], message_class)
        assert time.process_time() - start < SECONDS, message_class


@pytest.mark.parametrize(
    "name", ["huge header", "many headers", "nested multiparts", "mails in mails", "broken base64"]
)
def test_heavy_bytes_are_told(name):
    assert found(lint(RAW[name]), "FW-IN-01")


pieces = st.sampled_from(
    [
        "<a href='https://x.test'>", "</a>", "<p>", "<table>", "<td style='display:none'>", "<!--", "-->", "<style>", "</style>", "<script>",
        "{{ a }}", "{% b %}", "*|C|*", "Act now", "your password", "confirm", "\u0430", "\0", "&eacute;", "<", ">", "'", "[[", "%%x%%",
        "<form><input>", "<img src=data:image/png;base64,AAAA>", "<base href=//x>", "tel:+1", "\n", "www.a.test", "bit.ly/x", "\ud800",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.one_of(pieces, st.text(max_size=20)), max_size=30).map("".join),
    st.sampled_from(["care", "mandated", "marketing"]),
)
def test_no_html_makes_it_raise(source, message_class):
    report = lint_page(source, message_class)
    lint(html_mail(source), message_class)
    for item in report.findings:
        assert item.where.line >= 0
        assert item.message


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(raw):
    lint(raw, "mandated")
    lint(b"Content-Type: text/html\n\n" + raw, "care", profile=None)


@pytest.mark.corpora
def test_torture_messages_are_linted():
    for folder, pattern in (("mime/mime4j", "**/*.msg"), ("mime/cpython", "*.txt"), ("bounces/sisimai", "**/*.eml")):
        files = sorted(corpora(folder).glob(pattern))
        assert files
        for file in files:
            assert lint(file.read_bytes(), "marketing", profile=None).skipped


@pytest.mark.corpora
def test_templates_of_providers_are_linted():
    for folder in ("templates/postmark", "templates/mailchimp-blueprints"):
        files = sorted(corpora(folder).rglob("*.html"))
        assert len(files) > 20
        for file in files:
            report = lint_page(file.read_text("utf-8", "replace"), profile=None)
            assert not found(report, "FW-LK-02")
