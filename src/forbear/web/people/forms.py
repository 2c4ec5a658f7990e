"""Passkeys as browsers send them: what is malformed or forged is refused, and breaks nothing."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from cryptography.exceptions import InvalidSignature

#: What the library lets through when it takes a credential apart.
MALFORMED = (
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    TypeError,
    ValueError,
    struct.error,
)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except MALFORMED:
        raise get_adapter().validation_error("incorrect_code") from None


class _Careful:
    def clean_credential(self) -> Any:
        with _refused():
            return super().clean_credential()  # type: ignore[misc]


class AddPasskey(forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        """As the library does, or refused."""
        with _refused():
            told: dict[str, Any] = super().clean()
            return told


class SecondPasskey(_Careful, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class OnlyPasskey(_Careful, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of the password."""


class ConfirmingPasskey(_Careful, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey to confirm that it is still the same person."""
