"""Whose mail is it? Attached, nested, pasted, in an Outlook file, or the file itself."""

import base64
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.forwards.originals import How, Judges, Original, find_original, has_forward_prefix, looks_like_mail
from forewarn.mail.forwards.outlook_msg import UnableToReadMsg, is_msg, read_msg
from outlook_file import message, msg_file

JUDGES = Judges(
    is_letter=lambda mail: any(box.domain.startswith("acme") for box in mail.senders),
    is_report=lambda mail: any(box.domain == "us.example" for box in mail.mailboxes("to")),
    is_from_us=lambda mail: any(box.domain == "acme.example" for box in mail.senders),
    is_about_us=lambda forward: forward.sender.domain.startswith("acme"),
    speaks_as_us=lambda words: "Acme team" in words,
    asks=lambda words: "Send your PIN" in words,
)
MAIL = "From: Acme <news@acme.example>\r\nTo: kim@example.org\r\nSubject: Letter\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nHello Kim, see https://acme.example/x\r\n"


def find(text: str | bytes) -> Original:
    return find_original(text if isinstance(text, bytes) else text.encode(), JUDGES)


def wrap(
    inner: str,
    *,
    to: str = "check@us.example",
    words: str = "Is this you?",
    kind: str = "message/rfc822",
    name: str = "",
    sender: str = "kim@example.org",
    subject: str = "Question",
) -> str:
    disposition = f'Content-Disposition: attachment; filename="{name}"\r\n' if name else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nContent-Type: multipart/mixed; boundary=w\r\n\r\n--w\r\n\r\n{words}\r\n--w\r\n"
        f"Content-Type: {kind}\r\n{disposition}\r\n{inner}\r\n--w--\r\n"
    )


def test_the_file_itself() -> None:
    found = find(MAIL)
    assert (found.how, found.is_source, found.subject) == (How.ITSELF, True, "Letter")
    assert found.sender is not None
    assert found.sender.address == "news@acme.example"
    assert "Hello Kim" in found.letter.text


def test_attached() -> None:
    found = find(wrap(MAIL))
    assert (found.how, found.is_source, found.reporter) == (How.ATTACHED, True, "kim@example.org")
    assert found.own_words == "Is this you?"
    assert found.mail is not None
    assert found.mail.raw.rstrip(b"\r\n") == MAIL.encode().rstrip(b"\r\n")


def test_attached_as_a_named_file() -> None:
    assert find(wrap(MAIL, kind="application/octet-stream", name="letter.eml")).how is How.ATTACHED
    assert find(wrap("not a mail", kind="application/octet-stream", name="x.bin")).how is How.PASTED


def test_the_same_mail_attached_twice_is_one() -> None:
    twice = wrap(MAIL).replace("--w--", f"--w\r\nContent-Type: message/rfc822\r\n\r\n{MAIL}\r\n--w--")
    assert find(twice).notes == ("attached_mails=1",)


@pytest.mark.parametrize(
    ("kind", "content", "beside"),
    [
        ("image/png; name=lure.png", "\x89PNG", True),
        ("text/html; name=lure.html", "<p>Pay at <a href='https://evil.example'>our site</a></p>", True),
        ("application/zip; name=lure.zip", "PK", True),
        ("text/plain; name=ATT00001.txt", "Sent from my phone", False),
        ("text/plain; name=lure.txt", "Pay at https://evil.example", True),
        ("application/pgp-signature; name=signature.asc", "-----BEGIN", False),
    ],
)
def test_a_file_beside_an_attached_mail_may_be_the_lure(kind: str, content: str, beside: bool) -> None:
    part = f"--w\r\nContent-Type: {kind}\r\nContent-Disposition: attachment\r\n\r\n{content}\r\n--w--"
    assert ("beside_another" in find(wrap(MAIL).replace("--w--", part)).notes) == beside


def test_an_outlook_file_beside_an_attached_mail_is_another_mail() -> None:
    outlook = base64.encodebytes(msg_file(HEADERS, "Other", "Hello Al")).decode()
    part = f"--w\r\nContent-Type: application/vnd.ms-outlook\r\nContent-Transfer-Encoding: base64\r\n\r\n{outlook}\r\n--w--"
    assert find(wrap(MAIL).replace("--w--", part)).notes == ("attached_mails=2", "beside_another")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, b"%PDF-1.7\n1 0 obj", b"PK\3\4\x14\0" * 9, bytes(range(256))]
)
def test_a_file_that_is_no_text_is_not_taken_for_words(data: bytes) -> None:
    found = find(data)
    assert (found.letter.text, found.notes) == ("", ("unread_file",))


@pytest.mark.parametrize("text", ["Olé", "Привет, это вы?", "これはあなたですか", "\x1b$B$3$l\x1b(B", "tab\tpage\f"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "cp1251", "shift_jis", "iso2022_jp", "gb18030"])
def test_words_of_any_charset_are_text(text: str, charset: str) -> None:
    assert find(text.encode(charset, "replace")).notes == ()


def test_nested() -> None:
    inner = wrap(MAIL, to="kim@example.org", sender="al@friend.example", words="fyi", subject="Fwd: Letter")
    found = find(wrap(inner))
    assert (found.how, found.subject, found.reporter) == (How.ATTACHED, "Letter", "kim@example.org")


def test_of_several_attached_the_one_about_us() -> None:
    other = MAIL.replace("news@acme.example", "shop@other.example").replace("Letter", "Other")
    both = wrap(other).replace("--w--", f"--w\r\nContent-Type: message/rfc822\r\n\r\n{MAIL}\r\n--w--")
    found = find(both)
    assert found.subject == "Letter"
    assert found.notes == ("attached_mails=2", "beside_another")


def test_passed_on_to_a_friend_with_few_words() -> None:
    assert find(wrap(MAIL, to="jo@example.net", words="look")).how is How.ATTACHED
    assert find(wrap(MAIL, to="jo@example.net", words="call +1 888 555 0100")).how is How.ITSELF
    assert find(wrap(MAIL, to="jo@example.net", words="see https://evil.example")).how is How.ITSELF
    assert find(wrap(MAIL, words="see https://evil.example")).how is How.ATTACHED


def test_who_speaks_as_the_brand_is_judged_himself() -> None:
    assert find(wrap(MAIL, words="Open the letter. Acme team")).how is not How.ATTACHED
    assert find(wrap(MAIL, sender="help@acme-x.example")).how is How.ITSELF


BLOCK = "From: Acme <news@acme.example>\r\nSent: 2 November 2026\r\nTo: kim@example.org\r\nSubject: Letter\r\n\r\nHello Kim, see https://acme.example/x\r\n"


def test_inline() -> None:
    found = find(f"From: kim@example.org\r\nTo: check@us.example\r\nSubject: Fwd: Letter\r\n\r\nIs it?\r\n\r\n{BLOCK}")
    assert (found.how, found.is_source, found.subject) == (How.INLINE, False, "Letter")
    assert [link.href for link in found.letter.links] == ["https://acme.example/x"]
    assert found.own_words == "Is it?"


def test_links_of_the_forwarder_are_not_the_originals() -> None:
    html = (
        '<p>Is it? <a href="https://kim.example">my site</a></p><div>From: Acme &lt;news@acme.example&gt;<br>Sent: 2 November 2026<br>'
        'To: kim@example.org<br>Subject: Letter</div><p>See <a href="https://evil.example/x">our site</a></p>'
    )
    found = find(
        f"From: kim@example.org\r\nTo: check@us.example\r\nSubject: Fwd: Letter\r\nContent-Type: text/html\r\n\r\n{html}"
    )
    assert found.how is How.INLINE
    assert [link.href for link in found.letter.links] == ["https://evil.example/x"]


def test_lure_with_a_forward_prefix_is_judged_itself() -> None:
    found = find(
        f"From: x@evil.example\r\nTo: kim@example.org\r\nSubject: Fwd: Letter\r\n\r\nCall +1 888 555 0100\r\n\r\n{BLOCK}"
    )
    assert found.how is How.ITSELF


def test_pasted() -> None:
    assert find("Your parcel waits, see www.acme.example").how is How.PASTED
    assert find("Your parcel waits, see www.acme.example").letter.links[0].href == "www.acme.example"
    assert find(f"I got this\n\n{BLOCK}").how is How.INLINE
    assert find("").how is How.PASTED
    assert find(b"\xff\xfe\x00").how is How.PASTED


def test_pasted_source() -> None:
    source = "Received: from a by b\r\n" + MAIL.replace("Subject", "Message-ID: <1@acme.example>\r\nSubject")
    found = find(f"From: kim@example.org\r\nTo: check@us.example\r\nSubject: q\r\n\r\nWhat is this?\r\n\r\n{source}")
    assert (found.how, found.is_source, found.subject, found.own_words) == (How.PASTED, True, "Letter", "What is this?")


def test_report_without_a_mail() -> None:
    found = find(
        "From: kim@example.org\r\nTo: check@us.example\r\nSubject: parcel?\r\n\r\nI got a text that my parcel waits\r\n"
    )
    assert (found.how, found.notes) == (How.PASTED, ("no_original", "only_remark"))


HEADERS = "From: Acme <news@acme.example>\r\nTo: kim@example.org\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\nContent-Type: multipart/mixed; boundary=x\r\n"


def test_outlook_file() -> None:
    data = msg_file(HEADERS, "Letter", "Hello Kim")
    assert is_msg(data)
    mail = read_msg(data)
    assert mail.senders[0].address == "news@acme.example"
    assert mail.subject == "Letter"
    assert "Hello Kim" in mail.texts[0].text
    found = find(data)
    assert (found.how, found.is_source, found.notes) == (How.ITSELF, False, ("outlook_msg",))


def test_outlook_file_attached() -> None:
    data = base64.encodebytes(msg_file(HEADERS, "Letter", "Hello Kim")).decode()
    wrapped = wrap(data, kind="application/vnd.ms-outlook", name="letter.msg").replace(
        "--w\r\nContent-Type: app", "--w\r\nContent-Transfer-Encoding: base64\r\nContent-Type: app"
    )
    found = find(wrapped)
    assert (found.how, found.subject, found.reporter) == (How.ATTACHED, "Letter", "kim@example.org")


FORWARD = "From: kim@example.org\r\nTo: al@example.org\r\n"


def test_message_inside_an_outlook_file() -> None:
    for depth in range(1, 4):
        inner = message(HEADERS, "Letter", "Hello Kim")
        for _ in range(depth - 1):
            inner = message(FORWARD, "FW: Letter", "look", [inner])
        found = find(msg_file(FORWARD, "FW: Letter", "look", [inner]))
        assert (found.how, found.subject, found.is_source) == (How.ATTACHED, "Letter", False)
        assert "Hello Kim" in found.letter.text


def test_messages_beyond_the_depth_are_left_unread() -> None:
    inner = message(HEADERS, "Letter", "Hello Kim")
    for _ in range(40):
        inner = message(FORWARD, "FW: Letter", "look", [inner])
    assert find(msg_file(FORWARD, "FW: Letter", "look", [inner])).subject == "FW: Letter"


def test_a_mail_file_inside_an_outlook_file_keeps_its_bytes() -> None:
    """So that a signature in it still holds."""
    whole = MAIL.encode() + b"--=_1\r\n\n\xff \r\n" + b"x" * 4096
    found = find(msg_file(FORWARD, "FW: Letter", "look", [("letter.eml", whole)]))
    assert (found.how, found.is_source) == (How.ATTACHED, True)
    assert found.mail is not None
    assert found.mail.raw == whole


def test_a_file_that_is_no_mail_inside_an_outlook_file() -> None:
    files = [('a"b\r\nX: y.pdf', b"%PDF-" + b"x" * 5000), ("", b"")]
    found = find(msg_file(HEADERS, "Letter", "Hello Kim", files))
    assert (found.how, found.subject) == (How.ITSELF, "Letter")
    assert found.mail is not None
    assert [part.name for part in found.mail.attachments] == ["abX: y.pdf", ""]


def test_damaged_outlook_files_never_break() -> None:
    data = msg_file(HEADERS, "Letter", "Hello Kim", [message(HEADERS, "Inner", "Hello"), ("a.eml", MAIL.encode())])
    chance = random.Random(7)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(8, len(broken))] = chance.randrange(256)
        find(bytes(broken[: chance.randrange(8, len(broken) + 1)]))
    with pytest.raises(UnableToReadMsg):
        read_msg(data[:600])


@pytest.mark.parametrize(
    "subject",
    [
        "Fwd: x",
        "FW: x",
        "WG: x",
        "TR : x",
        "RV: x",
        "ENC: x",
        "Re: x",
        "转发: x",
        "转发：x",
        "Forward",
        "",
        "[list] Fwd: x",
    ],
)
def test_forward_prefixes(subject: str) -> None:
    assert has_forward_prefix(subject) == (subject not in ("Re: x", "Forward", ""))


def test_looks_like_mail() -> None:
    assert looks_like_mail(MAIL.encode())
    assert not looks_like_mail(b"Dear Kim: hello\n\nSubject: x")
    assert not looks_like_mail(b"")


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.binary(max_size=80),
        lambda inner: st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: b"--w\r\nContent-Type: message/rfc822\r\n\r\n".join(parts)
        ),
        max_leaves=8,
    )
)
def test_any_bytes(data: bytes) -> None:
    find(data)
    find(b"From: kim@example.org\r\nTo: check@us.example\r\nContent-Type: multipart/mixed; boundary=w\r\n\r\n" + data)


def test_deep_nesting_costs_little() -> None:
    inner = MAIL
    for depth in range(60):
        inner = wrap(inner).replace("boundary=w", f"boundary=w{depth}").replace("--w", f"--w{depth}", 3)
    started = time.process_time()
    find(inner)
    assert time.process_time() - started < 2


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["mime/cpython", "mime/mime4j", "forwards/talon"])
def test_torture_messages(name: str) -> None:
    for file in corpora(name).rglob("*"):
        if file.is_file():
            started = time.process_time()
            find(file.read_bytes())
            assert time.process_time() - started < 2, file.name
