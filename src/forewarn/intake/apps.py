"""The intake package as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the package, who reads its own routes, and what the status page asks about."""

    name = "forewarn.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.foundation import health
        from forewarn.intake import health as intake_health
        from forewarn.intake.handlers.registry import handle
        from forewarn.intake.handlers.reports import read_report
        from forewarn.intake.handlers.unsubscribing import read_unsubscribe
        from forewarn.intake.receivers import on_provider_report
        from forewarn.intake.rules import Route
        from forewarn.outbound.signals import provider_reported

        handle(Route.BOUNCE, read_report)
        handle(Route.COMPLAINT, read_report)
        handle(Route.UNSUBSCRIBE, read_unsubscribe)
        health.provide("intake", intake_health.problems)
        provider_reported.connect(on_provider_report, dispatch_uid="forewarn.intake")
