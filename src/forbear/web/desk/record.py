"""The permit in hand: what it goes to, what is to be done, and which outcomes can be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest

from forbear.portfolio.outcomes import IMPLIES, OFFERED, Answered, fitting
from forbear.portfolio.words import Channel, HoldKind, Outcome
from forbear.rulebook.telling import MayBeTold, telling
from forbear.strategy.treatments import VISITS
from forbear.web import bank
from forbear.web.desk.panel import Row, row
from forbear.web.desk.queues import midnight
from forbear.web.fetch import by_customer, objects
from forbear.web.people.models import User
from forbear.web.records.dialled import shown
from forbear.web.records.models import Case, Party, Permit, Phone
from forbear.web.records.permits import unused

#: An outcome, and the hold that follows from it.
Offered = tuple[Outcome, HoldKind | None]
#: Which key chooses who was there.
KEYS = {Answered.CUSTOMER: "p", Answered.SOMEBODY: "o", Answered.NOBODY: "x"}


@dataclass(frozen=True)
class Group:
    """Outcomes that fit who was there, and the key that chooses it."""

    who: Answered
    key: str
    offered: Sequence[Offered]


@dataclass(frozen=True)
class InHand:
    """A permit of one's own that was not used yet."""

    permit: Permit
    live: bool
    row: Row
    #: What is dialled or gone to, whole, if it was shown with the permit.
    text: str | None
    phone: str | None
    party: Party | None
    #: What the related person may be told.
    told: MayBeTold | None
    #: Outcomes by who was there; on other channels, of the message.
    groups: Sequence[Group]
    sent: Sequence[Offered]
    #: Becomes the contact's number, so that the form sent twice is recorded once.
    key: str

    @property
    def at_door(self) -> bool:
        """Whether somebody goes there."""
        return self.permit.channel in VISITS

    @property
    def hours(self) -> tuple[str, str]:
        """From when until when it was live, as the customer's clock shows it."""
        return _hour(self.permit, self.permit.at), _hour(self.permit, self.permit.valid_until)


@dataclass(frozen=True)
class Recording:
    """What there is to record on a case; ``others``: somebody else's live permit."""

    in_hand: InHand | None
    over: Permit | None
    others: Permit | None

    @property
    def over_hour(self) -> str:
        """When the one that ran out unused was issued."""
        return "" if self.over is None else _hour(self.over, self.over.at)


def recording(request: HttpRequest, user: User, case: Case, now: datetime) -> Recording:
    """Unused permits of today: one's own live one, or the one the address asks for, opened."""
    since = midnight(bank.today())
    found = [one for one in objects(Permit, case.pk, _allowed, most=5) if one.at >= since]
    asked = request.POST.get("permit") or request.GET.get("record", "")
    mine = [one for one in found if one.asked_by_id == user.pk]
    chosen = next((one for one in mine if _live(one, now) or str(one.pk) == asked), None)
    others = (one for one in found if one.asked_by_id != user.pk and _live(one, now))
    over = next((one for one in mine if one is not chosen and not _live(one, now)), None)
    in_hand = None if chosen is None else _in_hand(request, case, chosen, now)
    return Recording(in_hand, over if in_hand is None else None, next(others, None))


def _allowed(rows: QuerySet[Permit], customer: str) -> QuerySet[Permit]:
    own = by_customer(rows, customer).filter(allowed=True)
    return unused(own).select_related("asked_by").order_by("-at")


def _in_hand(request: HttpRequest, case: Case, permit: Permit, now: datetime) -> InHand:
    channel = Channel(permit.channel)
    seen = shown(permit)
    groups = [Group(who, KEYS[who], _with_holds(fits)) for who, fits in fitting(channel).items()]
    party = None
    if permit.party_id is not None:
        rows = Party.objects.filter(customer_id=case.pk, party_id=permit.party_id)
        party = rows.first()
    return InHand(
        permit=permit,
        live=_live(permit, now),
        row=row(permit.answer, now),
        text=None if seen is None else seen[1],
        phone=_index(seen[0]) if seen is not None and isinstance(seen[0], Phone) else None,
        party=party,
        told=None if party is None else telling(permit.answer).may,
        groups=groups,
        sent=[] if groups else _with_holds(OFFERED[channel]),
        key=request.POST.get("key") or str(uuid4()),
    )


def _with_holds(outcomes: Sequence[Outcome]) -> list[Offered]:
    return [(outcome, IMPLIES.get(outcome)) for outcome in outcomes]


def _index(phone: Phone) -> str:
    return bytes(phone.phone_index).hex()


def _hour(permit: Permit, at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(ZoneInfo(permit.answer['zone'])):%H:%M}"


def _live(permit: Permit, now: datetime) -> bool:
    return permit.valid_until is not None and permit.valid_until >= now
