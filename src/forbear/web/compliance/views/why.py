"""What the rulebook would say of a contact that is only supposed; nothing of it is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError, Problem
from forbear.rulebook import permit
from forbear.rulebook.facts.names import Fact
from forbear.web import bank, clock
from forbear.web.compliance.answers import shown, stances
from forbear.web.compliance.speaking import speaker, value_words
from forbear.web.compliance.suppose import WHO, Asked, asked, offered, ordinary
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, demand, may, visible
from forbear.web.people.models import User
from forbear.web.records.held import not_found
from forbear.web.records.known import case_of
from forbear.web.records.models import Customer, Party
from forbear.web.records.permits import tape_now


@signed(May.SEE_RULES)
def supposed(request: HttpRequest) -> HttpResponse:
    """Channel, moment, who and facts are chosen; the answer stands beside, rule by rule."""
    given = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    if given.get("customer", "").strip():
        demand(person(request), May.SEE_CASES)
    problems: list[Problem] = []
    customer, answer, case = None, None, {}
    try:
        wanted = asked(given, clock.now())
        customer = _customer(person(request), wanted.customer_id)
        case = _case(customer, wanted)
        answer = permit(bank.policy().rules, case)
    except ForbearError as error:
        problems = list(error.problems)
        wanted = asked({}, clock.now())
    common, others = offered(wanted.channel, wanted.at.date())
    known = _known(answer)
    context: dict[str, Any] = {
        "problems": problems,
        "given": given,
        "wanted": wanted,
        "customer": customer,
        "parties": _parties(person(request), customer),
        "may_customer": may(person(request), May.SEE_CASES),
        "channels": [(str(c), speaker().code(c)) for c in Channel],
        "people": [(who, speaker().code(who)) for who in WHO],
        "common": [_field(fact, wanted, known) for fact in common],
        "others": [_field(fact, wanted, known) for fact in others],
        "others_open": any(fact.name in wanted.chosen for fact in others),
        "answer": answer and shown(answer.as_dict()),
        "stances": stances(case) if answer else [],
        "day": wanted.at.date().isoformat(),
        "time": f"{wanted.at:%H:%M}",
    }
    return page(request, "compliance/why.html", context, status=422 if problems else 200)


def _customer(user: User, customer_id: str) -> Customer | None:
    """The customer whose facts are begun with, if one is named.

    Raises `ForbearError` for one who is not seen: nobody learns whether he is there.
    """
    if not customer_id:
        return None
    found = visible(user, Customer).filter(pk=customer_id).first()
    if found is None:
        raise not_found("customer")
    return found


def _case(customer: Customer | None, wanted: Asked) -> dict[str, Any]:
    """The case that the rulebook is asked about."""
    if customer is None:
        facts = {**ordinary(), **wanted.facts()}
        return {"channel": wanted.channel, "at": wanted.at, "zone": wanted.zone, "facts": facts}
    known = case_of(customer, wanted.at, tape_now(), wanted.party_id or None)
    facts = {**known["facts"], **wanted.facts()}
    return {**known, "channel": wanted.channel, "facts": facts}


def _known(answer: Any) -> dict[str, Any]:
    return {} if answer is None else {name: fact["value"] for name, fact in answer.facts.items()}


def _parties(user: User, customer: Customer | None) -> list[tuple[str, str]]:
    """Related people of the customer, masked."""
    if customer is None:
        return []
    rows = visible(user, Party).filter(customer_id=customer.pk).order_by("party_id")
    return [
        (row.party_id, f"{speaker().code(row.role)} · {row.name_masked or row.party_id}")
        for row in rows
    ]


def _field(fact: Fact, wanted: Asked, known: dict[str, Any]) -> dict[str, Any]:
    """A fact as the form offers it."""
    say = speaker()
    chosen = fact.name in wanted.chosen
    value = wanted.chosen.get(fact.name)
    text = "unknown" if chosen and value is None else ""
    if chosen and value is not None:
        text = (
            {True: "yes", False: "no"}.get(value, str(value)) if fact.type is bool else str(value)
        )
    usual = _usual(fact, wanted, known)
    return {
        "name": f"f.{fact.name}",
        "fact": fact.name,
        "words": getattr(fact, say.language),
        "type": fact.type.__name__,
        "values": [(code, say.code(code)) for code in fact.values],
        "text": text,
        "usual": value_words(usual),
    }


def _usual(fact: Fact, wanted: Asked, known: dict[str, Any]) -> Any:
    """What is taken where nothing is chosen."""
    if wanted.customer_id and fact.name not in wanted.chosen:
        return known.get(fact.name)
    return None if wanted.customer_id else ordinary().get(fact.name)
