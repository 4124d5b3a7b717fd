"""The promises package as a Django app."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"
