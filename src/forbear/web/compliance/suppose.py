"""A contact that is only supposed: what somebody may choose of it, and the case it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from forbear.portfolio.words import Channel, Role
from forbear.problems import ForbearError, Problem
from forbear.rulebook.facts.given import zone_exists
from forbear.rulebook.facts.names import FACTS, Fact, FactGroup
from forbear.rulebook.holidays import CALENDARS
from forbear.web import bank

#: What is asked of every contact, in this order; other facts that rules look at come after.
COMMON = (
    "hold_dispute",
    "hold_complaint",
    "hold_arrangement",
    "hold_hardship",
    "hold_stop_request",
    "hold_represented",
    "hold_vulnerable",
    "hold_deceased",
    "consent_night_contact",
    "consent_visit_appointment",
    "consent_work_contact",
    "consent_third_party",
    "consent_frequency",
    "calls_connected_today",
    "dials_unanswered_today",
    "days_failed_in_row",
    "party_no_contact",
    "party_liable",
    "staff",
)
#: Told by other fields of the form.
ELSEWHERE = frozenset({"addressee", "party_role", "lives_in", "made_in", "collects_in", *CALENDARS})
DEBTOR = "debtor"
WHO = (DEBTOR, *(role.value for role in Role))
#: How a fact is left as it is known, or not known at all.
AS_KNOWN, UNKNOWN = "", "unknown"


@dataclass(frozen=True)
class Asked:
    """What was chosen. ``chosen``: facts other than they are known; None is not known."""

    channel: Channel
    at: datetime
    zone: str
    who: str = DEBTOR
    customer_id: str = ""
    party_id: str = ""
    chosen: Mapping[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """What is supposed besides what is known."""
        third = self.channel is Channel.THIRD_PARTY
        told: dict[str, Any] = {}
        if self.who != DEBTOR or not self.customer_id:
            told["addressee"] = DEBTOR if third else self.who
            if self.who != DEBTOR:
                told["party_role"] = self.who
        return {**told, **self.chosen}


def ordinary() -> dict[str, Any]:
    """Somebody of whom nothing unusual is known: he can be reached, nothing stops, no attempt yet.

    Facts of the plan, such as who goes, stay unknown: the permit says that it requires them.
    """
    groups = {
        FactGroup.HOLD: False,
        FactGroup.CONSENT: False,
        FactGroup.HISTORY: 0,
        FactGroup.PARTY: False,
        FactGroup.MEANS: True,
        FactGroup.AGENCY: True,
    }
    told: dict[str, Any] = {
        name: False if fact.type is bool and fact.group is FactGroup.HISTORY else groups[fact.group]
        for name, fact in FACTS.items()
        if fact.group in groups and fact.type is not str
    }
    products = {name: name == "product_consumer_loan" for name in FACTS if name[:8] == "product_"}
    own = {"kind": "person", "minor": False, "zone_known": True, "days_since_conversation": 32}
    return {**told, **products, **own, "actor": bank.policy().bank.acts_as}


def offered(channel: Channel, day: date) -> tuple[list[Fact], list[Fact]]:
    """The facts that rules of a day look at on a channel: the common ones, and the others."""
    used = set(bank.policy().rules.on(day).channel(channel).facts) - ELSEWHERE
    common = [FACTS[name] for name in COMMON if name in used]
    others = [fact for name, fact in FACTS.items() if name in used and name not in COMMON]
    return common, others


def asked(given: Mapping[str, str], now: datetime) -> Asked:
    """What a form says. Raises `ForbearError` naming each field that can't be used."""
    faults: list[Problem] = []

    def wrong(where: str, en: str, zh: str) -> None:
        faults.append(Problem(f"suppose.{where}", where, en, zh))

    zone = given.get("zone") or bank.policy().bank.timezone
    if not zone_exists(zone):
        wrong("zone", "there is no such time zone; write one as Asia/Shanghai", "没有此时区")
        zone = bank.policy().bank.timezone
    local = now.astimezone(ZoneInfo(zone))
    day, minute = local.date(), local.time().replace(second=0, microsecond=0, tzinfo=None)
    try:
        day = date.fromisoformat(given.get("day") or day.isoformat())
    except ValueError:
        wrong("day", "write the day as 2026-11-23", "日期格式应为 2026-11-23")
    try:
        minute = time.fromisoformat(given.get("time") or minute.isoformat())
    except ValueError:
        wrong("time", "write the time as 21:59", "时间格式应为 21:59")
    channel = given.get("channel") or Channel.CALL.value
    if channel not in list(Channel):
        wrong("channel", "there is no such channel", "没有此渠道")
        channel = Channel.CALL.value
    who = given.get("who") or DEBTOR
    if who not in WHO:
        wrong("who", "nobody of that kind", "没有此联系对象")
    chosen = {}
    for name, text in given.items():
        known = name.removeprefix("f.")
        if name.startswith("f.") and known in FACTS and text.strip() != AS_KNOWN:
            try:
                chosen[known] = _value(FACTS[known], text.strip())
            except ValueError:
                wrong(name, "a count from 0 to 999", "应为 0 到 999 的次数")
    if faults:
        raise ForbearError(*faults)
    at = datetime.combine(day, minute, ZoneInfo(zone))
    customer, party = given.get("customer", "").strip(), given.get("party", "").strip()
    return Asked(Channel(channel), at, zone, who, customer, party, chosen)


def _value(fact: Fact, text: str) -> Any:
    if text == UNKNOWN:
        return None
    if fact.type is bool:
        return text == "yes"
    if fact.type is int:
        number = int(text)
        if not 0 <= number < 1000:
            raise ValueError(text)
        return number
    return text
