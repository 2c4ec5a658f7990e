"""From a permit to a recorded contact: what is allowed, what follows, what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest


def codes(error: Any) -> list[str]:
    return [problem.code for problem in error.value.problems]


def told(outcome: str = "no_answer", **more: Any) -> Any:
    from forbear.portfolio.words import Outcome
    from forbear.web.records.contacts import Told

    return Told(Outcome(outcome), **more)


def test_a_contact_under_its_permit_is_kept_with_its_journal(
    collector: Any, callable_case: str
) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.records.contacts import make
    from forbear.web.records.models import Case
    from forbear.web.records.permits import issue

    before = Case.objects.get(pk=callable_case).version
    permit = issue(collector, callable_case, "call")
    assert permit.allowed
    made = make(collector, permit.pk, told(note="没有人接听"))
    assert bytes(made.note).find("没有".encode()) < 0
    acts = Entry.objects.filter(chain=f"customer:{callable_case}").order_by("number")
    assert [e.action for e in acts] == ["permit.issued", "contact.made"]
    case = Case.objects.get(pk=callable_case)
    assert (case.version, case.worked_on) == (before + 1, date(2026, 11, 23))


def test_a_permit_is_used_once(collector: Any, callable_case: str) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.contacts import make
    from forbear.web.records.permits import issue

    permit = issue(collector, callable_case, "call")
    make(collector, permit.pk, told())
    with pytest.raises(ForbearError) as error:
        make(collector, permit.pk, told())
    assert codes(error) == ["permit.used"]


def test_a_permit_runs_out(collector: Any, callable_case: str, morning: datetime) -> None:
    from forbear.problems import ForbearError
    from forbear.web import clock
    from forbear.web.records.contacts import make
    from forbear.web.records.permits import issue

    permit = issue(collector, callable_case, "call")
    with clock.at(morning + timedelta(minutes=16)):
        with pytest.raises(ForbearError) as error:
            make(collector, permit.pk, told())
        assert codes(error) == ["permit.not_live"]
        # Made in time and only written down later.
        make(collector, permit.pk, told(at=morning + timedelta(minutes=5)))


@pytest.mark.parametrize(("hour", "minute", "allowed"), [(13, 59, True), (14, 0, False)])
def test_the_last_minute_before_ten_at_night(
    collector: Any, callable_case: str, hour: int, minute: int, allowed: bool
) -> None:
    from datetime import UTC

    from forbear.web import clock
    from forbear.web.records.permits import issue

    at = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
    with clock.at(at):
        permit = issue(collector, callable_case, "call")
    assert permit.allowed is allowed
    if allowed:
        assert permit.valid_until < datetime(2026, 11, 23, 14, tzinfo=UTC)
    else:
        assert permit.valid_until is None


def test_one_person_at_a_time_may_contact_a_customer(
    collector: Any, callable_case: str, person: Callable[[str], Any]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.models import Permit
    from forbear.web.records.permits import issue, release

    supervisor = person("supervisor")
    first = issue(collector, callable_case, "call")
    assert issue(collector, callable_case, "call").pk == first.pk
    with pytest.raises(ForbearError) as error:
        issue(supervisor, callable_case, "call")
    assert codes(error) == ["permit.held"]
    with pytest.raises(ForbearError) as error:
        issue(collector, callable_case, "sms")
    assert codes(error) == ["permit.held"]
    release(collector, str(first.pk))
    assert issue(supervisor, callable_case, "call").allowed
    assert Permit.objects.count() == 2


def test_a_hold_set_meanwhile_refuses_the_contact(
    collector: Any, callable_case: str, person: Callable[[str], Any]
) -> None:
    from forbear.portfolio.words import HoldKind
    from forbear.problems import ForbearError
    from forbear.web.records.contacts import make
    from forbear.web.records.holds import Reason, set_hold
    from forbear.web.records.models import Contact
    from forbear.web.records.permits import issue

    permit = issue(collector, callable_case, "call")
    set_hold(person("supervisor"), callable_case, Reason(HoldKind.DECEASED))
    with pytest.raises(ForbearError) as error:
        make(collector, permit.pk, told())
    assert set(codes(error)) == {"permit.refused"}
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("hardship", "hardship"),
        ("dispute", "dispute"),
        ("complaint", "complaint"),
        ("deceased", "deceased"),
    ],
)
def test_what_is_a_reason_to_stop_becomes_a_hold(
    collector: Any, callable_case: str, outcome: str, kind: str
) -> None:
    from forbear.web.records.contacts import make
    from forbear.web.records.models import Hold
    from forbear.web.records.permits import issue

    Hold.objects.filter(customer_id=callable_case).delete()
    make(collector, issue(collector, callable_case, "call").pk, told(outcome))
    holds = Hold.objects.filter(customer_id=callable_case).values_list("kind", "origin", "to_on")
    assert list(holds) == [(kind, "here", None)]


def test_a_promise_is_kept_with_its_contact(collector: Any, callable_case: str) -> None:
    from forbear.web.records.contacts import make
    from forbear.web.records.models import Promise
    from forbear.web.records.permits import issue
    from forbear.web.records.promises import Promised, withdraw

    promised = Promised(50_000, date(2026, 11, 30))
    contact = make(
        collector, issue(collector, callable_case, "call").pk, told("promise", promise=promised)
    )
    promise = Promise.objects.get(contact=contact)
    assert (promise.amount, promise.currency, promise.state) == (50_000, "CNY", "open")
    assert withdraw(collector, promise.pk, "amount misheard").state == "withdrawn"


BAD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("nobody_home", {}, ["contact.outcome"]),
    ("promise", {}, ["contact.promise"]),
    ("no_answer", {"promise": (1, date(2026, 11, 30), None)}, ["contact.promise"]),
    ("promise", {"promise": (0, date(2026, 11, 30), None)}, ["promise.amount"]),
    ("promise", {"promise": (1, date(2026, 11, 22), None)}, ["promise.past"]),
    ("promise", {"promise": (1, date(2026, 11, 30), "nobody's")}, ["not_found"]),
    ("no_answer", {"at": timedelta(minutes=1)}, ["contact.future"]),
    ("no_answer", {"at": timedelta(minutes=-1)}, ["permit.not_live"]),
    ("no_answer", {"phone": "not hexadecimal"}, ["not_found"]),
    ("no_answer", {"phone": "00" * 16}, ["not_found"]),
    ("no_answer", {"note": "x" * 4_001}, ["note.long"]),
]


@pytest.mark.any_database
@pytest.mark.parametrize(("outcome", "more", "expected"), BAD)
def test_bad_input_changes_nothing(
    collector: Any,
    callable_case: str,
    morning: datetime,
    outcome: str,
    more: dict[str, Any],
    expected: list[str],
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.journal.models import Entry
    from forbear.web.records.contacts import make
    from forbear.web.records.models import Contact, Promise
    from forbear.web.records.permits import issue
    from forbear.web.records.promises import Promised

    given = dict(more)
    if "promise" in given:
        given["promise"] = Promised(*given["promise"])
    if "at" in given:
        given["at"] = morning + given["at"]
    permit = issue(collector, callable_case, "call")
    before = Entry.objects.count()
    with pytest.raises(ForbearError) as error:
        make(collector, permit.pk, told(outcome, **given))
    assert codes(error) == expected
    counts = (Contact.objects.count(), Promise.objects.count(), Entry.objects.count())
    assert counts == (0, 0, before)


def test_somebody_else_s_permit_is_refused(
    collector: Any, callable_case: str, person: Callable[[str], Any]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.contacts import make
    from forbear.web.records.permits import issue

    permit = issue(collector, callable_case, "call")
    with pytest.raises(ForbearError) as error:
        make(person("supervisor"), permit.pk, told())
    assert codes(error) == ["permit.others"]


def test_a_case_not_one_s_own_is_as_one_that_is_not_there(
    callable_case: str, person: Callable[[str], Any]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.permits import issue, preview

    for name, code in (("collector2", "not_found"), ("auditor", "access.role")):
        with pytest.raises(ForbearError) as error:
            issue(person(name), callable_case, "call")
        assert codes(error) == [code]
    with pytest.raises(ForbearError) as error:
        preview(person("collector2"), callable_case)
    assert codes(error) == ["not_found"]


def test_whose_training_ran_out_gets_no_permit(collector: Any, callable_case: str) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.models import Officer
    from forbear.web.records.permits import issue

    Officer.objects.filter(pk=collector.officer_id).update(qualified_until=date(2026, 11, 22))
    collector.refresh_from_db()
    with pytest.raises(ForbearError) as error:
        issue(collector, callable_case, "call")
    assert codes(error) == ["work.training"]


@pytest.mark.parametrize("change", ["none", "channel", "customer", "late", "refused"])
def test_database_refuses_a_contact_without_a_live_permit(
    collector: Any, callable_case: str, morning: datetime, change: str
) -> None:
    from django.db import connection
    from django.db.utils import DatabaseError

    from forbear.web import clock
    from forbear.web.records.models import Case, Contact
    from forbear.web.records.permits import issue

    with clock.at(morning + timedelta(hours=13) if change == "refused" else morning):
        permit = issue(collector, callable_case, "call")
    other = Case.objects.exclude(pk=callable_case).values_list("pk", flat=True)[0]
    row = {
        "id": uuid4(),
        "customer_id": other if change == "customer" else callable_case,
        "permit_id": uuid4() if change == "none" else permit.pk,
        "channel": "sms" if change == "channel" else "call",
        "at": morning + timedelta(minutes=16 if change == "late" else 1),
        "outcome": "no_answer",
        "made_by_id": collector.pk,
    }
    fields = {f.column: f for f in Contact._meta.concrete_fields}
    values = [fields[c].get_db_prep_value(v, connection) for c, v in row.items()]
    with pytest.raises(DatabaseError, match="permit"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO contact ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})",
            values,
        )
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE contact SET outcome = 'promise'",
        "DELETE FROM contact",
        "UPDATE permit SET allowed = NOT allowed",
        "UPDATE permit SET valid_until = NULL",
        "DELETE FROM permit",
    ],
)
def test_database_keeps_what_happened(collector: Any, callable_case: str, sql: str) -> None:
    from django.db import connection
    from django.db.utils import DatabaseError

    from forbear.web.records.contacts import make
    from forbear.web.records.permits import issue

    make(collector, issue(collector, callable_case, "call").pk, told())
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(sql)


def test_two_people_at_once_one_gets_the_permit(
    collector: Any, callable_case: str, person: Callable[[str], Any]
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from forbear.problems import ForbearError
    from forbear.web.records.permits import issue

    def ask(user: Any) -> str:
        try:
            return str(issue(user, callable_case, "call").asked_by_id)
        except ForbearError as error:
            return error.problems[0].code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        got = sorted(pool.map(ask, [collector, person("supervisor")]))
    assert got[-1] == "permit.held"
    assert got[0] in {str(collector.pk), str(person("supervisor").pk)}


def test_the_same_key_is_recorded_once(
    collector: Any, callable_case: str, person: Callable[[str], Any]
) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.contacts import make
    from forbear.web.records.models import Case, Contact
    from forbear.web.records.permits import issue

    permit, key = issue(collector, callable_case, "call"), uuid4()
    version = Case.objects.get(pk=callable_case).version
    first = make(collector, permit.pk, told(note="没有人接听"), version=version, key=key)
    again = make(collector, permit.pk, told(note="没有人接听"), version=version, key=key)
    assert first.pk == again.pk == key
    assert Contact.objects.count() == 1
    assert Case.objects.get(pk=callable_case).version == version + 1
    # The key is no key to somebody else's contact.
    other = issue(person("supervisor"), callable_case, "sms")
    with pytest.raises(ForbearError) as error:
        make(person("supervisor"), other.pk, told("sent"), key=key)
    assert codes(error) == ["contact.key"]
