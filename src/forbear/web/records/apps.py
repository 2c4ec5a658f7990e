"""The Django app."""

from django.apps import AppConfig


class Records(AppConfig):
    """See the package."""

    name = "forbear.web.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
