"""A compiled letter: what each recipient gets is what the plain rendering says, under a signature that strangers accept."""

import email
import email.header
import email.policy
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dkim_judges import dkimpy_accepts, opendkim, opendkim_verdicts
from forewarn.mail.composing.compiling import CompiledLetter, compile_letter
from forewarn.mail.composing.letters import Letter, UnableToCompose
from forewarn.mail.dkim.keys import generate_key, public_half_of, record_name, record_text
from forewarn.mail.dkim.signing import DkimSigner

NOW = datetime(2026, 11, 23, 9, 0, 0, 250_000, tzinfo=UTC)
SLOTS = ("name", "plan", "note", "token")
ONE_CLICK = (
    ("List-Id", "Safety notes <safety.brand.example>"),
    ("List-Unsubscribe", "<https://safety.brand.example/u/{{token}}>, <mailto:stop+{{token}}@brand.example>"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ("Feedback-ID", "q4:care:brand:forewarn"),
    ("X-Plan", "On {{plan}}"),
)
TEXT = """Hello {{name}},

.this line starts with a dot, and  this one has two spaces\tand a tab
you are on {{ plan }}{{note}}.
From here on it is the same for all: caf\u00e9, \u20ac5, \U0001f600, a=b. %s
{{note}}
""" % ("words " * 40)
HTML = """<!doctype html><html lang="en"><body style="color: #333">
<p title="{{name}}">Hello {{name}},</p>
<p>you are on <b>{{plan}}</b>{{note}}</p>
<p>%s</p>
</body></html>
""" % ("caf\u00e9 &amp; words " * 30)
LETTER = Letter("Brand Caf\u00e9", "safety@brand.example", "Your note, {{name}}", TEXT, HTML, ONE_CLICK, "en-GB")
PLAIN_VALUES = {"name": "Zoe", "plan": "Basic", "note": "", "token": "a1b2c3"}

VALUES = st.text(
    st.one_of(
        st.sampled_from(" \t.=\r\n<>&\"'-_;,:\u00e9\u20ac\U0001f600\u00a0\u2028\x00\x0b\x85{}"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
)


@cache
def signer(selector: str = "q4", domain: str = "brand.example") -> DkimSigner:
    return DkimSigner.from_pem(generate_key().private_pem, domain=domain, selector=selector)


def records(*signers: DkimSigner) -> dict[str, str]:
    return {record_name(s.selector, s.domain): record_text(public_half_of(s.private_key)) for s in signers}


@cache
def compiled(html: bool = True, signed: bool = True) -> CompiledLetter:
    letter = LETTER if html else Letter("Brand", "safety@brand.example", "Your note, {{name}}", TEXT, "", ONE_CLICK)
    return compile_letter(letter, slots=SLOTS, signers=[signer()] if signed else [])


def compose(letter: CompiledLetter, values: dict[str, str] | None = None, **changes: object) -> bytes:
    details: dict[str, object] = {
        "to_address": "zoe@customer.example",
        "to_name": "Zoe Q",
        "message_id": "<m1.c7@brand.example>",
        "date": NOW,
    }
    return letter.compose(PLAIN_VALUES | (values or {}), **(details | changes))  # type: ignore[arg-type]


def parsed(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    payload = body.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def with_crlf(text: str) -> str:
    return re.sub(r"\r\n|\r|\n", "\r\n", text)


def assert_travels(mail: bytes) -> None:
    """What a relay would otherwise rewrite, and with it break the signature or the mail, does not occur."""
    assert mail.isascii()
    assert mail.count(b"\n") == mail.count(b"\r") == mail.count(b"\r\n")
    assert b"\r\n." not in mail and b"\r\nFrom " not in mail and not mail.startswith(b".")
    assert max(map(len, mail.split(b"\r\n"))) <= 998


@settings(deadline=None)
@given(name=VALUES, plan=VALUES, note=VALUES)
@example(name=".", plan="a  b", note="\t")
@example(name="x" * 400, plan=" ", note="\r\n.\r\n")
@example(name="Zoë\r\nBcc: all@example.com", plan="= =3D =\n", note="\r\nDKIM-Signature: v=1")
@example(name="--=_", plan="From ", note="\r\nFrom me\r\n\r\n\r\n")
@example(name="{{plan}}", plan="{{name}}", note="{{")
def test_what_is_sent_verifies_and_says_what_was_meant(name: str, plan: str, note: str) -> None:
    letter = compiled()
    values = PLAIN_VALUES | {"name": name, "plan": plan, "note": note}
    mail = compose(letter, values)
    subject, text, html = letter.plain(values)
    assert_travels(mail)
    assert dkimpy_accepts(mail, records(signer()))
    message = parsed(mail)
    assert part(message, "plain") == with_crlf(text)
    assert part(message, "html") == with_crlf(html)
    raw_subject = email.message_from_bytes(mail)["Subject"].replace("\r\n", "")
    assert str(email.header.make_header(email.header.decode_header(raw_subject))) == subject
    assert [h.lower() for h in message] == [h.lower() for h in parsed(compose(letter))], "a value added a header"


@settings(deadline=None)
@given(name=VALUES, note=VALUES)
@example(name="", note="")
@example(name="x", note="\n\n\n")
@example(name="x", note=" ")
def test_plain_text_alone_verifies_and_says_what_was_meant(name: str, note: str) -> None:
    letter = compiled(html=False)
    values = PLAIN_VALUES | {"name": name, "note": note}
    mail = compose(letter, values)
    assert_travels(mail)
    assert dkimpy_accepts(mail, records(signer()))
    assert mail.endswith(b"\r\n")
    decoded = part(parsed(mail), "plain")
    assert decoded.rstrip("\r\n") == with_crlf(letter.plain(values)[1]).rstrip("\r\n")


@pytest.mark.parametrize("ending", ["", "\n", "\n\n\n", "{{note}}", "{{note}}\n", "{{note}}\n\n", "{{note}} \n", " "])
@pytest.mark.parametrize("note", ["", "x", "\n", "x\n\n", " "])
def test_however_a_text_ends_the_signature_holds(ending: str, note: str) -> None:
    letter = compile_letter(
        Letter("Brand", "safety@brand.example", "Note", f"Hello\n{ending}"), slots=("note",), signers=[signer()]
    )
    mail = compose(letter, {"note": note})
    assert dkimpy_accepts(mail, records(signer()))
    assert part(parsed(mail), "plain").rstrip("\r\n") == with_crlf(f"Hello\n{ending}".replace("{{note}}", note)).rstrip(
        "\r\n"
    )


@settings(max_examples=5, deadline=None)
@given(values=st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=20, max_size=20))
def test_opendkim_accepts_too(values: list[tuple[str, str, str]]) -> None:
    mails = [
        compose(letter, {"name": name, "plan": plan, "note": note}, to_name=plan)
        for name, plan, note in values
        for letter in (compiled(), compiled(html=False))
    ]
    assert opendkim_verdicts(mails, records(signer())) == [True] * len(mails)


def test_opendkim_refuses_what_was_changed() -> None:
    opendkim()
    mail = compose(compiled())
    changed = [
        mail.replace(b"Basic", b"basic"),
        mail.replace(b"Subject: Your", b"Subject: Our"),
        b"Cc: x@y.example\r\n" + mail,
    ]
    assert opendkim_verdicts([mail, *changed], records(signer())) == [True, False, False, False]


@pytest.mark.parametrize(
    "header",
    ["From: other@evil.example", "To: b@c.example", "Cc: b@c.example", "Subject: New", "Date: now", "Reply-To: x@evil.example",
     "Message-ID: <x@y>", "MIME-Version: 1.0", "Content-Type: text/html", "Content-Transfer-Encoding: base64", "List-Id: <x>",
     "List-Unsubscribe: <https://evil.example/>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Feedback-ID: a:b:c:d"],
)  # fmt: skip
@pytest.mark.parametrize("html", [True, False])
def test_nobody_can_add_a_header_that_programs_obey(header: str, html: bool) -> None:
    mail = compose(compiled(html))
    assert not dkimpy_accepts(f"{header}\r\n".encode() + mail, records(signer()))


def test_the_one_click_pair_is_signed_and_no_length_is_given() -> None:
    signature = parsed(compose(compiled()))["DKIM-Signature"]
    covered = re.search(r"h=([^;]+);", signature)[1].lower().replace(" ", "").split(":")
    assert covered.count("list-unsubscribe") == covered.count("list-unsubscribe-post") == 2
    assert covered.count("from") == 2 and covered.count("reply-to") == 1
    assert not re.search(r"\bl=", signature)
    assert f"t={int(NOW.timestamp())};" in signature and "a=rsa-sha256" in signature and "d=brand.example" in signature


def test_the_headers_are_those_of_the_letter() -> None:
    message = parsed(compose(compiled()))
    assert message["From"] == "Brand Café <safety@brand.example>"
    assert message["To"] == "Zoe Q <zoe@customer.example>"
    assert message["Subject"] == "Your note, Zoe"
    assert message["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"
    assert message["Message-ID"] == "<m1.c7@brand.example>"
    assert message["Content-Language"] == "en-GB"
    assert message["List-Unsubscribe"] == "<https://safety.brand.example/u/a1b2c3>, <mailto:stop+a1b2c3@brand.example>"
    assert message["X-Plan"] == "On Basic"
    assert message.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_value_cannot_leave_the_unsubscribe_address() -> None:
    message = parsed(compose(compiled(), {"token": "x>, <https://evil.example/\r\nBcc: all@example.com"}))
    assert "evil.example" not in re.sub(r"x%3E[^>]*", "", message["List-Unsubscribe"])
    assert message["Bcc"] is None


def test_without_signers_the_relay_signs() -> None:
    signed, unsigned = compose(compiled()), compose(compiled(signed=False))
    assert signed.endswith(unsigned) and signed.startswith(b"DKIM-Signature: ")
    assert b"DKIM-Signature" not in unsigned


def test_several_signatures_each_verify() -> None:
    ours, provider = signer("q4"), signer("esp1", "provider.example")
    mail = compose(compile_letter(LETTER, slots=SLOTS, signers=[ours, provider]))
    assert dkimpy_accepts(mail, records(ours, provider), index=0)
    assert dkimpy_accepts(mail, records(ours, provider), index=1)
    assert opendkim_verdicts([mail], records(ours, provider)) == [True]


def test_a_lifetime_is_written_and_kept() -> None:
    short = DkimSigner("brand.example", "q4", signer().private_key, lifetime=timedelta(days=7))
    mail = compose(compile_letter(LETTER, slots=SLOTS, signers=[short]), date=datetime.now(UTC))
    assert dkimpy_accepts(mail, records(short))
    expired = compose(compile_letter(LETTER, slots=SLOTS, signers=[short]), date=datetime.now(UTC) - timedelta(days=8))
    assert not dkimpy_accepts(expired, records(short))


def test_a_recipient_with_a_letter_before_the_at_keeps_it() -> None:
    mail = compose(compiled(), to_address="zoë@münchen.example", to_name="")
    assert "To: zoë@xn--mnchen-3ya.example\r\n".encode() in mail
    assert dkimpy_accepts(mail, records(signer()))


def test_a_mail_without_slots_is_the_same_for_all() -> None:
    letter = compile_letter(
        Letter("Brand", "safety@brand.example", "Note", "Hello", "<p>Hello</p>"), signers=[signer()]
    )
    assert dkimpy_accepts(compose(letter), records(signer()))
    assert compose(letter) == compose(letter)


def test_one_second_has_one_date_whatever_its_zone() -> None:
    elsewhere = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
    assert parsed(compose(compiled(), date=elsewhere))["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": "Hi {{nmae}}"}, r"Subject: \{\{nmae\}\} is not a field of this mail \(known: name, note, plan, token\)"),
        ({"text": "Hi {{first}}"}, r"text: \{\{first\}\}"),
        ({"html": "<p>{{first}}</p>"}, r"html: \{\{first\}\}"),
        ({"text": " \n"}, "text: the part is empty"),
        ({"subject": " "}, "subject: it is empty"),
        ({"from_address": "safety@"}, "not an address"),
        ({"from_address": "säfety@brand.example"}, "ASCII"),
        ({"from_address": "safety@other.example"}, "no signing key belongs to the domain"),
        ({"headers": (("From", "x@y.example"),)}, "From: this header is written by Forewarn"),
        ({"headers": (("bcc", "x@y.example"),)}, "bcc"),
        ({"headers": (("X-A", "1"), ("x-a", "2"))}, "stands twice"),
        ({"headers": (("Bad Name", "1"),)}, "not a name for a header"),
        ({"headers": (("List-Id", "Café <x.brand.example>"),)}, "List-Id: only ASCII"),
        ({"headers": (("X-A", "{{who}}"),)}, r"X-A: \{\{who\}\}"),
        ({"language": "dé"}, "Content-Language"),
    ],
)  # fmt: skip
def test_a_letter_that_cannot_go_is_refused_before_anybody_gets_it(change: dict[str, object], words: str) -> None:
    fields = {name: getattr(LETTER, name) for name in Letter.__slots__} | change
    with pytest.raises(UnableToCompose, match=words):
        compile_letter(Letter(**fields), slots=SLOTS, signers=[signer()])


@pytest.mark.parametrize(
    "message_id", ["m1@brand.example", "<m1>", "<m 1@brand.example>", "<m@b>\r\nBcc: x", "<é@brand.example>"]
)
def test_a_wrong_message_id_is_refused(message_id: str) -> None:
    with pytest.raises(UnableToCompose, match="Message-ID"):
        compose(compiled(), message_id=message_id)


def test_a_missing_value_is_named() -> None:
    with pytest.raises(UnableToCompose, match="'token'"):
        compiled().compose(
            {"name": "", "plan": "", "note": ""}, to_address="a@b.example", message_id="<1@brand.example>", date=NOW
        )


def test_a_subdomain_of_the_signing_organisation_is_aligned() -> None:
    letter = Letter("Brand", "safety@news.brand.example", "Note", "Hello")
    assert dkimpy_accepts(compose(compile_letter(letter, signers=[signer()])), records(signer()))
