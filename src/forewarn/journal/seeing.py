"""Reading a mail that came to a seed address: everything that is found out before anything is stored."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forewarn.brands.models import Brand
from forewarn.brands.queries import care_sender
from forewarn.foundation.resolving import resolver
from forewarn.intake.storable import storable
from forewarn.journal import letters
from forewarn.journal.masking import codes_in, masked_text
from forewarn.journal.rules import Evidence, class_of, evidence_of
from forewarn.lint.context import LintContext
from forewarn.lint.engine import lint_mail
from forewarn.lint.findings import LintReport
from forewarn.lint.severity import MessageClass
from forewarn.lint.view.message import MailView
from forewarn.lint.view.preparing import view_of_mail
from forewarn.mail.dkim.canonical import signed_form
from forewarn.mail.dkim.key_sources import BrandKeys
from forewarn.mail.dkim.verifying import verify_form
from forewarn.mail.domains import organisational_domain
from forewarn.mail.fingerprints import Fingerprint, fingerprint
from forewarn.mail.letters import letter_of
from forewarn.mail.reading.ambiguity import is_stray
from forewarn.mail.reading.message import ParsedMail
from forewarn.profiles.queries import brand_profile
from forewarn.vendors.models import Vendor

MAX_HTML = 500_000  # characters that are kept to be shown
MAX_FINDINGS = 100
AS_COMPARED = ("image_sources", "digest")  # of a letter: what copies are held against, and nobody can follow
KEPT_HEADERS = ("from", "reply-to", "subject", "date", "list-id", "list-unsubscribe", "feedback-id", "content-language")


@dataclass(frozen=True, slots=True)
class SeenMail:
    """A mail at a seed address as it is stored."""

    brand_id: int
    vendor_id: int | None  # who sent it
    seed_vendor_id: int | None  # to whose seed it came
    evidence: Evidence
    message_class: MessageClass
    fields: dict[str, Any]  # columns of `Campaign` that the first copy fills
    fingerprint: Fingerprint
    subject: str
    sender_domain: str
    message_id: str
    at: datetime
    mail_id: int | None = None


def look_at(
    brand: Brand,
    raw: bytes,
    mail: ParsedMail,
    *,
    vendor: Vendor | None,
    seed: str,
    at: datetime,
    mail_id: int | None = None,
) -> SeenMail:
    """Everything that is known of a copy at a seed; asks DNS for keys that are not the brand's own."""
    profile = brand_profile(brand)
    form = signed_form(raw)
    results = verify_form(form, key_source=BrandKeys(profile.keys, resolver()), now=at)
    evidence = evidence_of(mail, results, profile, is_malformed=form.malformed or is_stray(mail))
    view = view_of_mail(mail)
    message_class = _class(brand, mail, view)
    report = lint_mail(raw, message_class=message_class, now=at, profile=profile, context=LintContext(registered=True))
    letter = letter_of(mail)
    whose = _recipient(mail, seed)
    sender = mail.senders[0] if mail.senders else None
    fields = {
        "from_name": storable(sender.name if sender else "", 200),
        "from_address": storable(sender.address if sender else "", 320),
        "locale": view.language[:10],
        "headers": _headers(mail, whose),
        "letter": _without_seed(letters.as_json(letter), whose),
        "packed_html": zlib.compress(_html(mail, whose).encode("utf-8", "replace")),
        **_without_seed(lint_fields(report), whose),
    }
    return SeenMail(
        brand_id=brand.pk,
        vendor_id=_vendor_id(brand, evidence, vendor),
        seed_vendor_id=vendor.pk if vendor else None,
        evidence=evidence,
        message_class=message_class,
        fields=fields,
        fingerprint=fingerprint(letter.text),
        subject=storable(whose.taken_out_of(mail.subject), 300),
        sender_domain=organisational_domain(sender.domain) if sender else "",
        message_id=storable(mail.value("message-id").strip(), 255),
        at=at,
        mail_id=mail_id,
    )


def lint_fields(report: LintReport) -> dict[str, Any]:
    """The columns of a campaign that hold what the linter found."""
    findings = [
        {
            "rule": one.rule,
            "severity": one.severity.value,
            "message": storable(masked_text(one.message), 500),
            "fix": one.fix,
            "text": storable(masked_text(one.where.text), 200),
        }
        for one in report.findings[:MAX_FINDINGS]
    ]
    return {
        "findings": findings,
        "blocks": len(report.blocks),
        "errors": len(report.errors),
        "phish_likeness": report.phish_likeness,
    }


def _class(brand: Brand, mail: ParsedMail, view: MailView) -> MessageClass:
    hits = view.meant("promotion")
    care = care_sender(brand)
    from_care = care is not None and any(box.address.lower() == care.address.lower() for box in mail.senders)
    return class_of(
        sells=len({hit.words.lower() for hit, _ in hits}),
        sells_in_subject=any(where.part == "header Subject" for _, where in hits),
        is_bulk=bool(mail.all("list-unsubscribe") or mail.all("list-id")),
        is_care=from_care or "<care." in mail.value("list-id").lower(),
    )


def _vendor_id(brand: Brand, evidence: Evidence, seed_vendor: Vendor | None) -> int | None:
    """The vendor whose signature it bears, else the one whose seed it came to."""
    if evidence.vendor:
        named = Vendor.objects.filter(brand=brand, name=evidence.vendor).values_list("pk", flat=True).first()
        if named is not None:
            return int(named)
    return seed_vendor.pk if seed_vendor else None


def _recipient(mail: ParsedMail, seed: str) -> letters.Recipient:
    """The seed, with the name under which it is on the list."""
    names = [box.name for box in mail.mailboxes("to") if box.address.lower() == seed.lower()]
    return letters.Recipient(seed, names[0] if names else "", codes_in(mail.value("list-unsubscribe")))


def _headers(mail: ParsedMail, whose: letters.Recipient) -> list[list[str]]:
    found = [[name, storable(whose.taken_out_of(masked_text(mail.value(name))), 1000)] for name in KEPT_HEADERS]
    return [pair for pair in found if pair[1]]


def _html(mail: ParsedMail, whose: letters.Recipient) -> str:
    return whose.taken_out_of(masked_text("\n".join(part.text for part in mail.htmls)[:MAX_HTML]))


def _without_seed(value: Any, whose: letters.Recipient) -> Any:
    """What is stored without the seed's own address, name and codes anywhere, and with its links masked."""
    if isinstance(value, str):
        return storable(whose.taken_out_of(masked_text(value)), letters.MAX_TEXT)
    if isinstance(value, dict):
        return {name: inner if name in AS_COMPARED else _without_seed(inner, whose) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_seed(inner, whose) for inner in value]
    return value
