"""The alerts package as a Django app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Registers the package and connects its receivers."""

    name = "forewarn.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
