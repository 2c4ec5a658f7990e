"""Accounts with what was due and what was paid."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from ninja import Router, Schema

from forbear.web.api.caller import Asked
from forbear.web.api.errors import nowhere
from forbear.web.api.operations import Operation, route
from forbear.web.api.pages import By, Page, Paging, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes import cases as shapes
from forbear.web.api.shapes.fields import Named
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records import models as m

router = Router(tags=["accounts"])
GET = HTTPMethod.GET
SEE: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_CASES}


class AccountFile(Schema):
    """An account, how the night aged it, and its arrangements."""

    account: shapes.AccountOut
    plan: shapes.PlanAccountOut | None
    arrangements: list[shapes.ArrangementOut]


@route(
    router,
    Operation(GET, "/accounts/{account_id}", "getAccount", "One account", "账户详情", **SEE),
    AccountFile,
)
def one(request: Asked, account_id: Named) -> dict[str, Any]:
    """A loan or card with its figures by the published night."""
    account = _account(request.person, account_id)
    agreed = m.Arrangement.objects.filter(account=account).select_related("made_by")
    return {
        "account": account,
        "plan": m.PlanAccount.objects.filter(account_id=account_id).first(),
        "arrangements": agreed.prefetch_related("instalments").order_by("-made_at", "id"),
    }


@route(
    router,
    Operation(
        GET,
        "/accounts/{account_id}/instalments",
        "listInstalments",
        "What was due",
        "应还期次",
        **SEE,
    ),
    Page[shapes.InstalmentOut],
)
def instalments(request: Asked, account_id: Named, paged: Paging) -> dict[str, Any]:
    """In their order."""
    _account(request.person, account_id)
    return page(m.Instalment.objects.filter(account_id=account_id), (By("number"),), paged)


@route(
    router,
    Operation(
        GET, "/accounts/{account_id}/payments", "listPayments", "What was paid", "还款记录", **SEE
    ),
    Page[shapes.PaymentOut],
)
def payments(request: Asked, account_id: Named, paged: Paging) -> dict[str, Any]:
    """The latest first."""
    _account(request.person, account_id)
    rows = m.Payment.objects.filter(account_id=account_id)
    return page(rows, (By("paid_on", down=True), By("payment_id")), paged)


def _account(user: User, account_id: str) -> m.Account:
    found = visible(user, m.Account).filter(pk=account_id).first()
    if found is None:
        raise nowhere("path.account_id")
    return found
