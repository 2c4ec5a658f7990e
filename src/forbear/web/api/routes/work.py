"""What was done and agreed: contacts, promises, holds, consents, arrangements."""

from __future__ import annotations

from http import HTTPMethod
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import Field

from forbear.portfolio.words import Channel, ConsentKind, HoldKind, Outcome
from forbear.web.api.caller import Asked
from forbear.web.api.operations import Operation, route
from forbear.web.api.pages import By, Page, Paged, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes import cases as shapes
from forbear.web.api.shapes.fields import Amount, Day, Given, Moment, Named, Note, Version, Words
from forbear.web.people.access import May, visible
from forbear.web.records import arrangements, consents, contacts, holds, promises
from forbear.web.records import models as m
from forbear.web.records.models.arrangement import ArrangementState
from forbear.web.records.models.work import PromiseState

router = Router(tags=["work"])
GET, POST = HTTPMethod.GET, HTTPMethod.POST
SEE: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_CASES}
WORK: dict[str, Any] = {"scope": Scope.CONTACT, "act": May.WORK_CASES, "key": True}
ARRANGE: dict[str, Any] = {"scope": Scope.CONTACT, "act": May.ARRANGE, "key": True}


class Versioned(Given):
    """``version`` is the case's: whoever comes second is told what changed."""

    version: Version | None = None


class PromiseIn(Given):
    """What was promised."""

    amount: Amount
    due_on: Day
    account_id: str | None = Field(None, max_length=100)


class ContactIn(Versioned):
    """What came of a contact."""

    permit_id: UUID = Field(description="The `id` of a live permit of your own")
    outcome: Outcome
    at: Moment | None = Field(None, description="Now, if left out")
    note: Note | None = None
    next_step: str | None = Field(None, max_length=200)
    call_back_at: Moment | None = None
    phone: str | None = Field(None, max_length=200, description="Hex part of the phone's `key`")
    promise: PromiseIn | None = None


class HoldIn(Versioned):
    """What is to be held, and why."""

    kind: HoldKind
    from_on: Day | None = None
    to_on: Day | None = Field(None, description="Until further notice, if left out")
    account_id: str | None = Field(None, max_length=100)
    note: Note | None = None


class ConsentIn(Versioned):
    """What was agreed to."""

    kind: ConsentKind
    to_on: Day | None = None
    note: Note | None = None


class Why(Versioned):
    """The reason for ending something."""

    reason: Words


class DueIn(Given):
    """One instalment."""

    due_on: Day
    amount: Amount


class ArrangementIn(Versioned):
    """How an account is to be paid."""

    instalments: list[DueIn] = Field(min_length=1, max_length=arrangements.MOST)


class StepIn(Given):
    """To which state; ``version`` is the arrangement's own."""

    state: ArrangementState
    reason: Words
    version: Version | None = None


class OfCustomer(Paged):
    """Whose."""

    customer_id: str | None = Field(None, max_length=100)


class WantedContacts(OfCustomer):
    """Which contacts."""

    channel: Channel | None = None
    outcome: Outcome | None = None


class WantedPromises(OfCustomer):
    """Which promises."""

    state: PromiseState | None = None
    due_from: Day | None = None
    due_to: Day | None = None


def _same(**wanted: Any) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value is not None}


@route(
    router,
    Operation(POST, "/contacts", "makeContact", "Record a contact", "登记联系", status=201, **WORK),
    shapes.ContactOut,
)
def contact(request: Asked, given: ContactIn) -> Status[m.Contact]:
    """Under a live permit of your own; the rulebook is asked again at its moment."""
    told = contacts.Told(
        given.outcome,
        given.at,
        given.note,
        given.next_step,
        given.call_back_at,
        given.phone,
        promises.Promised(**given.promise.model_dump()) if given.promise else None,
    )
    return Status(201, contacts.make(request.person, given.permit_id, told, version=given.version))


@route(
    router,
    Operation(GET, "/contacts", "listContacts", "Contacts made", "联系列表", **SEE),
    Page[shapes.ContactOut],
)
def listed(request: Asked, wanted: Annotated[WantedContacts, Query()]) -> dict[str, Any]:
    """The latest first."""
    rows = visible(request.person, m.Contact).select_related("made_by")
    same = _same(customer_id=wanted.customer_id, channel=wanted.channel, outcome=wanted.outcome)
    return page(rows.filter(**same), (By("at", down=True), By("id")), wanted)


@route(
    router,
    Operation(GET, "/promises", "listPromises", "Promises", "承诺列表", **SEE),
    Page[shapes.PromiseOut],
)
def promised(request: Asked, wanted: Annotated[WantedPromises, Query()]) -> dict[str, Any]:
    """The earliest due first."""
    rows = visible(request.person, m.Promise).select_related("made_by")
    same = _same(
        customer_id=wanted.customer_id,
        state=wanted.state,
        due_on__gte=wanted.due_from,
        due_on__lte=wanted.due_to,
    )
    return page(rows.filter(**same), (By("due_on"), By("id")), wanted)


@route(
    router,
    Operation(
        POST,
        "/promises/{promise_id}/withdraw",
        "withdrawPromise",
        "Withdraw a promise",
        "撤回承诺",
        **WORK,
    ),
    shapes.PromiseOut,
)
def withdrawn(request: Asked, promise_id: UUID, given: Why) -> m.Promise:
    """One that stands open."""
    return promises.withdraw(request.person, promise_id, given.reason, version=given.version)


@route(
    router,
    Operation(GET, "/holds", "listHolds", "Holds", "限制列表", **SEE),
    Page[shapes.HoldOut],
)
def held(request: Asked, wanted: Annotated[OfCustomer, Query()]) -> dict[str, Any]:
    """The latest first."""
    rows = visible(request.person, m.Hold).select_related("set_by")
    same = _same(customer_id=wanted.customer_id)
    return page(rows.filter(**same), (By("from_on", down=True), By("id")), wanted)


@route(
    router,
    Operation(
        POST, "/cases/{customer_id}/holds", "setHold", "Set a hold", "设置限制", status=201, **WORK
    ),
    shapes.HoldOut,
)
def set_hold(request: Asked, customer_id: Named, given: HoldIn) -> Status[m.Hold]:
    """It counts for permits from its first day on."""
    told = given.model_dump(exclude={"version"})
    return Status(
        201,
        holds.set_hold(request.person, customer_id, holds.Reason(**told), version=given.version),
    )


@route(
    router,
    Operation(POST, "/holds/{hold_id}/end", "endHold", "End a hold", "解除限制", **WORK),
    shapes.HoldOut,
)
def end_hold(request: Asked, hold_id: Named, given: Why) -> m.Hold:
    """One that was set here; the tape's end on the tape."""
    return holds.end_hold(request.person, hold_id, given.reason, version=given.version)


@route(
    router,
    Operation(
        POST,
        "/cases/{customer_id}/consents",
        "giveConsent",
        "Enter a consent",
        "登记同意",
        status=201,
        **WORK,
    ),
    shapes.ConsentOut,
)
def give(request: Asked, customer_id: Named, given: ConsentIn) -> Status[m.Consent]:
    """It counts from today."""
    made = consents.give(
        request.person,
        customer_id,
        given.kind,
        to_on=given.to_on,
        note=given.note,
        version=given.version,
    )
    return Status(201, made)


@route(
    router,
    Operation(
        POST, "/consents/{consent_id}/end", "endConsent", "End a consent", "撤回同意", **WORK
    ),
    shapes.ConsentOut,
)
def end_consent(request: Asked, consent_id: Named, given: Versioned) -> m.Consent:
    """At once."""
    return consents.end(request.person, consent_id, version=given.version)


@route(
    router,
    Operation(
        POST,
        "/accounts/{account_id}/arrangements",
        "makeArrangement",
        "Propose an arrangement",
        "建立还款方案",
        status=201,
        **ARRANGE,
    ),
    shapes.ArrangementOut,
)
def arrange(request: Asked, account_id: Named, given: ArrangementIn) -> Status[m.Arrangement]:
    """One open at a time on an account."""
    dues = [arrangements.Due(one.due_on, one.amount) for one in given.instalments]
    made = arrangements.make(request.person, account_id, dues, version=given.version)
    return Status(201, made)


@route(
    router,
    Operation(
        POST,
        "/arrangements/{arrangement_id}/state",
        "changeArrangement",
        "Bring an arrangement to another state",
        "变更还款方案",
        **ARRANGE,
    ),
    shapes.ArrangementOut,
)
def change(request: Asked, arrangement_id: UUID, given: StepIn) -> m.Arrangement:
    """Agreed to, completed, broken or cancelled."""
    return arrangements.change(
        request.person, arrangement_id, given.state, given.reason, version=given.version
    )
