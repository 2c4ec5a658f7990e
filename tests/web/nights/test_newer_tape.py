"""The next evening's tape: what changed is changed, the rest is left alone, our own work stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

pytestmark = pytest.mark.slow

AS_OF, NEXT, LATER = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)


def customers() -> dict[str, Any]:
    from forbear.web.records.models import Customer

    return {one.pk: one for one in Customer.objects.all()}


def raw(one: Any) -> dict[str, Any]:
    return {
        f.attname: bytes(v) if isinstance(v := getattr(one, f.attname), memoryview) else v
        for f in one._meta.concrete_fields
    }


def named(rows: pl.DataFrame, customer: str, name: str) -> pl.DataFrame:
    return rows.with_columns(
        pl.when(pl.col("customer_id") == customer)
        .then(pl.lit(name))
        .otherwise(pl.col("name"))
        .alias("name")
    )


def without(tape: Any, customer: str) -> None:
    """The customer and all that is his leave the tape."""
    gone = tape.read("accounts").filter(pl.col("customer_id") == customer)["account_id"]
    for path in tape.folder.glob("*.parquet"):
        columns = pl.read_parquet_schema(path)
        if "customer_id" in columns:
            tape.change(path.stem, lambda rows: rows.filter(pl.col("customer_id") != customer))
        elif "account_id" in columns:
            tape.change(
                path.stem, lambda rows: rows.filter(~pl.col("account_id").is_in(gone.implode()))
            )


def test_a_changed_customer_changes_and_no_other(
    taken: Any, tape: Any, take: Callable[..., Any]
) -> None:
    from forbear.web import keys
    from forbear.web.sealing import Place, unseal

    before = customers()
    chosen = sorted(before)[3]
    tape.change("customers", lambda rows: named(rows, chosen, "欧阳新名"))
    assert take(tape.folder, NEXT).state == "accepted"
    after = customers()
    changed = [key for key in before if raw(before[key]) != raw(after[key])]
    assert changed == [chosen]
    assert after[chosen].name_masked == "欧**名"
    place = Place("customer.name", chosen)
    assert unseal(keys.ring(), after[chosen].name, place) == "欧阳新名"


def test_who_left_the_tape_is_marked_and_comes_back(
    taken: Any, tape: Any, take: Callable[..., Any], tmp_path: Path
) -> None:
    from forbear.web.records.models import Account, Customer, Phone

    whole = tmp_path / "whole"
    shutil.copytree(tape.folder, whole)
    leaver = sorted(customers())[5]
    others = Customer.objects.count() - 1
    without(tape, leaver)
    take(tape.folder, NEXT)
    assert list(Customer.objects.filter(gone=True).values_list("pk", flat=True)) == [leaver]
    assert Customer.objects.filter(gone=False).count() == others
    owed = set(Account.objects.filter(gone=True).values_list("customer_id", flat=True))
    assert owed <= {leaver}
    assert not Phone.objects.filter(customer=leaver).exists()
    take(whole, LATER)
    assert not Customer.objects.filter(gone=True).exists()
    assert not Account.objects.filter(gone=True).exists()


def test_the_same_rows_on_another_day_leave_every_row_that_stays_as_it_was(
    taken: Any, tape: Any, take: Callable[..., Any], everything: Callable[[], Any]
) -> None:
    before = everything()
    assert take(tape.folder, NEXT).state == "accepted"
    after = everything()
    for table in ("branch", "agency", "officer", "customer", "account", "hold", "consent"):
        assert after[table] == before[table], table
    for table in ("team", "instalment", "payment", "phone", "address", "party", "past_contact"):
        assert len(after[table]) == len(before[table]), table


@pytest.fixture
def worked(town: Any) -> Any:
    """A morning's work at the small bank."""
    from forbear.portfolio.words import ConsentKind, HoldKind, Outcome
    from forbear.web import clock
    from forbear.web.people.models import User
    from forbear.web.records import consents, holds
    from forbear.web.records.contacts import Told, make
    from forbear.web.records.models import Case
    from forbear.web.records.permits import issue

    with clock.at(datetime(2026, 11, 23, 2, tzinfo=UTC)):
        supervisor = User.objects.get(username="supervisor")
        done = []
        for case in Case.objects.filter(branch=supervisor.branch, state="open").order_by("pk"):
            permit = issue(supervisor, case.pk, "call")
            if permit.allowed and len(done) < 3:
                make(supervisor, permit.pk, Told(Outcome.NO_ANSWER, note="下午再打"))
                done.append(case.pk)
        assert len(done) == 3
        reason = holds.Reason(HoldKind.HARDSHIP, note="住院")
        holds.set_hold(supervisor, done[0], reason)
        consents.give(supervisor, done[1], ConsentKind.WORK_CONTACT)
    return town, done


def test_what_was_done_here_survives_the_next_tape(
    worked: Any, take: Callable[..., Any], everything: Callable[[], Any]
) -> None:
    from forbear.web import clock

    town, _ = worked
    before = everything()
    with clock.at(datetime(2026, 11, 23, 13, tzinfo=UTC)):
        taken = take(town.home / "tape", NEXT)
    assert taken.state == "accepted", taken.problems
    after = everything()
    for table in ("permit", "contact", "hold", "consent", "promise", "work_case", "plan_case"):
        assert after[table] == before[table], table


def test_what_was_done_here_counts_in_the_next_night(
    worked: Any, take: Callable[..., Any], hasty: Path, tmp_path: Path
) -> None:
    from forbear.portfolio import Checked
    from forbear.web import bank, clock
    from forbear.web.nights.publish import publish
    from forbear.web.nights.run import drawn, order, run
    from forbear.web.people.models import User
    from forbear.web.records.models import Consent, Contact, Hold, PlanPermit

    town, done = worked
    before = {(p.customer_id, p.channel): p for p in PlanPermit.objects.all()}
    with clock.at(datetime(2026, 11, 23, 13, tzinfo=UTC)):
        take(town.home / "tape", NEXT)
        night = run(order(None))
        assert night.state == "ready", night.problems
        publish(night, User.objects.get(username="strategy_manager"))
    # The reason to stop refuses more than was refused before.
    held = PlanPermit.objects.filter(customer=done[0])
    assert any(p.refused_by != before[p.customer_id, p.channel].refused_by for p in held)
    # And every act of the morning is among what the night is drawn from.
    folder = tmp_path / "drawn"
    folder.mkdir()
    own = bank.policy().bank
    drawn(night.tape, night).fill(folder, as_of=NEXT, bank=own, shard_size=250_000)
    checked = Checked.open(folder)
    for table, column, model in (
        ("contacts", "contact_id", Contact),
        ("holds", "hold_id", Hold),
        ("consents", "consent_id", Consent),
    ):
        ids = checked.table(table, 0).select(column).collect().to_series()
        rows = model.objects.filter(customer_id__in=done).values_list("pk", flat=True)
        assert rows.count() >= 1
        assert {str(pk).replace("-", "") for pk in rows} <= {one.replace("-", "") for one in ids}
