"""The rulebook as pages for people who read no code: docs/rulebook-site/, in English and Chinese.

One page a pack, rule by rule with cases, and a front page that says what is covered and which rules
bind which channel. Plain HTML without scripts; it is read from the folder, without a server.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from forbear import policy
from forbear.portfolio.words import Channel
from forbear.rulebook.ways import Books, coverage, open_books
from forbear.rulebook.ways.books import AnyEntry
from forbear.rulebook.ways.told import BINDING, STATUS, said, told, word_of
from rulebook_words import Speaker

HERE = Path(__file__).resolve().parent / "rulebook_site"
FOLDER = "docs/rulebook-site"
LANGUAGES = ("en", "zh")


def pages() -> dict[str, str]:
    """Every page by its path in the tree, with the text it should have."""
    books = open_books(None, policy.load().under("overlay"))
    made = {f"{FOLDER}/site.css": (HERE / "site.css").read_text(encoding="utf-8")}
    made[f"{FOLDER}/index.html"] = _written("door.html.j2", "en", {})
    for language in LANGUAGES:
        speaker = Speaker(language)
        packs = coverage(books)
        front = {
            "covered": packs,
            "channels": [_channel(books, channel, speaker) for channel in Channel],
            "status": [(code, word_of(pair, language)) for code, pair in STATUS.items()],
        }
        made[f"{FOLDER}/{language}/index.html"] = _written("front.html.j2", language, front)
        for pack in packs["packs"]:
            page = {"pack": pack, "known": _known(books, pack["pack"]), "groups": []}
            page["groups"] = _groups([e for e in books.entries if e.pack == pack["pack"]], speaker)
            name = f"{FOLDER}/{language}/{pack['pack']}.html"
            made[name] = _written("pack.html.j2", language, page)
    return made


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _written(template: str, language: str, data: dict[str, Any]) -> str:
    other = next(one for one in LANGUAGES if one != language)
    text = _templates().get_template(template).render(lang=language, other=other, **data)
    return text.rstrip() + "\n"


def _known(books: Books, pack: str) -> dict[str, Any] | None:
    known = books.rules.registered.get(pack)
    if known is None:
        return None
    return {"covers": known.covers.model_dump(), "checked_on": known.checked_on.isoformat()}


def _channel(books: Books, channel: Channel, speaker: Speaker) -> dict[str, Any]:
    """Which rules bind a channel, pack by pack."""
    bound: dict[str, list[dict[str, str]]] = {}
    for entry in books.rules.entries:
        if channel in entry.rule.channels and entry.rule.enabled:
            title = getattr(entry.rule.title, speaker.language)
            bound.setdefault(entry.pack, []).append({"id": entry.id, "title": title})
    word = speaker.code(channel)
    return {"name": word[:1].upper() + word[1:], "packs": sorted(bound.items())}


def _groups(entries: list[AnyEntry], speaker: Speaker) -> list[dict[str, Any]]:
    """The entries of a pack by instrument, from law down to policy."""
    folders: dict[str, list[AnyEntry]] = {}
    for entry in entries:
        folders.setdefault(entry.folder, []).append(entry)
    rank = list(BINDING)
    by_rank = sorted(
        folders.items(), key=lambda kv: (rank.index(str(kv[1][0].instrument.bindingness)), kv[0])
    )
    return [_group(found, speaker) for _, found in by_rank]


def _group(entries: list[AnyEntry], speaker: Speaker) -> dict[str, Any]:
    instrument = entries[0].instrument
    return {
        "title": getattr(instrument.title, speaker.language),
        "binding": word_of(BINDING[str(instrument.bindingness)], speaker.language),
        "issued": instrument.issued,
        "remark": said(instrument.remark, speaker),
        "sources": instrument.source,
        "rules": [told(entry, speaker) for entry in entries],
    }
