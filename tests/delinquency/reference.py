"""Ageing, slow and obvious: payments are walked one by one, days one by one.

Nothing here is shared with the code under test but the names of things. Rows are dicts with the
columns of the tape's tables; a `Case` holds one shard of them and the conventions of its day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

from hypothesis import strategies as st

PARTS = ("principal", "interest", "fee")
DAY = timedelta(days=1)
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    as_of: date
    order: tuple[str, ...]
    across: str
    grace: int
    interest_on: tuple[str, ...]
    accounts: list[Row]
    instalments: list[Row]
    payments: list[Row]

    def of(self, account_id: str) -> Case:
        return replace(
            self,
            accounts=[a for a in self.accounts if a["account_id"] == account_id],
            instalments=[i for i in self.instalments if i["account_id"] == account_id],
            payments=[p for p in self.payments if p["account_id"] == account_id],
        )


class Walk:
    """One account, walked through."""

    def __init__(self, case: Case) -> None:
        self.case, self.as_of = case, case.as_of
        (self.account,) = case.accounts
        self.instalments = [
            {**row, **{part: row[part] or 0 for part in PARTS}}
            for row in sorted(case.instalments, key=lambda i: (i["due_on"], i["number"]))
        ]
        self.excess = 0
        if not case.payments:
            self._believe_the_books()
        self.payments = sorted(
            (
                (p["paid_on"], p["amount"])
                for p in case.payments
                if p["paid_on"] <= self.as_of
                and not (p["reversed_on"] and p["reversed_on"] <= self.as_of)
            ),
        )
        self.states: dict[date, list[dict[str, int]]] = {}

    def _believe_the_books(self) -> None:
        for row in self.instalments:
            money = row["paid"] or 0
            for part in self.case.order:
                used = min(money, row[part])
                row[part] -= used
                money -= used
            self.excess += money

    def unpaid(self, day: date) -> list[dict[str, int]]:
        """What is unpaid of each instalment at the end of a day."""
        if day not in self.states:
            paid = [(on, amount) for on, amount in self.payments if on <= day]
            self.states[day], _ = self.allot(paid)
        return self.states[day]

    def allot(self, paid: list[tuple[date, int]]) -> tuple[list[dict[str, int]], int]:
        """What the payments leave of each instalment, and what is left of the payments."""
        left = [{part: row[part] for part in PARTS} for row in self.instalments]
        money = 0

        def pay(owed: dict[str, int], part: str) -> None:
            nonlocal money
            used = min(money, owed[part])
            owed[part] -= used
            money -= used

        if self.case.across == "instalments":
            for _, amount in paid:
                money += amount
                for owed in left:
                    for part in self.case.order:
                        pay(owed, part)
            return left, money
        days = {on for on, _ in paid} | {row["due_on"] for row in self.instalments}
        for day in sorted(days):
            money += sum(amount for on, amount in paid if on == day)
            for part in self.case.order:
                for row, owed in zip(self.instalments, left, strict=True):
                    if row["due_on"] <= day:
                        pay(owed, part)
        return left, money

    def cleared_on(self, index: int) -> date | None:
        days = {on for on, _ in self.payments} | {row["due_on"] for row in self.instalments}
        for day in sorted(days):
            if day <= self.as_of and not sum(self.unpaid(day)[index].values()):
                return day
        return None

    def late(self) -> list[tuple[int, date, date | None]]:
        """Index, due date and day of clearing of every instalment that fell overdue."""
        found = []
        for index, row in enumerate(self.instalments):
            if not sum(row[part] for part in PARTS):
                continue
            cleared = self.cleared_on(index)
            if ((cleared or self.as_of) - row["due_on"]).days > self.case.grace:
                found.append((index, row["due_on"], cleared))
        return found

    def overdue(self, day: date) -> list[int]:
        """Which instalments count as overdue at the end of a day."""
        return [
            index
            for index, (row, owed) in enumerate(
                zip(self.instalments, self.unpaid(day), strict=True)
            )
            if sum(owed.values()) and (day - row["due_on"]).days > self.case.grace
        ]

    def days_past_due(self, day: date) -> int:
        return max(
            ((day - self.instalments[i]["due_on"]).days for i in self.overdue(day)), default=0
        )

    def accrued_interest(self) -> int:
        money_days = 0
        for index in self.overdue(self.as_of):
            for part in self.case.interest_on:
                if not self.unpaid(self.as_of)[index][part]:
                    continue
                day = self.instalments[index]["due_on"]
                while day < self.as_of:
                    money_days += self.unpaid(day)[index][part]
                    day += DAY
        year = 365 if self.account["product"] == "card" else 360
        rate = Fraction(self.account["overdue_rate"] or 0, 1_000_000)
        return half_up(money_days * rate / year)

    def penalty(self) -> int:
        total = 0
        for index in self.overdue(self.as_of):
            missed = sum(self.unpaid(self.instalments[index]["due_on"])[index].values())
            share = Fraction(self.account["penalty"] or 0, 1_000_000)
            total += max(half_up(missed * share), self.account["penalty_min"] or 0)
        return total

    def longest(self, since: date) -> int:
        runs: list[list[date]] = []
        for _, due, cleared in sorted(self.late(), key=lambda late: late[1]):
            end = cleared or self.as_of
            if runs and due < runs[-1][1]:
                runs[-1][1] = max(end, runs[-1][1])
            else:
                runs.append([due, end])
        return max(
            (
                len([d for d in range((end - due).days) if due + d * DAY >= since])
                for due, end in runs
            ),
            default=0,
        )

    def since(self) -> date | None:
        """Walk back from the business date as long as something was late at each day's end."""
        late, day, found = self.late(), self.as_of, None
        while any(due < day and (cleared is None or cleared > day) for _, due, cleared in late):
            found, day = day, day - DAY
        return found

    def age(self) -> Row:
        as_of, account = self.as_of, self.account
        left = self.unpaid(as_of)
        overdue = self.overdue(as_of)
        dpd = self.days_past_due(as_of)
        raw = max(
            (
                (as_of - row["due_on"]).days
                for row, owed in zip(self.instalments, left, strict=True)
                if sum(owed.values())
            ),
            default=0,
        )
        since = date(
            as_of.year - 1, as_of.month, 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
        )
        late = self.late()
        ahead = [
            (row["due_on"], sum(owed.values()))
            for index, (row, owed) in enumerate(zip(self.instalments, left, strict=True))
            if sum(owed.values()) and index not in overdue
        ]
        next_on = min((due for due, _ in ahead), default=None)
        _, credit = self.allot(self.payments)
        if account["balance"] is not None:
            outstanding = max(account["balance"], 0)
        elif self.instalments:
            outstanding = sum(owed["principal"] for owed in left)
        else:
            outstanding = 0 if account["product"] == "card" else account["principal"]
        parts = {f"overdue_{part}": sum(left[index][part] for index in overdue) for part in PARTS}
        accrued, penalty = self.accrued_interest(), self.penalty()
        spent = [(on, amount) for on, amount in self.payments if amount]
        return {
            "account_id": account["account_id"],
            "days_past_due": dpd,
            "oldest_unpaid_due_on": as_of - dpd * DAY if dpd else None,
            "past_due_since": self.since(),
            "bucket": bucket(dpd),
            "five_tier": five_tier(raw),
            **parts,
            "accrued_interest": accrued,
            "penalty": penalty,
            "owed": sum(parts.values()) + accrued + penalty,
            "outstanding": outstanding,
            "credit_balance": credit + self.excess,
            "times_delinquent_12m": sum(due >= since for _, due, _ in late),
            "longest_delinquent_12m": self.longest(since),
            "first_delinquent_on": min((due + DAY for _, due, _ in late), default=None),
            "last_paid_on": max((on for on, _ in spent), default=None),
            "paid_30d": sum(amount for on, amount in spent if on > as_of - 30 * DAY),
            "paid_90d": sum(amount for on, amount in spent if on > as_of - 90 * DAY),
            "next_due_on": next_on,
            "next_due": sum(amount for due, amount in ahead if due == next_on),
        }


def age(case: Case) -> list[Row]:
    ids = sorted(account["account_id"] for account in case.accounts)
    return [Walk(case.of(account_id)).age() for account_id in ids]


def rolls(case: Case, months: int) -> dict[tuple[date, str, str, str], tuple[int, int]]:
    """Accounts and overdue by (month, currency, was, now)."""
    ends = [(case.as_of + DAY).replace(day=1) - DAY]
    while len(ends) <= months:
        ends.append(ends[-1].replace(day=1) - DAY)
    moves: dict[tuple[date, str, str, str], tuple[int, int]] = {}
    for account in case.accounts:
        walk = Walk(case.of(account["account_id"]))
        for end, start in pairwise(ends):
            closed = account["closed_on"]
            if account["opened_on"] > start or (closed and closed <= start):
                continue
            was, now = bucket(walk.days_past_due(start)), bucket(walk.days_past_due(end))
            owed = sum(sum(walk.unpaid(start)[i].values()) for i in walk.overdue(start))
            key = (start + DAY, account["currency"], was, now)
            count, money = moves.get(key, (0, 0))
            moves[key] = (count + 1, money + owed)
    return moves


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def bucket(dpd: int) -> str:
    return "M0" if dpd == 0 else "M7+" if dpd > 180 else f"M{-(-dpd // 30)}"


def five_tier(days: int) -> str:
    if days > 360:
        return "loss"
    if days > 270:
        return "doubtful"
    if days > 90:
        return "substandard"
    return "special_mention" if days > 0 else "normal"


def _account(draw: st.DrawFn, name: str, as_of: date) -> Row:
    rates = st.sampled_from([None, 0, 1, 182_500, 240_000])
    return {
        "account_id": name,
        "customer_id": draw(st.sampled_from(["C1", "C2", "C3"])),
        "branch_id": draw(st.sampled_from(["B1", "B2"])),
        "product": draw(st.sampled_from(["card", "consumer_loan", "mortgage"])),
        "currency": draw(st.sampled_from(["CNY", "USD"])),
        "opened_on": as_of - draw(st.integers(0, 500)) * DAY,
        "closed_on": draw(st.none() | st.integers(0, 400).map(lambda ago: as_of - ago * DAY)),
        "principal": draw(st.integers(0, 1000)),
        "balance": draw(st.none() | st.integers(-5, 1000)),
        "overdue_rate": draw(rates),
        "penalty": draw(st.sampled_from([None, 0, 50_000])),
        "penalty_min": draw(st.sampled_from([None, 0, 3])),
    }


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A few accounts with everything that makes ageing hard."""
    as_of = draw(
        st.sampled_from(
            [date(2024, 2, 29), date(2024, 3, 1), date(2025, 12, 31), date(2026, 11, 22)]
        )
    )
    # Few distinct days, so that due dates, payments, month ends and the day itself coincide.
    ago = st.sampled_from([0, 1, 2, 22, 29, 30, 31, 53, 90, 91, 120, 181, 270, 271, 361, 365, 366])
    money = st.integers(0, 40) | st.sampled_from([0, 100, 10_000, 10**14])
    accounts, instalments, payments = [], [], []
    for name in [f"A{n}" for n in draw(st.permutations(range(draw(st.integers(1, 4)))))]:
        accounts.append(_account(draw, name, as_of))
        for number in range(1, draw(st.integers(0, 5)) + 1):
            row = {"account_id": name, "number": number}
            row["due_on"] = as_of - (draw(ago) - draw(st.sampled_from([0, 0, 0, 40]))) * DAY
            row["principal"] = draw(money)
            row["interest"], row["fee"] = draw(st.none() | money), draw(st.none() | money)
            row["paid"] = draw(st.none() | money)
            instalments.append(row)
        for number in range(draw(st.integers(0, 5))):
            paid_on = as_of - (draw(ago) - draw(st.sampled_from([0, 0, 0, 3]))) * DAY
            back = draw(st.sampled_from([None, None, None, 0, 7, 100]))
            payments.append(
                {
                    "account_id": name,
                    "payment_id": f"P{number}",
                    "paid_on": paid_on,
                    "amount": draw(money | st.integers(0, 120)),
                    "reversed_on": None if back is None else paid_on + back * DAY,
                }
            )
    return Case(
        as_of,
        draw(st.sampled_from(list(permutations(PARTS)))),
        draw(st.sampled_from(["instalments", "components"])),
        draw(st.sampled_from([0, 0, 3])),
        draw(st.sampled_from([("principal",), ("principal", "interest"), ()])),
        accounts,
        draw(st.permutations(instalments)),
        draw(st.permutations(payments)),
    )
