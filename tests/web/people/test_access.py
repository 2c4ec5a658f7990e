"""Who may do what, and what somebody is told who may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import people_bank as rows
import pytest

DESK = {"see_cases", "work_cases", "reveal", "search"}
ALWAYS = {"see_rules"}
#: Written down by hand, by role.
MAY = {
    "administrator": {
        "import_tapes",
        "see_tapes",
        "run_nights",
        "publish_nights",
        "see_nights",
        "manage_people",
        "see_people",
        "manage_tokens",
        "see_tokens",
    },
    "strategy_manager": {
        "see_cases",
        "see_board",
        "see_tapes",
        "run_nights",
        "publish_nights",
        "see_nights",
    },
    "collector": {*DESK, "arrange", "ask_help"},
    "field_officer": {*DESK, "arrange", "ask_help"},
    "supervisor": {
        *DESK,
        "arrange",
        "answer_help",
        "reassign",
        "see_board",
        "see_people",
        "see_journal",
    },
    "compliance": {
        "see_cases",
        "reveal",
        "search",
        "see_board",
        "see_tapes",
        "see_nights",
        "see_people",
        "see_journal",
        "export_journal",
    },
    "agency_manager": {*DESK, "ask_help", "see_board"},
    "legal": {*DESK, "arrange", "ask_help", "see_board"},
    "auditor": {
        "see_cases",
        "reveal",
        "search",
        "see_board",
        "see_tapes",
        "see_nights",
        "see_people",
        "see_tokens",
        "see_journal",
        "export_journal",
    },
}


def somebody(role: str, **told: Any) -> Any:
    from forbear.web.people.models import User

    return User(role=role, **({"officer_id": "C1", "branch_id": "B1"} | told))


@pytest.mark.parametrize("role", sorted(MAY))
def test_may_by_role(django: None, role: str) -> None:
    from forbear.web.people.access import May, may, why_not

    who = somebody(role)
    assert {str(act) for act in May if may(who, act)} == MAY[role] | ALWAYS
    assert {str(act) for act in May if why_not(who, act) is None} == MAY[role] | ALWAYS
    assert {str(act) for act in May if who.has_perm(f"forbear.{act}")} == MAY[role] | ALWAYS


def test_every_role_is_in_the_table_above(django: None) -> None:
    from forbear.web.people.models import Role

    assert sorted(MAY) == sorted(Role)


def test_auditor_changes_nothing_and_administrator_does_nothing_to_cases(django: None) -> None:
    from forbear.web.people.models import Role
    from forbear.web.people.roles import CHANGES, ON_CASES, ROLES

    assert [act for act in CHANGES if Role.AUDITOR in ROLES[act]] == []
    assert [act for act in ON_CASES if Role.ADMINISTRATOR in ROLES[act]] == []


def test_every_act_and_role_has_words_in_both_languages(django: None) -> None:
    from forbear.web.people.models import Role
    from forbear.web.people.roles import ROLE_WORDS, WORDS, May

    assert (set(WORDS), set(ROLE_WORDS)) == (set(May), set(Role))
    for en, zh in (*WORDS.values(), *ROLE_WORDS.values()):
        assert en.isascii()
        assert not zh.isascii()


@pytest.mark.parametrize("role", sorted(MAY))
def test_nobody_may_do_anything_with_a_closed_account(django: None, role: str) -> None:
    from forbear.web.people.access import May, may

    assert [act for act in May if may(somebody(role, is_active=False), act)] == []


def test_nobody_signed_in_may_do_anything(django: None) -> None:
    from django.contrib.auth.models import AnonymousUser

    from forbear.web.people.access import May, may, why_not

    problem = why_not(AnonymousUser(), May.SEE_RULES)
    assert problem is not None
    assert problem.code == "access.inactive"
    assert [act for act in May if may(AnonymousUser(), act)] == []


def test_a_superuser_stands_under_the_same_predicates(django: None) -> None:
    from forbear.web.people.access import May, may

    who = somebody("auditor", is_superuser=True)
    assert not may(who, May.REASSIGN)
    assert not who.has_perm("forbear.reassign")


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("collector", {"officer_id": None}),
        ("field_officer", {"officer_id": None}),
        ("supervisor", {"branch_id": None}),
    ],
)
def test_without_the_link_that_a_role_needs_no_case_is_seen(
    django: None, role: str, told: dict[str, None]
) -> None:
    from forbear.web.people.access import May, may, why_not

    who = somebody(role, **told)
    problem = why_not(who, May.SEE_CASES)
    assert problem is not None
    assert problem.code == "access.not_linked"
    assert may(who, May.SEE_RULES)


@pytest.mark.parametrize(
    ("name", "act", "customer", "code"),
    [
        ("col1", "work_cases", "K01", None),
        ("col1", "work_cases", "K03", "access.not_seen"),
        ("col3", "reveal", "K01", "access.not_seen"),
        ("sup1", "reassign", "K03", None),
        ("sup1", "reassign", "K04", "access.not_seen"),
        ("col1", "reassign", "K01", "access.role"),
        ("aud", "reveal", "K04", None),
        ("aud", "work_cases", "K04", "access.role"),
        ("str", "see_cases", "K04", None),
        ("str", "reveal", "K04", "access.role"),
        ("adm", "see_cases", "K04", "access.role"),
        ("col_left", "work_cases", "K03", "access.inactive"),
        ("col_loose", "work_cases", "K01", "access.not_linked"),
        ("agy", "arrange", "K05", "access.role"),
        ("fld1", "work_cases", "K09", None),
        ("fld1", "work_cases", "K10", "access.not_seen"),
    ],
)
def test_may_with_one_case(bank: Any, name: str, act: str, customer: str, code: str | None) -> None:
    from forbear.web.people.access import May, may, why_not
    from forbear.web.records.models import Case

    user, case = bank.users[name], Case.objects.get(pk=customer)
    problem = why_not(user, May(act), case)
    assert (problem.code if problem else None) == code
    assert may(user, May(act), case) is (code is None)
    assert user.has_perm(f"forbear.{act}", case) is (code is None)


def test_may_with_a_row_of_many_columns_asks_for_that_row(bank: Any) -> None:
    from forbear.web.people.access import May, may
    from forbear.web.records.models import Phone

    own, other = (Phone.objects.get(customer_id=c) for c in ("K01", "K03"))
    assert may(bank.users["col1"], May.REVEAL, own)
    assert not may(bank.users["col1"], May.REVEAL, other)


def test_who_ordered_a_night_does_not_publish_it(bank: Any) -> None:
    from forbear.web.nights.models import Night
    from forbear.web.people.access import May, may, why_not

    night = Night.objects.create(
        as_of=rows.TODAY,
        plan_for=rows.TODAY + timedelta(days=1),
        state="ready",
        tape_id=Night.objects.values_list("tape_id", flat=True)[0],
        ordered_at=rows.NOON,
        ordered_by=bank.users["adm"],
    )
    problem = why_not(bank.users["adm"], May.PUBLISH_NIGHTS, night)
    assert problem is not None
    assert problem.code == "access.second_person"
    assert may(bank.users["str"], May.PUBLISH_NIGHTS, night)


def test_nobody_changes_his_own_account(bank: Any) -> None:
    from forbear.web.people.access import May, may

    admin = bank.users["adm"]
    assert not may(admin, May.MANAGE_PEOPLE, admin)
    assert may(admin, May.MANAGE_PEOPLE, bank.users["aud"])


def test_refusal_says_which_roles_may(django: None) -> None:
    from forbear.web.people.access import May, why_not

    problem = why_not(somebody("auditor"), May.REASSIGN)
    assert problem is not None
    assert problem.en == (
        "the role of auditor may not give cases to another collector; these may: supervisor"
    )
    assert problem.zh == "审计人员无权改派案件；有权的角色：主管"


def test_demand_raises_what_why_not_says(django: None) -> None:
    from forbear.problems import ForbearError
    from forbear.web.people.access import May, demand

    demand(somebody("supervisor"), May.REASSIGN)
    with pytest.raises(ForbearError, match="may not give cases"):
        demand(somebody("auditor"), May.REASSIGN)
