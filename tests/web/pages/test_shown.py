"""Figures, days and codes as the two languages write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forbear.problems import Problem

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def shown(django: None) -> Any:
    from forbear.web import clock
    from forbear.web.pages.templatetags import shown as tags

    with clock.at(NOW):
        yield tags


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest, django: None) -> Any:
    from django.utils.translation import override

    with override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (1234567, "CNY", "12,345.67"),
        (5, "CNY", "0.05"),
        (-150, "CNY", "−1.50"),
        (1234567, "JPY", "1,234,567"),
        (1234567, "KWD", "1,234.567"),
        (0, None, "0.00"),
        (None, "CNY", "–"),
    ],
)
def test_money_has_every_digit_of_its_currency(
    shown: Any, minor: int | None, currency: str | None, written: str
) -> None:
    assert shown.money(minor, currency) == written


def test_short_money_in_the_scale_of_the_language(shown: Any, language: str) -> None:
    written = {"en": "CNY 12.3m", "zh-hans": "1,230万元"}

    assert shown.short_money(1_230_000_000) == written[language]


@pytest.mark.parametrize(
    ("on", "en", "zh"),
    [
        (date(2026, 11, 22), "2026-11-22", "11月22日"),
        (date(2025, 1, 2), "2025-01-02", "2025年1月2日"),
    ],
)
def test_day_leaves_out_the_present_year_in_chinese(
    shown: Any, language: str, on: date, en: str, zh: str
) -> None:
    written = shown.day(on)

    assert written == f'<time datetime="{on}">{en if language == "en" else zh}</time>'


def test_moment_is_by_the_banks_clock(shown: Any, language: str) -> None:
    written = shown.moment(datetime(2026, 11, 22, 17, 5, tzinfo=UTC))

    assert ("2026-11-23 01:05" if language == "en" else "11月23日 01:05") in written
    assert 'datetime="2026-11-22T17:05:00+00:00"' in written


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [(31, "31 days late", "逾期31天"), (1, "1 day late", "逾期1天"), (0, "not late", "未逾期")],
)
def test_lateness_in_words(shown: Any, language: str, days: int, en: str, zh: str) -> None:
    assert shown.late(days) == (en if language == "en" else zh)


@pytest.mark.parametrize("name", ["money", "count", "percent", "day", "moment", "hour", "of_day"])
def test_nothing_is_a_dash(shown: Any, name: str) -> None:
    assert getattr(shown, name)(None) == "–"


def test_times_of_day(shown: Any) -> None:
    assert shown.of_day(8 * 60 + 5) == "08:05"
    assert shown.hour(datetime(2026, 11, 22, 13, 59, tzinfo=UTC)) == "21:59"
    assert shown.percent(0.1234) == "12.3%"


def test_problems_of_one_field_alone(shown: Any) -> None:
    amount = Problem("a", "body.promise.amount", "too much", "过多")
    other = Problem("b", "due_on", "past", "已过")

    assert shown.at_field([amount, other], "amount") == [amount]
    assert shown.at_field(None, "amount") == []


def test_what_is_not_built_has_no_address(shown: Any, monkeypatch: Any, tmp_path: Any) -> None:
    from forbear.web.pages import assets

    monkeypatch.setattr(assets, "BUILT", tmp_path)
    assert shown.asset("app.js") == ""

    (tmp_path / "names.json").write_text(
        '{"app.js": "app.1.js", "app-style.css": "app-style.2.css"}'
    )
    assert shown.asset("app.js") == "/static/built/app.1.js"
    assert shown.asset("app.css") == "/static/built/app-style.2.css"
    assert shown.asset("other.js") == ""


def test_icon_is_hidden_from_readers(shown: Any) -> None:
    assert 'aria-hidden="true"' in shown.icon("phone")
    assert '#phone"' in shown.icon("phone")
