"""A brand whose public site has everything on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from factories import NOW, make_brand
from forewarn.alerts.composing import compose
from forewarn.alerts.models import Alert, AlertText, Correction
from forewarn.alerts.rules import Outline
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import Brand, DkimKey, Sender, SendingDomain
from forewarn.brands.rules.dns import Finding, State, What
from forewarn.brands.rules.signature import Signature
from forewarn.cli.sample.alerts import outlines
from forewarn.mail.documents import Document, Paragraph, render_text
from forewarn.mailings.models import Mailing, Variant
from forewarn.promises.actions import add_recommended
from forewarn.promises.queries import promises
from forewarn.vendor_changes.actions.planning import Plan, plan_change
from forewarn.vendor_changes.actions.publishing import publish_change
from forewarn.vendor_changes.queries.notices import page_of
from forewarn.vendor_changes.rules.kinds import Kind, Why
from forewarn.vendors.actions import VendorFields, save_vendor
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import facts_of
from forewarn.vendors.register import enter_facts
from forewarn.vendors.rules import merged

COMING_CHANGE = "/vendors/changes/2027-02-01-postbird/"
HOST = "safety.harbourpine.example"


def harbour_pine(**fields: Any) -> Brand:
    """The brand, with promises, checked domains, vendors and three published notes."""
    values = {
        "name": "Harbour & Pine",
        "legal_name": "Harbour & Pine Ltd",
        "domain": "harbourpine.example",
        "public_host": HOST,
        "app_name": "Harbour & Pine",
        "phone_numbers": ["+44 20 7946 0123"],
        "signs_all_mail_since": date(2026, 1, 20),
    } | fields
    brand = make_brand("harbour-pine", **values)
    add_recommended(brand=brand, by=SYSTEM, now=NOW - timedelta(days=400))
    Sender.objects.create(brand=brand, display_name="Harbour & Pine Orders", address="orders@harbourpine.example")
    check_domain(brand, "p=reject")
    vendors_of(brand)
    for outline in outlines(2026)[:3]:
        publish(brand, outline)
    return brand


def check_domain(brand: Brand, policy: str, *, state: State = State.OK, at: datetime = NOW) -> SendingDomain:
    """Let the last look into DNS have found a key and this policy."""
    domain = SendingDomain.objects.get(brand=brand, domain=brand.website)
    name = domain.domain
    domain.findings = [
        _finding(What.DKIM, f"fw2601._domainkey.{name}", "v=DKIM1; p=MIIB", state),
        _finding(What.DMARC, f"_dmarc.{name}", f"v=DMARC1; {policy}", state),
    ]
    domain.checked_at, domain.since = at, date(2024, 3, 1)
    domain.save()
    brand.dns_findings = [
        _finding(
            What.SPF,
            brand.intake_domain,
            "v=spf1 mx include:_spf.postbird.example include:_spf.unlisted.example -all",
            state,
        )
    ]
    brand.dns_checked_at = at
    brand.save()
    return domain


def _finding(what: What, name: str, text: str, state: State) -> dict[str, Any]:
    return Finding(what, "TXT", name, text, state, (text,) if state is State.OK else (), "Published.").as_json()


def announce_a_place(brand: Brand) -> None:
    """Postbird will keep data in another place: the page of the change is public, in English and Spanish."""
    vendor = Vendor.objects.get(brand=brand, slug="postbird")
    spanish = {"es": {"purpose": "envía los correos de tus pedidos"}}
    facts = merged(facts_of(vendor), {"storage_places": ["IE"], "translations": spanish})
    enter_facts(vendor=vendor, facts=facts, reason="Contract", by=SYSTEM, now=NOW - timedelta(days=9))
    day = date.fromisoformat(COMING_CHANGE.split("/")[3].removesuffix("-postbird"))
    plan = Plan(Kind.NEW_PLACE, vendor, day, Why.CLOSER, facts={"storage_places": ["FR"]})
    change = plan_change(brand=brand, plan=plan, by=SYSTEM, now=NOW)
    change.pages = {locale: page_of(change, locale, now=NOW).as_mapping() for locale in ("en", "es")}
    change.save()
    publish_change(change=change, by=SYSTEM, now=NOW)


def vendors_of(brand: Brand) -> None:
    """One company that sends today, one that does not send at all, and one that no longer sends."""
    listed: list[VendorFields] = [
        {
            "name": "Postbird",
            "purpose": "sends our order mail",
            "sending_domains": ["mail.postbird.example"],
            "since": date(2025, 6, 1),
        },
        {"name": "Quill Surveys", "purpose": "asks what you think"},
        {
            "name": "Oldmail",
            "sending_domains": ["oldmail.example"],
            "since": date(2020, 1, 1),
            "until": date(2025, 5, 31),
        },
    ]
    for fields in listed:
        save_vendor(brand=brand, slug=None, by=SYSTEM, now=NOW - timedelta(days=400), **fields)


def copied_key(brand: Brand) -> DkimKey:
    """A key that somebody else may have had."""
    domain = SendingDomain.objects.get(brand=brand, domain=brand.website)
    return DkimKey.objects.create(
        sending_domain=domain,
        selector="fw2501",
        public_key="MIIB",
        created_at=NOW,
        valid_until=NOW,
        compromised_since=datetime(2026, 2, 1, tzinfo=UTC),
    )


def publish(brand: Brand, outline: Outline) -> Alert:
    """Publish the note of an outline in the brand's locales."""
    seasons = ("winter", "spring", "summer", "autumn")
    documents = {
        locale: compose(
            outline,
            outline.words[locale],
            signature=Signature(
                brand=brand.name,
                legal_name=brand.legal_name,
                postal_address=brand.postal_address,
                website=brand.website,
                app_name=brand.app_name,
                signer_name=brand.signer_name,
                signer_role=brand.signer_role,
            ),
            statements=tuple(
                line.statement for line in promises(brand, locale=locale) if line.key in outline.promise_keys
            ),
        )
        for locale in brand.locales
        if locale in outline.words
    }
    return publish_documents(
        brand, documents, on=outline.planned_on, slug=f"{outline.year}-{seasons[outline.quarter - 1]}"
    )


def publish_documents(brand: Brand, documents: dict[str, Document], *, on: date, slug: str) -> Alert:
    """Publish these documents as the alert of the quarter of that day."""
    at = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    sender = brand.senders.get(for_care=True)
    mailing = Mailing.objects.create(brand=brand, message_class="care", title=slug, created_at=at)
    alert = Alert.objects.create(
        brand=brand,
        year=on.year,
        quarter=(on.month - 1) // 3 + 1,
        slug=slug,
        planned_on=on,
        mailing=mailing,
        created_at=at,
        updated_at=at,
        published_at=at,
    )
    for locale, document in documents.items():
        AlertText.objects.create(
            alert=alert,
            locale=locale,
            season=slug,
            document=document.as_mapping(),
            plain_text=render_text(document),
        )
        Variant.objects.create(
            mailing=mailing,
            locale=locale,
            subject=document.subject,
            from_name=sender.display_name,
            from_address=sender.address,
            text=render_text(document),
        )
    return alert


def small_note(brand: Brand, words: str, *, on: date, subject: str = "A note", locale: str = "en") -> Alert:
    """Publish a note of one paragraph."""
    document = Document(subject, locale, (Paragraph(words),))
    return publish_documents(brand, {locale: document}, on=on, slug=f"note-{on:%Y-%m}")


def correct(alert: Alert, text: str, *, locale: str = "en", at: datetime = NOW) -> None:
    """Publish a correction."""
    Correction.objects.create(alert=alert, locale=locale, text=text, at=at)
