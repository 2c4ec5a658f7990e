"""What happened, of the cases somebody sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.slow
Browse = Callable[..., Any]


@pytest.fixture
def happened(person: Any, morning: datetime) -> Callable[..., str]:
    """``happened("supervisor", "R1")``: a reassignment in that supervisor's branch."""

    def make(boss: str, reason: str) -> str:
        from forbear.web.records.cases import reassign
        from forbear.web.records.models import Case, Officer

        by = person(boss)
        case = Case.objects.filter(branch=by.branch, collector__isnull=False).first()
        assert case is not None
        to = Officer.objects.filter(branch=by.branch, role="collector").exclude(
            pk=case.collector_id
        )[0]
        reassign(by, [case.pk], to.pk, reason)
        return str(case.pk)

    return make


def test_feed_tells_of_ones_own_branch_newest_first(browse: Browse, happened: Any) -> None:
    first, _ = happened("supervisor", "reason one"), happened("supervisor2", "reason elsewhere")
    happened("supervisor", "reason two")
    page = browse("supervisor").get("/board/feed/").content.decode()
    assert page.index("reason two") < page.index("reason one")
    assert f'href="/cases/{first}/"' in page
    assert "reason elsewhere" not in page
    assert "reason elsewhere" in browse("auditor").get("/board/feed/").content.decode()


@pytest.mark.any_database
def test_feed_of_one_kind_and_in_chinese(browse: Browse, happened: Any) -> None:
    happened("supervisor", "reason one")
    client = browse("supervisor", "zh-hans")
    assert "分派案件" in client.get("/board/feed/?act=case.assigned").content.decode()
    assert "暂无动态" in client.get("/board/feed/?act=promise.made").content.decode()
    assert "reason one" in client.get("/board/feed/?act=unheard.of").content.decode()


@pytest.mark.any_database
def test_feed_does_not_go_back_for_ever(browse: Browse, happened: Any, morning: datetime) -> None:
    from forbear.web import clock

    happened("supervisor", "reason one")
    with clock.at(morning + timedelta(days=15)):
        assert "Nothing happened" in browse("supervisor").get("/board/feed/").content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize("name", ["collector", "strategy_manager", "agency_manager"])
def test_who_may_not_read_the_journal_has_no_feed(browse: Browse, name: str) -> None:
    assert browse(name).get("/board/feed/").status_code == 403
