"""A first draft of a mapping, by looking at a folder's headers and values."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forbear.portfolio import spec
from forbear.portfolio.csv_files import CsvFile
from forbear.portfolio.files import ENDINGS, is_parquet, listed
from forbear.portfolio.intake import UNREADABLE
from forbear.portfolio.mapping import EMPTY, FILE, ColumnMap, Mapping, TableMap
from forbear.portfolio.packing import DamageError, is_packed, unpacked
from forbear.portfolio.spelling import Spelling, sentinels, spell
from forbear.portfolio.tables import TABLES
from forbear.portfolio.vocabulary import plain, vocabulary

_SAMPLE = 1000

#: How far a header is trusted: the same word, or one within the other.
_SAME, _WITHIN = 0.95, 0.6
#: A column is told by its values alone if nearly all are of a form that hardly comes by chance.
_TELLING = {"resident_id": 0.9, "uscc": 0.9, "phone": 0.95}
_BY_VALUES = 0.5
_LEAST, _LEAST_TABLE = 0.3, 0.4


@dataclass(frozen=True)
class _Guess:
    column: str
    header: str
    spelling: Spelling
    confidence: float
    note: tuple[str, str]


def propose(folder: Path) -> Mapping:
    """Guess which file is which table, which column is which, and how it is written.

    Every guess says how sure it is (0 to 1) and on what it rests; codes and must-columns for which
    nothing was found are named. To be read and corrected by a person before it is used. Raises
    `ForbearError` if there is no such folder.
    """
    claims: dict[str, list[tuple[str, float, pl.DataFrame]]] = {}
    strange = []
    for name in listed(folder):
        if name == FILE:
            continue
        sample = _sample(folder / name)
        table, score = _table(name, sample) if sample is not None else (None, 0.0)
        if table is None or sample is None:
            strange.append(name)
        else:
            claims.setdefault(table, []).append((name, score, sample))
    note = None
    if strange:
        names = ", ".join(strange)
        note = _both("no table was recognised in", "未能识别为任何表", names)
    tables = {table: _propose_table(table, claims[table]) for table in TABLES if table in claims}
    return Mapping(tables=tables, note=note)


def _sample(path: Path) -> pl.DataFrame | None:
    """The first rows of a file; None if it is no table."""
    if not path.name.lower().endswith(ENDINGS):
        return None
    if is_parquet(path):
        try:
            file = io.BytesIO(b"".join(unpacked(path))) if is_packed(path) else path
            return pl.scan_parquet(file, glob=False, n_rows=_SAMPLE).collect()
        except (*UNREADABLE, DamageError):
            return None
    csv = CsvFile(path, block=1 << 20)
    if csv.refused is not None:
        return None
    frame = next((frame for frame, _ in csv.records()), None)
    if frame is None:
        return pl.DataFrame(schema=dict.fromkeys(csv.headers, pl.String))
    frame = frame.drop(frame.columns[0]).head(_SAMPLE)
    frame.columns = csv.headers
    return frame


def _table(name: str, sample: pl.DataFrame) -> tuple[str | None, float]:
    """The table whose columns and name a file resembles most, and how much."""
    stem = plain(name.split(".")[0])
    scores = {}
    for table in TABLES:
        found = {h: _header(table, h) for h in sample.columns}
        hit = {column for column, _ in found.values() if column}
        musts = spec.musts(table)
        must_share = sum(m in hit for m in musts) / len(musts)
        header_share = sum(score for _, score in found.values()) / max(len(found), 1)
        word = max((len(w) for w in vocabulary().files[table] if w in stem), default=0)
        scores[table] = 0.45 * must_share + 0.25 * header_share + (0.3 if word else 0) + word / 1000
    table = max(scores, key=scores.__getitem__)
    return (table, scores[table]) if scores[table] >= _LEAST_TABLE else (None, 0.0)


def _header(table: str, header: str) -> tuple[str | None, float]:
    """The column that a header names best, and how far it can be trusted."""
    best: tuple[str | None, float] = (None, 0.0)
    for column in spec.columns(table):
        score = _resemblance(table, column, header)
        if score > best[1]:
            best = column, score
    return best


def _resemblance(table: str, column: str, header: str) -> float:
    bare = plain(header)
    if bare == column.replace("_", ""):
        return 1.0
    words = vocabulary().headers[table][column]
    if bare in words:
        return _SAME
    long = [w for w in words if len(w) >= (2 if not w.isascii() else 4)]
    within = any(w in bare for w in long) or (len(bare) >= 3 and any(bare in w for w in long))
    return _WITHIN if within else 0.0


def _propose_table(table: str, files: list[tuple[str, float, pl.DataFrame]]) -> TableMap:
    sample = files[0][2]
    guesses = _columns(table, sample)
    columns = {
        name: ColumnMap.model_validate(
            {
                **guesses[name].spelling.how.model_dump(exclude_defaults=True),
                "from": guesses[name].header,
                "confidence": round(guesses[name].confidence, 2),
                "note": _note(guesses[name]),
            }
        )
        for name in spec.columns(table)
        if name in guesses
    }
    empty = set[str]().union(
        *(
            sentinels(sample[guess.header])
            for name, guess in guesses.items()
            if spec.columns(table)[name].kind in ("date", "instant")
        )
    )
    missing = [m for m in spec.musts(table) if m not in columns and m != "currency"]
    note = None
    if missing:
        note = _both("no column was found for", "未找到以下必需列", ", ".join(missing))
    return TableMap(
        files=() if _own_names(table, files) else _patterns(files),
        empty=(*EMPTY, *sorted(empty)),
        columns=columns,
        confidence=round(min(files[0][1], 1.0), 2),
        note=note,
    )


def _columns(table: str, sample: pl.DataFrame) -> dict[str, _Guess]:
    """The best guess for each column; no header serves twice."""
    guesses = []
    for header in sample.columns:
        for column in spec.columns(table).values():
            score = _resemblance(table, column.name, header)
            if score:
                spelling = spell(column, header, sample[header])
                sure = score * (0.4 + 0.6 * spelling.fits)
                why = (f"header {header!r}", f"列标题“{header}”")
            elif column.kind in _TELLING:
                spelling = spell(column, header, sample[header])
                enough = len(sample[header].drop_nulls()) >= 5
                sure = _BY_VALUES if enough and spelling.fits >= _TELLING[column.kind] else 0.0
                why = ("its values", "列中的值")
            else:
                continue
            if sure >= _LEAST:
                guesses.append(_Guess(column.name, header, spelling, sure, why))
    chosen: dict[str, _Guess] = {}
    taken: set[str] = set()
    for guess in sorted(guesses, key=lambda g: -g.confidence):
        if guess.column not in chosen and guess.header not in taken:
            chosen[guess.column] = guess
            taken.add(guess.header)
    return chosen


def _note(guess: _Guess) -> str:
    parts = [(f"by {guess.note[0]}", f"依据{guess.note[1]}")]
    if guess.spelling.fits < 1:
        share = f"{guess.spelling.fits:.0%}"
        parts.append((f"{share} of a sample can be read so", f"样本中 {share} 可按此读取"))
    parts.extend(guess.spelling.notes)
    return f"{'; '.join(en for en, _ in parts)} / {'；'.join(zh for _, zh in parts)}"


def _both(en: str, zh: str, names: str) -> str:
    return f"{en}: {names} / {zh}：{names}"


def _own_names(table: str, files: list[tuple[str, float, pl.DataFrame]]) -> bool:
    return all(re.match(rf"{table}(?:\.|-|/)", name) for name, _, _ in files)


def _patterns(files: list[tuple[str, float, pl.DataFrame]]) -> tuple[str, ...]:
    """Names with dates and numbers of parts as "*": the next night's files are called so too."""
    return tuple(dict.fromkeys(re.sub(r"[0-9]{4,}", "*", name) for name, _, _ in files))
