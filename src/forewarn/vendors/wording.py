"""The words of the register's facts, for forms, pages and notices."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

GROUPS: dict[str, Words] = {
    "identity": _("Who it is"),
    "work": _("What it does for us"),
    "data": _("Whose data, and which"),
    "places": _("Where the data is"),
    "keeping": _("How long it is kept"),
    "contract": _("What the contract says"),
    "measures": _("How the data is protected"),
    "assurance": _("Who has checked it"),
    "chain": _("Who works for it"),
    "leaks": _("What went wrong there"),
    "end": _("What became of the data"),
    "private": _("For staff only"),
}

FACTS: dict[str, Words] = {
    "name": _("Name"),
    "legal_entity": _("Legal name"),
    "address": _("Address"),
    "country": _("Country"),
    "registration": _("Registration number"),
    "website": _("Website"),
    "privacy_url": _("Its privacy policy"),
    "sub_processors_url": _("Its own list of suppliers"),
    "security_txt_url": _("Where to report a weakness"),
    "role": _("Role in data protection law"),
    "service": _("Kind of service"),
    "purpose": _("What it does"),
    "since": _("Works for us since"),
    "until": _("Works for us until"),
    "sending_domains": _("Mail from"),
    "never_writes": _("Never writes to you about us"),
    "fields": _("Data of yours"),
    "concerned": _("Whose data"),
    "how_many": _("Of how many customers"),
    "children": _("Data of children"),
    "essential": _("Needed for what you use"),
    "opt_out": _("You can say no to it"),
    "loses": _("What you would lose without it"),
    "storage_places": _("Kept in"),
    "access_places": _("Seen from"),
    "transfer_mechanism": _("What protects it abroad"),
    "retention": _("How long"),
    "deletion": _("How it is deleted"),
    "backup_days": _("Days until backups are gone"),
    "contract_since": _("Contract on data since"),
    "breach_notice_hours": _("Hours in which it must tell us of a leak"),
    "objection_days": _("Days in which we can object to its suppliers"),
    "audit_right": _("We may inspect it"),
    "flow_down": _("Its suppliers have the same duties"),
    "measures": _("Protection"),
    "assurance": _("Checks by others"),
    "parent": _("Part of"),
    "chain": _("Its own suppliers"),
    "leaks": _("Leaks"),
    "data_at_end": _("What became of the data"),
    "data_gone_on": _("The data was gone on"),
    "proof": _("How we know"),
    "admin_contacts": _("Contacts"),
    "software_versions": _("Software and versions"),
    "tenant_name": _("Our account's name there"),
    "contract_reference": _("Where the contract is"),
    "insurance": _("Insurance"),
    "notes": _("Notes"),
    "translations": _("Words in other languages"),
}
"""Code of a fact → what it is called."""

COLUMNS: dict[str, Words] = {
    "measures.kind": _("Kind"),
    "measures.measure": _("What is done"),
    "measures.basis": _("How it is known"),
    "measures.verified_by": _("Who checked"),
    "measures.verified_on": _("Checked on"),
    "measures.verified_until": _("Counts until"),
    "measures.evidence_url": _("Where to read it"),
    "measures.evidence": _("Where our copy is"),
    "assurance.standard": _("Standard"),
    "assurance.level": _("Type or level"),
    "assurance.scope": _("What was looked at"),
    "assurance.issued_by": _("By whom"),
    "assurance.reference": _("Number of the certificate"),
    "assurance.valid_from": _("From"),
    "assurance.valid_until": _("Until"),
    "assurance.bridge_until": _("Bridged by a letter until"),
    "assurance.exceptions": _("With exceptions"),
    "assurance.url": _("Where to read it"),
    "assurance.evidence": _("Where our copy is"),
    "chain.name": _("Name"),
    "chain.purpose": _("What it does"),
    "chain.rank": _("Rank: 1 works for the vendor, 2 for that one"),
    "chain.fields": _("Data it sees"),
    "chain.places": _("Where"),
    "chain.website": _("Website"),
    "leaks.began_on": _("When it began"),
    "leaks.ended_on": _("When it ended"),
    "leaks.what": _("What happened to the data"),
    "leaks.ours": _("Data of our customers"),
    "leaks.fields": _("Which data"),
    "leaks.known_by": _("How it is known"),
    "leaks.note": _("In a few words"),
    "leaks.told_on": _("Customers were told on"),
    "leaks.url": _("Where to read it"),
    "leaks.evidence": _("Where our copy is"),
}

CHOICES: dict[str, dict[str, Words]] = {
    "role": {
        "processor": _("works on our orders"),
        "sub-processor": _("works for a supplier of ours"),
        "joint-controller": _("decides together with us"),
        "controller": _("decides by itself"),
        "third-party": _("has a purpose of its own"),
    },
    "transfer_mechanism": {
        "none": _("not needed: the data stays under the same law"),
        "adequacy": _("that country's law is recognised as good enough"),
        "dpf": _("EU-US Data Privacy Framework"),
        "scc": _("standard contract clauses of the EU"),
        "idta": _("the transfer agreement of the United Kingdom"),
        "bcr": _("rules that bind the whole group of companies"),
        "consent": _("only with your consent"),
    },
    "kind": {
        "encrypted_in_transit": _("Data is encrypted on its way"),
        "encrypted_at_rest": _("Data is encrypted where it is kept"),
        "key_holder": _("Who holds the keys is settled"),
        "second_step": _("Staff sign in with a second step"),
        "passkeys": _("Staff sign in with passkeys"),
        "single_sign_on": _("Our staff sign in through our own system"),
        "least_privilege": _("Only those who need data see it"),
        "logging": _("Who looked at data is recorded"),
        "updates": _("Weak spots are mended quickly"),
        "penetration_test": _("Experts try to break in, to find weak spots"),
        "backups": _("Backups are made, and tried out"),
        "segregation": _("Our data is kept apart from that of others"),
        "training": _("Staff are trained"),
        "secure_deletion": _("Deleted data cannot be brought back"),
        "incident_plan": _("There is a plan for leaks, and it is practised"),
        "malware": _("Computers are guarded against malware"),
        "mail_protection": _("Its mail is protected against forgery"),
        "other": _("Another measure"),
    },
    "basis": {
        "self-declared": _("it says so itself"),
        "contract": _("it promised so by contract"),
        "certified": _("certified"),
        "audited": _("audited by others"),
        "tested by us": _("tested by us"),
    },
    "standard": {
        "soc2": "SOC 2",
        "iso27001": "ISO/IEC 27001",
        "iso27018": "ISO/IEC 27018",
        "iso27701": "ISO/IEC 27701",
        "csa_star": "CSA STAR",
        "pci_dss": "PCI DSS",
        "other": _("Another check"),
    },
    "how_many": {
        "under-100": _("fewer than 100"),
        "under-1000": _("100 to 1,000"),
        "under-10000": _("1,000 to 10,000"),
        "under-100000": _("10,000 to 100,000"),
        "under-1000000": _("100,000 to a million"),
        "more": _("more than a million"),
    },
    "what": {
        "exposed": _("Strangers could have seen data"),
        "accessed": _("Strangers looked at data"),
        "copied": _("Strangers copied data"),
        "published": _("Data was made public"),
        "altered": _("Data was changed"),
        "lost": _("Data was lost"),
        "unknown": _("We do not know yet what happened to the data"),
    },
    "known_by": {
        "structural": _("the data was never there"),
        "log_confirmed": _("complete logs were read"),
        "partial_logs": _("a part of the logs was read"),
        "vendor_statement": _("the company says so"),
        "assumption": _("we think so"),
    },
    "level": {
        "type-1": _("Type I: on one day"),
        "type-2": _("Type II: over a period"),
        "level-1": _("Level 1: by itself"),
        "level-2": _("Level 2: by others"),
    },
    "data_at_end": {
        "returned": _("given back to us, and no copy kept"),
        "deleted": _("deleted"),
    },
}
"""Code of a fact or column → its choices in words."""

STATES: dict[str, Words] = {
    "proposed": _("proposed"),
    "announced": _("announced"),
    "active": _("works for us"),
    "leaving": _("is leaving"),
    "ended": _("ended"),
    "rejected": _("not chosen"),
}

TOUCHED: dict[str, Words] = {
    "touched": _("Data of our customers was touched"),
    "not_touched": _("Data of our customers was not touched"),
    "said_not_touched": _("The company says that data of our customers was not touched, and we cannot show it"),
    "unknown": _("We do not know if data of our customers was touched"),
}
"""Whether a leak touched the brand's customers, as far as anybody can say."""

GROUNDS: dict[str, Words] = {
    "announced": _("We told you before."),
    "correction": _("We put a mistake on our list right."),
    "no_notice": _("We did not tell you before."),
}
"""On which ground the list says what customers should have heard before."""

BEGUN: Words = _("It was so before our list began.")
"""Why a company that is entered late stands where it stands."""

MEANINGS: dict[str, Words] = {
    "soc2": _("An auditor looked at chosen rules over a time and wrote a report. It is not a certificate."),
    "iso27001": _("A body checked that security is managed by rules. It does not say that nothing can happen."),
    "iso27018": _("The same, with rules for people's data in the cloud."),
    "iso27701": _("The same, with rules for privacy."),
    "csa_star": _("Level 1 is a list of answers that the company gave itself. Level 2 was checked by others."),
    "pci_dss": _("Rules of the card companies, for card numbers only."),
}
"""What an assurance means, and what it does not."""

RANK = _("Rank")
