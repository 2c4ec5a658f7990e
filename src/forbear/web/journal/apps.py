"""The Django app."""

from django.apps import AppConfig


class Journal(AppConfig):
    """See the package."""

    name = "forbear.web.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
