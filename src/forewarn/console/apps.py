"""The console package as a Django app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mail the links that sign-in asks for."""
        from forewarn.accounts.signals import password_forgotten
        from forewarn.console.sign_in.mails import on_password_forgotten

        password_forgotten.connect(on_password_forgotten)
