"""Mail at seed addresses: what counts as ours, what is one campaign, and what an attacker cannot do."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from journal_builders import BODY, VENDOR_HOST, VENDOR_KEY, arrive, brand_with_seed, letter, signed, vendor_zone

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.brands.models import DkimKey
from forewarn.foundation.health import problems
from forewarn.intake.actions import receive
from forewarn.intake.rules import Source
from forewarn.journal import actions, queries
from forewarn.journal.models import Campaign, Copy

pytestmark = pytest.mark.django_db
HOST = "lantern.example"
STAFF = Actor.staff(1, "Ana")


@pytest.fixture
def brand(settings, tmp_path):
    path = tmp_path / "zone.json"
    path.write_text(json.dumps(vendor_zone()))
    settings.ZONE_FILE = str(path)
    return brand_with_seed()


def standing() -> str:
    return Campaign.objects.get().standing


def test_a_newsletter_with_our_signature_is_ours(brand):
    row = arrive(signed(letter(HOST), domain=HOST))
    [found] = queries.campaigns(brand)
    assert (row.state, row.outcome["what"]) == ("done", "campaign_seen")
    assert (found.standing, found.proof, found.message_class) == ("proven", HOST, "marketing")
    assert (found.subject, found.from_address, found.locale) == ("The garden letter", f"news@{HOST}", "en")
    assert found.vendor.name == "Quillpost"
    whole = queries.campaign(brand, found.pk)
    assert "whole letter" in whole.letter["text"]
    assert whole.html.startswith("<html>")


def test_the_seeds_own_address_is_not_kept(brand):
    arrive(
        signed(
            letter(
                HOST,
                To="journal+quillpost@mail.lantern.example",
                List_Unsubscribe="<https://x.example/u?m=journal%2Bquillpost%40mail.lantern.example>",
            ),
            domain=HOST,
        )
    )
    found = Campaign.objects.get()
    kept = json.dumps([found.letter, found.headers, found.html, found.subject]).lower()
    assert "journal" not in kept
    assert "customer@example.com" in kept


def test_one_campaign_at_several_seeds_with_other_names_is_one(brand):
    actions_vendor = queries.vendors(brand).get()
    other = type(actions_vendor).objects.create(
        brand=brand, slug="postroom", name="Postroom", sending_domains=["p.example"]
    )
    for number, (name, seed) in enumerate([("Ada", "quillpost"), ("Bartholomew", "quillpost"), ("Cyd", other.slug)]):
        arrive(
            signed(
                letter(HOST, name=name, token=f"{number:016x}", Date=f"Mon, 23 Nov 2026 09:0{number}:00 +0000"),
                domain=HOST,
            ),
            seed=seed,
        )
    found = Campaign.objects.get()
    assert found.copies == 3
    assert Copy.objects.filter(campaign=found).count() == 3
    assert {seed.slug: seed.campaigns for seed in queries.seeds(brand, now=NOW)} == {"quillpost": 1, "postroom": 1}


THINGS = [
    "copper can",
    "brass lamp",
    "oak bench",
    "linen apron",
    "cedar planter",
    "wool blanket",
    "slate number",
    "ash fork",
    "beeswax candle",
    "enamel mug",
    "stone bath",
    "hemp rope",
]
FRAME = (
    "<p>Hello {name},</p><p>the autumn list of the shop is here, and we picked some things that go with what you chose last "
    "month.</p>THINGS<p>Your points stay with you until you use them, and our shop by the harbour is open until six in the "
    "evening on every day of the week.</p><p>Lantern, Quay Street, Bristol</p><a href='https://www.{host}/stop/{token}'>stop</a>"
)


def things(first, count):
    """A list of things to buy, each with a sentence of its own."""
    return "".join(
        f"<p>The {thing}, as {thing} should be: made to last, says the maker of the {thing}</p>"
        for thing in THINGS[first : first + count]
    )


def picked(name, first, count, **headers):
    """The letter that shows each reader other things, and more or fewer of them."""
    values = {"Subject": f"{name}, {count} things for your garden", "name": name, "token": f"{first:016x}"}
    return letter(HOST, body=FRAME.replace("THINGS", things(first, count)), **(values | headers))


def test_a_letter_with_other_things_for_each_reader_is_one_campaign(brand):
    for hour, (name, first, count) in enumerate([("Ada", 0, 2), ("Bartholomew", 2, 4), ("Cyd", 6, 6), ("Dee", 1, 3)]):
        arrive(signed(picked(name, first, count), domain=HOST), now=NOW + timedelta(hours=hour))
    assert Campaign.objects.get().copies == 4


@pytest.mark.parametrize(
    ("days", "subject"), [(3, "Bartholomew, 4 things for your garden"), (0, "Ten new teas in our kitchen")]
)
def test_the_same_frame_is_another_campaign_later_or_under_another_subject(brand, days, subject):
    arrive(signed(picked("Ada", 0, 3), domain=HOST))
    raw = picked("Bartholomew", 3, 6, Subject=subject)
    arrive(signed(raw, domain=HOST), now=NOW + timedelta(days=days))
    assert Campaign.objects.count() == 2


def test_a_frame_in_common_joins_nothing_that_only_a_vendor_signed(brand):
    for name, first, count in (("Ada", 0, 3), ("Bartholomew", 3, 6)):
        arrive(signed(picked(name, first, count), key=VENDOR_KEY, domain=VENDOR_HOST, selector="v1"))
    assert {one.standing for one in Campaign.objects.all()} == {"explained"}
    assert Campaign.objects.count() == 2


def test_the_next_issue_is_another_campaign(brand):
    arrive(signed(letter(HOST), domain=HOST))
    other = BODY.replace(
        "three things for dry weeks: mulch early, water late and leave the clover alone",
        "a word on frost: cover the figs, bring in the lemon tree, drain the tap and oil the shears",
    )
    other = other.replace(
        "Our gardener Rosa shows how she keeps her balcony green without a hose, and what she plants when the frost is over",
        "Rosa also bakes: apples with thyme and a little butter go well with the last sunny evening on the bench",
    )
    arrive(
        signed(letter(HOST, body=other, Subject="The garden letter, frost"), domain=HOST), now=NOW + timedelta(days=2)
    )
    assert Campaign.objects.count() == 2


def test_the_same_words_a_season_later_are_another_campaign(brand):
    arrive(signed(letter(HOST), domain=HOST))
    arrive(signed(letter(HOST, name="Eve"), domain=HOST), now=NOW + timedelta(days=90))
    assert Campaign.objects.count() == 2


def test_a_template_of_single_mails_stays_one_for_ever(brand):
    order = "<p>Hello {name},</p><p>your order {token} left our store today and comes with the next van from the harbour yard. Keep the note in the box until you have looked at everything in it.</p><a href='https://www.{host}/orders'>your orders</a>"
    for months in (0, 4):
        raw = letter(
            HOST,
            body=order,
            Subject="Your order has left",
            List_Unsubscribe="",
            name=f"N{months}",
            token=f"{months}777",
        )
        arrive(signed(raw, domain=HOST), now=NOW + timedelta(days=30 * months))
    assert (Campaign.objects.get().message_class, Campaign.objects.get().copies) == ("transactional", 2)


def test_what_only_a_vendor_signed_is_explained_and_proves_nothing(brand):
    raw = signed(letter(HOST), key=VENDOR_KEY, domain=VENDOR_HOST, selector="v1")
    arrive(raw)
    found = Campaign.objects.get()
    assert (found.standing, found.proof) == ("explained", VENDOR_HOST)
    assert queries.campaigns(brand).count() == 1
    assert queries.proven_copy(brand, Copy.objects.get().message_id) is None


@pytest.mark.parametrize(
    "raw",
    [
        letter(HOST),
        letter("lantern-news.example"),
        letter(HOST).replace(
            b"From: Lantern <news@lantern.example>", b"From: Lantern <news@lantern.example>\r\nFrom: x@evil.example"
        ),
    ],
    ids=["unsigned from our address", "cousin domain", "two senders"],
)
def test_anybody_may_write_to_a_guessed_seed_and_gains_nothing(brand, raw):
    row = arrive(raw)
    assert row.outcome["what"] == "undisclosed_sender"
    assert standing() == "undisclosed"
    assert queries.campaigns(brand).count() == 0
    assert queries.undisclosed(brand).count() == 1
    assert queries.most_alike(brand, actions.Fingerprint.from_bytes(bytes(Campaign.objects.get().fingerprint))) is None


def test_a_changed_body_or_an_added_sender_breaks_the_proof(brand):
    whole = signed(letter(HOST), domain=HOST)
    arrive(whole.replace(b"the whole letter", b"your new password"))
    arrive(b"From: Lantern <x@lantern.example>\r\n" + whole)
    assert set(Campaign.objects.values_list("standing", flat=True)) == {"undisclosed"}


def test_a_stolen_key_proves_nothing(brand):
    DkimKey.objects.update(compromised_since=NOW)
    arrive(signed(letter(HOST), domain=HOST))
    assert standing() == "undisclosed"


def test_a_signature_of_a_stranger_explains_nothing(brand, settings, tmp_path):
    path = tmp_path / "evil.json"
    path.write_text(json.dumps({"v1._domainkey.evil.example": vendor_zone()[f"v1._domainkey.{VENDOR_HOST}"]}))
    settings.ZONE_FILE = str(path)
    arrive(signed(letter(HOST), key=VENDOR_KEY, domain="evil.example", selector="v1"))
    assert (standing(), Campaign.objects.get().proof) == ("undisclosed", "evil.example")


def test_a_lure_copied_from_a_newsletter_does_not_hide_among_its_copies(brand):
    arrive(signed(letter(HOST), domain=HOST))
    arrive(letter(HOST, name="Eve"))
    assert sorted(Campaign.objects.values_list("standing", "copies")) == [("proven", 1), ("undisclosed", 1)]


def test_a_replay_is_only_another_copy(brand):
    raw = signed(letter(HOST), domain=HOST)
    arrive(raw)
    arrive(b"Received: from somewhere\r\n" + raw)
    assert Campaign.objects.get().copies == 2


def test_a_seed_that_no_vendor_has_stores_nothing(brand):
    row = arrive(signed(letter(HOST), domain=HOST), seed="nobody")
    assert row.outcome == {"what": "no_such_seed", "vendor": "nobody"}
    assert not Campaign.objects.exists()


def test_another_brands_seed_is_not_ours(brand):
    make_brand("other")
    receive(raw=b"Subject: x\r\n\r\nx", rcpt_to="journal+quillpost@mail.other.example", source=Source.SMTP, now=NOW)
    assert queries.campaigns(make_brand("third")).count() == 0


def test_hostile_mail_is_kept_without_breaking(brand):
    for raw in (
        b"\0\r\n\r\n\0",
        b"From: a\r\n" * 500,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n--x--",
        "From: ünï@lantern.example\r\n\r\n\udc80".encode("utf-8", "surrogatepass"),
    ):
        assert arrive(raw).state == "done"


# -- what staff say ----------------------------------------------------------------------------------------------------


def test_staff_say_whose_mail_it_is_and_take_it_back(brand):
    arrive(letter(HOST))
    found = Campaign.objects.get()
    actions.judge_undisclosed(campaign=found, is_ours=True, by=STAFF, now=NOW)
    assert queries.campaigns(brand).count() == 1
    assert queries.proven_copy(brand, Copy.objects.get().message_id) is None
    actions.judge_undisclosed(campaign=found, is_ours=None, by=STAFF, now=NOW)
    actions.judge_undisclosed(campaign=found, is_ours=False, by=STAFF, now=NOW)
    assert (
        queries.campaigns(brand).count(),
        queries.undisclosed(brand).count(),
        queries.undisclosed(brand, judged=True).count(),
    ) == (0, 0, 1)
    assert AuditEvent.objects.filter(verb="campaign.judged").count() == 3
    arrive(letter(HOST, name="Eve"))
    assert Campaign.objects.get().copies == 2  # what was judged stays judged


def test_what_a_signature_proved_is_not_for_staff_to_say(brand):
    arrive(signed(letter(HOST), domain=HOST))
    with pytest.raises(actions.UnableToChangeCampaign, match="signature"):
        actions.judge_undisclosed(campaign=Campaign.objects.get(), is_ours=False, by=STAFF, now=NOW)


def test_staff_correct_the_class(brand):
    arrive(signed(letter(HOST), domain=HOST))
    found = Campaign.objects.get()
    actions.change_class(campaign=found, message_class="care", by=STAFF, now=NOW)
    assert queries.campaigns(brand, message_class="care").count() == 1
    with pytest.raises(actions.UnableToChangeCampaign, match="no class"):
        actions.change_class(campaign=found, message_class="spam", by=STAFF, now=NOW)


# -- lists, health, keeping --------------------------------------------------------------------------------------------


def test_the_list_is_narrowed(brand):
    arrive(signed(letter(HOST), domain=HOST))
    for fields, count in [
        ({"vendor": "quillpost"}, 1), ({"vendor": "own"}, 0), ({"words": "garden LETTER"}, 1), ({"words": "winter"}, 0),
        ({"since": NOW - timedelta(days=1)}, 1), ({"since": NOW + timedelta(days=1)}, 0), ({"message_class": "care"}, 0),
    ]:  # fmt: skip
        assert queries.campaigns(brand, **fields).count() == count, fields


def test_silent_seeds_and_strangers_are_said(brand):
    assert not [p for p in problems(now=NOW) if "seed" in p.what]  # nothing came yet: setting up, not broken
    arrive(signed(letter(HOST), domain=HOST))
    later = NOW + queries.SILENT + timedelta(days=1)
    assert [p for p in problems(now=later, brand_id=brand.pk) if "45 days" in p.what]
    arrive(letter(HOST, Subject="Another one, unsigned"))
    assert [p for p in problems(now=NOW, brand_id=brand.pk) if "no vendor explains" in p.what]


def test_findings_and_counts_are_for_the_packages_above(brand):
    arrive(signed(letter(HOST, body=BODY + "<p>Reply with your password today to keep your account.</p>"), domain=HOST))
    rules = {one.rule: one for one in queries.recent_findings(brand, since=NOW - timedelta(days=1))}
    [asked] = [one for rule, one in rules.items() if rule.startswith("FW-RQ")]
    assert (asked.severity, asked.campaigns) == ("block", 1)
    assert queries.recent_findings(brand, since=NOW + timedelta(days=1)) == []
    [month] = queries.counts_by_month(brand, since=NOW - timedelta(days=40))
    assert (month.message_class, month.campaigns) == ("marketing", 1)
    assert [one.subject for one in queries.genuine_mails(brand, locale="en")] == ["The garden letter"]


def test_old_copies_go(brand):
    arrive(letter(HOST))
    actions.judge_undisclosed(campaign=Campaign.objects.get(), is_ours=False, by=STAFF, now=NOW)
    actions.forget_old(now=NOW + timedelta(days=399))
    assert Copy.objects.exists()
    actions.forget_old(now=NOW + timedelta(days=401))
    assert not Copy.objects.exists()
    assert not Campaign.objects.exists()


def test_a_seed_address_of_no_vendor_is_named(brand):
    assert queries.unknown_seeds(brand, now=NOW) == []
    for hour in (0, 1):
        arrive(signed(picked("Ada", hour, 2), domain=HOST), seed="nosuch", now=NOW + timedelta(hours=hour))
    [found] = queries.unknown_seeds(brand, now=NOW + timedelta(days=1))
    assert (found.address, found.mails) == ("journal+nosuch@mail.lantern.example", 2)
    assert not Campaign.objects.exists()
    assert queries.unknown_seeds(brand, now=NOW + timedelta(days=60)) == []
