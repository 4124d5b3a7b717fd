"""The curriculum: lessons and the practice inbox."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Registers the package."""

    name = "forewarn.lessons"
    label = "lessons"
    default_auto_field = "django.db.models.BigAutoField"
