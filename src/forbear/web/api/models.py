"""Tokens by which systems sign in, and what was already answered to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Token(models.Model):
    """Lets a system act as somebody, within scopes, until a day. Only its hash is kept."""

    name = models.CharField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    #: SHA-256 of the secret.
    digest = models.CharField(max_length=64, unique=True)
    #: The first characters, to tell tokens apart.
    hint = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"


class Answered(models.Model):
    """The answer to a write with an idempotency key; given again if it is repeated."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=200)
    #: SHA-256 of method, path and body.
    request = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "api_answered"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answered_once")]
        indexes = [models.Index(fields=["at"], name="answered_by_time")]
