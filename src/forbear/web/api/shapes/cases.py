"""Cases and all that belongs to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, WithJsonSchema

from forbear.portfolio.words import (
    AddressKind,
    Channel,
    ConsentKind,
    CustomerKind,
    HoldKind,
    Outcome,
    PhoneKind,
    Product,
    Role,
    Source,
)
from forbear.web.api.shapes.permits import PermitRow, PlanPermitOut
from forbear.web.records.models.arrangement import ArrangementState
from forbear.web.records.models.work import CaseState, PromiseState
from forbear.web.records.sealed import key

#: Inline in the document, where Role is what somebody is here for.
PartyRole = Annotated[
    Role, WithJsonSchema({"type": "string", "enum": [str(role) for role in Role]})
]


class CaseRow(Schema):
    """A line of a worklist."""

    customer_id: str
    name: str | None = Field(description="Masked")
    branch_id: str
    state: CaseState
    version: int = Field(description="Send it back with a change")
    plan_for: date | None
    account_id: str | None
    product: str | None
    accounts: int
    days_past_due: int
    bucket: str
    five_tier: str
    owed: int = Field(description="Minor units of the bank's currency")
    reason: str | None = Field(description="Code of the score's first reason")
    rule: int | None = Field(description="Row of the strategy's table")
    treatment: str | None
    channel: Channel | None
    value: float | None = Field(description="Expected net recovery, minor units")
    hours: str | None = Field(description="Local hours in which it may be done")
    remaining: int | None
    requires: str | None
    placed: bool
    team_id: str | None
    begin: int | None = Field(description="Minutes after midnight")
    collector_id: str | None
    pinned: bool
    worked_on: date | None

    @staticmethod
    def resolve_name(case: Any) -> Any:
        """As screens show it."""
        return case.customer.name_masked

    @staticmethod
    def resolve_reason(case: Any) -> Any:
        """The first."""
        return case.reason_1


class CustomerOut(Schema):
    """An obligor, masked. ``key`` is what a reveal asks for."""

    customer_id: str
    kind: CustomerKind
    name: str | None = Field(None, alias="name_masked")
    resident_id: str | None = Field(None, alias="resident_id_masked")
    uscc: str | None = Field(None, alias="uscc_masked")
    email: str | None = Field(None, alias="email_masked")
    born_on: date | None
    language: str | None
    timezone: str | None
    region: str | None
    gone: bool


class PhoneOut(Schema):
    """A number, masked."""

    key: str
    phone: str | None = Field(None, alias="phone_masked")
    party_id: str | None
    kind: PhoneKind | None
    source: Source | None
    valid: bool | None
    verified_on: date | None

    @staticmethod
    def resolve_key(row: Any) -> str:
        """What a reveal asks for."""
        return keyed(row)


class AddressOut(Schema):
    """A place, masked."""

    key: str
    address_id: str
    kind: AddressKind
    written: str | None = Field(None, alias="written_masked")
    region: str | None
    source: Source | None
    verified_on: date | None

    @staticmethod
    def resolve_key(row: Any) -> str:
        """What a reveal asks for."""
        return keyed(row)


class PartyOut(Schema):
    """A related person or body, masked."""

    key: str
    party_id: str
    role: PartyRole
    name: str | None = Field(None, alias="name_masked")
    account_id: str | None
    liable: bool | None
    no_contact: bool | None

    @staticmethod
    def resolve_key(row: Any) -> str:
        """What a reveal asks for."""
        return keyed(row)


class AccountOut(Schema):
    """A loan or card; money in minor units of ``currency``, rates in millionths."""

    account_id: str
    customer_id: str
    branch_id: str
    product: Product
    currency: str
    opened_on: date
    principal: int
    balance: int | None
    annual_rate: int | None
    overdue_rate: int | None
    penalty: int | None
    penalty_min: int | None
    secured: bool | None
    closed_on: date | None
    written_off_on: date | None
    placed_with: str | None
    gone: bool


class PlanAccountOut(Schema):
    """An overdue account as the published night aged it."""

    account_id: str
    days_past_due: int
    oldest_unpaid_due_on: date | None
    past_due_since: date | None
    bucket: str
    five_tier: str
    overdue_principal: int
    overdue_interest: int
    overdue_fee: int
    accrued_interest: int
    penalty: int
    owed: int
    outstanding: int
    next_due_on: date | None
    next_due: int | None


class InstalmentOut(Schema):
    """What was to be paid when."""

    number: int
    due_on: date
    principal: int
    interest: int | None
    fee: int | None
    paid: int | None


class PaymentOut(Schema):
    """Money received."""

    payment_id: str
    paid_on: date
    amount: int
    reversed_on: date | None


class Lasting(Schema):
    """What lasts from one day to another; ``has_note``: there is one to be revealed."""

    id: str
    customer_id: str
    origin: str
    from_on: date
    to_on: date | None
    cancelled: bool
    has_note: bool
    set_at: datetime | None
    set_by: str | None

    @staticmethod
    def resolve_has_note(row: Any) -> bool:
        """The note itself is sealed."""
        return row.note is not None

    @staticmethod
    def resolve_set_by(row: Any) -> Any:
        """Who."""
        return row.set_by.username if row.set_by_id else None


class HoldOut(Lasting):
    """A reason to stop, or to go another way."""

    kind: HoldKind
    account_id: str | None


class ConsentOut(Lasting):
    """What the customer has agreed to."""

    kind: ConsentKind


class PromiseOut(Schema):
    """A promise to pay, minor units of ``currency``."""

    id: UUID
    customer_id: str
    account_id: str | None
    contact_id: UUID | None
    amount: int
    currency: str
    due_on: date
    state: PromiseState
    made_at: datetime
    made_by: str

    @staticmethod
    def resolve_made_by(row: Any) -> Any:
        """Who."""
        return row.made_by.username


class ArrangementInstalmentOut(Schema):
    """One instalment of an arrangement."""

    number: int
    due_on: date
    amount: int
    paid: int


class ArrangementOut(Schema):
    """How one account is to be brought back to good standing."""

    id: UUID
    account_id: str
    state: ArrangementState
    currency: str
    version: int
    made_at: datetime
    made_by: str
    instalments: list[ArrangementInstalmentOut]

    @staticmethod
    def resolve_made_by(row: Any) -> Any:
        """Who."""
        return row.made_by.username

    @staticmethod
    def resolve_instalments(row: Any) -> Any:
        """In order."""
        return sorted(row.instalments.all(), key=lambda one: one.number)


class ContactOut(Schema):
    """A contact made here."""

    id: UUID
    customer_id: str
    permit_id: UUID
    channel: Channel
    at: datetime
    outcome: Outcome
    account_id: str | None
    party_id: str | None
    phone: str | None = Field(None, alias="phone_masked")
    has_note: bool
    next_step: str | None
    call_back_at: datetime | None
    made_by: str

    @staticmethod
    def resolve_has_note(row: Any) -> bool:
        """The note itself is sealed."""
        return row.note is not None

    @staticmethod
    def resolve_made_by(row: Any) -> Any:
        """Who."""
        return row.made_by.username


class PastContactOut(Schema):
    """An attempt of another system of the bank's."""

    contact_id: str
    at: datetime
    channel: Channel
    outcome: Outcome
    account_id: str | None
    party_id: str | None
    staff_id: str | None


class CaseFile(Schema):
    """One case with all that is known, masked."""

    case: CaseRow
    customer: CustomerOut
    phones: list[PhoneOut]
    addresses: list[AddressOut]
    parties: list[PartyOut]
    accounts: list[AccountOut]
    plan_accounts: list[PlanAccountOut]
    plan_permits: list[PlanPermitOut]
    holds: list[HoldOut]
    consents: list[ConsentOut]
    promises: list[PromiseOut]
    arrangements: list[ArrangementOut]
    contacts: list[ContactOut] = Field(description="Made here: the latest 100")
    past_contacts: list[PastContactOut] = Field(description="Of the tape: the latest 100")
    permits: list[PermitRow] = Field(description="Asked for: the latest 20")


class Happened(Schema):
    """One entry of a case's journal, in words."""

    number: int
    at: datetime
    actor: str
    action: str
    en: str
    zh: str
    subject: str
    content: dict[str, Any]


def keyed(row: Any) -> str:
    """The row's key as one text."""
    pk = tuple(bytes(part) if isinstance(part, memoryview) else part for part in row.pk)
    return key(pk)
