"""The intake package as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
