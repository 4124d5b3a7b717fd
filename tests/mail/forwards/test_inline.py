"""Inline forwards of many programs: the original's sender, subject and words, apart from the forwarder's."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import corpora
from forewarn.mail.forwards.inline import InlineForward, find_inline

OWN = "Is this you? It came to jane.roe@example.net.\n\n"
BODY = "Your account will be closed today.\n\nAct now at our site.\nThe team"
SENDER = "Acme Service <service@acme.example>"

FORMS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Acme Service <service@acme.example>\nDate: Wed, Oct 27, 2021 at 9:31 AM\n"
    "Subject: Locked\nTo: <jane.roe@example.net>\n\n\n",
    "gmail, Japanese": "---------- Forwarded message ---------\n差出人: Acme Service <service@acme.example>\nDate: 2021年10月27日(水) 9:31\n"
    "Subject: Locked\nTo: <jane.roe@example.net>\n\n",
    "gmail, Chinese": "---------- Forwarded message ---------\n发件人： Acme Service <service@acme.example>\nDate: 2021年10月27日周三 09:31\n"
    "Subject: Locked\nTo: <jane.roe@example.net>\n\n",
    "outlook, German": "Von: Acme Service <service@acme.example>\nGesendet: Mittwoch, 27. Oktober 2021 09:31\nAn: jane.roe@example.net\n"
    "Betreff: Locked\n\n",
    "outlook, Korean": "보낸 사람: Acme Service <service@acme.example>\n보낸 날짜: 2021년 10월 27일 수요일 오전 9:31\n받는 사람: jane.roe@example.net\n"
    "제목: Locked\n\n",
    "outlook, Hebrew": "\u200fמאת: Acme Service <service@acme.example>\nנשלח: יום רביעי 27 אוקטובר 2021 09:31\nאל: jane.roe@example.net\nנושא: Locked\n\n",
    "outlook, Greek": "Από: Acme Service <service@acme.example>\nΣτάλθηκε: Τετάρτη, 27 Οκτωβρίου 2021 9:31 πμ\nΠρος: jane.roe@example.net\nΘέμα: Locked\n\n",
    "outlook, old": "-----Original Message-----\nFrom: Acme Service [mailto:service@acme.example]\nSent: Wednesday, October 27, 2021 9:31 AM\n"
    "To: jane.roe@example.net\nSubject: Locked\n\n",
    "outlook on a phone": "From: Acme Service <service@acme.example>\n\nDate: Wednesday, October 27, 2021 at 9:31 AM\n\nTo: jane.roe@example.net\n\nSubject: Locked\n\n",
    "bold labels": "*From:* Acme Service <service@acme.example>\n*Sent:* Wednesday, October 27, 2021 9:31\n*To:* jane.roe@example.net\n*Subject:* Locked\n\n",
    "wrapped recipients": "From: Acme Service <service@acme.example>\nSent: 27 October 2021 09:31\nTo: jane.roe@example.net; kim@example.org;\n"
    "  al@example.org\nCc: bo@example.org,\nci@example.org\nSubject: Locked\n\n",
    "lotus notes": "----- Forwarded by Jane Roe/HQ on 10/28/2021 12:46 PM -----\n\nFrom:\tAcme Service <service@acme.example>\nTo:\tjane.roe@example.net\n"
    "Date:\t10/27/2021 09:31 AM\nSubject:\tLocked\n\n",
    "mutt": "----- Forwarded message from Acme Service <service@acme.example> -----\n\nDate: Wed, 27 Oct 2021 09:31:00 +0000\n"
    "From: Acme Service <service@acme.example>\nTo: jane.roe@example.net\nSubject: Locked\n\n",
    "zoho": "============ Forwarded message ============\nFrom : Acme Service <service@acme.example>\nTo : <jane.roe@example.net>\n"
    "Date : Wed, 27 Oct 2021 09:31:00 +0200\nSubject : Locked\n============ Forwarded message ============\n\n",
    "samsung": "-------- Original message --------\nFrom: Acme Service <service@acme.example>\nDate: 27/10/2021 09:31 (GMT+02:00)\n"
    "To: jane.roe@example.net\nSubject: Locked\n\n",
    "aol": "-----Original Message-----\nFrom: Acme Service <service@acme.example>\nTo: jane.roe@example.net\nSent: Wed, Oct 27, 2021 9:31 am\nSubject: Locked\n\n",
    "roundcube": "-------- Originalnachricht --------\nBetreff: Locked\nDatum: 27.10.2021 09:31\nVon: Acme Service <service@acme.example>\nAn: jane.roe@example.net\n\n",
    "mail.ru": "-------- Пересылаемое сообщение --------\nОт кого: Acme Service <service@acme.example>\nКому: jane.roe@example.net\n"
    "Дата: Среда, 27 октября 2021, 9:31 +03:00\nТема: Locked\n\n",
    "qq": "------------------ 原始邮件 ------------------\n发件人: \"Acme Service\" <service@acme.example>;\n发送时间: 2021年10月27日(星期三) 上午9:31\n"
    "收件人: \"jane\"<jane.roe@example.net>;\n主题: Locked\n\n",
    "labels nobody knows": "-- Zxy --\nQwerty: Acme Service <service@acme.example>\nUiop: jane.roe@example.net\nAsdf: 27.10.2021 09:31\nGhjk: Locked\n\n",
    "yahoo, one line": "  ----- Forwarded Message ----- From: Acme Service <service@acme.example>To: \"jane.roe@example.net\" <jane.roe@example.net>"
    "Sent: Wednesday, October 27, 2021, 09:31:00 AM GMT+1Subject: Locked\n ",
    "yahoo, one line, French": "  ----- Message transmis ----- De : Acme Service <service@acme.example>À : jane.roe@example.net <jane.roe@example.net>"
    "Envoyé : mercredi 27 octobre 2021 à 09:31:00 UTC+2Objet : Locked\n ",
    "yahoo, the letter indented": "   ----- Forwarded Message -----\n From: Acme Service <service@acme.example>\nTo: jane.roe@example.net\n"
    "Sent: Wednesday, October 27, 2021 at 09:31\nSubject: Locked\n   ",
    "163, a table in text": "---- 转发的原邮件 ----\n| 发件人 | Acme Service<service@acme.example> |\n| 日期 | 2021年10月27日 09:31 |\n"
    "| 收件人 | jane.roe@example.net |\n| 主题 | Locked |\n\n",
    "163, a table of HTML": "---- 转发的原邮件 ----\n发件人\nAcme Service<service@acme.example>\n日期\n2021年10月27日 09:31\n"
    "收件人\njane.roe@example.net\n主题\nLocked\n\n",
    "em client": "------ Forwarded Message ------\nFrom \"Acme Service\" <service@acme.example>\nTo jane.roe@example.net\n"
    "Date 27/10/2021 09:31:00\nSubject Locked\n\n",
    "fairmail": "------- Forwarded message -------\nFrom: Acme Service <service@acme.example>\nTo: jane.roe@example.net\n"
    "Date: Wed, 27 Oct 2021 09:31:00 +0000\nSubject: Locked\n\n",
    "outlook, Persian": "از: Acme Service <service@acme.example>\nارسال شده: 27 اکتبر 2021 09:31\nبه: jane.roe@example.net\nموضوع: Locked\n\n",
    "outlook, Turkish": "Kimden: Acme Service <service@acme.example>\nGönderildi: 27 Ekim 2021 Çarşamba 09:31\nKime: jane.roe@example.net\nKonu: Locked\n\n",
    "outlook, Vietnamese": "Từ: Acme Service <service@acme.example>\nĐã gửi: Thứ Tư, 27 tháng 10, 2021 09:31\nĐến: jane.roe@example.net\nChủ đề: Locked\n\n",
}  # fmt: skip
QUOTED = {
    "apple": "> Begin forwarded message:\n> \n> From: Acme Service <service@acme.example>\n> Subject: Locked\n> Date: 27 October 2021 at 09:31:00 CEST\n"
    "> To: jane.roe@example.net\n> \n",
    "web.de": "> Gesendet: Mittwoch, 27. Oktober 2021 um 09:31 Uhr\n> Von: \"Acme Service\" <service@acme.example>\n> An: jane.roe@example.net\n> Betreff: Locked\n>\n",
}  # fmt: skip
ATTRIBUTED = {
    "english": "On Wed, 27 Oct 2021 at 09:31, Acme Service <service@acme.example> wrote:\n\n",
    "wrapped": "On Wed, 27 Oct 2021 at 09:31, Acme Service\n<service@acme.example> wrote:\n\n",
    "german": "Am Mi., 27. Okt. 2021 um 09:31 Uhr schrieb Acme Service <\nservice@acme.example>:\n\n",
    "russian": "27.10.2021, 09:31, \"Acme Service\" <service@acme.example>:\n\n",
    "web.de, German": "Am 27.10.2021, 09:31 schrieb Acme Service <service@acme.example>:\n\n",
    "korean": "2021년 10월 27일 (수) 오전 9:31, Acme Service <service@acme.example>님이 작성:\n\n",
    "polish": "śr., 27 paź 2021 o 09:31 Acme Service <service@acme.example> napisał(a):\n\n",
    "finnish": "Acme Service <service@acme.example> kirjoitti 27.10.2021 klo 9.31:\n\n",
}  # fmt: skip


def first(text: str) -> InlineForward:
    found = find_inline(text)
    assert found, "no original found"
    return found[0]


@pytest.mark.parametrize("form", FORMS)
def test_forwarded_as_text(form: str) -> None:
    original = first(OWN + FORMS[form] + BODY)
    assert original.sender.address == "service@acme.example"
    assert original.sender.name == "Acme Service"
    assert original.subject == "Locked"
    assert "2021" in original.date
    assert original.body == BODY
    assert original.own_words == OWN.strip()


@pytest.mark.parametrize("form", QUOTED)
def test_forwarded_as_quote(form: str) -> None:
    quoted = "".join(f"> {line}\n" for line in BODY.splitlines())
    original = first(OWN + QUOTED[form] + quoted + "\nSent from my phone\n")
    assert original.sender.address == "service@acme.example"
    assert original.subject == "Locked"
    assert original.body == BODY
    assert original.own_words == OWN.strip() + "\n\nSent from my phone"


@pytest.mark.parametrize("form", ATTRIBUTED)
def test_one_line_of_attribution(form: str) -> None:
    quoted = "".join(f"> {line}\n" for line in BODY.splitlines())
    original = first(OWN + ATTRIBUTED[form] + quoted)
    assert (original.sender.name, original.sender.address) == ("Acme Service", "service@acme.example")
    assert original.body == BODY
    assert original.own_words == OWN.strip()


def test_nested_forwards_outermost_first() -> None:
    inner = FORMS["gmail"].replace("service@acme.example", "boss@example.org").replace("Locked", "Fwd: Locked")
    found = find_inline(OWN + inner + "fyi\n\n" + FORMS["outlook, German"] + BODY)
    assert [f.sender.address for f in found] == ["boss@example.org", "service@acme.example"]
    assert found[1].body == BODY
    assert "service@acme.example" not in found[0].body
    assert found[0].body.startswith("fyi")


def test_sent_on_behalf_names_the_first() -> None:
    text = "From: Acme<mailto:service@acme.example> <service@acme.example<mailto:service@acme.example>> on behalf of x@other.example\nSent: 1 May 2021\nSubject: Locked\n\nhi"
    assert first(text).sender.address == "service@acme.example"


def test_sender_without_address_is_told_by_name() -> None:
    text = "From: Acme Service\nSent: 27 October 2021 09:31\nTo: Jane Roe\nSubject: Locked\n\nhi"
    assert (first(text).sender.name, first(text).sender.address) == ("Acme Service", "")


def test_where_the_body_begins() -> None:
    text = OWN + FORMS["gmail"] + BODY
    assert text[first(text).body_at :].strip() == BODY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello Kim,\n\nthe meeting: tomorrow at 10:30.\nPlace: room 5\n",
        "Order: 1234\nDate: 2021-10-27\nTotal: 12.50\n",
        "Name: Kim\nEmail: kim@example.org\n",
        "See https://acme.example: it is 2021\n",
        "Write to service@acme.example by 27.10.2021.\n",
        "Note: to: from: subject:\n",
        "From\nLondon\nTo\nOslo\nDate\n27 October 2021\n",
        "From service@acme.example we heard nothing.\nTo this day nobody knows.\n",
        "| From | London |\n| To | Oslo |\n",
    ],
)
def test_letters_hold_no_forward(text: str) -> None:
    assert find_inline(text) == []


@pytest.mark.corpora
def test_crisp_forwards() -> None:
    files = sorted(corpora("forwards/crisp").rglob("*_body*.txt"))
    assert files
    missed = []
    for file in files:
        text = file.read_text(errors="replace")
        last = [line.strip("> \t\r") for line in text.splitlines() if line.strip("> \t\r")][-1]
        found = find_inline(OWN + text)
        words = " ".join(found[0].body.replace(">", " ").split()) if found else ""
        right = found and found[0].sender.address == "john.doe@acme.com" and " ".join(last.split())[-40:] in words
        if not right or "Is this you" in found[0].body or "john.doe@acme.com" in found[0].body:
            missed.append(file.name)
    assert len(missed) <= 0.02 * len(files), missed


@given(
    st.lists(
        st.sampled_from(
            [
                "From: a@b.example",
                "To: x",
                "> ",
                "Date: 2021",
                "",
                "On 2021 a@b.example wrote:",
                "Subject:",
                "\ufeff",
                "a:b",
            ]
        )
    )
)
def test_any_lines(lines: list[str]) -> None:
    for original in find_inline("\n".join(lines)):
        assert isinstance(original.body, str)


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    find_inline(text)


@pytest.mark.parametrize(
    "line",
    [
        "From: a@b.example\n",
        "> " * 200 + "\n",
        "To: \n",
        "on 2021 x@y.example \n",
        "a" * 20_000 + "@",
        "From : " * 5_000,
    ],
)
def test_hostile_text_costs_little(line: str) -> None:
    started = time.process_time()
    find_inline(line * (400_000 // len(line)))
    assert time.process_time() - started < 2
