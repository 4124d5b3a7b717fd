"""The intake package as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the package, who reads which route, and what it listens to."""

    name = "forewarn.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.foundation.health import provide as provide_health
        from forewarn.intake.handlers import provide
        from forewarn.intake.health import problems
        from forewarn.intake.receivers import on_provider_report
        from forewarn.intake.returned_mail import read_returned, read_unsubscribe
        from forewarn.intake.rules import Route
        from forewarn.outbound.signals import provider_reported

        provide(Route.BOUNCE, read_returned)
        provide(Route.COMPLAINT, read_returned)
        provide(Route.UNSUBSCRIBE, read_unsubscribe)
        provide_health("mail in", problems)
        provider_reported.connect(on_provider_report, dispatch_uid="intake.provider_report")
