"""A customer's removal at a vendor."""

from django.apps import AppConfig


class RemovalsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.removals"
    label = "removals"
    default_auto_field = "django.db.models.BigAutoField"
