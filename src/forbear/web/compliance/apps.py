"""The Django app."""

from django.apps import AppConfig


class Compliance(AppConfig):
    """See the package."""

    name = "forbear.web.compliance"
    label = "compliance"
