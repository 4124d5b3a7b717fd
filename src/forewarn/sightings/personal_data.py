"""Personal data of sightings: reporters are keyed hashes, samples are redacted."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

REPORTER = Field(Kind.PSEUDONYM, kept="400 days", erased="expires; a keyed hash leads to nobody by itself")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "sightings.Sighting",
        _plain(
            "brand",
            "state",
            "merged_into",
            "merged_from",
            "gave",
            "channel",
            "subject",
            "sender",
            "locale",
            "wants",
            "words",
            "sample",
        )
        | _plain("mail_id", "links", "domains", "numbers", "fingerprint", "subject_key", "first_seen", "last_seen")
        | _plain("reports", "noise", "decided_at", "decided_by", "published_at", "corrections", "note")
        | _plain("began_at", "first_decided_at", "reopened_at", "split_from", "revision", "kept_sources"),
    ),
    Table("sightings.SightingKey", _plain("sighting", "brand", "key")),
    Table(
        "sightings.Report",
        _plain("sighting", "brand", "mail_id", "subject", "sender", "at", "times", "fingerprint", "marks", "sample")
        | _plain("came_from", "since_dismissed")
        | {"source_hash": REPORTER, "case": REPORTER},
    ),
]
