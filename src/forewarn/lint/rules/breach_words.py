"""The words of leak notices and of care mail: exact, unhedged, complete (FW-WD)."""

from __future__ import annotations

import re
from datetime import date

from forewarn.lint.context import IncidentFacts, Purpose
from forewarn.lint.findings import Where, shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.severity import MessageClass
from forewarn.lint.words.text import WordedText
from forewarn.lint.words.verbs import stated_verbs

NO_INCIDENT = "the incident record was not given; pass LintContext.incident"
# The blocks of a leak notice (evidence D.6), with the words a person would look for.
_BLOCKS = {
    "block_happened": "what happened",
    "block_information": "what information was involved",
    "block_not_involved": "what was not involved",
    "block_doing": "what we have done",
    "block_you_can": "what you can do",
    "block_unknown": "what we don't know yet",
    "block_check": "how to check this notice",
    "block_contact": "your rights and whom to contact",
}
_DATE = re.compile(
    r"\b(\d{1,2})[./ ](?:\s?)(\d{1,2})[./ ](?:\s?)(\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b|\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,10}\.?\s+(?:de\s+)?\d{4}\b|\b[^\W\d_]{3,10}\s+\d{1,2},\s+\d{4}\b"
)
_BIG_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[.,\u00a0 ]\d{3}){1,5}(?![\w/-])|(?<![\w.,/-])\d{4,9}(?![\w/-])")


def _is_notice(check: Check) -> bool:
    """Whether the mail tells of a leak or of a vendor."""
    if check.message_class is MessageClass.MANDATED:
        return True
    return check.context.purpose in (Purpose.LEAK_NOTICE, Purpose.VENDOR_CHANGE)


def names_recorded_state(check: Check) -> Results:
    """FW-WD-01: the verb matches the recorded state and its evidence (leaked, copied, accessed, exposed …)."""
    if not _is_notice(check):
        return
    incident = check.context.incident
    if incident is None:
        yield NotChecked(NO_INCIDENT)
        return
    states = set(incident.states.values())
    for body in check.view.bodies:
        for word, start, end, meant in stated_verbs(body.worded, check.view.language):
            if meant and not meant & states:
                recorded = ", ".join(sorted(states)) or "nothing"
                yield Seen(
                    body.where(start, end), f"“{word}” says {' or '.join(sorted(meant))}; the record says {recorded}"
                )


def hedges(check: Check) -> Results:
    """FW-WD-02: “may have been” stands only beside what is not known yet, with the date of the next update."""
    if not _is_notice(check) and check.message_class is not MessageClass.CARE:
        return
    for worded, body in check.view.texts():
        for hit in worded.meant("hedge"):
            if body is None or not _is_open_question(worded, hit.sentence, check.context.incident):
                yield Seen(check.view.where_of(hit, body), f"“{shorten(hit.words, 80)}” hedges")


def _is_open_question(worded: WordedText, sentence: int, incident: IncidentFacts | None) -> bool:
    near = worded.has_near("unknown_yet", sentence, reach=1)
    text = " ".join(worded.sentence_text(s) for s in range(max(0, sentence - 1), min(worded.sentences, sentence + 2)))
    recorded = incident is not None and "unknown_yet" in incident.states.values()
    return (near or recorded) and (
        bool(_DATE.search(text)) or (incident is not None and incident.next_update is not None)
    )


def claims_no_evidence(check: Check) -> Results:
    """FW-WD-03: “no evidence of” is followed by what was checked, and until when."""
    if not _is_notice(check) and check.message_class is not MessageClass.CARE:
        return
    for worded, body in check.view.texts():
        for hit in worded.all("no_evidence"):
            if hit.reported:
                continue
            text = " ".join(
                worded.sentence_text(s) for s in range(hit.sentence, min(worded.sentences, hit.sentence + 2))
            )
            if not worded.has_near("checked", hit.sentence, reach=1) or not _DATE.search(text):
                yield Seen(
                    check.view.where_of(hit, body),
                    f"“{shorten(hit.words, 80)}” without what was checked and until when",
                )


def has_all_blocks(check: Check) -> Results:
    """FW-WD-04: a leak notice has all blocks, what was not involved and what is not known included."""
    if check.message_class is not MessageClass.MANDATED and check.context.purpose is not Purpose.LEAK_NOTICE:
        return
    for body in check.view.bodies:
        missing = [words for category, words in _BLOCKS.items() if not body.worded.all(category)]
        if missing:
            yield Seen(Where(body.part), f"the {body.part} part does not say: " + "; ".join(missing))


def mixes_other_matters(check: Check) -> Results:
    """FW-WD-05: a leak notice holds nothing else, and its subject says what it is."""
    if check.message_class is not MessageClass.MANDATED:
        return
    if check.view.mail is not None and not check.view.subject.all("breach_subject"):
        where = check.view.header_where("Subject", check.view.subject.text)
        yield Seen(where, "the subject does not say that data was involved in a breach, incident or leak")
    for category, what in (
        ("promotion", "sells"),
        ("survey", "asks for an opinion"),
        ("bait", "baits"),
        ("mild_bait", "baits"),
    ):
        for hit, where in check.view.meant(category, subject=True):
            yield Seen(where, f"“{shorten(hit.words, 60)}” {what} in a notice about a leak")


def fills_or_minimises(check: Check) -> Results:
    """FW-WD-06: no filler words; in a leak notice none that make it small."""
    for hit, where in check.view.meant("filler"):
        yield Seen(where, f"“{shorten(hit.words, 80)}” fills without telling anything")
    if check.message_class is MessageClass.MANDATED:
        for hit, where in check.view.meant("minimise"):
            yield Seen(where, f"“{shorten(hit.words, 60)}” makes the matter small")


def owns_the_matter(check: Check) -> Results:
    """FW-WD-07: the vendor and what it does are named, the blame is not pushed away, one line says sorry."""
    if check.message_class is not MessageClass.MANDATED:
        return
    body = check.view.lead
    if body is None:
        return
    vendors = [v.name for v in check.profile.vendors]
    if check.context.incident:
        vendors = [check.context.incident.vendor]
    if vendors and not any(name.casefold() in body.text.casefold() for name in vendors):
        yield Seen(Where(body.part), f"the notice does not name the vendor ({', '.join(vendors[:3])})")
    elif not vendors:
        yield NotChecked("the vendor's name is not known; give vendors in the profile or LintContext.incident")
    for hit, where in check.view.meant("blame", subject=False):
        yield Seen(where, f"“{shorten(hit.words, 60)}” pushes the blame away")
    if not body.worded.meant("apology"):
        yield Seen(Where(body.part), "the notice does not say sorry")


def matches_record(check: Check) -> Results:
    """FW-WD-08: numbers and dates are there and are those of the incident record."""
    if not _is_notice(check) or check.context.purpose is Purpose.VENDOR_CHANGE:
        return
    incident = check.context.incident
    if incident is None:
        yield NotChecked(NO_INCIDENT)
        return
    for body in check.view.bodies:
        dates = {d: found for found in _DATE.finditer(body.text) if (d := _plain_date(found)) is not None}
        allowed = {*incident.dates, *([incident.next_update] if incident.next_update else [])}
        for day, found in dates.items():
            if allowed and day not in allowed:
                yield Seen(
                    body.where(found.start(), found.end()), f"the date {found.group(0)} is not in the incident record"
                )
        if not _DATE.search(body.text):
            yield Seen(Where(body.part), "the notice names no date")
        for found in _BIG_NUMBER.finditer(body.text):
            number = int("".join(c for c in found.group(0) if c.isdigit()))
            if incident.numbers and number not in incident.numbers and not 1900 <= number <= 2100:
                yield Seen(
                    body.where(found.start(), found.end()), f"the number {found.group(0)} is not in the incident record"
                )


def _plain_date(found: re.Match[str]) -> date | None:
    """The day where it is written in figures; None where a month is a word or the day is impossible."""
    day, month, year, iso_year, iso_month, iso_day = found.groups()
    try:
        if iso_year:
            return date(int(iso_year), int(iso_month), int(iso_day))
        return date(int(year), int(month), int(day)) if year else None
    except ValueError:
        return None
