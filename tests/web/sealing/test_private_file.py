import os
import stat
import threading
from pathlib import Path

import pytest

from forbear.problems import ForbearError
from forbear.web.sealing import private_file


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644, 0o666])
def test_file_that_others_can_get_at_is_refused(mode: int, path: Path) -> None:
    private_file.write(path, "secret")
    path.chmod(mode)

    with pytest.raises(ForbearError) as refused:
        private_file.read(path)

    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("ring.open_to_others", str(path))
    assert f"chmod 600 {path}" in problem.en
    assert f"chmod 600 {path}" in problem.zh


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_file_of_its_owner_alone_is_read(mode: int, path: Path) -> None:
    private_file.write(path, "密 secret")
    path.chmod(mode)

    assert private_file.read(path) == "密 secret"


def test_file_that_is_missing_is_told(path: Path) -> None:
    for look in (private_file.read, private_file.stamp):
        with pytest.raises(ForbearError) as refused:
            look(path)
        assert [p.code for p in refused.value.problems] == ["ring.missing"]


def test_folder_in_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir()

    with pytest.raises(ForbearError) as refused:
        private_file.read(path)
    assert [p.code for p in refused.value.problems] == ["ring.unreadable"]


def test_file_is_private_from_its_first_byte_whatever_the_mask(path: Path) -> None:
    before = os.umask(0)
    try:
        private_file.write(path, "one")
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_write_that_died_before_does_not_stand_in_the_way(path: Path) -> None:
    aside = path.with_name("keys.json.new")
    aside.write_text("half")
    aside.chmod(0o644)
    private_file.write(path, "whole")

    assert private_file.read(path) == "whole"
    assert list(path.parent.iterdir()) == [path]


def test_stamp_changes_when_the_file_is_replaced(path: Path) -> None:
    private_file.write(path, "one")
    first = private_file.stamp(path)
    private_file.write(path, "two")

    assert private_file.stamp(path) != first


def test_folder_is_held_by_one_at_a_time(path: Path) -> None:
    order: list[str] = []

    def other() -> None:
        with private_file.held(path):
            order.append("other")

    with private_file.held(path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.05)
        order.append("first")
    thread.join()

    assert order == ["first", "other"]


def test_file_in_a_folder_that_is_not_there_is_refused(path: Path) -> None:
    nowhere = path.parent / "none" / "keys.json"

    with pytest.raises(ForbearError) as refused:
        private_file.write(nowhere, "secret")
    assert [(p.code, p.where) for p in refused.value.problems] == [("ring.unwritten", str(nowhere))]
    with pytest.raises(ForbearError) as refused, private_file.held(nowhere):
        pass
    assert [(p.code, p.where) for p in refused.value.problems] == [("ring.unwritten", str(nowhere))]


def test_file_that_can_not_be_put_in_place_leaves_what_was_there(path: Path) -> None:
    path.mkdir()
    (path / "inside").touch()

    with pytest.raises(ForbearError) as refused:
        private_file.write(path, "secret")
    assert [p.code for p in refused.value.problems] == ["ring.unwritten"]
    assert [inside.name for inside in path.iterdir()] == ["inside"]
