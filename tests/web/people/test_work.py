"""Nobody gets work whose account is closed or whose training has run out; the reason is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ON = date(2026, 11, 23)
BEFORE, AFTER = date(2026, 11, 22), date(2026, 12, 31)


@pytest.fixture(params=[True, False], ids=["unknown-counts", "unknown-does-not"])
def unknown_counts(request: pytest.FixtureRequest, site: Any, tmp_path: Path) -> Iterator[bool]:
    """The bank's choice about those of whose training nothing is known."""
    from importlib import resources

    from django.conf import settings

    shipped = resources.files("forbear.policy").joinpath("default/visits.yaml").read_text("utf-8")
    folder = tmp_path / "policy"
    folder.mkdir()
    said = "unknown_training_counts: true"
    assert said in shipped
    choice = f"unknown_training_counts: {str(request.param).lower()}"
    (folder / "visits.yaml").write_text(shipped.replace(said, choice), "utf-8")
    before, settings.TOLD["FORBEAR_POLICY"] = settings.TOLD["FORBEAR_POLICY"], str(folder)
    yield request.param
    settings.TOLD["FORBEAR_POLICY"] = before


def person(
    role: str = "collector",
    tape: date | None = None,
    entered: tuple[date, ...] = (),
    *,
    open_: bool = True,
    gone: bool = False,
    linked: bool = True,
) -> Any:
    from forbear.web.people.models import Qualification, User
    from forbear.web.records.models import Branch, Officer

    Branch.objects.get_or_create(branch_id="B1", defaults={"name": "B1", "lat": 0, "lon": 0})
    number = f"O{Officer.objects.count()}"
    staff = role if role in ("collector", "field_officer", "supervisor") else "collector"
    officer = Officer.objects.create(
        officer_id=number, branch_id="B1", role=staff, qualified_until=tape, gone=gone
    )
    user = User.objects.create(
        username=f"u{number}", role=role, officer=officer if linked else None, is_active=open_
    )
    for day in entered:
        Qualification.objects.create(
            user=user, name=f"t{day}", passed_on=date(2026, 1, 1), valid_until=day
        )
    return user


CASES = {
    "tape says valid": ({"tape": AFTER}, None),
    "valid on its last day": ({"tape": ON}, None),
    "tape says run out": ({"tape": BEFORE}, "work.training"),
    "entered here": ({"entered": (AFTER,)}, None),
    "entered and run out": ({"entered": (BEFORE,)}, "work.training"),
    "the later of the two counts": ({"tape": BEFORE, "entered": (BEFORE, ON)}, None),
    "tape later than entered": ({"tape": AFTER, "entered": (BEFORE,)}, None),
    "account closed": ({"tape": AFTER, "open_": False}, "work.inactive"),
    "no longer on the tape": ({"tape": AFTER, "gone": True}, "work.gone"),
    "no staff number": ({"tape": AFTER, "linked": False}, "work.not_linked"),
    "field officer run out": ({"role": "field_officer", "tape": BEFORE}, "work.training"),
    "field officer valid": ({"role": "field_officer", "tape": AFTER}, None),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.usefixtures("site")
def test_ready_by_account_and_training(case: str) -> None:
    from forbear.web.people.work import ready, ready_officers

    told, code = CASES[case]
    user = person(**told)  # type: ignore[arg-type]
    problem = ready(user, ON)
    assert (problem.code if problem else None) == code
    if user.officer is not None:
        assert ready_officers(ON).filter(pk=user.officer_id).exists() is (code is None)


def test_ready_of_somebody_of_whom_nothing_is_known_is_the_banks_choice(
    unknown_counts: bool,
) -> None:
    from forbear.web.people.work import ready, ready_officers

    user = person()
    problem = ready(user, ON)
    assert (problem.code if problem else None) == (None if unknown_counts else "work.untrained")
    assert ready_officers(ON).exists() is unknown_counts


@pytest.mark.usefixtures("site")
def test_ready_tells_the_day_in_both_languages() -> None:
    from forbear.web.people.work import ready

    problem = ready(person(tape=BEFORE), ON)
    assert problem is not None
    assert (problem.where, problem.en, problem.zh) == (
        "uO0",
        "this collector gets no work: the training ran out on 2026-11-22; "
        "it must be valid on 2026-11-23",
        "不能向该电催员分派工作：培训资格已于 2026-11-22 到期，2026-11-23 须有效",
    )


@pytest.mark.any_database
@pytest.mark.parametrize("role", ["supervisor", "legal", "agency_manager"])
@pytest.mark.usefixtures("site")
def test_ready_of_other_roles_asks_for_no_training(role: str) -> None:
    from forbear.web.people.work import ready

    assert ready(person(role, tape=BEFORE), ON) is None


@pytest.mark.usefixtures("site")
def test_ready_officers_without_an_account_are_judged_by_the_tape() -> None:
    from forbear.web.people.work import ready_officers
    from forbear.web.records.models import Branch, Officer

    Branch.objects.create(branch_id="B1", name="B1", lat=0, lon=0)
    for number, (role, until) in enumerate(
        [("collector", AFTER), ("collector", BEFORE), ("supervisor", AFTER)]
    ):
        Officer.objects.create(
            officer_id=f"O{number}", branch_id="B1", role=role, qualified_until=until
        )
    assert [officer.pk for officer in ready_officers(ON)] == ["O0"]


@pytest.mark.usefixtures("site")
def test_ready_officers_is_one_query_however_many() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forbear.web.people.work import ready_officers

    for _ in range(5):
        person(tape=AFTER, entered=(BEFORE,))
    with CaptureQueriesContext(connection) as asked:
        assert len(ready_officers(ON)) == 5
    assert len(asked) == 1
