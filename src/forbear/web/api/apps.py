"""The Django app."""

from django.apps import AppConfig


class Api(AppConfig):
    """See the package."""

    name = "forbear.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
