"""A night may start from anything that can fill in a check, and needs nobody's personal data."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from forbear.nightly import Bank, Order, TapeFolder, plan
from forbear.nightly.run import Run
from forbear.nightly.source import digest
from forbear.portfolio import TABLES, Checked, Mapping, lay_out, masks, shards_for
from forbear.portfolio.spec import SHARED
from forbear.problems import ForbearError

MakeOrder = Callable[..., Order]
Change = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tape = tmp_path / "tape"
    (tape / "payments").mkdir(parents=True)
    (tape / "accounts.csv").write_text("account_id\na1\n")
    (tape / "payments" / "1.csv").write_text("payment_id\np1\n")
    return tape


def test_key_does_not_depend_on_where_the_tape_lies(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "other")

    assert TapeFolder(tmp_path / "other").key() == TapeFolder(folder).key()
    assert len(TapeFolder(folder).key()) == 64


def test_key_changes_with_the_mapping(folder: Path) -> None:
    assert TapeFolder(folder, Mapping()).key() != TapeFolder(folder).key()


def grown(tape: Path) -> None:
    (tape / "accounts.csv").write_text("account_id\na1\na2\n")


def altered(tape: Path) -> None:
    (tape / "payments" / "1.csv").write_text("payment_id\np2\n")


def added(tape: Path) -> None:
    (tape / "payments" / "2.csv").touch()


def renamed(tape: Path) -> None:
    (tape / "payments" / "1.csv").rename(tape / "payments" / "3.csv")


def moved(tape: Path) -> None:
    (tape / "payments" / "1.csv").rename(tape / "1.csv")


def removed(tape: Path) -> None:
    (tape / "payments" / "1.csv").unlink()


@pytest.mark.parametrize("change", [grown, altered, added, renamed, moved, removed])
def test_key_changes_with_every_file_of_the_tape(
    folder: Path, change: Callable[[Path], None]
) -> None:
    before = TapeFolder(folder).key()
    change(folder)

    assert TapeFolder(folder).key() != before


def test_key_does_not_see_empty_folders(folder: Path) -> None:
    before = TapeFolder(folder).key()
    (folder / "phones").mkdir()

    assert TapeFolder(folder).key() == before


@pytest.mark.parametrize("raw", [b"", b"account_id\r\n\xef\xbb\xbf", bytes(200_000)])
def test_digest_is_sha256_of_the_bytes(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "file").write_bytes(raw)

    assert digest(tmp_path / "file") == hashlib.sha256(raw).hexdigest()


def test_tape_that_cannot_be_used_is_refused(folder: Path, tmp_path: Path, bank: Bank) -> None:
    with pytest.raises(ForbearError) as caught:
        TapeFolder(folder).fill(
            tmp_path / "check", as_of=date(2026, 11, 22), bank=bank, shard_size=10
        )
    assert {p.code for p in caught.value.problems} == {"tape.missing_table"}


# A night from rows that stand elsewhere.


@dataclass(frozen=True)
class Rows:
    """The accepted rows of an earlier check, drawn in batches, each table changed as told."""

    checked: Checked
    changes: dict[str, Change]
    batch: int = 7000

    def key(self) -> str:
        return ",".join(sorted(self.changes))

    def fill(
        self, folder: Path, *, as_of: date, bank: Bank, shard_size: int, progress: object = None
    ) -> None:
        accounts = self.checked.counts.filter(table="accounts")["accepted"].item()
        lay_out(
            folder,
            tables={name: self._batches(name) for name in TABLES},
            shards=shards_for(accounts, shard_size),
            counts=self.checked.counts,
            reasons=self.checked.reasons,
            inputs=self.checked.inputs,
        )

    def _batches(self, name: str) -> Iterator[pl.DataFrame]:
        for shard in range(1 if name in SHARED else self.checked.shards):
            rows = self.checked.table(name, shard).collect()
            yield from (self.changes[name](rows) if name in self.changes else rows).iter_slices(
                self.batch
            )


def contents(folder: Path) -> dict[str, str]:
    """Every file with the hash of its bytes; of what was set aside elsewhere only the summary."""
    return {
        name: digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(folder).as_posix()) != "manifest.json"
        and (not name.startswith("quarantine/") or name == "quarantine/summary.csv")
    }


def hashed(phone: pl.Expr) -> pl.Expr:
    """32 hexadecimal digits for a number, the same for the same."""
    halves = [phone.hash(seed).map_elements(_hex, return_dtype=pl.String) for seed in (1, 2)]
    return pl.concat_str(halves)


def _hex(number: int) -> str:
    return f"{number:016x}"


def surrogates(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(phone=hashed(pl.col("phone")))


def ending_alike(table: pl.DataFrame) -> pl.DataFrame:
    """Surrogates that end in what may be shown of the number."""
    shown = masks.phone(pl.col("phone"))
    return table.with_columns(phone=pl.concat_str(hashed(pl.col("phone")), shown))


def nobody(run: Run) -> dict[str, Change]:
    """What leaves none of the personal data that a night can do without."""
    late = pl.concat(
        [pl.read_parquet(run.assessed(s, "cases"), columns=["customer_id"]) for s in run.shards]
    )
    written = pl.col("resident_id").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    filled = {c: pl.when(pl.col(c).is_not_null()).then(pl.lit("*")) for c in ("email", "written")}
    nothing = pl.lit(None, pl.String)
    own = {
        "born_on": pl.coalesce("born_on", written),
        "name": masks.name(pl.col("name")),
        "email": filled["email"],
        **dict.fromkeys(("resident_id", "uscc", "employer"), nothing),
    }
    overdue = pl.col("customer_id").is_in(late["customer_id"].implode())
    places = {c: pl.when(overdue).then(pl.col(c)) for c in ("lat", "lon")}
    return {
        "customers": lambda t: t.with_columns(**own),
        "parties": lambda t: t.with_columns(name=nothing, resident_id=nothing),
        "addresses": lambda t: t.with_columns(written=filled["written"], **places),
        "phones": ending_alike,
        "contacts": ending_alike,
    }


@pytest.mark.slow
@pytest.mark.parametrize("batch", [1_000_000, 1234])
def test_rows_that_stand_elsewhere_give_the_same_night(
    batch: int, night_tape: Path, made: Path, run: Run, tmp_path: Path, order: MakeOrder
) -> None:
    source = Rows(run.checked, {}, batch)
    out = plan(replace(order(night_tape), source=source), tmp_path / "out")

    assert contents(out) == contents(made)
    assert [p.name for p in (out / "quarantine").iterdir()] == ["summary.csv"]


@pytest.mark.slow
def test_night_needs_no_personal_data(
    night_tape: Path, made: Path, run: Run, tmp_path: Path, order: MakeOrder
) -> None:
    source = Rows(run.checked, nobody(run))
    out = plan(replace(order(night_tape), source=source), tmp_path / "out")

    assert contents(out) == contents(made)


@pytest.mark.slow
def test_surrogates_of_phones_change_nothing_but_what_lists_show(
    night_tape: Path, made: Path, run: Run, tmp_path: Path, order: MakeOrder
) -> None:
    source = Rows(run.checked, {"phones": surrogates, "contacts": surrogates})
    out = plan(replace(order(night_tape), source=source), tmp_path / "out")

    before, after = contents(made), contents(out)
    assert before.keys() == after.keys()
    changed = [name for name in before if before[name] != after[name]]
    assert changed
    for name in changed:
        assert name.startswith("worklists/")
        was, is_ = (pl.read_csv(folder / name, infer_schema=False) for folder in (made, out))
        assert is_.drop("电话").equals(was.drop("电话")), name


@pytest.mark.slow
def test_phones_matter_to_some_fact(run: Run) -> None:
    """Else the tests above would say nothing."""
    dialled = pl.concat([run.table("contacts", s) for s in run.shards])["phone"].drop_nulls()
    own = pl.concat([run.table("phones", s) for s in run.shards])["phone"]
    assert dialled.is_in(own.implode()).sum() > 100


#: Fills in a check and dies by SIGKILL as the given table is asked for.
DYING = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, sys.argv[5])
from conftest import night_order
from test_source import Rows
from forbear.nightly import plan
from forbear.portfolio import Checked

tape, work, out, table = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]

def die(frame):
    os.kill(os.getpid(), signal.SIGKILL)

class Dying(Rows):
    def key(self):
        return ""

if __name__ == "__main__":
    plan(replace(night_order(tape), source=Dying(Checked.open(work), {table: die})), out)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("before", "table"), [("customers", "parties"), ("holds", "consents")])
def test_fill_that_was_killed_is_done_again(
    before: str,
    table: str,
    night_tape: Path,
    made: Path,
    run: Run,
    tmp_path: Path,
    order: MakeOrder,
) -> None:
    out, script = tmp_path / "out", tmp_path / "dying.py"
    script.write_text(DYING)
    given = [str(p) for p in (script, night_tape, run.checked.work, out, table)]
    done = subprocess.run(
        [sys.executable, *given, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    left = out.with_name("out.work")
    assert not (left / "check").exists()
    assert (left / "check.partial.part" / "tables" / before).exists()

    plan(replace(order(night_tape), source=Rows(run.checked, {})), out)

    assert contents(out) == contents(made)
    assert not left.exists()
