"""Changes at vendors, told before they happen."""

from django.apps import AppConfig


class VendorChangesConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.vendor_changes"
    label = "vendor_changes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience.signals import customer_exporting
        from forewarn.vendor_changes import receivers

        customer_exporting.connect(receivers.on_exporting, dispatch_uid="vendor_changes.exporting")
