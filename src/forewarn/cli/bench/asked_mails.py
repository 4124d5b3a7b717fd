"""The mails that `forewarn bench verify` asks about: newsletters of the brand, lures in its name, reports of both."""

from __future__ import annotations

import random

from forewarn.cli.bench.lint import sample_mail
from forewarn.lint.context import ComposedMail
from forewarn.lint.engine import composed_bytes

SELECTOR, DOMAIN = "bench", "brand.example"
LARGE_BYTES = 100_000  # the size that the aim for one verdict speaks of
SENTENCES = 40  # of a newsletter of the record, beside the foot that all of them have
FOOT = (
    "You get this letter because you chose it in your account. You can end it there at any time. "
    "Brand Ltd is at home in Harbour Street, and answers letters at its contact page. "
    "We never ask for your password by email, and we never ask for a payment by email."
)
_SYLLABLES = ("ba", "den", "for", "gal", "hi", "kor", "lu", "mes", "nor", "pil", "ra", "sun", "tev", "wo", "ys", "zan")


def newsletter(number: int) -> ComposedMail:
    """A newsletter with words of its own above the common foot; the same for the same number."""
    chance = random.Random(number)  # noqa: S311 - the same in every run

    def word() -> str:
        return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))

    lines = [" ".join(word() for _ in range(12)).capitalize() + "." for _ in range(SENTENCES)]
    link = f'<p><a href="https://www.{DOMAIN}/letters/{number}">Read on</a></p>'
    html = "".join(f"<p>{line}</p>{link}" for line in lines) + f"<p>{FOOT}</p>"
    text = "\n\n".join([*lines, f"https://www.{DOMAIN}/letters/{number}", FOOT])
    page = f'<!doctype html><html lang="en"><body>{html}</body></html>'
    return ComposedMail("Brand", f"news@{DOMAIN}", f"Letter {word()} {word()}", text, page)


def asked_mails(letters: list[bytes], private_pem: str) -> list[bytes]:
    """Of each letter the signed one, a lure made of it, and a report with the signed one attached."""
    import dkim

    raws: list[bytes] = []
    for one in letters:
        letter = one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        signature = dkim.sign(
            letter, SELECTOR.encode(), DOMAIN.encode(), private_pem.encode(), include_headers=[b"from", b"subject"],
            canonicalize=(b"relaxed", b"relaxed"),
        )  # fmt: skip
        raws.append(signature + letter)
        raws.append(letter.replace(b"news@brand.example", b"news@brand-parcels.example"))
        raws.append(passed_on(signature + letter))
    return raws


def letters_without_record(count: int) -> list[bytes]:
    """Layout as real newsletters have it, each letter different so that nothing is answered from memory."""
    return [sample_mail(number) for number in range(count)]


def letters_of_record(count: int) -> list[bytes]:
    """The first newsletters of the record, as their readers got them."""
    return [composed_bytes(newsletter(number)) for number in range(count)]


def enlarged(raws: list[bytes]) -> list[bytes]:
    """The same mails, their bodies repeated until they have 100 kB."""
    large = []
    for raw in raws:
        head, _, body = raw.partition(b"\r\n\r\n")
        large.append(head + b"\r\n\r\n" + (body * (LARGE_BYTES // len(body) + 1))[: LARGE_BYTES - len(head)])
    return large


def passed_on(
    letter: bytes, *, sender: str = "kim@example.org", to: str = f"check@{DOMAIN}", boundary: str = "w"
) -> bytes:
    """A person's report with the letter attached; the boundary is none that stands in the letter."""
    head = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Fwd: is this you?\r\nMessage-ID: <1.{sender}>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n--{boundary}\r\n\r\nIs this real?\r\n'
        f"--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return head.encode() + letter + f"\r\n--{boundary}--\r\n".encode()
