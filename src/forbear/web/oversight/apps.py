"""The Django app."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """See the package."""

    name = "forbear.web.oversight"
    label = "oversight"
