"""The outbound package as a Django app."""

from django.apps import AppConfig


class OutboundConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.outbound"
    label = "outbound"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what the status page asks about, and listen to providers' reports."""
        from anymail.signals import tracking

        from forewarn.foundation import health
        from forewarn.outbound import health as outbound_health
        from forewarn.outbound.receivers import on_tracking_event

        health.provide("outbound", outbound_health.problems)
        tracking.connect(on_tracking_event, dispatch_uid="forewarn.outbound")
