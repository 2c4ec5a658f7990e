"""The Django app."""

from django.apps import AppConfig


class Desk(AppConfig):
    """See the package."""

    name = "forbear.web.desk"
    label = "desk"
