"""Who the mail says it is from, and who signs it (FW-ID-01 to 03, 06 to 10)."""

from __future__ import annotations

import re
import unicodedata
from itertools import compress

from forewarn.lint.findings import Where, shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.rules.link_targets import visible_domain
from forewarn.lint.sender_domains import spelt_out
from forewarn.lint.severity import CARING, SELLING
from forewarn.lint.view.bodies import Body
from forewarn.lint.words.folding import is_disguised
from forewarn.lint.words.language_lists import everywhere
from forewarn.lint.words.text import WordedText
from forewarn.mail.domains import organisational_domain, same_organisation
from forewarn.mail.folding import INVISIBLE
from forewarn.mail.reading.addresses import Mailbox

NO_PROFILE = "no profile: the brand is taken from the From domain, so this cannot fail; give --profile brand.toml"
_NO_REPLY = re.compile(
    r"(?:no|do-?not|dont|nicht|nao|ne-?pas|no-?es-?para)[-_.]?(?:reply|respond|responder|responda|repondre|antworten)|noreply|donotreply|keine-?antwort",
    re.IGNORECASE,
)
# Each begins with one character of few, so that the search skips all else at once.
_POSTCODE = re.compile(
    r"[\dA-Z](?<!\w.)(?:(?<=\d)(?:\d{3,5}(?:-\d{3,4})?|\d{3}\s?[A-Z]{2})"
    r"|(?<=[A-Z])(?:[A-Z]?-?\d{4,6}(?:-\d{3,4})?|\d{2}\s?[A-Z0-9]{4}|[A-Z]?\d[A-Z\d]?\s?\d[A-Z]{2}|\d[A-Z]\s?\d[A-Z]\d))\b"
)
# "SW1A 1AA", "K1A 0B6", "NY 10001"
_SURE_POSTCODE = re.compile(
    r"[A-Z](?<!\w.)(?:[A-Z]?\d[A-Z\d]?\s\d[A-Z]{2}|\d[A-Z]\s\d[A-Z]\d|[A-Z]\s\d{5}(?:-\d{4})?)\b"
)
_HOUSE = re.compile(r"\d(?<!\w.)\d{0,4}[a-zA-Z]?\b")
_GERMAN_STREETS = ("straße", "strasse", "platz", "weg", "allee", "gasse", "ring", "ufer", "damm", "chaussee", "markt")
_PERSON = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:\s+(?:[a-z]{1,3}\s+)?[A-ZÀ-ÖØ-Þ][\w'’.-]*){1,3}")
_FOOT_LINES = 30  # last lines of the mail in which a signature is looked for
_FACTS = 3


def comes_from_brand(check: Check) -> Results:
    """FW-ID-01: From is in the published sender list, under the website's organisational domain."""
    if check.profile.derived:
        yield NotChecked(NO_PROFILE)
    senders = [box for box in check.view.senders if box.address]
    where = check.view.header_where("From")
    if not senders:
        yield Seen(where, "the mail has no From address")
        return
    if len({box.address.lower() for box in senders}) > 1:
        yield Seen(where, "From names several addresses: " + ", ".join(shorten(b.address, 60) for b in senders[:3]))
    for box in senders[:3]:
        if not check.owns(box.domain) and not _is_listed(check, box):
            yield Seen(where, f"From is {shorten(box.address, 80)}, which is not one of the brand's domains or senders")
        elif (
            check.profile.website
            and not same_organisation(box.domain, check.profile.website)
            and not _is_listed(check, box)
        ):
            yield Seen(
                where,
                f"From is under {organisational_domain(box.domain)}, the website under {organisational_domain(check.profile.website)}",
            )


def _is_listed(check: Check, box: Mailbox) -> bool:
    return any(sender.address.lower() == box.address.lower() for sender in check.profile.senders)


def has_registered_name(check: Check) -> Results:
    """FW-ID-02: the display name is a registered form, without an address, a foreign domain or look-alike letters."""
    for box in check.view.senders[:3]:
        what = _name_fault(check, box)
        if what:
            yield Seen(check.view.header_where("From", box.name), what)


def _name_fault(check: Check, box: Mailbox) -> str:
    name, profile = box.name, check.profile
    if is_disguised(name) or any(c in INVISIBLE for c in name) or _has_odd_letters(name):
        return f"the name “{shorten(name, 60)}” is written in letters that pose as others, or hides some"
    if re.search(r"[^\s@]@[^\s@]+\.\w", name) and name.strip().lower() != box.address.lower():
        return f"the name “{shorten(name, 60)}” holds an email address"
    shown = visible_domain(name)
    if shown and not profile.owns_host(shown) and organisational_domain(shown) != organisational_domain(box.domain):
        return f"the name “{shorten(name, 60)}” holds the domain {shown}"
    if profile.derived or not name:
        return ""
    forms = {
        form.casefold() for form in (profile.name, *profile.aliases, *(s.display_name for s in profile.senders)) if form
    }
    if name.casefold() not in forms:
        return f"the name “{shorten(name, 60)}” is not a registered form of {profile.name}"
    return ""


def _has_odd_letters(name: str) -> bool:
    return any(unicodedata.category(c) in ("Co", "Cn") for c in name)


def can_be_answered(check: Check) -> Results:
    """FW-ID-03: Reply-To is absent or of the same organisation, and somebody reads it."""
    replies = check.view.mail.mailboxes("reply-to") if check.view.mail else []
    for box in replies:
        if box.domain and not check.owns(box.domain) and not same_organisation(box.domain, check.view.from_host):
            yield Seen(
                check.view.header_where("Reply-To", box.address),
                f"answers go to {shorten(box.address, 80)}, another organisation",
            )
    for name, boxes in (("Reply-To", replies), ("From", [] if replies else check.view.senders)):
        for box in boxes[:2]:
            if _NO_REPLY.search(box.local):
                yield Seen(
                    check.view.header_where(name, box.address),
                    f"answers go to {shorten(box.address, 80)}, which nobody reads",
                )


def has_own_return_path(check: Check) -> Results:
    """FW-ID-06: Return-Path and Message-ID domains belong to the brand."""
    mail = check.view.mail
    if mail is None:
        return
    for name in ("Return-Path", "Message-ID"):
        value = mail.value(name)
        host = value.rpartition("@")[2].strip(" <>\t").split(">")[0]
        if not value:
            yield NotChecked(f"the mail has no {name} yet")
        elif host and not check.owns(host):
            yield Seen(
                check.view.header_where(name, host), f"{name} is under {shorten(host, 60)}, which is not the brand's"
            )


def is_signed_by_person(check: Check) -> Results:
    """FW-ID-07: a named signer with a role, the company, a postal address."""
    body = check.view.lead
    if body is None:
        return
    missing: list[str] = []
    if check.message_class in CARING and not _has_signer(body, check):
        missing.append("a named person with a role")
    if not _has_company(body, check):
        missing.append("the company's name")
    if not _has_postal_address(body.worded, body.text):
        missing.append("a postal address")
    if missing:
        yield Seen(Where(body.part), "the mail does not give " + ", ".join(missing))


def _foot(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][-_FOOT_LINES:]


def _has_signer(body: Body, check: Check) -> bool:
    roles = body.worded.all("signer_role")
    lines = _foot(body.text)
    for line in lines:
        if len(line) > 120 or not _PERSON.match(line) or check.profile.name.casefold() == line.casefold():
            continue
        start = body.text.rfind(line)
        if any(start <= hit.start <= start + len(line) + 80 for hit in roles) or re.match(
            _PERSON.pattern + r",\s+\S{3,}", line
        ):
            return True
    return check.view.lists is None and any(_PERSON.fullmatch(line) for line in lines)


def _has_company(body: Body, check: Check) -> bool:
    text = body.text.casefold()
    names = (check.profile.name, *check.profile.aliases)
    if not check.profile.derived and any(name.casefold() in text for name in names):
        return True
    forms = everywhere("legal_forms")
    return not forms.isdisjoint(body.worded.vocabulary) or (
        check.profile.derived and check.profile.name.casefold() in spelt_out(text)
    )


def _has_postal_address(worded: WordedText, text: str) -> bool:
    """A street word or a German street name near a house number, and a post code near by."""
    # A postcode that is nothing else, with a house number before it, is an address whatever the street is called.
    for found in _SURE_POSTCODE.finditer(text):
        if _HOUSE.search(text[max(0, found.start() - 100) : found.start()]):
            return True
    words = everywhere("streets")
    said = {word for word in worded.vocabulary if word in words or word.endswith(_GERMAN_STREETS)}
    if not said or not _POSTCODE.search(text):
        return False
    for token in compress(range(len(worded.tokens)), map(said.__contains__, worded.tokens)):
        start, _ = worded.span(token, token)
        near = text[max(0, start - 60) : start + 120]
        if _HOUSE.search(near) and _POSTCODE.search(text[max(0, start - 80) : start + 200]):
            return True
    return False


def has_own_stream(check: Check) -> Results:
    """FW-ID-08: the sub-domain of From matches the stream: care, marketing and receipts apart."""
    host = check.view.from_host
    label = host.removesuffix(organisational_domain(host)).strip(".").split(".")[-1] if host else ""
    if not label:
        return
    selling = check.message_class in SELLING
    if not selling and label in everywhere("selling_streams"):
        yield Seen(
            check.view.header_where("From", host), f"{check.message_class} mail comes from {host}, a marketing stream"
        )
    elif selling and label in everywhere("caring_streams") | everywhere("receipt_streams"):
        yield Seen(
            check.view.header_where("From", host),
            f"{check.message_class} mail comes from {host}, a stream for other mail",
        )


_USER_LINK = re.compile(r"https?://|www\.|\b[\w-]{1,63}\.(?:com|net|org|io|xyz|top|ly|me|info|shop)\b", re.IGNORECASE)
_USER_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,22}\d")
_USER_MONEY = re.compile(r"[€$£]\s?\d|\d\s?(?:[€$£]|EUR|USD|GBP)\b", re.IGNORECASE)


def cleans_user_text(check: Check) -> Results:
    """FW-ID-09: what other people wrote is free of links, numbers and money claims, and set apart as a quote."""
    texts = check.context.user_texts
    if texts is None:
        yield NotChecked("which words other people wrote is not known; pass LintContext.user_texts")
        return
    for text in texts:
        for pattern, what in (
            (_USER_LINK, "a web address"),
            (_USER_NUMBER, "a phone number"),
            (_USER_MONEY, "an amount of money"),
        ):
            found = pattern.search(text)
            if found:
                yield Seen(
                    _where_text(check, text), f"text by somebody else holds {what}: “{shorten(found.group(0), 60)}”"
                )
        html = check.view.html
        if html and html.document and text.strip() and not _is_quoted(html.document.source, text.strip()):
            yield Seen(_where_text(check, text), "text by somebody else is not set apart in a marked quote")
        if text.strip() and text.strip() in check.view.subject.text and _USER_MONEY.search(check.view.subject.text):
            yield Seen(
                check.view.header_where("Subject", text), "text by somebody else puts an amount into the subject"
            )


def _where_text(check: Check, text: str) -> Where:
    for body in check.view.bodies:
        at = body.text.find(" ".join(text.split())[:40])
        if at >= 0:
            return body.where(at, at + min(len(text), 120))
    return Where("message", 0, 0, shorten(text))


def _is_quoted(source: str, text: str) -> bool:
    at = source.find(text[:40])
    before = source[:at].lower() if at >= 0 else ""
    return at >= 0 and before.rfind("<blockquote") > before.rfind("</blockquote")


def is_registered(check: Check) -> Results:
    """FW-ID-10: the message stands in the sent record, so that the check page can answer."""
    if check.context.registered is None:
        yield NotChecked("whether the mail is in the sent record is not known here; the console checks it")
    elif not check.context.registered:
        yield Seen(
            Where("message"), "the mail is not in the sent record; customers who check it will be told we cannot tell"
        )
