"""What the mail asks for: secrets, replies, money, programs (FW-RQ)."""

from __future__ import annotations

import re

from forewarn.lint.findings import shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.severity import CARING, SELLING, MessageClass, Severity
from forewarn.lint.words.language_lists import LanguageLists
from forewarn.lint.words.text import word_text
from forewarn.mail.mailbox_providers import gives_mailboxes

# Fields of a form that take something of one's own; without them it searches or votes.
_PERSONAL_FIELD = re.compile(
    r"pass|pwd|kennwort|\bpin\b|user|login|e?-?mail|card|\bcc|cvv|cvc|ssn|birth|phone|\btel|name|account|konto|iban|code|otp|wallet|seed"
    r"|phrase|address|adresse|zip|plz|street",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"\.(?:exe|msi|msix|apk|dmg|pkg|jar|scr|bat|ps1|appimage|deb|rpm|ipa)(?:\Z|[?#])", re.IGNORECASE)
_STORES = frozenset(
    (
        "apps.apple.com",
        "itunes.apple.com",
        "play.google.com",
        "apps.microsoft.com",
        "f-droid.org",
        "appgallery.huawei.com",
    )
)


def asks_for_secret(check: Check) -> Results:
    """FW-RQ-01: no request for a password, code, PIN, card, identity papers, birth date or remote access."""
    view = check.view
    codes = view.meant("ask_code", unless="voucher")  # a code for a discount, or to hand on to friends, is no secret
    updates = view.meant("ask_update", unless="own_place")  # "in our app, under Settings" is where to do it
    for hit, where in (*view.meant("ask_secret"), *codes, *updates):
        yield Seen(where, f"“{shorten(hit.words, 80)}” asks for what only a lure asks for")


def asks_for_answer(check: Check) -> Results:
    """FW-RQ-02: no form in the mail; no “reply with your …”."""
    for body in check.view.bodies:
        for form in body.document.forms if body.document else ():
            fields = ", ".join(form.fields[:4]) or "a button"
            target = f" sent to {shorten(form.action, 60)}" if form.action else ""
            # A box to search the shop asks for nothing of one's own; honest newsletters have had them.
            asks = any(_PERSONAL_FIELD.search(name) for name in form.fields)
            softer = None if asks or check.message_class in CARING else Severity.ERROR
            yield Seen(body.at_source(form.offset, fields), f"the mail holds a form ({fields}){target}", softer)
    strangers = ("reply_to_me",) if _answers_leave(check) else ()
    for hit, where in check.view.meant("reply_with", *strangers):
        yield Seen(where, f"“{shorten(hit.words, 80)}” asks to answer with personal details")


def _answers_leave(check: Check) -> bool:
    """Whether a reply goes to another organisation, or to a mailbox that anybody can have."""
    mail = check.view.mail
    boxes = (mail.mailboxes("reply-to") or check.view.senders) if mail else []
    hosts = [box.domain for box in boxes if box.domain]
    return any(not check.owns(host) or gives_mailboxes(host, check.profile) for host in hosts)


def asks_for_money(check: Check) -> Results:
    """FW-RQ-03: no request for gift cards, crypto, transfers or a “safe account”; no change of bank details."""
    for hit, where in check.view.meant("ask_money"):
        yield Seen(where, f"“{shorten(hit.words, 80)}” asks to move money or value")
    if check.message_class in SELLING:
        return  # a shop that sells gift cards says so
    softer = None if check.message_class in CARING else Severity.ERROR
    for hit, where in check.view.meant("gift_card"):
        yield Seen(where, f"“{shorten(hit.words, 80)}” asks to buy or send a gift card", softer)


def breaks_promise(check: Check) -> Results:
    """FW-RQ-04: each promise holds for this message, by the rules that keep it."""
    lists = check.view.lists
    for promise in check.profile.promises:
        statement = promise.statement(check.view.language or "en")
        if not promise.rules:
            yield NotChecked(f"no rule keeps the promise “{shorten(statement, 80)}”")
            continue
        about = _topics(statement, lists)
        told: set[str] = set()
        for finding in check.earlier:
            if finding.rule not in promise.rules or finding.rule in told:
                continue
            asked = _topics(finding.message, lists)
            if about and asked and not about & asked:
                continue  # it asks for a card, the promise speaks of codes
            told.add(finding.rule)
            yield Seen(
                finding.where,
                f"this breaks the promise “{statement}” ({finding.rule}: {finding.message})",
                breaks=f"The promise “{statement}”",
            )
    if not check.profile.promises:
        yield NotChecked("the profile holds no promises")


def _topics(text: str, lists: LanguageLists | None) -> set[str]:
    """What a text is about: password, code, card, identity, remote access, value."""
    return {category for category in word_text(text, lists).matches if category.startswith("topic_")}


def asks_to_install(check: Check) -> Results:
    """FW-RQ-05: no download or installation outside the stores by name; in a leak notice never."""
    for link in check.view.web_links:
        if _PROGRAM.search(link.address.path):
            yield Seen(link.where, f"the link leads to a program: {shorten(link.address.path, 60)}")
        elif check.message_class is MessageClass.MANDATED and link.address.host in _STORES:
            yield Seen(link.where, f"a leak notice leads to {link.address.host}")
    if check.message_class is not MessageClass.MANDATED and _names_store(check):
        return
    # News of programs and shops' own apps say so as often as lures (docs/lint-trip-rates.md); only links settle it.
    softer = None if check.message_class in CARING else Severity.ERROR
    for hit, where in check.view.meant("download", "download_app"):
        yield Seen(where, f"“{shorten(hit.words, 80)}” tells to install something", softer)


def _names_store(check: Check) -> bool:
    """Whether the mail names or links to one of the app stores."""
    if any(link.address.host in _STORES for link in check.view.web_links):
        return True
    names = " ".join(image.alt or "" for _, image in check.view.images).casefold()
    return "app store" in names or "google play" in names or any(w.all("store") for w, _ in check.view.texts())
