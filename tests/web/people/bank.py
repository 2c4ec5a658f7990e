"""Two branches' rows for the tests of who sees what, with everything near that could leak."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Kase:
    """A customer, and his case if he has one; ``stop`` is the team that goes to him."""

    customer: str
    branch: str = "B1"
    collector: str | None = None
    placed: bool = False
    channel: str | None = "call"
    tier: str = "special_mention"
    stop: str | None = None
    case: bool = True
    gone: bool = False
    state: str = "open"


CUSTOMERS = (
    Kase("K01", collector="C1"),
    Kase("K02", collector="C1", tier="loss"),
    Kase("K03", collector="C2"),
    Kase("K04", collector="C3", branch="B2"),
    Kase("K05", collector="C3", branch="B2", placed=True, channel="agency"),
    Kase("K06", placed=True, channel="agency", tier="doubtful"),
    Kase("K07", channel="suit"),
    Kase("K08", channel="suit", branch="B2"),
    Kase("K09", channel="home_visit", stop="T1"),
    Kase("K10", channel="home_visit", stop="T2"),
    Kase("K11", channel="home_visit", stop="T3", branch="B2"),
    # C1 works in branch B1; this case of his is kept at B2.
    Kase("K12", collector="C1", branch="B2", stop="T1"),
    Kase("K13", collector="C1", gone=True, state="closed", channel=None, tier="normal"),
    Kase("K14", collector="C3", branch="B2", gone=True, state="closed", channel=None),
    Kase("K15", case=False),
    Kase("K16", branch="B2", case=False, gone=True),
)

#: Who goes out with which team on which day; no day: on every day that has no row of its own.
TEAMS = (
    ("T1", "F1", "B1", None),
    ("T1", "F2", "B1", None),
    ("T2", "F3", "B1", None),
    ("T3", "F3", "B2", TODAY),
    ("T2", "F4", "B1", None),
    ("T1", "F5", "B1", TODAY - timedelta(days=1)),
    ("T9", "F6", "B2", None),
)

OFFICERS = {
    **{f"C{n}": ("B2" if n == 3 else "B1", "collector") for n in range(1, 5)},
    **{f"F{n}": ("B2" if n == 6 else "B1", "field_officer") for n in range(1, 7)},
    "S1": ("B1", "supervisor"),
    "S2": ("B2", "supervisor"),
}

#: Name -> role, staff number, branch, whether the account is open.
PEOPLE: dict[str, tuple[str, str | None, str | None, bool]] = {
    "col1": ("collector", "C1", "B1", True),
    "col3": ("collector", "C3", "B2", True),
    "col_left": ("collector", "C2", "B1", False),
    "col_loose": ("collector", None, "B1", True),
    "fld1": ("field_officer", "F1", "B1", True),
    "fld3": ("field_officer", "F3", "B1", True),
    "fld4": ("field_officer", "F4", "B1", True),
    "fld5": ("field_officer", "F5", "B1", True),
    "fld6": ("field_officer", "F6", "B2", True),
    "fld_loose": ("field_officer", None, None, True),
    "sup1": ("supervisor", "S1", "B1", True),
    "sup2": ("supervisor", "S2", "B2", True),
    "sup_loose": ("supervisor", None, None, True),
    "sup_left": ("supervisor", None, "B1", False),
    "agy": ("agency_manager", None, None, True),
    "leg": ("legal", None, None, True),
    "str": ("strategy_manager", None, None, True),
    "cmp": ("compliance", None, None, True),
    "aud": ("auditor", None, None, True),
    "aud_left": ("auditor", None, None, False),
    "adm": ("administrator", None, None, True),
    "adm_left": ("administrator", None, None, False),
}


@dataclass
class Bank:
    """The rows, as they were put in."""

    users: dict[str, Any] = field(default_factory=dict)


def fill() -> None:
    """Put every row into the database that Django now works on."""
    _house()
    users = {name: _user(name, *told) for name, told in PEOPLE.items()}
    for number, kase in enumerate(CUSTOMERS, 1):
        _customer(number, kase, users["col1"])
    _night(users["adm"])
    _journal()
    _systems(users)


def found() -> Bank:
    """What was put in."""
    from forbear.web.people.models import User

    users = {user.username: user for user in User.objects.all()}
    return Bank({name: users[name] for name in PEOPLE})


def _user(name: str, role: str, officer: str | None, branch: str | None, open_: bool) -> Any:
    from forbear.web.people.models import Qualification, User

    user = User.objects.create(
        username=name, role=role, officer_id=officer, branch_id=branch, is_active=open_
    )
    Qualification.objects.create(
        user=user, name="visit", passed_on=date(2026, 1, 1), valid_until=date(2027, 1, 1)
    )
    return user


def _house() -> None:
    from forbear.web.records import models as m

    for branch in ("B1", "B2"):
        m.Branch.objects.create(branch_id=branch, name=branch, lat=0, lon=0)
    m.Agency.objects.create(agency_id="A1", name="A1")
    for officer, (branch, role) in OFFICERS.items():
        m.Officer.objects.create(officer_id=officer, branch_id=branch, role=role)
    for team, officer, branch, on in TEAMS:
        m.Team.objects.create(team_id=team, officer_id=officer, branch_id=branch, on=on)


def _uuid(number: int, kind: int) -> UUID:
    return UUID(int=number * 100 + kind)


def _customer(n: int, kase: Kase, user: Any) -> None:
    """A customer with one row in every table behind him."""
    from forbear.web.records import models as m

    c, a = kase.customer, kase.customer.replace("K", "A")
    m.Customer.objects.create(customer_id=c, kind="person", gone=kase.gone)
    m.Account.objects.create(
        account_id=a,
        customer_id=c,
        branch_id=kase.branch,
        product="card",
        currency="CNY",
        opened_on=date(2025, 1, 1),
        principal=100_00,
        gone=kase.gone,
    )
    m.Instalment.objects.create(account_id=a, number=1, due_on=date(2026, 1, 1), principal=100_00)
    m.Payment.objects.create(
        account_id=a, payment_id=f"Y{n}", paid_on=date(2026, 1, 1), amount=1_00
    )
    m.Phone.objects.create(customer_id=c, phone_index=b"%d" % n)
    m.Address.objects.create(customer_id=c, address_id="1", kind="home")
    m.Party.objects.create(customer_id=c, party_id="1", role="spouse")
    m.PastContact.objects.create(
        customer_id=c, contact_id="1", at=NOON, channel="call", outcome="no_answer"
    )
    permit, unused = (
        m.Permit.objects.create(
            id=_uuid(n, kind),
            permit_id="p",
            customer_id=c,
            channel="call",
            at=NOON,
            allowed=True,
            valid_until=NOON + timedelta(minutes=15),
            book="1",
            answer={},
            asked_by=user,
        )
        for kind in (1, 7)
    )
    m.Release.objects.create(permit=unused, at=NOON, by=user)
    contact = m.Contact.objects.create(
        id=_uuid(n, 2),
        customer_id=c,
        permit=permit,
        channel="call",
        at=NOON,
        outcome="promise",
        made_by=user,
    )
    m.Promise.objects.create(
        id=_uuid(n, 3),
        customer_id=c,
        contact=contact,
        amount=1,
        currency="CNY",
        due_on=TODAY,
        made_at=NOON,
        made_by=user,
    )
    m.Hold.objects.create(id=_uuid(n, 4), customer_id=c, kind="dispute", from_on=TODAY)
    m.Consent.objects.create(id=_uuid(n, 5), customer_id=c, kind=_consent(), from_on=TODAY)
    agreed = m.Arrangement.objects.create(
        id=_uuid(n, 6), account_id=a, currency="CNY", made_at=NOON, made_by=user
    )
    m.ArrangementInstalment.objects.create(arrangement=agreed, number=1, due_on=TODAY, amount=1)
    m.HelpRequest.objects.create(
        id=_uuid(n, 7), customer_id=c, kind="letter", asked_by=user, asked_at=NOON
    )
    m.Document.objects.create(
        id=_uuid(n, 8),
        customer_id=c,
        kind="other",
        type="pdf",
        size=1,
        sha256="0" * 64,
        added_by=user,
        added_at=NOON,
    )
    _planned(kase, a, n)


def _consent() -> str:
    from forbear.portfolio.words import ConsentKind

    return next(iter(ConsentKind)).value


def _planned(kase: Kase, account: str, n: int) -> None:
    from forbear.web.records import models as m

    c = kase.customer
    m.PlanPermit.objects.create(customer_id=c, channel="call", allowed=True)
    m.PlanAccount.objects.create(
        account_id=account,
        customer_id=c,
        days_past_due=3,
        bucket="M1",
        five_tier=kase.tier,
        **dict.fromkeys(
            ("overdue_principal", "overdue_interest", "overdue_fee", "accrued_interest"), 0
        ),
        **dict.fromkeys(("penalty", "owed", "outstanding"), 0),
    )
    m.PlanCase.objects.create(
        customer_id=c,
        branch_id=kase.branch,
        account_id=account,
        product="card",
        accounts=1,
        days_past_due=3,
        bucket="M1",
        five_tier=kase.tier,
        owed=1,
        treatment="call",
        state="planned",
    )
    if kase.stop:
        _stop(kase.stop, n, kase.branch, c)
    if kase.case:
        m.Case.objects.create(
            customer_id=c,
            branch_id=kase.branch,
            collector_id=kase.collector,
            placed=kase.placed,
            channel=kase.channel,
            five_tier=kase.tier,
            team_id=kase.stop,
            state=kase.state,
            value=float(n),
        )


def _stop(team: str, stop: int, branch: str, customer: str | None) -> None:
    from forbear.web.records.models import PlanStop

    PlanStop.objects.create(
        team_id=team,
        stop=stop,
        branch_id=branch,
        kind="visit" if customer else "start",
        customer_id=customer,
        **dict.fromkeys(("arrive", "begin", "leave", "travel", "metres"), 0),
    )


def _night(user: Any) -> None:
    """The published night, one before it, and each team's start."""
    from forbear.web.nights.models import Departed, Figure, Night, Quarantined, Tape, Worker

    Worker.objects.create(name="w1", seen_at=NOON)
    Departed.objects.create(id="1", table="customer", key="K16")

    tape = Tape.objects.create(
        as_of=TODAY - timedelta(days=1), folder="x", state="accepted", received_at=NOON
    )
    Quarantined.objects.create(tape=tape, number=1, table="accounts", file="a", rule="r", rows=1)
    for state, day in (("superseded", TODAY - timedelta(days=1)), ("published", TODAY)):
        night = Night.objects.create(
            as_of=day - timedelta(days=1),
            plan_for=day,
            state=state,
            tape=tape,
            ordered_at=NOON,
            ordered_by=user,
        )
    for branch in ("B1", "B2"):
        Figure.objects.create(
            night=night,
            measure="bucket",
            branch_id=branch,
            product="card",
            row="M1",
            column="owed",
            **dict.fromkeys(("items", "customers", "amount"), 1),
        )
    for team, branch in (("T1", "B1"), ("T2", "B1"), ("T3", "B2"), ("T9", "B2")):
        _stop(team, 0, branch, None)


def _journal() -> None:
    from django.db import transaction

    from forbear.web import clock
    from forbear.web.journal.acts import Act
    from forbear.web.journal.keep import close_day, enter, of_customer

    with clock.at(NOON), transaction.atomic():
        for kase in CUSTOMERS:
            enter(of_customer(kase.customer), Act.HOLD_SET, actor="col1")
        enter("person:col1", Act.SIGNED_IN, actor="col1")
        enter("night:1", Act.NIGHT_PUBLISHED, actor="str")
    with clock.at(NOON + timedelta(days=1)):
        close_day(NOON.date())


def _systems(users: dict[str, Any]) -> None:
    from forbear.web.api.models import Answered, Token

    for name, user in users.items():
        Token.objects.create(
            name=name, user=user, digest=name, hint=name, made_at=NOON, expires_at=NOON
        )
        Answered.objects.create(user=user, key="k", request="r", status=200, body="{}", at=NOON)


def tables() -> SimpleNamespace:
    """Every table that is asked for, by group."""
    from forbear.web.records import models as m

    return SimpleNamespace(
        by_customer=(
            m.Address,
            m.Consent,
            m.Contact,
            m.Customer,
            m.Document,
            m.HelpRequest,
            m.Hold,
            m.Party,
            m.PastContact,
            m.Permit,
            m.Phone,
            m.PlanCase,
            m.PlanPermit,
            m.Promise,
            m.Case,
        ),
        by_account=(m.Account, m.Instalment, m.Payment, m.PlanAccount, m.Arrangement),
    )
