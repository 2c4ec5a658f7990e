"""What has happened on a case, the latest first: contacts, payments, promises, holds, changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from django.db.models import Max, Model, QuerySet

from forbear.web import bank
from forbear.web.desk.details import details
from forbear.web.fetch import Narrow, by_customer, fetch, objects
from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Entry
from forbear.web.people.templatetags.words import in_chinese, language
from forbear.web.records import models as m

#: Happenings of one page.
MOST = 30


class Kind(StrEnum):
    """What a happening is."""

    CONTACT = "contact"
    PAYMENT = "payment"
    REFUSED = "refused"
    PROMISE = "promise"
    HOLD = "hold"
    CHANGE = "change"


WORDS_OF: dict[Kind, tuple[str, str]] = {
    Kind.CONTACT: ("Contacts", "联系"),
    Kind.PAYMENT: ("Payments", "还款"),
    Kind.REFUSED: ("Refused", "被拒"),
    Kind.PROMISE: ("Promises", "承诺"),
    Kind.HOLD: ("Holds", "限制"),
    Kind.CHANGE: ("Changes", "变更"),
}
#: Which kind an entry of the journal is; what stands in a table of its own is taken from there.
OF_ACT: dict[Act, Kind] = {
    Act.PROMISE_MADE: Kind.PROMISE,
    Act.PROMISE_JUDGED: Kind.PROMISE,
    Act.PROMISE_WITHDRAWN: Kind.PROMISE,
    Act.HOLD_SET: Kind.HOLD,
    Act.HOLD_ENDED: Kind.HOLD,
}
ELSEWHERE = (Act.CONTACT_MADE, Act.PERMIT_ISSUED, Act.PERMIT_REFUSED)


@dataclass(frozen=True)
class Happened:
    """One line: ``at`` for the order, ``day`` where no hour is known."""

    kind: Kind
    at: datetime
    day: date | None = None
    who: str = ""
    words: str = ""
    row: Any = None
    rules: Sequence[Mapping[str, str]] = ()
    details: Sequence[str] = ()


M = TypeVar("M", bound=Model)
Before = datetime | None
Lines = Iterator[Happened]


@dataclass(frozen=True)
class Timeline:
    """Some happenings; ``before``: where the next page goes on."""

    lines: list[Happened]
    kind: Kind | None
    before: str | None


def timeline(case: m.Case, kind: Kind | None, before: Before) -> Timeline:
    """The latest happenings of a case, of one kind or all, before a moment."""
    found: list[Happened] = []
    for of, read in READERS:
        if kind is None or kind in of:
            found += read(case, kind, before)
    found.sort(key=lambda one: one.at, reverse=True)
    shown = found[:MOST]
    more = len(found) > MOST
    return Timeline(shown, kind, shown[-1].at.isoformat() if more and shown else None)


def last_by_channel(case: m.Case) -> dict[str, datetime]:
    """When the customer was last contacted on each channel, here or by another system."""
    last: dict[str, datetime] = {}
    for model in (m.Contact, m.PastContact):
        for row in fetch(model, ("channel", "last"), case.pk, _last):
            channel = row["channel"]
            last[channel] = max(row["last"], last.get(channel, row["last"]))
    return last


def _last(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    last: QuerySet[Any] = by_customer(rows, customer).values("channel").annotate(last=Max("at"))
    return last


def _latest(
    model: type[M], key: str, narrow: Narrow, before: datetime | date | None, until: str = "at__lt"
) -> list[M]:
    """The latest of a customer's rows; only the first page is asked for again and again."""
    if before is None:
        return objects(model, key, narrow, MOST + 1)
    rows = narrow(model._default_manager.all(), key).filter(**{until: before})
    return list(rows[: MOST + 1])


def _contacts(case: m.Case, _kind: Kind | None, before: Before) -> Lines:
    for row in _latest(m.Contact, case.pk, _made, before):
        yield Happened(Kind.CONTACT, row.at, who=row.made_by.name or row.made_by.username, row=row)
    for one in _latest(m.PastContact, case.pk, _past, before):
        yield Happened(Kind.CONTACT, one.at, who=one.staff_id or "", row=one)


def _made(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return by_customer(rows, customer).select_related("made_by").order_by("-at", "id")


def _past(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return by_customer(rows, customer).order_by("-at", "contact_id")


def _payments(case: m.Case, _kind: Kind | None, before: Before) -> Lines:
    day = None if before is None else before.astimezone(bank.zone()).date()
    for row in _latest(m.Payment, case.pk, _paid, day, "paid_on__lte"):
        at = datetime.combine(row.paid_on, time(), bank.zone()).astimezone(UTC)
        if before is not None and at >= before:
            continue
        yield Happened(Kind.PAYMENT, at, day=row.paid_on, row=row)


def _paid(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    rows = rows.filter(account__customer_id=customer).select_related("account")
    return rows.order_by("-paid_on", "payment_id")


def _refused(case: m.Case, _kind: Kind | None, before: Before) -> Lines:
    said = language()
    for row in _latest(m.Permit, case.pk, _not_allowed, before):
        rules = [{"id": p["rule_id"], "title": p["title"][said]} for p in row.answer["refusals"]]
        who = row.asked_by.name or row.asked_by.username
        yield Happened(Kind.REFUSED, row.at, who=who, row=row, rules=rules)


def _not_allowed(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    rows = by_customer(rows, customer).filter(allowed=False)
    return rows.select_related("asked_by").order_by("-at", "id")


def _changes(case: m.Case, kind: Kind | None, before: Before) -> Lines:
    for row in _latest(Entry, of_customer(case.pk), _entered(kind), before):
        act = Act(row.action)
        yield Happened(
            _kind_of(act),
            row.at,
            who=row.actor,
            words=WORDS[act][in_chinese()],
            details=details(act, json.loads(row.content)),
        )


@cache
def _entered(kind: Kind | None) -> Narrow:
    acts = [str(a) for a in Act if a not in ELSEWHERE and kind in (None, _kind_of(a))]

    def narrow(rows: QuerySet[Any], chain: str) -> QuerySet[Any]:
        return rows.filter(chain=chain, action__in=acts).order_by("-number")

    return narrow


def _kind_of(act: Act) -> Kind:
    return OF_ACT.get(act, Kind.CHANGE)


READERS: tuple[tuple[tuple[Kind, ...], Callable[[m.Case, Kind | None, Before], Lines]], ...] = (
    ((Kind.CONTACT,), _contacts),
    ((Kind.PAYMENT,), _payments),
    ((Kind.REFUSED,), _refused),
    ((Kind.PROMISE, Kind.HOLD, Kind.CHANGE), _changes),
)
