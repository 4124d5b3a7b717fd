"""The alerts package as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Registers the package and connects its receivers."""

    name = "forewarn.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the gate and the publication to mailings."""
        import_module("forewarn.alerts.receivers")
