"""How well reports of one lure are put together: run it to write docs/sightings-clustering.md anew.

    .venv/bin/python tests/sightings/clustering.py

It needs the two sets of real mail beside the repository (see `tests/corpora.py`). Every mail is read as a report is, and
put into its sighting as a report is, in a database in memory.
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/verification"), str(ROOT / "tests/sightings")]
os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", "forewarn.config.settings_for_tests"
)  # run by itself, outside of pytest
django.setup()

import confusion  # noqa: E402
from campaigns import Label, labels  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment  # noqa: E402

from factories import NOW, make_brand  # noqa: E402
from forewarn.brands.models import Brand  # noqa: E402
from forewarn.mail.profile import BrandProfile  # noqa: E402
from forewarn.mail.redaction.names import names_of  # noqa: E402
from forewarn.sightings.reporting import Lure, Told, add_report  # noqa: E402
from forewarn.sightings.rules import telling_words  # noqa: E402
from forewarn.verification.checking import Checker  # noqa: E402
from forewarn.verification.lures import lure_of  # noqa: E402

LABELLED = ("phishing_pot", "signed junk")
DRAWN = 30  # lures that come once more
WORDS = 12  # with fewer there is nothing to be recognised by
STRANGERS = 200  # mails of different senders with different subjects
SEED = 4
NOBODY = BrandProfile(name="Harbour & Pine", domains=("harbourpine.example",))  # whom no mail of the sets imitates


def lures(*sets: str) -> dict[str, Lure]:
    """File name → the lure, as it is handed down when somebody reports that mail; the same file in two sets once."""
    checker, found = Checker(NOBODY), {}
    for name in sets:
        for path in confusion.mails(name):
            found.setdefault(path.name, lure_of(checker.check(path.read_bytes(), confusion.NOW), confusion.NOW))
    return found


def put_in(brand: Brand, given: dict[str, Lure]) -> dict[str, int]:
    """Report all of them, one after the other in a drawn order: file name → its sighting."""
    order = sorted(given)
    random.Random(SEED).shuffle(order)
    return {file: add_report(brand=brand, lure=given[file], told=Told(file), now=NOW).pk for file in order}


# -- against labels ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """Pairs of mails, by whether they were joined and whether they belong together."""

    joined: int  # pairs in one sighting
    rightly: int  # of one story
    templates: int  # pairs of one template
    templates_joined: int
    stories: int  # pairs of one story
    mails: int
    astray: tuple[tuple[str, str], ...]  # pairs in one sighting that are no one story
    apart: tuple[tuple[str, str], ...]  # pairs of one template in two sightings

    @property
    def precision(self) -> float:
        """The share of joined pairs that are one story."""
        return self.rightly / self.joined

    @property
    def recall(self) -> float:
        """The share of pairs of one template that were joined."""
        return self.templates_joined / self.templates

    @property
    def recall_of_stories(self) -> float:
        """The share of pairs of one story that were joined, also in other words and on other hosts."""
        return self.rightly / self.stories


def agreement(found: dict[str, int], truth: dict[str, Label]) -> Agreement:
    """Compare sightings with labels, pair by pair."""
    pairs = list(combinations(sorted(found), 2))
    together = [pair for pair in pairs if found[pair[0]] == found[pair[1]]]
    one_template = [pair for pair in pairs if truth[pair[0]] == truth[pair[1]]]
    one_story = {pair for pair in pairs if truth[pair[0]][0] == truth[pair[1]][0]}
    apart = tuple(pair for pair in one_template if found[pair[0]] != found[pair[1]])
    return Agreement(
        joined=len(together),
        rightly=sum(pair in one_story for pair in together),
        templates=len(one_template),
        templates_joined=len(one_template) - len(apart),
        stories=len(one_story),
        mails=len(found),
        astray=tuple(pair for pair in together if pair not in one_story),
        apart=apart,
    )


# -- lures that come once more, changed --------------------------------------------------------------------------------

Change = Callable[[Lure, random.Random], Lure]
FILLER = (
    "The council of the town meets on the first evening of each month in the hall beside the library and everybody who "
    "lives here may come and listen or speak for three minutes about roads schools water or the market. Minutes are kept "
    "by the clerk and can be read at the desk on the ground floor from nine until four except on days when it is closed."
)
SYNONYMS = ("river", "window", "garden", "seven", "harbour", "winter", "letter", "yellow", "morning", "table", "stone")
LOOKALIKES = str.maketrans("aeopcxyAEOPCXTH", "аеорсхуАЕОРСХТН")


def _links(lure: Lure, rng: random.Random) -> Lure:
    new = _host(rng)
    links = tuple(re.sub(r"//[^/]+", f"//{new}", link) for link in lure.links)
    sender = lure.sender.rpartition("@")[2]
    text = re.sub(r"(https?://)[^/\s>\")]+", rf"\1{new}", lure.text)
    return replace(lure, links=links, hosts=(new, *(host for host in lure.hosts if host == sender)), text=text)


def _sender(lure: Lure, rng: random.Random) -> Lure:
    local, _, own = lure.sender.rpartition("@")
    return replace(lure, sender=f"{local}@{_host(rng)}", hosts=tuple(host for host in lure.hosts if host != own))


def _hosts(lure: Lure, rng: random.Random) -> Lure:
    return _sender(_links(lure, rng), rng)


def _amounts(lure: Lure, rng: random.Random) -> Lure:
    change = lambda text: re.sub(r"\d", lambda _: str(rng.randrange(10)), text)  # noqa: E731
    return replace(lure, text=change(lure.text), subject=change(lure.subject))


def _names(lure: Lure, rng: random.Random) -> Lure:
    first, last = rng.choice(("Amara", "Ben", "Carla", "Dario")), rng.choice(("Abara", "Berg", "Castro", "Dunne"))
    people = names_of([(f"{first} {last}", f"{first}.{last}@people.example".lower())])
    text = f"Dear {first} {last},\n\n{lure.text}\n\nRegards,\n{last} {first}"
    return replace(lure, text=text, subject=f"{first}, {lure.subject}", names=(*lure.names, *people))


def _letters(lure: Lure, rng: random.Random) -> Lure:
    return replace(lure, text=lure.text.translate(LOOKALIKES), subject=lure.subject.translate(LOOKALIKES))


def _subject(lure: Lure, rng: random.Random) -> Lure:
    return replace(lure, subject=" ".join(rng.sample(SYNONYMS, 4)))


def _one_word_in(share: int) -> Change:
    def change(lure: Lure, rng: random.Random) -> Lure:
        pieces = re.split(r"(\s+)", lure.text)
        return replace(
            lure,
            text="".join(
                rng.choice(SYNONYMS) if piece.isalpha() and not rng.randrange(share) else piece for piece in pieces
            ),
        )

    return change


def _half(lure: Lure, rng: random.Random) -> Lure:
    words = lure.text.split()
    return replace(lure, text=" ".join(words[: len(words) // 2]))


def _padded(lure: Lure, rng: random.Random) -> Lure:
    more = (rng.choice(FILLER.split()) for _ in lure.text.split())
    return replace(lure, text=f"{lure.text}\n{' '.join(more)}")


def _host(rng: random.Random) -> str:
    return f"{''.join(rng.choice('bcdfghjklmnpqrstvwz') for _ in range(12))}.example"


FORMS: dict[str, tuple[Change, ...]] = {
    "the links' hosts": (_links,),
    "the sender's domain": (_sender,),
    "every host": (_hosts,),
    "amounts": (_amounts,),
    "names in greeting, subject and signature": (_names,),
    "look-alike letters": (_letters,),
    "every host, and one word in ten": (_hosts, _one_word_in(10)),
    "every host, and one word in five": (_hosts, _one_word_in(5)),
    "hosts, amounts, names, one word in ten and the whole subject": (
        _hosts,
        _amounts,
        _names,
        _one_word_in(10),
        _subject,
    ),
    "every host, the subject, and one word in ten": (_hosts, _subject, _one_word_in(10)),
    "every host, the subject, and half of the text gone": (_hosts, _subject, _half),
    "every host, the subject, and as much other text added": (_hosts, _subject, _padded),
    "every host, the subject, and one word in five": (_hosts, _subject, _one_word_in(5)),
}


def came_again(given: dict[str, Lure]) -> Iterator[tuple[str, Counter[str]]]:
    """For each form, how many of the drawn lures joined their own, joined another, or stayed alone."""
    wordy = {file: lure for file, lure in given.items() if _is_wordy(lure)}
    drawn = random.Random(SEED).sample(sorted(wordy), DRAWN)
    brand = make_brand()
    own = put_in(brand, wordy)
    for form, changes in FORMS.items():
        count = Counter[str]()
        for file in drawn:
            rng, lure = random.Random(f"{file} {form}"), wordy[file]
            for change in changes:
                lure = change(lure, rng)
            with transaction.atomic():
                joined = add_report(brand=brand, lure=lure, told=Told(f"again {file}"), now=NOW)
                count["own" if joined.pk == own[file] else "alone" if joined.reports == 1 else "another"] += 1
                transaction.set_rollback(True)  # the next one must not find it
        yield form, count


def _is_wordy(lure: Lure) -> bool:
    return len(telling_words(lure.text).split()) >= WORDS


def strangers(given: dict[str, Lure]) -> dict[str, Lure]:
    """Mails of different senders with different subjects, drawn from all."""
    order = sorted(file for file, lure in given.items() if _is_wordy(lure))
    random.Random(SEED).shuffle(order)
    seen: set[str] = set()
    chosen: dict[str, Lure] = {}
    for file in order:
        marks = {f"sender {given[file].sender}", f"subject {given[file].subject}"}
        if len(chosen) < STRANGERS and not marks & seen:
            chosen[file] = given[file]
            seen |= marks
    return chosen


def joined_others(found: dict[str, int], truth: dict[str, Label]) -> tuple[int, int]:
    """How many share a sighting with one that came before, and of how many of them one that came before is of its story."""
    groups: dict[int, list[str]] = defaultdict(list)
    joined = rightly = 0
    for file, pk in found.items():
        joined += bool(groups[pk])
        rightly += any(truth[file][0] == truth[other][0] for other in groups[pk])
        groups[pk].append(file)
    return joined, rightly


# -- the page ----------------------------------------------------------------------------------------------------------

TEXT = """# How well reports of one lure are put together

Measured over {mails} real mails (phishing_pot and signed junk), each reported once, in a drawn order, to one brand, through
the same code as reports of customers. They imitate some hundred brands, and one brand would see its own alone: figures
for a mixture are the harder ones. The thresholds were set on these very mails, so expect somewhat less on others. Made by
`tests/sightings/clustering.py`.

## Against labels

All of them were read and labelled by hand, without a look at what the product makes of them: a *story* is what staff would
publish as one entry (the same pretence in the same name, wanting the same), a *template* are mails of one story in the same
words, whatever their subject, names, amounts, days and hosts. The labels are in `tests/sightings/campaigns.py`.

| pairs of mails | |
|---|---:|
| of one template | {templates} |
| of them in one sighting (**recall**) | {templates_joined} ({recall:.0%}) |
| in one sighting | {joined} |
| of them one story (**precision**) | {rightly} ({precision:.0%}) |
| of one story, in whatever words | {stories} |
| of them in one sighting | {rightly} ({recall_of_stories:.0%}) |

In one sighting and no one story are (numbers of the files): {astray}. Most are letters of one gang that sends the same form
in the name of shop after shop over one host, and pictures without words on one host; a brand sees only those in its name.

Of one template and apart: {apart}. They are pictures with a few words, other ones each time.

## Lures that come once more, changed

{drawn} of the mails with twelve telling words or more, drawn by a fixed seed, come once more, each changed so:

| what was changed | joined its own lure | joined another | stayed alone |
|---|---:|---:|---:|
{forms}

## Mails that have nothing to do with each other

Of {strangers} mails of different senders with different subjects (phishing_pot and SpamAssassin ham, the same draw)
{joined_others} joined another one, {rightly_others} of them one of the same story; most others are newsletters of one publisher, and letters
that all came over one mailing list: honest mail, which nobody reports as a lure. Split off what is another scam.
"""


def page() -> str:
    """The page in Markdown."""
    given = lures(*LABELLED)
    truth = labels(list(given))
    found = agreement(put_in(make_brand(), given), truth)
    forms = [f"| {form} | {n['own']} | {n['another']} | {n['alone']} |" for form, n in came_again(given)]
    others = strangers(lures("phishing_pot", "SpamAssassin ham"))
    joined, rightly = joined_others(put_in(make_brand(), others), labels(list(others)))
    return TEXT.format(
        **asdict(found) | {"astray": _said(found.astray), "apart": _said(found.apart)},
        precision=found.precision,
        recall=found.recall,
        recall_of_stories=found.recall_of_stories,
        drawn=DRAWN,
        forms="\n".join(forms),
        strangers=len(others),
        joined_others=joined,
        rightly_others=rightly,
    )


def _said(pairs: tuple[tuple[str, str], ...]) -> str:
    """The numbers of the files: their licence lets no word of them be repeated here."""
    return ", ".join("–".join(re.sub(r"\D", "", file) for file in pair) for pair in pairs)


def main() -> None:
    """Write the page."""
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)  # in memory
    (ROOT / "docs" / "sightings-clustering.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
