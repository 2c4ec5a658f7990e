"""What has happened on a case, the latest first: contacts, payments, promises, holds, changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from django.db.models import Max

from forbear.web import bank
from forbear.web.desk.belonging import of_case
from forbear.web.desk.details import details
from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Entry
from forbear.web.people.templatetags.words import in_chinese
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
        rows = of_case(case, model).values("channel").order_by()
        for row in rows.annotate(last=Max("at")):
            channel = row["channel"]
            last[channel] = max(row["last"], last.get(channel, row["last"]))
    return last


def _until(rows: Any, column: str, before: Any) -> Any:
    return rows.filter(**{f"{column}__lt": before}) if before is not None else rows


def _contacts(case: m.Case, _kind: Kind | None, before: Before) -> Lines:
    rows = of_case(case, m.Contact).select_related("made_by")
    for row in _until(rows, "at", before).order_by("-at", "id")[: MOST + 1]:
        yield Happened(Kind.CONTACT, row.at, who=row.made_by.name or row.made_by.username, row=row)
    past = of_case(case, m.PastContact)
    for one in _until(past, "at", before).order_by("-at", "contact_id")[: MOST + 1]:
        yield Happened(Kind.CONTACT, one.at, who=one.staff_id or "", row=one)


def _payments(case: m.Case, _kind: Kind | None, before: Before) -> Lines:
    rows = of_case(case, m.Payment)
    rows = rows.select_related("account")
    day = None if before is None else before.astimezone(bank.zone()).date()
    if day is not None:
        rows = rows.filter(paid_on__lte=day)
    for row in rows.order_by("-paid_on", "payment_id")[: MOST + 1]:
        at = datetime.combine(row.paid_on, time(), bank.zone()).astimezone(UTC)
        if before is not None and at >= before:
            continue
        yield Happened(Kind.PAYMENT, at, day=row.paid_on, row=row)


def _refused(case: m.Case, _kind: Kind | None, before: Before) -> Lines:
    rows = of_case(case, m.Permit).filter(allowed=False)
    rows = rows.select_related("asked_by")
    said = "zh" if in_chinese() else "en"
    for row in _until(rows, "at", before).order_by("-at", "id")[: MOST + 1]:
        rules = [{"id": p["rule_id"], "title": p["title"][said]} for p in row.answer["refusals"]]
        who = row.asked_by.name or row.asked_by.username
        yield Happened(Kind.REFUSED, row.at, who=who, row=row, rules=rules)


def _changes(case: m.Case, kind: Kind | None, before: Before) -> Lines:
    rows = Entry.objects.filter(chain=of_customer(case.pk))
    acts = [act for act in Act if act not in ELSEWHERE and kind in (None, _kind_of(act))]
    rows = rows.filter(action__in=[str(act) for act in acts])
    for row in _until(rows, "at", before).order_by("-number")[: MOST + 1]:
        act = Act(row.action)
        yield Happened(
            _kind_of(act),
            row.at,
            who=row.actor,
            words=WORDS[act][in_chinese()],
            details=details(act, json.loads(row.content)),
        )


def _kind_of(act: Act) -> Kind:
    return OF_ACT.get(act, Kind.CHANGE)


READERS: tuple[tuple[tuple[Kind, ...], Callable[[m.Case, Kind | None, Before], Lines]], ...] = (
    ((Kind.CONTACT,), _contacts),
    ((Kind.PAYMENT,), _payments),
    ((Kind.REFUSED,), _refused),
    ((Kind.PROMISE, Kind.HOLD, Kind.CHANGE), _changes),
)
