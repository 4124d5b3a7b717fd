"""What the register says of the sample brand's vendors; who they are is made up."""

from __future__ import annotations

from datetime import datetime, timedelta

from forewarn.vendors.rules import Facts

AUDITOR = "Brightwater Audit"
OFFERS_IN_SPANISH = {
    "purpose": "envía nuestras ofertas y la carta del jardín",
    "concerned": "quienes pidieron nuestras ofertas",
    "loses": "No recibirías ofertas ni la carta del jardín. Los pedidos siguen igual.",
}


def day(moment: datetime, days: int = 0) -> str:
    """A day so many days from a moment, as facts hold it."""
    return (moment + timedelta(days=days)).date().isoformat()


def quillpost(begun: datetime) -> Facts:
    """Sends the offers."""
    return {
        "name": "Quillpost",
        "legal_entity": "Quillpost Mail Ltd",
        "address": "4 Foundry Lane\nLeeds LS1 1AA",
        "country": "GB",
        "registration": "GB 09999991",
        "website": "https://quillpost.example/",
        "privacy_url": "https://quillpost.example/privacy",
        "role": "processor",
        "service": "email delivery",
        "purpose": "sends our offers and the garden letter",
        "since": day(begun),
        "sending_domains": ["out.quillpost.example"],
        "fields": ["name", "email", "preferences", "order_history"],
        "concerned": "everybody who asked for our offers",
        "essential": False,
        "opt_out": True,
        "loses": "You would get no offers and no garden letter. Orders work as before.",
        "storage_places": ["DE"],
        "access_places": ["GB", "DE"],
        "transfer_mechanism": "adequacy",
        "retention": "for as long as you want our offers, then 30 days",
        "deletion": "wiped the same day, and gone from backups after 35 days",
        "backup_days": 35,
        "contract_since": day(begun, -20),
        "breach_notice_hours": 24,
        "objection_days": 30,
        "audit_right": True,
        "flow_down": True,
        **_quillpost_evidence(begun),
        "chain": [
            {
                "name": "Coldstack",
                "purpose": "keeps its servers",
                "rank": 1,
                "places": ["DE"],
                "fields": ["name", "email"],
            }
        ],
        "admin_contacts": ["Mara Lindqvist, privacy@quillpost.example"],
        "tenant_name": "harbourpine-live",
        "contract_reference": "Contracts folder, 2025-14",
        "translations": {
            "es": OFFERS_IN_SPANISH
            | {
                "retention": "mientras quieras nuestras ofertas, y 30 días más",
                "deletion": "se borra el mismo día, y de las copias a los 35 días",
            }
        },
    }


def _quillpost_evidence(begun: datetime) -> Facts:
    return {
        "measures": [
            {
                "kind": "encrypted_in_transit",
                "measure": "TLS 1.3 on every connection",
                "basis": "contract",
                "verified_on": day(begun),
            },
            {
                "kind": "passkeys",
                "measure": "Security keys for all staff with access to lists",
                "basis": "audited",
                "verified_by": AUDITOR,
                "verified_on": day(begun, -60),
                "verified_until": day(begun, 700),
                "evidence": "contracts/quillpost/audit.pdf",
            },
            {
                "kind": "logging",
                "measure": "Every export of a list is recorded for a year",
                "basis": "self-declared",
                "verified_on": day(begun),
            },
        ],
        "assurance": [
            {
                "standard": "soc2",
                "level": "type-2",
                "scope": "security and confidentiality",
                "issued_by": AUDITOR,
                "valid_from": day(begun, -300),
                "valid_until": day(begun, 640),
                "exceptions": False,
            }
        ],
    }


def parcel_lane(begun: datetime) -> Facts:
    """Brings the orders; one of its checks has run out."""
    return {
        "name": "Parcel Lane",
        "legal_entity": "Parcel Lane Couriers Ltd",
        "country": "GB",
        "website": "https://parcellane.example/",
        "privacy_url": "https://parcellane.example/privacy",
        "role": "controller",
        "service": "delivery",
        "purpose": "brings your orders and sends the delivery notes",
        "since": day(begun),
        "sending_domains": ["notes.parcellane.example"],
        "fields": ["name", "email", "phone", "postal_address", "delivery_details"],
        "concerned": "everybody who orders",
        "essential": True,
        "opt_out": False,
        "loses": "We could not bring anything to your door. You can still collect at a shop.",
        "storage_places": ["GB"],
        "access_places": ["GB", "ES"],
        "transfer_mechanism": "adequacy",
        "retention": "two years after the delivery",
        "deletion": "wiped every night once the time is over",
        "contract_since": day(begun, -5),
        "breach_notice_hours": 48,
        "measures": [
            {
                "kind": "encrypted_in_transit",
                "measure": "Encrypted links between its depots",
                "basis": "self-declared",
                "verified_on": day(begun),
            },
            {
                "kind": "penetration_test",
                "measure": "A test of the courier app from outside",
                "basis": "audited",
                "verified_by": "Tidewall Security",
                "verified_on": day(begun, -40),
                "verified_until": day(begun, 325),
            },
        ],
        "assurance": [
            {
                "standard": "iso27001",
                "scope": "parcel tracking",
                "issued_by": AUDITOR,
                "reference": "BW-2207",
                "valid_until": day(begun, 900),
            }
        ],
        "translations": {
            "es": {
                "purpose": "entrega tus pedidos y envía los avisos de entrega",
                "concerned": "quienes hacen un pedido",
                "loses": "No podríamos llevarte nada a casa. Aún puedes recoger en una tienda.",
                "retention": "dos años después de la entrega",
                "deletion": "se borra cada noche cuando acaba el plazo",
            }
        },
    }


def ledgerwell(begun: datetime) -> Facts:
    """Takes payments, and never writes."""
    return {
        "name": "Ledgerwell",
        "legal_entity": "Ledgerwell Payments SA",
        "country": "IE",
        "website": "https://ledgerwell.example/",
        "privacy_url": "https://ledgerwell.example/privacy",
        "role": "controller",
        "service": "payments",
        "purpose": "takes your card payments",
        "since": day(begun, -700),
        "never_writes": True,
        "fields": ["name", "card_number", "card_last_digits", "invoices"],
        "concerned": "everybody who pays by card",
        "essential": True,
        "loses": "You could not pay by card. Bank transfer stays.",
        "storage_places": ["IE"],
        "access_places": ["IE"],
        "transfer_mechanism": "none",
        "retention": "ten years, as tax law asks",
        "deletion": "wiped once the time is over",
        "contract_since": day(begun, -710),
        "breach_notice_hours": 24,
        "measures": [
            {
                "kind": "encrypted_at_rest",
                "measure": "Card numbers lie in a vault of their own",
                "basis": "certified",
                "verified_by": AUDITOR,
                "verified_on": day(begun, -30),
                "verified_until": day(begun, 700),
            }
        ],
        "assurance": [
            {"standard": "pci_dss", "level": "level-1", "issued_by": AUDITOR, "valid_until": day(begun, 100)}
        ],
        "translations": {
            "es": {
                "purpose": "cobra tus pagos con tarjeta",
                "concerned": "quienes pagan con tarjeta",
                "loses": "No podrías pagar con tarjeta. La transferencia sigue.",
                "retention": "diez años, como pide la ley de impuestos",
                "deletion": "se borra cuando acaba el plazo",
            }
        },
    }


def kindly_desk(begun: datetime) -> Facts:
    """Keeps what customers write to the support."""
    return {
        "name": "Kindly Desk",
        "legal_entity": "Kindly Desk GmbH",
        "country": "DE",
        "website": "https://kindlydesk.example/",
        "role": "processor",
        "service": "support desk",
        "purpose": "keeps what you write to our support",
        "since": day(begun, -90),
        "never_writes": True,
        "fields": ["name", "email", "support_messages"],
        "concerned": "everybody who wrote to our support",
        "essential": False,
        "opt_out": True,
        "loses": "We could not look up what you asked us before.",
        "storage_places": ["DE"],
        "access_places": ["DE", "US"],
        "transfer_mechanism": "scc",
        "retention": "three years after the last message",
        "measures": [
            {
                "kind": "least_privilege",
                "measure": "Only the agents on duty see messages",
                "basis": "contract",
                "verified_on": day(begun),
            }
        ],
        "translations": {
            "es": {
                "purpose": "guarda lo que escribes a nuestra ayuda",
                "concerned": "quienes escribieron a nuestra ayuda",
                "loses": "No podríamos ver lo que nos preguntaste antes.",
                "retention": "tres años desde el último mensaje",
            }
        },
    }


def coldstack(begun: datetime) -> Facts:
    """Runs the computers."""
    return {
        "name": "Coldstack",
        "legal_entity": "Coldstack Hosting Ltd",
        "country": "IE",
        "role": "processor",
        "service": "hosting",
        "purpose": "runs the computers that our shop stands on",
        "since": day(begun, -1200),
        "never_writes": True,
        "fields": ["name", "email", "postal_address", "password_hash", "order_history"],
        "essential": True,
        "storage_places": ["IE"],
        "access_places": ["IE"],
        "transfer_mechanism": "adequacy",
        "retention": "for as long as you have an account",
        "measures": [
            {
                "kind": "encrypted_at_rest",
                "measure": "Every disk is encrypted; we hold the keys",
                "basis": "tested by us",
                "verified_by": "our own security team",
                "verified_on": day(begun, 380),
                "verified_until": day(begun, 745),
            },
            {
                "kind": "backups",
                "measure": "We brought a backup back to life as a test",
                "basis": "tested by us",
                "verified_by": "our own security team",
                "verified_on": day(begun, 380),
                "verified_until": day(begun, 745),
            },
        ],
        "assurance": [
            {"standard": "iso27001", "issued_by": AUDITOR, "valid_until": day(begun, 800)},
            {"standard": "iso27018", "issued_by": AUDITOR, "valid_until": day(begun, 800)},
            {"standard": "csa_star", "level": "level-2", "issued_by": AUDITOR, "valid_until": day(begun, 800)},
        ],
        "software_versions": ["hypervisor 7.2"],
        "translations": {
            "es": {
                "purpose": "mueve los ordenadores de nuestra tienda",
                "retention": "mientras tengas una cuenta",
            }
        },
    }


def old_quay(begun: datetime) -> Facts:
    """Asked for opinions until last winter."""
    return {
        "name": "Old Quay Surveys",
        "country": "US",
        "role": "processor",
        "service": "surveys",
        "purpose": "asked customers how they liked us",
        "since": day(begun, -400),
        "fields": ["name", "email", "order_history"],
        "storage_places": ["US"],
        "transfer_mechanism": "dpf",
        "translations": {"es": {"purpose": "preguntaba a los clientes su opinión"}},
    }


def heron(now: datetime) -> Facts:
    """A proposal that only staff see."""
    return {
        "name": "Heron Reviews",
        "legal_entity": "Heron Reviews BV",
        "address": "12 Canal Street\nUtrecht",
        "country": "NL",
        "website": "https://heronreviews.example/",
        "privacy_url": "https://heronreviews.example/privacy",
        "role": "processor",
        "service": "reviews",
        "purpose": "asks what you think of your order",
        "fields": ["name", "email", "order_history", "reviews"],
        "concerned": "everybody who orders",
        "essential": False,
        "opt_out": True,
        "loses": "You would not be asked. Nothing else changes.",
        "storage_places": ["NL"],
        "access_places": ["NL"],
        "transfer_mechanism": "adequacy",
        "retention": "a year after your review",
        "deletion": "wiped the same day, and gone from backups after 14 days",
        "backup_days": 14,
        "breach_notice_hours": 24,
        "measures": [
            {
                "kind": "encrypted_at_rest",
                "measure": "Lists are encrypted, and we hold the keys",
                "basis": "contract",
                "verified_on": day(now, -8),
            },
            {
                "kind": "passkeys",
                "measure": "Security keys for everybody",
                "basis": "audited",
                "verified_by": "Tidewall Security",
                "verified_on": day(now, -90),
                "verified_until": day(now, 275),
            },
            {
                "kind": "incident_plan",
                "measure": "A leak is practised twice a year",
                "basis": "self-declared",
                "verified_on": day(now, -8),
            },
        ],
        "assurance": [
            {"standard": "iso27001", "issued_by": AUDITOR, "valid_until": day(now, 600)},
        ],
        "translations": {
            "es": {
                "purpose": "pregunta qué te parece tu pedido",
                "concerned": "quienes hacen un pedido",
                "loses": "No te preguntaríamos. Nada más cambia.",
                "retention": "un año desde tu opinión",
                "deletion": "se borra el mismo día, y de las copias a los 14 días",
            }
        },
    }
