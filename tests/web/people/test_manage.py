"""People are made with what their role needs; every fault is told at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.any_database

PASSWORD = "a quiet river bends twice"


def test_make_person_can_be_the_first_of_an_empty_installation(site: Any) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.people.manage import make_person

    user = make_person("ann", "administrator", password=PASSWORD, name="Ann")
    assert user.check_password(PASSWORD)
    assert (user.role, user.is_superuser, user.is_staff) == ("administrator", False, False)
    entry = Entry.objects.get()
    assert (entry.chain, entry.action, entry.actor) == ("person:ann", "person.changed", "system")
    assert PASSWORD not in entry.content
    assert json.loads(entry.content)["role"] == "administrator"


def test_make_person_takes_the_branch_of_the_officer(bank: Any) -> None:
    from forbear.web.people.manage import make_person

    assert make_person("chen", "collector", password=PASSWORD, officer="C4").branch_id == "B1"
    assert make_person("gao", "supervisor", password=PASSWORD, branch="B2").branch_id == "B2"


BAD: dict[str, tuple[dict[str, str], list[str]]] = {
    "name with a blank": ({"username": "a b"}, ["username"]),
    "empty name": ({"username": ""}, ["username"]),
    "name taken": ({"username": "COL1"}, ["username"]),
    "no such role": ({"role": "chief"}, ["role"]),
    "no such officer": ({"officer": "X9"}, ["officer"]),
    "officer has an account": ({"officer": "C1"}, ["officer"]),
    "collector without a number": ({"role": "collector"}, ["officer"]),
    "supervisor without a branch": ({"role": "supervisor"}, ["branch"]),
    "no such branch": ({"branch": "B9"}, ["branch"]),
    "short password": ({"password": "xk29fq"}, ["password"]),
    "password of digits, short and common": ({"password": "12345678"}, ["password"] * 3),
    "password is the name": (
        {"username": "longishname1", "password": "longishname1"},
        ["password"],
    ),
    "much at once": (
        {"username": "a b", "role": "chief", "branch": "B9", "password": "x"},
        ["username", "role", "branch", "password", "password"],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_make_person_refuses_with_every_fault(bank: Any, case: str) -> None:
    from forbear.problems import ForbearError
    from forbear.web.people.manage import make_person
    from forbear.web.people.models import User

    told, fields = BAD[case]
    before = User.objects.count()
    given = {"username": "new", "role": "legal", "password": PASSWORD, **told}
    username, role = given.pop("username"), given.pop("role")
    with pytest.raises(ForbearError) as refused:
        make_person(username, role, **given)  # type: ignore[arg-type]
    assert [problem.where for problem in refused.value.problems] == fields
    for problem in refused.value.problems:
        assert not problem.zh.isascii()
    assert User.objects.count() == before


def test_demo_people_are_one_of_each_role_and_made_once(bank: Any) -> None:
    from forbear.web.people.manage import demo_people
    from forbear.web.people.models import Role, User

    User.objects.filter(officer__isnull=False).update(officer=None)
    made = demo_people(PASSWORD)
    assert [user.username for user in made] == list(Role)
    linked = {user.role: user.officer_id for user in made if user.officer_id}
    assert linked == {"collector": "C1", "field_officer": "F1", "supervisor": "S1"}
    assert [user.pk for user in demo_people(PASSWORD)] == [user.pk for user in made]


def test_demo_people_without_a_tape_says_what_to_do(site: Any) -> None:
    from forbear.problems import ForbearError
    from forbear.web.people.manage import demo_people

    with pytest.raises(ForbearError, match="import a tape first"):
        demo_people(PASSWORD)
