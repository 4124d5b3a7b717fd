"""Personal data in mailings: crowds of customer ids, and who among the staff wrote and approved."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

_ROW = "as long as the mailing: proof of what was sent to whom"
STAFF = Field(Kind.PERSONAL, kept="as long as the mailing", erased="kept: proof of who did what")
CROWD = Field(Kind.CROWD, kept=_ROW, exported="no: the timeline says it", erased="the customer's id is taken out")
PROOF = Field(Kind.CROWD, kept=_ROW, exported="as the timeline", erased="the customer's entries are taken out")
NUMBER = Field(Kind.PSEUDONYM, kept=_ROW, exported="as the timeline", erased="the row is deleted")
RANGE = Field(Kind.PSEUDONYM, kept=_ROW, erased="kept: a bound of a range, which leads nowhere once erased")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


_CHUNK = _plain("mailing", "chunk", "count") | {"bits": CROWD}

TABLES = [
    Table(
        "mailings.Mailing",
        _plain("brand", "message_class", "title", "source_type", "source_id", "state", "audience", "segment_id")
        | _plain(
            "audience_mark",
            "content_hash",
            "approved_hash",
            "submitted_at",
            "approved_at",
            "emergency",
            "emergency_reason",
        )
        | _plain("needs_page", "published_at", "scheduled_for", "waves", "wave_days", "keeps_quiet_hours")
        | _plain("give_up_after", "bounce_limit", "complaint_limit", "pause_reason", "paused_by_itself", "trouble")
        | _plain("trouble_since", "relay_failures", "called_at", "resting_until", "audience_size", "eligible")
        | _plain("complaints", "bounces", "started_at", "finished_at", "created_at")
        | {"authors": STAFF, "written_by_name": STAFF, "approved_by": STAFF, "approved_by_name": STAFF},
    ),
    Table(
        "mailings.Variant",
        _plain("mailing", "group", "locale", "subject", "from_name", "from_address", "text", "html", "headers")
        | _plain("fallbacks"),
    ),
    Table("mailings.AudienceChunk", _CHUNK | _plain("group")),
    Table("mailings.CrowdChunk", _CHUNK | _plain("crowd")),
    Table(
        "mailings.Batch",
        _plain("mailing", "variant", "wave", "attempt", "country", "state", "size", "not_before", "tried_since")
        | _plain("claimed_by", "lease_until", "claims", "accepted", "refused", "deferred", "skipped", "reasons")
        | _plain("finished_at")
        | {"recipients": CROWD, "first_id": RANGE, "last_id": RANGE},
    ),
    Table(
        "mailings.ProofPage",
        _plain("batch", "mailing", "at", "accepted", "others")
        | {"first_id": RANGE, "last_id": RANGE, "entries": PROOF},
    ),
    Table(
        "mailings.Feedback",
        _plain("mailing", "kind", "at")
        | {
            "customer_id": NUMBER,
            "reason": Field(Kind.PERSONAL, kept=_ROW, exported="yes", erased="the row is deleted"),
        },
    ),
]
