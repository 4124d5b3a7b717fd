"""The vendors package as a Django app."""

from django.apps import AppConfig


class VendorsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.vendors"
    label = "vendors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is wrong with the register."""
        from forewarn.foundation.health import provide
        from forewarn.vendors.health import problems

        provide("vendors", problems)
