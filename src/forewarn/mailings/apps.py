"""The mailings package as a Django app."""

from django.apps import AppConfig


class MailingsConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.mailings"
    label = "mailings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience.signals import customer_erasing, customer_exporting
        from forewarn.foundation.health import provide
        from forewarn.intake.addressees import recognise_message_ids
        from forewarn.intake.signals import complaint, hard_bounce, soft_bounce
        from forewarn.mailings import receivers
        from forewarn.mailings.health import problems
        from forewarn.mailings.message_ids import read_message_id

        provide("mailings", problems)
        recognise_message_ids("mailings", read_message_id)
        hard_bounce.connect(receivers.on_hard_bounce, dispatch_uid="mailings.hard_bounce")
        soft_bounce.connect(receivers.on_soft_bounce, dispatch_uid="mailings.soft_bounce")
        complaint.connect(receivers.on_complaint, dispatch_uid="mailings.complaint")
        customer_erasing.connect(receivers.on_erasing, dispatch_uid="mailings.customer_erasing")
        customer_exporting.connect(receivers.on_exporting, dispatch_uid="mailings.customer_exporting")
