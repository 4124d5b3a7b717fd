"""The practice inbox against the linter: genuine mail does nothing that the lessons warn of, and every fake does."""

from __future__ import annotations

from datetime import date
from html import escape

import pytest

from forewarn.lessons.rules.reading.bodies import Block, blocks
from forewarn.lessons.rules.reading.loading import load_library
from forewarn.lessons.rules.reading.placeholders import BrandFacts, fill, values_for
from forewarn.lessons.rules.reading.types import ItemPlan, ItemText, Lesson
from forewarn.lint.findings import LintReport
from lint.mails import lint, mail

FACTS = BrandFacts("Alder", "alder.example", safety_host="safety.alder.example", has_app=True, signer="Mara Lindqvist")
# Asking, links, files, codes, numbers, pressure, and teaching what proves nothing.
WATCHED = ("FW-RQ", "FW-LK", "FW-AT", "FW-QR", "FW-PH", "FW-PR", "FW-ID-01", "FW-RD-04", "FW-WD")
EACH = pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.slug) for lesson in load_library()])
LOCALES = pytest.mark.parametrize("locale", ["en", "es"])


def _html(block: Block) -> str:
    """A block as a mail program draws it, with live links."""
    runs = (f'<a href="{escape(r.target)}">{escape(r.text)}</a>' if r.target else escape(r.text) for r in block.runs)
    return f"<p>{''.join(runs)}</p>"


def _report(item: ItemText, locale: str) -> LintReport:
    values = values_for(FACTS, locale, date(2026, 11, 23))
    body = blocks(item.body, values)
    files = tuple((fill(one.name, values), "application/octet-stream", b"x") for one in item.attachments)
    raw = mail(
        "\n\n".join(block.text for block in body),
        "\n".join(map(_html, body)),
        subject=fill(item.subject, values),
        attachments=files,
        From=f'"{fill(item.from_name, values)}" <{fill(item.from_address, values)}>',
        Content_Language=locale,
    )
    return lint(raw)


def _grave(lesson: Lesson, item: ItemPlan, locale: str) -> list[tuple[str, str]]:
    found = _report(lesson.texts[locale].items[item.id], locale).findings
    grave = [finding for finding in found if finding.severity.value in ("block", "error")]
    return [(finding.rule, finding.where.text) for finding in grave if finding.rule.startswith(WATCHED)]


@LOCALES
@EACH
def test_no_rule_of_asking_links_or_pressure_finds_anything_in_genuine_mail(lesson: Lesson, locale: str) -> None:
    mails = [item for item in lesson.items if not item.is_lure and item.channel == "mail"]
    assert {item.id: found for item in mails if (found := _grave(lesson, item, locale))} == {}


@LOCALES
@EACH
def test_the_linter_would_have_stopped_every_fake_mail(lesson: Lesson, locale: str) -> None:
    """What a fake does, a brand that keeps its promises does not: so there is something to tell them apart by."""
    fakes = [item for item in lesson.items if item.is_lure and item.channel == "mail"]
    assert fakes
    assert [item.id for item in fakes if not _grave(lesson, item, locale)] == []
