"""Files of a tape that are sent: streamed to disk, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, UnreadablePostError

from forbear.portfolio.tables import TABLES
from forbear.problems import refuse
from forbear.web import clock
from forbear.web.api.errors import RefusedError, refused
from forbear.web.nights.models import Tape, TapeState
from forbear.web.nights.receive import receive
from forbear.web.nights.tasks import take_in_later
from forbear.web.people.models import User

#: Bytes read at a time.
CHUNK = 1 << 20
#: Bytes after which the tape's row says how far a file is.
STEP = 32 * CHUNK
#: A table's file, plain or packed, or one of several parts; and the tape's own mapping.
NAME = re.compile(
    rf"(?:{'|'.join(sorted(TABLES))})(?:-[A-Za-z0-9_]{{1,40}})?\.(?:csv|parquet)(?:\.(?:gz|zst))?"
    r"|mapping\.yaml"
)


def begin(by: User, as_of: date) -> Tape:
    """A tape whose files are to come, in a folder of its own."""
    folder = settings.HOME.made().uploads / uuid4().hex
    folder.mkdir(mode=0o700)
    return Tape.objects.create(
        as_of=as_of,
        state=TapeState.UPLOADING,
        folder=str(folder),
        uploaded=True,
        received_at=clock.now(),
        received_by=by,
    )


def put(tape: Tape, name: str, request: HttpRequest, sha256: str | None = None) -> tuple[int, str]:
    """Write a request's body into the tape's folder; its size and SHA-256.

    A file of the same name is replaced. Raises `ForbearError` for a name that no tape has, a body
    that is too large, was cut off or is not what ``sha256`` says; then nothing is left of it.
    """
    _open_for_files(tape)
    if not NAME.fullmatch(name):
        raise refuse(
            "upload.name",
            "path.name",
            "name it as a table of docs/tape-format.md: accounts.csv, accounts-2.parquet, "
            "accounts.csv.gz, or mapping.yaml",
            "文件名应为 docs/tape-format.md 中的表名，如 accounts.csv、accounts-2.parquet、"
            "accounts.csv.gz 或 mapping.yaml",
        )
    size = _length(request)
    part = Path(tape.folder) / f".{uuid4().hex}.part"
    try:
        found = _streamed(tape, name, request, size, part)
        if sha256 is not None and found != sha256.lower():
            raise refuse(
                "upload.sha256",
                "query.sha256",
                f"the file that arrived has {found}; send it again",
                f"收到的文件摘要为 {found}，请重新上传",
            )
        part.replace(Path(tape.folder) / name)
    finally:
        part.unlink(missing_ok=True)
    return size, found


def files(tape: Tape) -> list[tuple[str, int]]:
    """Files that arrived, with their bytes."""
    folder = Path(tape.folder)
    if not tape.uploaded or not folder.is_dir():
        return []
    return sorted((f.name, f.stat().st_size) for f in folder.iterdir() if f.name[0] != ".")


def finish(by: User, tape: Tape) -> tuple[Tape, bool]:
    """All files are there: the tape is received, to be taken in by the worker.

    Returns the tape and whether it is new: the same one sent before is given back instead.
    """
    _open_for_files(tape)
    if not files(tape):
        raise refuse("upload.empty", "tape", "no file was sent yet", "尚未上传任何文件")
    folder = Path(tape.folder)
    with transaction.atomic():
        tape.delete()
        known, new = receive(folder, tape.as_of, by, uploaded=True)
        if new:
            take_in_later.enqueue(known.pk)
        else:
            transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    return known, new


def _open_for_files(tape: Tape) -> None:
    if tape.state != TapeState.UPLOADING:
        raise refuse(
            "tape.state",
            "tape",
            f"it is {tape.state}; files can be sent only before it is imported",
            f"当前状态为 {tape.state}，导入后不能再上传文件",
        )


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or ""
    most = settings.TOLD["FORBEAR_UPLOAD_MEGABYTES"] * 1_000_000
    if not told.isdigit() or int(told) == 0:
        raise refused(
            422,
            "upload.length",
            "Content-Length",
            "send a file, with its length in Content-Length",
            "请上传文件，并提供 Content-Length",
        )
    if int(told) > most:
        raise refused(
            413,
            "upload.too_large",
            "Content-Length",
            f"the file has {told} bytes; at most {most} may be sent. Send it packed or in parts",
            f"文件 {told} 字节，超过上限 {most} 字节，请压缩或分片上传",
        )
    return int(told)


def _streamed(tape: Tape, name: str, request: HttpRequest, size: int, part: Path) -> str:
    digest, left, told = hashlib.sha256(), size, 0
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while left:
            chunk = _read(request, min(CHUNK, left))
            if not chunk:
                raise _cut(size - left, size)
            out.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
            if size - left - told >= STEP:
                told = size - left
                Tape.objects.filter(pk=tape.pk).update(stage=name, share=told / size)
        out.flush()
        os.fsync(out.fileno())
    Tape.objects.filter(pk=tape.pk).update(stage=name, share=1)
    return digest.hexdigest()


def _read(request: HttpRequest, most: int) -> bytes:
    try:
        return request.read(most)
    except (UnreadablePostError, OSError):
        return b""


def _cut(came: int, size: int) -> RefusedError:
    return refused(
        400,
        "upload.cut",
        "body",
        f"{came} of {size} bytes came; send the file again",
        f"仅收到 {came}/{size} 字节，请重新上传",
    )
