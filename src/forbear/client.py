"""A client of Forbear's interface: typed, of the standard library alone.

Made by scripts/make_client.py from the OpenAPI document; don't edit it.

    from forbear.client import Client

    with Client("https://forbear.bank.example", "forbear_...") as forbear:
        for case in pages(forbear.list_cases, mine=True):
            ...

What the server refuses is raised as `RefusedError`, with every problem it named. Writes carry an
idempotency key; name your own to be able to repeat one after a broken connection.
"""

from __future__ import annotations

import http.client
import json
import ssl
import uuid
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, BinaryIO, Literal, NotRequired, TypedDict, cast
from urllib.parse import quote, urlencode, urlsplit


class RefusedError(Exception):
    """What the server refused: status, problems, and the trace by which its log has it."""

    def __init__(self, status: int, problems: list[Problem], trace: str, wait: int | None) -> None:
        super().__init__("\n".join(f"{p['where']}: {p['en']}" for p in problems) or str(status))
        self.status = status
        self.problems = problems
        self.trace = trace
        #: Seconds after which to try again, where the server says so.
        self.wait = wait


def new_key() -> str:
    """A key for one write."""
    return uuid.uuid4().hex


def pages(ask: Callable[..., Any], *args: Any, **query: Any) -> Iterator[Any]:
    """Every row of a list, page by page: ``pages(client.list_cases, mine=True)``."""
    cursor: str | None = None
    while True:
        page = ask(*args, cursor=cursor, **query)
        yield from page["items"]
        cursor = page["next"]
        if cursor is None:
            return


def _quoted(part: object) -> str:
    return quote(str(part), safe="")


class Connection:
    """One connection to the server, kept open; not for several threads at once."""

    def __init__(
        self,
        address: str,
        token: str,
        *,
        seconds: float = 60,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """``address`` is that of the site, without /api. ``context`` for a CA of the bank's own."""
        told = urlsplit(address)
        if told.scheme not in ("http", "https") or not told.hostname:
            raise ValueError(f"{address!r} is no address: write https://host")
        self._path = told.path.rstrip("/")
        self._token = token
        if told.scheme == "https":
            self._open: http.client.HTTPConnection = http.client.HTTPSConnection(
                told.hostname, told.port, timeout=seconds, context=context
            )
        else:
            self._open = http.client.HTTPConnection(told.hostname, told.port, timeout=seconds)

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._open.close()

    def _ask(self, method: str, path: str, **told: Any) -> Any:
        return json.loads(self._bytes(method, path, **told))

    def _bytes(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        data: bytes | BinaryIO | None = None,
        length: int | None = None,
        key: str | None = None,
    ) -> bytes:
        asked = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        address = f"{self._path}/api{path}" + (f"?{urlencode(asked)}" if asked else "")
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        if data is not None:
            headers["Content-Type"] = "application/octet-stream"
            headers["Content-Length"] = str(len(data) if isinstance(data, bytes) else length)
        elif method in ("POST", "PUT", "PATCH"):
            headers["Content-Type"] = "application/json"
            data = json.dumps({} if body is None else body).encode()
        try:
            self._open.request(method, address, data, headers)
            answer = self._open.getresponse()
            text = answer.read()
        except (http.client.HTTPException, OSError):
            self._open.close()
            raise
        if answer.status < 400:
            return text
        raise _refusal(answer, text)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refusal(answer: http.client.HTTPResponse, text: bytes) -> RefusedError:
    try:
        told = json.loads(text)
        problems, trace = told["problems"], told["trace"]
    except (ValueError, KeyError, TypeError):
        problems, trace = [], ""
    wait = answer.headers.get("Retry-After", "")
    return RefusedError(answer.status, problems, trace, int(wait) if wait.isdigit() else None)


Act = Literal[
    "tape.received",
    "tape.accepted",
    "tape.refused",
    "night.ordered",
    "night.ready",
    "night.failed",
    "night.published",
    "night.rejected",
    "permit.issued",
    "permit.refused",
    "permit.released",
    "contact.made",
    "promise.made",
    "promise.judged",
    "promise.withdrawn",
    "hold.set",
    "hold.ended",
    "consent.given",
    "consent.ended",
    "arrangement.made",
    "arrangement.changed",
    "help.asked",
    "help.answered",
    "help.withdrawn",
    "document.added",
    "case.assigned",
    "data.revealed",
    "data.searched",
    "export.made",
    "person.signed_in",
    "person.signed_out",
    "person.sign_in_failed",
    "person.changed",
    "person.qualified",
    "token.made",
    "token.revoked",
    "keys.rotated",
]


AddressKind = Literal["home", "work", "registered", "other"]


ArrangementState = Literal["proposed", "agreed", "completed", "broken", "cancelled"]


CaseState = Literal["open", "closed"]


Channel = Literal[
    "call",
    "sms",
    "email",
    "letter",
    "home_visit",
    "work_visit",
    "third_party",
    "agency",
    "suit",
]


ConsentKind = Literal[
    "night_contact",
    "visit_appointment",
    "work_contact",
    "third_party",
    "frequency",
]


CustomerKind = Literal["person", "sole_trader", "company"]


HoldKind = Literal[
    "dispute",
    "complaint",
    "arrangement",
    "hardship",
    "deceased",
    "bankruptcy",
    "incapacity",
    "represented",
    "stop_request",
    "vulnerable",
]


May = Literal[
    "see_cases",
    "work_cases",
    "arrange",
    "ask_help",
    "answer_help",
    "reveal",
    "search",
    "reassign",
    "see_board",
    "import_tapes",
    "see_tapes",
    "run_nights",
    "publish_nights",
    "see_nights",
    "manage_people",
    "see_people",
    "manage_tokens",
    "see_tokens",
    "see_rules",
    "see_journal",
    "export_journal",
]


NightState = Literal[
    "ordered",
    "running",
    "ready",
    "published",
    "rejected",
    "superseded",
    "failed",
]


Outcome = Literal[
    "right_party",
    "promise",
    "refused",
    "hardship",
    "dispute",
    "complaint",
    "call_back",
    "third_person",
    "deceased",
    "no_answer",
    "wrong_number",
    "invalid_number",
    "nobody_home",
    "moved",
    "delivered",
    "undelivered",
    "sent",
]


PhoneKind = Literal["mobile", "landline", "work", "hotline"]


Product = Literal[
    "card",
    "consumer_loan",
    "auto_loan",
    "mortgage",
    "business_loan",
    "other",
]


PromiseState = Literal["open", "kept", "broken", "withdrawn"]


Role = Literal[
    "administrator",
    "strategy_manager",
    "collector",
    "field_officer",
    "supervisor",
    "compliance",
    "agency_manager",
    "legal",
    "auditor",
]


Scope = Literal["read", "contact", "reveal", "plan", "people", "journal"]


Source = Literal["contract", "reserved", "authorised", "public", "contact_told", "bureau"]


StaffRole = Literal["field_officer", "collector", "supervisor"]


TapeState = Literal["uploading", "received", "checking", "loading", "accepted", "refused"]


class AccountFile(TypedDict):
    """An account, how the night aged it, and its arrangements."""

    account: AccountOut
    plan: PlanAccountOut | None
    arrangements: list[ArrangementOut]


class AccountOut(TypedDict):
    """A loan or card; money in minor units of ``currency``, rates in millionths."""

    account_id: str
    customer_id: str
    branch_id: str
    product: Product
    currency: str
    opened_on: str
    principal: int
    balance: int | None
    annual_rate: int | None
    overdue_rate: int | None
    penalty: int | None
    penalty_min: int | None
    secured: bool | None
    closed_on: str | None
    written_off_on: str | None
    placed_with: str | None
    gone: bool


class AddressOut(TypedDict):
    """A place, masked."""

    key: str
    address_id: str
    kind: AddressKind
    written: str | None
    region: str | None
    source: Source | None
    verified_on: str | None


class Answers(TypedDict):
    """One answer a channel, as docs/permits.md describes it."""

    items: list[dict[str, Any]]


class ArrangementIn(TypedDict):
    """How an account is to be paid."""

    version: NotRequired[int | None]
    instalments: list[DueIn]


class ArrangementInstalmentOut(TypedDict):
    """One instalment of an arrangement."""

    number: int
    due_on: str
    amount: int
    paid: int


class ArrangementOut(TypedDict):
    """How one account is to be brought back to good standing."""

    id: str
    account_id: str
    state: ArrangementState
    currency: str
    version: int
    made_at: str
    made_by: str
    instalments: list[ArrangementInstalmentOut]


class Ask(TypedDict):
    """For which contact."""

    customer_id: str
    channel: Channel
    party_id: NotRequired[str | None]
    account_id: NotRequired[str | None]
    facts: NotRequired[dict[str, bool | int | str | None]]


class BranchOut(TypedDict):
    """Where accounts are kept and teams start from."""

    branch_id: str
    name: str
    region: str | None
    timezone: str | None
    gone: bool


class BranchOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[BranchOut]
    next: str | None


class CaseFile(TypedDict):
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
    contacts: list[ContactOut]
    past_contacts: list[PastContactOut]
    permits: list[PermitRow]


class CaseRow(TypedDict):
    """A line of a worklist."""

    customer_id: str
    name: str | None
    branch_id: str
    state: CaseState
    version: int
    plan_for: str | None
    account_id: str | None
    product: str | None
    accounts: int
    days_past_due: int
    bucket: str
    five_tier: str
    owed: int
    reason: str | None
    rule: int | None
    treatment: str | None
    channel: Channel | None
    value: float | None
    hours: str | None
    remaining: int | None
    requires: str | None
    placed: bool
    team_id: str | None
    begin: int | None
    collector_id: str | None
    pinned: bool
    worked_on: str | None


class CaseRowPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[CaseRow]
    next: str | None


class Comparison(TypedDict):
    """A night beside the one that was published before it."""

    night_id: int
    before_id: int | None
    lines: list[Line]


class ConsentIn(TypedDict):
    """What was agreed to."""

    version: NotRequired[int | None]
    kind: ConsentKind
    to_on: NotRequired[str | None]
    note: NotRequired[str | None]


class ConsentOut(TypedDict):
    """What the customer has agreed to."""

    id: str
    customer_id: str
    origin: str
    from_on: str
    to_on: str | None
    cancelled: bool
    has_note: bool
    set_at: str | None
    set_by: str | None
    kind: ConsentKind


class ContactIn(TypedDict):
    """What came of a contact."""

    version: NotRequired[int | None]
    permit_id: str
    outcome: Outcome
    at: NotRequired[str | None]
    note: NotRequired[str | None]
    next_step: NotRequired[str | None]
    call_back_at: NotRequired[str | None]
    phone: NotRequired[str | None]
    promise: NotRequired[PromiseIn | None]


class ContactOut(TypedDict):
    """A contact made here."""

    id: str
    customer_id: str
    permit_id: str
    channel: Channel
    at: str
    outcome: Outcome
    account_id: str | None
    party_id: str | None
    phone: str | None
    has_note: bool
    next_step: str | None
    call_back_at: str | None
    made_by: str


class ContactOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[ContactOut]
    next: str | None


class Count(TypedDict):
    """Received = accepted + quarantined."""

    received: int
    accepted: int
    quarantined: int


class CustomerOut(TypedDict):
    """An obligor, masked. ``key`` is what a reveal asks for."""

    customer_id: str
    kind: CustomerKind
    name: str | None
    resident_id: str | None
    uscc: str | None
    email: str | None
    born_on: str | None
    language: str | None
    timezone: str | None
    region: str | None
    gone: bool


class DueIn(TypedDict):
    """One instalment."""

    due_on: str
    amount: int


class EntryOut(TypedDict):
    """One thing that happened."""

    chain: str
    number: int
    at: str
    actor: str
    action: str
    en: str
    zh: str
    subject: str
    content: dict[str, Any]
    before: str
    hash: str


class EntryOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[EntryOut]
    next: str | None


class File(TypedDict):
    """A file that arrived."""

    name: str
    bytes: int


class FileOut(TypedDict):
    """A file as it arrived."""

    name: str
    bytes: int
    sha256: str


class Found(TypedDict):
    """Customers, masked."""

    items: list[CustomerOut]
    more: bool


class Happened(TypedDict):
    """One entry of a case's journal, in words."""

    number: int
    at: str
    actor: str
    action: str
    en: str
    zh: str
    subject: str
    content: dict[str, Any]


class Health(TypedDict):
    """Whether the parts work."""

    ok: bool
    database: bool
    worker: bool
    version: str


class HoldIn(TypedDict):
    """What is to be held, and why."""

    version: NotRequired[int | None]
    kind: HoldKind
    from_on: NotRequired[str | None]
    to_on: NotRequired[str | None]
    account_id: NotRequired[str | None]
    note: NotRequired[str | None]


class HoldOut(TypedDict):
    """A reason to stop, or to go another way."""

    id: str
    customer_id: str
    origin: str
    from_on: str
    to_on: str | None
    cancelled: bool
    has_note: bool
    set_at: str | None
    set_by: str | None
    kind: HoldKind
    account_id: str | None


class HoldOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[HoldOut]
    next: str | None


class Imported(TypedDict):
    """The tape that is imported; the same one, sent before, is not new."""

    tape: TapeFile
    new: bool


class InstalmentOut(TypedDict):
    """What was to be paid when."""

    number: int
    due_on: str
    principal: int
    interest: int | None
    fee: int | None
    paid: int | None


class InstalmentOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[InstalmentOut]
    next: str | None


class Line(TypedDict):
    """One figure of two nights."""

    part: str
    key: str
    figure: str
    before: float | None
    now: float | None
    change: float


class Look(TypedDict):
    """What to look for: the whole name or number, never a part."""

    kind: Literal["name", "phone", "identity", "email"]
    text: str


class Me(TypedDict):
    """Somebody, and what he may do."""

    username: str
    name: str
    role: Role
    officer_id: str | None
    branch_id: str | None
    language: str
    may: list[May]
    scopes: list[Scope]
    token_expires_at: str | None
    no_work: list[dict[str, str]]


class Moved(TypedDict):
    """One case that is to be given to somebody else."""

    customer_id: str
    version: NotRequired[int | None]


class NightFile(TypedDict):
    """A night with its figures, as docs/nightly says; nothing of single customers."""

    id: int
    as_of: str
    plan_for: str
    state: NightState
    tape_id: int
    seed: int
    stage: str
    share: float
    policy: str
    rules: str
    ordered_at: str
    ordered_by: str | None
    finished_at: str | None
    decided_at: str | None
    decided_by: str | None
    reason: str
    summary: dict[str, Any] | None
    timings: list[Any]
    problems: list[Problem]


class NightOut(TypedDict):
    """A night. While it is run, ``stage`` and ``share`` say how far it is."""

    id: int
    as_of: str
    plan_for: str
    state: NightState
    tape_id: int
    seed: int
    stage: str
    share: float
    policy: str
    rules: str
    ordered_at: str
    ordered_by: str | None
    finished_at: str | None
    decided_at: str | None
    decided_by: str | None
    reason: str


class NightOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[NightOut]
    next: str | None


class OfficerOut(TypedDict):
    """Staff as the bank's own systems know them."""

    officer_id: str
    branch_id: str
    role: StaffRole
    name: str | None
    qualifications: str | None
    qualified_until: str | None
    gone: bool


class OfficerOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[OfficerOut]
    next: str | None


class OrderIn(TypedDict):
    """How the night is drawn."""

    seed: NotRequired[int]


class PartyOut(TypedDict):
    """A related person or body, masked."""

    key: str
    party_id: str
    role: Literal[
        "guarantor",
        "co_borrower",
        "spouse",
        "legal_representative",
        "guardian",
        "heir",
        "lawyer",
        "relative",
        "referee",
        "employer",
        "stranger",
    ]
    name: str | None
    account_id: str | None
    liable: bool | None
    no_contact: bool | None


class PastContactOut(TypedDict):
    """An attempt of another system of the bank's."""

    contact_id: str
    at: str
    channel: Channel
    outcome: Outcome
    account_id: str | None
    party_id: str | None
    staff_id: str | None


class PaymentOut(TypedDict):
    """Money received."""

    payment_id: str
    paid_on: str
    amount: int
    reversed_on: str | None


class PaymentOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[PaymentOut]
    next: str | None


class PermitOut(TypedDict):
    """One answer of the rulebook; ``answer`` is the whole of it (docs/permits.md)."""

    id: str
    permit_id: str
    customer_id: str
    channel: Channel
    party_id: str | None
    account_id: str | None
    at: str
    allowed: bool
    valid_until: str | None
    remaining: int | None
    book: str
    asked_by: str
    answer: dict[str, Any]


class PermitRow(TypedDict):
    """One answer of the rulebook, in short."""

    id: str
    permit_id: str
    customer_id: str
    channel: Channel
    party_id: str | None
    account_id: str | None
    at: str
    allowed: bool
    valid_until: str | None
    remaining: int | None
    book: str
    asked_by: str


class PermitRowPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[PermitRow]
    next: str | None


class PersonChange(TypedDict):
    """What is other than before."""

    name: NotRequired[str | None]
    is_active: NotRequired[bool | None]


class PersonIn(TypedDict):
    """Somebody new."""

    username: str
    role: Role
    password: str
    officer_id: NotRequired[str]
    branch_id: NotRequired[str]
    name: NotRequired[str]


class PersonOut(TypedDict):
    """Somebody who signs in."""

    id: int
    username: str
    name: str
    role: Role
    officer_id: str | None
    branch_id: str | None
    is_active: bool
    last_login: str | None


class PersonOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[PersonOut]
    next: str | None


class PhoneOut(TypedDict):
    """A number, masked."""

    key: str
    phone: str | None
    party_id: str | None
    kind: PhoneKind | None
    source: Source | None
    valid: bool | None
    verified_on: str | None


class PlanAccountOut(TypedDict):
    """An overdue account as the published night aged it."""

    account_id: str
    days_past_due: int
    oldest_unpaid_due_on: str | None
    past_due_since: str | None
    bucket: str
    five_tier: str
    overdue_principal: int
    overdue_interest: int
    overdue_fee: int
    accrued_interest: int
    penalty: int
    owed: int
    outstanding: int
    next_due_on: str | None
    next_due: int | None


class PlanPermitOut(TypedDict):
    """What the published night says of one channel."""

    customer_id: str
    channel: Channel
    allowed: bool
    hours: str | None
    remaining: int | None
    requires: str | None
    refused_by: str | None
    assumed: str | None


class PlanPermitOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[PlanPermitOut]
    next: str | None


class Problem(TypedDict):
    """One thing that is wrong, and what to do about it."""

    code: str
    where: str
    en: str
    zh: str


class PromiseIn(TypedDict):
    """What was promised."""

    amount: int
    due_on: str
    account_id: NotRequired[str | None]


class PromiseOut(TypedDict):
    """A promise to pay, minor units of ``currency``."""

    id: str
    customer_id: str
    account_id: str | None
    contact_id: str | None
    amount: int
    currency: str
    due_on: str
    state: PromiseState
    made_at: str
    made_by: str


class PromiseOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[PromiseOut]
    next: str | None


class QualificationIn(TypedDict):
    """What was passed."""

    name: str
    passed_on: str
    valid_until: str


class QualificationOut(TypedDict):
    """Training, and how long it counts."""

    id: int
    user_id: int
    name: str
    passed_on: str
    valid_until: str


class QualificationOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[QualificationOut]
    next: str | None


class QuarantinedOut(TypedDict):
    """A row that was set aside, without what stood in it."""

    number: int
    table: str
    file: str
    line: int | None
    column: str | None
    rule: str
    because: str | None
    rows: int


class QuarantinedOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[QuarantinedOut]
    next: str | None


class Reason(TypedDict):
    """Why rows of a table were set aside."""

    table: str
    rule: str
    rows: int
    en: str
    zh: str


class Reassign(TypedDict):
    """Cases, and who shall have them. One case that can't be moved, and none is."""

    cases: list[Moved]
    to: str
    reason: str


class Reassigned(TypedDict):
    """The cases as they are now."""

    items: list[CaseRow]


class Refusal(TypedDict):
    """Why a request was not done: everything that is wrong with it."""

    problems: list[Problem]
    trace: str


class RejectIn(TypedDict):
    """Why it is sent back."""

    reason: str


class Root(TypedDict):
    """The last closed day; its hash holds everything up to it."""

    day: str
    chains: int
    entries: int
    tree: str
    before: str
    hash: str


class RuleOut(TypedDict):
    """One, with all that it says, as text."""

    rule_id: str
    pack: str
    kind: str
    title: dict[str, str]
    instrument: str
    bindingness: str
    status: str
    in_force: str
    enabled: bool
    channels: list[str]
    en: str
    zh: str


class RuleRow(TypedDict):
    """A rule, clock or duty. ``status``: how well its source is known (docs/rulebook.md)."""

    rule_id: str
    pack: str
    kind: str
    title: dict[str, str]
    instrument: str
    bindingness: str
    status: str
    in_force: str
    enabled: bool
    channels: list[str]


class Rules(TypedDict):
    """All of them, sorted by id."""

    version: str
    items: list[RuleRow]


class Show(TypedDict):
    """Which sealed text, and what for."""

    table: Literal["customer", "account", "phone", "address", "party", "hold", "consent", "contact"]
    key: str
    column: str
    reason: str


class Shown(TypedDict):
    """The text, whole; null where there is none."""

    text: str | None


class StepIn(TypedDict):
    """To which state; ``version`` is the arrangement's own."""

    state: ArrangementState
    reason: str
    version: NotRequired[int | None]


class StopOut(TypedDict):
    """One stop of a team's day, minutes after midnight, metres."""

    team_id: str
    stop: int
    branch_id: str
    kind: str
    customer_id: str | None
    arrive: int
    begin: int
    leave: int
    opens: int | None
    closes: int | None
    travel: int
    metres: int
    slack: int | None


class StopOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[StopOut]
    next: str | None


class Supposed(TypedDict):
    """A case that is only supposed (docs/permits.md)."""

    channel: Channel
    at: NotRequired[str | None]
    day: NotRequired[str | None]
    zone: NotRequired[str | None]
    facts: NotRequired[dict[str, bool | int | str | None]]


class TapeFile(TypedDict):
    """A tape with what came of it."""

    id: int
    as_of: str
    state: TapeState
    digest: str | None
    stage: str
    share: float
    received_at: str
    received_by: str | None
    finished_at: str | None
    counts: dict[str, Count]
    reasons: list[Reason]
    problems: list[Problem]
    files: list[File]


class TapeIn(TypedDict):
    """Of which day."""

    as_of: str


class TapeOut(TypedDict):
    """A tape. While it is worked on, ``stage`` and ``share`` say how far it is."""

    id: int
    as_of: str
    state: TapeState
    digest: str | None
    stage: str
    share: float
    received_at: str
    received_by: str | None
    finished_at: str | None


class TapeOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[TapeOut]
    next: str | None


class TeamOut(TypedDict):
    """One member of a team, on a day or every day."""

    team_id: str
    officer_id: str
    branch_id: str
    on: str | None
    starts: int | None
    ends: int | None


class TeamOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[TeamOut]
    next: str | None


class TokenIn(TypedDict):
    """For whom, what for, how long."""

    name: str
    username: str
    scopes: list[Scope]
    days: int


class TokenMade(TypedDict):
    """The token with its secret, which is told this once. Null where the answer is repeated."""

    token: TokenOut
    secret: str | None


class TokenOut(TypedDict):
    """A token, without its secret; ``hint`` are the secret's first characters."""

    id: int
    name: str
    user_id: int
    username: str
    hint: str
    scopes: list[str]
    made_at: str
    expires_at: str
    revoked_at: str | None


class TokenOutPage(TypedDict):
    """Some rows, and the next cursor."""

    items: list[TokenOut]
    next: str | None


class Versioned(TypedDict):
    """``version`` is the case's: whoever comes second is told what changed."""

    version: NotRequired[int | None]


class Why(TypedDict):
    """The reason for ending something."""

    version: NotRequired[int | None]
    reason: str


class Client(Connection):
    """The interface, one method an operation."""

    def get_me(self) -> Me:
        """Who asks. Whoever is signed in, or for whom the token acts."""
        return cast("Me", self._ask("GET", "/v1/me"))

    def get_health(self) -> Health:
        """Is it well. For a load balancer: no sign-in. 503 if the database does not answer."""
        return cast("Health", self._ask("GET", "/v1/health"))

    def list_cases(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        mine: bool | None = None,
        state: CaseState | None = None,
        branch: str | None = None,
        collector: str | None = None,
        team: str | None = None,
        bucket: str | None = None,
        five_tier: str | None = None,
        channel: Channel | None = None,
        worked: bool | None = None,
    ) -> CaseRowPage:
        """Worklist. The cases you see, the most worth doing first."""
        return cast(
            "CaseRowPage",
            self._ask(
                "GET",
                "/v1/cases",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "mine": mine,
                    "state": state,
                    "branch": branch,
                    "collector": collector,
                    "team": team,
                    "bucket": bucket,
                    "five_tier": five_tier,
                    "channel": channel,
                    "worked": worked,
                },
            ),
        )

    def get_case(self, customer_id: str) -> CaseFile:
        """One case. Everything that is known of one case, masked."""
        return cast("CaseFile", self._ask("GET", f"/v1/cases/{_quoted(customer_id)}"))

    def get_case_history(self, customer_id: str) -> list[Happened]:
        """What was done. The case's journal in words: the latest 100 entries; `listJournal` has
        the rest.
        """
        return cast("list[Happened]", self._ask("GET", f"/v1/cases/{_quoted(customer_id)}/history"))

    def reassign_cases(self, given: Reassign, *, key: str | None = None) -> Reassigned:
        """Give cases to another collector. All of them or none."""
        return cast(
            "Reassigned", self._ask("POST", "/v1/reassignments", body=given, key=key or new_key())
        )

    def get_account(self, account_id: str) -> AccountFile:
        """One account. A loan or card with its figures by the published night."""
        return cast("AccountFile", self._ask("GET", f"/v1/accounts/{_quoted(account_id)}"))

    def list_instalments(
        self, account_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> InstalmentOutPage:
        """What was due. In their order."""
        return cast(
            "InstalmentOutPage",
            self._ask(
                "GET",
                f"/v1/accounts/{_quoted(account_id)}/instalments",
                query={"cursor": cursor, "limit": limit},
            ),
        )

    def list_payments(
        self, account_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> PaymentOutPage:
        """What was paid. The latest first."""
        return cast(
            "PaymentOutPage",
            self._ask(
                "GET",
                f"/v1/accounts/{_quoted(account_id)}/payments",
                query={"cursor": cursor, "limit": limit},
            ),
        )

    def preview_permits(
        self, customer_id: str, *, at: str | None = None, party_id: str | None = None
    ) -> Answers:
        """What each channel would say. All channels at a moment; nothing is kept, and no contact
        can be made under it.
        """
        return cast(
            "Answers",
            self._ask(
                "GET",
                f"/v1/cases/{_quoted(customer_id)}/permits/preview",
                query={"at": at, "party_id": party_id},
            ),
        )

    def ask_permit(self, given: Ask, *, key: str | None = None) -> PermitOut:
        """Ask for a permit. The answer is kept, allowed or not: look at `allowed`. A contact
        needs a live one.
        """
        return cast("PermitOut", self._ask("POST", "/v1/permits", body=given, key=key or new_key()))

    def list_permits(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        customer_id: str | None = None,
        channel: Channel | None = None,
        allowed: bool | None = None,
    ) -> PermitRowPage:
        """Permits asked for. The latest first."""
        return cast(
            "PermitRowPage",
            self._ask(
                "GET",
                "/v1/permits",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "customer_id": customer_id,
                    "channel": channel,
                    "allowed": allowed,
                },
            ),
        )

    def release_permit(self, permit_id: str, *, key: str | None = None) -> PermitOut:
        """Give a permit back. One that was not used, so that a colleague can get one."""
        return cast(
            "PermitOut",
            self._ask("POST", f"/v1/permits/{_quoted(permit_id)}/release", key=key or new_key()),
        )

    def get_permit(self, permit_id: str) -> PermitOut:
        """One permit. As it was issued."""
        return cast("PermitOut", self._ask("GET", f"/v1/permits/{_quoted(permit_id)}"))

    def suppose_permit(self, given: Supposed) -> dict[str, Any]:
        """A permit for a case that is only supposed. By the rules in use, at any moment, from
        facts that are given. Nothing is kept.
        """
        return cast("dict[str, Any]", self._ask("POST", "/v1/supposed-permits", body=given))

    def make_contact(self, given: ContactIn, *, key: str | None = None) -> ContactOut:
        """Record a contact. Under a live permit of your own; the rulebook is asked again at its
        moment.
        """
        return cast(
            "ContactOut", self._ask("POST", "/v1/contacts", body=given, key=key or new_key())
        )

    def list_contacts(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        customer_id: str | None = None,
        channel: Channel | None = None,
        outcome: Outcome | None = None,
    ) -> ContactOutPage:
        """Contacts made. The latest first."""
        return cast(
            "ContactOutPage",
            self._ask(
                "GET",
                "/v1/contacts",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "customer_id": customer_id,
                    "channel": channel,
                    "outcome": outcome,
                },
            ),
        )

    def list_promises(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        customer_id: str | None = None,
        state: PromiseState | None = None,
        due_from: str | None = None,
        due_to: str | None = None,
    ) -> PromiseOutPage:
        """Promises. The earliest due first."""
        return cast(
            "PromiseOutPage",
            self._ask(
                "GET",
                "/v1/promises",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "customer_id": customer_id,
                    "state": state,
                    "due_from": due_from,
                    "due_to": due_to,
                },
            ),
        )

    def withdraw_promise(
        self, promise_id: str, given: Why, *, key: str | None = None
    ) -> PromiseOut:
        """Withdraw a promise. One that stands open."""
        return cast(
            "PromiseOut",
            self._ask(
                "POST",
                f"/v1/promises/{_quoted(promise_id)}/withdraw",
                body=given,
                key=key or new_key(),
            ),
        )

    def list_holds(
        self, *, cursor: str | None = None, limit: int | None = None, customer_id: str | None = None
    ) -> HoldOutPage:
        """Holds. The latest first."""
        return cast(
            "HoldOutPage",
            self._ask(
                "GET",
                "/v1/holds",
                query={"cursor": cursor, "limit": limit, "customer_id": customer_id},
            ),
        )

    def set_hold(self, customer_id: str, given: HoldIn, *, key: str | None = None) -> HoldOut:
        """Set a hold. It counts for permits from its first day on."""
        return cast(
            "HoldOut",
            self._ask(
                "POST", f"/v1/cases/{_quoted(customer_id)}/holds", body=given, key=key or new_key()
            ),
        )

    def end_hold(self, hold_id: str, given: Why, *, key: str | None = None) -> HoldOut:
        """End a hold. One that was set here; the tape's end on the tape."""
        return cast(
            "HoldOut",
            self._ask(
                "POST", f"/v1/holds/{_quoted(hold_id)}/end", body=given, key=key or new_key()
            ),
        )

    def give_consent(
        self, customer_id: str, given: ConsentIn, *, key: str | None = None
    ) -> ConsentOut:
        """Enter a consent. It counts from today."""
        return cast(
            "ConsentOut",
            self._ask(
                "POST",
                f"/v1/cases/{_quoted(customer_id)}/consents",
                body=given,
                key=key or new_key(),
            ),
        )

    def end_consent(
        self, consent_id: str, given: Versioned, *, key: str | None = None
    ) -> ConsentOut:
        """End a consent. At once."""
        return cast(
            "ConsentOut",
            self._ask(
                "POST", f"/v1/consents/{_quoted(consent_id)}/end", body=given, key=key or new_key()
            ),
        )

    def make_arrangement(
        self, account_id: str, given: ArrangementIn, *, key: str | None = None
    ) -> ArrangementOut:
        """Propose an arrangement. One open at a time on an account."""
        return cast(
            "ArrangementOut",
            self._ask(
                "POST",
                f"/v1/accounts/{_quoted(account_id)}/arrangements",
                body=given,
                key=key or new_key(),
            ),
        )

    def change_arrangement(
        self, arrangement_id: str, given: StepIn, *, key: str | None = None
    ) -> ArrangementOut:
        """Bring an arrangement to another state. Agreed to, completed, broken or cancelled."""
        return cast(
            "ArrangementOut",
            self._ask(
                "POST",
                f"/v1/arrangements/{_quoted(arrangement_id)}/state",
                body=given,
                key=key or new_key(),
            ),
        )

    def search_customers(self, given: Look) -> Found:
        """Search by personal data. Among the customers you see. That you searched is on record,
        not for what.
        """
        return cast("Found", self._ask("POST", "/v1/search", body=given))

    def reveal(self, given: Show) -> Shown:
        """See personal data whole. Who saw what, when and why is in the case's journal before it
        is shown.
        """
        return cast("Shown", self._ask("POST", "/v1/reveal", body=given))

    def create_tape(self, given: TapeIn, *, key: str | None = None) -> TapeFile:
        """Begin a tape. Then send its files, then have it imported."""
        return cast("TapeFile", self._ask("POST", "/v1/tapes", body=given, key=key or new_key()))

    def list_tapes(self, *, cursor: str | None = None, limit: int | None = None) -> TapeOutPage:
        """Tapes. The latest first."""
        return cast(
            "TapeOutPage", self._ask("GET", "/v1/tapes", query={"cursor": cursor, "limit": limit})
        )

    def put_tape_file(
        self,
        tape_id: int,
        name: str,
        data: bytes | BinaryIO,
        *,
        sha256: str | None = None,
        length: int | None = None,
    ) -> FileOut:
        """Send a file. The body is the file, as it is; Content-Length is needed. Sent again, it
        is replaced.
        """
        return cast(
            "FileOut",
            self._ask(
                "PUT",
                f"/v1/tapes/{_quoted(tape_id)}/files/{_quoted(name)}",
                query={"sha256": sha256},
                data=data,
                length=length,
            ),
        )

    def import_tape(self, tape_id: int, *, key: str | None = None) -> Imported:
        """Import a tape. The worker does it; look at the tape that is answered, it has a number
        of its own.
        """
        return cast(
            "Imported",
            self._ask("POST", f"/v1/tapes/{_quoted(tape_id)}/import", key=key or new_key()),
        )

    def get_tape(self, tape_id: int) -> TapeFile:
        """One tape. With counts, reasons and progress."""
        return cast("TapeFile", self._ask("GET", f"/v1/tapes/{_quoted(tape_id)}"))

    def list_quarantine(
        self,
        tape_id: int,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        table: str | None = None,
        rule: str | None = None,
    ) -> QuarantinedOutPage:
        """What was set aside. Where and why; what stood in the row is kept sealed."""
        return cast(
            "QuarantinedOutPage",
            self._ask(
                "GET",
                f"/v1/tapes/{_quoted(tape_id)}/quarantine",
                query={"cursor": cursor, "limit": limit, "table": table, "rule": rule},
            ),
        )

    def export_quarantine(self, tape_id: int) -> bytes:
        """What was set aside, as CSV. The same rows as a table for a spreadsheet."""
        return self._bytes("GET", f"/v1/tapes/{_quoted(tape_id)}/quarantine.csv")

    def order_night(self, given: OrderIn, *, key: str | None = None) -> NightFile:
        """Order a night. Over the tape accepted last; the worker runs it. One that waits is
        given back.
        """
        return cast("NightFile", self._ask("POST", "/v1/nights", body=given, key=key or new_key()))

    def list_nights(self, *, cursor: str | None = None, limit: int | None = None) -> NightOutPage:
        """Nights. The latest first."""
        return cast(
            "NightOutPage", self._ask("GET", "/v1/nights", query={"cursor": cursor, "limit": limit})
        )

    def get_night(self, night_id: int) -> NightFile:
        """One night. With counts, stage times, refusals and shadow prices."""
        return cast("NightFile", self._ask("GET", f"/v1/nights/{_quoted(night_id)}"))

    def compare_night(self, night_id: int) -> Comparison:
        """Beside the night before. Every figure of this night and of the one published before
        it.
        """
        return cast("Comparison", self._ask("GET", f"/v1/nights/{_quoted(night_id)}/comparison"))

    def get_night_report(self, night_id: int) -> bytes:
        """Its report. One file to open in a browser. It shows single visits: for those who see
        cases.
        """
        return self._bytes("GET", f"/v1/nights/{_quoted(night_id)}/report")

    def publish_night(self, night_id: int, *, key: str | None = None) -> NightFile:
        """Publish a night. Worklists are read from it at once. Whoever ordered it can't publish
        it.
        """
        return cast(
            "NightFile",
            self._ask("POST", f"/v1/nights/{_quoted(night_id)}/publish", key=key or new_key()),
        )

    def reject_night(self, night_id: int, given: RejectIn, *, key: str | None = None) -> NightFile:
        """Reject a night. Nothing is worked from it."""
        return cast(
            "NightFile",
            self._ask(
                "POST", f"/v1/nights/{_quoted(night_id)}/reject", body=given, key=key or new_key()
            ),
        )

    def list_plan_permits(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        rule: str | None = None,
        channel: Channel | None = None,
        allowed: bool | None = None,
    ) -> PlanPermitOutPage:
        """Permits by rule. Of the published night, for the customers you see."""
        return cast(
            "PlanPermitOutPage",
            self._ask(
                "GET",
                "/v1/plan/permits",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "rule": rule,
                    "channel": channel,
                    "allowed": allowed,
                },
            ),
        )

    def list_plan_stops(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        team: str | None = None,
        branch: str | None = None,
    ) -> StopOutPage:
        """Itineraries. Of the published night, team by team, in their order."""
        return cast(
            "StopOutPage",
            self._ask(
                "GET",
                "/v1/plan/stops",
                query={"cursor": cursor, "limit": limit, "team": team, "branch": branch},
            ),
        )

    def list_people(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        role: Role | None = None,
        branch: str | None = None,
        active: bool | None = None,
    ) -> PersonOutPage:
        """People. Those you see: yourself, your branch, or everybody."""
        return cast(
            "PersonOutPage",
            self._ask(
                "GET",
                "/v1/people",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "role": role,
                    "branch": branch,
                    "active": active,
                },
            ),
        )

    def make_person(self, given: PersonIn, *, key: str | None = None) -> PersonOut:
        """Make somebody. They set up their second factor when they first sign in."""
        return cast("PersonOut", self._ask("POST", "/v1/people", body=given, key=key or new_key()))

    def get_person(self, person_id: int) -> PersonOut:
        """Somebody. One account."""
        return cast("PersonOut", self._ask("GET", f"/v1/people/{_quoted(person_id)}"))

    def change_person(
        self, person_id: int, given: PersonChange, *, key: str | None = None
    ) -> PersonOut:
        """Change somebody. Rename, close or open an account."""
        return cast(
            "PersonOut",
            self._ask(
                "PATCH", f"/v1/people/{_quoted(person_id)}", body=given, key=key or new_key()
            ),
        )

    def list_qualifications(
        self, person_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> QualificationOutPage:
        """Somebody's training. As it was entered here; the tape may say more."""
        return cast(
            "QualificationOutPage",
            self._ask(
                "GET",
                f"/v1/people/{_quoted(person_id)}/qualifications",
                query={"cursor": cursor, "limit": limit},
            ),
        )

    def add_qualification(
        self, person_id: int, given: QualificationIn, *, key: str | None = None
    ) -> QualificationOut:
        """Enter training. Work is given while it counts."""
        return cast(
            "QualificationOut",
            self._ask(
                "POST",
                f"/v1/people/{_quoted(person_id)}/qualifications",
                body=given,
                key=key or new_key(),
            ),
        )

    def list_officers(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        role: StaffRole | None = None,
        branch: str | None = None,
    ) -> OfficerOutPage:
        """Staff of the tape. Those you see."""
        return cast(
            "OfficerOutPage",
            self._ask(
                "GET",
                "/v1/officers",
                query={"cursor": cursor, "limit": limit, "role": role, "branch": branch},
            ),
        )

    def list_teams(self, *, cursor: str | None = None, limit: int | None = None) -> TeamOutPage:
        """Teams. Member by member."""
        return cast(
            "TeamOutPage", self._ask("GET", "/v1/teams", query={"cursor": cursor, "limit": limit})
        )

    def list_branches(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> BranchOutPage:
        """Branches. All of them."""
        return cast(
            "BranchOutPage",
            self._ask("GET", "/v1/branches", query={"cursor": cursor, "limit": limit}),
        )

    def list_tokens(self, *, cursor: str | None = None, limit: int | None = None) -> TokenOutPage:
        """Tokens. Your own, or all of them for whoever may see them."""
        return cast(
            "TokenOutPage", self._ask("GET", "/v1/tokens", query={"cursor": cursor, "limit": limit})
        )

    def make_token(self, given: TokenIn, *, key: str | None = None) -> TokenMade:
        """Make a token. The secret is told once. A token hands out no scope that it lacks
        itself.
        """
        return cast("TokenMade", self._ask("POST", "/v1/tokens", body=given, key=key))

    def revoke_token(self, token_id: int, *, key: str | None = None) -> TokenOut:
        """Revoke a token. At once, and for good."""
        return cast("TokenOut", self._ask("DELETE", f"/v1/tokens/{_quoted(token_id)}", key=key))

    def list_rules(self, *, on: str | None = None, pack: str | None = None) -> Rules:
        """Rules. The rules that the bank uses, with its own."""
        return cast("Rules", self._ask("GET", "/v1/rules", query={"on": on, "pack": pack}))

    def get_rule(self, rule_id: str) -> RuleOut:
        """One rule. What it says, whom it binds, since when, and by which text."""
        return cast("RuleOut", self._ask("GET", f"/v1/rules/{_quoted(rule_id)}"))

    def list_journal(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        chain: str | None = None,
        actor: str | None = None,
        action: Act | None = None,
        subject: str | None = None,
        day: str | None = None,
    ) -> EntryOutPage:
        """The journal. The latest first."""
        return cast(
            "EntryOutPage",
            self._ask(
                "GET",
                "/v1/journal",
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "chain": chain,
                    "actor": actor,
                    "action": action,
                    "subject": subject,
                    "day": day,
                },
            ),
        )

    def get_journal_root(self) -> Root:
        """The last closed day. Publish its hash: whoever knows it can tell later whether
        anything was changed.
        """
        return cast("Root", self._ask("GET", "/v1/journal/root"))

    def export_journal(self, *, customer_id: str | None = None) -> bytes:
        """Export to verify. A text file that `forbear verify` proves, without the database
        (docs/journal.md).
        """
        return self._bytes("GET", "/v1/journal/export", query={"customer_id": customer_id})
