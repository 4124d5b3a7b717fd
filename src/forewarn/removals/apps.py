"""Removals: a customer's data is deleted at every vendor that holds it."""

from django.apps import AppConfig


class RemovalsConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.removals"
    label = "removals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience.signals import customer_erasing, customer_exporting
        from forewarn.foundation import health
        from forewarn.removals import receivers
        from forewarn.removals.health import problems
        from forewarn.vendor_changes.signals import switching

        customer_erasing.connect(receivers.on_erasing, dispatch_uid="removals.customer_erasing")
        customer_exporting.connect(receivers.on_exporting, dispatch_uid="removals.customer_exporting")
        switching.connect(receivers.before_switching, dispatch_uid="removals.switching")
        health.provide("removals", problems)
