"""A small journal: three cases over three days, and the exports made of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from forbear.evidence import Head, close, export, follow

BEGAN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
#: (chain, action) day by day.
HAPPENED = [
    [("customer:C1", "contact"), ("customer:C2", "contact"), ("customer:C1", "promise")],
    [("customer:C2", "hold"), ("customer:C1", "reveal"), ("run:2026-11-21", "publish")],
    [("customer:C1", "contact"), ("customer:C1", "payment")],
    [("customer:C1", "note")],
]
#: Days at the end of the list that are not closed yet.
OPEN = 1


def heads_of(chains):
    return [Head(name, chain[-1].number, chain[-1].hash) for name, chain in chains.items()]


def made(happened=HAPPENED, still_open=OPEN):
    """Chains by name, the days closed, and where every chain stood at the last of them."""
    chains, days, heads = {}, [], []
    for n, acts in enumerate(happened):
        for hour, (chain, action) in enumerate(acts):
            last = chains.get(chain, [None])[-1]
            entry = follow(
                last,
                chain,
                at=BEGAN + timedelta(days=n, hours=hour),
                actor="collector:7",
                action=action,
                subject=f"{action}:{n}",
                content={"n": n, "said": "约定周五还款", "amount": 12_00},
            )
            chains.setdefault(chain, []).append(entry)
        if n < len(happened) - still_open:
            heads = heads_of(chains)
            days.append(close(days[-1] if days else None, date(2026, 11, 20 + n), heads))
    return chains, days, heads


@pytest.fixture(scope="session")
def journal():
    """Makes chains, closed days and heads of what happened day by day."""
    return made


@pytest.fixture(scope="session")
def whole():
    """The lines of an export of everything."""
    return list(export(*made()))


@pytest.fixture(scope="session")
def one():
    """The lines of an export of one case."""
    chains, days, heads = made()
    return list(export({"customer:C1": chains["customer:C1"]}, days, heads))
