"""The Django app."""

from django.apps import AppConfig


class People(AppConfig):
    """See the package."""

    name = "forbear.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
