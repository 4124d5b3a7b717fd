"""Personal data in the lessons: only what a customer asked us to remember."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

LEARNER = Field(
    Kind.PERSONAL,
    kept="12 months after the last visit",
    exported="receivers.on_exporting",
    erased="receivers.on_erasing, with every visit of theirs",
)
HELD = Field(
    Kind.PSEUDONYM,
    kept="as long as the invitation",
    exported="no: a draw by lot says nothing about the customer",
    erased="receivers.on_erasing takes the customer out",
)
STAFF = Field(Kind.PERSONAL, kept="as long as the message", erased="kept: proof of who wrote and who looked at it")
VISIT = Field(
    Kind.PSEUDONYM,
    kept="12 months",
    exported="receivers.on_exporting, where the learner asked us to remember",
    erased="with the learner; without one it belongs to nobody",
)


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "lessons.BrandLesson",
        _plain("brand", "slug", "position", "given", "quarter", "files", "base_hash", "changed_at"),
    ),
    Table(
        "lessons.MadeItem",
        _plain("brand", "sighting", "campaign", "kind", "lesson", "place", "channel", "cues", "premise", "odd")
        | _plain("words", "state", "reason", "decided_at", "created_at", "changed_at")
        | dict.fromkeys(["authors", "decided_by"], STAFF),
    ),
    Table("lessons.Learner", dict.fromkeys(["customer", "brand", "wording", "agreed_at", "seen_at"], LEARNER)),
    Table(
        "lessons.Visit",
        {
            **_plain("brand", "lesson", "content", "locale", "refresh", "embedded", "items"),
            **dict.fromkeys(["key", "learner", "started_at", "finished_at"], VISIT),
        },
    ),
    Table(
        "lessons.Answer",
        {
            **_plain("item", "phase", "lure", "difficulty", "odd"),
            **dict.fromkeys(["visit", "said_fake", "did", "did_well", "at"], VISIT),
        },
    ),
    Table("lessons.PartDone", dict.fromkeys(["visit", "part", "at"], VISIT)),
    Table("lessons.HeldChunk", _plain("invitation", "chunk", "count") | {"bits": HELD}),
    Table("lessons.Programme", _plain("brand", "hold_out_percent", "days_between", "sensitive", "changed_at")),
    Table(
        "lessons.Invitation",
        _plain("brand", "year", "quarter", "kind", "lessons", "mailing", "held_out", "created_at"),
    ),
]
