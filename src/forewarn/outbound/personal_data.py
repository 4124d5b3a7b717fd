"""Personal data of outbound: to whom single mails went; everything else is settings."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

KEPT_DAYS = 90  # of single mails: long enough to answer "did you send me a code?"; tick removes older rows

_KEPT = f"{KEPT_DAYS} days"
_ROW = "the row is deleted"

TABLES = [
    Table(
        "outbound.Relay",
        {
            **dict.fromkeys(
                [
                    *(
                        "brand",
                        "name",
                        "kind",
                        "host",
                        "port",
                        "tls",
                        "ca_certificate",
                        "provider",
                        "options",
                        "folder",
                    ),
                    *("rate", "connections", "signs_itself", "priority", "active", "created_at", "last_accepted_at"),
                    *("last_error", "last_error_kind", "last_error_at", "password_sealed"),
                ],
                NOT_PERSONAL,
            ),
            "username": Field(Kind.PERSONAL, kept="as long as the relay", erased="overwritten under Settings, Relays"),
        },
    ),
    Table(
        "outbound.SingleMail",
        {
            **dict.fromkeys(
                [
                    *("brand", "message_class", "template", "locale", "state", "attempts", "queued_at", "expires_at"),
                    *("due_at", "claimed_at", "settled_at", "relay", "code", "enhanced"),
                ],
                NOT_PERSONAL,
            ),
            "customer_id": Field(Kind.PSEUDONYM, kept=_KEPT, erased=_ROW),
            "to_address": Field(Kind.PERSONAL, kept=_KEPT, exported="yes", erased=_ROW),
            "content_sealed": Field(Kind.PERSONAL, kept="until sent, sealed", erased=_ROW),
            "message_id": Field(Kind.PSEUDONYM, kept=_KEPT, exported="yes", erased=_ROW),
            "idempotency_key": Field(Kind.PSEUDONYM, kept=_KEPT, erased=_ROW),
            "reply": Field(Kind.PERSONAL, kept=_KEPT, exported="yes", erased=_ROW),
        },
    ),
    Table(
        "outbound.SuppressedAddress",
        {
            "brand": NOT_PERSONAL,
            "address_hash": Field(
                Kind.PSEUDONYM, kept="as long as the brand", erased="kept: it keeps the person from being written to"
            ),
            "reason": NOT_PERSONAL,
            "at": NOT_PERSONAL,
        },
    ),
]
