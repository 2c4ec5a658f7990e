from pathlib import Path

import pytest

from forbear.nightly.work import Reading, Work, locked, publish, write_aside
from forbear.problems import ForbearError


def test_stage_is_built_once_and_reused(tmp_path: Path) -> None:
    built = []

    def build(folder: Path) -> None:
        built.append(folder)
        (folder / "a").write_text("whole")

    first = Work(tmp_path).stage("age", build)
    again = Work(tmp_path).stage("age", build)
    assert first == again == tmp_path / "age"
    assert len(built) == 1
    assert (again / "a").read_text() == "whole"


def test_stage_that_died_is_done_again_from_nothing(tmp_path: Path) -> None:
    def dies(folder: Path) -> None:
        (folder / "half").write_text("ha")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        Work(tmp_path).stage("age", dies)
    assert not (tmp_path / "age").exists()

    done = Work(tmp_path).stage("age", lambda folder: (folder / "whole").touch())
    assert [p.name for p in done.iterdir()] == ["whole"]


def test_begin_with_other_inputs_starts_anew(tmp_path: Path) -> None:
    work = Work(tmp_path)
    with locked(tmp_path):
        work.begin("one")
        work.stage("age", lambda folder: None)
        work.begin("one")
        assert (tmp_path / "age").exists()
        work.begin("two")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["key", "lock"]


def test_timings_say_what_each_stage_took_and_what_was_reused(tmp_path: Path) -> None:
    readings = iter([Reading(1, 10, 5), Reading(3, 14, 7), Reading(4, 15, 8), Reading(4, 15, 8)])
    work = Work(tmp_path, meter=lambda: next(readings))
    work.stage("age", lambda folder: None)
    work.stage("age", lambda folder: None)
    assert [(t.stage, t.wall, t.cpu, t.peak, t.reused) for t in work.timings] == [
        ("age", 2, 4, 7, False),
        ("age", 0, 0, 8, True),
    ]
    assert b'"reused": true' in work.timings_json()


def test_progress_is_told_start_share_and_end(tmp_path: Path) -> None:
    told = []
    work = Work(tmp_path, progress=lambda stage, share: told.append((stage, share)))
    work.stage("age", lambda folder: work.tick("age", 0.5))
    assert told == [("age", 0.0), ("age", 0.5), ("age", 1.0)]


def test_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(ForbearError) as caught, locked(tmp_path):
        pass
    assert [p.code for p in caught.value.problems] == ["night.running"]
    with locked(tmp_path):
        pass


def test_write_aside_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    write_aside(path, b"one")
    write_aside(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["manifest.json"]


def test_publish_puts_the_new_result_in_place_of_the_old(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for version in ("one", "two"):
        made = tmp_path / "made"
        made.mkdir()
        (made / version).touch()
        publish(made, out)
        assert [p.name for p in out.iterdir()] == [version]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
