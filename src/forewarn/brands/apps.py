"""The brands package as a Django app."""

from django.apps import AppConfig


class BrandsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.brands"
    label = "brands"
    default_auto_field = "django.db.models.BigAutoField"
