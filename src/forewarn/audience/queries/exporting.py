"""Everything the brand holds about one customer, as plain JSON, for that customer."""

from __future__ import annotations

from typing import Any

from forewarn.audience.codes.hashing import address_hash
from forewarn.audience.models import Customer, Import, ImportChunk, OneTimeCode, Segment, SegmentChunk
from forewarn.audience.queries.choices import choice_history
from forewarn.audience.rules.choices import Crowd
from forewarn.audience.signals import customer_exporting
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import CHUNK_BITS, CustomerSet
from forewarn.intake.queries import of_customer as received_of
from forewarn.outbound.queries import single_mails_to


def export_customer(brand: Brand, customer_id: int) -> dict[str, Any] | None:
    """Section → what is held, moments as ISO 8601; None where there is no such customer.

    The packages above add their sections through `customer_exporting`.
    """
    customer = Customer.objects.filter(brand=brand, pk=customer_id).first()
    if customer is None:
        return None
    sections: dict[str, Any] = {
        "customer": _customer(customer),
        "choices": [
            {
                "at": event.at.isoformat(),
                "choice": event.choice.value,
                "granted": event.granted,
                "source": event.source.value,
                "wording": event.wording,
                "by_default": event.by_default,
                "file": event.file_name,
            }
            for event in choice_history(customer)
        ],
        "imports": _imports(brand, customer_id),
        "segments": _segments(brand, customer_id),
        "codes": [
            {"asked_for": row.purpose, "at": row.created_at.isoformat(), "used": row.used_at is not None}
            for row in OneTimeCode.objects.filter(
                brand=brand, address_hash=address_hash(brand.pk, customer.email_key)
            ).order_by("created_at")
        ],
        "single_mails": [
            {
                "at": mail.queued_at.isoformat(),
                "kind": mail.template,
                "to": mail.to_address,
                "message_id": mail.message_id,
                "result": mail.state,
                "answer": mail.reply,
            }
            for mail in single_mails_to(brand, customer_id)
        ],
        "mail_in": [
            {"at": mail.received_at.isoformat(), "route": mail.route, "outcome": mail.outcome}
            for mail in received_of(brand, customer_id)
        ],
    }
    for _, answer in customer_exporting.send(sender=Customer, brand_id=brand.pk, customer_id=customer_id):
        if isinstance(answer, dict):
            sections |= answer
    return sections


def _customer(customer: Customer) -> dict[str, Any]:
    return {
        "number": customer.pk,
        "external_id": customer.external_id,
        "email": customer.email,
        "name": customer.name,
        "locale": customer.locale,
        "country": customer.country,
        "attributes": customer.attributes,
        "care_mail": customer.care,
        "marketing_mail": customer.marketing,
        "reachable": customer.reachable,
        "unreachable_reason": customer.unreachable_reason,
        "unreachable_since": customer.unreachable_since.isoformat() if customer.unreachable_since else None,
        "since": customer.created_at.isoformat(),
        "changed": customer.updated_at.isoformat(),
    }


def _imports(brand: Brand, customer_id: int) -> list[dict[str, str]]:
    chunks = ImportChunk.objects.filter(
        import_run__brand=brand, crowd=Crowd.SEEN.value, chunk=customer_id >> CHUNK_BITS
    )
    ids = [row.import_run_id for row in chunks if customer_id in CustomerSet.deserialize(bytes(row.bits))]
    return [
        {"file": run.file_name, "at": run.created_at.isoformat()}
        for run in Import.objects.filter(pk__in=ids).order_by("created_at")
    ]


def _segments(brand: Brand, customer_id: int) -> list[str]:
    """The uploaded lists that name the customer; a filter names nobody."""
    chunks = SegmentChunk.objects.filter(segment__brand=brand, chunk=customer_id >> CHUNK_BITS)
    ids = [row.segment_id for row in chunks if customer_id in CustomerSet.deserialize(bytes(row.bits))]
    return list(Segment.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))
