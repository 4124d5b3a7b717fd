"""Which customers' which fields are at which vendor."""

from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.holdings"
    label = "holdings"
    default_auto_field = "django.db.models.BigAutoField"
