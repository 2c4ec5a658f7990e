"""Which files of a tape folder hold which table."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from forbear.portfolio.mapping import FILE, Mapping
from forbear.portfolio.tables import TABLES
from forbear.problems import refuse

#: How a tape's files end.
_CSV, _PARQUET = ((kind, f"{kind}.gz", f"{kind}.zst") for kind in (".csv", ".parquet"))
ENDINGS = _CSV + _PARQUET


def is_parquet(path: Path) -> bool:
    """Does a file's name say that it is Parquet, packed or not?"""
    return path.name.lower().endswith(_PARQUET)


@dataclass(frozen=True)
class TapeFile:
    """One file: ``name`` is its path within the tape folder, with forward slashes."""

    table: str
    path: Path
    name: str

    @property
    def is_parquet(self) -> bool:
        """Parquet, or else CSV."""
        return is_parquet(self.path)


@dataclass(frozen=True)
class Folder:
    """Files by table, in the order of their names, and names of files that no table claims."""

    files: dict[str, tuple[TapeFile, ...]]
    unread: tuple[str, ...]


def find(folder: Path, mapping: Mapping) -> Folder:
    """Look through a tape folder.

    A table ``accounts`` is accounts.csv or accounts.parquet, either also packed (.gz, .zst),
    accounts-*.csv and so on, and every such file in a folder accounts/; or the files that the
    mapping names. Files whose name begins with "." or "_" are other programs' marks and are
    passed over.
    """
    files: dict[str, list[TapeFile]] = {table: [] for table in TABLES}
    unread = []
    for name in listed(folder):
        table = _table_of(name, mapping)
        if table is not None:
            files[table].append(TapeFile(table, folder / name, name))
        elif name != FILE:
            unread.append(name)
    return Folder({t: tuple(f) for t, f in files.items()}, tuple(unread))


def listed(folder: Path) -> list[str]:
    """Names of a folder's files, sorted. Raises `ForbearError` if there is no such folder."""
    if not folder.is_dir():
        raise refuse(
            "tape.no_folder",
            str(folder),
            "no such folder; give the folder that holds the tape's files",
            "没有此文件夹，请指定存放数据文件的文件夹",
        )
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not any(p[0] in "._" for p in path.relative_to(folder).parts)
    )


def _table_of(name: str, mapping: Mapping) -> str | None:
    """The table that claims a file. One that the mapping gives files claims no others."""
    ending = next((e for e in ENDINGS if name.lower().endswith(e)), None)
    if ending is None:
        return None
    for table, how in mapping.tables.items():
        if any(fnmatchcase(name, pattern) for pattern in how.files):
            return table
    stem = name[: -len(ending)]
    for table in TABLES:
        mine = stem == table or stem.startswith(f"{table}-") or stem.startswith(f"{table}/")
        if mine and stem.count("/") <= 1 and not mapping.table(table).files:
            return table
    return None


def digest(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
