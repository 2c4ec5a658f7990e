"""Arrangements recorded: one open at a time on an account, instalment by instalment."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from forbear.problems import ForbearError, Problem, refuse
from forbear.web import bank, clock
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May
from forbear.web.people.models import User
from forbear.web.records.held import changed, customer_held, customer_of, not_found
from forbear.web.records.models import Account, Arrangement, ArrangementInstalment
from forbear.web.records.models.arrangement import ArrangementState

#: Instalments an arrangement has at most: five years of months.
MOST = 60
#: From which state to which others.
STEPS: dict[str, tuple[ArrangementState, ...]] = {
    ArrangementState.PROPOSED: (ArrangementState.AGREED, ArrangementState.CANCELLED),
    ArrangementState.AGREED: (
        ArrangementState.COMPLETED,
        ArrangementState.BROKEN,
        ArrangementState.CANCELLED,
    ),
}


@dataclass(frozen=True)
class Due:
    """One instalment: minor units of the account's currency."""

    due_on: date
    amount: int


def make(
    user: User, account_id: str, instalments: Sequence[Due], *, version: int | None = None
) -> Arrangement:
    """Propose an arrangement for one account.

    Raises `ForbearError` if the account has an open one, or for instalments out of order.
    """
    with transaction.atomic():
        account = Account.objects.filter(pk=account_id).first()
        if account is None:
            raise not_found("account")
        customer_of(user, May.ARRANGE, account.customer_id)
        case = customer_held(account.customer_id, version)
        _check(instalments)
        made = Arrangement(
            id=uuid4(),
            account=account,
            currency=account.currency,
            made_at=clock.now(),
            made_by=user,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise refuse(
                "arrangement.open",
                "account",
                "there is an open arrangement for this account; end that one first",
                "该账户已有进行中的还款方案，请先终止",
            ) from None
        ArrangementInstalment.objects.bulk_create(
            ArrangementInstalment(
                arrangement=made, number=number, due_on=due.due_on, amount=due.amount
            )
            for number, due in enumerate(instalments, 1)
        )
        enter(
            of_customer(account.customer_id),
            Act.ARRANGEMENT_MADE,
            actor=user.get_username(),
            subject=f"arrangement:{made.pk}",
            content={
                "account": account_id,
                "currency": made.currency,
                "instalments": [[due.due_on.isoformat(), due.amount] for due in instalments],
            },
        )
        if case is not None:
            changed(case)
    return made


def change(
    user: User,
    arrangement_id: str | UUID,
    to: ArrangementState,
    reason: str,
    *,
    version: int | None = None,
) -> Arrangement:
    """Bring an arrangement from its state to another that can follow; ``version`` is its own."""
    with transaction.atomic():
        made = (
            Arrangement.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(pk=arrangement_id)
            .first()
        )
        if made is None:
            raise not_found("arrangement")
        customer_of(user, May.ARRANGE, made.account.customer_id)
        if version is not None and made.version != version:
            raise refuse(
                "conflict",
                "version",
                f"the arrangement was changed meanwhile: it is {made.state}",
                f"还款方案已被他人变更，现状态为 {made.state}",
            )
        if to not in STEPS.get(made.state, ()):
            raise refuse(
                "arrangement.step",
                "state",
                f"an arrangement that is {made.state} can't become {to}",
                f"状态为 {made.state} 的方案不能变为 {to}",
            )
        before, made.state, made.version = made.state, to, made.version + 1
        made.save(update_fields=["state", "version"])
        enter(
            of_customer(made.account.customer_id),
            Act.ARRANGEMENT_CHANGED,
            actor=user.get_username(),
            subject=f"arrangement:{made.pk}",
            content={"from": before, "to": str(to), "reason": reason},
        )
        case = customer_held(made.account.customer_id)
        if case is not None:
            changed(case)
    return made


def _check(instalments: Sequence[Due]) -> None:
    faults = []
    if not 1 <= len(instalments) <= MOST:
        faults.append(
            Problem(
                "arrangement.count",
                "instalments",
                f"give 1 to {MOST} instalments",
                f"请提供 1 至 {MOST} 期",
            )
        )
    for number, due in enumerate(instalments, 1):
        if due.amount <= 0:
            faults.append(
                Problem(
                    "arrangement.amount",
                    f"instalments[{number}].amount",
                    "must be more than nothing",
                    "金额须大于零",
                )
            )
    if instalments and instalments[0].due_on < bank.today():
        faults.append(
            Problem("arrangement.past", "instalments[1].due_on", "lies in the past", "日期已过")
        )
    for number, (one, next_) in enumerate(pairwise(instalments), 2):
        if next_.due_on <= one.due_on:
            faults.append(
                Problem(
                    "arrangement.order",
                    f"instalments[{number}].due_on",
                    f"must come after {one.due_on}",
                    f"须晚于 {one.due_on}",
                )
            )
    if faults:
        raise ForbearError(*faults)


def spread(total: int, count: int, first_on: date) -> list[Due]:
    """An amount in equal instalments, a month apart; what does not divide is in the last one."""
    if not 1 <= count <= MOST or total < count:
        raise refuse(
            "arrangement.count",
            "count",
            f"give 1 to {MOST} instalments, each of something",
            f"请填写 1 至 {MOST} 期，且每期金额大于零",
        )
    each = total // count
    amounts = [each] * (count - 1) + [total - each * (count - 1)]
    return [Due(_months_on(first_on, n), amount) for n, amount in enumerate(amounts)]


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
