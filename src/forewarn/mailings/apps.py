"""The mailings package as a Django app."""

from django.apps import AppConfig


class MailingsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.mailings"
    label = "mailings"
    default_auto_field = "django.db.models.BigAutoField"
