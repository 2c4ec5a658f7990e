"""Work that is put off to the worker: tapes taken in, nights run."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from forbear.problems import ForbearError
from forbear.web import clock
from forbear.web.nights.models import Night, Tape
from forbear.web.nights.receive import take_in
from forbear.web.nights.run import run

#: After which a task that found others at work tries again.
LATER = timedelta(seconds=30)


@task()
def take_in_later(tape_id: int) -> None:
    """Take a received tape in, when nobody else works on the records."""
    try:
        take_in(Tape.objects.get(pk=tape_id))
    except ForbearError as error:
        _unless_busy(error)
        take_in_later.using(run_after=clock.now() + LATER).enqueue(tape_id)


@task()
def run_later(night_id: int) -> None:
    """Run an ordered night, when nobody else works on the records."""
    try:
        run(Night.objects.get(pk=night_id))
    except ForbearError as error:
        _unless_busy(error)
        run_later.using(run_after=clock.now() + LATER).enqueue(night_id)


def _unless_busy(error: ForbearError) -> None:
    if error.problems[0].code != "records.busy":
        raise error
