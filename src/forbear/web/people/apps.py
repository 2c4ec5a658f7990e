"""The Django app."""

from django.apps import AppConfig


class People(AppConfig):
    """See the package."""

    name = "forbear.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the predicates known to `has_perm`, and let the journal hear of sign-ins."""
        from allauth.mfa.signals import authentication_failed
        from django.contrib.auth import signals

        from forbear.web.people import access, sign_in  # noqa: F401

        signals.user_logged_in.connect(sign_in.signed_in)
        signals.user_logged_out.connect(sign_in.signed_out)
        signals.user_login_failed.connect(sign_in.failed)
        authentication_failed.connect(sign_in.second_factor_failed)
