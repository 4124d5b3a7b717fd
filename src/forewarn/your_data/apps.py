"""All that concerns one customer, for that customer."""

from django.apps import AppConfig


class YourDataConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.your_data"
    label = "your_data"
    default_auto_field = "django.db.models.BigAutoField"
