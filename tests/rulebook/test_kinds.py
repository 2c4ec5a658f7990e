"""What each kind of rule says, and when a value is at least as strict as another."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from forbear.rulebook.evaluate import complete
from forbear.rulebook.facts import FACTS
from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.kinds.cap import Cap
from forbear.rulebook.kinds.conduct import Conduct
from forbear.rulebook.kinds.consent import Consent
from forbear.rulebook.kinds.cooldown import Cooldown
from forbear.rulebook.kinds.disclosure import Disclosure
from forbear.rulebook.kinds.hold import Hold
from forbear.rulebook.kinds.only_if import OnlyIf
from forbear.rulebook.kinds.party import Party
from forbear.rulebook.kinds.requirement import Requirement
from forbear.rulebook.kinds.staffing import Staffing
from forbear.rulebook.kinds.window import Window

CAP = Cap(max=3, counts="calls_connected_today")
COOLDOWN = Cooldown(days=7, since="days_since_conversation")
HOLD = Hold.model_validate({"holds": ["dispute", "complaint"]})
PARTY = Party.model_validate(
    {"may": ["guarantor"], "others_if": {"days_failed_in_row": {"from": 3}}}
)
NEEDS = Requirement(needs=("show_id", "record_audio"))
NEVER = Conduct(never=("threaten", "disclose_debt"))
ENTER = Consent(act="enter_dwelling", needs="entry_consent")
ONLY = OnlyIf(condition={"agency_listed": True, "agency_published": True})


def said(expr: pl.Expr | None, **facts: Any) -> Any:
    assert expr is not None
    frame = complete(pl.DataFrame({"_": [0]}), FACTS).with_columns(
        pl.lit(value).alias(name) for name, value in facts.items()
    )
    return frame.select(expr.alias("x")).item()


@pytest.mark.parametrize(
    ("kind", "facts", "refuses"),
    [
        (CAP, {"calls_connected_today": 2}, False),
        (CAP, {"calls_connected_today": 3}, True),
        (CAP, {}, None),
        (COOLDOWN, {"days_since_conversation": 0}, True),
        (COOLDOWN, {"days_since_conversation": 6}, True),
        (COOLDOWN, {"days_since_conversation": 7}, False),
        (COOLDOWN, {}, None),
        (HOLD, {"hold_dispute": False, "hold_complaint": True}, True),
        (HOLD, {"hold_dispute": False, "hold_complaint": False}, False),
        (HOLD, {"hold_dispute": False}, None),
        (HOLD, {"hold_dispute": True}, True),
        (PARTY, {"addressee": "guarantor"}, False),
        (PARTY, {"addressee": "spouse", "days_failed_in_row": 3}, False),
        (PARTY, {"addressee": "spouse", "days_failed_in_row": 2}, True),
        (PARTY, {"addressee": "spouse"}, None),
        (PARTY, {"days_failed_in_row": 2}, None),
        (ONLY, {"agency_listed": True, "agency_published": True}, False),
        (ONLY, {"agency_listed": False}, True),
        (ONLY, {"agency_listed": True}, None),
        (Staffing(min=2), {"staff": 1}, True),
        (Staffing(min=2), {"staff": 2}, False),
        (Staffing(min=2), {}, False),
        (NEEDS, {"show_id": True, "record_audio": True}, False),
        (NEEDS, {"show_id": False}, True),
        (NEEDS, {}, False),
        (NEVER, {"threaten": True}, True),
        (NEVER, {"threaten": False, "disclose_debt": False}, False),
        (NEVER, {}, False),
        (ENTER, {"enter_dwelling": True, "entry_consent": True}, False),
        (ENTER, {"enter_dwelling": True, "entry_consent": False}, True),
        (ENTER, {"enter_dwelling": True}, True),
        (ENTER, {"enter_dwelling": False}, False),
        (ENTER, {}, False),
    ],
)
def test_kind_refuses(kind: Kind, facts: dict[str, Any], refuses: bool | None) -> None:
    assert said(kind.refuses(), **facts) == refuses


@pytest.mark.parametrize(
    ("kind", "facts", "requires"),
    [
        (Staffing(min=2), {}, True),
        (Staffing(min=2), {"staff": 2}, False),
        (Staffing(min=2), {"staff": 1}, True),
        (NEEDS, {"show_id": True}, True),
        (NEEDS, {"show_id": True, "record_audio": True}, False),
        (NEVER, {"threaten": False}, True),
        (NEVER, {"threaten": False, "disclose_debt": False}, False),
        (ENTER, {}, True),
        (ENTER, {"enter_dwelling": False}, False),
        (ENTER, {"entry_consent": True}, False),
    ],
)
def test_kind_requires(kind: Kind, facts: dict[str, Any], requires: bool) -> None:
    assert said(kind.requires(), **facts) is requires


@pytest.mark.parametrize(("count", "left"), [(0, 3), (2, 1), (3, 0), (9, 0), (None, None)])
def test_cap_says_what_remains(count: int | None, left: int | None) -> None:
    assert said(CAP.remaining(), calls_connected_today=count) == left


def test_kinds_that_only_refuse_require_nothing() -> None:
    for kind in (CAP, COOLDOWN, HOLD, PARTY, ONLY):
        assert (kind.requires(), kind.hours(), kind.tokens()) == (None, None, ())


def test_tokens_name_what_the_rule_speaks_of() -> None:
    assert NEEDS.tokens() == ("show_id", "record_audio")
    assert NEVER.tokens() == ("threaten", "disclose_debt")
    assert ENTER.tokens() == ("entry_consent",)


@pytest.mark.parametrize(
    ("own", "law", "stricter"),
    [
        (Cap(max=2, counts="calls_connected_today"), CAP, True),
        (CAP, CAP, True),
        (Cap(max=4, counts="calls_connected_today"), CAP, False),
        (Cap(max=2, counts="dials_unanswered_today"), CAP, False),
        (Cooldown(days=8, since="days_since_conversation"), COOLDOWN, True),
        (Cooldown(days=6, since="days_since_conversation"), COOLDOWN, False),
        (Cooldown(days=7, since="days_failed_in_row"), COOLDOWN, False),
        (Hold.model_validate({"holds": ["dispute"]}), HOLD, False),
        (HOLD, Hold.model_validate({"holds": ["dispute"]}), True),
        (Party.model_validate({"may": ["guarantor"]}), PARTY, True),
        (PARTY, Party.model_validate({"may": ["guarantor"]}), False),
        (Party.model_validate({"may": ["guarantor", "spouse"]}), PARTY, False),
        (Staffing(min=3), Staffing(min=2), True),
        (Staffing(min=1), Staffing(min=2), False),
        (Requirement(needs=("show_id",)), NEEDS, False),
        (NEEDS, Requirement(needs=("show_id",)), True),
        (Conduct(never=("threaten",)), NEVER, False),
        (NEVER, Conduct(never=("threaten",)), True),
        (ONLY, ONLY, True),
        (OnlyIf(condition={"agency_listed": True}), ONLY, False),
        (Disclosure(needs=("letter_seal",)), Disclosure(needs=("letter_seal",)), True),
        (Window(blocked=("21:00-08:00",)), Window(blocked=("22:00-08:00",)), True),
        (Window(blocked=("23:00-08:00",)), Window(blocked=("22:00-08:00",)), False),
        (Window(allowed=("09:00-20:00",)), Window(blocked=("22:00-08:00",)), True),
        (
            Window(allowed=("09:00-20:00",)),
            Window(allowed=("08:00-21:00",), holiday=(), calendar="cn"),
            False,
        ),
        (
            Window(allowed=("09:00-20:00",), sunday=("08:00-22:00",)),
            Window(allowed=("08:00-21:00",)),
            False,
        ),
    ],
)
def test_stricter_forbids_at_least_as_much(own: Kind, law: Kind, stricter: bool) -> None:
    assert own.stricter(law) is stricter


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [
        (Cap, {"max": -1, "counts": "calls_connected_today"}, "max"),
        (Cap, {"max": 3, "counts": "minor"}, "counts"),
        (Cap, {"max": 3, "counts": "calls_connected_today", "per": "day"}, "per"),
        (Cooldown, {"days": 0, "since": "days_since_conversation"}, "days"),
        (Cooldown, {"days": 7, "since": "minor"}, "since"),
        (Hold, {"holds": []}, "holds"),
        (Hold, {"holds": ["holiday"]}, "holds"),
        (Party, {"may": ["dog"]}, "may"),
        (Staffing, {"min": 0}, "min"),
        (Requirement, {"needs": ["smile"]}, "needs"),
        (Conduct, {"never": ["smile"]}, "never"),
        (Consent, {"act": "smile", "needs": "show_id"}, "act"),
        (OnlyIf, {"condition": {"weather": True}}, "condition"),
        (Window, {}, "either allowed or blocked"),
        (Window, {"allowed": ["08:00-09:00"], "blocked": ["08:00-09:00"]}, "either allowed"),
        (Window, {"allowed": ["8-9"]}, "span of hours"),
        (Window, {"allowed": ["08:00-09:00"], "holiday": []}, "calendar"),
        (Window, {"allowed": ["08:00-09:00"], "calendar": "cn"}, "calendar"),
        (Window, {"allowed": ["08:00-09:00"], "calendar": "mars", "holiday": []}, "calendar"),
    ],
)
def test_kind_refuses_a_wrong_value(kind: type[Kind], value: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        kind.model_validate(value)
