"""A night is published by a second person, wholly or not at all; or sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

AS_OF, NEXT = date(2026, 11, 22), date(2026, 11, 23)


def codes(error: Any) -> list[str]:
    return [problem.code for problem in error.value.problems]


def acts(chain: str) -> list[str]:
    from forbear.web.journal.models import Entry

    entries = Entry.objects.filter(chain=chain).order_by("number")
    return list(entries.values_list("action", flat=True))


@pytest.fixture
def again(tape: Any) -> Callable[[], Any]:
    """Another night over the tape accepted last."""

    def ran() -> Any:
        from forbear.web.nights.run import order, run

        night = run(order(None))
        assert night.state == "ready", night.problems
        return night

    return ran


def cases() -> dict[str, tuple[str, int, str | None]]:
    from forbear.web.records.models import Case

    return {c.pk: (c.state, c.version, c.collector_id) for c in Case.objects.all()}


def test_a_second_person_publishes(ready: Any, who: Callable[[str], Any]) -> None:
    from forbear.web.nights.publish import publish
    from forbear.web.records.models import Case, PlanAccount, PlanCase, PlanPermit, PlanStop

    rows = {table: int(kept["rows"]) for table, kept in ready.staged.items()}
    done = publish(ready, who("strategy_manager"))
    assert (done.state, done.decided_by.username) == ("published", "strategy_manager")
    for model in (PlanCase, PlanPermit, PlanAccount, PlanStop):
        assert model.objects.count() == rows[model._meta.db_table]
    planned = set(PlanCase.objects.values_list("pk", flat=True))
    assert set(Case.objects.values_list("pk", flat=True)) == planned
    assert set(Case.objects.values_list("state", "version")) == {("open", 1)}
    assert acts(f"night:{done.pk}") == ["night.ordered", "night.ready", "night.published"]


def test_whoever_ordered_it_can_t_publish(
    ready: Any, who: Callable[[str], Any], everything: Callable[[], Any]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.publish import publish

    before = everything()
    with pytest.raises(ForbearError) as error:
        publish(ready, who("administrator"))
    assert codes(error) == ["night.second_person"]
    with pytest.raises(ForbearError) as error:
        publish(ready, None)
    assert codes(error) == ["night.nobody"]
    assert everything() == before


def test_the_database_itself_wants_a_second_person(ready: Any) -> None:
    from django.db import IntegrityError, connection

    with (
        pytest.raises(IntegrityError),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE night SET state = 'published', decided_by_id = ordered_by_id WHERE id = %s",
            [ready.pk],
        )


@pytest.fixture
def automatic() -> Iterator[None]:
    """The setting by which nights are published by themselves."""
    from django.conf import settings

    before = settings.TOLD["FORBEAR_PUBLISH"]
    settings.TOLD["FORBEAR_PUBLISH"] = "automatic"
    yield
    settings.TOLD["FORBEAR_PUBLISH"] = before


def test_by_the_setting_a_night_is_published_by_itself(
    taken: Any, hasty: Path, automatic: None
) -> None:
    from forbear.web.nights.run import order, run
    from forbear.web.records.models import PlanCase

    night = run(order(None))
    assert (night.state, night.decided_by) == ("published", None)
    assert PlanCase.objects.exists()


def test_one_killed_before_it_was_published_by_itself_is_so_at_the_next_try(
    ready: Any, automatic: None
) -> None:
    from forbear.web.nights.run import run

    assert run(ready).state == "published"


def test_a_rejected_night_changes_nothing_and_is_not_published(
    ready: Any, who: Callable[[str], Any], beside: Callable[[], list[str]]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.publish import publish, reject
    from forbear.web.records.models import Case

    assert beside() != []
    sent_back = reject(ready, who("strategy_manager"), "capacities are yesterday's")
    assert (sent_back.state, sent_back.reason) == ("rejected", "capacities are yesterday's")
    assert acts(f"night:{ready.pk}")[-1] == "night.rejected"
    assert beside() == []
    assert not Case.objects.exists()
    for decide in (
        lambda: publish(ready, who("strategy_manager")),
        lambda: reject(ready, who("strategy_manager"), "again"),
    ):
        with pytest.raises(ForbearError) as error:
            decide()
        assert codes(error) == ["night.not_ready"]


def test_a_night_of_an_older_tape_is_not_published_any_more(
    ready: Any, tape: Any, take: Callable[..., Any], who: Callable[[str], Any]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.publish import publish
    from forbear.web.nights.run import order, run

    assert take(tape.folder, NEXT).state == "accepted"
    with pytest.raises(ForbearError) as error:
        publish(ready, who("strategy_manager"))
    assert codes(error) == ["night.overtaken"]
    assert NEXT.isoformat() in error.value.problems[0].en
    assert (cases(), acts(f"night:{ready.pk}")[-1]) == ({}, "night.ready")
    fresh = run(order(None))
    assert publish(fresh, who("strategy_manager")).state == "published"
    ready.refresh_from_db()
    assert ready.state == "superseded"


def test_publishing_twice_is_told(ready: Any, who: Callable[[str], Any]) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.publish import publish

    publish(ready, who("strategy_manager"))
    before = cases()
    with pytest.raises(ForbearError) as error:
        publish(ready, who("strategy_manager"))
    assert codes(error) == ["night.not_ready"]
    assert "published" in error.value.problems[0].en
    assert cases() == before


def test_a_later_night_that_is_ready_takes_the_place_of_one_that_waited(
    ready: Any, again: Callable[[], Any], who: Callable[[str], Any]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.publish import publish

    later = again()
    assert later != ready
    with pytest.raises(ForbearError) as error:
        publish(ready, who("strategy_manager"))
    assert codes(error) == ["night.not_ready"]
    assert publish(later, who("strategy_manager")).state == "published"
    ready.refresh_from_db()
    assert ready.state == "superseded"


def test_while_a_later_night_is_staged_the_earlier_one_can_t_be_published(
    ready: Any, who: Callable[[str], Any]
) -> None:
    """Else its name would stand over the later one's rows."""
    from forbear.problems import ForbearError
    from forbear.web.nights.publish import publish
    from forbear.web.nights.run import order, run

    told: list[list[str]] = []

    def at_stage(stage: str, share: float) -> None:
        if stage == "stage":
            told.append([ready.state])
            raise KeyboardInterrupt

    later = order(None)
    with pytest.raises(KeyboardInterrupt):
        run(later, at_stage)
    # Not staged yet: the earlier one is whole.
    ready.refresh_from_db()
    assert ready.state == "ready"
    later.refresh_from_db()
    assert run(later).state == "ready"
    with pytest.raises(ForbearError):
        publish(ready, who("strategy_manager"))


def test_the_published_night_is_superseded_by_the_next(
    ready: Any, again: Callable[[], Any], who: Callable[[str], Any]
) -> None:
    from forbear.web.nights.models import Night
    from forbear.web.nights.publish import publish

    publish(ready, who("strategy_manager"))
    publish(again(), who("strategy_manager"))
    assert list(Night.objects.order_by("pk").values_list("state", flat=True)) == [
        "superseded",
        "published",
    ]


@pytest.mark.parametrize(
    "lost",
    ["DROP TABLE {}", "DELETE FROM {}", "ALTER TABLE {} DROP COLUMN refused_by"],
    ids=["gone", "emptied", "older"],
)
def test_a_night_whose_rows_are_lost_is_refused_in_words(
    ready: Any, who: Callable[[str], Any], lost: str, again: Callable[[], Any]
) -> None:
    from django.db import connection

    from forbear.problems import ForbearError
    from forbear.web.nights.publish import publish, reject

    stage = ready.staged["plan_permit"]["stage"]
    with connection.cursor() as cursor:
        cursor.execute(lost.format(stage))
    with pytest.raises(ForbearError) as error:
        publish(ready, who("strategy_manager"))
    assert codes(error) == ["night.lost"]
    ready.refresh_from_db()
    assert ready.state == "ready"
    assert publish(again(), who("strategy_manager")).state == "published"
    ready.refresh_from_db()
    assert ready.state == "superseded"
    with pytest.raises(ForbearError):
        reject(ready, who("strategy_manager"), "gone")


def test_a_case_given_by_a_person_stays_with_whom_it_was_given(
    ready: Any, again: Callable[[], Any], who: Callable[[str], Any]
) -> None:
    from forbear.web.nights.publish import publish
    from forbear.web.records.cases import reassign
    from forbear.web.records.models import Case, Officer

    publish(ready, who("strategy_manager"))
    case = Case.objects.exclude(collector=None).order_by("pk")[0]
    supervisor = who("supervisor")
    supervisor.branch_id = case.branch_id
    supervisor.save()
    others = Officer.objects.filter(branch=case.branch, role="collector", gone=False)
    other = others.exclude(pk=case.collector_id).order_by("-pk")[0]
    reassign(supervisor, [case.pk], other.pk, "leave")
    before = cases()
    publish(again(), who("strategy_manager"))
    after = cases()
    assert after[case.pk] == ("open", before[case.pk][1] + 1, other.pk)
    assert {key: (s, v + 1, c) for key, (s, v, c) in before.items()} == after


def test_cases_that_are_over_are_closed_and_open_again(
    ready: Any, again: Callable[[], Any], who: Callable[[str], Any], tape: Any, take: Any
) -> None:
    import polars as pl

    from forbear.web.nights.publish import publish
    from forbear.web.records.models import Case

    publish(ready, who("strategy_manager"))
    case = Case.objects.order_by("pk")[0]
    owed = case.customer.accounts.values_list("pk", flat=True)
    kept = tape.read("instalments")
    tape.change("instalments", lambda rows: rows.filter(~pl.col("account_id").is_in(list(owed))))
    take(tape.folder, NEXT)
    publish(again(), who("strategy_manager"))
    closed = Case.objects.get(pk=case.pk)
    assert (closed.state, closed.version) == ("closed", 2)
    assert (closed.team_id, closed.begin, closed.value) == (None, None, None)
    tape.change("instalments", lambda _: kept)
    take(tape.folder, date(2026, 11, 24))
    publish(again(), who("strategy_manager"))
    opened = Case.objects.get(pk=case.pk)
    assert (opened.state, opened.version) == ("open", 3)
