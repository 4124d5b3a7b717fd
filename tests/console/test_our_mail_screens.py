"""Our mail: the list, one campaign with its inert frame, senders that nothing explains, and seeds."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest
from fixed_set import Screen, check, signed_in

from clocks import stop_the_clock
from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.console.our_mail.months import first_of_months
from forewarn.journal.models import Campaign, Copy
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db
HOSTILE = "<p>Offer</p><script>alert(1)</script><form action='https://evil.example'></form><a href='https://evil.example/x'>here</a><img src='https://evil.example/p.png' onerror='alert(2)'>"


@pytest.fixture
def brand():
    made = make_brand("lantern")
    save_vendor(brand=made, slug=None, name="Quillpost", sending_domains=["out.quillpost.example"], by=SYSTEM, now=NOW)
    return made


def campaign(brand, **fields):
    values = {
        "origin": "seed", "standing": "proven", "proof": "lantern.example", "subject": "The <b>garden</b> letter",
        "from_name": "Lantern", "from_address": "news@lantern.example", "message_class": "marketing", "first_seen": NOW,
        "last_seen": NOW, "packed_html": zlib.compress(HOSTILE.encode()), "blocks": 1,
        "letter": {"text": "Offer", "plain": "", "links": [["https://evil.example/x", "here", 0, False]], "plain_links": []},
        "findings": [{"rule": "FW-LK-02", "severity": "block", "message": "A link leads elsewhere", "fix": "Link to us.", "text": "here"}],
    } | fields  # fmt: skip
    made = Campaign.objects.create(brand=brand, **values)
    Copy.objects.create(campaign=made, brand=brand, message_id="<1@lantern.example>", seen_at=NOW)
    return made


def test_every_screen_has_the_fixed_set(brand):
    found = campaign(brand)
    open_one = campaign(brand, standing="undisclosed")
    for screen in (
        Screen("our-mail/", "viewer"),
        Screen(f"our-mail/{found.pk}/", "viewer"),
        Screen(f"our-mail/{found.pk}/frame/", "viewer"),
        Screen("our-mail/undisclosed/", "viewer"),
        Screen("our-mail/seeds/", "viewer"),
        Screen("our-mail/months/", "viewer"),
        Screen(f"our-mail/{found.pk}/facts/", "editor", post_only=True),
        Screen(f"our-mail/{open_one.pk}/judge/", "editor", post_only=True),
    ):
        check(screen, brand)


def page(brand, address, role="editor"):
    answer = signed_in(brand, role).get(f"/console/{brand.slug}/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_and_narrows(brand):
    campaign(brand)
    campaign(brand, subject="Your order", message_class="transactional", blocks=0)
    everything = page(brand, "our-mail/")
    assert "The &lt;b&gt;garden&lt;/b&gt; letter" in everything
    assert "1 breach" in everything
    assert "Keeps the rules" in everything
    assert "Your order" not in page(brand, "our-mail/?message_class=marketing")
    assert "Nothing in the record fits" in page(brand, "our-mail/?words=frost")


def test_the_list_is_narrowed_by_days(brand):
    campaign(brand, first_seen=NOW - timedelta(days=3), last_seen=NOW - timedelta(days=1))
    day = NOW.astimezone(brand.zone).date()
    for since, until, shown in [
        (1, 0, True),
        (0, 0, False),
        (5, 3, True),
        (9, 4, False),
        (None, 4, False),
        (1, None, True),
    ]:
        asked = {"since": since, "until": until}
        query = "&".join(f"{n}={day - timedelta(days=back)}" for n, back in asked.items() if back is not None)
        assert ("garden&lt;/b&gt; letter" in page(brand, f"our-mail/?{query}")) is shown, (since, until)
    assert "garden" in page(brand, "our-mail/?since=yesterday")  # a filter that cannot be read shows everything


def test_months_count_what_cares_sells_and_breaks_rules(brand, monkeypatch):
    stop_the_clock(monkeypatch)
    assert "No campaigns in the record yet" in page(brand, "our-mail/months/")
    campaign(brand, phish_likeness=60)
    campaign(brand, message_class="care", blocks=0, findings=[], phish_likeness=20)
    campaign(brand, message_class="transactional", standing="dismissed")
    campaign(brand, message_class="transactional", origin="single")
    month = page(brand, "our-mail/months/").partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r"num\">(\d+)<", month) == ["2", "1", "1", "0", "1", "40"]
    assert "<svg" not in page(brand, "our-mail/months/")  # one month alone is no trend
    for back in (40, 90, 500):
        campaign(brand, first_seen=NOW - timedelta(days=back), last_seen=NOW - timedelta(days=back))
    shown = page(brand, "our-mail/months/")
    assert "<svg" in shown
    names = re.findall(r'scope="row" class="nowrap">(\w+) ', shown.partition("<tbody>")[2].partition("</tbody>")[0])
    assert names == ["November", "October", "September", "August"]  # nothing came in September
    assert "FW-LK-02" in shown
    assert "A link leads elsewhere" in shown


@pytest.mark.parametrize(("month", "first"), [(11, "2025-12-01"), (12, "2026-01-01"), (1, "2025-02-01")])
def test_twelve_months_end_with_this_one(month, first):
    assert first_of_months(NOW.replace(month=month)).date().isoformat() == first


def test_a_provider_is_listed_from_the_mail_it_signed(brand):
    campaign(brand, standing="undisclosed", proof="out.newcomer.example")
    offered = f"/console/{brand.slug}/vendors/new/?domain=out.newcomer.example"
    assert offered in page(brand, "our-mail/undisclosed/", role="editor")
    assert offered not in page(brand, "our-mail/undisclosed/", role="viewer")
    assert "out.newcomer.example</textarea>" in signed_in(brand, "editor").get(offered).content.decode()


def test_empty_states_say_what_to_do(brand):
    assert "put a seed address on your lists there" in page(brand, "our-mail/")
    assert "Everybody who sends for you is listed" in page(brand, "our-mail/undisclosed/")
    assert "journal+quillpost@mail.lantern.example" in page(brand, "our-mail/seeds/")
    brand.intake_domain = ""
    brand.save()
    assert "No domain for mail in yet" in page(brand, "our-mail/seeds/")


def test_a_campaign_is_shown_inert(brand):
    found = campaign(brand)
    shown = page(brand, f"our-mail/{found.pk}/")
    assert "A link leads elsewhere" in shown
    assert "<script>alert" not in shown
    answer = signed_in(brand, "viewer").get(f"/console/lantern/our-mail/{found.pk}/frame/")
    inside = answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script" not in inside
    assert "form" not in inside
    assert "href=" not in inside


def test_staff_correct_the_class_and_mark_user_text(brand):
    found = campaign(brand)
    client = signed_in(brand, "editor")
    client.post(
        f"/console/lantern/our-mail/{found.pk}/facts/", {"message_class": "transactional", "has_user_text": "on"}
    )
    found.refresh_from_db()
    assert (found.message_class, found.class_by_staff, found.has_user_text) == ("transactional", True, True)
    answer = client.post(f"/console/lantern/our-mail/{found.pk}/facts/", {"message_class": "spam"})
    assert answer.status_code == 422


def test_an_unexplained_sender_is_judged_and_taken_back(brand):
    found = campaign(brand, standing="undisclosed", proof="")
    client = signed_in(brand, "editor")
    assert "nobody" in page(brand, "our-mail/undisclosed/")
    for word, standing in (("ours", "confirmed"), ("open", "undisclosed"), ("not_ours", "dismissed")):
        client.post(f"/console/lantern/our-mail/{found.pk}/judge/", {"judgement": word})
        found.refresh_from_db()
        assert found.standing == standing
    assert "Not ours" in page(brand, "our-mail/undisclosed/?judged=1")
    assert AuditEvent.objects.filter(verb="campaign.judged").count() == 3
    assert client.post(f"/console/lantern/our-mail/{found.pk}/judge/", {"judgement": "x"}).status_code == 404


def test_single_mails_show_no_words(brand):
    found = campaign(brand, origin="single", letter={}, packed_html=b"", findings=[], subject="Your code …")
    assert "never their words" in page(brand, f"our-mail/{found.pk}/")


def test_queries_do_not_grow_with_the_list(brand, django_assert_max_num_queries):
    for number in range(30):
        campaign(brand, subject=f"Letter {number}")
    client = signed_in(brand, "viewer")
    with django_assert_max_num_queries(20):
        client.get("/console/lantern/our-mail/")
