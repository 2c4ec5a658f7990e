"""Nobody sees a row more than his role has need of, and not one less."""

from __future__ import annotations

from typing import Any

import people_bank as rows
import pytest

ROLES = sorted({role for role, *_ in rows.PEOPLE.values()})
WHOLE = ("str", "cmp", "aud")
EVERY = {kase.customer for kase in rows.CUSTOMERS}

#: Written down by hand: who sees which customers.
CUSTOMERS = {
    "col1": {"K01", "K02", "K12", "K13"},
    "col3": {"K04", "K05", "K14"},
    "fld1": {"K09", "K12"},
    # His row for the day stands before his row for every day: T3, not T2.
    "fld3": {"K11"},
    "fld4": {"K10"},
    "sup1": {"K01", "K02", "K03", "K06", "K07", "K09", "K10", "K13"},
    "sup2": {"K04", "K05", "K08", "K11", "K12", "K14"},
    "agy": {"K05", "K06"},
    "leg": {"K02", "K06", "K07", "K08"},
    **dict.fromkeys(WHOLE, EVERY),
}
#: Who sees which staff numbers.
OFFICERS = {
    "col1": {"C1"},
    "col3": {"C3"},
    "fld1": {"F1", "F2", "F5"},
    "fld3": {"F3"},
    "fld4": {"F3", "F4"},
    "fld5": {"F5"},
    "fld6": {"F6"},
    "sup1": {o for o, (branch, _) in rows.OFFICERS.items() if branch == "B1"},
    "sup2": {o for o, (branch, _) in rows.OFFICERS.items() if branch == "B2"},
    **{key: set(rows.OFFICERS) for key in (*WHOLE, "adm")},
}
#: Who sees which rows of the teams, by their place in `TEAMS`.
TEAMS = {
    "fld1": {0, 1, 5},
    "fld3": {2, 3},
    "fld4": {2, 4},
    "fld5": {5},
    "fld6": {6},
    "sup1": {0, 1, 2, 4, 5},
    "sup2": {3, 6},
    **{key: set(range(7)) for key in (*WHOLE, "adm")},
}
#: Who sees which people, besides himself.
PEOPLE = {
    "sup1": {n for n, (_, _, branch, _) in rows.PEOPLE.items() if branch == "B1"},
    "sup2": {n for n, (_, _, branch, _) in rows.PEOPLE.items() if branch == "B2"},
    **{key: set(rows.PEOPLE) for key in ("cmp", "aud", "adm")},
}
#: Who sees the start of which team.
STARTS = {
    "fld1": {"T1"},
    "fld3": {"T3"},
    "fld4": {"T2"},
    "fld6": {"T9"},
    "sup1": {"T1", "T2"},
    "sup2": {"T3", "T9"},
    **{key: {"T1", "T2", "T3", "T9"} for key in WHOLE},
}
#: Who sees the sums of which branch: who sees some of its cases sees none of them.
FIGURES = {"sup1": {"B1"}, "sup2": {"B2"}, **{key: {"B1", "B2"} for key in WHOLE}}


def left(name: str) -> bool:
    return not rows.PEOPLE[name][3]


def seen(user: Any, model: Any, *columns: str) -> list[Any]:
    from forbear.web.people.access import visible

    found = visible(user, model).values_list(*columns, flat=len(columns) == 1)
    return sorted(found, key=str)


@pytest.mark.parametrize("role", ROLES)
def test_rows_behind_a_customer_are_those_of_the_customers_seen(bank: Any, role: str) -> None:
    tables = rows.tables()
    for name in (n for n, who in rows.PEOPLE.items() if who[0] == role):
        expected = CUSTOMERS.get(name, set())
        with_case = {k.customer for k in rows.CUSTOMERS if k.case}
        stops = {k.customer for k in rows.CUSTOMERS if k.stop}
        user = bank.users[name]
        told = {
            (name, model.__name__): seen(user, model, "customer_id") for model in tables.by_customer
        }
        wanted = {(name, model.__name__): sorted(expected) for model in tables.by_customer}
        wanted[name, "Case"] = sorted(expected & with_case)
        for model in tables.by_account:
            told[name, model.__name__] = seen(user, model, "account_id")
            wanted[name, model.__name__] = [c.replace("K", "A") for c in sorted(expected)]
        # One permit was used, another given back.
        wanted[name, "Permit"] = sorted([*expected, *expected])
        from forbear.web.records.models import ArrangementInstalment, PlanStop, Release

        told[name, "releases"] = seen(user, Release, "permit__customer_id")
        wanted[name, "releases"] = sorted(expected)

        told[name, "lines"] = seen(user, ArrangementInstalment, "arrangement__account_id")
        wanted[name, "lines"] = wanted[name, "Arrangement"]
        at = [c for c in seen(user, PlanStop, "customer_id") if c]
        told[name, "stops"] = at
        wanted[name, "stops"] = sorted(expected & stops)
        assert told == wanted


@pytest.mark.parametrize("role", ROLES)
def test_staff_teams_people_and_journal_by_role(bank: Any, role: str) -> None:
    from forbear.web.api.models import Answered, Token
    from forbear.web.journal.models import Chain, Day, Entry
    from forbear.web.nights.models import Departed, Figure, Night, Quarantined, Tape, Worker
    from forbear.web.people.models import Qualification, User
    from forbear.web.records.models import Agency, Branch, Officer, PlanStop, Team

    teams = list(Team.objects.order_by("pk").values_list("pk", flat=True))
    journal = {f"customer:{c}" for c in EVERY} | {"person:col1", "night:1"}
    for name in (n for n, who in rows.PEOPLE.items() if who[0] == role):
        user, gone = bank.users[name], left(name)
        officer = rows.PEOPLE[name][1]
        own = {officer} if officer and not gone else set()
        at = {i for i, row in enumerate(rows.TEAMS) if row[1] == officer and not gone}
        people = set() if gone else PEOPLE.get(name, set()) | {name}
        if role in ("compliance", "auditor"):
            chains = set() if gone else journal
        else:
            chains = {f"customer:{c}" for c in CUSTOMERS.get(name, set())}
            chains = chains if role == "supervisor" else set()
        tapes = not gone and role in (
            "administrator",
            "strategy_manager",
            "compliance",
            "auditor",
        )
        tokens = set(rows.PEOPLE) if role in ("administrator", "auditor") else {name}
        told = {
            "officers": set(seen(user, Officer, "officer_id")),
            "teams": {teams.index(pk) for pk in seen(user, Team, "pk")},
            "people": set(seen(user, User, "username")),
            "trained": set(seen(user, Qualification, "user__username")),
            "starts": set(seen(user, PlanStop.objects.filter(kind="start"), "team_id")),
            "entries": set(seen(user, Entry, "chain")),
            "chains": set(seen(user, Chain, "name")),
            "days": len(seen(user, Day, "pk")),
            "tapes": [len(seen(user, m, "pk")) for m in (Tape, Quarantined, Night, Worker)],
            "tokens": set(seen(user, Token, "name")),
            "answered": set(seen(user, Answered, "user__username")),
            "house": [len(seen(user, m, "pk")) for m in (Branch, Agency)],
            "departed": seen(user, Departed, "pk"),
            "figures": set(seen(user, Figure, "branch_id")),
        }
        assert told == {
            "officers": OFFICERS.get(name, own) if not gone else set(),
            "teams": TEAMS.get(name, at) if not gone else set(),
            "people": people,
            "trained": people,
            "starts": STARTS.get(name, set()),
            "entries": chains,
            "chains": chains,
            "days": int(not gone and role in ("compliance", "auditor")),
            "tapes": [1, 1, 2, 1] if tapes else [0, 0, 0, 0],
            "tokens": set() if gone else tokens,
            "answered": set() if gone else {name},
            "house": [0, 0] if gone else [2, 1],
            "departed": [],
            "figures": FIGURES.get(name, set()),
        }, name


def test_every_table_of_every_app_has_a_scope(site: Any) -> None:
    from django.apps import apps

    from forbear.web.people.scopes import SCOPES

    own = {m for m in apps.get_models() if m.__module__.startswith("forbear.")}
    assert {m.__name__ for m in own} == {m.__name__ for m in SCOPES}


def test_rows_that_could_leak_are_there_for_every_table(bank: Any) -> None:
    from forbear.web.people.scopes import SCOPES

    counts = {model.__name__: model._default_manager.count() for model in SCOPES}
    assert [name for name, count in counts.items() if count < 1] == []
    assert [c.customer for c in rows.CUSTOMERS if c.gone] == ["K13", "K14", "K16"]


def test_visible_without_a_scope_is_an_error(site: Any) -> None:
    from django.contrib.sessions.models import Session

    from forbear.web.people.access import visible
    from forbear.web.people.models import User

    with pytest.raises(LookupError, match="Session has no scope"):
        visible(User(role="auditor"), Session)


def test_nobody_signed_in_sees_nothing(bank: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    from forbear.web.people.access import visible
    from forbear.web.people.scopes import SCOPES

    assert [m.__name__ for m in SCOPES if visible(AnonymousUser(), m).exists()] == []


def test_a_narrower_queryset_stays_narrower(bank: Any) -> None:
    from forbear.web.people.access import visible
    from forbear.web.records.models import Case

    suits = visible(bank.users["leg"], Case.objects.filter(channel="suit", branch_id="B1"))
    assert [case.pk for case in suits] == ["K07"]


def test_without_a_published_night_a_field_officer_sees_nothing(bank: Any) -> None:
    from forbear.web.nights.models import Night
    from forbear.web.people.access import visible
    from forbear.web.records.models import Customer

    Night.objects.filter(state="published").update(state="superseded")
    for name in ("fld1", "fld3", "fld4"):
        assert list(visible(bank.users[name], Customer)) == []


def plan(site: Any, rows_: Any) -> str:
    from django.db import connection

    sql, values = rows_.query.sql_with_params()
    head = "EXPLAIN QUERY PLAN " if site.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if site.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(head + sql, values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_worklist_of_a_collector_is_a_range_of_its_index(site: Any, bank: Any) -> None:
    from django.db import transaction

    from forbear.web.people.access import visible
    from forbear.web.records.models import Case

    work = visible(bank.users["col1"], Case).filter(state="open").order_by("-value", "customer")
    with transaction.atomic():
        said = plan(site, work[:50])
    assert "case_by_collector" in said
    assert "SORT" not in said.upper()
    assert "TEMP B-TREE" not in said.upper()


def test_worklist_asks_one_query_and_no_table_but_cases(site: Any, bank: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forbear.web.people.access import visible
    from forbear.web.records.models import Case

    with CaptureQueriesContext(connection) as asked:
        list(visible(bank.users["col1"], Case).order_by("-value")[:50])
    assert len(asked) == 1
    assert asked[0]["sql"].count("SELECT") == 1
    assert "JOIN" not in asked[0]["sql"]
