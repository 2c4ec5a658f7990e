"""docs/roles.md: who may do what and who sees what, asked of the predicates themselves.

Django is set up once a process and its settings are the installation's; so the page is made in a
process of its own, with settings of none.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

PAGE = "docs/roles.md"
HEAD = """\
# Roles

This page is made from `src/forbear/web/people/` by `make docs`: every mark in the tables was asked
of the predicates by which pages and API decide. Why it is so: [decision](decisions/people.md).

Everybody has one role. 每人只有一个角色。

| role | 角色 | needs |
| --- | --- | --- |
"""
ACTS = """
## Who may do what · 谁可以做什么

An act upon a case asks two things: that the role may, and that the case is among what one sees
(below). A night is published by another than who ordered it; nobody changes his own account.
"""
SIGHT = """
## Who sees what · 谁能看到什么

Who sees a case sees all that belongs to it, masked; who does not sees nothing of it. The same holds
for lists, searches, exports and the API. Nothing at all is seen with a closed account, or without
the staff number or branch that the role needs.
"""
#: What is shown of a part of the bank's records, and the tables that hold it.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Cases; customers with their accounts, instalments, payments, phones, addresses, related "
        "people, contacts, permits, promises, holds, consents, arrangements, requests for help, "
        "documents and plan",
        "案件，客户及其账户、期次、还款、电话、地址、关联人、联系记录、许可、承诺、限制、同意、方案、协助请求、文件、计划",
        (
            "Case",
            *("Customer", "Account", "Instalment", "Payment", "Phone", "Address", "Party"),
            *("PastContact", "Contact", "Permit", "Release", "Promise", "Hold", "Consent"),
            *("Arrangement", "ArrangementInstalment", "HelpRequest", "Document"),
            *("PlanAccount", "PlanCase", "PlanPermit"),
        ),
    ),
    ("Stops of the teams' days", "外访组行程", ("PlanStop",)),
    ("Staff numbers and teams", "员工与外访组", ("Officer", "Team")),
    ("People who sign in, their training", "登录人员及培训", ("User", "Qualification")),
    ("Branches and agencies", "网点与委外机构", ("Branch", "Agency")),
    ("Tapes and rows set aside (sealed)", "数据与隔离记录（密封）", ("Tape", "Quarantined")),
    ("Nights and their workers", "夜间批处理及工作进程", ("Night", "Worker")),
    ("Figures that a night prepared", "夜间预备的统计", ("Figure",)),
    ("The journal", "日志", ("Entry", "Chain")),
    ("Closed days of the journal", "日志日结", ("Day",)),
    ("Tokens", "令牌", ("Token",)),
    ("Answers kept for repeated writes", "幂等写入的应答", ("Answered",)),
)
CASE_WORDS = {
    "collector": ("his own", "本人负责"),
    "field_officer": ("on his teams' itinerary", "本组行程内"),
    "supervisor": ("his branch", "本网点"),
    "agency_manager": ("placed", "已委外"),
    "legal": ("suit planned, doubtful, loss", "拟诉讼、可疑、损失"),
}
SELF = ("himself", "本人")
TEAM = ("himself, his team", "本人及本组")
BRANCH = ("himself, his branch", "本人及本网点")
OWN = ("his own", "本人的")
SOME: dict[str, Callable[[str], tuple[str, str]]] = {
    "Case": lambda role: CASE_WORDS[role],
    "PlanStop": lambda role: CASE_WORDS[role],
    "Figure": lambda role: CASE_WORDS[role],
    "Officer": lambda role: {"supervisor": BRANCH, "field_officer": TEAM}.get(role, SELF),
    "User": lambda role: BRANCH if role == "supervisor" else SELF,
    "Entry": lambda role: {"supervisor": ("his branch's customers", "本网点客户")}[role],
    "Token": lambda _: OWN,
    "Answered": lambda _: OWN,
}


@cache
def pages() -> dict[str, str]:
    """The page by its path."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("FORBEAR", "DJANGO"))}
    environment.pop("DATABASE_URL", None)
    made = subprocess.run(
        [sys.executable, str(Path(__file__).resolve())],
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    return {PAGE: made.stdout.decode("utf-8")}


def page() -> str:
    """The whole page; Django must be set up."""
    from forbear.web.people.models import Role
    from forbear.web.people.reach import NEEDS_BRANCH, NEEDS_OFFICER
    from forbear.web.people.roles import ROLE_WORDS

    needs = dict.fromkeys(NEEDS_OFFICER, "a staff number · 工号")
    needs |= dict.fromkeys(NEEDS_BRANCH, "a branch · 网点")
    roles = [f"| {en} | {zh} | {needs.get(r, '')} |" for r, (en, zh) in ROLE_WORDS.items()]
    heads = [ROLE_WORDS[role][0] for role in Role]
    parts = [HEAD + "\n".join(roles), ACTS, *table(heads, acts()), SIGHT, *table(heads, sight())]
    return "\n".join(parts) + "\n"


def table(heads: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    """A table with one column a role."""
    yield f"| | {' | '.join(heads)} |"
    yield f"| --- |{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def acts() -> Iterator[list[str]]:
    """Each act, and which role may."""
    from forbear.web.people.access import May, may
    from forbear.web.people.models import Role
    from forbear.web.people.roles import WORDS

    for act in May:
        en, zh = WORDS[act]
        yield [f"{en} · {zh}", *("✓" if may(specimen(role), act) else "" for role in Role)]


def sight() -> Iterator[list[str]]:
    """Each part of the records, and what of it a role sees."""
    from forbear.web.people.models import Role
    from forbear.web.people.scopes import SCOPES

    tables = {model.__name__: scope for model, scope in SCOPES.items()}
    for en, zh, names in GROUPS:
        yield [f"{en} · {zh}", *(one_cell(role, names, tables) for role in Role)]


def one_cell(role: str, names: tuple[str, ...], tables: dict[str, Any]) -> str:
    """What a role sees of the tables of a group. Raises `ValueError` where they differ."""
    from django.db.models import Q

    from forbear.web.people.reach import NOTHING

    found = set()
    for name in names:
        condition = tables[name](specimen(role))
        if condition == Q():
            found.add("all · 全部")
        elif condition is NOTHING:
            found.add("")
        else:
            found.add(" · ".join(SOME[names[0]](role)))
    if len(found) != 1:
        raise ValueError(f"tables of one group differ for {role}: {names}: {found}")
    return found.pop()


def specimen(role: str) -> Any:
    """Somebody of a role, with the staff number and branch it may need."""
    from forbear.web.people.models import User

    return User(pk=1, role=role, officer_id="O1", branch_id="B1")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "forbear.web.settings"
    os.environ["FORBEAR_SECRET_KEY"] = "makes a page and signs nothing"
    import django

    django.setup()
    sys.stdout.write(page())
