"""When a phone, a key or a password is lost: an administrator lets somebody begin anew."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from forbear.problems import ForbearError
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import SYSTEM, enter
from forbear.web.people.models import User
from forbear.web.people.passwords import weaknesses
from forbear.web.people.sign_in import of_person


def begin_anew(user: User, *, password: str, by: str = SYSTEM) -> None:
    """Give somebody a new password, take every second factor away and end every session.

    The next sign-in asks for a second factor to be set up. Journalled with ``by``, who did it.
    Raises `ForbearError` for a weak password.
    """
    found = weaknesses(password, user)
    if found:
        raise ForbearError(*found)
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
        enter(of_person(user.username), Act.PERSON_CHANGED, actor=by, content={"anew": True})


def end_sessions(user: User) -> None:
    """End every session of somebody, wherever it is."""
    for session in UserSession.objects.filter(user=user):
        session.end()
