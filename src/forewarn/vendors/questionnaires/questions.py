"""What a vendor is asked about itself; what the brand decides (purpose, which data, whether it is needed) is not."""

from __future__ import annotations

from forewarn.vendors.fact_table import ASSURANCE_COLUMNS, MEASURES, Fact

SECTIONS: dict[str, tuple[str, ...]] = {
    "identity": (
        "legal_entity", "address", "country", "registration", "website", "privacy_url", "sub_processors_url",
        "security_txt_url",
    ),
    "places": ("storage_places", "access_places", "transfer_mechanism"),
    "keeping": ("retention", "deletion", "backup_days"),
    "measures": (),
    "assurance": (),
    "chain": ("chain",),
    "contact": ("sending_domains", "breach_notice_hours", "admin_contacts"),
}  # fmt: skip
"""Section → the facts that are asked one by one; measures and assurance have forms of their own."""

ASKED: tuple[str, ...] = tuple(code for codes in SECTIONS.values() for code in codes)
MEASURES_ASKED: tuple[str, ...] = tuple(kind for kind in MEASURES if kind != "other")
ASSURANCE_ASKED: tuple[Fact, ...] = tuple(
    column for column in ASSURANCE_COLUMNS if column.public and column.code not in ("exceptions", "bridge_until")
)
