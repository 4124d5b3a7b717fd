"""The audience package as a Django app."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.audience"
    label = "audience"
    default_auto_field = "django.db.models.BigAutoField"
