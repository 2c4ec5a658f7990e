"""The queues of a worklist: which cases each holds, and how many, without counting a whole book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from forbear.nightly.worklists import DESK
from forbear.web import bank, clock
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import Role, User
from forbear.web.records.models import Case, Contact, HelpRequest, Promise
from forbear.web.records.models.help import ANSWERS, HelpState
from forbear.web.records.models.work import CaseState, PromiseState

#: A queue is counted up to here; beyond, it says that there are more.
COUNTED = 999
#: Days for which a broken promise, a missed call back or an answer stays in its queue.
RECENT = 14


class Queue(StrEnum):
    """One list of cases to look through."""

    CALL = "call"
    TO_WORK = "to_work"
    BACK = "back"
    PROMISES = "promises"
    ANSWERED = "answered"
    HELP = "help"
    WORKED = "worked"
    ALL = "all"


WORDS: dict[Queue, tuple[str, str]] = {
    Queue.CALL: ("To call today", "今日待电催"),
    Queue.TO_WORK: ("Not worked today", "今日未处理"),
    Queue.BACK: ("Call back", "约定回电"),
    Queue.PROMISES: ("Promises due or broken", "承诺到期或违约"),
    Queue.ANSWERED: ("Help answered", "协助已答复"),
    Queue.HELP: ("Help asked for", "请求协助"),
    Queue.WORKED: ("Worked today", "今日已处理"),
    Queue.ALL: ("All open", "全部在案"),
}


@dataclass(frozen=True)
class Counted:
    """A queue with its count; ``more``: there are more than these."""

    queue: Queue
    words: tuple[str, str]
    count: int
    more: bool


def of(user: User) -> tuple[Queue, ...]:
    """The queues of somebody's role, the first one first to be worked."""
    if user.role == Role.COLLECTOR:
        first: tuple[Queue, ...] = (Queue.CALL,)
    else:
        first = (Queue.TO_WORK,)
    help_ = [Queue.ANSWERED] if may(user, May.ASK_HELP) else []
    help_ += [Queue.HELP] if may(user, May.ANSWER_HELP) else []
    return (*first, Queue.BACK, Queue.PROMISES, *help_, Queue.WORKED, Queue.ALL)


def cases(user: User, queue: Queue) -> QuerySet[Case]:
    """The cases of a queue that somebody sees."""
    return visible(user, Case).filter(_condition(user, queue, bank.today()))


def counted(user: User) -> list[Counted]:
    """Every queue of somebody's with its count, one short query each."""
    found = []
    for queue in of(user):
        count = cases(user, queue).order_by().values("pk")[: COUNTED + 1].count()
        found.append(Counted(queue, WORDS[queue], min(count, COUNTED), count > COUNTED))
    return found


def unworked(today: date) -> Q:
    """Open, and not worked on that day."""
    fresh = Q(worked_on__isnull=True) | Q(worked_on__lt=today)
    return Q(state=CaseState.OPEN.value) & fresh


def _condition(user: User, queue: Queue, today: date) -> Q:
    match queue:
        case Queue.CALL:
            return unworked(today) & Q(channel__in=DESK)
        case Queue.TO_WORK:
            return unworked(today)
        case Queue.WORKED:
            return Q(worked_on=today)
        case Queue.BACK:
            return Q(pk__in=_to_call_back(today))
        case Queue.PROMISES:
            return Q(pk__in=_promises(today))
        case Queue.ANSWERED:
            return Q(pk__in=_answered(user))
        case Queue.HELP:
            asked = HelpRequest.objects.filter(state=HelpState.OPEN.value)
            return Q(pk__in=asked.values("customer_id"))
    return Q(state=CaseState.OPEN.value)


def _later_contact(than: str) -> Exists:
    return Exists(
        Contact.objects.filter(customer_id=OuterRef("customer_id"), at__gt=OuterRef(than))
    )


def _to_call_back(today: date) -> QuerySet[Contact, Any]:
    """Customers whom somebody was to call back by today, and has not since."""
    tomorrow = midnight(today + timedelta(days=1))
    asked = Contact.objects.filter(
        call_back_at__lt=tomorrow, call_back_at__gte=midnight(today - timedelta(days=RECENT))
    )
    return asked.filter(~_later_contact("at")).values("customer_id")


def _promises(today: date) -> QuerySet[Promise, Any]:
    due = Q(state=PromiseState.OPEN.value, due_on__lte=today)
    broken = Q(state=PromiseState.BROKEN.value, due_on__gte=today - timedelta(days=RECENT))
    return Promise.objects.filter(due | broken).values("customer_id")


def _answered(user: User) -> QuerySet[HelpRequest, Any]:
    """Customers for whom somebody's request was answered, and who were not contacted since."""
    since = clock.now() - timedelta(days=RECENT)
    mine = HelpRequest.objects.filter(
        asked_by=user, answered_at__gte=since, state__in=[state.value for state in ANSWERS]
    )
    return mine.filter(~_later_contact("answered_at")).values("customer_id")


def midnight(day: date) -> datetime:
    """When a day begins at the bank."""
    return datetime.combine(day, time(), bank.zone())
