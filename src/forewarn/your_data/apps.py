"""All that concerns one customer, for that customer."""

from django.apps import AppConfig


class YourDataConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.your_data"
    label = "your_data"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience.signals import customer_exporting
        from forewarn.your_data import receivers

        customer_exporting.connect(receivers.on_exporting, dispatch_uid="your_data.customer_exporting")
