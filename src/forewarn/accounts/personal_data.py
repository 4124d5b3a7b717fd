"""Personal data of staff."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

STAFF = Field(Kind.PERSONAL, kept="as long as the person works here", erased="with the person's sign-in")
INVITED = Field(Kind.PERSONAL, kept="as long as the brand", erased="with the invitation")

TABLES = [
    Table(
        "accounts.StaffUser",
        {
            "email": STAFF,
            "name": STAFF,
            "password": STAFF,
            "last_login": STAFF,
            "created_at": STAFF,
            "is_active": NOT_PERSONAL,
            "is_staff": NOT_PERSONAL,
            "is_superuser": NOT_PERSONAL,
            "groups": NOT_PERSONAL,
            "user_permissions": NOT_PERSONAL,
        },
    ),
    Table(
        "accounts.Membership",
        {"user": STAFF, "brand": NOT_PERSONAL, "role": NOT_PERSONAL, "created_at": NOT_PERSONAL},
    ),
    Table(
        "accounts.ApiKey",
        {
            "made_by": STAFF,
            **dict.fromkeys(
                ("brand", "label", "key_hash", "ending", "scopes", "created_at", "last_used_at", "withdrawn_at"),
                NOT_PERSONAL,
            ),
        },
    ),
    Table(
        "accounts.Invitation",
        {
            "brand": NOT_PERSONAL,
            "email": INVITED,
            "role": NOT_PERSONAL,
            "invited_by": STAFF,
            "created_at": NOT_PERSONAL,
            "expires_at": NOT_PERSONAL,
            "accepted_at": NOT_PERSONAL,
            "withdrawn_at": NOT_PERSONAL,
        },
    ),
]
