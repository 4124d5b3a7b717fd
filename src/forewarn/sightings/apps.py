"""Impersonation of the brand that was seen."""

from django.apps import AppConfig


class SightingsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.sightings"
    label = "sightings"
    default_auto_field = "django.db.models.BigAutoField"
