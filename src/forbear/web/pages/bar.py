"""What stands in the bar on top, for whom, and with which page each begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from forbear.web.people.access import May, may
from forbear.web.people.models import Role, User
from forbear.web.people.templatetags.words import in_chinese


@dataclass(frozen=True)
class Place:
    """A page of the bar: who may, its address's name, icon, key, words."""

    act: May
    name: str
    icon: str
    key: str
    en: str
    zh: str
    #: Roles for whom it stands in the bar; empty: all who may.
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Link:
    """A place as the page shows it."""

    href: str
    icon: str
    key: str
    text: str
    here: bool


PLACES = (
    Place(May.SEE_CASES, "desk:worklist", "headset", "w", "Worklist", "作业清单"),
    Place(May.SEE_CASES, "desk:requests", "help", "r", "Requests", "协助请求"),
    Place(May.SEE_BOARD, "oversight:board", "users", "b", "Team", "团队看板", (Role.SUPERVISOR,)),
    Place(May.SEE_BOARD, "oversight:figures", "chart-bar", "f", "Figures", "统计"),
    Place(
        May.SEE_JOURNAL,
        "compliance:near",
        "alert-triangle",
        "m",
        "Near misses",
        "合规预警",
        (Role.COMPLIANCE, Role.AUDITOR),
    ),
    Place(May.SEE_RULES, "compliance:rules", "scale", "l", "Rules", "规则"),
    Place(May.SEE_RULES, "compliance:why", "shield-check", "y", "Why", "许可说明"),
    Place(May.SEE_JOURNAL, "compliance:journal", "history", "g", "Journal", "日志"),
    Place(May.SEE_TAPES, "nights:tapes", "upload", "t", "Tapes", "数据接收"),
    Place(May.SEE_NIGHTS, "nights:nights", "moon", "i", "Nights", "夜间批处理"),
    Place(May.SEE_PEOPLE, "staff", "user", "p", "People", "人员"),
    Place(
        May.SEE_CASES,
        "nights:routes",
        "map-pin",
        "o",
        "Routes",
        "外访路线",
        (Role.SUPERVISOR, Role.FIELD_OFFICER),
    ),
)
FIRST = {
    Role.ADMINISTRATOR: "nights:tapes",
    Role.STRATEGY_MANAGER: "oversight:figures",
    Role.SUPERVISOR: "oversight:board",
    Role.COMPLIANCE: "compliance:near",
    Role.AUDITOR: "compliance:journal",
}


def links(request: HttpRequest) -> list[Link]:
    """The bar for whoever asks."""
    user = request.user
    if not isinstance(user, User):
        return []
    made = []
    for place in PLACES:
        if (place.roles and user.role not in place.roles) or not may(user, place.act):
            continue
        href = reverse(place.name)
        text = place.zh if in_chinese() else place.en
        made.append(Link(href, place.icon, place.key, text, request.path.startswith(href)))
    return made


def first_page(user: User) -> str:
    """The address's name of the page somebody begins with."""
    return FIRST.get(Role(user.role), "desk:worklist")
