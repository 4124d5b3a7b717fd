"""Personal data in the vendor list: none."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Table

TABLES = [
    Table(
        "vendors.Vendor",
        dict.fromkeys(["brand", "slug", "name", "purpose", "sending_domains", "since", "until"], NOT_PERSONAL),
    )
]
