"""The foundation package as a Django app."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the status page asks about the machine."""
        from forewarn.foundation import health, machine

        health.provide("machine", machine.problems)
