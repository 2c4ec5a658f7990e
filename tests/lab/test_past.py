from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from forbear.lab.past import CONSENTS, ENDS, HOLDS
from forbear.lab.schedule import schedule
from forbear.portfolio.words import CONNECTED, Channel, ConsentKind, HoldKind, Outcome

AS_OF = date(2026, 11, 22)
Read = Callable[[str], pl.DataFrame]


def stages(tape: Read) -> pl.DataFrame:
    """Worst months late by customer."""
    late = pl.Series(schedule().months_late[:, 0])
    return (
        tape("accounts")
        .with_columns(late=pl.lit(late).gather(pl.col("x_source_row") - 1))
        .group_by("customer_id")
        .agg(pl.max("late"))
    )


def test_contacts_are_more_the_later_the_customer(tape: Read) -> None:
    count = (
        stages(tape)
        .join(tape("contacts").group_by("customer_id").len(), on="customer_id", how="left")
        .group_by(pl.col("late").clip(0, 4))
        .agg(pl.col("len").fill_null(0).mean())
        .sort("late")["len"]
    )
    wrong = [
        got for got, mean in zip(count, (2, 7, 11, 16, 20), strict=True) if abs(got - mean) > 1
    ]
    assert wrong == []


def test_contacts_of_those_on_time_are_written_reminders(tape: Read) -> None:
    on_time = tape("contacts").join(stages(tape).filter(late=0), on="customer_id")
    assert sorted(on_time["channel"].unique()) == ["email", "sms"]


def test_contacts_visits_begin_at_three_months(tape: Read) -> None:
    visits = tape("contacts").filter(pl.col("channel").str.ends_with("visit"))
    assert visits.join(stages(tape), on="customer_id")["late"].min() == 3


def test_contacts_end_as_their_channel_can(tape: Read) -> None:
    pairs = set(tape("contacts").select("channel", "outcome").unique().rows())
    assert pairs <= {(channel, end) for channel, ends in ENDS.items() for end in ends}
    assert {sum(ends.values()) for ends in ENDS.values()} == {100}
    assert {c for c, _ in pairs} <= {str(c) for c in Channel}
    assert {o for _, o in pairs} <= {str(o) for o in Outcome}


def test_contacts_lie_within_working_hours_and_rise_with_their_number(tape: Read) -> None:
    local = tape("contacts").with_columns(pl.col("at").dt.convert_time_zone("Asia/Shanghai"))
    hours = local["at"].dt.hour()
    assert (hours.min(), hours.max()) == (9, 19)
    assert local["at"].dt.date().max() < AS_OF
    days = local.sort("customer_id", "contact_id").select("customer_id", pl.col("at").dt.date())
    falls = days.filter(
        (pl.col("customer_id") == pl.col("customer_id").shift())
        & (pl.col("at") < pl.col("at").shift())
    )
    assert falls.height == 0


def test_contacts_never_reach_anybody_more_than_three_times_a_day(tape: Read) -> None:
    connected = tape("contacts").filter(
        (pl.col("channel") == "call") & pl.col("outcome").is_in([str(o) for o in CONNECTED])
    )
    assert connected.group_by("customer_id", pl.col("at").dt.date()).len()["len"].max() <= 3


def test_contacts_name_phone_staff_and_party_where_there_is_one(tape: Read) -> None:
    has = (
        tape("contacts")
        .group_by("channel")
        .agg(pl.col("phone", "staff_id", "party_id").is_not_null().mean())
    )
    assert {row[0]: row[1:] for row in has.iter_rows()} == {
        "sms": (1, 0, 0),
        "email": (0, 0, 0),
        "call": (1, 1, 0),
        "letter": (0, 0, 0),
        "home_visit": (0, 1, 0),
        "work_visit": (0, 1, 0),
        "third_party": (0, 1, 1),
    }
    third = tape("contacts").filter(channel="third_party")
    assert third.join(tape("parties"), on=["customer_id", "party_id"]).height == third.height
    dialled = tape("contacts").filter(pl.col("phone").is_not_null())
    assert dialled.join(tape("phones"), on=["customer_id", "phone"]).height == dialled.height
    staffed = tape("contacts").filter(pl.col("staff_id").is_not_null())
    known = tape("officers").rename({"officer_id": "staff_id"})
    assert staffed.join(known, on="staff_id").height == staffed.height


def test_contacts_are_about_an_account_of_the_customer(tape: Read) -> None:
    contacts = tape("contacts")
    mine = contacts.join(tape("accounts"), on=["customer_id", "account_id"])
    assert mine.height == contacts.height


def test_holds_and_consents_occur_in_every_kind(tape: Read) -> None:
    assert set(tape("holds")["kind"]) == {str(k) for k in HoldKind} == {str(k) for k in HOLDS}
    assert set(tape("consents")["kind"]) == {str(k) for k in ConsentKind}
    assert {str(k) for k in CONSENTS} == {str(k) for k in ConsentKind}


def test_holds_begin_before_the_business_date_and_some_have_ended(tape: Read) -> None:
    holds = tape("holds")
    assert holds["from_on"].max() < AS_OF
    ended = holds.filter(pl.col("to_on").is_not_null())
    assert (ended["to_on"] > ended["from_on"]).all()
    assert 0.1 < ended.height / holds.height < 0.25
    assert ended.filter(pl.col("kind").is_in(["deceased", "incapacity"])).height == 0


def test_holds_companies_do_not_die(tape: Read) -> None:
    dead = tape("holds").filter(kind="deceased").join(tape("customers"), on="customer_id")
    assert "company" not in dead["kind_right"].to_list()
