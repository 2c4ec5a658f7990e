"""Who may do what, and why not: predicates, composed once, asked by pages and API alike.

``user.has_perm("forbear.reassign", case)`` asks the same as ``may(user, May.REASSIGN, case)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import rules as _rules
from django.db.models import Model

from forbear.problems import ForbearError, Problem
from forbear.web.people import reach
from forbear.web.people.models import Role
from forbear.web.people.roles import ON_CASES, ROLE_WORDS, ROLES, WORDS, May
from forbear.web.people.scopes import SCOPES, visible

__all__ = ["May", "demand", "may", "visible", "why_not"]

#: The library tells its types by halves.
rules: Any = _rules


@dataclass(frozen=True)
class Ask:
    """One condition of an act, and what is said where it fails; ``{act}`` and ``{role}`` filled."""

    holds: Callable[[Any, Any], bool]
    code: str
    en: str
    zh: str


def active(user: Any, _what: Any = None) -> bool:
    """Signed in, with an account that is not closed."""
    return bool(user.is_authenticated and user.is_active)


def has_role(act: May) -> Callable[[Any, Any], bool]:
    """Is here for this."""

    def holds(user: Any, _what: Any = None) -> bool:
        return user.role in ROLES[act]

    return holds


def linked(user: Any, _what: Any = None) -> bool:
    """Has the staff number or branch without which the role sees nothing."""
    return reach.linked(user)


def sees(user: Any, what: Any = None) -> bool:
    """Sees this row; always true where no row is named."""
    if what is None or type(what) not in SCOPES:
        return True
    return visible(user, type(what)).filter(pk=what.pk).exists()


def second_person(user: Any, night: Any = None) -> bool:
    """Did not order the night."""
    return night is None or night.ordered_by_id != user.pk


def another(user: Any, person: Any = None) -> bool:
    """Is somebody else."""
    return person is None or person.pk != user.pk


ACTIVE = Ask(
    active,
    "access.inactive",
    "the account is closed or nobody is signed in; ask an administrator",
    "未登录或账户已停用，请联系系统管理员",
)
LINKED = Ask(
    linked,
    "access.not_linked",
    "the account of this {role} has no staff number or branch, so it sees no customer; "
    "ask an administrator",
    "该{role}账户未关联工号或网点，看不到任何客户，请联系系统管理员",
)
SEES = Ask(
    sees,
    "access.not_seen",
    "this is not among what you see, or it does not exist",
    "不在您的可见范围内，或不存在",
)
SPECIAL = {
    May.PUBLISH_NIGHTS: Ask(
        second_person,
        "access.second_person",
        "you ordered this night; a second person decides on it",
        "该批处理由您下达，须由另一人决定是否发布",
    ),
    May.MANAGE_PEOPLE: Ask(
        another,
        "access.oneself",
        "nobody changes his own role or account; ask another administrator",
        "不能修改自己的角色或账户，请由另一位系统管理员办理",
    ),
}


def asks(act: May) -> tuple[Ask, ...]:
    """The conditions of an act, in the order in which they are looked at."""
    role = Ask(
        has_role(act),
        "access.role",
        "the role of {role} may not {act}; these may: {roles}",
        "{role}无权{act}；有权的角色：{roles}",
    )
    special = (SPECIAL[act],) if act in SPECIAL else ()
    return (ACTIVE, role, *([LINKED] if act in ON_CASES else []), SEES, *special)


ASKS = {act: asks(act) for act in May}
for _act, _asks in ASKS.items():
    rules.set_perm(f"forbear.{_act}", reduce(and_, (rules.predicate(ask.holds) for ask in _asks)))


def may(user: Any, act: May, what: Model | None = None) -> bool:
    """Whether somebody may do this, with this row if one is named.

    Nobody stands above the predicates: Django's superusers do not.
    """
    return bool(rules.has_perm(f"forbear.{act}", user, what))


def why_not(user: Any, act: May, what: Model | None = None) -> Problem | None:
    """What stands in the way of an act, or None if nothing does."""
    for ask in ASKS[act]:
        if not ask.holds(user, what):
            return _problem(user, act, ask)
    return None


def demand(user: Any, act: May, what: Model | None = None) -> None:
    """Raises `ForbearError` with what `why_not` says."""
    problem = why_not(user, act, what)
    if problem is not None:
        raise ForbearError(problem)


def _problem(user: Any, act: May, ask: Ask) -> Problem:
    role = ROLE_WORDS[Role(user.role)] if active(user) else ("", "")
    said = []
    for at, (words, comma) in enumerate(((ask.en, ", "), (ask.zh, "、"))):
        allowed = comma.join(ROLE_WORDS[r][at] for r in Role if r in ROLES[act])
        said.append(words.format(act=WORDS[act][at], role=role[at], roles=allowed))
    return Problem(ask.code, str(act), *said)
