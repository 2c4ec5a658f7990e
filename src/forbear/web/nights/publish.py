"""A night is published: it becomes the plan that worklists are read from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection, transaction

from forbear.problems import ForbearError, Problem, refuse
from forbear.web import clock, locks
from forbear.web.bulk import Staged
from forbear.web.bulk.beside import look_anew, swap
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter
from forbear.web.nights.models import Night, NightState
from forbear.web.nights.promises import judge_open
from forbear.web.nights.receive import latest, name_of
from forbear.web.nights.trouble import at_once, finished
from forbear.web.people.models import User

#: What a case takes over from the plan, and leaves as it is if the plan says the same.
TAKEN = (
    "branch_id",
    "account_id",
    "product",
    "accounts",
    "days_past_due",
    "bucket",
    "five_tier",
    "owed",
    "reason_1",
    "rule",
    "treatment",
    "channel",
    "value",
    "hours",
    "remaining",
    "requires",
    "team_id",
    "begin",
)


def chain_of(night: Night) -> str:
    """The journal's chain of a night."""
    return f"night:{night.pk}"


def publish(night: Night, by: User | None) -> Night:
    """Put a ready night's plan in the place of the present one.

    Raises `ForbearError` for a night that is not ready any more or was overtaken by a newer tape,
    and for whoever ordered it: it takes a second person, unless the setting has nights published
    by themselves (``by`` empty).
    """
    with finished(f"night {night.pk}"):
        at_once(lambda: _published(night, by))
    return night


def reject(night: Night, by: User, reason: str) -> Night:
    """Send a ready night back; nothing is worked from it."""
    with finished(f"night {night.pk}"), transaction.atomic():
        locks.alone("night")
        night.refresh_from_db()
        _refuse_unfit(night, by, publishing=False)
        night.state, night.decided_at, night.decided_by = NightState.REJECTED, clock.now(), by
        night.reason = reason
        night.save()
        night.figures.all().delete()
        with connection.cursor() as cursor:
            for kept in night.staged.values():
                cursor.execute(f'DROP TABLE IF EXISTS "{kept["stage"]}"')
        enter(chain_of(night), Act.NIGHT_REJECTED, actor=name_of(by), content={"reason": reason})
    return night


def overtaken(night: Night) -> Problem | None:
    """What to say of a night whose tape is not the last: the database holds the newer one's rows,
    and of a plan made before them nothing is known to be lawful or owed still.
    """
    last = latest()
    if last is None or last.pk == night.tape_id:
        return None
    return Problem(
        "night.overtaken",
        chain_of(night),
        f"a newer tape ({last.as_of}) was accepted after it was ordered; order another night",
        f"下达之后已有更新的数据（{last.as_of}）入库，请重新下达",
    )


def refuse_overtaken(night: Night) -> None:
    """Raises `ForbearError` with what `overtaken` says."""
    problem = overtaken(night)
    if problem is not None:
        raise ForbearError(problem)


def _published(night: Night, by: User | None) -> None:
    locks.alone("night")
    night.refresh_from_db()
    _refuse_unfit(night, by)
    refuse_overtaken(night)
    _refuse_lost(night)
    for table, kept in night.staged.items():
        swap(connection, _staged(table, kept))
    _take_over(night)
    judge_open(night.as_of, name_of(by))
    Night.objects.filter(state=NightState.PUBLISHED).update(state=NightState.SUPERSEDED)
    night.state, night.decided_at, night.decided_by = NightState.PUBLISHED, clock.now(), by
    night.save()
    enter(
        chain_of(night),
        Act.NIGHT_PUBLISHED,
        actor=name_of(by),
        content={
            "plan_for": night.plan_for.isoformat(),
            "rows": {table: int(kept["rows"]) for table, kept in night.staged.items()},
        },
    )


def _refuse_unfit(night: Night, by: User | None, *, publishing: bool = True) -> None:
    if night.state != NightState.READY:
        raise refuse(
            "night.not_ready",
            f"night {night.pk}",
            f"it is {night.state}; only a night that is ready can be published or rejected",
            f"当前状态为 {night.state}，只有待发布的结果可以发布或退回",
        )
    if publishing and by is None and settings.TOLD["FORBEAR_PUBLISH"] != "automatic":
        raise refuse(
            "night.nobody",
            f"night {night.pk}",
            "somebody has to publish it; nights are not published by themselves here",
            "须由专人发布，本系统未启用自动发布",
        )
    if publishing and by is not None and by.pk == night.ordered_by_id:
        raise refuse(
            "night.second_person",
            f"night {night.pk}",
            "whoever ordered a night can't publish it; ask a second person",
            "下达批处理的人不能自行发布，请由第二人发布",
        )


def _refuse_lost(night: Night) -> None:
    """Whether all that the night left beside the present plan still stands there, column by column.

    A column is missing where Forbear was upgraded since.
    """
    there = set(connection.introspection.table_names())
    for table, kept in night.staged.items():
        stage, rows = str(kept["stage"]), -1
        with connection.cursor() as cursor:
            if stage in there and _columns(cursor, table) == _columns(cursor, stage):
                cursor.execute(f'SELECT count(*) FROM "{stage}"')
                rows = cursor.fetchone()[0]
        if rows != int(kept["rows"]):
            raise refuse(
                "night.lost",
                f"night {night.pk}",
                f"what it left for {table} is not there any more; order another night",
                f"其结果（{table}）已不完整，请重新下达夜间批处理",
            )


def _columns(cursor: Any, table: str) -> set[str]:
    return {one.name for one in connection.introspection.get_table_description(cursor, table)}


def _staged(table: str, kept: dict[str, Any]) -> Staged:
    renames = tuple((str(now), str(then)) for now, then in kept["renames"])
    return Staged(table, str(kept["stage"]), int(kept["rows"]), renames)


def _take_over(night: Night) -> None:
    """Cases as the plan has them. Whom a person was given a case stays so; what is over is closed.

    The version grows with every case the plan says something new of.
    """
    names = ", ".join(f'"{c}"' for c in TAKEN)
    sets = ", ".join(f'"{c}" = excluded."{c}"' for c in TAKEN)
    planned = ", ".join(f'p."{c}"' for c in TAKEN)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO work_case (customer_id, {names}, collector_id, state, version, plan_for, "
            "placed, pinned) "
            f"SELECT p.customer_id, {planned}, o.officer_id, 'open', 1, "
            "%s, EXISTS (SELECT 1 FROM account a WHERE a.customer_id = p.customer_id "
            "AND a.placed_with IS NOT NULL AND NOT a.gone), %s "
            "FROM plan_case p LEFT JOIN officer o ON o.officer_id = p.collector_id "
            "WHERE 1 = 1 ON CONFLICT (customer_id) DO UPDATE SET "
            f"{sets}, state = 'open', plan_for = excluded.plan_for, placed = excluded.placed, "
            "version = work_case.version + 1, collector_id = CASE WHEN work_case.pinned "
            "THEN work_case.collector_id ELSE excluded.collector_id END",
            [night.plan_for, False],
        )
        cursor.execute(
            "UPDATE work_case SET state = 'closed', version = version + 1, team_id = NULL, "
            '"begin" = NULL, value = NULL WHERE state = %s AND NOT EXISTS '
            "(SELECT 1 FROM plan_case p WHERE p.customer_id = work_case.customer_id)",
            ["open"],
        )
    look_anew(connection, "work_case")
