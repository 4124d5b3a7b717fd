"""Personal data of brands: people who sign or answer for the brand, all of them staff."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

STAFF = Field(Kind.PERSONAL, kept="as long as the brand", erased="overwritten under Settings, Brand")

TABLES = [
    Table(
        "brands.Brand",
        {
            **dict.fromkeys(
                """
                slug name aliases legal_name postal_address website public_host app_name phone_numbers time_zone country
                locales accent accent_dark logo_digest care_default marketing_default choice_wording quiet_from
                quiet_until intake_domain mail_host spf_sources dns_findings dns_checked_at feedback_sender_id
                signs_all_mail_since mailbox_domains sample created_at staffed_always staffed_days staffed_from
                staffed_until staffed_zone closed_days
                """.split(),  # noqa: SIM905 - a list of words reads as one
                NOT_PERSONAL,
            ),
            "contact_address": STAFF,
            "signer_name": STAFF,
            "signer_role": STAFF,
        },
    ),
    Table(
        "brands.BrandLogo",
        dict.fromkeys(["brand", "content", "media_type", "width", "height", "changed_at"], NOT_PERSONAL),
    ),
    Table(
        "brands.SendingDomain",
        dict.fromkeys(["brand", "domain", "stream", "since", "checked_at", "findings"], NOT_PERSONAL),
    ),
    Table(
        "brands.DkimKey",
        dict.fromkeys(
            [
                "sending_domain",
                "selector",
                "public_key",
                "private_key_sealed",
                "created_at",
                "valid_from",
                "valid_until",
                "seen_in_dns_at",
                "compromised_since",
            ],
            NOT_PERSONAL,
        ),
    ),
    Table("brands.Sender", {"brand": NOT_PERSONAL, "display_name": STAFF, "address": STAFF, "for_care": NOT_PERSONAL}),
]
