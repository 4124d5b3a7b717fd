"""What the screens are made of: menu, tags, form fields, pages, charts, styles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import strip_tags

import forewarn.console
from forewarn.console.charts import bar_chart, share_row
from forewarn.console.form_fields import HostField, HostsField, LinesField
from forewarn.console.navigation import SECTIONS, menu, settings_tabs
from forewarn.console.paging import PER_PAGE, page_of
from forewarn.console.templatetags.console import percent, with_code

CONSOLE = Path(forewarn.console.__file__).parent
STATIC = CONSOLE / "static" / "console"


def labels(**options):
    defaults = {"brand_slug": "lantern", "sample": False, "role": "owner", "screen": "overview"}
    return [str(entry.label) for _, entries in menu(**(defaults | options)) for entry in entries]


def test_the_menu_leads_to_every_section():
    assert labels(sample=True) == [str(section.label) for section in SECTIONS]


def test_the_menu_leaves_out_what_a_person_may_not_open():
    assert "Settings" not in labels(role="approver")
    assert "Local mailbox" not in labels()


@pytest.mark.parametrize(
    ("screen", "label"),
    [
        ("overview", "Overview"),
        ("settings-key-new", "Settings"),
        ("audit-list", "Audit log"),
        ("mailbox-mail", "Local mailbox"),
    ],
)
def test_the_menu_shows_where_one_is(screen, label):
    groups = menu(brand_slug="lantern", sample=True, role="owner", screen=screen)
    assert [str(e.label) for _, entries in groups for e in entries if e.here] == [label]


@pytest.mark.parametrize(
    ("screen", "label"),
    [
        ("settings-identity", "Brand"),
        ("settings-key-new", "Domains and keys"),
        ("settings-dns-check", "Domains and keys"),
        ("settings-apikey-make", "API keys"),
        ("settings-sender-edit", "Senders"),
        ("settings-relay-new", "Relays"),
        ("settings-mail-in", "Bounces and reports"),
        ("settings-invitation-withdraw", "Staff"),
        ("settings-member-remove", "Staff"),
        ("settings-logo-remove", "Look"),
    ],
)
def test_a_form_belongs_to_the_tab_of_its_list(screen, label):
    assert [str(e.label) for e in settings_tabs(brand_slug="lantern", screen=screen) if e.here] == [label]


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (1, "100%"), (0.942, "94.2%"), (0.9999, "99.9%"), (0.0001, "0%"), (0.5, "50.0%")],
)
def test_only_a_whole_share_is_a_hundred_percent(share, shown):
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Run `forewarn serve` now", "Run <code>forewarn serve</code> now"),
        ("a ` alone", "a ` alone"),
        ("<b>`x`</b>", "&lt;b&gt;<code>x</code>&lt;/b&gt;"),
        ("`a` and `b`", "<code>a</code> and <code>b</code>"),
        ("", ""),
    ],
)
def test_words_between_backticks_are_code_and_nothing_else_is_markup(text, html):
    assert with_code(text) == html


class Everything(forms.Form):
    """One field of every kind."""

    text = forms.CharField(label="Text", help_text="A hint.")
    tick = forms.BooleanField(label="Tick", required=False, help_text="Another hint.")
    choice = forms.ChoiceField(label="Choice", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Several", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False
    )
    hidden = forms.CharField(widget=forms.HiddenInput, initial="x")
    file = forms.FileField(label="File", required=False)


def drawn(form):
    template = Template('{% for field in form %}{% include "console/_field.html" %}{% endfor %}')
    return template.render(Context({"form": form}))


def test_every_field_has_a_label_a_hint_and_its_errors():
    html = drawn(Everything({"text": "", "choice": "z"}))
    assert '<label for="id_text">Text' in html
    assert 'id="id_text_helptext">A hint.' in html
    assert "This field is required." in html
    assert 'aria-invalid="true"' in html
    for described in re.findall(r'aria-describedby="([^"]*)"', html):
        for identity in described.split():
            assert f'id="{identity}"' in html, identity


def test_what_may_be_left_out_says_so():
    html = drawn(Everything())
    assert html.count("(optional)") == 1  # the file; ticks may always be left out
    assert "Text <span" not in html


def test_lines_are_cleaned_and_shown_again():
    field = LinesField(required=False, max_length=20)
    assert field.clean(" one \n\ntwo\r\none\n") == ["one", "two"]
    assert field.clean("") == []
    assert field.prepare_value(["one", "two"]) == "one\ntwo"
    assert field.prepare_value("as typed") == "as typed"
    with pytest.raises(ValidationError):
        field.clean("x" * 21)
    with pytest.raises(ValidationError):
        LinesField().clean(" \n ")


def test_hosts_are_canonical():
    assert HostField().clean("https://Shop.Example/") == "shop.example"
    assert HostField(required=False).clean("") == ""
    assert HostsField().clean("b.example\nB.example.\na.example") == ["b.example", "a.example"]
    with pytest.raises(ValidationError):
        HostsField().clean("b.example\nnot a host")


@pytest.mark.parametrize(("asked", "first"), [("", 0), ("2", 50), ("99", 100), ("x", 0), ("-1", 100)])
def test_a_page_that_does_not_exist_becomes_one_that_does(asked, first):
    request = RequestFactory().get("/", {"page": asked} if asked else {})
    assert page_of(request, range(120))[0] == first
    assert PER_PAGE == 50


def test_charts_carry_no_styles_and_no_scripts():
    drawings = [
        bar_chart(title="Sent <each> month", labels=["Jan", "Feb"], series=[("a", [1, 2]), ("b", [3, 4])]),
        share_row(title="Shares", parts=[("a", 3), ("b", 0), ("c", 1)]),
        share_row(title="Nothing", parts=[("a", 0)]),
    ]
    for svg in drawings:
        assert svg.startswith('<svg class="drawing"')
        for word in ("<style", "<script", " style=", "http://www.w3.org/1999", "Pygal"):
            assert word not in svg
    assert 'aria-label="Sent &lt;each&gt; month"' in drawings[0]
    assert drawings[0].count('class="rect') == 4


def test_parts_of_a_row_are_as_long_as_their_values():
    svg = share_row(title="x", parts=[("a", 3), ("b", 1)])
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="[\d.]+" class="rect', svg)]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.02)


def colours(css):
    """The variables of light and of dark."""
    blocks = re.findall(r":root \{(.*?)\n\s*\}", css, re.DOTALL)
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    return light, light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1]))


PAIRS = [
    ("ink", "ground"),
    ("ink", "sheet"),
    ("ink", "sunk"),
    ("soft", "ground"),
    ("soft", "sheet"),
    ("soft", "sunk"),
    ("accent", "sheet"),
    ("accent", "ground"),
    ("accent-ink", "accent"),
    ("rail-ink", "rail"),
    ("rail-ink", "rail-here"),
    ("rail-soft", "rail"),
    *((kind, f"{kind}-wash") for kind in ("ok", "warn", "bad", "info", "quiet")),
    *(("ink", f"{kind}-wash") for kind in ("ok", "warn", "bad", "info", "quiet")),
    *((kind, "sheet") for kind in ("ok", "warn", "bad")),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_pair_of_colours_can_be_read(scheme, text, ground):
    from forewarn.brands.rules.look import contrast

    palette = colours((STATIC / "console.css").read_text())[scheme]
    assert contrast(palette[text], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "sheet", "sunk"])
def test_edges_of_fields_and_the_focus_can_be_seen(scheme, ground):
    from forewarn.brands.rules.look import contrast

    palette = colours((STATIC / "console.css").read_text())[scheme]
    for part in ("edge", "focus"):
        assert contrast(palette[part], palette[ground]) >= 3


def test_every_file_the_styles_name_is_there():
    css = (STATIC / "console.css").read_text()
    for name in re.findall(r'url\("([^"]+)"\)', css):
        assert (STATIC / name).exists(), name


def test_no_template_has_inline_styles_or_scripts():
    for path in (CONSOLE / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r'\sstyle="', text), path
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), path
        assert not re.search(r'\son\w+="', text), path


def test_what_is_carried_stands_in_the_notice():
    notice = (CONSOLE.parents[2] / "NOTICE").read_text()
    [htmx] = STATIC.glob("htmx-*.min.js")
    assert htmx.name in notice
    assert htmx.name in (CONSOLE / "templates" / "console" / "base.html").read_text()
    assert (
        "Open Font License" in (STATIC / "fonts" / "OFL.txt").read_text()
        or "OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text()
    )


@pytest.mark.parametrize(("count", "words"), [(1, "1 change"), (2, "2 changes")])
def test_the_foot_of_a_list_counts_in_words(rf, count, words):
    page = Paginator(range(count), 50).page(1)
    foot = render_to_string("console/_pages.html", {"page": page, "noun": "changes", "one": "change"}, rf.get("/"))
    assert " ".join(strip_tags(foot).split()) == words
