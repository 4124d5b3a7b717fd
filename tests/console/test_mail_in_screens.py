"""Mail in: the list, one mail as inert text, reading again, and mailboxes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fixed_set import Screen, check, signed_in

from factories import NOW, make_brand, make_customer
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.console.mail_in.showing import TEXT_SHOWN, shown
from forewarn.console.mail_in.wording import OUTCOMES, ROUTES, SOURCES, STATES, led_to
from forewarn.foundation.clock import now
from forewarn.foundation.health import beat
from forewarn.intake.actions import receive
from forewarn.intake.mailboxes.actions import add_mailbox
from forewarn.intake.models import Mailbox, RawMail, ReceivedMail, SourceCount
from forewarn.intake.outcomes import What
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Route, Source, State
from forewarn.intake.tokens import bounce_token, unsubscribe_token
from forewarn.mail.reading.message import read_mail
from forewarn.outbound.models import Relay
from forewarn.sightings.models import Sighting
from forewarn.verification.models import Question

pytestmark = pytest.mark.django_db

LURE = (
    b"From: Lantern <security@lantern-login.example>\r\nTo: check@mail.lantern.example\r\n"
    b"Subject: <script>alert('subject')</script> Your account\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n"
    b'<h1>Act now</h1><a href="https://lantern-login.example/pay">Pay here</a><form action="https://evil.example">'
    b'<input name=card></form><script>alert(1)</script><img src="https://evil.example/pixel.png">'
    b"<svg onload=alert(2)></svg>\r\n"
    b'--b\r\nContent-Type: application/zip; name="<b>invoice.zip"\r\nContent-Disposition: attachment\r\n\r\nPK\r\n--b--\r\n'
)


@pytest.fixture
def brand():
    return make_brand("lantern")


def a_mail(brand, raw=LURE, to="check", read=True, at=NOW):
    receipt = receive(
        raw=raw,
        rcpt_to=f"{to}@{brand.intake_domain}",
        mail_from="mx@people.example",
        source=Source.SMTP,
        now=at,
    )
    if read:
        read_received(receipt.mail_id, now=at + timedelta(seconds=1))
    return ReceivedMail.objects.get(pk=receipt.mail_id)


def a_mailbox(brand, **fields):
    fields = {
        "host": "imap.lantern.example",
        "port": 993,
        "tls": "implicit",
        "username": "reports@lantern.example",
        "password": "correct horse",
    } | fields
    return add_mailbox(brand=brand, by=SYSTEM, now=NOW, **fields)


def page(brand, address="", role="viewer"):
    return signed_in(brand, role).get(f"/console/{brand.slug}/mail-in/{address}").content.decode()


def post(brand, address, data=None, role="owner"):
    return signed_in(brand, role).post(f"/console/{brand.slug}/mail-in/{address}", data or {}, follow=True)


# The fixed set -----------------------------------------------------------------------------------------------------


def test_fixed_set_of_the_list_and_of_a_mail(brand):
    check(Screen("mail-in/", role="viewer"), brand)
    mail = a_mail(brand)
    check(Screen("mail-in/", role="viewer"), brand)
    check(Screen(f"mail-in/{mail.pk}/", role="viewer"), brand)
    check(Screen(f"mail-in/{mail.pk}/again/", role="editor", post_only=True), brand)


def test_fixed_set_of_a_decision(brand):
    a_mail(brand)
    question = Question.objects.get()
    check(Screen(f"mail-in/questions/{question.pk}/", role="editor", post_only=True), brand)


def test_a_report_shows_its_verdict_and_people_can_decide(brand):
    mail = a_mail(brand)
    found = page(brand, f"{mail.pk}/", role="editor")
    question = Question.objects.get()
    assert f"{question.case[:4]}-{question.case[4:]}" in found
    assert "All facts" in found and "Reasons" in found
    assert "Not answered" in found
    assert "&lt;script&gt;" in found and "<script>alert" not in found
    done = post(brand, f"questions/{question.pk}/", {"verdict": "not_about_us"}, role="editor").content.decode()
    assert "Decided later" in done
    question.refresh_from_db()
    assert question.decided == "not_about_us"
    refused = post(brand, f"questions/{question.pk}/", {"verdict": "sent_by_us"}, role="editor").content.decode()
    assert "takes a signature or the record" in refused
    other = make_brand("harbour")
    assert signed_in(other, "owner").post(f"/console/harbour/mail-in/questions/{question.pk}/").status_code == 404


def test_a_report_leads_to_the_scam_that_it_counts_as(brand):
    mail = a_mail(brand)
    found = Sighting.objects.get()
    assert f'href="/console/lantern/sightings/{found.pk}/"><bdi>&lt;script&gt;' in page(brand, f"{mail.pk}/")
    found.delete()
    assert "Counts as" not in page(brand, f"{mail.pk}/")


def test_the_addresses_for_providers_stand_beside_the_mailboxes(brand):
    Relay.objects.create(brand=brand, name="esp", kind="anymail", provider="postmark", created_at=NOW)
    found = page(brand, "mailboxes/", role="owner")
    assert "/webhooks/inbound/" in found and "The address is the secret" in found


def test_fixed_set_of_mailboxes(brand):
    check(Screen("mail-in/mailboxes/"), brand)
    mailbox = a_mailbox(brand)
    for address in ("", "new/", f"{mailbox.pk}/", f"{mailbox.pk}/remove/"):
        check(Screen(f"mail-in/mailboxes/{address}"), brand)
    check(Screen(f"mail-in/mailboxes/{mailbox.pk}/try/", post_only=True), brand)


def test_another_brands_mail_and_mailbox_are_not_found_by_number(brand):
    other = make_brand("harbour")
    mail, mailbox = a_mail(other), a_mailbox(other)
    client = signed_in(brand, "owner")
    for address in (f"{mail.pk}/", f"mailboxes/{mailbox.pk}/", f"mailboxes/{mailbox.pk}/remove/"):
        assert client.get(f"/console/lantern/mail-in/{address}").status_code == 404
    for address in (f"{mail.pk}/again/", f"mailboxes/{mailbox.pk}/try/", f"mailboxes/{mailbox.pk}/remove/"):
        assert client.post(f"/console/lantern/mail-in/{address}").status_code == 404
    assert Mailbox.objects.count() == 1
    assert "lantern-login" not in client.get("/console/lantern/mail-in/").content.decode()


# The list ----------------------------------------------------------------------------------------------------------


def test_the_list_says_what_each_mail_led_to(brand):
    customer = make_customer(brand)
    a_mail(brand, b"Subject: unsubscribe\r\n\r\n", to=f"unsubscribe+{unsubscribe_token(1, customer.pk, 1)}")
    a_mail(brand)
    a_mail(brand)
    shown_page = page(brand)
    assert "The customer gets no more care mail" in shown_page
    assert "Customers ask about a mail" in shown_page
    assert "came 2 times" in shown_page
    assert "&lt;script&gt;alert(&#x27;subject&#x27;)" in shown_page


def test_filters_narrow_the_list_and_say_when_nothing_fits(brand):
    a_mail(brand, LURE.replace(b"Your account", b"Kept one"), to="postmaster")
    a_mail(brand, LURE.replace(b"Your account", b"Other one"), to="dmarc")
    found = page(brand, "?route=dmarc")
    assert "Other one" in found and "Kept one" not in found
    assert "Kept one" in page(brand, "?state=kept")
    assert "Nothing came in that fits" in page(brand, "?state=failed")
    assert "Kept one" in page(brand, "?state=nonsense&route=%00")


def test_the_list_is_paged_by_the_server(brand, django_assert_max_num_queries):
    for number in range(60):
        a_mail(brand, LURE.replace(b"Your account", b"Number %d." % number), at=NOW + timedelta(minutes=number))
    client = signed_in(brand, "viewer")
    with django_assert_max_num_queries(14):
        first = client.get("/console/lantern/mail-in/").content.decode()
    assert "Number 59." in first and "Number 9." not in first
    second = client.get("/console/lantern/mail-in/?page=2").content.decode()
    assert "Number 9." in second and "Number 10." not in second
    assert "51 to 60 of 60" in second


def test_a_flood_that_was_only_counted_is_said(brand):
    a_mail(brand)
    SourceCount.objects.create(brand=brand, route="check", source_hash="x", hour=now(), mails=5060, dropped=5000)
    found = page(brand)
    assert "5,000" in found and "One source sent too much within an hour." in found


def test_with_no_mail_it_says_which_record_to_publish(brand):
    found = page(brand, role="owner")
    assert "mail.lantern.example. MX 10 safety.lantern.example." in found
    assert "The listener does not run" in found
    assert "Fetch from a mailbox instead" in found
    beat("listener", now=now())
    assert "The listener runs" in page(brand)
    assert "Fetch from a mailbox instead" not in page(brand)
    a_mailbox(brand)
    assert "looked into every minute" in page(brand)


def test_with_no_domain_it_says_to_name_one():
    bare = make_brand("bare", intake_domain="")
    assert "/console/bare/settings/mail-in/" in page(bare, role="owner")
    assert "No mail can come in yet" in page(bare)
    assert "/console/bare/settings/mail-in/" not in page(bare)


# One mail ----------------------------------------------------------------------------------------------------------


def test_a_mail_is_shown_as_text_and_nothing_of_it_lives(brand):
    found = page(brand, f"{a_mail(brand).pk}/")
    assert "Act now" in found
    assert "Pay here" in found
    assert "&lt;b&gt;invoice.zip" in found
    body = found.partition("<main")[2].partition("</main>")[0]
    for alive in ("<script", "lantern-login.example/pay", "evil.example", "<img", "<svg", "<iframe", "<h1>Act"):
        assert alive not in body
    assert 'href="http' not in body
    assert "telephone=no" in found


def test_a_bounce_shows_the_words_of_the_other_server_and_the_customer(brand):
    customer = make_customer(brand)
    raw = (
        b"From: mailer-daemon@mx.example\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; kim@people.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 unknown user here\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Your alert\r\n\r\nHello\r\n--b--\r\n"
    )
    mail = a_mail(brand, raw, to=f"bounce+{bounce_token(0, customer.pk)}")
    found = page(brand, f"{mail.pk}/")
    assert "Returned for good; the customer is marked as unreachable (no such mailbox)" in found
    assert "unknown user here" in found
    assert f"/console/lantern/customers/{customer.pk}/" in found
    assert "a single mail" in found
    assert "Subject: Your alert" in found
    customer.refresh_from_db()
    assert not customer.reachable


def test_a_mail_whose_bytes_are_gone_still_says_what_it_led_to(brand):
    mail = a_mail(brand, to="postmaster")
    RawMail.objects.all().delete()
    found = page(brand, f"{mail.pk}/")
    assert "no longer kept" in found
    assert "kept, and read once something does" in found


def test_what_went_with_the_bytes_is_said_and_not_left_empty(brand):
    mail = a_mail(brand, to="journal+quillpost")
    ReceivedMail.objects.update(state="done", mail_from="", header_from="", subject="", outcome={"what": "seen"})
    assert "no longer kept" not in page(brand)
    RawMail.objects.all().delete()
    assert f"Sender and subject are no longer kept. It came to {mail.rcpt_to}." in page(brand)
    assert "&lt;&gt;" not in page(brand, f"{mail.pk}/")


def test_a_mail_that_could_not_be_read_shows_no_empty_tables(brand):
    mail = a_mail(brand, to="postmaster")
    ReceivedMail.objects.update(state="failed", problem="ValueError: header line 3 has no colon")
    found = page(brand, f"{mail.pk}/")
    assert "header line 3 has no colon" in found
    assert "header fields" not in found and "<caption>Parts</caption>" not in found


def test_a_long_text_is_cut_and_says_so():
    found = shown(read_mail(b"Subject: x\r\n\r\n" + b"word " * TEXT_SHOWN))
    assert len(found.texts[0].text) == TEXT_SHOWN
    assert found.texts[0].cut


def test_mails_inside_the_mail_are_shown_as_text_too():
    inner = b"Subject: inside\r\n\r\nInner words\r\n"
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nLook:\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    found = shown(read_mail(raw + inner + b"--b--\r\n"))
    assert [text.title for text in found.texts] == ["", "message/rfc822"]
    assert "Inner words" in found.texts[1].text and "Subject: inside" in found.texts[1].text


# Reading again -----------------------------------------------------------------------------------------------------


def test_reading_again_is_offered_for_failed_mail_and_noted(brand):
    mail = a_mail(brand)
    assert "Read it again" not in page(brand, f"{mail.pk}/", role="editor")
    ReceivedMail.objects.update(state="failed", problem="RecursionError: too deep")
    found = page(brand, f"{mail.pk}/", role="editor")
    assert "RecursionError: too deep" in found and "Read it again" in found
    assert "Read it again" not in page(brand, f"{mail.pk}/", role="viewer")
    answer = post(brand, f"{mail.pk}/again/", role="editor")
    assert "It is read again now" in answer.content.decode()
    mail.refresh_from_db()
    assert mail.state == "waiting"
    assert AuditEvent.objects.filter(verb="mail_in.read_again", actor_kind="staff").count() == 1
    assert "Only mail that could not be read" in post(brand, f"{mail.pk}/again/", role="editor").content.decode()


def test_a_mail_that_breaks_its_reader_is_shown_as_its_source(brand, monkeypatch):
    mail = a_mail(brand)
    ReceivedMail.objects.update(state="failed", problem="RecursionError: too deep")

    def breaks(raw):
        raise RecursionError("too deep")

    monkeypatch.setattr("forewarn.intake.queries.read_mail", breaks)
    found = page(brand, f"{mail.pk}/", role="editor")
    assert "RecursionError: too deep" in found and "Read it again" in found
    assert "Subject: " in found


# Mailboxes ---------------------------------------------------------------------------------------------------------

TYPED = {
    "host": "imap.lantern.example",
    "port": "993",
    "tls": "implicit",
    "username": "reports@lantern.example",
    "password": "correct horse",
    "folder": "INBOX",
    "route": "check",
    "active": "on",
}


def test_a_mailbox_is_added_changed_and_removed(brand):
    assert "The mailbox was added" in post(brand, "mailboxes/new/", TYPED).content.decode()
    mailbox = Mailbox.objects.get()
    assert (mailbox.brand, mailbox.deletes, mailbox.route) == (brand, False, "check")
    form = page(brand, f"mailboxes/{mailbox.pk}/", role="owner")
    assert "imap.lantern.example" in form and "correct horse" not in form
    sealed = mailbox.password_sealed
    post(brand, f"mailboxes/{mailbox.pk}/", TYPED | {"password": "", "folder": "Reports", "deletes": "on"})
    mailbox.refresh_from_db()
    assert (mailbox.folder, mailbox.deletes, mailbox.password_sealed) == ("Reports", True, sealed)
    assert "was removed" in post(brand, f"mailboxes/{mailbox.pk}/remove/").content.decode()
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": ""}, "Give the password"),
        ({"tls": "none"}, "Without TLS the mailbox must be on this machine"),
        ({"port": "99999"}, "less than or equal to 65535"),
        ({"ca_certificate": "nonsense"}, "must be PEM"),
    ],
)
def test_bad_input_keeps_what_was_typed(brand, change, words):
    answer = post(brand, "mailboxes/new/", TYPED | change)
    assert answer.status_code == 422
    found = answer.content.decode()
    assert words in found
    assert "reports@lantern.example" in found and "correct horse" not in found
    assert not Mailbox.objects.exists()


def test_trying_a_mailbox_that_does_not_answer_says_why_and_what_to_do(brand):
    mailbox = a_mailbox(brand, host="127.0.0.1", port=1)
    found = post(brand, f"mailboxes/{mailbox.pk}/try/").content.decode()
    assert "127.0.0.1:1 cannot be reached" in found and "Check the host and port" in found
    assert "does not work" in found


def test_trying_a_mailbox_out_of_use(brand):
    mailbox = a_mailbox(brand, active=False)
    assert "is not in use" in post(brand, f"mailboxes/{mailbox.pk}/try/").content.decode()


def test_the_tab_of_mailboxes_is_for_owners(brand):
    assert "/mail-in/mailboxes/" not in page(brand, role="approver")
    assert "/mail-in/mailboxes/" in page(brand, role="owner")


# Words -------------------------------------------------------------------------------------------------------------


def test_every_route_source_state_and_outcome_has_words():
    assert set(ROUTES) == {route.value for route in Route}
    assert set(SOURCES) == {source.value for source in Source}
    assert set(STATES) == {state.value for state in State}
    assert set(OUTCOMES) == {what.value for what in What} - {What.UNSUBSCRIBED.value}


def test_words_of_packages_above_are_spelled_out():
    assert led_to("done", {"what": "sent_by_us"}) == "Sent by us"
    assert led_to("waiting", {}) == ""
    assert led_to("done", {"what": "soft_bounce", "reason": "rate"}).endswith("(rate)")
