"""The audience package as a Django app."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.audience"
    label = "audience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience import receivers
        from forewarn.audience.health import problems
        from forewarn.foundation.health import provide
        from forewarn.intake.signals import complaint, hard_bounce, unsubscribe_by_mail
        from forewarn.outbound.signals import single_mail_refused

        provide("customers", problems)
        hard_bounce.connect(receivers.on_hard_bounce, dispatch_uid="audience.hard_bounce")
        complaint.connect(receivers.on_complaint, dispatch_uid="audience.complaint")
        unsubscribe_by_mail.connect(receivers.on_unsubscribe_by_mail, dispatch_uid="audience.unsubscribe_by_mail")
        single_mail_refused.connect(receivers.on_single_mail_refused, dispatch_uid="audience.single_mail_refused")
