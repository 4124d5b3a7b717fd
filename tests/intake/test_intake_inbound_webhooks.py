"""Mail that a provider received for us: the bytes as they came, checked, once, at the right address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from factories import NOW, make_brand
from forewarn.brands.models import Brand
from forewarn.foundation import machine
from forewarn.foundation.health import Severity
from forewarn.foundation.secrets import seal
from forewarn.intake import actions
from forewarn.intake.health import problems
from forewarn.intake.models import RawMail, ReceivedMail
from forewarn.intake.webhooks import inbound_addresses, inbound_path
from forewarn.mail.reading.message import read_mail
from forewarn.outbound.models import Relay

pytestmark = pytest.mark.django_db
RAW = (
    "From: Kim <kim@people.example>\r\nTo: check@mail.lantern.example\r\nSubject: is this you?\r\n\r\n"
    "Gr\u00fc\u00dfe  \r\n trailing \r\n"
)
LATIN = b"From: kim@people.example\r\nTo: check@mail.lantern.example\r\nSubject: hi\r\n\r\nGr\xfc\xdfe\r\n"


@pytest.fixture
def brand() -> Brand:
    return make_brand("lantern")


def relay(brand: Brand, provider: str, **options: str) -> Relay:
    return Relay.objects.create(
        brand=brand, name=provider, kind="anymail", provider=provider, password_sealed=seal("key"), created_at=NOW,
        options=options,
    )  # fmt: skip


def post(to: Relay, content: Any, **more: Any) -> int:
    if isinstance(content, dict | list) and more.pop("as_json", True):
        more["content_type"] = "application/json"
        content = json.dumps(content)
    return Client().post(inbound_path(to), content, **more).status_code


def stored() -> bytes:
    return RawMail.objects.get().data


def test_postmark_with_its_source(brand: Brand) -> None:
    content = {
        "MessageID": "u-1",
        "OriginalRecipient": "check@mail.lantern.example",
        "RawEmail": RAW,
        "Headers": [{"Name": "Return-Path", "Value": "<kim@people.example>"}],
    }
    assert post(relay(brand, "postmark"), content) == 200
    row = ReceivedMail.objects.get()
    assert (row.route, row.source, row.mail_from) == ("check", "webhook", "kim@people.example")
    assert stored() == RAW.encode()


def test_the_same_post_twice_is_one_mail(brand: Brand) -> None:
    made = relay(brand, "postmark")
    for _ in range(2):
        assert post(made, {"OriginalRecipient": "check@mail.lantern.example", "RawEmail": RAW}) == 200
    assert ReceivedMail.objects.get().copies == 2


def test_postmark_without_its_source_says_what_to_do(brand: Brand) -> None:
    made = relay(brand, "postmark")
    response = Client().post(inbound_path(made), json.dumps({"TextBody": "x"}), content_type="application/json")
    assert response.status_code == 400
    assert b"let the provider post the raw mail" in response.content
    assert not ReceivedMail.objects.exists()


@pytest.mark.parametrize("encoded", [True, False])
def test_sparkpost_keeps_bytes_that_are_no_utf8(brand: Brand, encoded: bool) -> None:
    raw = LATIN if encoded else RAW.encode()
    text = base64.b64encode(raw).decode() if encoded else RAW
    content = {"email_rfc822": text, "email_rfc822_is_base64": encoded}
    event = {"content": content, "rcpt_to": "check@mail.lantern.example", "msg_from": "kim@people.example"}
    assert post(relay(brand, "sparkpost"), [{"msys": {"relay_message": event}}, {"msys": {}}]) == 200
    assert stored() == raw


def mailgun(key: str, **fields: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = hmac.new(key.encode(), f"{stamp}token".encode(), hashlib.sha256).hexdigest()
    return {
        "timestamp": stamp, "token": "token", "signature": signature, "recipient": "check@mail.lantern.example",
        "sender": "kim@people.example", "body-mime": RAW,
    } | fields  # fmt: skip


def test_mailgun_signs_what_it_posts(brand: Brand) -> None:
    made = relay(brand, "mailgun", webhook_signing_key="sk")
    assert post(made, mailgun("other"), as_json=False) == 400
    assert not ReceivedMail.objects.exists()
    assert post(made, mailgun("sk"), as_json=False) == 200
    assert stored() == RAW.encode()


def test_mailgun_posts_the_source_only_to_an_address_that_ends_in_mime(brand: Brand) -> None:
    made = relay(brand, "mailgun", webhook_signing_key="sk")
    assert inbound_path(made).endswith("mime")
    assert inbound_addresses(brand)[0].path == inbound_path(made)
    content, kind = urlencode(mailgun("sk")), "application/x-www-form-urlencoded"  # as a mail without attached files
    assert post(made, content, content_type=kind) == 200
    assert post(made, mailgun("sk"), as_json=False) == 200
    assert stored() == RAW.encode()
    assert Client().post(inbound_path(made).removesuffix("mime"), mailgun("sk")).status_code == 200  # as shown before


def test_mandrill_signs_what_it_posts(brand: Brand) -> None:
    made = relay(brand, "mandrill", webhook_key="mk")
    events = json.dumps(
        [
            {"event": "inbound", "ts": 1, "msg": {"raw_msg": RAW, "email": "check@mail.lantern.example"}},
            {"event": "send"},
        ]
    )
    signed = f"http://testserver{inbound_path(made)}mandrill_events{events}"
    signature = base64.b64encode(hmac.new(b"mk", signed.encode(), hashlib.sha1).digest()).decode()
    wrong = post(made, {"mandrill_events": events}, as_json=False, HTTP_X_MANDRILL_SIGNATURE="no")
    assert wrong == 400
    assert post(made, {"mandrill_events": events}, as_json=False, HTTP_X_MANDRILL_SIGNATURE=signature) == 200
    assert stored() == RAW.encode()


@pytest.mark.parametrize(("key", "status"), [("in", 200), ("reports", 400)])
def test_mandrill_has_a_key_for_mail_in_beside_that_of_its_reports(brand: Brand, key: str, status: int) -> None:
    made = relay(brand, "mandrill", webhook_key="reports", inbound_webhook_key="in")
    events = json.dumps([{"event": "inbound", "msg": {"raw_msg": RAW, "email": "check@mail.lantern.example"}}])
    signed = f"http://testserver{inbound_path(made)}mandrill_events{events}"
    signature = base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    assert post(made, {"mandrill_events": events}, as_json=False, HTTP_X_MANDRILL_SIGNATURE=signature) == status
    assert inbound_addresses(brand)[0].key == "inbound_webhook_key"


def test_postal_signs_what_it_posts(brand: Brand) -> None:
    private = rsa.generate_private_key(65537, 2048)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    made = relay(brand, "postal", webhook_key=base64.b64encode(public).decode())
    content = json.dumps(
        {
            "message": base64.b64encode(LATIN).decode(), "base64": True, "rcpt_to": "check@mail.lantern.example",
            "mail_from": "kim@people.example",
        }
    )  # fmt: skip

    def posted(signed: str) -> int:
        signature = private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA1())
        head = {"HTTP_X_POSTAL_SIGNATURE": base64.b64encode(signature).decode()}
        return post(made, content, content_type="application/json", **head)

    assert posted("another post") == 400
    assert not ReceivedMail.objects.exists()
    assert [posted(content), posted(content)] == [200, 200]
    assert (stored(), ReceivedMail.objects.get().copies) == (LATIN, 2)


def test_mailersend_signs_what_it_posts(brand: Brand) -> None:
    made = relay(brand, "mailersend", inbound_secret="is")
    body = json.dumps({
        "type": "inbound.message",
        "data": {"raw": RAW, "sender": {"email": "kim@people.example"},
                 "recipients": {"rcptTo": [{"email": "check@mail.lantern.example"}]}},
    })  # fmt: skip
    signature = hmac.new(b"is", body.encode(), hashlib.sha256).hexdigest()
    send = {"content_type": "application/json"}
    assert Client().post(inbound_path(made), body, HTTP_SIGNATURE="0" * 64, **send).status_code == 400
    assert Client().post(inbound_path(made), body, HTTP_SIGNATURE=signature, **send).status_code == 200
    assert stored() == RAW.encode()


def test_mailjet_has_no_source_and_is_taken_all_the_same(brand: Brand) -> None:
    content = {
        "Sender": "kim@people.example", "Recipient": "check@mail.lantern.example", "From": "Kim <kim@people.example>",
        "Subject": "is this you?", "Text-part": "Please look.", "Headers": {"From": "Kim <kim@people.example>"},
        "Parts": [{"Headers": {"Content-Type": "text/plain; charset=utf-8"}, "ContentRef": "Text-part"}],
    }  # fmt: skip
    made = relay(brand, "mailjet")
    assert post(made, content) == post(made, content) == 200
    assert "Please look." in read_mail(stored()).texts[0].text
    assert ReceivedMail.objects.get().copies == 2
    assert [address.keeps_source for address in inbound_addresses(brand)] == [False]


def test_a_large_mail_is_taken_and_a_too_large_one_refused(brand: Brand) -> None:
    made = relay(brand, "postmark")
    large = RAW + "x" * 8_000_000
    assert post(made, {"OriginalRecipient": "check@mail.lantern.example", "RawEmail": large}) == 200
    response = Client().post(
        inbound_path(made), "{}", content_type="application/json", CONTENT_LENGTH=str(60 * 1024 * 1024)
    )
    assert response.status_code == 413


def test_mail_to_the_providers_own_address_is_a_question_or_what_its_fields_say(brand: Brand) -> None:
    made = relay(brand, "postmark")
    post(
        made, {"OriginalRecipient": "abc@inbound.provider.example", "RawEmail": RAW.replace("check@", "journal+quill@")}
    )
    post(made, {"OriginalRecipient": "abc@inbound.provider.example", "RawEmail": RAW.replace("check@mail.", "hi@www.")})
    assert set(ReceivedMail.objects.values_list("route", "token")) == {("journal", "quill"), ("check", "")}


def test_another_brands_domain_is_not_this_relays(brand: Brand) -> None:
    make_brand("harbour")
    post(relay(brand, "postmark"), {"OriginalRecipient": "check@mail.harbour.example", "RawEmail": RAW})
    assert ReceivedMail.objects.get().brand == brand


def test_a_made_up_address_is_nowhere(brand: Brand) -> None:
    assert Client().post("/webhooks/inbound/abcdef/", "{}", content_type="application/json").status_code == 404
    made = relay(brand, "postmark")
    assert Client().get(inbound_path(made)).status_code == 405
    assert Client().head(inbound_path(made)).status_code == 200
    for junk in ("", "[]", "null", "{", '{"RawEmail": 5}'):
        assert post(made, junk, content_type="application/json") == 400, junk


NESTED = "[" * 100_000
POSTS = [
    ("mailjet", "{", "application/json"),
    ("mailjet", "[]", "application/json"),
    ("mailjet", '{"Parts": 5, "Headers": []}', "application/json"),
    ("mailjet", NESTED, "application/json"),
    ("postmark", NESTED, "application/json"),
    ("postmark", '{"RawEmail": "x", "Headers": [5]}', "application/json"),
    ("sparkpost", '[{"msys": 5}]', "application/json"),
    ("sparkpost", "\udcff".encode("utf-8", "surrogateescape"), "application/json"),
    ("postmark", b"--b\r\n", "multipart/form-data; boundary="),
]


@pytest.mark.parametrize(("provider", "content", "kind"), POSTS)
def test_what_is_no_mail_is_refused_and_seen_until_a_mail_is_taken(brand: Brand, provider, content, kind) -> None:
    made = relay(brand, provider)
    assert post(made, content, content_type=kind) == 400
    [told] = [problem for problem in problems(NOW) if provider in problem.what]
    assert (told.severity, told.brand_id) == (Severity.ERROR, brand.pk)
    assert "no mail" in told.fix and "docs/mail-in.md" in told.fix


def test_a_wrong_key_is_told_with_its_name_and_forgotten_once_it_is_right(brand: Brand) -> None:
    made = relay(brand, "mailgun", webhook_signing_key="sk")
    response = Client().post(inbound_path(made), mailgun("other"))
    assert (response.status_code, b"webhook_signing_key" in response.content) == (400, True)
    assert [problem.fix for problem in problems(NOW) if "webhook_signing_key" in problem.fix]
    assert post(made, mailgun("sk"), as_json=False) == 200
    assert not [problem for problem in problems(NOW) if "mailgun" in problem.what]


def test_mailgun_without_the_source_says_what_to_do(brand: Brand) -> None:
    made = relay(brand, "mailgun", webhook_signing_key="sk")
    parsed = mailgun("sk", **{"body-plain": "Hi", "message-headers": '[["From", "kim@people.example"]]'})
    del parsed["body-mime"]
    response = Client().post(inbound_path(made), parsed)
    assert response.status_code == 400
    assert b"let the provider post the raw mail" in response.content


def test_a_mail_that_cannot_be_kept_is_shown(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_MAIL_BYTES", 1024**2)
    content = {"OriginalRecipient": "check@mail.lantern.example", "RawEmail": RAW + "x" * 1024**2}
    made = relay(brand, "postmark")
    assert post(made, content) == post(made, content) == 200
    row = ReceivedMail.objects.get()
    assert (row.state, row.route, row.size) == ("failed", "check", len(content["RawEmail"].encode()))
    assert "larger than 1 MB" in row.problem and "postmark" in row.problem


def test_with_a_full_disk_a_provider_is_told_to_post_again(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    made, posted = relay(brand, "postmark"), {"OriginalRecipient": "check@mail.lantern.example", "RawEmail": RAW}
    monkeypatch.setattr(machine, "free_disk", lambda: machine.FULL_DISK - 1)
    refused = Client().post(inbound_path(made), json.dumps(posted), content_type="application/json")
    assert (refused.status_code, refused["Retry-After"]) == (503, "600")
    assert b"disk is nearly full" in refused.content
    assert not ReceivedMail.objects.exists()
    [problem] = [one for one in problems(NOW) if "refused" in one.what]
    assert "disk is nearly full" in problem.fix
    monkeypatch.undo()
    assert post(made, posted) == 200
    assert not [one for one in problems(NOW) if "refused" in one.what]
    assert stored() == RAW.encode()
