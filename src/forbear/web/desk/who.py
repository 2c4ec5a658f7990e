"""Who is who on a case: the debtor, related people and what each may be told, how to reach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from forbear.portfolio.words import AddressKind, Channel, PhoneKind
from forbear.rulebook.telling import MayBeTold, telling
from forbear.web.desk.panel import Rule, first_told, rule_of
from forbear.web.fetch import by_customer, objects
from forbear.web.people.templatetags.words import language
from forbear.web.records import models as m
from forbear.web.records.answers import Answers, answers
from forbear.web.records.sealed import key

#: Which addresses each channel goes to.
PLACES = {
    Channel.HOME_VISIT: (AddressKind.HOME,),
    Channel.WORK_VISIT: (AddressKind.WORK,),
    Channel.LETTER: tuple(AddressKind),
}


@dataclass(frozen=True)
class Related:
    """A related person: what may be said to that person, and by which rules."""

    party: m.Party
    key: str
    phones: Sequence[Reach]
    may: MayBeTold | None = None
    by: Sequence[Rule] = ()


@dataclass(frozen=True)
class Reach:
    """A number or address, masked; ``key`` names it in a form."""

    row: Any
    key: str
    text: str


@dataclass(frozen=True)
class Who:
    """Everybody on the case, and what every permit would say."""

    customer: m.Customer
    phones: Sequence[Reach]
    addresses: Sequence[Reach]
    related: Sequence[Related]
    #: Numbers of related people, with the person.
    others: Sequence[tuple[Related, Reach]]
    answers: Answers


def who(case: m.Case, now: datetime, panel: bool) -> Who:
    """Everybody on a case; without ``panel`` permits are asked only for what people may be told."""
    customer = case.customer
    phones = [reach(row, row.phone_masked) for row in objects(m.Phone, case.pk, _phones)]
    phones.sort(key=lambda one: _best_first(one.row))
    places = objects(m.Address, case.pk, _addresses)
    addresses = [reach(row, row.written_masked) for row in places]
    parties = objects(m.Party, case.pk, _parties)
    asked = Answers([], {})
    if panel or parties:
        asked = answers(customer, [party.party_id for party in parties], now)
    related = [_related(party, phones, asked.third[party.party_id]) for party in parties]
    return Who(
        customer,
        [one for one in phones if one.row.party_id is None],
        addresses,
        related,
        [(person, phone) for person in related for phone in person.phones],
        asked,
    )


def goes_to(found: Who, channel: Channel) -> list[Mapping[str, Any]]:
    """The numbers or addresses that a contact on a channel may go to."""
    match channel:
        case Channel.CALL | Channel.SMS:
            return [_choice(one) for one in found.phones if one.row.valid is not False]
        case Channel.THIRD_PARTY:
            return [
                _choice(phone) | {"party": person.party}
                for person, phone in found.others
                if phone.row.valid is not False
            ]
        case Channel.EMAIL if found.customer.email is not None:
            return [{"key": key(found.customer.pk), "text": found.customer.email_masked}]
    kinds = PLACES.get(channel, ())
    return [_choice(one) for one in found.addresses if one.row.kind in kinds]


def reach(row: Any, text: str | None) -> Reach:
    """A number or address as pages name it."""
    parts = tuple(bytes(part) if isinstance(part, memoryview) else part for part in row.pk)
    return Reach(row, key(parts), text or "")


def _phones(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return by_customer(rows, customer).order_by("phone_index")


def _addresses(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return by_customer(rows, customer).order_by("address_id")


def _parties(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return by_customer(rows, customer).order_by("party_id")


def _choice(one: Reach) -> dict[str, Any]:
    return {"key": one.key, "text": one.text, "kind": one.row.kind}


def _related(party: m.Party, phones: Sequence[Reach], answer: Mapping[str, Any]) -> Related:
    told, said = telling(answer), language()
    own = [one for one in phones if one.row.party_id == party.party_id]
    return Related(
        party,
        key(party.pk),
        own,
        told.may,
        [rule_of(point, said) for point in sorted(told.by, key=first_told)],
    )


def _best_first(phone: m.Phone) -> tuple[bool, bool, int]:
    """Numbers in use first, mobiles before others, the latest checked before older."""
    checked = phone.verified_on or date.min
    return (phone.valid is False, phone.kind != PhoneKind.MOBILE, -checked.toordinal())
