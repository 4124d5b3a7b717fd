"""Pressure and bait: hurry, threats, prizes, loud subjects, alarms (FW-PR)."""

from __future__ import annotations

import re
import unicodedata

from forewarn.lint.findings import shorten
from forewarn.lint.rule import Check, Results, Seen
from forewarn.lint.severity import CARING, MessageClass, Severity
from forewarn.lint.words.folding import is_disguised
from forewarn.lint.words.text import Hit

_AMOUNT = re.compile(
    r"(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF|R\$))\s?\d[\d.,]*|\d[\d.,]{0,20}\s?(?:[€$£¥]|(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds|USDT|BTC|ETH)\b)",
    re.IGNORECASE,
)
_REPLY = re.compile(r"\A\s*(?:re|aw|sv|antw|tr|rv|ref|fwd?|wg|i)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_LOUD = re.compile(r"[!?¡]\s*[!?¡]|!{2,}")
_CAPITALS = re.compile(r"\b[A-ZÄÖÜÀ-Þ]{2,}\b")
_MIN_CAPITAL_LETTERS = 8  # in words of capitals; less is an abbreviation or a brand's own spelling


def hurries(check: Check) -> Results:
    """FW-PR-01: no urgency words or countdowns; a deadline counts where its sentence demands something."""
    # How long a one-time code works is a fact about the code.
    for hit, where in (*check.view.meant("urgency"), *check.view.meant("expiry", unless="one_time_code", reach=1)):
        yield Seen(where, f"“{shorten(hit.words, 60)}” hurries the reader")
    said: set[str] = set()
    for worded, body in check.view.texts():
        demanding = {h.sentence for h in worded.meant("demand")}
        for hit in worded.meant("deadline"):
            words = hit.words.casefold()
            if hit.sentence in demanding and words not in said and not _overlaps(hit.start, worded.meant("urgency")):
                said.add(words)
                yield Seen(
                    check.view.where_of(hit, body),
                    f"“{shorten(hit.words, 60)}” sets a deadline for what the sentence demands",
                )


def _overlaps(start: int, hits: list[Hit]) -> bool:
    return any(hit.start <= start < hit.end for hit in hits)


def threatens(check: Check) -> Results:
    """FW-PR-02: no threats; in transactional mail only where the same notice stands in the account."""
    if check.message_class is MessageClass.TRANSACTIONAL and check.context.notice_in_account:
        return
    # "Your membership has been cancelled, as you asked" confirms and threatens nobody, nor does its subject.
    confirms = any(body.worded.meant("as_asked") for body in check.view.bodies)
    for hit, where in check.view.meant("threat", unless="as_asked", subject=not confirms):
        yield Seen(where, f"“{shorten(hit.words, 80)}” threatens the reader")


def baits(check: Check) -> Results:
    """FW-PR-03: no prizes, winners, exclusive or limited offers."""
    # Honest shops say “exclusive offer” as often as lures do (docs/lint-trip-rates.md); prizes and winnings they do not.
    softer = Severity.ERROR if check.message_class in (MessageClass.TRANSACTIONAL, MessageClass.OPERATIONAL) else None
    for category, severity in (("bait", None), ("mild_bait", softer)):
        for hit, where in check.view.meant(category):
            yield Seen(where, f"“{shorten(hit.words, 60)}” baits the reader", severity)


def has_loud_subject(check: Check) -> Results:
    """FW-PR-04: a calm subject: no capitals, !!, emoji, fake Re: or Fwd:, amounts; “account”, “invoice” only if transactional."""
    view = check.view
    if view.mail is None:
        return
    subject = view.subject.text
    softer = None if check.message_class in CARING else Severity.ERROR
    is_answer = bool(view.mail.all("in-reply-to") or view.mail.all("references"))
    for what, words, honest in _loudness(subject, is_answer):
        # Honest newsletters have an emoji or an amount as often as lures do (docs/lint-trip-rates.md).
        yield Seen(view.header_where("Subject", words), what, softer if honest else None)
    if check.message_class in (MessageClass.TRANSACTIONAL, MessageClass.OPERATIONAL):
        return
    for hit in view.subject.meant("money_subject"):
        yield Seen(view.header_where("Subject", hit.words), f"the subject says “{hit.words}”, which lures say most")


def _loudness(subject: str, is_answer: bool) -> list[tuple[str, str, bool]]:
    """What is loud in a subject, the words, and whether honest mail has it as often as lures."""
    found: list[tuple[str, str, bool]] = []
    if is_disguised(subject):
        found.append(("the subject is written in letters that pose as others", subject[:60], False))
    capitals = [m.group(0) for m in _CAPITALS.finditer(subject)]
    letters = sum(c.isalpha() for c in subject)
    if sum(map(len, capitals)) >= max(_MIN_CAPITAL_LETTERS, 0.5 * letters) and len(capitals) > 1:
        found.append(("the subject shouts in capitals", " ".join(capitals)[:60], False))
    loud = _LOUD.search(subject)
    if loud:
        found.append((f"the subject has “{loud.group(0)}”", loud.group(0), False))
    emoji = next((c for c in subject if is_emoji(c)), "")
    if emoji:
        found.append((f"the subject has the emoji {emoji}", emoji, True))
    reply = _REPLY.match(subject)
    if reply and not is_answer:
        found.append(
            (f"the subject begins with “{reply.group(0).strip()}” and answers nothing", reply.group(0).strip(), False)
        )
    amount = _AMOUNT.search(subject)
    if amount:
        found.append((f"the subject names the amount “{amount.group(0)}”", amount.group(0), True))
    return found


def is_emoji(letter: str) -> bool:
    """Whether a character is a pictogram (not ©, ® or ™, which are marks)."""
    code = ord(letter)
    if (
        0x1F000 <= code <= 0x1FAFF
        or 0x2600 <= code <= 0x27BF
        or code in (0x2B50, 0x2B55, 0x23F0, 0x23F3, 0x231B, 0x26A0)
    ):
        return True
    return code > 0x1F000 and unicodedata.category(letter) == "So"


def raises_alarm(check: Check) -> Results:
    """FW-PR-05: a notice of unusual activity offers only a check inside the app."""
    alarms = check.view.meant("security_alert")
    if not alarms:
        return
    ways = [link for link in check.view.web_links if not link.leaves and not link.address.is_root]
    mails = [link for link in check.view.links if link.address.scheme in ("mailto", "tel") and not link.leaves]
    if not ways and not mails:
        return
    hit, where = alarms[0]
    way = (ways or mails)[0]
    target = way.address.host or way.address.written
    yield Seen(
        where,
        f"“{shorten(hit.words, 60)}” raises an alarm, and the mail offers a link to {shorten(target, 60)}",
        _alarm_severity(check),
    )


def _alarm_severity(check: Check) -> Severity | None:
    return Severity.INFO if check.context.solicited else None
