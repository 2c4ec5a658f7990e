"""A file that only its owner can read, replaced whole or not at all."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forbear.problems import ForbearError, refuse

#: No ring is longer, in bytes.
_LONGEST = 1 << 20

#: Tells one version of a file from another.
Stamp = tuple[int, int, int]


def stamp(path: Path) -> Stamp:
    """Another one whenever the file is replaced."""
    try:
        about = path.stat()
    except OSError as error:
        raise _unread(path, error) from None
    return about.st_ino, about.st_mtime_ns, about.st_size


def read(path: Path) -> str:
    """The file's text; refused where others may read or write the file."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            data = file.read(_LONGEST)
    except OSError as error:
        raise _unread(path, error) from None
    if mode & 0o077:
        raise refuse(
            "ring.open_to_others",
            str(path),
            f"others on this machine can get at these keys; say: chmod 600 {path}",
            f"本机其他用户可以访问该密钥文件；请执行：chmod 600 {path}",
        )
    return data.decode("utf-8", errors="replace")


def write(path: Path, text: str) -> None:
    """Put a file of mode 0600 in place of the one there is, if any, and on the disk."""
    aside = path.with_name(path.name + ".new")
    try:
        aside.unlink(missing_ok=True)
        opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    except OSError as error:
        raise _unwritten(path, error) from None
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """The file's folder, held against others who write in it until we are done or dead."""
    try:
        opened = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _unwritten(path: Path, error: OSError) -> ForbearError:
    return refuse(
        "ring.unwritten",
        str(path),
        f"the key ring can't be written: {error.strerror}; what stood there still does",
        f"无法写入密钥环文件：{error.strerror}；原有内容未变",
    )


def _unread(path: Path, error: OSError) -> ForbearError:
    if isinstance(error, FileNotFoundError):
        return refuse(
            "ring.missing",
            str(path),
            "there is no key ring here; restore it from its backup: without it nothing that is "
            "sealed can be opened",
            "找不到密钥环文件；请从备份恢复，没有它已加密的数据无法打开",
        )
    return refuse(
        "ring.unreadable",
        str(path),
        f"the key ring can't be read: {error.strerror}",
        f"无法读取密钥环文件：{error.strerror}",
    )
