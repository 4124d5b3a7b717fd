"""What of a reader is left in a lure, and what of the lure is lost: run it to write docs/sightings-redaction.md anew.

    .venv/bin/python tests/sightings/leftovers.py

It needs real mail beside the repository (see `tests/corpora.py`). Readers of seven languages are written into real lures;
each goes the way of a report, is confirmed with the words that the console proposes, and everything that leaves is read:
the public page, Atom, scams.json, the CSV, the STIX bundle, ARF and XARF.
"""

from __future__ import annotations

import base64
import email
import email.policy
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import clustering
from django.db import transaction
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import Brand
from forewarn.console.sightings.page import words_form
from forewarn.foundation.clock import now
from forewarn.mail.links import parse_link
from forewarn.mail.redaction.names import names_of
from forewarn.public_site.page_cache import forget
from forewarn.sightings.actions import publish
from forewarn.sightings.exporting.addresses import links_csv
from forewarn.sightings.exporting.arf import abuse_report
from forewarn.sightings.exporting.desks import abuse_hosts
from forewarn.sightings.exporting.stix import stix_bundle
from forewarn.sightings.exporting.xarf import xarf_hosts, xarf_report
from forewarn.sightings.models import Sighting
from forewarn.sightings.reporting import Lure, Told, add_report
from readers import KINDS, READERS, WAYS, Reader, Said, said_of

PER_READER = 10  # lures; two readers of each of seven languages make 140
WORDS = 30  # a lure has at least so many
SEED = 7
LINK_KINDS = ("address in a link", "name in a link")
ALL_KINDS = (*KINDS, "subject", *LINK_KINDS)


@dataclass
class Found:
    """Over all letters: what was said of readers and is left, and what of the lures should be there and is."""

    letters: int = 0
    said: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    left_of: Counter[str] = field(default_factory=Counter)  # by language
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    hosts: Counter[bool] = field(default_factory=Counter)
    numbers: Counter[bool] = field(default_factory=Counter)  # of all lures as they came, without a reader put in
    words: Counter[bool] = field(default_factory=Counter)


def measured() -> Found:
    """All letters, measured."""
    given = clustering.lures(*clustering.LABELLED)
    wordy = sorted(file for file, lure in given.items() if len(lure.text.split()) >= WORDS)
    readers = [(language, reader) for language, two in READERS.items() for reader in two]
    drawn = random.Random(SEED).sample(wordy, PER_READER * len(readers))
    brand, found = make_brand("harbour-pine", locales=["en"]), Found()
    for lure in given.values():
        digits = re.sub(r"\D", "", lure.redactor.words(lure.text))
        found.numbers.update(re.sub(r"\D", "", number) in digits for number in lure.numbers)
    for number, file in enumerate(drawn):
        language, reader = readers[number % len(readers)]
        with transaction.atomic():
            _measure(brand, given[file], language, reader, random.Random(file), found)
            transaction.set_rollback(True)
    return found


def _measure(brand: Brand, lure: Lure, language: str, reader: Reader, rng: random.Random, found: Found) -> None:
    told, letter = written_to(lure, language, reader, rng)
    sighting = add_report(brand=brand, lure=letter, told=Told("a"), now=NOW)
    leaving = "\n".join(_all_that_leaves(brand, sighting))
    found.letters += 1
    for said in told:
        found.said[said.kind] += 1
        if any(is_left(secret, leaving, lure) for secret in said.secrets):
            found.left[said.kind] += 1
            found.left_of[language] += 1
            found.examples.append((language, said.kind, said.sentence))
    plain = leaving.replace("[.]", ".").casefold()
    found.hosts.update(parse_link(link).host in plain for link in lure.links if parse_link(link).host)
    kept, first = Counter(_words(sighting.sample)), _words(lure.text[: len(sighting.sample) - 600])
    for word in first:
        found.words[kept[word] > 0] += 1
        kept[word] -= 1


def written_to(lure: Lure, language: str, reader: Reader, rng: random.Random) -> tuple[list[Said], Lure]:
    """The lure with the reader in it: in a greeting, in lines between its own, in its subject, in two links. Of every other
    one the name and the address are known from its fields, as they are of a mail that was forwarded whole."""
    told = said_of(reader, language, rng)
    lines = lure.text.splitlines() or [""]
    for said in told[1:]:
        lines.insert(rng.randrange(min(len(lines), 40) + 1), f"\n{said.sentence}\n")
    hidden = base64.urlsafe_b64encode(reader.email.encode()).decode().rstrip("=")
    links = (
        f"https://track-fee.example/{hidden}/x",
        f"https://track-fee.example/u/{quote(reader.email)}?m={reader.email}",
        f"https://{reader.first.lower()}-{reader.last.lower().replace(' ', '-')}.track-fee.example/",
    )
    known = names_of([(f"{reader.first} {reader.last}", reader.email)]) if rng.random() < 0.5 else ()
    told = [
        *told,
        Said("subject", f"{reader.email}, {lure.subject}", (reader.email,)),
        Said("address in a link", links[0], (reader.email, hidden)),
    ]
    if known:
        told.append(Said("name in a link", links[2], (reader.first, reader.last)))
    text = "\n".join([told[0].sentence, "", *lines])
    subject = f"{reader.email}, {lure.subject}"
    return told, replace(
        lure, text=text, subject=subject, links=(*links[: 3 if known else 2], *lure.links), names=(*lure.names, *known)
    )


def _all_that_leaves(brand: Brand, sighting: Sighting) -> Iterator[str]:
    """Every text that somebody outside, or a colleague, can read of it."""
    yield from (sighting.subject, sighting.sample, sighting.sender, sighting.subject_key, json.dumps(sighting.links))
    yield from (links_csv(sighting), stix_bundle(sighting))
    for host in abuse_hosts(sighting)[:3]:
        mail = email.message_from_bytes(
            abuse_report(sighting, sender="a@b.example", host=host, now=NOW), policy=email.policy.default
        )
        yield from (
            part.get_payload(decode=True).decode("utf-8", "replace") for part in mail.walk() if not part.is_multipart()
        )
        if host in xarf_hosts(sighting, [host]):
            report = json.loads(xarf_report(sighting, host=host))
            yield from (base64.b64decode(one.pop("payload")).decode() for one in report["evidence"])
            yield json.dumps(report, ensure_ascii=False)
    proposed = words_form(sighting).initial
    lines = {part: str(proposed.get(f"{part}_en", "")) or "-" for part in ("says", "wants", "tell")}
    publish(sighting=sighting, words={"en": lines}, by=SYSTEM, now=now())
    forget()
    for path in ("/scams/", "/scams.json", "/scams/feed.xml"):
        answer = Client(headers={"host": brand.public_host}).get(path)
        assert answer.status_code == 200, path
        yield answer.content.decode()


def is_left(secret: str, leaving: str, lure: Lure) -> bool:
    """Whether a piece of the reader stands there: whole, or one of its telling words, which the lure had not before."""
    if secret.casefold() in leaving.casefold():
        return secret.casefold() not in f"{lure.text} {lure.subject}".casefold()
    if any(letter.isdigit() for letter in secret):
        runs = [re.sub(r"\D", "", run) for run in re.findall(r"\d[\d ().-]{4,}\d", secret)]
        there = re.sub(r"[ ().-]", "", leaving)
        return any(len(run) >= 6 and run in there for run in runs)
    return False


def _words(text: str) -> list[str]:
    plain = re.sub(r"h(?:tt|xx)ps?://\S+|\[(?:name|number|address|street|date)\]|\S+@\S+", " ", text)
    return re.findall(r"[^\W\d_]{3,}", plain.casefold())


# -- the page ----------------------------------------------------------------------------------------------------------

NAMED = {
    "greeting": "a name in a greeting", "holder": "a name beside a label or an account", "email": "an e-mail address",
    "phone": "a telephone number of theirs", "street": "a street address", "born": "a day of birth", "iban": "an IBAN",
    "card": "a card number", "customer": "a customer, account or tax number", "aside": "a name in an aside",
    "subject": "an e-mail address in the subject", "address in a link": "an e-mail address in a link, also in Base64",
    "name in a link": "a name in a link’s host, where it is known",
}  # fmt: skip
TEXT = """# What of a reader is left in a lure, and what of the lure is lost

Measured over {letters} real lures (drawn by a fixed seed from phishing_pot and the signed junk). Into each an invented
reader was written, of English, Spanish, French, German, Portuguese, Italian or Dutch ({per_reader} lures for each of
{readers} readers, in {ways} ways of saying it): in its greeting, in lines between its own, in its subject and in two links.
Half of the readers are known by name from the fields of the mail, half only by what the letter says. Each went the way
of a report, was confirmed with the words that the console proposes, and all that leaves was read: the public page, Atom,
`scams.json`, CSV, STIX, ARF and XARF, and what colleagues see. Made by `tests/sightings/leftovers.py`.

| of the reader | said | left |
|---|---:|---:|
{kinds}

The rules were mended on these readers; other names, numbers and turns of phrase can find a gap: of 59 sentences about
others, written after the rules (`tests/mail/redaction/test_other_readers.py`), two kept their reader. Look at what you
confirm.

| of the lure | there | kept |
|---|---:|---:|
| hosts that its links lead to | {hosts} | {hosts_kept} |
| what reads as a telephone number (all {mails} mails, as they came) | {numbers} | {numbers_kept} |
| its words of three letters and more | {words} | {words_kept} |

The numbers that go are postcodes and numbers of banks. The words that go are names of people in greetings, signatures and
beside labels, and streets.
"""


def page(found: Found) -> str:
    """The page in Markdown."""
    mails = len(clustering.lures(*clustering.LABELLED))
    kinds = [f"| {NAMED[kind]} | {found.said[kind]} | {found.left[kind]} |" for kind in ALL_KINDS]
    counts = {
        name: (sum(of.values()), of[True])
        for name, of in (("hosts", found.hosts), ("numbers", found.numbers), ("words", found.words))
    }
    return TEXT.format(
        letters=found.letters,
        mails=mails,
        per_reader=PER_READER,
        readers=sum(map(len, READERS.values())),
        ways=sum(len(ways) for kinds in WAYS.values() for ways in kinds.values()),
        kinds="\n".join(kinds),
        **{name: f"{there:,}" for name, (there, _) in counts.items()},
        **{f"{name}_kept": f"{kept:,}" for name, (_, kept) in counts.items()},
    )


def main() -> None:
    """Write the page."""
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)  # in memory
    (clustering.ROOT / "docs" / "sightings-redaction.md").write_text(page(measured()), encoding="utf-8")


if __name__ == "__main__":
    main()
