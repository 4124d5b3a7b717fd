"""From facts to the document that is previewed, linted, sent and published (evidence D.5, in its order)."""

from __future__ import annotations

from datetime import timedelta

from forewarn.mail.dates import day_in_words
from forewarn.mail.documents import Block, Document, Heading, Items, Paragraph
from forewarn.vendor_changes.notice.facts import ChangeFacts, Measure, NoticeSignature, Touched, VendorFacts
from forewarn.vendor_changes.notice.phrases.languages import PHRASES, phrases_for
from forewarn.vendor_changes.notice.phrases.shape import Phrases
from forewarn.vendor_changes.rules.kinds import Aspect, Kind

MEASURES = 3  # facts on protection; more is not read
FOR_ALL = None  # in place of one group's data: the page for everybody


def compose(facts: ChangeFacts, touched: Touched | None, *, signature: NoticeSignature, locale: str) -> Document:
    """The notice for the customers of one group, or (`touched` None) the public page, in one locale."""
    say = phrases_for(locale) or PHRASES["en"]
    blocks: list[Block] = [Paragraph(say.opening, strong=True)] if touched else []
    blocks += _what(say, facts)
    blocks += [Heading(say.why), Paragraph(say.reasons[facts.why])]
    if facts.urgency:
        blocks.append(Paragraph(say.urgent[facts.urgency].format(days=facts.lead_days)))
    blocks += _data(say, facts, touched)
    if facts.kind is not Kind.LEAVING:
        blocks += _where(say, facts)
    blocks += _old(say, facts)
    blocks += _choices(say, facts, signature)
    if facts.kind is not Kind.LEAVING and facts.vendor.never_writes:
        blocks.append(Paragraph(say.never_writes.format(vendor=facts.vendor.name)))
    blocks += _foot(say, signature) if touched else []
    subject = say.aspects[facts.aspect][0] if facts.aspect else say.subjects[facts.kind]
    return Document(subject.format(date=day_in_words(facts.effective_on, say.dates)), locale, tuple(blocks))


def compose_correction(facts: ChangeFacts, *, signature: NoticeSignature, locale: str, mail: bool) -> Document:
    """That an announced change will not happen: to those who were told, or (`mail` False) for the page."""
    say = phrases_for(locale) or PHRASES["en"]
    blocks: list[Block] = [Paragraph(say.not_happening_opening, strong=True)] if mail else []
    blocks += [Paragraph(say.told), Items((_sentence(say, facts),)), Paragraph(f"{say.stays} {say.settled}")]
    blocks += _foot(say, signature) if mail else []
    return Document(say.not_happening, locale, tuple(blocks))


def sentence(facts: ChangeFacts, locale: str, *, happened: bool = False) -> str:
    """The change in one sentence, as it is to come or as it happened."""
    return _sentence(phrases_for(locale) or PHRASES["en"], facts, happened=happened)


def _sentence(say: Phrases, facts: ChangeFacts, *, happened: bool = False) -> str:
    other = facts.other.name if facts.other else facts.vendor.name
    words = (say.happened if happened else say.change)[facts.kind]
    if facts.aspect:
        words = say.aspects[facts.aspect][2 if happened else 1]
    return words.format(
        date=day_in_words(facts.effective_on, say.dates),
        vendor=facts.before.name,
        other=other,
        name=facts.vendor.name,
        supplier=facts.supplier.name if facts.supplier else "",
    )


def _what(say: Phrases, facts: ChangeFacts) -> list[Block]:
    lines = [_sentence(say, facts)]
    if facts.supplier and facts.supplier.purpose:
        lines.append(say.supplier_does.format(supplier=facts.supplier.name, purpose=facts.supplier.purpose.rstrip(".")))
    elif facts.vendor.purpose and not facts.supplier:
        lines.append(say.does.format(purpose=facts.vendor.purpose.rstrip(".")))
    if facts.kind is Kind.NEW_ROLE:
        lines += _part(say, facts)
    return [Heading(say.changes), Paragraph(" ".join(lines))]


def _part(say: Phrases, facts: ChangeFacts) -> list[str]:
    """What a vendor did before, and whose orders it works on, where that changes."""
    lines = []
    if facts.before.purpose and facts.before.purpose != facts.vendor.purpose:
        lines.append(say.did.format(purpose=facts.before.purpose.rstrip(".")))
    if facts.vendor.role and facts.vendor.role != facts.before.role:
        lines.append(say.role.format(role=facts.vendor.role))
        lines += [say.role_before.format(role=facts.before.role)] if facts.before.role else []
    return lines


def _data(say: Phrases, facts: ChangeFacts, touched: Touched | None) -> list[Block]:
    blocks: list[Block] = [Heading(say.data)]
    if touched is FOR_ALL:
        return [*blocks, Paragraph(say.for_some)]
    other = facts.other.name if facts.other else facts.vendor.name
    off = say.off_only if facts.kind is Kind.LEAVING else say.off
    at, supplier = (say.sees, facts.supplier.name) if facts.supplier else (say.at, "")
    for words, codes in ((say.to, touched.to), (off, touched.off), (at, touched.at)):
        if codes:
            named = [_category(say, code, part=words == say.off and code in touched.to) for code in codes]
            text = words.format(vendor=facts.vendor.name, other=other, supplier=supplier)
            blocks += [Paragraph(text), Items(tuple(named))]
    if touched.rest:
        names = say.comma.join(say.categories[code] for code in touched.rest)
        blocks.append(Paragraph(say.rest.format(categories=names)))
    return blocks


def _category(say: Phrases, code: str, *, part: bool) -> str:
    name = say.categories[code]
    text = say.part_of.format(category=name) if part else name
    return text[:1].upper() + text[1:]


def _where(say: Phrases, facts: ChangeFacts) -> list[Block]:
    vendor, lines = facts.vendor, []
    if facts.supplier and facts.supplier.places:
        places = say.comma.join(facts.supplier.places)
        lines.append(say.supplier_places.format(supplier=facts.supplier.name, places=places))
    if vendor.storage_places:
        lines.append(say.kept.format(places=say.comma.join(vendor.storage_places)))
    if facts.kind is Kind.NEW_PLACE and facts.aspect is None and facts.before.storage_places:
        lines.append(say.kept_before.format(places=say.comma.join(facts.before.storage_places)))
    if vendor.access_places and set(vendor.access_places) != set(vendor.storage_places):
        lines.append(say.seen.format(places=say.comma.join(vendor.access_places)))
    if facts.aspect is Aspect.SEEN and facts.before.access_places:
        lines.append(say.seen_before.format(places=say.comma.join(facts.before.access_places)))
    if facts.kind is Kind.NEW_PLACE and vendor.mechanism and vendor.mechanism != facts.before.mechanism:
        lines.append(say.abroad.format(mechanism=vendor.mechanism))
    if vendor.retention:
        lines.append(say.how_long.format(retention=vendor.retention.rstrip(".")))
    blocks: list[Block] = [Heading(say.where)]
    if lines:
        blocks.append(Paragraph(" ".join(lines)))
    return [*blocks, *_protection(say, vendor)]


def _protection(say: Phrases, vendor: VendorFacts) -> list[Block]:
    if not vendor.measures:
        return [Paragraph(say.unchecked)]
    named = tuple(_measure(say, measure) for measure in vendor.measures[:MEASURES])
    return [Paragraph(say.protected.format(vendor=vendor.name)), Items(named)]


def _measure(say: Phrases, measure: Measure) -> str:
    known = [say.basis[measure.basis]] if measure.basis in say.basis else []
    if measure.checked_on:
        known.append(say.checked_on.format(date=day_in_words(measure.checked_on, say.dates)))
    return f"{measure.text} ({say.comma.join(known)})" if known else measure.text


def _old(say: Phrases, facts: ChangeFacts) -> list[Block]:
    goes = facts.other or (facts.vendor if facts.kind is Kind.LEAVING else None)
    if goes is None or facts.deleted_by is None:
        return []
    text = say.must_delete.format(other=goes.name, date=day_in_words(facts.deleted_by, say.dates))
    if goes.deletion:
        text += " " + say.how_deleted.format(deletion=goes.deletion.rstrip("."))
    return [Heading(say.old.format(other=goes.name)), Paragraph(text)]


def _choices(say: Phrases, facts: ChangeFacts, signature: NoticeSignature) -> list[Block]:
    last = day_in_words(facts.effective_on - timedelta(days=1), say.dates)
    items = [
        say.nothing.format(date=day_in_words(facts.effective_on, say.dates)),
        say.object.format(date=last, website=signature.website, safety=signature.safety, data=signature.data),
    ]
    if facts.vendor.loses:
        items[-1] += " " + say.loses.format(loses=facts.vendor.loses.rstrip("."))
    elif facts.vendor.essential:
        items[-1] += " " + say.needed
    return [Heading(say.choices), Items(tuple(items)), Paragraph(say.whole_list.format(list=signature.list))]


def _foot(say: Phrases, signature: NoticeSignature) -> list[Block]:
    how = say.check_how_app if signature.app_name else say.check_how
    return [
        Heading(say.check),
        Paragraph(
            how.format(app=signature.app_name, website=signature.website, safety=signature.safety, list=signature.list)
        ),
        Paragraph(say.signed.format(name=signature.signer_name, role=signature.signer_role)),
        Paragraph(signature.imprint, small=True),
        Paragraph(say.foot, small=True),
    ]
