"""Near misses on screen: how many of each kind, then one by one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from forbear.nightly.lawful import SEPARATOR
from forbear.web import bank
from forbear.web.api.pages import By
from forbear.web.compliance import near
from forbear.web.compliance.answers import changed_facts
from forbear.web.compliance.near import LONGEST, Kind, Span
from forbear.web.listing import listing
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May
from forbear.web.people.templatetags.words import in_chinese, language
from forbear.web.records.models import Permit

#: Title and what the list means, in both languages.
WORDS: dict[Kind, tuple[tuple[str, str], tuple[str, str]]] = {
    Kind.REFUSED: (
        ("Refused at the desk", "申请被拒"),
        (
            "Somebody asked to make this contact and the rulebook said no.",
            "经办人申请联系，规则判定不允许。",
        ),
    ),
    Kind.EDGE: (
        ("Just before closing time", "临近时段结束"),
        (
            "The contact was made within a few minutes of the end of the lawful hours.",
            "联系发生在可联系时段结束前数分钟内。",
        ),
    ),
    Kind.LAST: (
        ("The last attempt", "用尽次数"),
        (
            "The permit had one attempt left that day, and it was used.",
            "许可当日仅剩一次，且已使用。",
        ),
    ),
    Kind.AGAIN: (
        ("Refused, then allowed", "拒绝后又获准"),
        (
            "Refused, and within a day the same channel was allowed. See which facts changed.",
            "被拒后一日内同一渠道获准，应核对哪些事实有变化。",
        ),
    ),
    Kind.UNUSED: (
        ("Nothing recorded", "未登记结果"),
        (
            "A permit ran out: no contact was recorded and it was not given back.",
            "许可已过期，既未登记联系也未归还。",
        ),
    ),
}
WITH_RULES = (Kind.REFUSED, Kind.AGAIN)


@signed(May.SEE_JOURNAL)
def overview(request: HttpRequest) -> HttpResponse:
    """How many of each kind in some days, by day."""
    span = _span(request)
    lists = [
        {**_words(kind), "kind": kind, "count": sum(n for _, n in days), "days": days}
        for kind in Kind
        for days in [near.by_day(near.found(person(request), kind, span))]
    ]
    return page(request, "compliance/near.html", {"lists": lists, **_filters(request, span)})


@signed(May.SEE_JOURNAL)
def listed(request: HttpRequest, kind: str) -> HttpResponse:
    """The permits of one list, the latest first, and how they fall on people, branches, rules."""
    if kind not in list(Kind):
        raise Http404
    which, span = Kind(kind), _span(request)
    rows = near.found(person(request), which, span)
    shown = rows.select_related("asked_by", "customer__case__branch", "contact")
    if which is not Kind.AGAIN:
        shown = shown.defer("answer")
    found = listing(request, shown, (By("at", down=True), By("id")))
    later = near.allowed_later(person(request), found.rows) if which is Kind.AGAIN else {}
    return page(
        request,
        "compliance/near_list.html",
        {
            **_words(which),
            "kind": which,
            "list": found,
            "rows": [_row(row, later.get(row.pk)) for row in found.rows],
            "by_person": near.by_person(rows),
            "by_branch": near.by_branch(rows),
            "by_day": near.by_day(rows),
            "by_rule": _ruled(near.by_rule(rows)) if which in WITH_RULES else [],
            **_filters(request, span),
        },
    )


def _row(permit: Permit, later: Permit | None) -> dict[str, Any]:
    contact = getattr(permit, "contact", None)
    left = None
    if contact is not None and permit.closes_at is not None:
        left = int((permit.closes_at - contact.at).total_seconds() // 60)
    rules = (permit.refused_by or "").split(SEPARATOR) if permit.refused_by else []
    return {
        "permit": permit,
        "contact": contact,
        "left": left,
        "rules": _ruled([(rule, 0) for rule in rules]),
        "later": later,
        "changed": changed_facts(permit.answer, later.answer) if later else [],
        "case": getattr(permit.customer, "case", None),
    }


def _ruled(counted: list[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """Rules with their titles."""
    titles = {entry.id: entry.rule.title for entry in bank.policy().rules.entries}
    return [
        (rule, getattr(titles[rule], language()) if rule in titles else rule, number)
        for rule, number in counted
    ]


def _words(kind: Kind) -> dict[str, str]:
    title, means = WORDS[kind]
    return {"title": title[in_chinese()], "means": means[in_chinese()]}


def _span(request: HttpRequest) -> Span:
    """What was chosen; a day that can't be read counts as not chosen."""
    usual = near.usual(bank.today())
    until = _day(request.GET.get("until"), usual.until)
    since = _day(request.GET.get("since"), min(usual.since, until))
    since = max(since, until - timedelta(days=LONGEST))
    minutes = request.GET.get("minutes", "")
    return Span(
        min(since, until),
        until,
        int(minutes) if minutes.isdecimal() and 1 <= int(minutes) <= 120 else usual.minutes,
        request.GET.get("person", "")[:150],
        request.GET.get("branch", "")[:100],
        request.GET.get("rule", "")[:100],
    )


def _day(given: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(given or "")
    except ValueError:
        return otherwise


def _filters(request: HttpRequest, span: Span) -> dict[str, Any]:
    """The filter as it stands, and the query that keeps it while something is added."""
    query = request.GET.copy()
    query.pop("cursor", None)
    return {"span": span, "query": query.urlencode(), "begin": query.urlencode()}
