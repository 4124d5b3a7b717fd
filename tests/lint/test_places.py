"""Where a finding stands: at its line and column of the decoded part, the words it names."""

import html
import re

import pytest

from corpora import corpora
from forewarn.mail.folding import INVISIBLE
from forewarn.mail.reading.charsets import decode_text
from forewarn.mail.reading.message import read_mail
from lint.mails import found, lint, lint_page, mail, page

AHEAD = 6_000  # characters of source in which the words of a finding have to come
COMPARED = 12  # characters of a finding's words that are looked for; what follows may be hidden or moved by the parser
FIELDS = ("<html", "<form", "<input", "<button", "<select", "<textarea")  # named by their fields, or by nothing
NO_INK = dict.fromkeys(map(ord, INVISIBLE))
NOT_SHOWN = re.compile(r"<!--.*?-->|<(style|script|title)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def ink(text):
    return "".join(text.translate(NO_INK).split())


def shown(source):
    """The letters of a piece of HTML that a reader sees."""
    return ink(html.unescape(NOT_SHOWN.sub("", source)))


def place_fault(where, source, is_html):
    """What is wrong with a place in a decoded part; nothing where the words stand there."""
    lines = source.split("\n")
    if where.line > len(lines) or where.column > len(lines[where.line - 1]) + 1:
        return "behind the end"
    rest = "\n".join([lines[where.line - 1][where.column - 1 :], *lines[where.line :]])[:AHEAD]
    words = ink(where.text.removesuffix("…"))[:COMPARED]
    if not is_html:
        return "" if ink(rest).startswith(words) else f"text {rest[:60]!r}"
    if rest.startswith("<"):  # an element: its words come inside or from an attribute; a form names its fields
        known = rest.lower().startswith(FIELDS) or words in ink(html.unescape(rest)) or words in shown(rest)
        return "" if known else f"element {rest[:80]!r}"
    return "" if shown(rest).startswith(words) else f"words {rest[:60]!r}"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Caf&eacute; &amp; more.</p>\n  <p>Now <b>claim</b>\n   your prize.</p>",
        "<p>&Auml;h. Now claim your prize.</p>",
        "<p><b>a<p>b</b> c</p>&Uuml;ber <i>claim your prize</i>",
        "<table>{{#each a}} at the end <tr><td>One</td><td>Now claim your prize.</td></tr></table>",
        "<table><tr><td>Prize</td></tr> outside <div>a cell</div><tr><td>claim your prize</td></tr></table><p>Prize</p>",
        "<p>{{ customer.first_name }}, it is {% now %} *|DATE|* time to claim your prize.</p>",
        "<p>A &zwnj;&nbsp;&#8203; &lt;b&gt; then claim your prize</p>",
        "<p><!-- claim your prize -->\n<span style='display:none'>claim</span> &Auml;h claim your prize</p>",
        "<b><i><u>x</b> y</i> z</u> <a href=#>q<table><tr><td><a href=#>claim your prize</a></table>",
    ],
)
def test_places_in_html_are_those_of_the_source(body):
    source = page(body)
    for text, report in ((source, lint_page(source)), (source, lint(mail(html=body)))):
        finding = next(f for f in found(report, "FW-PR-03") if f.where.part == "html")
        assert not place_fault(finding.where, text, True), finding.where
        line = source.splitlines()[finding.where.line - 1]
        assert line[finding.where.column - 1 :].startswith("claim")


def parts_of(raw):
    read = read_mail(raw)
    named = {}
    for kind, parts in (("html", read.htmls), ("text", read.texts)):
        for index, part in enumerate(parts):
            named[kind if index == 0 else f"{kind} {index + 1}"] = part.text.replace("\r\n", "\n")
    return named


def faults(report, parts, raw=b""):
    """How many findings have a place, and those whose place is wrong."""
    placed, wrong = 0, []
    for item in report.findings:
        where = item.where
        if where.part in parts and where.line:
            fault = place_fault(where, parts[where.part], where.part.startswith("html"))
        elif where.part.startswith("header ") and where.line:
            line = raw.split(b"\n")[where.line - 1].lower()
            fault = "" if line.startswith(where.part.removeprefix("header ").lower().encode()) else f"header {line!r}"
        else:
            continue
        placed += 1
        if fault:
            wrong.append((item.rule, where, fault))
    return placed, wrong


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("folder", "pattern", "least"),
    [
        ("brand", "*.eml", 300),
        ("ham/spamassassin", "*.txt", 1_500),
        ("phish/phishing_pot", "*.eml", 1_500),
        ("mime", "*.*", 300),
    ],
)
def test_words_and_places_of_findings_in_real_mail_are_right(folder, pattern, least):
    checked = 0
    for file in sorted(corpora(folder).rglob(pattern)):
        if file.name == "sample-3451.eml" or not file.is_file():
            continue  # it hides letters between the letters of its words, which no search here finds
        raw = file.read_bytes()
        placed, wrong = faults(lint(raw, "care", profile=None), parts_of(raw), raw)
        assert not wrong, (file.name, wrong)
        checked += placed
    assert checked > least


@pytest.mark.corpora
@pytest.mark.parametrize("folder", ["templates/postmark", "templates/mailchimp-blueprints"])
def test_words_and_places_of_findings_in_templates_are_right(folder):
    checked = 0
    for file in sorted(corpora(folder).rglob("*.html")):
        source, _, _ = decode_text(file.read_bytes(), html=True)
        placed, wrong = faults(lint_page(source, "care", profile=None), {"html": source.replace("\r\n", "\n")})
        assert not wrong, (file.name, wrong)
        checked += placed
    assert checked > 150
