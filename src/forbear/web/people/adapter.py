"""What allauth asks of an installation: nobody signs up, and secrets are kept sealed."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from forbear.web.people.passwords import weaknesses
from forbear.web.people.templatetags.words import in_chinese

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
NONCE = 12


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """People are made by an administrator; nothing is sent by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Failures are counted by axes, in the database, for all processes together."""

    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuse a weak password in the language of whoever chooses it."""
        found = weaknesses(password, user)
        if found:
            raise ValidationError([fault.zh if in_chinese() else fault.en for fault in found])
        return password

    def send_notification_mail(self, *_args: Any, **_told: Any) -> None:
        """What happens to an account stands in the journal."""

    def add_message(self, *_args: Any, **_told: Any) -> None:
        """The pages say it themselves."""

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """Go on in the language that somebody chose when he was last here."""
        response: HttpResponse = super().post_login(request, user, **told)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", httponly=True
            )
        return response


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are sealed with the site's own secret."""

    def encrypt(self, text: str) -> str:
        """Sealed, as base 64."""
        nonce = secrets.token_bytes(NONCE)
        return base64.b64encode(nonce + _seal().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was.

        Where the site's secret is another than it was then, a secret that nobody knows: no code is
        right until the person's second factor is set up anew (`forbear people reset`).
        """
        whole = base64.b64decode(encrypted_text)
        try:
            return _seal().decrypt(whole[:NONCE], whole[NONCE:], None).decode()
        except InvalidTag:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one, where one is required."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        return bool(settings.DEMO or others.exclude(pk=authenticator.pk).exists())


def has_second_factor(user: Any) -> bool:
    """Whether somebody signs in with more than a password."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists())


def _seal() -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"forbear second factor")
    return AESGCM(derived.derive(str(settings.SECRET_KEY).encode()))
