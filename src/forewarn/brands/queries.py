"""Reading brands: by host, their keys, senders, domains and set-up."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from django.db.models import QuerySet

from forewarn.brands.models import Brand, BrandLogo, DkimKey, Sender, SendingDomain
from forewarn.brands.rules.dns import Finding, MailHome, Record, dkim_record, domain_records, home_records
from forewarn.brands.rules.keys import KeyState
from forewarn.brands.rules.signature import Signature
from forewarn.foundation.secrets import unseal
from forewarn.mail.dkim.signing import DkimSigner
from forewarn.mail.domains import canonical_host

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SIGNATURE_LIFETIME = timedelta(days=14)  # x=: longer than any relay keeps trying, short enough to limit replays


def brands() -> QuerySet[Brand]:
    """Every brand of the installation, by name."""
    return Brand.objects.order_by("name")


def brand_by_slug(slug: str) -> Brand | None:
    """The brand with this short name."""
    return Brand.objects.filter(slug=slug).first()


def brand_by_host(host: str) -> Brand | None:
    """The brand whose public site answers at this host (a Host header; a port is ignored).

    On loopback that is the sample brand, else the only brand there is.
    """
    name = _bare_host(host)
    found = Brand.objects.filter(public_host=name).first()
    if found is None and name in LOOPBACK:
        few = list(Brand.objects.order_by("-sample", "pk")[:2])
        found = few[0] if len(few) == 1 or (few and few[0].sample) else None
    return found


def _bare_host(host: str) -> str:
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return canonical_host(bare)


def logo(brand: Brand) -> BrandLogo | None:
    """The brand's logo."""
    return BrandLogo.objects.filter(brand=brand).first() if brand.logo_digest else None


def sending_domains(brand: Brand) -> QuerySet[SendingDomain]:
    """The domains the brand sends from, with their keys."""
    return SendingDomain.objects.filter(brand=brand).prefetch_related("keys").order_by("domain")


def senders(brand: Brand) -> QuerySet[Sender]:
    """The addresses the brand writes from; the care sender first."""
    return Sender.objects.filter(brand=brand).order_by("-for_care", "address", "display_name")


def care_sender(brand: Brand) -> Sender | None:
    """The sender of alerts and of single mails."""
    return Sender.objects.filter(brand=brand, for_care=True).first()


def signing_key(brand: Brand, domain: str) -> DkimKey | None:
    """The key that mail from this domain is signed with: the newest one in use, of the domain itself or one above it."""
    host = canonical_host(domain)
    labels = host.split(".")
    names = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    usable = [
        key
        for key in DkimKey.objects.filter(
            sending_domain__brand=brand,
            sending_domain__domain__in=names,
            valid_from__isnull=False,
            valid_until__isnull=True,
            compromised_since__isnull=True,
        ).select_related("sending_domain")
        if key.usable
    ]
    return max(usable, key=lambda k: (len(k.sending_domain.domain), k.valid_from, k.pk), default=None)


def signer(brand: Brand, domain: str) -> DkimSigner | None:
    """What signs mail from this domain; None where no key is in use. Raises UnableToUnseal, UnableToSign."""
    key = signing_key(brand, domain)
    if key is None:
        return None
    return _signer(key.private_key_sealed, key.sending_domain.domain, key.selector)


@lru_cache(maxsize=32)
def _signer(sealed: str, domain: str, selector: str) -> DkimSigner:
    return DkimSigner.from_pem(unseal(sealed), domain=domain, selector=selector, lifetime=SIGNATURE_LIFETIME)


def mail_home(brand: Brand) -> MailHome | None:
    """Where the brand's bounces and reports come in; None until the domain for it is named."""
    if not brand.intake_domain:
        return None
    return MailHome(brand.intake_domain, brand.mail_host or brand.public_host, tuple(brand.spf_sources))


def key_record(key: DkimKey) -> Record:
    """The record to publish for a key."""
    return dkim_record(key.selector, key.sending_domain.domain, key.public_key)


def wanted_records(domain: SendingDomain) -> list[Record]:
    """What must be published for a sending domain: its keys in use or waiting, and the policy."""
    home = mail_home(domain.brand)
    keys = [k for k in domain.keys.all() if k.state in (KeyState.WAITING, KeyState.SIGNING)]
    own = [dkim_record(k.selector, domain.domain, k.public_key) for k in sorted(keys, key=lambda k: k.pk)]
    return [*own, *domain_records(domain.domain, home)]


def wanted_brand_records(brand: Brand) -> list[Record]:
    """What must be published for bounces, reports and the public site."""
    return home_records(mail_home(brand), brand.public_host)


def findings(brand: Brand) -> list[Finding]:
    """What the last DNS check found, for the brand and all its domains."""
    rows = [*brand.dns_findings, *(row for d in sending_domains(brand) for row in d.findings)]
    return [Finding.from_json(row) for row in rows]


def missing_identity(brand: Brand) -> tuple[str, ...]:
    """The fields that a care mail needs and that are still empty, by name."""
    needed = ("legal_name", "postal_address", "website", "contact_address", "country", "signer_name")
    return tuple(name for name in needed if not getattr(brand, name))


def sender(brand: Brand, sender_id: int) -> Sender | None:
    """One of the brand's senders."""
    return Sender.objects.filter(brand=brand, pk=sender_id).first()


def sending_domain(brand: Brand, domain_id: int) -> SendingDomain | None:
    """One of the brand's sending domains."""
    return SendingDomain.objects.filter(brand=brand, pk=domain_id).select_related("brand").first()


def key(brand: Brand, key_id: int) -> DkimKey | None:
    """One of the brand's keys, with its domain."""
    return (
        DkimKey.objects.filter(sending_domain__brand=brand, pk=key_id).select_related("sending_domain__brand").first()
    )


def signature_of(brand: Brand) -> Signature:
    """What the brand says of itself under its notes."""
    return Signature(
        brand=brand.name,
        legal_name=brand.legal_name,
        postal_address=brand.postal_address,
        website=brand.website,
        app_name=brand.app_name,
        signer_name=brand.signer_name,
        signer_role=brand.signer_role,
    )
