"""What must hold for every case under the packs of several countries together."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear import policy, rulebook
from forbear.portfolio.words import Channel, ConsentKind, HoldKind, Outcome, Product, Role
from forbear.rulebook import Permit, Rulebook, permit
from forbear.rulebook.ways.books import every_pack

DAY = date(2026, 11, 23)
LAW = rulebook.load(every_pack())
BOOK = rulebook.load(every_pack(), policy.load().under("overlay"))
OWN = ("+8613800000001", "+8613800000002")
PLACES = ("CN", "US", "GB", "IE", "AU", "IN", "HK", "SG", "DE", "BR")
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Dublin", "Australia/Sydney")
#: Days on which clocks change somewhere, a holiday, a Sunday, a leap day.
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2026-03-08",
        "2026-03-29",
        "2026-04-05",
        "2026-10-04",
        "2026-10-25",
        "2026-11-01",
        "2026-12-25",
        "2028-02-29",
    )
)

channels = st.sampled_from(list(Channel))
contacts = st.lists(
    st.fixed_dictionaries(
        {
            "at": st.integers(0, 9 * 86400).map(
                lambda s: datetime.fromisoformat("2026-11-13T00:00:00+08:00") + timedelta(seconds=s)
            ),
            "channel": st.sampled_from([Channel.CALL, Channel.SMS, Channel.HOME_VISIT]),
            "outcome": st.sampled_from(list(Outcome)),
            "phone": st.sampled_from(OWN),
            "account_id": st.sampled_from(["A1", "A2", None]),
        }
    ),
    max_size=9,
)
tapes = st.fixed_dictionaries(
    {
        "customers": st.sampled_from(ZONES).map(
            lambda zone: [{"kind": "person", "born_on": date(1980, 5, 5), "timezone": zone}]
        ),
        "accounts": st.sampled_from(list(Product)).map(
            lambda p: [{"account_id": "A1", "product": p}, {"account_id": "A2", "product": p}]
        ),
        "phones": st.just([{"phone": phone, "kind": "mobile", "valid": True} for phone in OWN]),
        "addresses": st.just([{"kind": "home", "written": "-", "lat": 30.0, "lon": 120.0}]),
        "parties": st.sampled_from(list(Role)).map(
            lambda role: [{"party_id": "P1", "role": role, "no_contact": False}]
        ),
        "contacts": contacts,
        "holds": st.lists(
            st.sampled_from(list(HoldKind)).map(lambda k: {"kind": k, "from_on": DAY}), max_size=1
        ),
        "consents": st.lists(
            st.sampled_from(list(ConsentKind)).map(lambda k: {"kind": k, "from_on": DAY}),
            max_size=2,
        ),
    }
)
facts = st.fixed_dictionaries(
    {
        "made_in": st.sampled_from(PLACES),
        "collects_in": st.sampled_from(PLACES),
        "actor": st.sampled_from(["bank", "agency", "purchaser"]),
        "staff": st.sampled_from([1, 2, None]),
    }
)
some = settings(max_examples=25)


def asked(
    book: Rulebook, channel: Channel, tape: dict[str, Any], facts: dict[str, Any], day: date = DAY
) -> Permit:
    return permit(book, {"channel": channel, "day": day, "tape": tape, "facts": facts})


def minutes(found: Permit) -> int:
    return sum(
        int((datetime.fromisoformat(b) - datetime.fromisoformat(a)).total_seconds()) // 60
        for a, b in found.instants
    )


def no_more(less: Permit, more: Permit) -> bool:
    """Whether the first allows nothing that the second does not."""
    left = [99999 if one.remaining is None else one.remaining for one in (less, more)]
    return (
        (more.allowed or not less.allowed) and minutes(less) <= minutes(more) and left[0] <= left[1]
    )


@some
@given(channel=channels, tape=tapes, facts=facts, kind=st.sampled_from(list(HoldKind)))
def test_adding_a_hold_never_allows_more(
    channel: Channel, tape: dict[str, Any], facts: dict[str, Any], kind: HoldKind
) -> None:
    # Death, incapacity and a lawyer are the very reasons why others may be spoken to.
    if channel is Channel.THIRD_PARTY:
        return
    held = tape | {"holds": [*tape["holds"], {"kind": kind, "from_on": DAY}]}
    assert no_more(asked(BOOK, channel, held, facts), asked(BOOK, channel, tape, facts))


@some
@given(channel=channels, tape=tapes, facts=facts)
def test_stricter_overlay_never_allows_more(
    channel: Channel, tape: dict[str, Any], facts: dict[str, Any]
) -> None:
    assert no_more(asked(BOOK, channel, tape, facts), asked(LAW, channel, tape, facts))


@some
@given(channel=channels, tape=tapes, facts=facts, place=st.sampled_from(PLACES))
def test_being_under_one_more_country_never_allows_more(
    channel: Channel, tape: dict[str, Any], facts: dict[str, Any], place: str
) -> None:
    home = facts | {"lives_in": "CN", "made_in": "CN", "collects_in": "CN"}
    both = asked(LAW, channel, tape, home | {"collects_in": place})
    assert no_more(both, asked(LAW, channel, tape, home))
    assert no_more(asked(LAW, channel, tape, home | {"collects_in": None}), both)


@some
@given(channel=channels, tape=tapes, facts=facts, data=st.data())
def test_order_of_history_does_not_matter(
    channel: Channel, tape: dict[str, Any], facts: dict[str, Any], data: st.DataObject
) -> None:
    mixed = tape | {"contacts": data.draw(st.permutations(tape["contacts"]))}
    one, other = asked(BOOK, channel, tape, facts), asked(BOOK, channel, mixed, facts)
    assert one.as_dict() == other.as_dict()


@settings(max_examples=60)
@given(
    channel=st.sampled_from([Channel.CALL, Channel.HOME_VISIT, Channel.WORK_VISIT, Channel.SMS]),
    zone=st.sampled_from(ZONES),
    day=st.sampled_from(DAYS),
    places=st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)),
)
def test_permit_allows_inside_its_instants_and_refuses_a_second_outside(
    channel: Channel, zone: str, day: date, places: tuple[str, str]
) -> None:
    case = {
        "channel": channel,
        "zone": zone,
        "facts": {
            "made_in": places[0],
            "collects_in": places[1],
            "minor": False,
            "has_phone": True,
            "has_home": True,
            "has_work": True,
            "product_card": True,
            **dict.fromkeys(("calls_connected_today", "dials_unanswered_today"), 0),
            **dict.fromkeys(("calls_debt_7d", "contacts_debt_7d", "contacts_debt_31d"), 0),
            "visits_31d": 0,
            "days_since_conversation": 32,
            "staff": 2,
        },
        "tape": {"holds": [], "consents": []},
    }
    second = timedelta(seconds=1)
    for opens, closes in permit(LAW, case | {"day": day}).instants:
        first, end = datetime.fromisoformat(opens), datetime.fromisoformat(closes)
        assert permit(LAW, case | {"at": first}).allowed
        assert permit(LAW, case | {"at": end - second}).allowed
        for outside in (first - second, end):
            refused = permit(LAW, case | {"at": outside})
            assert not refused.allowed or refused.day != day.isoformat()


@pytest.mark.parametrize("day", [date(2015, 6, 3), date(2022, 6, 3), date(2024, 6, 3)])
@given(channel=channels, facts=facts)
@settings(max_examples=6)
def test_replay_ignores_later_rules_and_gives_the_same_bytes(
    day: date, channel: Channel, facts: dict[str, Any]
) -> None:
    early = Rulebook(
        tuple(e for e in BOOK.entries if e.rule.versions[0].in_force <= day), BOOK.registered
    )
    case = {"channel": channel, "day": day, "zone": "Asia/Shanghai", "facts": facts}
    # What is to come within the days looked ahead is known already, and only moves the next moment.
    one, other = permit(early, case).as_dict(), permit(BOOK, case).as_dict()
    assert one == other | {"next_lawful": one["next_lawful"]}
