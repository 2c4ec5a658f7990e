"""Open promises judged by what was paid, when a night is published."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import Min

from forbear.nightly.promises import judge
from forbear.web import bank
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.records.models import Account, Payment, Promise
from forbear.web.records.models.work import PromiseState

_PROMISES = {
    "promise_id": pl.String,
    "customer_id": pl.String,
    "account_id": pl.String,
    "currency": pl.String,
    "amount": pl.Int64,
    "made_on": pl.Date,
    "due_on": pl.Date,
}
_PAYMENTS = {
    "account_id": pl.String,
    "customer_id": pl.String,
    "currency": pl.String,
    "paid_on": pl.Date,
    "amount": pl.Int64,
    "reversed_on": pl.Date,
}


def judge_open(as_of: date, actor: str) -> int:
    """Judge what can be judged, with an entry in the journal for each; how many."""
    open_ = Promise.objects.filter(state=PromiseState.OPEN)
    since = open_.aggregate(first=Min("made_at"))["first"]
    if since is None:
        return 0
    zone = bank.zone()
    promises = [
        (
            str(p.pk),
            p.customer_id,
            p.account_id,
            p.currency,
            p.amount,
            p.made_at.astimezone(zone).date(),
            p.due_on,
        )
        for p in open_
    ]
    accounts = Account.objects.filter(customer__in=open_.values("customer"))
    paid = Payment.objects.filter(
        account__in=accounts.values("pk"), paid_on__gte=since.astimezone(zone).date()
    ).values_list(
        "account_id",
        "account__customer_id",
        "account__currency",
        "paid_on",
        "amount",
        "reversed_on",
    )
    found = judge(
        pl.DataFrame(promises, schema=_PROMISES, orient="row"),
        pl.DataFrame(list(paid), schema=_PAYMENTS, orient="row"),
        as_of=as_of,
        grace=bank.policy().bank.promise_grace,
    )
    states = dict(found.iter_rows())
    for promise in open_:
        state = states.get(str(promise.pk))
        if state is not None:
            _judged(promise, state, actor)
    return len(states)


def _judged(promise: Promise, state: str, actor: str) -> None:
    promise.state = state
    promise.save(update_fields=["state"])
    enter(
        of_customer(promise.customer_id),
        Act.PROMISE_JUDGED,
        actor=actor,
        subject=f"promise:{promise.pk}",
        content={"state": state},
    )
