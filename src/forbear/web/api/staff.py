"""Accounts of people changed, and their training entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from forbear.problems import refuse
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter
from forbear.web.people.access import May, demand
from forbear.web.people.models import Qualification, User
from forbear.web.people.sign_in import of_person

#: What of an account may be changed; whom it is for, its role and its numbers stay.
CHANGED = ("name", "is_active")


def change(by: User, person: User, told: Mapping[str, Any]) -> User:
    """Rename somebody, close an account or open it again. A closed account's tokens end with it."""
    demand(by, May.MANAGE_PEOPLE, person)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        before = {name: getattr(person, name) for name in CHANGED}
        after = {**before, **{name: told[name] for name in CHANGED if told.get(name) is not None}}
        if after != before:
            for name, value in after.items():
                setattr(person, name, value)
            person.save(update_fields=list(CHANGED))
            changes = {name: after[name] for name in CHANGED if after[name] != before[name]}
            _enter(by, person, Act.PERSON_CHANGED, changes)
    return person


def qualify(by: User, person: User, name: str, passed_on: date, valid_until: date) -> Qualification:
    """Enter training that somebody has passed.

    Raises `ForbearError` for one that ends before it begins, or was entered already.
    """
    demand(by, May.MANAGE_PEOPLE, person)
    if valid_until < passed_on:
        raise refuse(
            "qualification.backwards",
            "valid_until",
            f"ends before {passed_on}, when it was passed",
            f"早于通过日期 {passed_on}",
        )
    try:
        with transaction.atomic():
            made = Qualification.objects.create(
                user=person, name=name, passed_on=passed_on, valid_until=valid_until
            )
            told = {
                "name": name,
                "passed_on": passed_on.isoformat(),
                "valid_until": valid_until.isoformat(),
            }
            _enter(by, person, Act.QUALIFIED, told)
    except IntegrityError:
        raise refuse(
            "qualification.known",
            "name",
            "this training of that day was entered already",
            "该日期的此项培训已登记",
        ) from None
    return made


def _enter(by: User, person: User, act: Act, content: Mapping[str, Any]) -> None:
    enter(of_person(person.username), act, actor=by.get_username(), content=content)
