"""A tape comes in: received, checked, loaded; once, in order, and never half."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from forbear.nightly import TapeFolder
from forbear.portfolio import Checked, check
from forbear.problems import ForbearError, Problem, refuse
from forbear.web import bank, clock, keys, locks
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import SYSTEM, enter
from forbear.web.nights.inward import Inward
from forbear.web.nights.load import Loaded, clear, load, put_in_place
from forbear.web.nights.models import Quarantined, Tape, TapeState
from forbear.web.nights.trouble import at_once, finished, fitting
from forbear.web.people.models import User

#: Whoever changes the bank's records as a whole: imports, nights, key rotation.
RECORDS = "records"
#: A tape in one of these is still to be taken in.
PENDING = (TapeState.RECEIVED, TapeState.CHECKING, TapeState.LOADING)

Progress = Callable[[str, float], None]
#: Seconds for which an upload's folder may be there without its tape.
UNCLAIMED = 600


def chain_of(tape: Tape) -> str:
    """The journal's chain of a tape."""
    return f"tape:{tape.pk}"


def receive(
    folder: Path, as_of: date, by: User | None, *, uploaded: bool = False
) -> tuple[Tape, bool]:
    """Note that a tape is there; returns it and whether it is new.

    The same tape again is the one that is known. Raises `ForbearError` for one older than what
    was accepted last, and for a folder that can't be read.
    """
    digest = _digest(folder)
    known = Tape.objects.filter(as_of=as_of, digest=digest).exclude(state=TapeState.REFUSED).first()
    if known is not None:
        return known, False
    tape = Tape(
        as_of=as_of,
        digest=digest,
        folder=str(folder.absolute()),
        uploaded=uploaded,
        received_at=clock.now(),
        received_by=by,
    )
    try:
        with transaction.atomic():
            _not_older(as_of)
            tape.save()
            enter(
                chain_of(tape),
                Act.TAPE_RECEIVED,
                actor=name_of(by),
                content={"as_of": as_of.isoformat(), "digest": digest},
            )
    except IntegrityError:
        return Tape.objects.exclude(state=TapeState.REFUSED).get(as_of=as_of, digest=digest), False
    return tape, True


def take_in(tape: Tape, progress: Progress = lambda *_: None) -> Tape:
    """Check a received tape and load it; does nothing for one that was taken in.

    One tape at a time: raises `ForbearError` while another is worked on, and if the database or
    the disk did not go along. A refused tape says why in ``problems``. What was killed or cut
    short is done again from where it stood.
    """
    with finished(chain_of(tape)), locks.only_one(RECORDS) as mine:
        if not mine:
            raise busy()
        tape.refresh_from_db()
        if tape.state in PENDING:
            _taken_in(tape, progress)
        tidy()
        if tape.uploaded and tape.state in (TapeState.ACCEPTED, TapeState.REFUSED):
            shutil.rmtree(tape.folder, ignore_errors=True)
    return tape


def _taken_in(tape: Tape, progress: Progress) -> None:
    try:
        _not_older(tape.as_of, tape.pk)
        checked = _checked(tape, _work_of(tape) / "check", progress)
        _say(tape, TapeState.LOADING, progress)("", 0)
        inward = Inward(keys.ring(), bank.country())
        with fitting(chain_of(tape)):
            loaded = load(checked, inward, tape.pk, _say(tape, TapeState.LOADING, progress))
            at_once(lambda: _counts(tape, checked, loaded))
    except ForbearError as error:
        clear()
        _refuse(tape, error)


def _work_of(tape: Tape) -> Path:
    """Where its check stands. Numbers come again after a backup was restored, so more than that."""
    work: Path = settings.HOME.made().work
    return work / f"tape-{tape.pk}-{tape.as_of}-{(tape.digest or '')[:16]}"


def tidy() -> None:
    """Nothing stays of tapes dealt with, even if whoever dealt with them was killed then."""
    kept = {_work_of(tape) for tape in Tape.objects.filter(state__in=PENDING)}
    home = settings.HOME.made()
    for folder in home.work.glob("tape-*"):
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    wanted = Tape.objects.filter(state__in=(TapeState.UPLOADING, *PENDING), uploaded=True)
    sent = {Path(folder) for folder in wanted.values_list("folder", flat=True)}
    for folder in home.uploads.iterdir():
        # A folder is there a moment before its tape is.
        if folder not in sent and folder.stat().st_mtime < clock.now().timestamp() - UNCLAIMED:
            shutil.rmtree(folder, ignore_errors=True)


def abandon(tape: Tape) -> None:
    """Give up an upload that was never finished."""
    shutil.rmtree(tape.folder, ignore_errors=True)
    _refuse(
        tape,
        refuse(
            "tape.unfinished",
            "",
            "the upload was not finished within a day; send the tape again",
            "上传未在一天内完成，请重新上传",
        ),
    )


def _checked(tape: Tape, work: Path, progress: Progress) -> Checked:
    """The check of the tape; one that an earlier, killed import had finished is used again."""
    try:
        return Checked.open(work)
    except ForbearError:
        work.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _say(tape, TapeState.CHECKING, progress)("", 0)
    own = bank.policy().bank
    return check(
        Path(tape.folder),
        work,
        as_of=tape.as_of,
        zone=own.timezone,
        currency=own.currency,
        progress=_say(tape, TapeState.CHECKING, progress),
    )


def _counts(tape: Tape, checked: Checked, loaded: Loaded) -> None:
    """The tape counts from here on."""
    put_in_place(loaded)
    tape.state, tape.finished_at, tape.stage, tape.share = TapeState.ACCEPTED, clock.now(), "", 1
    tape.counts = {
        row["table"]: {k: row[k] for k in ("received", "accepted", "quarantined")}
        for row in checked.counts.iter_rows(named=True)
    }
    tape.reasons = checked.reasons.to_dicts()
    tape.inputs = [list(one) for one in checked.inputs]
    tape.save()
    enter(
        chain_of(tape),
        Act.TAPE_ACCEPTED,
        actor=name_of(tape.received_by),
        content={
            "digest": tape.digest,
            "counts": tape.counts,
            "inputs": [{"file": f, "bytes": b, "sha256": s} for f, b, s in checked.inputs],
        },
    )


def _refuse(tape: Tape, error: ForbearError) -> None:
    tape.state, tape.finished_at = TapeState.REFUSED, clock.now()
    tape.problems = told(error)
    with transaction.atomic():
        Quarantined.objects.filter(tape=tape).delete()
        tape.save()
        enter(
            chain_of(tape),
            Act.TAPE_REFUSED,
            actor=name_of(tape.received_by),
            content={"problems": [f"{p['where']}: {p['en']}" for p in tape.problems]},
        )


def _say(tape: Tape, state: TapeState, progress: Progress) -> Progress:
    """Tell the caller, and whoever reads the tape's row, how far it is."""
    last = [("", -1.0)]

    def tell(stage: str, share: float) -> None:
        progress(stage, share)
        before, done = last[0]
        if stage != before or share - done >= 0.02:
            last[0] = (stage, share)
            Tape.objects.filter(pk=tape.pk).update(state=state, stage=stage, share=share)

    return tell


def told(error: ForbearError) -> list[dict[str, str]]:
    """Problems as they are kept and sent."""
    return [{"code": p.code, "where": p.where, "en": p.en, "zh": p.zh} for p in error.problems]


def name_of(user: User | None) -> str:
    """Who acts, for the journal."""
    return SYSTEM if user is None else user.get_username()


def latest() -> Tape | None:
    """The tape accepted last."""
    return Tape.objects.filter(state=TapeState.ACCEPTED).order_by("-as_of", "-pk").first()


def busy() -> ForbearError:
    """Somebody else changes the records as a whole at this moment."""
    return refuse(
        "records.busy",
        "",
        "a tape or a night is being worked on; wait until it is done and try again",
        "正在处理另一批数据或夜间批处理，请待其完成后重试",
    )


def _not_older(as_of: date, own: int | None = None) -> None:
    last = latest()
    if last is not None and last.pk != own and as_of < last.as_of:
        raise ForbearError(
            Problem(
                "tape.older",
                as_of.isoformat(),
                f"the tape is older than that of {last.as_of}, which was accepted already; "
                "send a newer one",
                f"该数据早于已入库的 {last.as_of} 数据，请提供更新的数据",
            )
        )


def _digest(folder: Path) -> str:
    try:
        if not folder.is_dir() or not any(folder.iterdir()):
            raise FileNotFoundError("no such folder, or nothing in it")
        return TapeFolder(folder).key()
    except OSError as error:
        raise refuse(
            "tape.folder", str(folder), f"can't be read ({error})", f"无法读取（{error}）"
        ) from None
