"""The foundation package as a Django app."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
