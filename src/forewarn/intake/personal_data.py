"""Personal data of mail in: what strangers and customers wrote, which goes soon, and whom it was about."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

_BYTES = "as long as the bytes (FOREWARN_RAW_MAIL_DAYS, 30 days)"
_ROW = "400 days"
_GOES = "the row is deleted where the mail is about the customer; otherwise it expires"
WRITTEN = Field(Kind.PERSONAL, kept=_BYTES, exported="yes, where the mail is about the customer", erased=_GOES)
NUMBER = Field(Kind.PSEUDONYM, kept=_ROW, exported="as the date and what it led to", erased="the row is deleted")
STAFF = Field(Kind.PERSONAL, kept="as long as the mailbox", erased="overwritten under Mail in, Mailboxes")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "intake.ReceivedMail",
        _plain("brand", "route", "size", "source", "received_at", "copies", "last_copy_at", "state", "attempts")
        | _plain("due_at", "read_at", "mailing_id")
        | dict.fromkeys(("mail_from", "peer", "helo", "subject", "header_from", "problem", "outcome"), WRITTEN)
        | dict.fromkeys(("token", "rcpt_to", "sha256", "asker", "customer_id"), NUMBER),
    ),
    Table("intake.RawMail", _plain("mail", "stored_at") | {"content": WRITTEN}),
    Table(
        "intake.SourceCount",
        _plain("brand", "route", "hour", "mails", "dropped")
        | {
            "source_hash": Field(
                Kind.PSEUDONYM, kept="30 days", erased="expires; a keyed hash leads to nobody by itself"
            )
        },
    ),
    Table(
        "intake.Mailbox",
        _plain("brand", "host", "port", "tls", "password_sealed", "ca_certificate", "folder", "route", "deletes")
        | _plain("active", "created_at", "uid_validity", "last_uid", "fetched", "due_at", "lease_until", "polled_at")
        | _plain("failures", "last_error", "last_error_at")
        | {"username": STAFF},
    ),
]
