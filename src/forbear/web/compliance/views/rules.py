"""The rulebook on screen: found by words, kind, channel and day, and read one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.rulebook.ways import listed as rows_of
from forbear.rulebook.ways.books import AnyEntry, in_force
from forbear.rulebook.ways.told import BINDING, KINDS, STATUS, told
from forbear.web import bank
from forbear.web.compliance.speaking import speaker
from forbear.web.pages.shell import page, signed
from forbear.web.people.access import May
from forbear.web.people.templatetags.words import in_chinese


@dataclass(frozen=True)
class Wanted:
    """What of the book is looked for; empty means all."""

    q: str
    pack: str
    kind: str
    channel: str
    status: str
    binding: str
    #: Empty: in force on any day.
    on: date | None

    @property
    def narrow(self) -> bool:
        """Whether something particular is looked for."""
        return any((self.q, self.pack, self.kind, self.channel, self.status, self.binding))

    def fits(self, entry: AnyEntry, row: dict[str, Any]) -> bool:
        """Whether an entry is one of those."""
        same = (("pack", self.pack), ("kind", self.kind), ("status", self.status))
        if any(wanted and row[name] != wanted for name, wanted in same):
            return False
        if self.channel and self.channel not in row["channels"]:
            return False
        if self.binding and self.binding != row["bindingness"]:
            return False
        if not in_force(entry, self.on):
            return False
        text = " ".join(_searched(entry)).casefold()
        return all(word in text for word in self.q.casefold().split())


@signed(May.SEE_RULES)
def listed(request: HttpRequest) -> HttpResponse:
    """Every rule, clock and duty of the bank, by instrument; what is wanted of them."""
    books, wanted = bank.books(), _wanted(request)
    rows = {row["rule_id"]: row for row in rows_of(books)}
    found = [entry for entry in books.entries if wanted.fits(entry, rows[entry.id])]
    groups = _groups(found, rows)
    return page(
        request,
        "compliance/rules.html",
        {
            "groups": groups,
            "count": len(found),
            "all": len(rows),
            "wanted": wanted,
            "day": wanted.on or bank.today(),
            "choices": _choices(list(rows.values())),
            "version": books.rules.on(bank.today()).version,
        },
    )


@signed(May.SEE_RULES)
def one(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule: what it says, by which text, whom it binds, since when, with worked cases."""
    books = bank.books()
    try:
        entry = books.entry(rule_id)
    except ForbearError:
        raise Http404 from None
    say = speaker()
    kind = next(row["kind"] for row in rows_of(books) if row["rule_id"] == entry.id)
    binding = str(entry.instrument.bindingness)
    return page(
        request,
        "compliance/rule.html",
        {
            "rule": told(entry, say),
            "kind": say.either(*KINDS[kind]),
            "contact": kind not in NOT_CONTACT,
            "instrument": getattr(entry.instrument.title, say.language),
            "binding": binding,
            "binding_words": say.either(*BINDING[binding]),
            "remark": entry.instrument.remark and getattr(entry.instrument.remark, say.language),
            "now": in_force(entry, bank.today()) and entry.rule.enabled,
            "tightened_by": [
                one.id for one in books.rules.entries if one.rule.tightens == entry.id
            ],
            "pack": entry.pack,
        },
    )


#: Kinds that say nothing about a single contact.
NOT_CONTACT = ("deadline", "period", "retention", "limitation", "duty")


def _wanted(request: HttpRequest) -> Wanted:
    given = {name: request.GET.get(name, "").strip() for name in WANTED}
    if "on" not in request.GET:
        return Wanted(**given, on=bank.today())
    try:
        return Wanted(**given, on=date.fromisoformat(request.GET["on"]))
    except ValueError:
        return Wanted(**given, on=None)


WANTED = ("q", "pack", "kind", "channel", "status", "binding")


def _searched(entry: AnyEntry) -> Iterator[str]:
    """Both languages: who looks for 外访 or for visit finds the same."""
    rule, instrument = entry.rule, entry.instrument
    yield from (rule.id, instrument.short)
    for text in (rule.title, rule.explains, instrument.title):
        yield from (text.en, text.zh)
    for version in rule.versions:
        if version.citation.article:
            yield from (version.citation.article.en, version.citation.article.zh)


def _groups(entries: list[AnyEntry], rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """By instrument, from law down to the bank's own policy."""
    say, rank = speaker(), list(BINDING)
    folders: dict[tuple[int, str], list[AnyEntry]] = {}
    for entry in entries:
        place = rank.index(str(entry.instrument.bindingness))
        folders.setdefault((place, entry.folder), []).append(entry)
    return [
        {
            "title": getattr(found[0].instrument.title, say.language),
            "binding": rank[place],
            "binding_words": say.either(*BINDING[rank[place]]),
            "rules": [_row(entry, rows[entry.id]) for entry in found],
        }
        for (place, _), found in sorted(folders.items(), key=lambda pair: pair[0])
    ]


def _row(entry: AnyEntry, row: dict[str, Any]) -> dict[str, Any]:
    say = speaker()
    article = entry.rule.versions[-1].citation.article
    return {
        "id": entry.id,
        "title": getattr(entry.rule.title, say.language),
        "article": getattr(article, say.language) if article else "",
        "kind": say.either(*KINDS[row["kind"]]),
        "channels": row["channels"],
        "status": row["status"],
        "status_words": say.either(*STATUS[row["status"]]),
        "since": entry.rule.versions[0].in_force,
        "enabled": entry.rule.enabled,
    }


def _choices(rows: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen of, as far as there is any."""
    say, zh = speaker(), in_chinese()
    books = bank.books()

    def of(name: str, words: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
        there = {row[name] for row in rows}
        return [(code, pair[zh]) for code, pair in words.items() if code in there]

    packs = {
        pack: (known.title.en, known.title.zh) for pack, known in books.rules.registered.items()
    }
    packs["bank"] = ("Bank policy", "本行政策")
    return {
        "pack": of("pack", packs),
        "kind": of("kind", KINDS),
        "status": of("status", STATUS),
        "binding": of("bindingness", BINDING),
        "channel": [(str(channel), say.code(channel)) for channel in Channel],
    }
