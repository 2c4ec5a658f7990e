"""What the worker sees to: days closed, nights begun, what was killed taken up again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from forbear.web import bank, clock, locks
from forbear.web.api.models import Answered
from forbear.web.journal.keep import close_day, last_closed
from forbear.web.nights import receive, run
from forbear.web.nights.models import Night, Tape, TapeState, Worker
from forbear.web.nights.tasks import run_later, take_in_later

#: After midnight, until clocks of several machines have surely passed it.
AFTER_MIDNIGHT = timedelta(minutes=5)
#: How long answers to writes are kept to be given again.
ANSWERS = timedelta(days=7)


def all_of_it(name: str) -> None:
    """Everything that is due now. ``name``: which worker this is."""
    now = clock.now()
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now})
    close_days(now)
    begin(now)
    resume()
    forget(now)


def close_days(now: datetime) -> None:
    """Close the journal's days up to yesterday, if yesterday is not closed."""
    yesterday = (now - AFTER_MIDNIGHT).date() - timedelta(days=1)
    last = last_closed()
    if last is None or last.day < yesterday:
        close_day(yesterday)


def begin(now: datetime) -> Night | None:
    """Order the night once its time of day has come and there is a tape that has none."""
    at: tuple[int, int] | None = settings.TOLD["FORBEAR_NIGHT_AT"]
    tape = receive.latest()
    local = now.astimezone(bank.zone())
    if at is None or tape is None or (local.hour, local.minute) < at:
        return None
    if tape.as_of > local.date() or Night.objects.filter(tape=tape).exists():
        return None
    return run.order(None)


def resume() -> int:
    """Put what is pending and nobody works on into the queue again; how many."""
    with locks.only_one(receive.RECORDS) as free:
        if not free:
            return 0
        receive.tidy()
        run.tidy()
        tapes = Tape.objects.filter(state__in=receive.PENDING).values_list("pk", flat=True)
        nights = Night.objects.filter(state__in=run.PENDING).values_list("pk", flat=True)
        pending = [(take_in_later, pk) for pk in tapes] + [(run_later, pk) for pk in nights]
        return sum(_enqueued(task, pk) for task, pk in pending)


def _enqueued(task: Task[[int], None], pk: int) -> bool:
    """Unless the task waits already."""
    path = task.module_path
    with transaction.atomic():
        locks.alone("queue")
        waiting = DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY)
        if any(one.args_kwargs["args"] == [pk] for one in waiting):
            return False
        task.enqueue(pk)
    return True


def forget(now: datetime) -> None:
    """Answers nobody will ask for again, sessions that ended, uploads never finished."""
    Answered.objects.filter(at__lt=now - ANSWERS).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    DBTaskResult.objects.filter(enqueued_at__lt=now - ANSWERS).delete()
    for tape in Tape.objects.filter(
        state=TapeState.UPLOADING, received_at__lt=now - timedelta(days=1)
    ):
        receive.abandon(tape)
