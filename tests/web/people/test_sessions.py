"""Sessions end: when idle, after a working day, with the account, from elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from people_signing import INSIDE, MORNING, browser, entered, person, sign_in, text

pytestmark = [pytest.mark.usefixtures("site", "fresh"), pytest.mark.any_database]


def minutes_in(minutes: float) -> Any:
    """So long into the morning, whatever the machine's own clock does meanwhile."""
    from forbear.web import clock

    return clock.at(MORNING + timedelta(minutes=minutes))


def test_idle_session_ends_and_says_so(demo: None) -> None:
    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
        assert client.get(INSIDE).status_code == 200
    with minutes_in(15):
        assert client.get(INSIDE).status_code == 200
    with minutes_in(30.5):
        assert client.get(INSIDE).status_code == 200
    with minutes_in(47):
        over = client.get(INSIDE)
    assert over.headers["Location"] == "/sign-in/?over=1&next=%2Faccount%2Fsessions%2F"
    assert "Your session is over" in text(client.get(over.headers["Location"]))
    assert entered("person:lin")[-1][0] == "person.signed_out"


def test_idle_session_answers_a_program_in_json(demo: None) -> None:
    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
        client.get(INSIDE)
    with minutes_in(20):
        over = client.get("/api/cases")
    assert over.status_code == 401
    assert over.json()["problems"][0]["code"] == "session.over"


def test_busy_session_ends_after_a_working_day(demo: None) -> None:
    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
    for step in range(12 * 6):
        with minutes_in(step * 10):
            assert client.get("/account/").status_code == 200
    with minutes_in(12 * 60 + 8):
        assert client.get("/account/").status_code == 302


def test_session_is_not_written_at_each_request(demo: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
        client.get("/account/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/account/")
    verbs = {query["sql"].split()[0] for query in asked}
    assert verbs == {"SELECT"}


def test_token_of_a_system_is_left_to_the_api() -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    from forbear.web.people.middleware import idle, second_factor

    request = RequestFactory().get("/api/cases", headers={"authorization": "Bearer x"})
    request.user = person()
    for layer in (idle, second_factor):
        assert layer(lambda _: HttpResponse("passed"))(request).content == b"passed"


def test_closing_an_account_ends_its_sessions(demo: None) -> None:
    from forbear.web.people.models import User

    person()
    client = browser()
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get(INSIDE).headers["Location"].startswith("/sign-in/")


def test_other_sessions_can_be_ended(demo: None) -> None:
    person()
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        sign_in(client)
        assert client.get(INSIDE).status_code == 200
    assert here.post(INSIDE).status_code == 302
    assert here.get(INSIDE).status_code == 200
    assert elsewhere.get(INSIDE).headers["Location"].startswith("/sign-in/")
