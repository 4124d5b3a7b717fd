"""The sent record: the brand's own mail, ours and through seed addresses."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers the package, and what it listens to."""

    name = "forewarn.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience.signals import customer_erasing
        from forewarn.foundation.health import provide
        from forewarn.intake.handlers.registry import handle
        from forewarn.intake.rules import Route
        from forewarn.journal import receivers
        from forewarn.journal.handling import read_seed
        from forewarn.journal.health import problems
        from forewarn.outbound.signals import single_mail_accepted

        handle(Route.JOURNAL, read_seed)
        provide("journal", problems)
        single_mail_accepted.connect(receivers.on_single_mail_accepted, dispatch_uid="journal.single_mail_accepted")
        customer_erasing.connect(receivers.on_erasing, dispatch_uid="journal.customer_erasing")
