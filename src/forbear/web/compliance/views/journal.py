"""The journal on screen: by person, customer, act and day; who looked at personal data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from forbear.web import bank
from forbear.web.api.pages import By
from forbear.web.compliance.entries import act_words, day_of, spoken
from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.journal.models import Day, Entry
from forbear.web.listing import listing, spreadsheet
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import User
from forbear.web.people.sign_in import of_person
from forbear.web.people.templatetags.words import in_chinese

#: Looks at personal data, which a reader may ask for together.
LOOKS = (Act.DATA_REVEALED, Act.DATA_SEARCHED, Act.EXPORT_MADE)
COLUMNS = ("at", "actor", "action", "words", "chain", "number", "subject", "content", "hash")


@dataclass(frozen=True)
class Wanted:
    """Which entries; empty means all."""

    person: str
    customer: str
    act: str
    since: date | None
    until: date | None

    def of(self, user: User) -> QuerySet[Entry]:
        """Those that somebody sees."""
        rows = visible(user, Entry)
        if self.customer:
            rows = rows.filter(chain=of_customer(self.customer))
        if self.person:
            rows = rows.filter(actor=self.person)
        if self.act == "looks":
            rows = rows.filter(action__in=LOOKS)
        elif self.act:
            rows = rows.filter(action=self.act)
        if self.since:
            rows = rows.filter(at__gte=_begin(self.since))
        if self.until:
            rows = rows.filter(at__lt=_begin(self.until + timedelta(days=1)))
        return rows

    @property
    def told(self) -> dict[str, str]:
        """As an export's entry tells it."""
        found = {name: str(value) for name, value in vars(self).items() if value}
        return found or {"all": "everything"}


@signed(May.SEE_JOURNAL)
def listed(request: HttpRequest) -> HttpResponse:
    """The latest first."""
    wanted = _wanted(request)
    found = listing(request, wanted.of(person(request)), (By("at", down=True), By("id", down=True)))
    exporting = may(person(request), May.EXPORT_JOURNAL)
    query = request.GET.copy()
    query.pop("cursor", None)
    return page(
        request,
        "compliance/journal.html",
        {
            "wanted": wanted,
            "list": found,
            "entries": [spoken(row) for row in found.rows],
            "acts": [(str(act), words[in_chinese()]) for act, words in WORDS.items()],
            "exporting": exporting,
            "closed": visible(person(request), Day).order_by("-day").first() if exporting else None,
            "query": query.urlencode(),
            "begin": query.urlencode(),
        },
    )


@signed(May.EXPORT_JOURNAL)
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The entries of a search as a table; that it was made is in the journal."""
    wanted, name = _wanted(request), person(request).get_username()
    with transaction.atomic():
        enter(of_person(name), Act.EXPORT_MADE, actor=name, content={"of": wanted.told})
    rows = wanted.of(person(request)).order_by("-at", "-id").iterator(chunk_size=2_000)
    return spreadsheet("journal.csv", COLUMNS, _cells(rows))


def _cells(rows: Iterator[Entry]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        words = act_words(row.action)
        at = row.at.isoformat()
        whose = (row.chain, row.number, row.subject)
        yield (at, row.actor, row.action, words, *whose, row.content, row.hash)


def _wanted(request: HttpRequest) -> Wanted:
    given = {name: request.GET.get(name, "").strip()[:200] for name in ("person", "customer")}
    act = request.GET.get("act", "")
    return Wanted(
        **given,
        act=act if act == "looks" or act in list(Act) else "",
        since=day_of(request.GET.get("since", "")),
        until=day_of(request.GET.get("until", "")),
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), bank.zone())
