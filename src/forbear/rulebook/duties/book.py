"""The duties of the packs in use, and what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from forbear.problems import ForbearError, Problem, refuse
from forbear.rulebook.condition import compiled
from forbear.rulebook.duties.names import HOUSE, About
from forbear.rulebook.duties.rule import Duty, DutyCase, DutyFile, Finding
from forbear.rulebook.pack import shipped
from forbear.rulebook.standing import Standing, read_standing

SUFFIX = ".duty.yaml"
_ENUM = pl.Enum(Finding)
_FINDINGS = {"subject_id": pl.String(), "rule_id": pl.String(), "finding": _ENUM}


@dataclass(frozen=True)
class Duties:
    """All duties, sorted by id."""

    entries: tuple[Standing, ...]

    def rule(self, rule_id: str) -> Standing:
        """One duty by its id."""
        return {entry.id: entry for entry in self.entries}[rule_id]

    def found(self, facts: pl.DataFrame, about: About, on: date) -> pl.DataFrame:
        """What the duties about one kind of subject find, by the rules in force on a day.

        ``facts`` has ``subject_id`` and any of the facts in `names.HOUSE`; one without a column is
        unknown. The answer is as `schema.Findings`, sorted by subject and rule. Raises
        `ForbearError` for a column that is no fact or of the wrong type.
        """
        whole = _complete(facts)
        empty = pl.DataFrame(schema=_FINDINGS)
        ours = [(entry, entry.rule) for entry in self.entries if isinstance(entry.rule, Duty)]
        frames = [
            _judged(whole, duty, on)
            for entry, duty in ours
            if duty.about is about and entry.on(on) is not None
        ]
        return pl.concat([empty, *frames]).sort("subject_id", "rule_id")

    def failures(self) -> list[Problem]:
        """What each case that does not come out as written says; also of disabled duties."""
        faults = []
        for entry in self.entries:
            for case in entry.rule.cases if isinstance(entry.rule, Duty) else ():
                got = attempt(entry, case)
                if got is not case.expect:
                    faults.append(
                        Problem(
                            "rulebook.case",
                            f"{entry.file}: {entry.id}",
                            f"case '{case.en}' comes out as {got}, not as {case.expect}",
                            f"案例“{case.zh}”的结果为 {got}，应为 {case.expect}",
                        )
                    )
        return faults


def attempt(entry: Standing, case: DutyCase) -> Finding:
    """What one duty finds in a case, whether it is enabled or not."""
    duty = entry.rule
    if not isinstance(duty, Duty) or duty.on(case.day) is None:
        return Finding.NONE
    row: dict[str, Any] = {"subject_id": "-", **case.facts}
    schema = {"subject_id": pl.String(), **{name: HOUSE[name].dtype for name in case.facts}}
    try:
        frame = pl.DataFrame([row], schema={**schema, **_wide(case.facts)}, orient="row")
    except (pl.exceptions.PolarsError, TypeError):
        raise _wrong_fact(f"{entry.file}: {entry.id}: {case.en}") from None
    found = _judged(_complete(frame), duty, case.day)
    return Finding(found["finding"].item()) if found.height else Finding.NONE


def load_duties(
    packs: Sequence[str],
    overlay: Mapping[str, str] | None = None,
    *,
    folder: Path | None = None,
) -> Duties:
    """Read the duties of ``packs`` and of the bank's overlay, and run every case.

    Raises `ForbearError` on a key, fact or pack that is not known, a missing citation, an id given
    twice, or a case that does not come out as written.
    """
    where = shipped() if folder is None else folder
    duties = Duties(
        read_standing(packs, SUFFIX, DutyFile, lambda file: file.duties, where, overlay or {})
    )
    wrong = duties.failures()
    if wrong:
        raise ForbearError(*wrong)
    return duties


def _judged(facts: pl.DataFrame, duty: Duty, on: date) -> pl.DataFrame:
    """Rows to which the duty applies or may apply, with what it finds."""
    version = duty.on(on)
    assert version is not None
    applies = compiled(duty.when, HOUSE)
    holds = compiled(version.value.must, HOUSE)
    finding = (
        pl.when(holds)
        .then(pl.lit(str(Finding.MET)))
        .when(applies & ~holds)
        .then(pl.lit(str(Finding.BROKEN)))
        .otherwise(pl.lit(str(Finding.UNKNOWN)))
    )
    return facts.filter(applies.fill_null(True)).select(
        "subject_id", pl.lit(duty.id).alias("rule_id"), finding.cast(_ENUM).alias("finding")
    )


def _complete(facts: pl.DataFrame) -> pl.DataFrame:
    """The frame with every fact of the house; an absent one is unknown."""
    for name in facts.columns:
        if name != "subject_id" and name not in HOUSE:
            raise _wrong_fact(name)
    absent = [
        pl.lit(None, dtype=fact.dtype).alias(name)
        for name, fact in HOUSE.items()
        if name not in facts.columns
    ]
    codes = [
        pl.col(name).cast(pl.String)
        for name in facts.columns
        if name in HOUSE and HOUSE[name].type is str
    ]
    return facts.with_columns(*absent).with_columns(*codes)


def _wide(names: Mapping[str, Any]) -> dict[str, pl.DataType]:
    """Counts in 64 bits: rates in millionths do not fit into the 16 bits of counted contacts."""
    return {name: pl.Int64() for name in names if HOUSE[name].type is int}


def _wrong_fact(where: str) -> ForbearError:
    return refuse(
        "rulebook.house_fact",
        where,
        "no such fact of the house, or not of its type; rulebook/duties/names.py lists them",
        "没有此事实或类型不符，见 rulebook/duties/names.py",
    )
