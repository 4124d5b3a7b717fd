"""The brands package as a Django app."""

from django.apps import AppConfig


class BrandsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.brands"
    label = "brands"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the status page asks about."""
        from forewarn.brands import health as brand_health
        from forewarn.foundation import health

        health.provide("brands", brand_health.problems)
