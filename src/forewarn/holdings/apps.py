"""Which customers' which fields are at which vendor."""

from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.holdings"
    label = "holdings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience.signals import customer_erasing, customer_exporting
        from forewarn.foundation.health import provide
        from forewarn.holdings import receivers
        from forewarn.holdings.health import problems
        from forewarn.vendors.signals import ending, removing

        provide("holdings", problems)
        customer_erasing.connect(receivers.on_erasing, dispatch_uid="holdings.erasing")
        customer_exporting.connect(receivers.on_exporting, dispatch_uid="holdings.exporting")
        ending.connect(receivers.on_ending, dispatch_uid="holdings.ending")
        removing.connect(receivers.on_removing, dispatch_uid="holdings.removing")
