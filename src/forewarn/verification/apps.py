"""The verification package as a Django app."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Registers the package, and that it reads what customers send to check@."""

    name = "forewarn.verification"
    label = "verification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.intake.handlers.registry import handle
        from forewarn.intake.rules import Route
        from forewarn.sightings.signals import sighting_decided
        from forewarn.verification.handling import read_question
        from forewarn.verification.receivers import on_sighting_decided

        handle(Route.CHECK, read_question)
        sighting_decided.connect(on_sighting_decided, dispatch_uid="verification.sighting_decided")
