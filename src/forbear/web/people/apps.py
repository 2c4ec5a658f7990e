"""The Django app."""

from django.apps import AppConfig


class People(AppConfig):
    """See the package."""

    name = "forbear.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the predicates known to `has_perm`."""
        from forbear.web.people import access  # noqa: F401
