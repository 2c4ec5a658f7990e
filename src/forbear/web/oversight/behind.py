"""The rows behind a figure that are no cases: payments and contacts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import ExtractHour
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forbear.nightly.figures.contacts import KINDS
from forbear.nightly.figures.measures import REACHED
from forbear.portfolio.words import REACHED as OUTCOMES
from forbear.portfolio.words import Channel
from forbear.web import bank
from forbear.web.api.pages import By
from forbear.web.listing import listing
from forbear.web.oversight.asked import Asked, asked
from forbear.web.oversight.pages.channels import days_of
from forbear.web.oversight.pages.channels import words as kind_words
from forbear.web.oversight.said import said, word
from forbear.web.pages.shell import page, signed
from forbear.web.people.access import May, visible
from forbear.web.records.models import Contact, PastContact, Payment

#: Where a contact is known from, and how its list is ordered.
SOURCES: dict[str, tuple[Any, tuple[By, ...]]] = {
    "tape": (PastContact, (By("customer_id"), By("contact_id"))),
    "here": (Contact, (By("at", down=True), By("id"))),
}
SOURCE_WORDS = {"tape": ("From the tape", "数据导入"), "here": ("Made here", "本系统登记")}


@signed(May.SEE_BOARD)
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """Payments received on some days."""
    choice = asked(request)
    first, last = _day(request, "from"), _day(request, "to")
    rows = visible(choice.user, Payment).filter(
        paid_on__range=(first, last), reversed_on__isnull=True
    )
    if choice.branch:
        rows = rows.filter(account__branch_id=choice.branch)
    if choice.product:
        rows = rows.filter(account__product=choice.product)
    found = listing(
        request,
        rows.select_related("account__customer").defer(
            "account__carried", "account__customer__carried"
        ),
        (By("account_id"), By("payment_id")),
    )
    told = {"listing": found, "asked": choice, "first": first, "last": last}
    return page(request, "oversight/payments.html", told)


@signed(May.SEE_BOARD)
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Contacts of the days that the night counted, by channel, hour and whom they reached."""
    choice = asked(request)
    if choice.night is None:
        raise Http404
    source = request.GET.get("source", "tape")
    if source not in SOURCES:
        raise Http404
    model, order = SOURCES[source]
    rows = _chosen(request, choice, visible(choice.user, model))
    first, last = days_of(choice)
    query = request.GET.copy()
    query.pop("cursor", None)
    sources = []
    for name, en, zh in (
        ("tape", "From the tape", "数据导入"),
        ("here", "Made here", "本系统登记"),
    ):
        query["source"] = name
        sources.append((name, said(en, zh), f"?{query.urlencode()}"))
    return page(
        request,
        "oversight/contacts.html",
        {
            "listing": listing(request, rows.select_related("customer"), order),
            "asked": choice,
            "first": first,
            "last": last,
            "source": source,
            "sources": sources,
            "conditions": _conditions(request),
        },
    )


def _chosen(request: HttpRequest, choice: Asked, rows: QuerySet[Any]) -> QuerySet[Any]:
    first, last = days_of(choice)
    zone = bank.zone()
    rows = rows.filter(
        at__gte=datetime.combine(first, time(), zone),
        at__lt=datetime.combine(last + timedelta(days=1), time(), zone),
    )
    if choice.branch:
        rows = rows.filter(customer__case__branch_id=choice.branch)
    if choice.product:
        rows = rows.filter(customer__case__product=choice.product)
    if channel := request.GET.get("channel", ""):
        rows = rows.filter(channel=channel)
    if kind := request.GET.get("kind", ""):
        known = [str(one) for one in Channel if KINDS.get(one, "other") == kind]
        rows = rows.filter(channel__in=known)
    if (hour := request.GET.get("hour", "")).isdecimal():
        rows = rows.alias(local=ExtractHour("at", tzinfo=zone)).filter(local=int(hour))
    if request.GET.get("reached") == "1":
        rows = rows.filter(outcome__in=[str(one) for one in OUTCOMES])
    return rows


def _conditions(request: HttpRequest) -> list[str]:
    """What was chosen, in words."""
    found = []
    if channel := request.GET.get("channel", ""):
        found.append(word("channel", channel))
    if kind := request.GET.get("kind", ""):
        found.append(kind_words(kind))
    if (hour := request.GET.get("hour", "")).isdecimal():
        found.append(said("from {hour}:00", "{hour}:00时段", hour=hour))
    if request.GET.get(REACHED) == "1":
        found.append(said("debtor reached", "接触本人"))
    return found


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        raise Http404 from None
