"""Audit log, status and local mailbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand
from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.console.mailbox.inert import inert_html
from forewarn.foundation import health
from forewarn.foundation.clock import now
from forewarn.foundation.health import Problem, Severity, beat
from forewarn.outbound.actions.relays import add_relay
from forewarn.outbound.envelopes import Envelope
from forewarn.outbound.queries import local_mailbox
from forewarn.outbound.relays import open_transport

pytestmark = pytest.mark.django_db

MAIL = (
    "From: Lantern <safety@lantern.example>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nWe never ask for a code.\r\n"
    '--b\r\nContent-Type: text/html\r\n\r\n<p>We never ask.</p><a href="https://lantern.example/x">site</a>'
    '<script>alert(1)</script><img src="https://lantern.example/pixel.png">\r\n--b--\r\n'
)


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def mailbox(brand, settings, tmp_path):
    """Stores mails in the brand's local mailbox."""
    settings.HOME = tmp_path
    add_relay(brand=brand, name="Local", kind="maildir", folder="mailboxes/lantern", by=SYSTEM, now=NOW)
    transport = open_transport(local_mailbox(brand))

    def store(to="ana@people.example", subject="A note"):
        data = MAIL.format(to=to, subject=subject).encode()
        transport.deliver([Envelope(1, "bounce@lantern.example", to, data, ready=True)])
        return max((tmp_path / "mailboxes" / "lantern" / "new").iterdir()).name

    return store


def test_audit_fixed_set(brand):
    check(Screen("audit/", role="viewer"), brand)


def test_status_fixed_set(brand):
    check(Screen("status/", role="viewer"), brand)


def test_mailbox_fixed_set(brand, mailbox):
    key = mailbox()
    for address in ("", f"{key}/", f"{key}/frame/", f"{key}/source/"):
        check(Screen(f"mailbox/{address}", role="viewer"), brand)


def log(brand, verb="alert.approved", at=NOW, who="Olive", label="Q4", **data):
    record(verb, by=Actor.staff(1, who), now=at, brand_id=brand.pk, target=("alert", 1, label), data=data)


def shown(brand, query=""):
    return signed_in(brand, "viewer").get(f"/console/lantern/audit/{query}").content.decode()


def test_the_log_says_who_did_what_in_words(brand):
    log(brand, "key.compromised", label="fw1._domainkey.lantern.example", since="2026-01-01")
    log(make_brand("other"), who="Zoe")
    page = shown(brand)
    assert "marked as compromised" in page
    assert "since: 2026-01-01" in page
    assert "Zoe" not in page


def test_a_verb_without_words_of_its_own_is_spelled_out(brand):
    log(brand, "journal.seed_added")
    assert "seed added journal" in shown(brand)


def test_a_change_is_shown_with_before_and_after(brand):
    log(brand, "brand.changed", name=["Lantern", "Lantern Post"], care_default=[True, False], aliases=[[], ["LP"]])
    page = shown(brand)
    assert "name: Lantern → Lantern Post" in page
    assert "care default: yes → no" in page
    assert "aliases: – → LP" in page


@pytest.mark.parametrize(
    ("query", "visible"),
    [
        ("", {"Olive", "Ana", "Bob"}),
        ("?verb=alert.", {"Olive", "Ana"}),
        ("?verb=alert.submitted", {"Ana"}),
        ("?actor=oli", {"Olive"}),
        ("?about=q3", {"Ana"}),
        ("?since=2026-11-22", {"Olive", "Bob"}),
        ("?until=2026-11-21", {"Ana"}),
        ("?since=nonsense", {"Olive", "Ana", "Bob"}),
        ("?verb=no.such", {"Olive", "Ana", "Bob"}),
    ],
)
def test_the_log_is_filtered(brand, query, visible):
    log(brand)
    log(brand, "alert.submitted", at=NOW - timedelta(days=3), who="Ana", label="Q3")
    log(brand, "relay.added", who="Bob")
    page = shown(brand, query)
    assert {name for name in ("Olive", "Ana", "Bob") if f">{name}<" in page} == visible


def test_days_of_the_filter_are_the_brands_own(brand):
    brand.time_zone = "Asia/Tokyo"
    brand.save()
    log(brand, at=NOW.replace(hour=20))  # the next morning in Tokyo
    assert ">Olive<" in shown(brand, "?since=2026-11-24")
    assert "24 Nov 2026, 05:00" in shown(brand)


def test_a_log_without_matches_says_what_to_do(brand):
    assert "Choose a longer time" in shown(brand, "?actor=nobody")


def test_a_long_log_comes_in_pages_with_its_filter(brand):
    for number in range(120):
        log(brand, label=f"thing {number}")
    page = shown(brand, "?actor=oli&page=2")
    assert "51 to 100 of 120" in page
    assert "actor=oli&amp;page=3" in page
    assert "thing 69<" in page
    assert "thing 70<" not in page


def test_the_log_asks_the_same_number_of_times_however_long(brand, django_assert_max_num_queries):
    client = signed_in(brand, "viewer")
    for _ in range(60):
        log(brand)
    with django_assert_max_num_queries(8):
        client.get("/console/lantern/audit/")


@pytest.fixture
def broken(monkeypatch):
    """Makes the installation report exactly these problems besides silent parts."""

    def report(*problems):
        monkeypatch.setattr(health, "_providers", {"test": lambda _now: problems})

    report()
    return report


def status_of(brand):
    return signed_in(brand, "viewer").get("/console/lantern/status/").content.decode()


def test_what_is_broken_is_said_with_its_remedy(brand, broken):
    other = make_brand("other")
    broken(
        Problem(Severity.ERROR, "The relay takes no mail", "Run `forewarn doctor` <now>.", brand.pk),
        Problem(Severity.WARNING, "The disk fills up", "Make room.", None),
        Problem(Severity.ERROR, "A trouble of others", "", other.pk),
    )
    page = status_of(brand)
    assert "Run <code>forewarn doctor</code> &lt;now&gt;." in page
    assert "The disk fills up" in page
    assert "A trouble of others" not in page


def test_parts_that_run_and_parts_that_stand_still(brand, broken):
    beat("worker", now=now())
    beat("tick", now=now() - timedelta(hours=1))
    page = status_of(brand)
    assert ">runs<" in page
    assert "stands still" in page
    assert "tick has not run since" in page


def test_a_part_that_runs_with_errors(brand, broken):
    beat("worker", now=now())
    beat("tick", now=now(), note="domains: KeyError")
    assert "runs with errors" in status_of(brand)


def test_nothing_to_mend_is_said_too(brand, broken):
    beat("worker", now=now())
    beat("tick", now=now())
    assert "Nothing to mend" in status_of(brand)


def test_the_mailbox_lists_newest_first_and_finds_by_recipient(brand, mailbox):
    mailbox("ana@people.example", "First")
    mailbox("ben@people.example", "Second")
    client = signed_in(brand, "viewer")
    page = client.get("/console/lantern/mailbox/").content.decode()
    assert page.index("Second") < page.index("First")
    found = client.get("/console/lantern/mailbox/?search=ANA@").content.decode()
    assert "First" in found
    assert "Second" not in found
    assert "No mail matches" in client.get("/console/lantern/mailbox/?search=zoe").content.decode()


def test_the_mailbox_comes_in_pages(brand, mailbox):
    for number in range(60):
        mailbox(f"c{number}@people.example")
    client = signed_in(brand, "viewer")
    assert "1 to 50 of 60" in client.get("/console/lantern/mailbox/").content.decode()
    second = client.get("/console/lantern/mailbox/?page=2").content.decode()
    assert "51 to 60 of 60" in second
    assert second.count("/console/lantern/mailbox/0") == 10


def test_an_empty_mailbox_says_what_to_do(brand, mailbox):
    assert "Send an alert" in signed_in(brand, "viewer").get("/console/lantern/mailbox/").content.decode()


def test_a_mail_is_shown_in_four_forms(brand, mailbox):
    key = mailbox()
    client = signed_in(brand, "viewer")
    for form, says in {
        "phone": f'sandbox title="The mail as its reader sees it" src="/console/lantern/mailbox/{key}/frame/"',
        "desktop": 'class="mail-frame desktop"',
        "text": "We never ask for a code.",
        "headers": "Delivered-To",
        "nonsense": 'class="mail-frame phone"',
    }.items():
        assert says in client.get(f"/console/lantern/mailbox/{key}/?as={form}").content.decode(), form


def test_the_frame_can_do_nothing(brand, mailbox):
    answer = signed_in(brand, "viewer").get(f"/console/lantern/mailbox/{mailbox()}/frame/")
    page = answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "script" not in page
    assert "href" not in page
    assert 'title="https://lantern.example/x"' in page


def test_the_source_is_kept_byte_for_byte(brand, mailbox):
    answer = signed_in(brand, "viewer").get(f"/console/lantern/mailbox/{mailbox()}/source/")
    assert answer["Content-Type"] == "message/rfc822"
    assert answer.content.endswith(MAIL.format(to="ana@people.example", subject="A note").encode())


@pytest.mark.parametrize("key", ["nothing", "..", "..%2f..%2fsecret.key", "%00"])
def test_what_is_not_in_the_mailbox_is_not_found(brand, mailbox, key):
    client = signed_in(brand, "viewer")
    for part in ("", "frame/", "source/"):
        assert client.get(f"/console/lantern/mailbox/{key}/{part}").status_code == 404


def test_a_brand_without_a_mailbox_has_no_such_screen(brand):
    assert signed_in(brand, "owner").get("/console/lantern/mailbox/").status_code == 404


@pytest.mark.parametrize(
    "html",
    [
        "<a href=https://evil.example>x</a>",
        "<svg><a xlink:href='https://evil.example'><text>x</text></a></svg>",
        "<area href='https://evil.example'>",
        "<form action=https://evil.example><button>go</button></form>",
        "<base href=https://evil.example/>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<iframe src=https://evil.example></iframe>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
    ],
)
def test_html_is_made_inert(html):
    page = inert_html(f"<p>hello</p>{html}")
    assert "hello" in page
    for word in ("href=", "action=", "<iframe", "<meta http", "<base", "<link", "<form"):
        assert word not in page
