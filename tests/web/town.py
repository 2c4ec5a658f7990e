"""A small bank at work: a tape taken in, a night published, somebody in every role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

AS_OF = date(2026, 11, 22)
#: 10:00 in Shanghai on the day planned, a Monday.
MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)
ACCOUNTS = 900
PASSWORD = "correct horse battery"


def settle(folder: Path) -> None:
    """Fill the database to which Django points."""
    from forbear.lab import write_demo
    from forbear.web import clock
    from forbear.web.nights.publish import publish
    from forbear.web.nights.receive import receive, take_in
    from forbear.web.nights.run import order, run
    from forbear.web.people.models import User

    tape = folder / "tape"
    write_demo(tape, accounts=ACCOUNTS, as_of=AS_OF, seed=3)
    evening = datetime(2026, 11, 22, 13, tzinfo=UTC)
    with clock.at(evening):
        people()
        administrator = User.objects.get(username="administrator")
        received, _ = receive(tape, AS_OF, administrator)
        taken = take_in(received)
        assert taken.state == "accepted", taken.problems
        link()
        night = run(order(administrator), route_seconds=0.3)
        assert night.state == "ready", night.problems
        publish(night, User.objects.get(username="strategy_manager"))


def people() -> None:
    """Somebody in every role, a second collector and a second supervisor."""
    from forbear.web.people.models import Role, User

    for role in Role:
        User.objects.create(username=str(role), role=role, password="!")
    for name, role in (("collector2", Role.COLLECTOR), ("supervisor2", Role.SUPERVISOR)):
        User.objects.create(username=name, role=role, password="!")


def link() -> None:
    """Give people the staff numbers and branches that the tape has."""
    from forbear.web.people.models import User
    from forbear.web.records.models import Branch, Officer

    first, second = Branch.objects.order_by("pk")[:2]
    collectors = Officer.objects.filter(role="collector").order_by("pk")
    user(User, "collector", officer=collectors.filter(branch=first)[0])
    user(User, "collector2", officer=collectors.filter(branch=first)[1])
    officers = Officer.objects.filter(role="field_officer", branch=first).order_by("pk")
    user(User, "field_officer", officer=officers[0])
    user(User, "supervisor", branch=first)
    user(User, "supervisor2", branch=second)


def user(of: Any, username: str, **links: Any) -> None:
    """Link one person."""
    of.objects.filter(username=username).update(**links)
