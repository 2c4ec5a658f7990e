"""A policy folder: which files it holds, where each comes from, and its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from forbear.policy.model import parse
from forbear.problems import refuse

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Policy:
    """The files of one policy. ``files`` maps names like ``strategy.yaml`` to their text."""

    files: dict[str, str]
    #: Names of the files that the bank's own folder supplied.
    own: frozenset[str]

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

    @property
    def digest(self) -> str:
        """SHA-256 over names and texts; equal policies have equal digests."""
        whole = hashlib.sha256()
        for name in sorted(self.files):
            for part in (name, self.files[name]):
                raw = part.encode()
                whole.update(len(raw).to_bytes(8, "big") + raw)
        return whole.hexdigest()


def load(folder: Path | None = None) -> Policy:
    """Read a bank's policy folder over the shipped default; ``None`` means the default alone."""
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
    own = _texts(folder)
    unknown = sorted(n for n in own if n not in files and "/" not in n)
    if unknown:
        raise refuse(
            "policy.unknown_file",
            str(folder / unknown[0]),
            f"no room reads a file of this name; known are: {', '.join(sorted(files))}",
            f"没有模块读取此文件，可用的文件名：{'、'.join(sorted(files))}",
        )
    return Policy({**files, **own}, frozenset(own))


def _texts(folder: Path) -> dict[str, str]:
    """Every YAML file under `folder`, by its path within it."""
    found = {}
    for path in sorted(folder.rglob("*.yaml")):
        try:
            found[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise refuse(
                "policy.encoding",
                str(path),
                "not UTF-8; save it as UTF-8",
                "不是 UTF-8 编码，请另存为 UTF-8",
            ) from None
    return found
