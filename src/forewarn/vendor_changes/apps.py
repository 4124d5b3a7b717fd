"""An announced change at a vendor, and its notice."""

from django.apps import AppConfig


class VendorChangesConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.vendor_changes"
    label = "vendor_changes"
    default_auto_field = "django.db.models.BigAutoField"
