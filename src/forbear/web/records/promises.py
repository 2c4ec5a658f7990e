"""Promises to pay: taken, withdrawn; the night says whether they were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from forbear.problems import refuse
from forbear.web import bank, clock
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May
from forbear.web.people.models import User
from forbear.web.records.held import case_held, changed, customer_of, not_found
from forbear.web.records.models import Account, Contact, Promise
from forbear.web.records.models.work import PromiseState


@dataclass(frozen=True)
class Promised:
    """What was promised: minor units of the account's currency, by a day."""

    amount: int
    due_on: date
    account_id: str | None = None


def taken(user: User, contact: Contact, promised: Promised) -> Promise:
    """A promise given in a contact; in its transaction."""
    account = _account(contact.customer_id, promised.account_id)
    if promised.amount <= 0:
        raise refuse("promise.amount", "amount", "must be more than nothing", "金额须大于零")
    if promised.due_on < bank.today():
        raise refuse(
            "promise.past",
            "due_on",
            "lies in the past; give a day to come",
            "日期已过，请填写将来的日期",
        )
    made = Promise.objects.create(
        id=uuid4(),
        customer_id=contact.customer_id,
        account=account,
        contact=contact,
        amount=promised.amount,
        currency=account.currency if account else bank.policy().bank.currency,
        due_on=promised.due_on,
        made_at=clock.now(),
        made_by=user,
    )
    enter(
        of_customer(contact.customer_id),
        Act.PROMISE_MADE,
        actor=user.get_username(),
        subject=f"promise:{made.pk}",
        content={
            "contact": str(contact.pk),
            "account": promised.account_id,
            "amount": made.amount,
            "currency": made.currency,
            "due_on": made.due_on.isoformat(),
        },
    )
    return made


def withdraw(
    user: User, promise_id: str | UUID, reason: str, *, version: int | None = None
) -> Promise:
    """Take back a promise that stands open, with a reason."""
    with transaction.atomic():
        promise = Promise.objects.filter(pk=promise_id).first()
        if promise is None:
            raise not_found("promise")
        customer_of(user, May.WORK_CASES, promise.customer_id)
        case = case_held(promise.customer_id, version)
        promise.refresh_from_db()
        if promise.state != PromiseState.OPEN:
            raise refuse(
                "promise.over",
                "promise",
                f"it is {promise.state} and can't be withdrawn",
                f"承诺状态为 {promise.state}，不能撤回",
            )
        promise.state = PromiseState.WITHDRAWN
        promise.save(update_fields=["state"])
        enter(
            of_customer(promise.customer_id),
            Act.PROMISE_WITHDRAWN,
            actor=user.get_username(),
            subject=f"promise:{promise.pk}",
            content={"reason": reason},
        )
        changed(case)
    return promise


def _account(customer_id: str, account_id: str | None) -> Account | None:
    if account_id is None:
        return None
    found = Account.objects.filter(pk=account_id, customer_id=customer_id).first()
    if found is None:
        raise refuse(
            "not_found", "account", "this customer has no such account", "该客户没有此账户"
        )
    return found
