"""The Django app."""

from django.apps import AppConfig


class Nights(AppConfig):
    """See the package."""

    name = "forbear.web.nights"
    label = "nights"
    default_auto_field = "django.db.models.BigAutoField"
