"""Without a profile: other domains of the sender are told from strangers' by the sender's own name alone."""

import pytest
from mails import BRAND, found, lint, mail, severities


def seen(html, rule, *, profile=None, sender="shop@mail.birchwood.example", message_class="transactional"):
    report = lint(mail(html=html, From=f"Birchwood <{sender}>"), message_class, profile=profile)
    return [f.message for f in found(report, rule)]


def picture(host):
    return f'<img src="https://{host}/a.png" alt="A parcel" width="40" height="40">'


def link(host):
    return f'<a href="https://{host}/a">Your parcel</a>'


@pytest.mark.parametrize(
    "host",
    ["images-birchwood.com", "cdn.birchwood.de", "m.media-birchwood.com", "birchwood.co.uk", "img.birchwood.example"],
)
def test_pictures_of_a_host_with_the_senders_name_are_its_own(host):
    assert not seen(picture(host), "FW-PV-01")


@pytest.mark.parametrize(
    "host", ["pictures.com", "mybirchwood.com", "birchwoods.com", "birchwood.pictures.com", "wood.com"]
)
def test_pictures_of_other_hosts_are_named_with_the_way_to_mend_it(host):
    report = lint(mail(html=picture(host), From="Birchwood <shop@birchwood.example>"), profile=None)
    (finding,) = found(report, "FW-PV-01")
    assert finding.message == f"An image is loaded from {host}, another domain than the sender's."
    assert "brand.toml" in finding.fix


def test_a_pixel_is_found_wherever_it_is_kept():
    pixel = '<img src="https://images-birchwood.com/o.gif" alt="" width="1" height="1">'
    assert seen(pixel, "FW-PV-01")
    assert seen(picture("images-birchwood.com"), "FW-PV-01", message_class="care")


def test_short_names_tell_nothing():
    assert seen(picture("images-oak.com"), "FW-PV-01", sender="shop@oak.example")


def test_a_profile_settles_it():
    assert seen(picture("images-alder.com"), "FW-PV-01", profile=BRAND, sender="orders@alder.example") == [
        "An image is loaded from images-alder.com, a third party."
    ]


@pytest.mark.parametrize("host", ["birchwood.com", "www.birchwood.de", "birchwood.top"])
def test_links_to_the_senders_name_elsewhere_are_told_so_and_weigh_the_same(host):
    report = lint(mail(html=link(host), From="Birchwood <shop@birchwood.example>"), profile=None)
    assert "has the sender's name, but is another domain" in found(report, "FW-LK-02")[0].message
    assert severities(report, "FW-LK-02") == ["error"], "a lure's host may have that name too"


@pytest.mark.parametrize("host", ["secure-birchwood.com", "birchwood-login.com", "evil.example"])
def test_links_to_a_name_put_together_are_strangers(host):
    assert "is not under the sender's domain" in seen(link(host), "FW-LK-02")[0]


def test_what_the_mail_says_of_itself_makes_no_domain_the_senders():
    fields = {
        "Return_Path": "<b@evil.example>",
        "List_Unsubscribe": "<https://evil.example/u>",
        "List_Id": "<n.evil.example>",
    }
    report = lint(mail(html=link("evil.example"), From="Birchwood <shop@birchwood.example>", **fields), profile=None)
    assert severities(report, "FW-LK-02") == ["error"]


def test_the_senders_name_with_its_umlaut_is_no_disguise():
    sender = {"From": "Bäume <shop@baeume.example>"}
    assert not found(lint(mail(html=link("www.bäume.example"), **sender), profile=None), "FW-LK-06")
    assert found(lint(mail(html=link("www.báume.example"), **sender), profile=None), "FW-LK-06")
    assert found(lint(mail(html=link("www.bäumer.example"), **sender), profile=None), "FW-LK-06")


def test_the_senders_name_with_its_umlaut_is_the_companys_name():
    sender = {"From": "Bäume <shop@baeume.example>"}
    html = "<p>Danke.</p><p>Bäume, 12 Harbour Street, Dublin D02 XY45</p>"
    assert not [f for f in found(lint(mail(html=html, **sender), profile=None), "FW-ID-07") if "company" in f.message]
