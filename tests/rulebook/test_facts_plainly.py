"""Facts of many customers against a slow and obvious reading of the same rows, one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from forbear.portfolio.words import (
    CONNECTED,
    REACHED,
    AddressKind,
    Channel,
    ConsentKind,
    CustomerKind,
    HoldKind,
    Outcome,
    PhoneKind,
    Product,
    Role,
)
from forbear.rulebook import facts_from
from forbear.rulebook.facts.tape import facts_on_days

DAY = date(2026, 11, 23)
ZONES = (None, "Asia/Shanghai", "Europe/Dublin", "America/New_York")
HOME = "Asia/Shanghai"
COUNTRY = {"Asia/Shanghai": "CN", "Europe/Dublin": "IE", "America/New_York": "US"}
NEAREST = ["co_borrower", "guarantor", "guardian", "legal_representative", "lawyer", "heir"]
NEAREST += ["spouse", "relative", "referee", "employer", "stranger"]
Rows = list[dict[str, Any]]
Tape = dict[str, Rows]
Table = Callable[..., pl.DataFrame]


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def made(seed: int, people: int) -> Tape:
    """A tape in which everything happens to somebody; many rows lie on a limit."""
    rng = random.Random(seed)
    pick = rng.choice
    ids = [f"C{n:03}" for n in range(people)]
    maybe: tuple[bool | None, ...] = (True, False, None)
    limits = (0, 1, 5, 6, 7, 8, 29, 30, 31, 32, 61, 62, 63)
    birthdays: tuple[date, ...] = (
        date(2008, 11, 22),
        date(2008, 11, 23),
        date(2008, 11, 24),
        date(1980, 2, 29),
    )
    birthdays += (date(1990, 12, 31), date(2015, 1, 1), date(2008, 12, 1))

    def span() -> dict[str, date | None]:
        begins = ago(pick((-1, 0, 1, 6, 7, 40)))
        return {"from_on": begins, "to_on": pick((None, *(begins + timedelta(n) for n in (0, 6))))}

    def contact(n: int, who: str) -> dict[str, Any]:
        moment = datetime(2026, 11, 23, pick((1, 4, 5, 11)), pick((0, 59)), tzinfo=UTC)
        return {
            "customer_id": who,
            "contact_id": str(n),
            "at": moment - timedelta(days=pick((0, 0, 0, *limits))),
            "channel": pick((*Channel, Channel.CALL, Channel.CALL, Channel.CALL)),
            "outcome": pick((*Outcome, Outcome.NO_ANSWER, Outcome.NO_ANSWER)),
            "account_id": pick((None, f"A{who}0", f"A{who}1")),
            "party_id": pick((None, None, None, "P1")),
            "phone": pick((None, "1", "2", "3")),
        }

    return {
        "customers": [
            {
                "customer_id": one,
                "kind": pick(tuple(CustomerKind)),
                "born_on": pick((None, *birthdays)),
                "resident_id": pick((None, "110101200811240019", "110101200811230019", "x")),
                "timezone": pick(ZONES),
                "region": pick((None, None, "GB", "US-CA", "510100")),
                "email": pick((None, "a@example.com")),
            }
            for one in rng.sample(ids, people)
        ],
        "accounts": [
            {
                "customer_id": one,
                "account_id": f"A{one}{n}",
                "branch_id": pick((None, "B1", "B2", "B1", "B1")),
                "product": pick(tuple(Product)),
                "placed_with": pick((None, None, "G1", "G2")),
            }
            for one in ids
            for n in range(pick((0, 1, 1, 2)))
        ],
        "branches": [
            {"branch_id": "B1", "name": "B1", "region": "510100", "timezone": "Asia/Shanghai"},
            {"branch_id": "B2", "name": "B2", "region": "IE", "timezone": "Asia/Shanghai"},
        ],
        "holds": [
            {"customer_id": pick(ids), "hold_id": str(n), "kind": pick(tuple(HoldKind))}
            | span()
            | {"account_id": pick((None, f"A{pick(ids)}0", "gone"))}
            for n in range(2 * people)
        ],
        "consents": [
            {"customer_id": pick(ids), "consent_id": str(n), "kind": pick(tuple(ConsentKind))}
            | span()
            for n in range(3 * people)
        ],
        "phones": [
            {
                "customer_id": one,
                "phone": str(n),
                "party_id": pick((None, None, "P1", "P2")),
                "kind": pick((None, PhoneKind.MOBILE, PhoneKind.MOBILE, PhoneKind.WORK)),
                "valid": pick(maybe),
            }
            for one in ids
            for n in rng.sample((1, 2, 3, 4), rng.randrange(5))
        ],
        "addresses": [
            {
                "customer_id": pick(ids),
                "address_id": str(n),
                "kind": pick(tuple(AddressKind)),
                "written": pick((None, "1 Lake Road")),
                "lat": pick((None, 30.0)),
                "lon": pick((None, 120.0)),
            }
            for n in range(2 * people)
        ],
        "parties": [
            {
                "customer_id": one,
                "party_id": f"P{n}",
                "role": pick(tuple(Role)),
                "liable": pick(maybe),
                "no_contact": pick(maybe),
            }
            for one in ids
            for n in rng.sample((1, 2), rng.randrange(3))
        ],
        "agencies": [
            {
                "agency_id": f"G{n}",
                "name": f"G{n}",
                "listed": pick(maybe),
                "published": pick(maybe),
                "inspected_on": pick((None, ago(365), ago(366))),
                "evaluated_on": pick((None, ago(365), ago(366))),
                "ends_on": pick((None, ago(0), ago(1))),
            }
            for n in (1, 2, 3)
        ],
        "contacts": [contact(n, pick([*ids, "nobody"])) for n in range(25 * people)],
    }


def read(tape: Tape, me: dict[str, Any]) -> dict[str, Any]:
    """All facts of one customer, by plain loops."""
    own = {
        name: [row for row in rows if row.get("customer_id") == me["customer_id"]]
        for name, rows in tape.items()
    }
    zone = me["timezone"] or HOME
    region = {"GB": "GB", "US-CA": "US"}.get(me["region"] or "")
    found: dict[str, Any] = {
        "kind": str(me["kind"]),
        "minor": minor(me),
        "zone_known": me["timezone"] is not None,
        "has_email": me["email"] is not None,
        "addressee": "debtor",
        "lives_in": region or COUNTRY.get(me["timezone"] or ""),
        "collects_in": "CN",
        "made_in": made_in(own["accounts"]),
    }
    for product in Product:
        found[f"product_{product}"] = any(a["product"] == product for a in own["accounts"])
    collected = {account["account_id"] for account in tape["accounts"]}
    held = {
        hold["kind"]
        for hold in own["holds"]
        if lasts(hold) and (hold["account_id"] is None or hold["account_id"] in collected)
    }
    found |= {f"hold_{kind}": kind in held for kind in HoldKind}
    agreed = [consent for consent in own["consents"] if lasts(consent)]
    found |= {f"consent_{kind}": any(c["kind"] == kind for c in agreed) for kind in ConsentKind}
    found["consent_frequency_recent"] = any(
        c["kind"] == ConsentKind.FREQUENCY and (DAY - c["from_on"]).days < 7 for c in agreed
    )
    found |= means(own) | third(own) | agency(own["accounts"], tape["agencies"])
    return found | counts(own, zone)


def minor(me: dict[str, Any]) -> bool | None:
    if me["kind"] == CustomerKind.COMPANY:
        return False
    written = {"110101200811240019": date(2008, 11, 24), "110101200811230019": date(2008, 11, 23)}
    born = me["born_on"] or written.get(me["resident_id"] or "")
    return None if born is None else (born.year + 18, born.month, born.day) > (2026, 11, 23)


def made_in(accounts: Rows) -> str | None:
    places = {{"B1": "CN", "B2": "IE"}.get(account["branch_id"] or "") for account in accounts}
    return places.pop() if len(places) == 1 else None


def lasts(row: dict[str, Any]) -> bool:
    return bool(row["from_on"] <= DAY and (row["to_on"] is None or row["to_on"] >= DAY))


def means(own: Tape) -> dict[str, bool]:
    phones = [phone for phone in own["phones"] if phone["party_id"] is None]
    used = [phone for phone in phones if phone["valid"] is not False]
    mobile = [phone for phone in phones if phone["kind"] in (None, PhoneKind.MOBILE)]
    placed = [a["kind"] for a in own["addresses"] if a["lat"] and a["lon"]]
    return {
        "has_phone": bool(used),
        "own_mobile_dead": bool(mobile) and not any(phone in used for phone in mobile),
        "has_address": any(
            a["written"] is not None and a["kind"] != AddressKind.WORK for a in own["addresses"]
        ),
        "has_home": AddressKind.HOME in placed,
        "has_work": AddressKind.WORK in placed,
    }


def third(own: Tape) -> dict[str, Any]:
    reachable = {phone["party_id"] for phone in own["phones"] if phone["valid"] is not False}
    parties = sorted(
        (party for party in own["parties"] if party["party_id"] in reachable),
        key=lambda party: (
            party["no_contact"] is not False,
            NEAREST.index(party["role"]),
            party["liable"] is not True,
            party["party_id"],
        ),
    )
    best = parties[0] if parties else {}
    return {
        "party_role": str(best["role"]) if best else None,
        "party_liable": best.get("liable"),
        "party_no_contact": best.get("no_contact"),
        "has_party": bool(best),
    }


def agency(accounts: Rows, agencies: Rows) -> dict[str, bool | None]:
    def stands(one: dict[str, Any]) -> dict[str, bool | None]:
        return {
            "agency_listed": one["listed"],
            "agency_published": one["published"],
            "agency_inspected": one["inspected_on"] and one["inspected_on"] >= ago(365),
            "agency_evaluated": one["evaluated_on"] and one["evaluated_on"] >= ago(365),
            "agency_current": one["ends_on"] is None or one["ends_on"] >= DAY,
        }

    def together(values: list[bool | None]) -> bool | None:
        return False if False in values else None if None in values else True

    with_ = {account["placed_with"] for account in accounts}
    own = [stands(one) for one in agencies if one["agency_id"] in with_]
    if own:
        found = {name: together([one[name] for one in own]) for name in own[0]}
    else:
        ranked = sorted(
            agencies, key=lambda one: (-[*stands(one).values()].count(True), one["agency_id"])
        )
        found = stands(ranked[0]) if ranked else {}
    return {"has_agency": bool(agencies), **found}


def counts(own: Tape, zone: str) -> dict[str, int]:
    events = [
        {**row, "ago": (DAY - row["at"].astimezone(ZoneInfo(zone)).date()).days}
        for row in own["contacts"]
        if row["party_id"] is None
    ]
    calls = [row for row in events if row["channel"] == Channel.CALL and row["ago"] <= 62]
    failed = [row for row in calls if row["outcome"] not in CONNECTED]
    since = min(
        (e["ago"] for e in events if e["outcome"] in REACHED and e["ago"] <= 62), default=63
    )
    lost = [row for row in failed if 0 < row["ago"] < since]
    days = {row["ago"] for row in lost}
    runs = [n for n in range(1, 8) for first in days if set(range(first, first + n)) <= days]
    numbers = [
        p["phone"] for p in own["phones"] if p["party_id"] is None and p["valid"] is not False
    ]

    def least(dials: Rows) -> int:
        return min((sum(d["phone"] == phone for d in dials) for phone in numbers), default=0)

    return {
        "calls_connected_today": sum(c["ago"] == 0 and c["outcome"] in CONNECTED for c in calls),
        "dials_unanswered_today": least([row for row in failed if row["ago"] == 0]),
        "dials_failed_in_row": least(lost),
        "days_failed_in_row": max(runs, default=0),
        **by_debt(events),
    }


def by_debt(events: Rows) -> dict[str, int]:
    def most(rows: Rows, days: int) -> int:
        debts = [row["account_id"] for row in rows if row["ago"] < days]
        named = {debt: debts.count(debt) for debt in debts if debt is not None}
        return max(named.values(), default=0) + debts.count(None)

    calls = [row for row in events if row["channel"] == Channel.CALL]
    messages = [row for row in events if row["channel"] in ("sms", "email", "letter")]
    out = [row for row in messages if row["outcome"] in (Outcome.SENT, Outcome.DELIVERED)]
    talked = [row for row in calls if row["outcome"] in REACHED]
    actual = talked + out + [row for row in messages if row["outcome"] in REACHED]
    visits = [row for row in events if row["channel"] in ("home_visit", "work_visit")]
    return {
        "calls_debt_7d": most([c for c in calls if c["outcome"] != Outcome.INVALID_NUMBER], 7),
        "contacts_debt_7d": most(actual, 7),
        "contacts_debt_31d": most(actual, 31),
        "visits_31d": most([v for v in visits if v["outcome"] in REACHED], 31),
        "days_since_conversation": min((t["ago"] for t in talked if t["ago"] < 31), default=32),
    }


def frames(tape: Tape, table: Table) -> dict[str, pl.DataFrame]:
    return {name: table(name, *rows) for name, rows in tape.items()}


@pytest.mark.parametrize("seed", range(3))
def test_facts_are_those_of_a_plain_reading(table: Table, seed: int) -> None:
    tape = made(seed, 40)
    frame = facts_from(frames(tape, table), day=DAY, zone=HOME).frame
    want = {one["customer_id"]: read(tape, one) for one in tape["customers"]}
    assert frame["customer_id"].to_list() == sorted(want)
    for row in frame.iter_rows(named=True):
        assert {k: v for k, v in row.items() if k != "customer_id"} == want[row["customer_id"]]


def test_facts_of_one_customer_on_one_day_and_on_several(table: Table) -> None:
    tape = made(7, 12)
    tape["contacts"] = [row for row in tape["contacts"] if row["at"].date() < DAY]
    for one in tape["customers"]:
        accounts = [a for a in tape["accounts"] if a["customer_id"] == one["customer_id"]]
        only = {**tape, "customers": [one], "accounts": accounts}
        alone = frames(only, table)
        first = facts_on_days(alone, days=[DAY], zone=HOME).frame
        assert first.drop("customer_id").row(0, named=True) == read(only, one)
        days = [DAY + timedelta(days=n) for n in range(9)]
        several = facts_on_days(alone, days=days, zone=HOME).frame
        each = [facts_from(alone, day=day, zone=HOME).frame for day in days]
        assert several.equals(pl.concat(each))


def test_no_customers_no_facts(table: Table) -> None:
    frame = facts_from(frames({**made(1, 3), "customers": []}, table), day=DAY, zone=HOME).frame
    assert frame.height == 0
    assert frame.schema == facts_from(frames(made(1, 3), table), day=DAY, zone=HOME).frame.schema


#: Facts that hang on another table than their own.
OTHERS = {
    "accounts": {f"hold_{kind}" for kind in HoldKind},
    "phones": {"party_role", "party_liable", "party_no_contact", "has_party"},
}


@pytest.mark.parametrize(
    "left_out",
    ["accounts", "holds", "consents", "phones", "addresses", "parties", "agencies", "contacts"],
)
def test_table_that_is_not_given_leaves_its_facts_unknown(table: Table, left_out: str) -> None:
    tape = made(11, 30)
    if left_out == "accounts":
        tape["accounts"] = [{**row, "placed_with": None} for row in tape["accounts"]]
    whole = facts_from(frames(tape, table), day=DAY, zone=HOME)
    tables = frames(tape, table)
    del tables[left_out]
    found = facts_from(tables, day=DAY, zone=HOME).frame
    gone = {name for name, source in whole.sources.items() if source == left_out}
    if left_out == "phones":
        gone |= {"dials_unanswered_today", "dials_failed_in_row"}
    assert set(whole.frame.columns) - set(found.columns) == gone
    same = [name for name in found.columns if name not in OTHERS.get(left_out, set())]
    assert found.select(same).equals(whole.frame.select(same))


def test_hold_on_an_account_counts_where_accounts_are_not_given(table: Table) -> None:
    tape = made(11, 30)
    tables = frames(tape, table)
    del tables["accounts"]
    anywhere = {**tape, "holds": [{**hold, "account_id": None} for hold in tape["holds"]]}
    holds = [f"hold_{kind}" for kind in HoldKind]
    found, want = (
        facts_from(one, day=DAY, zone=HOME).frame.select(holds)
        for one in (tables, frames(anywhere, table))
    )
    assert found.equals(want)


def test_accounts_without_the_column_of_placement_are_placed_with_nobody(table: Table) -> None:
    tape = made(11, 30)
    tape["accounts"] = [{**row, "placed_with": None} for row in tape["accounts"]]
    tables = frames(tape, table)
    bare = {**tables, "accounts": tables["accounts"].drop("placed_with", "branch_id")}
    found, want = (facts_from(one, day=DAY, zone=HOME).frame for one in (bare, tables))
    assert found.drop("made_in").equals(want.drop("made_in"))
    assert found["made_in"].null_count() == 30
