"""People, the bank's staff and teams, and the tokens of systems."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPMethod
from typing import Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import Field, StrictBool, StrictInt

from forbear.portfolio.words import StaffRole
from forbear.web.api import staff, tokens
from forbear.web.api.caller import Asked
from forbear.web.api.errors import nowhere
from forbear.web.api.models import Token
from forbear.web.api.operations import Operation, route
from forbear.web.api.pages import By, Page, Paged, Paging, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes.fields import Day, Given, Numbered, Words
from forbear.web.people.access import May, visible
from forbear.web.people.manage import make_person
from forbear.web.people.models import Qualification, Role, User
from forbear.web.records import models as m

router = Router(tags=["people"])
GET, POST, PATCH, DELETE = HTTPMethod.GET, HTTPMethod.POST, HTTPMethod.PATCH, HTTPMethod.DELETE
READ: dict[str, Any] = {"scope": Scope.READ}
MANAGE: dict[str, Any] = {"scope": Scope.PEOPLE, "act": May.MANAGE_PEOPLE, "key": True}
TOKENS: dict[str, Any] = {"scope": Scope.PEOPLE, "act": May.MANAGE_TOKENS}


class PersonOut(Schema):
    """Somebody who signs in."""

    id: int
    username: str
    name: str
    role: Role
    officer_id: str | None
    branch_id: str | None
    is_active: bool
    last_login: datetime | None


class QualificationOut(Schema):
    """Training, and how long it counts."""

    id: int
    user_id: int
    name: str
    passed_on: date
    valid_until: date


class OfficerOut(Schema):
    """Staff as the bank's own systems know them."""

    officer_id: str
    branch_id: str
    role: StaffRole
    name: str | None
    qualifications: str | None
    qualified_until: date | None
    gone: bool


class TeamOut(Schema):
    """One member of a team, on a day or every day."""

    team_id: str
    officer_id: str
    branch_id: str
    on: date | None
    starts: int | None
    ends: int | None


class BranchOut(Schema):
    """Where accounts are kept and teams start from."""

    branch_id: str
    name: str
    region: str | None
    timezone: str | None
    gone: bool


class TokenOut(Schema):
    """A token, without its secret; ``hint`` are the secret's first characters."""

    id: int
    name: str
    user_id: int
    username: str
    hint: str
    scopes: list[str]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @staticmethod
    def resolve_username(token: Any) -> Any:
        """For whom it acts."""
        return token.user.username


class TokenMade(Schema):
    """The token with its secret, which is told this once. Null where the answer is repeated."""

    token: TokenOut
    secret: str | None


class WantedPeople(Paged):
    """Who."""

    role: Role | None = None
    branch: str | None = Field(None, max_length=100)
    active: bool | None = None


class WantedStaff(Paged):
    """Who."""

    role: StaffRole | None = None
    branch: str | None = Field(None, max_length=100)


class PersonIn(Given):
    """Somebody new."""

    username: str = Field(min_length=1, max_length=150)
    role: Role
    password: str = Field(min_length=1, max_length=200)
    officer_id: str = Field("", max_length=100)
    branch_id: str = Field("", max_length=100)
    name: str = Field("", max_length=200)


class PersonChange(Given):
    """What is other than before."""

    name: str | None = Field(None, max_length=200)
    is_active: StrictBool | None = None


class QualificationIn(Given):
    """What was passed."""

    name: Words
    passed_on: Day
    valid_until: Day


class TokenIn(Given):
    """For whom, what for, how long."""

    name: Words
    username: str = Field(min_length=1, max_length=150)
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    days: StrictInt = Field(ge=1, le=tokens.LONGEST)


def _same(**wanted: Any) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value is not None}


@route(
    router,
    Operation(GET, "/people", "listPeople", "People", "人员列表", **READ),
    Page[PersonOut],
)
def people(request: Asked, wanted: Annotated[WantedPeople, Query()]) -> dict[str, Any]:
    """Those you see: yourself, your branch, or everybody."""
    same = _same(role=wanted.role, branch_id=wanted.branch, is_active=wanted.active)
    return page(visible(request.person, User).filter(**same), (By("username"),), wanted)


@route(
    router,
    Operation(GET, "/people/{person_id}", "getPerson", "Somebody", "人员详情", **READ),
    PersonOut,
)
def person(request: Asked, person_id: Numbered) -> User:
    """One account."""
    return _person(request.person, person_id)


@route(
    router,
    Operation(POST, "/people", "makePerson", "Make somebody", "新建人员", status=201, **MANAGE),
    PersonOut,
)
def make(request: Asked, given: PersonIn) -> Status[User]:
    """They set up their second factor when they first sign in."""
    made = make_person(
        given.username,
        given.role,
        password=given.password,
        officer=given.officer_id,
        branch=given.branch_id,
        name=given.name,
        by=request.person.get_username(),
    )
    return Status(201, made)


@route(
    router,
    Operation(
        PATCH, "/people/{person_id}", "changePerson", "Change somebody", "变更人员", **MANAGE
    ),
    PersonOut,
)
def change(request: Asked, person_id: Numbered, given: PersonChange) -> User:
    """Rename, close or open an account."""
    who = _person(request.person, person_id)
    return staff.change(request.person, who, given.model_dump())


@route(
    router,
    Operation(
        GET,
        "/people/{person_id}/qualifications",
        "listQualifications",
        "Somebody's training",
        "培训资质",
        **READ,
    ),
    Page[QualificationOut],
)
def qualifications(request: Asked, person_id: Numbered, paged: Paging) -> dict[str, Any]:
    """As it was entered here; the tape may say more."""
    who = _person(request.person, person_id)
    rows = visible(request.person, Qualification).filter(user=who)
    return page(rows, (By("valid_until", down=True), By("id")), paged)


@route(
    router,
    Operation(
        POST,
        "/people/{person_id}/qualifications",
        "addQualification",
        "Enter training",
        "登记培训",
        status=201,
        **MANAGE,
    ),
    QualificationOut,
)
def qualify(request: Asked, person_id: Numbered, given: QualificationIn) -> Status[Qualification]:
    """Work is given while it counts."""
    who = _person(request.person, person_id)
    made = staff.qualify(request.person, who, given.name, given.passed_on, given.valid_until)
    return Status(201, made)


@route(
    router,
    Operation(GET, "/officers", "listOfficers", "Staff of the tape", "工号列表", **READ),
    Page[OfficerOut],
)
def officers(request: Asked, wanted: Annotated[WantedStaff, Query()]) -> dict[str, Any]:
    """Those you see."""
    rows = visible(request.person, m.Officer)
    same = _same(role=wanted.role, branch_id=wanted.branch)
    return page(rows.filter(**same), (By("officer_id"),), wanted)


@route(router, Operation(GET, "/teams", "listTeams", "Teams", "小组列表", **READ), Page[TeamOut])
def teams(request: Asked, paged: Paging) -> dict[str, Any]:
    """Member by member."""
    rows = visible(request.person, m.Team)
    return page(rows, (By("team_id"), By("id")), paged)


@route(
    router,
    Operation(GET, "/branches", "listBranches", "Branches", "网点列表", **READ),
    Page[BranchOut],
)
def branches(request: Asked, paged: Paging) -> dict[str, Any]:
    """All of them."""
    return page(visible(request.person, m.Branch), (By("branch_id"),), paged)


@route(
    router,
    Operation(GET, "/tokens", "listTokens", "Tokens", "令牌列表", Scope.PEOPLE),
    Page[TokenOut],
)
def listed(request: Asked, paged: Paging) -> dict[str, Any]:
    """Your own, or all of them for whoever may see them."""
    rows = visible(request.person, Token).select_related("user")
    return page(rows, (By("id", down=True),), paged)


@route(
    router,
    Operation(
        POST,
        "/tokens",
        "makeToken",
        "Make a token",
        "新建令牌",
        status=201,
        key=False,
        secret="secret",
        **TOKENS,
    ),
    TokenMade,
)
def made(request: Asked, given: TokenIn) -> Status[dict[str, Any]]:
    """The secret is told once. A token hands out no scope that it lacks itself."""
    user = visible(request.person, User).filter(username=given.username).first()
    if user is None:
        raise nowhere("body.username")
    token, secret = tokens.make(
        request.person, user, given.name, given.scopes, given.days, within=request.caller.scopes
    )
    return Status(201, {"token": token, "secret": secret})


@route(
    router,
    Operation(
        DELETE,
        "/tokens/{token_id}",
        "revokeToken",
        "Revoke a token",
        "撤销令牌",
        key=False,
        **TOKENS,
    ),
    TokenOut,
)
def revoked(request: Asked, token_id: Numbered) -> Token:
    """At once, and for good."""
    token = visible(request.person, Token).filter(pk=token_id).first()
    if token is None:
        raise nowhere("path.token_id")
    return tokens.revoke(request.person, token)


def _person(user: User, person_id: int) -> User:
    found = visible(user, User).filter(pk=person_id).first()
    if found is None:
        raise nowhere("path.person_id")
    return found
