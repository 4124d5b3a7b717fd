"""Changes at vendors, told before they happen."""

from django.apps import AppConfig


class VendorChangesConfig(AppConfig):
    """Registers the package and what it listens to."""

    name = "forewarn.vendor_changes"
    label = "vendor_changes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect."""
        from forewarn.audience.signals import customer_exporting
        from forewarn.foundation.health import provide
        from forewarn.mailings.signals import approving, starting, submitting
        from forewarn.vendor_changes import receivers
        from forewarn.vendor_changes.health import problems
        from forewarn.vendors.signals import changed, removing, stepping

        provide("vendor_changes", problems)
        submitting.connect(receivers.before_submitting, dispatch_uid="vendor_changes.submitting")
        approving.connect(receivers.before_approving, dispatch_uid="vendor_changes.approving")
        starting.connect(receivers.before_starting, dispatch_uid="vendor_changes.starting")
        customer_exporting.connect(receivers.on_exporting, dispatch_uid="vendor_changes.exporting")
        removing.connect(receivers.on_removing, dispatch_uid="vendor_changes.removing")
        stepping.connect(receivers.on_stepping, dispatch_uid="vendor_changes.stepping")
        changed.connect(receivers.on_register_changed, dispatch_uid="vendor_changes.register_changed")
