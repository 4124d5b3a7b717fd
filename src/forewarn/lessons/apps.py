"""The curriculum: lessons and the practice inbox."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.lessons"
    label = "lessons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.alerts.signals import beginning
        from forewarn.audience.signals import customer_erasing, customer_exporting
        from forewarn.lessons import receivers
        from forewarn.mailings.signals import approving, starting, submitting

        customer_erasing.connect(receivers.on_erasing, dispatch_uid="lessons.customer_erasing")
        customer_exporting.connect(receivers.on_exporting, dispatch_uid="lessons.customer_exporting")
        submitting.connect(receivers.before_submitting, dispatch_uid="lessons.submitting")
        approving.connect(receivers.before_approving, dispatch_uid="lessons.approving")
        starting.connect(receivers.before_starting, dispatch_uid="lessons.starting")
        beginning.connect(receivers.on_beginning, dispatch_uid="lessons.beginning")
