"""From an outline to the document that is previewed, linted, sent and published."""

from __future__ import annotations

from datetime import date

from forewarn.alerts.phrases import PHRASES, Phrases, phrases_for
from forewarn.alerts.rules import Outline, Words, season_index
from forewarn.brands.rules.signature import Signature
from forewarn.mail.dates import day_in_words
from forewarn.mail.documents import Block, Document, Facts, Heading, Items, Paragraph


def season_label(locale: str, year: int, quarter: int, country: str) -> str:
    """“spring 2027” in the words of the locale."""
    phrases = phrases_for(locale) or PHRASES["en"]
    return f"{phrases.seasons[season_index(quarter, country)]} {year}"


def compose(outline: Outline, words: Words, *, signature: Signature, statements: tuple[str, ...]) -> Document:
    """The note in one locale; `statements` are the chosen promises in that locale (evidence D.4, in its order)."""
    fixed = phrases_for(words.locale) or PHRASES["en"]
    subject = fixed.subject.format(brand=signature.brand, season=words.season)
    blocks: list[Block] = [Paragraph(fixed.opening.format(season=words.season), strong=True)]
    blocks += _scams(fixed, words)
    blocks += [Heading(fixed.never), Items(statements)]
    if words.thing_title or words.thing_steps:
        blocks.append(Heading(fixed.thing.format(minutes=outline.thing_minutes)))
        if words.thing_title:
            blocks.append(Paragraph(words.thing_title))
        if words.thing_steps:
            blocks.append(Items(words.thing_steps, ordered=True))
    blocks += _practice(fixed, words, signature)
    if words.protections:
        lines = tuple(f"{day_in_words(p.on, fixed.dates)}: {p.text}" for p in words.protections)
        blocks += [Heading(fixed.did), Items(lines)]
    blocks += [Heading(fixed.suppliers), Paragraph(f"{words.suppliers or fixed.no_changes} {fixed.supplier_page}")]
    blocks += _check(fixed, outline.planned_on, signature)
    blocks += _foot(fixed, words, signature)
    return Document(subject, words.locale, tuple(blocks))


def _scams(fixed: Phrases, words: Words) -> list[Block]:
    if not words.scams:
        return [Heading(fixed.scams), Paragraph(fixed.no_scams)]
    entries = tuple((s.says, ((fixed.wants, s.wants), (fixed.tell, s.tell))) for s in words.scams)
    return [Heading(fixed.scams), Facts(entries)]


def _practice(fixed: Phrases, words: Words, signature: Signature) -> list[Block]:
    if not words.practice:
        return []
    how = fixed.practice_how.format(website=signature.website)
    return [Heading(fixed.practice), Items(words.practice), Paragraph(how)]


def _check(fixed: Phrases, on: date, signature: Signature) -> list[Block]:
    how = fixed.check_how_app if signature.app_name else fixed.check_how
    text = how.format(app=signature.app_name, website=signature.website, date=day_in_words(on, fixed.dates))
    return [Heading(fixed.check), Paragraph(text)]


def _foot(fixed: Phrases, words: Words, signature: Signature) -> list[Block]:
    signed = fixed.signed.format(name=signature.signer_name, role=words.signer_role or signature.signer_role)
    return [
        Paragraph(signed),
        Paragraph(signature.imprint, small=True),
        Paragraph(fixed.stop.format(website=signature.website), small=True),
    ]
