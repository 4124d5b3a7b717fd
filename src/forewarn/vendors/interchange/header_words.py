"""What columns of vendor lists are called, in the languages such lists come in; compared without case and accents."""

from __future__ import annotations

HEADER_WORDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "slug", "key", "vendor id", "stable id"),
    "state": ("state", "status", "lifecycle", "estado", "statut", "stand"),
    "name": (
        "name", "vendor", "vendor name", "supplier", "provider", "company", "company name", "subprocessor",
        "sub processor", "subprocessor name", "third party", "processor", "entity name", "display name", "nombre",
        "proveedor", "empresa", "anbieter", "dienstleister", "auftragsverarbeiter", "unterauftragsverarbeiter",
        "lieferant", "firma", "unternehmen", "fournisseur", "prestataire", "sous traitant", "nom", "leverancier",
    ),
    "legal_entity": (
        "legal entity", "legal name", "entity", "registered name", "razon social", "firmenname", "rechtlicher name",
        "raison sociale", "denomination sociale",
    ),
    "address": ("address", "postal address", "registered address", "direccion", "adresse", "anschrift", "indirizzo"),
    "country": (
        "country", "located in", "location of entity", "entity country", "country of entity", "jurisdiction",
        "country of registration", "pais", "land", "sitz", "sitzland", "pays", "paese",
    ),
    "registration": (
        "registration", "registration number", "company number", "lei", "euid", "vat", "vat number",
        "handelsregister", "siren", "cif",
    ),
    "website": (
        "website", "web", "url", "homepage", "web site", "site", "sitio web", "webseite", "site web", "sito web",
    ),
    "privacy_url": (
        "privacy url", "privacy policy", "privacy", "privacy page", "link", "more information", "gdpr page",
        "politica de privacidad", "datenschutz", "datenschutzerklarung", "politique de confidentialite",
    ),
    "sub_processors_url": (
        "sub processors url", "subprocessor list", "sub processor list", "list of subprocessors",
    ),
    "security_txt_url": ("security txt", "security txt url", "security contact url"),
    "role": ("role", "data protection role", "rol", "rolle"),
    "service": (
        "service", "service type", "type of service", "services", "services provided", "category", "servicio",
        "dienst", "leistung", "kategorie",
    ),
    "purpose": (
        "purpose", "purpose of processing", "description", "activity", "processing activity", "use", "what for",
        "nature of processing", "what it does", "service description", "function", "finalidad", "proposito",
        "descripcion", "zweck", "beschreibung", "verarbeitungszweck", "finalite", "objet", "doel", "scopo",
    ),
    "since": ("since", "start date", "added", "date added", "authorised on", "authorisation date", "desde", "seit", "depuis"),
    "until": ("until", "end date", "removed", "date removed", "hasta", "bis"),
    "sending_domains": ("sending domains", "mail domains", "email domains", "domains", "dominios", "domanen"),
    "fields": (
        "fields", "data fields", "data", "personal data", "data processed", "data categories", "types of data",
        "categories of data", "categories of personal data", "datos", "daten", "datenarten", "donnees",
    ),
    "concerned": ("data subjects", "categories of data subjects", "whose data", "betroffene", "interesados"),
    "how_many": ("how many customers", "number of customers", "approximate number", "volume of data subjects"),
    "essential": ("essential", "required", "mandatory", "esencial", "erforderlich", "obligatoire"),
    "opt_out": ("opt out", "optional", "can be refused"),
    "storage_places": (
        "storage places", "storage", "data location", "storage location", "data storage location", "hosting location",
        "location", "locations", "region", "data center", "data centre", "location of processing",
        "processing location", "place of processing", "ubicacion", "ubicacion de los datos", "standort", "speicherort",
        "ort der verarbeitung", "lieu", "localisation", "lieu de traitement",
    ),
    "access_places": ("access places", "access from", "accessed from", "access location", "remote access"),
    "transfer_mechanism": (
        "transfer mechanism", "transfer", "safeguard", "safeguards", "transfer basis", "legal basis of transfer",
        "ubermittlungsgrundlage", "garantien", "garanties",
    ),
    "retention": ("retention", "retention period", "kept for", "storage period", "conservacion", "speicherdauer", "conservation"),
    "deletion": ("deletion", "deletion method", "borrado", "loschung", "suppression"),
    "contract_since": ("contract since", "dpa date", "dpa signed", "dpa", "contract date", "avv vom"),
    "breach_notice_hours": ("breach notice hours", "breach notification hours"),
    "objection_days": ("objection days", "objection window", "objection deadline"),
    "assurance": ("assurance", "certifications", "certificates", "certification", "certificaciones", "zertifikate"),
    "measures": ("measures", "security measures", "security", "safeguards taken", "toms", "medidas", "massnahmen", "mesures"),
    "parent": ("parent", "parent company", "group"),
    "chain": ("chain", "sub vendors", "subvendors", "their subprocessors"),
    "leaks": ("leaks", "incidents", "past incidents", "breaches", "incident history", "data breaches"),
    "admin_contacts": (
        "admin contacts", "contact", "contacts", "contact email", "email", "e mail", "dpo", "privacy contact",
        "contacto", "kontakt", "correo",
    ),
    "notes": ("notes", "comments", "comment", "remarks", "notas", "bemerkung", "bemerkungen", "remarques"),
}  # fmt: skip
