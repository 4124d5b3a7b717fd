"""FW-LK: every link rule finds what it is for, and leaves honest links alone."""

import pytest

from forewarn.lint.context import ChainStep, LintContext, Network
from forewarn.mail.domains import canonical_host
from lint.mails import found, lint, lint_page, mail, page, severities, skipped


def link(href, words="Delivery dates on alder.example"):
    return f'<p>Your parcel is on its way. <a href="{href}">{words}</a></p>'


def of(html, message_class="transactional", **more):
    return lint(mail(html=html), message_class, **more)


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://www.alder.example/login", "Your order"),
        ("https://www.alder.example/account/sign-in?next=1", "Your order"),
        ("https://www.alder.example/SignIn", "Your order"),
        ("https://www.alder.example/reset-password/1", "Your order"),
        ("https://login.alder.example/", "Your order"),
        ("https://www.alder.example/konto/Passwort-vergessen", "Ihr Konto"),
        ("https://www.alder.example/x", "Sign in"),
        ("https://www.alder.example/x", "→ Log in to your account"),
        ("https://www.alder.example/x", "Verify"),
        ("https://www.alder.example/x", "Pay now"),
        ("https://www.alder.example/x", "Update payment details"),
        ("https://www.alder.example/x", "Confirm your identity"),
    ],
)
def test_lk01_links_that_ask(href, words):
    for message_class in ("care", "transactional", "marketing"):
        report = of(link(href, words), message_class)
        assert severities(report, "FW-LK-01") == ["block"]
    where = found(report, "FW-LK-01")[0].where
    source = page(link(href, words))
    line = source.splitlines()[where.line - 1]
    assert line[where.column - 1 :].startswith("<a ")
    assert where.text == words


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://www.alder.example/parcels/12", "Where your parcel is"),
        ("https://www.alder.example/blog/how-to-verify-a-seller-story", "How we check our sellers"),
        ("https://www.alder.example/author/anne", "More by Anne"),
        ("https://www.alder.example/unsubscribe/login-free", "Unsubscribe"),
        ("https://www.alder.example/x", "What we update in our shop this spring, and why it matters for you"),
        ("mailto:help@alder.example", "Verify"),
    ],
)
def test_lk01_leaves_other_links_alone(href, words):
    assert not found(of(link(href, words)), "FW-LK-01")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Konto bestätigen"),
        ("de", "Anmelden"),
        ("es", "Iniciar sesión"),
        ("es", "Pagar ahora"),
        ("fr", "Se connecter"),
    ],
)
def test_lk01_in_other_languages(language, words):
    report = lint(mail(html=link("https://www.alder.example/x", words)), context=LintContext(locale=language))
    assert severities(report, "FW-LK-01") == ["block"]


@pytest.mark.parametrize("foot", ["To get no more of these letters, unsubscribe here.", "Unsubscribe"])
def test_lk01_a_button_above_the_foot_is_no_way_out(foot):
    html = f'<p><a href="https://www.alder.example/login">Sign in now</a></p><p>{foot}</p>'
    assert severities(of(html), "FW-LK-01") == ["block"]


def test_lk01_here_beside_unsubscribe_is_a_way_out():
    html = '<p>To stop these letters, unsubscribe <a href="https://www.alder.example/account/x">here</a>.</p>'
    assert severities(of(html), "FW-LK-01") == []


def test_lk01_a_german_sign_up_is_not_a_sign_in():
    report = lint(
        mail(html=link("https://www.alder.example/x", "Kostenlos anmelden")), context=LintContext(locale="de")
    )
    assert not found(report, "FW-LK-01")


def test_lk01_solicited_mail_and_operational_mail_are_noted_only():
    html = link("https://www.alder.example/reset-password/1", "Choose a password")
    assert severities(of(html, context=LintContext(solicited=True)), "FW-LK-01") == ["info"]
    assert severities(of(html, context=LintContext(solicited=True, single_use=False)), "FW-LK-01") == ["block"]
    assert severities(of(html, "operational"), "FW-LK-01") == ["info"]
    foreign = link("https://other.example/login", "Open")
    assert severities(of(foreign, "operational"), "FW-LK-01") == ["block"]


def test_lk02_off_brand_hosts_are_counted_once_each():
    html = link("https://www.alder.example/a") + link("https://other.example/a") + link("https://other.example/b")
    report = of(html)
    assert severities(report, "FW-LK-02") == ["error"]
    assert "other.example" in found(report, "FW-LK-02")[0].message
    assert "2 links" in found(report, "FW-LK-02")[0].message
    assert severities(of(html, "care"), "FW-LK-02") == ["block"]
    assert not found(of(link("https://shop.alder.example/")), "FW-LK-02")


def test_lk02_look_alikes_and_the_brand_in_front_are_off_brand():
    for host in ("alder.example.login.test", "a1der.example", "alder-example.test"):
        assert found(of(link(f"https://{host}/")), "FW-LK-02"), host


def test_lk02_mailbox_domains_are_strangers():
    from dataclasses import replace

    from lint.mails import BRAND

    profile = replace(BRAND, domains=("alder.example", "post.example"), mailbox_domains=("post.example",))
    assert found(of(link("https://post.example/"), profile=profile), "FW-LK-02")


@pytest.mark.parametrize(
    ("href", "classes"),
    [
        (
            "https://u1.ct.sendgrid.net/ls/click?upn=abc",
            {"care": "block", "transactional": "error", "marketing": "error"},
        ),
        ("https://click.mailer.example/abc", {"care": "block", "transactional": "error", "marketing": "error"}),
        (
            "https://go.test/?url=https%3A%2F%2Fother.test%2Fx",
            {"care": "block", "transactional": "block", "marketing": "error"},
        ),
        ("https://go.test/r?d=aHR0cHM6Ly9vdGhlci50ZXN0L3g", {"care": "block", "transactional": "block"}),
    ],
)
def test_lk03_trackers_and_redirectors(href, classes):
    for message_class, severity in classes.items():
        assert severities(of(link(href), message_class), "FW-LK-03") == [severity], message_class


@pytest.mark.parametrize(
    "href",
    [
        "https://www.alder.example/go?to=https%3A%2F%2Fshop.alder.example%2Fx",
        "https://www.alder.example/plain",
        "https://www.facebook.com/sharer/share?u=https%3A%2F%2Fwww.alder.example%2F",
    ],
)
def test_lk03_leaves_own_and_sharing_links_alone(href):
    assert not found(of(link(href)), "FW-LK-03")


def test_lk03_own_redirector_to_elsewhere():
    html = link("https://www.alder.example/go?to=https%3A%2F%2Fother.test%2Fx")
    assert severities(of(html), "FW-LK-03") == ["error"]
    assert severities(of(html, "care"), "FW-LK-03") == ["block"]


@pytest.mark.parametrize(
    "href", ["https://bit.ly/3xYz", "http://t.co/abc", "https://tinyurl.com/abc", "https://rb.gy/x"]
)
def test_lk04_shorteners(href):
    for message_class in ("care", "transactional", "marketing"):
        assert severities(of(link(href), message_class), "FW-LK-04") == ["block"]


@pytest.mark.parametrize(
    "href", ["https://www.alder.example/x", "https://bit.ly.alder.example/x", "https://notbit.ly/x"]
)
def test_lk04_other_hosts(href):
    assert not found(of(link(href)), "FW-LK-04")


@pytest.mark.parametrize(
    ("href", "words", "severity"),
    [
        ("https://evil.test/x", "www.alder.example", "block"),
        ("https://evil.test/x", "https://www.alder.example/parcels", "block"),
        ("https://evil.test/x", "See www.alder.example/parcels for more", "block"),
        ("https://evil.test/x", "alder.com", "block"),
        ("https://click.mailer.test/x", "www.alder.example", "error"),
        ("https://u1.ct.sendgrid.net/ls/click?upn=x", "www.alder.example", "error"),
        ("mailto:thief@evil.test", "help@alder.com", "block"),
    ],
)
def test_lk05_words_that_show_another_address(href, words, severity):
    assert severities(of(link(href, words)), "FW-LK-05") == [severity]
    assert severities(of(link(href, words), "care"), "FW-LK-05") == ["block"]


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://www.alder.example/x", "alder.example"),
        ("https://shop.alder.example/x", "https://www.alder.example"),
        ("https://other.test/x", "Read the story"),
        ("https://other.test/x", "invoice.pdf"),
        ("https://other.test/x", "How we moved our shop to ASP.NET last year"),
        ("https://other.test/x", "e.g. this"),
        ("https://other.test/x", "Version 2.10"),
        ("mailto:help@alder.example", "help@alder.example"),
    ],
)
def test_lk05_leaves_honest_words_alone(href, words):
    assert not found(of(link(href, words)), "FW-LK-05")


@pytest.mark.parametrize(
    "href",
    [
        "https://192.0.2.7/x",
        "http://0x7f000001/",
        "https://alder.example@evil.test/",
        "https://evil.test:8443/",
        "https://\u0430lder.test/",  # Cyrillic a
        "https:\\\\evil.test\\x",
        "javascript:alert(1)",
        "data:text/html;base64,PGI+",
        "ht&#10;tps://evil.test/x",
        "https://ev%69l.test/",
    ],
)
def test_lk06_forms_of_lures(href):
    for message_class in ("care", "transactional", "marketing"):
        assert "block" in severities(of(link(href), message_class), "FW-LK-06"), message_class


def test_lk06_plain_http_is_an_error_and_a_block_in_care():
    html = link("http://www.alder.example/a") + link("http://www.alder.example/b")
    assert severities(of(html), "FW-LK-06") == ["error"]
    assert "2 links" in found(of(html), "FW-LK-06")[0].message
    assert severities(of(html, "care"), "FW-LK-06") == ["block"]


def test_lk06_letters_of_the_language_are_milder_and_the_brands_own_are_fine():
    from dataclasses import replace

    from lint.mails import BRAND

    html = link("https://www.größe.test/x")
    assert severities(lint(mail(html=html), context=LintContext(locale="de")), "FW-LK-06") == ["error"]
    assert severities(lint(mail(html=html), context=LintContext(locale="en")), "FW-LK-06") == ["block"]
    profile = replace(BRAND, domains=("alder.example", canonical_host("größe.test")))
    assert not found(lint(mail(html=html), profile=profile), "FW-LK-06")


@pytest.mark.parametrize(
    "href", ["https://www.alder.example/x", "https://www.alder.example:443/", "#top", "cid:logo", "tel:+353"]
)
def test_lk06_honest_forms(href):
    assert not found(of(link(href)), "FW-LK-06")


def test_lk07_counts_different_links_but_not_ways_out():
    many = "".join(link(f"https://www.alder.example/{n}") for n in range(6))
    assert severities(of(many), "FW-LK-07") == ["warn"]
    assert not found(of(many, "marketing"), "FW-LK-07")
    assert "block" in severities(of(many, "care"), "FW-LK-07")
    five = "".join(link(f"https://www.alder.example/{n}") for n in range(5))
    out = link("https://www.alder.example/unsubscribe/abc", "Unsubscribe")
    assert not found(of(five + five + out), "FW-LK-07")


def test_lk07_care_mail_may_link_to_the_bare_domain_only():
    assert not found(of(link("https://alder.example/", "alder.example"), "care"), "FW-LK-07")
    assert severities(of(link("https://alder.example/safety"), "care"), "FW-LK-07") == ["block"]


@pytest.mark.parametrize("words", ["Click here", "here", "HERE!", "→ Read more", "Verify now", "this link", "Continue"])
def test_lk08_words_that_say_nothing(words):
    assert severities(of(link("https://www.alder.example/x", words), "care"), "FW-LK-08") == ["error"]
    assert severities(of(link("https://www.alder.example/x", words)), "FW-LK-08") == ["warn"], "experimental"


@pytest.mark.parametrize("words", ["Where your parcel is", "Delivery here in Dublin", "alder.example"])
def test_lk08_words_that_name_the_target(words):
    assert not found(of(link("https://www.alder.example/x", words), "care"), "FW-LK-08")


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Klicken Sie hier"), ("es", "Haga clic aquí"), ("fr", "Cliquez ici")]
)
def test_lk08_in_other_languages(language, words):
    report = lint(mail(html=link("https://www.alder.example/x", words)), "care", context=LintContext(locale=language))
    assert severities(report, "FW-LK-08") == ["error"]


@pytest.mark.parametrize(
    "href",
    [
        "https://a.b.c.d.alder.example/x",
        "https://www.alder.example/" + "long-path/" * 8,
        "https://www.alder.example/k/9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    ],
)
def test_lk09_links_nobody_can_read(href):
    assert severities(of(link(href)), "FW-LK-09") == ["warn"]


def test_lk09_short_links_and_ways_out_are_fine():
    assert not found(of(link("https://www.alder.example/parcels/12")), "FW-LK-09")
    out = link("https://www.alder.example/unsubscribe/9f8e7d6c5b4a39281706f5e4d3c2b1a0", "Unsubscribe")
    assert not found(of(out), "FW-LK-09")


class Chains:
    """Answers as a network would."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.asked = []

    def follow(self, url):
        self.asked.append(url)
        return self.steps


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([ChainStep("https://www.alder.example/x", 404)], "answers 404"),
        (
            [ChainStep("https://www.alder.example/x", 301, "https://evil.test/"), ChainStep("https://evil.test/", 200)],
            "evil.test",
        ),
        ([ChainStep("https://www.alder.example/x", 0, problem="the certificate is not valid")], "certificate"),
    ],
)
def test_lk10_links_that_break_or_leave(steps, words):
    report = of(link("https://www.alder.example/x"), network=Network(prober=Chains(*steps)))
    assert severities(report, "FW-LK-10") == ["error"]
    assert words in found(report, "FW-LK-10")[0].message


def test_lk10_sound_links_pass_and_ways_out_are_never_followed():
    prober = Chains(ChainStep("https://www.alder.example/x", 200))
    html = link("https://www.alder.example/x") + link("https://www.alder.example/unsubscribe/1", "Unsubscribe")
    assert not found(of(html, network=Network(prober=prober)), "FW-LK-10")
    assert prober.asked == ["https://www.alder.example/x"]


def test_lk10_without_the_network_stands_in_skipped():
    assert "--net" in skipped(of(link("https://www.alder.example/x")), "FW-LK-10")


def test_links_of_the_text_part_are_linted_too():
    report = lint(mail("Your parcel: https://bit.ly/x and http://evil.test/login."))
    assert {"FW-LK-01", "FW-LK-02", "FW-LK-04", "FW-LK-06"} <= {f.rule for f in report.findings}
    assert found(report, "FW-LK-04")[0].where.text == "https://bit.ly/x"


def test_template_tags_in_links_are_tolerated():
    html = page(
        '<a href="{{ url }}">Your parcel</a><a href="https://{{ host }}/x">a</a><a href="https://www.alder.example/{{ id }}">b</a>'
    )
    report = lint_page(html)
    assert not {f.rule for f in report.findings} & {"FW-LK-02", "FW-LK-05", "FW-LK-06"}


def test_lk09_a_long_name_is_no_code():
    assert not found(of(link("https://www.alder.example/go/TrackConfirmAction_input")), "FW-LK-09")
    assert found(of(link("https://www.alder.example/go/TrackConfirmAction8input2")), "FW-LK-09")


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("#/signin", True),
        ("#!/login", True),
        ("log%69n", True),
        ("pay/4471", True),
        ("reset/{{ token }}", True),
        ("konto/bestaetigen", True),
        ("#payments", False),
        ("reset-your-skin", False),
        ("pay-less", False),
        ("order/confirmation", False),
    ],
)
def test_lk01_paths_of_programs_encoded_ones_and_whole_parts(path, asks):
    report = lint_page(f'<p>Your parcel.</p><a href="https://alder.example/{path}">More about it</a>')
    assert bool(found(report, "FW-LK-01")) is asks


@pytest.mark.parametrize("target", ["//evil.test", "%2F%2Fevil.test/a"])
def test_lk03_a_destination_without_a_scheme_is_one(target):
    report = lint_page(f'<p>Your parcel.</p><a href="https://alder.example/r?u={target}">More about it</a>')
    assert "evil.test" in found(report, "FW-LK-03")[0].message


def test_lk06_addresses_that_open_programs():
    report = lint_page('<p>Your parcel.</p><a href="intent://x#Intent;end">More about it</a>')
    assert severities(report, "FW-LK-06") == ["block"]
