"""The accounts package as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the sign-in library."""
        from forewarn.accounts import receivers

        receivers.connect()
