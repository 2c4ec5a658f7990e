"""Entries that bind the house rather than one contact: clocks and duties, read beside the rules.

They stand in the folder of their instrument, in files named ``<topic>.clock.yaml`` and
``<topic>.duty.yaml``, and are read only when asked for, so that permits do not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from forbear.policy import PolicyModel
from forbear.problems import ForbearError, Problem
from forbear.rulebook.instrument import Instrument
from forbear.rulebook.pack import BANK, INSTRUMENT, OVERLAY, missing_instrument, pack_texts
from forbear.rulebook.reading import read
from forbear.rulebook.rule import Dated, Version


@dataclass(frozen=True)
class Standing:
    """One entry with what it takes from its folder. ``file`` is its path below the packs."""

    rule: Dated[Any]
    pack: str
    folder: str
    file: str
    instrument: Instrument

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.rule.id

    def on(self, day: date) -> Version[Any] | None:
        """The version that decides on a day, if one does."""
        return self.rule.on(day) if self.rule.enabled else None

    def citation(self, day: date, language: str = "en") -> str:
        """Instrument and article in one line."""
        name = getattr(self.instrument.title, language)
        version = self.rule.on(day)
        article = version.citation.article if version else None
        return f"{name} {getattr(article, language)}" if article else str(name)


M = TypeVar("M", bound=PolicyModel)


def read_standing(
    packs: Sequence[str],
    suffix: str,
    model: type[M],
    opened: Callable[[M], Sequence[Dated[Any]]],
    folder: Path,
    overlay: Mapping[str, str],
) -> tuple[Standing, ...]:
    """Every entry in the files of ``packs`` and of the bank's overlay that end in ``suffix``.

    Sorted by id. Raises `ForbearError` for a folder without instrument and an id given twice.
    """
    found = [
        Standing(rule, OVERLAY, OVERLAY, name, BANK)
        for name, text in sorted(overlay.items())
        if name.endswith(suffix)
        for rule in opened(read(text, model, name))
    ]
    for pack in packs:
        texts = pack_texts(folder, pack)
        for name, text in sorted(texts.items()):
            if not name.endswith(suffix):
                continue
            within = name.rpartition("/")[0]
            if f"{within}/{INSTRUMENT}" not in texts:
                raise missing_instrument(name)
            instrument = read(texts[f"{within}/{INSTRUMENT}"], Instrument, name)
            rules = opened(read(text, model, name))
            found += [Standing(rule, pack, within, name, instrument) for rule in rules]
    found.sort(key=lambda entry: entry.id)
    _once_each(found)
    return tuple(found)


def _once_each(entries: Sequence[Standing]) -> None:
    faults = [
        Problem(
            "rulebook.twice",
            f"{after.file}: {after.id}",
            f"this id is already taken in {one.file}; choose another",
            f"规则编号已在 {one.file} 中使用，请更换",
        )
        for one, after in pairwise(entries)
        if one.id == after.id
    ]
    if faults:
        raise ForbearError(*faults)
