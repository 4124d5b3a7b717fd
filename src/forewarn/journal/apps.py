"""The sent record: the brand's own mail, ours and through seed addresses."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
