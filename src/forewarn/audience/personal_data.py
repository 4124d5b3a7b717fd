"""Personal data of customers: what is kept, how long, how it is exported and erased."""

from __future__ import annotations

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

PERSON = Field(
    Kind.PERSONAL,
    kept="while the person is a customer of the brand",
    exported="queries.exporting.export_customer",
    erased="with the row, by actions.erasing.erase_customer",
)
NUMBER = Field(Kind.PSEUDONYM, exported="queries.exporting.export_customer", erased="with the row, by erase_customer")
CHOICE = Field(Kind.PERSONAL, exported="queries.exporting.export_customer", erased="with the customer")
FILE = Field(
    Kind.CROWD,
    kept="uploads until imported, at most 7 days; rejects files 30 days",
    erased="when the time is over; a person's own rows are not looked for in files",
)
BITS = Field(
    Kind.CROWD,
    kept="as long as the import or segment",
    exported="its name",
    erased="the person's bit, by erase_customer",
)
STAFF = Field(Kind.PERSONAL, kept="as long as the row", erased="kept: proof of who did what")
HASH = Field(
    Kind.PSEUDONYM,
    kept="while the brand is here, so that no import brings the person back",
    erased="kept: a keyed hash that leads to nobody without the address",
)
CODE = Field(Kind.PSEUDONYM, kept="2 days", exported="queries.exporting.export_customer", erased="by erase_customer")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "audience.Customer",
        {
            **_plain("brand", "created_at", "updated_at"),
            **dict.fromkeys(["external_id", "email", "email_key", "name", "name_key", "surname_key"], PERSON),
            **dict.fromkeys(["locale", "country", "attributes"], PERSON),
            **dict.fromkeys(["care", "marketing", "care_withdrawn_here", "marketing_withdrawn_here"], CHOICE),
            **dict.fromkeys(["reachable", "unreachable_reason", "unreachable_since"], PERSON),
        },
    ),
    Table(
        "audience.ChoiceChange",
        {"customer": NUMBER, **dict.fromkeys(["message_class", "granted", "source", "wording", "at"], CHOICE)},
    ),
    Table(
        "audience.Import",
        {
            **_plain("brand", "state", "uploaded", "file_hash", "file_size", "dialect", "mapping", "wording"),
            **_plain("care_default", "marketing_default", "default_wording", "rows", "position", "added", "changed"),
            **_plain("unchanged", "rejected", "reasons", "rejects_size", "problem", "runner", "beat_at"),
            **_plain("created_at", "started_at", "ended_at", "file_name"),
            "file_path": FILE,
            "rejects_path": FILE,
            "not_understood": Field(
                Kind.CROWD, kept="as long as the row", erased="kept: words of a column, no addresses"
            ),
            "started_by": STAFF,
        },
    ),
    Table("audience.ImportChunk", {**_plain("import_run", "crowd", "chunk", "count"), "bits": BITS}),
    Table(
        "audience.Segment",
        {
            **_plain("brand", "name", "filter", "uploaded", "state", "problem", "asked_at", "list_name", "not_found"),
            **_plain("size", "evaluated_at", "created_at"),
            "list_path": FILE,
        },
    ),
    Table("audience.SegmentChunk", {**_plain("segment", "chunk", "count"), "bits": BITS}),
    Table("audience.ErasedAddress", {**_plain("brand", "erased_at"), "address_hash": HASH}),
    Table(
        "audience.OneTimeCode",
        {
            **_plain("brand", "purpose", "locale", "attempts", "created_at", "expires_at", "used_at"),
            **dict.fromkeys(["address_hash", "source_hash", "code_hash"], CODE),
            "sealed": Field(Kind.PERSONAL, kept="until the mail is queued, seconds", erased="by erase_customer"),
        },
    ),
    Table(
        "audience.WrongCode",
        {
            "at": NOT_PERSONAL,
            "source_hash": Field(Kind.PSEUDONYM, kept="2 days", erased="with its time: it belongs to no customer"),
        },
    ),
]
