"""The console package as a Django app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
