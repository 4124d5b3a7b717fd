"""The audit package as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
