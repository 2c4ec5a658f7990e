"""The night's working folder: what is finished survives a kill, what is not is done again."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from forbear.problems import refuse


class Reading(NamedTuple):
    """What a meter shows: wall and processor seconds since some start, peak memory in bytes."""

    wall: float
    cpu: float
    peak: int


Meter = Callable[[], Reading]
#: Called with a stage's name and how much of it is done, 0 to 1.
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Timing:
    """What one stage took. ``reused`` means that an earlier, interrupted run had finished it."""

    stage: str
    wall: float
    cpu: float
    peak: int
    reused: bool


@dataclass
class Work:
    """Stages of one run under `folder`; `key` says which inputs they belong to."""

    folder: Path
    meter: Meter | None = None
    progress: Progress | None = None
    timings: list[Timing] = field(default_factory=list)
    _stage: str = ""
    _since: Reading | None = None

    def begin(self, key: str) -> None:
        """Keep finished stages if they were made from the same inputs, else start anew."""
        mark = self.folder / "key"
        if mark.exists() and mark.read_text() == key:
            return
        for path in self.folder.iterdir():
            if path.name != LOCK:
                _remove(path)
        write_aside(mark, key.encode())

    def stage(self, name: str, build: Callable[[Path], None]) -> Path:
        """The folder that `build` filled: built aside, then renamed, so never half a result."""
        done = self.folder / name
        before = self._since = self.meter() if self.meter else None
        self._stage = name
        reused = done.exists()
        if self.progress:
            self.progress(name, 0.0)
        if not reused:
            aside = self.folder / f"{name}.partial"
            _remove(aside)
            aside.mkdir(parents=True)
            build(aside)
            aside.rename(done)
        if self.progress:
            self.progress(name, 1.0)
        if self.meter and before:
            after = self.meter()
            self.timings.append(
                Timing(name, after.wall - before.wall, after.cpu - before.cpu, after.peak, reused)
            )
        return done

    def lap(self, part: str) -> None:
        """Note what one part of the present stage took, since the stage or the part before."""
        if self.meter:
            now = self.meter()
            if self._since:
                took = Timing(
                    f"{self._stage}/{part}",
                    now.wall - self._since.wall,
                    now.cpu - self._since.cpu,
                    now.peak,
                    False,
                )
                self.timings.append(took)
            self._since = now

    def tick(self, name: str, share: float) -> None:
        """Tell how much of a stage is done."""
        if self.progress:
            self.progress(name, share)

    def timings_json(self) -> bytes:
        """The timings as JSON, seconds and bytes."""
        return (json.dumps([asdict(t) for t in self.timings], indent=1) + "\n").encode()


LOCK = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one run; a second run at the same time is refused."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise refuse(
                "night.running",
                str(folder),
                "another run is working here; wait for it or choose another --out",
                "另一次运行正在使用此文件夹，请等待或另选 --out",
            ) from None
        yield


def write_aside(path: Path, raw: bytes) -> None:
    """Write a file so that its name only ever stands for the whole of it."""
    aside = path.with_name(f"{path.name}.partial")
    with aside.open("wb") as handle:
        handle.write(raw)
        handle.flush()
        os.fsync(handle.fileno())
    aside.rename(path)


def publish(made: Path, out: Path) -> None:
    """Put a finished folder in the place of `out`."""
    old = out.with_name(f"{out.name}.old")
    _remove(old)
    if out.exists():
        out.rename(old)
    made.rename(out)
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
