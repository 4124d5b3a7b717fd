"""The profiles package as a Django app."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.profiles"
    label = "profiles"
    default_auto_field = "django.db.models.BigAutoField"
