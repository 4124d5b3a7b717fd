"""Personal data in holdings: sets of customers, and the files that name them."""

from __future__ import annotations

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

BITS = Field(
    Kind.CROWD,
    kept="as long as the entry: it says who is concerned when a vendor leaks later",
    exported="vendor, field, since and until, by queries.customers.export_holdings",
    erased="the person's bit, by receivers.on_erasing",
)
FILE = Field(
    Kind.CROWD,
    kept="uploads until loaded, at most 7 days; rejects files 30 days",
    erased="when the time is over; a person's own rows are not looked for in files",
)
OUT = Field(
    Kind.PSEUDONYM,
    kept="while the person is a customer",
    exported="vendor, since, reason and until, by receivers.on_exporting",
    erased="the row, by receivers.on_erasing",
)
STAFF = Field(Kind.PERSONAL, kept="as long as the row", erased="kept: proof of who did what")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


_CORRECTION = {**_plain("corrected_at", "correction"), "corrected_by": STAFF}

TABLES = [
    Table(
        "holdings.Flow",
        {
            **_plain("brand", "vendor", "everybody", "segment", "segment_name", "fields", "since", "until", "every"),
            **_plain("leavers", "retention_days", "last_run_at", "next_run_at", "ended_at", "problem", "created_at"),
            "created_by": STAFF,
        },
    ),
    Table("holdings.FlowChunk", {**_plain("flow", "chunk", "count"), "bits": BITS}),
    Table(
        "holdings.Transfer",
        {
            **_plain("brand", "vendor", "fields", "at", "ends_at", "flow", "source", "source_hash", "recorded_at"),
            "recorded_by": STAFF,
            **_CORRECTION,
        },
    ),
    Table("holdings.TransferChunk", {**_plain("transfer", "chunk", "count"), "bits": BITS}),
    Table(
        "holdings.Ending",
        {
            **_plain("brand", "vendor", "kind", "fields", "at", "before", "everybody", "flow", "proof", "recorded_at"),
            "recorded_by": STAFF,
            **_CORRECTION,
        },
    ),
    Table("holdings.EndingChunk", {**_plain("ending", "chunk", "count"), "bits": BITS}),
    Table(
        "holdings.KeptOut",
        {
            **_plain("brand", "vendor", "since", "reason", "left_out_at", "until"),
            "customer_id": OUT,
            "let_in_because": Field(
                Kind.PERSONAL, kept="while the person is a customer", exported=OUT.exported, erased=OUT.erased
            ),
            **dict.fromkeys(["recorded_by", "left_out_by", "let_in_by"], STAFF),
        },
    ),
    Table("holdings.SentAgain", _plain("kept_out", "transfer", "ending")),
    Table(
        "holdings.Manifest",
        {
            **_plain("brand", "vendor", "state", "fields", "at", "retention_days", "file_name", "uploaded"),
            **_plain("file_hash", "file_size", "dialect", "column", "by_address", "without_unknown", "lines"),
            **_plain("position", "repeated"),
            **_plain("rejected", "reasons", "problem", "transfer", "runner", "beat_at", "created_at", "ended_at"),
            "file_path": FILE,
            "rejects_path": FILE,
            "started_by": STAFF,
        },
    ),
]
