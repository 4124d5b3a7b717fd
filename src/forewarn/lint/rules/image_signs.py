"""What images carry and what signs of safety they show (FW-IM)."""

from __future__ import annotations

import re

from forewarn.lint.findings import shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.words.language_lists import everywhere
from forewarn.mail.html.document import HtmlImage
from forewarn.mail.patterns import Guarded

SMALL_PX = 40.0  # an image below this on one side is a rule or an icon
MIN_WORDS_BESIDE_IMAGES = 20
_DATE = r"(?<=\b\d)\d?[./]\d{1,2}[./]\d{2,4}\b|(?<=\b\d)\d{3}-\d{2}-\d{2}\b"
_DATES = re.compile(rf"\d(?:{_DATE})")
# An amount, a share or a date; it begins with one character of few, so that the search skips all else at once.
_FACTS = Guarded(rf"[€$£\d](?:(?<=[€$£])\s?\d[\d.,]{{0,20}}|(?<=\d)[\d.,]{{0,20}}\s?[€$£%]|{_DATE})", *"€$£%")
_NO_DIGIT = re.compile(r"\D+")
_SIGNS = re.compile("[\U0001f512\U0001f510\U0001f50f\U0001f6e1\u2705\u2611\u2714\U0001f6c5]")
_BADGE = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(everywhere("badge_words"))), re.IGNORECASE)


def _is_shown(image: HtmlImage) -> bool:
    """Whether an image is large enough to show something."""
    sizes = [size for size in (image.width, image.height) if size is not None]
    return image.kind == "img" and not image.hidden and all(size > SMALL_PX for size in sizes)


def carries_meaning_in_images(check: Check) -> Results:
    """FW-IM-01: nothing said by images alone: alt texts, words beside them, a text part with the same facts."""
    bare = [(body, image) for body, image in check.view.images if _is_shown(image) and image.alt is None]
    if bare:
        body, image = bare[0]
        more = f" ({len(bare)} images)" if len(bare) > 1 else ""
        yield Seen(body.at_source(image.offset, image.src), f"an image has no alternative text{more}")
    html = check.view.html
    if html is None:
        return
    shown = [image for body, image in check.view.images if body is html and _is_shown(image)]
    if shown and html.worded.words < MIN_WORDS_BESIDE_IMAGES:
        yield Seen(
            html.at_source(shown[0].offset, shown[0].alt or shown[0].src),
            f"the mail says {html.worded.words} words beside {len(shown)} images",
        )
    if check.view.plain is None:
        yield NotChecked("there is no text part to compare with the HTML")
        return
    facts = _facts(html.text)
    said = _digits(check.view.plain.text) if facts else ""
    missing = [fact for fact in facts if _digits(fact) not in said]
    if missing and check.view.plain.worded.words:
        at = html.text.find(missing[0])
        yield Seen(html.where(at, at + len(missing[0])), f"the HTML says “{missing[0]}”, the text part does not")


def _facts(text: str) -> list[str]:
    facts = _FACTS.finditer(text) if _FACTS.may_stand_in(text) else _DATES.finditer(text)
    return list(dict.fromkeys(found.group(0).strip() for found in facts))[:200]


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text)


def shows_security_badge(check: Check) -> Results:
    """FW-IM-02: no padlocks, shields, “verified by” badges, or claims of being safe."""
    for body, image in check.view.images:
        found = _BADGE.search(image.alt or "") or _BADGE.search(image.src.rpartition("/")[2])
        if found and not image.hidden:
            yield Seen(
                body.at_source(image.offset, image.alt or image.src),
                f"an image shows a sign of safety: {shorten(found.group(0), 40)}",
            )
            break
    for worded, body_or_none in check.view.texts():
        sign = None if worded.text.isascii() else _SIGNS.search(worded.text)
        if sign:
            where = (
                body_or_none.where(sign.start(), sign.end())
                if body_or_none
                else check.view.header_where("Subject", sign.group(0))
            )
            yield Seen(where, f"the sign {sign.group(0)} stands for safety or proof")
            break
    for hit, where in check.view.meant("security_badge"):
        yield Seen(where, f"“{shorten(hit.words, 80)}” claims safety")


def shows_proof_mark(check: Check) -> Results:
    """FW-IM-03: no security phrase or picture shown as proof that the mail is genuine."""
    for hit, where in check.view.meant("proof_mark"):
        yield Seen(where, f"“{shorten(hit.words, 80)}” offers a mark as proof")
