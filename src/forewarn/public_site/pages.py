"""What each page for everybody shows; the server and the export render the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.paginator import Paginator

from forewarn.alerts.queries.published import PublishedNote, note_of, published_alert, published_alerts
from forewarn.promises.queries import PromiseLine, promises
from forewarn.public_site.rules.letters import contents_of
from forewarn.public_site.site import Page, Site

NOTES_A_PAGE = 12  # three years of quarterly notes
FIRST_PROMISES = 3
DAYS_AROUND = 7  # a note goes out in waves within one week: the day on a reader's copy may differ that much
MAX_SEARCH = 100  # characters of a search; a subject has 60


def home(site: Site) -> Page:
    """What this place is, how to check a message, the latest note, the first promises."""
    lines = promises(site.brand, locale=site.locale)
    latest = published_alerts(site.brand).first()
    return Page(
        "home.html",
        {
            "latest": note_of(latest, locale=site.locale) if latest else None,
            "promises": lines[:FIRST_PROMISES],
            "promise_count": len(lines),
        },
    )


def never(site: Site) -> Page:
    """The ledger in the reader's language."""
    kept = promises(site.brand, locale=site.locale)
    gone = [line for line in promises(site.brand, locale=site.locale, withdrawn=True) if line.withdrawn_on]
    return Page("never.html", {"promises": kept, "withdrawn": gone, "changed_at": _changed(kept + gone)}, here="never")


def _changed(lines: Sequence[PromiseLine]) -> datetime | None:
    return max((line.changed_at for line in lines), default=None)


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader looks for among the messages: words, and the day on their copy."""

    words: str = ""
    day: date | None = None
    day_typed: str = ""

    @property
    def day_unreadable(self) -> bool:
        """Whether a day was typed that is none."""
        return bool(self.day_typed) and self.day is None

    @property
    def asked(self) -> bool:
        """Whether anything was asked."""
        return bool(self.words or self.day)


def search_for(words: str, day: str) -> Search:
    """The search that was typed; the day as 2027-03-03."""
    typed = day.strip()[:10]
    try:
        found = date.fromisoformat(typed) if typed else None
    except ValueError:
        found = None
    readable = "".join(letter if letter.isprintable() else " " for letter in words[: 10 * MAX_SEARCH])
    return Search(" ".join(readable.split())[:MAX_SEARCH], found, typed)


def messages(site: Site, *, search: Search = Search(), number: str = "1") -> Page:
    """Every note that was sent, newest first, or those that a search finds."""
    around = timedelta(days=DAYS_AROUND)
    day = search.day
    since = day - around if day and day.toordinal() > DAYS_AROUND else None
    until = day + around if day and day.year < date.max.year else None
    found = published_alerts(site.brand, search=search.words, since=since, until=until)
    pages = Paginator(found, NOTES_A_PAGE)
    page = pages.get_page(number)
    notes = [note for alert in page.object_list if (note := note_of(alert, locale=site.locale))]
    terms = {"words": search.words, "day": search.day_typed}
    newer = site.links.numbered("messages", page.number - 1, terms)
    older = site.links.numbered("messages", page.number + 1, terms)
    context = {"notes": notes, "page": page, "search": search, "newer": newer, "older": older}
    return Page("messages.html", context, here="messages")


def message(site: Site, slug: str) -> Page | None:
    """One note exactly as it was sent."""
    note = sent_note(site, slug)
    if note is None:
        return None
    return Page("message.html", {"note": note, "contents": contents_of(note.text)}, here="messages")


def sent_note(site: Site, slug: str) -> PublishedNote | None:
    """A published note in the reader's language."""
    alert = published_alert(site.brand, slug)
    return note_of(alert, locale=site.locale) if alert else None


def report(site: Site) -> Page:
    """How to report a message, and what to do after a click."""
    return Page("report.html", here="report")
