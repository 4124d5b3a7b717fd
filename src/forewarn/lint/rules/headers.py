"""List, report and automatic-mail headers (FW-HD)."""

from __future__ import annotations

import re

from forewarn.lint.findings import Where, shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.rules.authentication import signature_tags
from forewarn.lint.severity import SELLING, MessageClass

MIN_TOKEN = 12  # characters of an unsubscribe address that nobody guesses
_URI = re.compile(r"<\s*([^<>\s]+)\s*>")
_LIST_ID = re.compile(r"<[^<>@\s]{1,255}\.[^<>@\s]{1,63}>")
_PERSONAL = re.compile(r"@|%40|\{\{|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE)


def offers_way_out(check: Check) -> Results:
    """FW-HD-01: RFC 8058 pair with one HTTPS address, both signed, an opaque token, and a way out in the body."""
    mail = check.view.mail
    if not any(link.leaves for link in check.view.links) and not any(
        b.worded.all("unsubscribe") for b in check.view.bodies
    ):
        body = check.view.lead
        yield Seen(Where(body.part if body else "message"), "the body does not say how to stop this mail")
    if mail is None:
        yield NotChecked("an HTML file has no headers; the sender adds List-Unsubscribe")
        return
    value = mail.value("list-unsubscribe")
    if not value:
        yield Seen(Where("header List-Unsubscribe"), "the mail has no List-Unsubscribe header")
        return
    where = check.view.header_where("List-Unsubscribe")
    secure = [uri for uri in _URI.findall(value) if uri.lower().startswith("https:")]
    if len(secure) != 1:
        yield Seen(where, f"List-Unsubscribe names {len(secure)} https addresses; exactly one is needed (RFC 8058)")
    if mail.value("list-unsubscribe-post").strip().lower() != "list-unsubscribe=one-click":
        yield Seen(where, "List-Unsubscribe-Post: List-Unsubscribe=One-Click is missing (RFC 8058)")
    if secure and not _is_opaque(secure[0]):
        yield Seen(
            where,
            "the https address of List-Unsubscribe holds no code that is hard to guess, or holds an email address",
        )
    yield from _unsigned(check, where)


def _is_opaque(uri: str) -> bool:
    tail = uri.partition("://")[2].partition("/")[2]
    tokens = re.findall(rf"[A-Za-z0-9_=.~-]{{{MIN_TOKEN},}}", tail)
    return bool(tokens or "{{" in tail or "*|" in tail) and not re.search(r"@|%40", tail)


def _unsigned(check: Check, where: Where) -> Results:
    mail = check.view.mail
    signatures = mail.all("dkim-signature") if mail else []
    if not signatures:
        return
    for header in signatures:
        covered = {name.lower() for name in signature_tags(header).get("h", "").split(":")}
        if {"list-unsubscribe", "list-unsubscribe-post"} <= covered:
            return
    yield Seen(where, "no DKIM signature covers both List-Unsubscribe and List-Unsubscribe-Post")


def misleads_about_stopping(check: Check) -> Results:
    """FW-HD-02: a leak notice does not offer to stop leak notices, in words or headers."""
    if check.message_class is not MessageClass.MANDATED:
        return
    mail = check.view.mail
    if mail is not None and mail.all("list-unsubscribe"):
        yield Seen(
            check.view.header_where("List-Unsubscribe"),
            "a leak notice carries List-Unsubscribe, but nobody can opt out of it",
        )
    for hit, where in check.view.meant("unsubscribe_notices", subject=False):
        yield Seen(where, f"“{shorten(hit.words, 80)}” promises to stop notices that the law requires")
    for link in check.view.links:
        if link.leaves:
            yield Seen(link.where, "a leak notice has a link to unsubscribe, but nobody can opt out of it")
            break


def has_stream_headers(check: Check) -> Results:
    """FW-HD-03: List-Id per stream; Feedback-ID a:b:c:SenderId with 5 to 15 characters and nothing personal."""
    mail = check.view.mail
    if mail is None or (check.message_class not in SELLING and check.message_class is not MessageClass.CARE):
        return
    if not mail.all("list-id"):
        yield Seen(Where("header List-Id"), "the mail has no List-Id for its stream (RFC 2919)")
    elif not _LIST_ID.search(mail.value("list-id")):
        yield Seen(check.view.header_where("List-Id"), "List-Id is not of the form <stream.brand.example>")
    if not mail.all("feedback-id"):
        yield Seen(Where("header Feedback-ID"), "the mail has no Feedback-ID")
        return
    value = mail.value("feedback-id")
    sender = value.rsplit(":", 1)[-1].strip()
    where = check.view.header_where("Feedback-ID")
    if value.count(":") != 3 or not 5 <= len(sender) <= 15:
        yield Seen(
            where, f"Feedback-ID “{shorten(value, 60)}” is not a:b:c:SenderId with a SenderId of 5 to 15 characters"
        )
    if _PERSONAL.search(value):
        yield Seen(where, f"Feedback-ID “{shorten(value, 60)}” holds something of one person")


def is_marked_automatic(check: Check) -> Results:
    """FW-HD-04: automatic mail says Auto-Submitted; no Precedence tricks."""
    mail = check.view.mail
    if mail is None:
        return
    if mail.value("precedence"):
        yield Seen(
            check.view.header_where("Precedence"),
            f"Precedence: {shorten(mail.value('precedence'), 30)} is no standard and mutes answers",
        )
    automatic = check.message_class in (MessageClass.TRANSACTIONAL, MessageClass.OPERATIONAL, MessageClass.MANDATED)
    if automatic and not mail.value("auto-submitted"):
        yield Seen(Where("header Auto-Submitted"), "automatic mail without Auto-Submitted: auto-generated (RFC 3834)")
