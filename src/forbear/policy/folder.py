"""A policy folder: which files it holds, where each comes from, and its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from forbear.policy.model import parse
from forbear.problems import ForbearError, Problem, refuse

M = TypeVar("M", bound=BaseModel)

#: Files that may lie in a bank's folder for its own people and that nothing reads.
NOTES = (".md", ".txt")


@dataclass(frozen=True)
class Policy:
    """The files of one policy. ``files`` maps names like ``strategy.yaml`` to their text."""

    files: dict[str, str]
    #: Names of the files that the bank's own folder supplied.
    own: frozenset[str]

    def __hash__(self) -> int:
        return hash(self.digest)

    def text(self, name: str) -> str:
        """The text of one file."""
        if name not in self.files:
            raise refuse(
                "policy.missing",
                name,
                "the policy has no such file; take it from the default policy",
                "策略文件夹中没有此文件，请从默认策略中复制",
            )
        return self.files[name]

    def read(self, name: str, model: type[M]) -> M:
        """One file, checked against the model of the room that uses it."""
        return parse(self.text(name), model, name)

    def under(self, folder: str) -> dict[str, str]:
        """The files of a subfolder, by name."""
        return {n: t for n, t in sorted(self.files.items()) if n.startswith(f"{folder}/")}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over names and texts; equal policies have equal digests."""
        whole = hashlib.sha256()
        for name in sorted(self.files):
            for part in (name, self.files[name]):
                raw = part.encode()
                whole.update(len(raw).to_bytes(8, "big") + raw)
        return whole.hexdigest()


def load(folder: Path | None = None) -> Policy:
    """Read a bank's policy folder over the shipped default; ``None`` means the default alone.

    A file of the bank's replaces the default's file of the same name, whole. Raises `ForbearError`
    when there is no such folder, a file is not UTF-8, or no room reads a file of that name.
    """
    files = _texts(Path(str(resources.files("forbear.policy") / "default")))
    if folder is None:
        return Policy(files, frozenset())
    if not folder.is_dir():
        raise refuse(
            "policy.no_folder",
            str(folder),
            "no such folder; give a policy folder or leave the option out for the default",
            "没有此文件夹，请指定策略文件夹，或不填以使用默认策略",
        )
    strays = [_unknown(folder / name, files) for name in _names(folder) if not _read(name, files)]
    if strays:
        raise ForbearError(*strays)
    own = _texts(folder)
    return Policy({**files, **own}, frozenset(own))


def _read(name: str, files: dict[str, str]) -> bool:
    """Does some room read a file of this name? A subfolder holds as many files as a bank wants."""
    folders = tuple(f"{known.rpartition('/')[0]}/" for known in files if "/" in known)
    return (
        name in files
        or name.endswith(NOTES)
        or (name.endswith(".yaml") and name.startswith(folders))
    )


def _unknown(path: Path, files: dict[str, str]) -> Problem:
    known = sorted({n.partition("/")[0] + "/" if "/" in n else n for n in files})
    return Problem(
        "policy.unknown_file",
        str(path),
        f"nothing reads a file of this name; known are: {', '.join(known)}",
        f"没有模块读取此文件，可用的名称：{'、'.join(known)}",
    )


def _names(folder: Path) -> list[str]:
    """Every file under `folder` by its path within it, hidden ones left out."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)
    )


def _texts(folder: Path) -> dict[str, str]:
    """Every YAML file under `folder`, by its path within it."""
    found = {}
    for name in _names(folder):
        if not name.endswith(".yaml"):
            continue
        path = folder / name
        try:
            found[name] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise refuse(
                "policy.encoding",
                str(path),
                "not UTF-8; save it as UTF-8",
                "不是 UTF-8 编码，请另存为 UTF-8",
            ) from None
    return found
