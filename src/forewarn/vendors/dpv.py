"""The register in the words of the Data Privacy Vocabulary 2.1 (W3C community group, 2025), as JSON-LD.

Only where the vocabulary has a term that means the same; what it cannot say stays in the JSON of the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forewarn.vendors.rules import Facts, Said, State, published

CONTEXT: Facts = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ROLES: dict[str, tuple[str, str]] = {
    "processor": ("dpv:DataProcessor", "dpv:hasDataProcessor"),
    "sub-processor": ("dpv:DataSubProcessor", "dpv:hasRecipient"),
    "joint-controller": ("dpv:JointDataControllers", "dpv:hasJointDataControllers"),
    "controller": ("dpv:DataController", "dpv:hasRecipient"),
    "third-party": ("dpv:ThirdParty", "dpv:hasRecipientThirdParty"),
}
"""Role → its class, and how the process is tied to whoever has it."""

DATA: dict[str, str] = {
    "name": "pd:Name", "date_of_birth": "pd:BirthDate", "gender": "pd:Gender", "photo": "pd:Picture",
    "email": "pd:EmailAddress", "phone": "pd:TelephoneNumber", "postal_address": "pd:PhysicalAddress",
    "user_name": "pd:Username", "password_hash": "pd:Password", "preferences": "pd:Preference",
    "order_history": "pd:Purchase", "card_number": "pd:PaymentCardNumber", "bank_account": "pd:BankAccount",
    "mail_history": "pd:EmailContent", "support_messages": "pd:Communication", "site_activity": "pd:BrowsingBehavior",
    "device": "pd:DeviceBased", "ip_address": "pd:IPAddress", "location": "pd:Location", "health": "pd:Health",
    "biometrics": "pd:Biometric",
}  # fmt: skip
"""Field → the kind of personal data; others are personal data without a finer word."""

MEASURES: dict[str, str] = {
    "encrypted_in_transit": "dpv:EncryptionInTransfer", "encrypted_at_rest": "dpv:EncryptionAtRest",
    "second_step": "dpv:MultiFactorAuthentication", "single_sign_on": "dpv:SingleSignOn",
    "least_privilege": "dpv:AccessControlMethod", "logging": "dpv:ActivityMonitoring",
    "penetration_test": "dpv:PenetrationTestingMethods", "backups": "dpv:DataBackupProtocols",
    "training": "dpv:StaffTraining", "secure_deletion": "dpv:DataErasurePolicy",
}  # fmt: skip
"""Kind of measure → the technical or organisational measure; others are one without a finer word."""


SCALES: dict[str, str] = {
    "under-100": "dpv:SmallScaleOfDataSubjects", "under-1000": "dpv:SmallScaleOfDataSubjects",
    "under-10000": "dpv:MediumScaleOfDataSubjects", "under-100000": "dpv:LargeScaleOfDataSubjects",
    "under-1000000": "dpv:LargeScaleOfDataSubjects", "more": "dpv:HugeScaleOfDataSubjects",
}  # fmt: skip
"""How many customers are concerned → the scale of data subjects. For leaks the core vocabulary has no word."""


def json_ld(said: Iterable[Said], *, brand: str, page: str) -> Facts:
    """The vendors at work as processes of the brand; `page` is the address of the list."""
    controller = {"@id": f"{page}#brand", "@type": "dpv:DataController", "dpv:hasName": brand}
    working = [one for one in said if one.state in (State.ACTIVE, State.LEAVING)]
    return {"@context": CONTEXT, "@graph": [controller, *(_process(one, page) for one in working)]}


def _process(said: Said, page: str) -> Facts:
    facts: Mapping[str, Any] = published(said.facts)
    kind, tie = ROLES.get(str(facts.get("role", "")), ("dpv:LegalEntity", "dpv:hasRecipient"))
    home = f"{page}{said.slug}/"
    vendor: Facts = {
        "@id": f"{home}#vendor",
        "@type": kind,
        "dpv:hasName": facts.get("legal_entity") or facts.get("name", said.slug),
    }
    if country := facts.get("country"):
        vendor["dpv:hasCountry"] = {"@id": f"loc:{country}"}
    process: Facts = {
        "@id": f"{home}#process",
        "@type": "dpv:PersonalDataProcess",
        "dpv:hasDataController": {"@id": f"{page}#brand"},
        tie: vendor,
        "dct:modified": {"@type": "xsd:dateTime", "@value": said.at.isoformat(timespec="seconds")},
    }
    if purpose := facts.get("purpose"):
        process["dpv:hasPurpose"] = {"@type": "dpv:Purpose", "dct:description": purpose}
    if data := [_data(code) for code in facts.get("fields", [])]:
        process["dpv:hasPersonalData"] = data
    if (band := str(facts.get("how_many", ""))) in SCALES:
        process["dpv:hasDataSubjectScale"] = {"@type": SCALES[band], "dct:identifier": band}
    if storage := _storage(facts):
        process["dpv:hasStorageCondition"] = storage
    if measures := [_measure(row) for row in facts.get("measures", [])]:
        process["dpv:hasTechnicalOrganisationalMeasure"] = measures
    return process


def _data(code: str) -> Facts:
    return {"@type": DATA.get(code, "dpv:PersonalData"), "dct:identifier": code}


def _storage(facts: Mapping[str, Any]) -> list[Facts]:
    found: list[Facts] = []
    if places := [{"@id": f"loc:{place}"} for place in facts.get("storage_places", [])]:
        found.append({"@type": "dpv:StorageLocation", "dpv:hasLocation": places})
    if retention := facts.get("retention"):
        found.append({"@type": "dpv:StorageDuration", "dct:description": retention})
    return found


def _measure(row: Mapping[str, Any]) -> Facts:
    measure: Facts = {
        "@type": MEASURES.get(str(row.get("kind", "")), "dpv:TechnicalOrganisationalMeasure"),
        "dct:description": row.get("measure", ""),
        "dct:provenance": row.get("basis", ""),
    }
    if until := row.get("verified_until"):
        measure["dct:valid"] = {"@type": "xsd:date", "@value": until}
    return measure
