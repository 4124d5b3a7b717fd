"""The accounts package as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
