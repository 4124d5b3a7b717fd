"""The public_site package as a Django app."""

from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.public_site"
    label = "public_site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of changes to what the pages show."""
        from forewarn.public_site.receivers import connect

        connect()
