"""Making people: by whoever runs the installation, and for the demonstration."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from forbear.portfolio.words import StaffRole
from forbear.problems import ForbearError, Problem
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import SYSTEM, enter
from forbear.web.people.models import Role, User
from forbear.web.people.passwords import weaknesses
from forbear.web.people.reach import NEEDS_BRANCH, NEEDS_OFFICER
from forbear.web.people.sign_in import of_person
from forbear.web.records.models import Branch, Officer, PlanStop, Team


def make_person(
    username: str,
    role: str,
    *,
    password: str,
    officer: str = "",
    branch: str = "",
    name: str = "",
    by: str = SYSTEM,
) -> User:
    """Make somebody who can sign in; journalled with ``by``, who did it.

    ``officer`` is the tape's staff number, without which a collector or field officer sees
    nothing; a supervisor needs a ``branch``, by default the officer's. Raises `ForbearError` with
    every reason why it can't be done.
    """
    staff = Officer.objects.filter(pk=officer).first() if officer else None
    at = branch or (staff.branch_id if staff else "")
    faults = _faults(username, role, officer, at, staff)
    user = User(username=username, role=role, name=name, officer=staff, branch_id=at or None)
    faults += weaknesses(password, user)
    if faults:
        raise ForbearError(*faults)
    user.set_password(password)
    with transaction.atomic():
        user.save(force_insert=True)
        told = {"role": role, "officer": officer, "branch": at, "made": True}
        enter(of_person(username), Act.PERSON_CHANGED, actor=by, content=told)
    return user


def demo_people(password: str) -> list[User]:
    """Somebody for each role, named after it, with the staff numbers of one branch of the tape.

    Who is there already stays as he is.
    """
    field = _going_out()
    branch = field.branch_id if field else _first(StaffRole.COLLECTOR, None).branch_id
    found = {
        Role.COLLECTOR: _first(StaffRole.COLLECTOR, branch).pk,
        Role.FIELD_OFFICER: (field or _first(StaffRole.FIELD_OFFICER, branch)).pk,
        Role.SUPERVISOR: _first(StaffRole.SUPERVISOR, branch).pk,
    }
    there = {user.username: user for user in User.objects.filter(username__in=list(Role))}
    return [
        there.get(role)
        or make_person(str(role), role, password=password, officer=found.get(role, ""))
        for role in Role
    ]


def _faults(
    username: str, role: str, officer: str, branch: str, staff: Officer | None
) -> list[Problem]:
    faults = []

    def say(field: str, en: str, zh: str) -> None:
        faults.append(Problem(f"person.{field}", field, en, zh))

    try:
        User.username_validator(username)
    except ValidationError:
        say(
            "username", "write letters, digits and @ . + - _ only", "只能使用字母、数字和 @ . + - _"
        )
    if User.objects.filter(username__iexact=username).exists():
        say("username", f"{username} is taken; choose another", f"{username} 已被使用，请另选")
    if role not in list(Role):
        known = ", ".join(Role)
        say(
            "role",
            f"there is no role {role}; choose of: {known}",
            f"没有角色 {role}，可选：{known}",
        )
    if officer and staff is None:
        say("officer", f"the tape has no staff number {officer}", f"数据中没有工号 {officer}")
    elif staff is not None and User.objects.filter(officer=staff).exists():
        say("officer", f"{officer} has an account already", f"工号 {officer} 已有账户")
    elif not officer and role in NEEDS_OFFICER:
        say("officer", "this role needs a staff number of the tape", "该角色须填写数据中的工号")
    if branch and not Branch.objects.filter(pk=branch).exists():
        say("branch", f"the tape has no branch {branch}", f"数据中没有网点 {branch}")
    elif not branch and role in NEEDS_BRANCH:
        say("branch", "this role needs a branch", "该角色须填写网点")
    return faults


def _going_out() -> Officer | None:
    """A field officer whom the published plan sends out, so that his day is not empty."""
    teams = PlanStop.objects.filter(customer_id__isnull=False).values("team_id")
    members = Team.objects.filter(team_id__in=teams).values("officer_id")
    return Officer.objects.filter(pk__in=members, gone=False).order_by("pk").first()


def _first(role: StaffRole, branch: str | None) -> Officer:
    """The first of a role by number. Raises `ForbearError` if the tape has none."""
    rows = Officer.objects.filter(role=role.value, gone=False)
    officer = (rows.filter(branch_id=branch) if branch else rows).order_by("pk").first()
    if officer is None:
        raise ForbearError(
            Problem(
                "person.officer",
                str(role),
                "there is nobody of this role in the database; import a tape first",
                "数据库中没有该岗位的人员，请先导入数据",
            )
        )
    return officer
