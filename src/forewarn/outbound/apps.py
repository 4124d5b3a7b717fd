"""The outbound package as a Django app."""

from django.apps import AppConfig


class OutboundConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.outbound"
    label = "outbound"
    default_auto_field = "django.db.models.BigAutoField"
