"""Personal data in the ledger: none."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Table

TABLES = [
    Table(
        "promises.Promise", dict.fromkeys(["brand", "key", "position", "rules", "since", "withdrawn_on"], NOT_PERSONAL)
    ),
    Table(
        "promises.PromiseText",
        dict.fromkeys(["promise", "locale", "version", "statement", "explanation", "written_at"], NOT_PERSONAL),
    ),
]
