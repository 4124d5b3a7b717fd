"""Genuine mail of the practice inbox passes the linter: it does nothing that the lessons warn of."""

from __future__ import annotations

from datetime import date

import pytest

from forewarn.lessons.rules.library.bodies import blocks
from forewarn.lessons.rules.library.loading import load_library
from forewarn.lessons.rules.library.placeholders import BrandFacts, fill, values_for
from forewarn.lessons.rules.library.types import ItemText, Lesson
from lint.mails import lint, mail

FACTS = BrandFacts("Alder", "alder.example", safety_host="safety.alder.example", has_app=True, signer="Mara Lindqvist")
# Asking, links, files, codes, numbers, pressure, and teaching what proves nothing.
WATCHED = ("FW-RQ", "FW-LK", "FW-AT", "FW-QR", "FW-PH", "FW-PR", "FW-ID-01", "FW-RD-04", "FW-WD")


def _bytes(item: ItemText, locale: str) -> bytes:
    values = values_for(FACTS, locale, date(2026, 11, 23))
    words = "\n\n".join(block.text for block in blocks(item.body, values))
    sender = f'"{fill(item.from_name, values)}" <{fill(item.from_address, values)}>'
    return mail(words, subject=fill(item.subject, values), From=sender, Content_Language=locale)


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.slug) for lesson in load_library()])
def test_no_rule_of_asking_or_pressure_finds_anything_in_it(lesson: Lesson, locale: str) -> None:
    for item in lesson.items:
        if item.is_lure or item.channel != "mail":
            continue
        report = lint(_bytes(lesson.texts[locale].items[item.id], locale))
        grave = [
            (item.id, finding.rule, finding.where.text)
            for finding in report.findings
            if finding.rule.startswith(WATCHED) and finding.severity.value in ("block", "error")
        ]
        assert grave == []
